"""Names and numbers of persons are nowhere in clear, and are found again by their hashes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql
from sqlalchemy import Engine

from ledger.book.books import NewBook, open_book
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.persons import (
    NewPerson,
    PersonHasNoName,
    Relation,
    add_persons,
    card_hmac,
    householder_names,
    id_form,
    id_hmac,
    identities,
)
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import SealBroken, Sealer
from ledger.storage.tables import SCHEMA
from ledger.values.region import RegionCode

BOOK = 610727
NOW = datetime(2018, 1, 2, 9, tzinfo=UTC)
SEALER = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)
NAME, NUMBER, PHONE = "演示张三", "11010519491231002X", "13800000000"
SHORT_NUMBER = "110105491231002"


@pytest.fixture
def engine(database: Database) -> Engine:
    with database.connect() as connection:
        open_book(connection, NewBook(BOOK, "测试", "测试", "county", date(2018, 1, 1)), "测试")
    return database.engine()


def household(engine: Engine) -> UUID:
    home = uuid4()
    place = RegionCode.parse("610727101901")
    fact = HouseholdOn(home, date(2018, 1, 1), place, "一组", HouseholdKind.REGISTERED, 2)
    with unit_of_work(engine) as work:
        add_households(work, BOOK, [fact], known_at=NOW)
    return home


def register(engine: Engine, home: UUID, relation: Relation, name: str, number: str = "") -> UUID:
    person = NewPerson(uuid4(), home, relation, name, number, PHONE)
    with unit_of_work(engine) as work:
        add_persons(work, BOOK, [person], sealer=SEALER, known_at=NOW)
    return person.person


def texts_of(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[tuple[str, str]]:
    """(table, text) of every row of every table, binary columns as both hex and raw text."""
    tables = connection.execute(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = %s "
        "AND table_type = 'BASE TABLE'",
        [SCHEMA],
    ).fetchall()
    assert len(tables) > 30
    for (table,) in tables:
        query = sql.SQL("SELECT t::text, to_jsonb(t)::text FROM {} t").format(
            sql.Identifier(SCHEMA, str(table))
        )
        for row in connection.execute(query):
            for text in row:
                yield str(table), str(text)


def test_no_table_holds_a_name_or_number_in_clear(engine: Engine, database: Database) -> None:
    register(engine, household(engine), Relation.HOUSEHOLDER, NAME, NUMBER)
    secret = [NAME, NUMBER, PHONE]
    secret += [each.encode().hex() for each in secret]
    with psycopg.connect(database.owner, autocommit=True) as connection:
        found = list(texts_of(connection))
    assert any(table == "person_private" for table, _ in found)
    assert not [(table, each) for table, text in found for each in secret if each in text]


def test_the_reading_role_cannot_even_see_the_sealed_rows(
    engine: Engine, database: Database
) -> None:
    register(engine, household(engine), Relation.HOUSEHOLDER, NAME, NUMBER)
    with (
        database.connect(database.read) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT * FROM person_private")


def test_a_notice_gets_the_name_of_the_householder(engine: Engine) -> None:
    home, empty = household(engine), household(engine)
    register(engine, home, Relation.SPOUSE, "演示李四")
    register(engine, home, Relation.HOUSEHOLDER, NAME, NUMBER)
    with unit_of_work(engine) as work:
        assert householder_names(work, SEALER, BOOK, [home, empty]) == {home: NAME}


def test_an_identity_opens_to_what_was_registered_and_under_no_other_key(engine: Engine) -> None:
    person = register(engine, household(engine), Relation.HOUSEHOLDER, NAME, SHORT_NUMBER)
    with unit_of_work(engine) as work:
        opened = identities(work, SEALER, BOOK, [person])[person]
        assert (opened.name, opened.resident_id, opened.phone) == (NAME, NUMBER, PHONE)
        other = Sealer(sealing_key=b"x" * 32, hmac_key=b"h" * 32)
        with pytest.raises(SealBroken):
            identities(work, other, BOOK, [person])


def test_registering_a_person_again_adds_nothing(engine: Engine) -> None:
    home = household(engine)
    person = NewPerson(uuid4(), home, Relation.HOUSEHOLDER, NAME, NUMBER)
    with unit_of_work(engine) as work:
        assert add_persons(work, BOOK, [person], sealer=SEALER, known_at=NOW) == 1
        assert add_persons(work, BOOK, [person], sealer=SEALER, known_at=NOW) == 0


def test_a_person_without_a_name_is_refused(engine: Engine) -> None:
    home = household(engine)
    with unit_of_work(engine) as work, pytest.raises(PersonHasNoName):
        blank = NewPerson(uuid4(), home, Relation.HOUSEHOLDER, " ")
        add_persons(work, BOOK, [blank], sealer=SEALER, known_at=NOW)


def test_a_person_does_not_show_what_is_sealed() -> None:
    shown = repr(NewPerson(uuid4(), uuid4(), Relation.HOUSEHOLDER, NAME, NUMBER, PHONE))
    assert NAME not in shown and NUMBER not in shown and PHONE not in shown


def test_the_short_and_the_long_number_of_one_person_hash_alike() -> None:
    assert id_hmac(SEALER, SHORT_NUMBER) == id_hmac(SEALER, NUMBER)
    assert id_hmac(SEALER, "１１０１０５１９４９１２３１００２x") == id_hmac(SEALER, NUMBER)
    assert id_hmac(SEALER, "") is None


def test_a_wrong_number_hashes_as_it_is_written() -> None:
    wrong = NUMBER[:-1] + "1"
    assert id_form(wrong) == wrong
    assert id_hmac(SEALER, wrong) == id_hmac(SEALER, f" {wrong} ")
    assert id_hmac(SEALER, wrong) != id_hmac(SEALER, NUMBER)


@given(st.from_regex(r"\A[0-9]{16,19}\Z"))
def test_a_card_and_an_id_of_the_same_digits_do_not_meet(digits: str) -> None:
    assert card_hmac(SEALER, digits) != id_hmac(SEALER, digits)
    spaced = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    assert card_hmac(SEALER, spaced) == card_hmac(SEALER, digits)
