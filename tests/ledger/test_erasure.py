"""Erasing a person takes what is sealed and leaves every leaf as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Engine

from ledger.book.erasure import (
    KINDS,
    ErasureByOnePerson,
    decide_erasure,
    erase,
    erasure_requests,
    request_erasure,
)
from ledger.book.post import Actor
from ledger.book.refusals import ErasureNotApproved, RoleMayNotPost
from ledger.book.verify import Code, verify
from ledger.register.cards import CardOn, add_cards, cards_of
from ledger.register.contacts import AddressOn, add_addresses, homes_on
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.persons import NewPerson, Relation, add_persons, identities
from ledger.storage.database import unit_of_work
from ledger.values.region import RegionCode
from tests.ledger.scene import LOWER, SEALER, Scene

KNOWN = datetime(2019, 5, 1, tzinfo=UTC)
DAY = date(2019, 5, 1)
ASKS, DECIDES = "乡镇甲", "复核乙"
ACTOR = Actor(ASKS, DECIDES, (LOWER,))


@pytest.fixture
def engine(told: Scene) -> Engine:
    return told.database.engine()


@pytest.fixture
def person(told: Scene, engine: Engine) -> tuple[UUID, UUID]:
    """The payee of a line of the story, registered with everything personal."""
    row = told.connection.execute(
        "SELECT household, person FROM payment_line WHERE book = %s AND person IS NOT NULL"
        " ORDER BY number, line LIMIT 1",
        (LOWER,),
    ).fetchone()
    assert row is not None
    home, who = row
    village = RegionCode.parse("610727100200")
    with unit_of_work(engine) as work:
        fact = HouseholdOn(home, DAY, village, "一组", HouseholdKind.REGISTERED, 1)
        add_households(work, LOWER, [fact], known_at=KNOWN)
        new = NewPerson(who, home, Relation.HOUSEHOLDER, "演示张三", "", "13800000000")
        add_persons(work, LOWER, [new], sealer=SEALER, known_at=KNOWN)
        card = CardOn("6222000000000000001", DAY, who, bank="农商行")
        add_cards(work, LOWER, [card], sealer=SEALER, known_at=KNOWN)
        address = AddressOn(home, DAY, "一组七号")
        add_addresses(work, LOWER, [address], sealer=SEALER, known_at=KNOWN)
    return home, who


def approved(engine: Engine, who: UUID) -> UUID:
    with unit_of_work(engine) as work:
        request = request_erasure(work, LOWER, who, reason="本人申请", actor=ASKS)
    with unit_of_work(engine) as work:
        decide_erasure(work, LOWER, request, approve=True, actor=DECIDES)
    return request


def leaves(told: Scene) -> list[tuple[object, ...]]:
    return told.connection.execute(
        "SELECT event, leaf FROM voucher WHERE book = %s ORDER BY event", (LOWER,)
    ).fetchall()


def test_what_is_sealed_goes_and_every_old_leaf_stays(
    told: Scene, engine: Engine, person: tuple[UUID, UUID]
) -> None:
    home, who = person
    before, lines = leaves(told), told.one("SELECT count(*) FROM private_line")
    request = approved(engine, who)
    recorded = erase(told.connection, LOWER, request, ACTOR)
    assert not recorded.replayed
    assert leaves(told) == before
    told.assert_silent()
    now = datetime(2030, 1, 1, tzinfo=UTC)
    with unit_of_work(engine) as work:
        assert identities(work, SEALER, LOWER, [who]) == {}
        assert [each.tail for each in cards_of(work, SEALER, LOWER, [who], known_at=now)] == [""]
        assert homes_on(work, SEALER, LOWER, [home], day=DAY, known_at=now) == {}
        (seen,) = erasure_requests(work, LOWER)
    gone = told.one("SELECT count(*) FROM private_line")
    assert isinstance(lines, int) and isinstance(gone, int)
    assert (seen.state, seen.event) == ("erased", recorded.event)
    erased = dict(seen.erased)
    assert erased[KINDS["payment_lines"]] == lines - gone > 0
    assert erased[KINDS["identities"]] == erased[KINDS["cards"]] == 1


def test_carrying_it_out_again_is_the_same_event(
    told: Scene, engine: Engine, person: tuple[UUID, UUID]
) -> None:
    request = approved(engine, person[1])
    first = erase(told.connection, LOWER, request, ACTOR)
    again = erase(told.connection, LOWER, request, ACTOR)
    assert (again.event, again.replayed) == (first.event, True)


def test_a_file_that_still_has_him_brings_nothing_back(
    told: Scene, engine: Engine, person: tuple[UUID, UUID]
) -> None:
    home, who = person
    erase(told.connection, LOWER, approved(engine, who), ACTOR)
    with unit_of_work(engine) as work:
        again = NewPerson(who, home, Relation.HOUSEHOLDER, "演示张三", "", "13900000000")
        add_persons(work, LOWER, [again], sealer=SEALER, known_at=KNOWN)
        assert identities(work, SEALER, LOWER, [who]) == {}


def test_one_person_does_not_do_both(
    told: Scene, engine: Engine, person: tuple[UUID, UUID]
) -> None:
    with unit_of_work(engine) as work:
        request = request_erasure(work, LOWER, person[1], reason="本人申请", actor=ASKS)
    with unit_of_work(engine) as work, pytest.raises(ErasureByOnePerson):
        decide_erasure(work, LOWER, request, approve=True, actor=ASKS)
    with pytest.raises(ErasureNotApproved):
        erase(told.connection, LOWER, request, ACTOR)


@pytest.mark.parametrize("role", ["administrator", "finance_maker", "township"])
def test_only_a_finance_checker_carries_it_out(
    told: Scene, engine: Engine, person: tuple[UUID, UUID], role: str
) -> None:
    request = approved(engine, person[1])
    with pytest.raises(RoleMayNotPost):
        erase(told.connection, LOWER, request, replace(ACTOR, role=role))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM person_private",
        "DELETE FROM person_phone",
        "DELETE FROM card_private",
        "DELETE FROM household_private",
        "UPDATE membership SET relation = 'x'",
        "DELETE FROM membership",
        "UPDATE bank_card SET bank = 'x'",
        "INSERT INTO erasure SELECT * FROM erasure",
        "UPDATE draft_version SET content = '{}'",
        "SELECT lines_of_person(610727, gen_random_uuid(), '{}')",
    ],
)
def test_the_application_cannot_do_it_by_itself(told: Scene, statement: str) -> None:
    with (
        told.database.connect(told.database.app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_verify_names_what_was_altered_about_an_erasure(
    told: Scene, engine: Engine, person: tuple[UUID, UUID]
) -> None:
    erase(told.connection, LOWER, approved(engine, person[1]), ACTOR)
    told.assert_silent()
    for statement, code in (
        ("DELETE FROM erased_line", Code.PRIVATE_MISSING),
        ("DELETE FROM private_line WHERE line = 0", Code.PRIVATE_MISSING),
        ("UPDATE erasure SET checker = '别人'", Code.ERASURE_MISMATCH),
        ("UPDATE erasure_request SET reason = 'x', actor = '别人'", Code.ERASURE_MISMATCH),
        ("UPDATE book_event SET leaf = 'x' WHERE kind = 'erasure'", Code.ERASURE_MISMATCH),
        ("DELETE FROM erased_line; DELETE FROM erasure", Code.ERASURE_MISMATCH),
    ):
        with told.undone(told.administrator) as connection:
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(statement.encode())
            found = {each.code for each in verify(connection, told.sealer).differences}
        assert code in found, statement
