"""核查单: a case from its leads to 销号, what is said of leads meanwhile, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from audit.cases import Disposition, LeadState, MoneyBack, Stage, Step, texts_of
from audit.dispositions import CaseMoney, leads_held, money_back, precision
from audit.suppressions import Action
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.storage.tables import metadata
from tests.conftest import _clone
from tests.ledger.case_ladder import (
    FIRST,
    RETURNED,
    SECOND,
    TODAY,
    UNIT,
    A,
    B,
    Desk,
    raise_leads,
)
from tests.ledger.scene import LOWER, SEALER, YEAR, Scene
from tests.ledger.story import run_story

TABLES = sorted(
    each.name
    for each in metadata.tables.values()
    if each.name.startswith(("audit_case", "audit_suppression"))
)


@pytest.fixture(scope="module")
def told(server: Server) -> Iterator[Scene]:
    with _clone(server, demo=True) as database, Scene.of(database) as opened:
        run_story(opened)
        yield opened


@pytest.fixture
def desk(told: Scene) -> Iterator[Desk]:
    """Two leads and a desk, in a transaction that is rolled back."""
    with (
        psycopg.connect(told.connection.info.dsn, password=told.connection.info.password) as made,
        made.transaction(force_rollback=True),
    ):
        made.execute("SET search_path = sunledger")
        raise_leads(made)
        yield Desk(made, told)


def _states(desk: Desk) -> dict[bytes, LeadState]:
    rows = desk.connection.execute(
        "SELECT identity, state FROM lead_states(%s, %s)", [[LOWER], TODAY]
    )
    return {bytes(identity): LeadState(state) for identity, state in rows}


def _stage(desk: Desk) -> Stage:
    row = desk.connection.execute(
        "SELECT stage FROM case_stages(%s) WHERE case_id = %s", [[LOWER], desk.case]
    ).fetchone()
    assert row is not None
    return Stage(row[0])


def test_a_case_goes_from_its_leads_to_the_closing_by_a_second_person(desk: Desk) -> None:
    number = desk.open(FIRST, SECOND)
    assert desk.open(FIRST, SECOND) == number == 1, "the same again opens nothing"
    desk.ask()
    asked = desk.seq
    desk.step(Step.REPLIED, by=UNIT, text="钱在专户，张三经手", of_seq=asked)
    desk.hold(Disposition.UPHELD, FIRST, SECOND)
    desk.bring_back(RETURNED)
    desk.step(Step.REFERRED)
    inspector = replace(A, login="纪检丁", role="inspector")
    desk.step(Step.TAKEN_OVER, by=inspector, text="")
    desk.step(Step.FED_BACK, by=inspector)
    desk.hold(Disposition.RECTIFIED, FIRST)
    desk.hold(Disposition.UNFOUNDED, SECOND)
    desk.step(Step.CLOSE_ASKED)
    assert _stage(desk) is Stage.CLOSING
    desk.step(Step.CLOSE_REFUSED, by=B)
    assert _stage(desk) is Stage.WORKING
    desk.step(Step.CLOSE_ASKED)
    desk.step(Step.CLOSED, by=B, text="")
    assert _stage(desk) is Stage.CLOSED
    held = {each.identity: each for each in leads_held(desk.connection, [LOWER])}
    assert held[FIRST].disposition is Disposition.RECTIFIED
    assert (held[FIRST].amount_fen, held[FIRST].stage) == (500_00, Stage.CLOSED)
    assert held[SECOND].disposition is Disposition.UNFOUNDED
    assert money_back(desk.connection, [LOWER]) == [CaseMoney(LOWER, desk.case, 4_000_00, 0)]
    (of_rule,) = precision(desk.connection, [LOWER])
    assert (of_rule.rule, of_rule.held, of_rule.open) == ("ID03", 2, 0)
    assert of_rule.right_basis_points == 5_000
    said = texts_of(desk.connection, SEALER, LOWER, desk.case)
    assert said[asked + 1] == "钱在专户，张三经手"
    kept = desk.connection.execute("SELECT sealed FROM audit_case_private").fetchall()
    assert kept and all("张三".encode() not in bytes(row[0]) for row in kept)


def test_a_settled_lead_comes_up_again_only_when_its_facts_change(desk: Desk) -> None:
    assert _states(desk) == dict.fromkeys((FIRST, SECOND), LeadState.NEW)
    desk.ready()
    assert _states(desk)[FIRST] is LeadState.IN_CASE
    desk.step(Step.CLOSED, by=B)
    assert _states(desk) == {FIRST: LeadState.SETTLED, SECOND: LeadState.NEW}
    raise_leads(desk.connection)
    assert _states(desk)[FIRST] is LeadState.SETTLED, "another run, the same facts"
    raise_leads(desk.connection, facts="二")
    assert _states(desk)[FIRST] is LeadState.REOPENED
    again = Desk(desk.connection, desk.scene)
    again.open()
    assert _states(desk)[FIRST] is LeadState.IN_CASE
    assert precision(desk.connection, [LOWER])[0].open == 1


def test_a_closed_case_is_opened_again_and_held_anew(desk: Desk) -> None:
    desk.ready()
    desk.step(Step.CLOSED, by=B)
    desk.step(Step.REOPENED)
    assert (_stage(desk), _states(desk)[FIRST]) == (Stage.WORKING, LeadState.IN_CASE)
    with pytest.raises(Exception, match="没有认定"), desk.connection.transaction():
        desk.step(Step.CLOSE_ASKED)
    desk.hold(Disposition.PERMITTED)
    desk.step(Step.CLOSE_ASKED)
    desk.step(Step.CLOSED, by=B)
    assert _states(desk)[FIRST] is LeadState.SETTLED


def test_a_wrong_link_of_money_is_taken_off_and_may_be_made_elsewhere(desk: Desk) -> None:
    desk.open()
    desk.bring_back(RETURNED)
    desk.step(Step.RECOVERY_UNDONE, recoveries=[MoneyBack(YEAR, RETURNED)])
    assert money_back(desk.connection, [LOWER]) == []
    other = Desk(desk.connection, desk.scene)
    other.open(SECOND)
    other.bring_back(RETURNED)
    assert [each.case_id for each in money_back(desk.connection, [LOWER])] == [other.case]


def test_money_that_came_back_and_was_reversed_counts_no_more(desk: Desk) -> None:
    desk.open()
    desk.bring_back(9)
    (money,) = money_back(desk.connection, [LOWER])
    assert (money.linked_fen, money.recovered_fen) == (500_00, 500_00)


def test_a_suppression_needs_a_second_person_and_ends(desk: Desk) -> None:
    desk.suppress(TODAY + timedelta(366))
    assert _states(desk)[FIRST] is LeadState.NEW, "asked for is not approved"
    desk.decide(Action.APPROVE)
    assert _states(desk)[FIRST] is LeadState.SUPPRESSED
    later = desk.connection.execute(
        "SELECT state FROM lead_states(%s, %s) WHERE identity = %s",
        [[LOWER], TODAY + timedelta(367), FIRST],
    ).fetchone()
    assert later == ("new",)
    desk.decide(Action.END, by=A, reason="批复到了")
    assert _states(desk)[FIRST] is LeadState.NEW


def test_a_paper_reply_is_entered_by_an_auditor_for_the_unit(desk: Desk) -> None:
    desk.open()
    desk.ask()
    desk.step(Step.REPLIED, by=B, text="来函答复", of_seq=desk.seq)
    assert desk.seq == 2


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("deed", ["UPDATE {0} SET book = book", "DELETE FROM {0}", "INSERT"])
def test_the_application_writes_no_step_by_hand_and_changes_none(
    told: Scene, table: str, deed: str
) -> None:
    statement = f"INSERT INTO {table} SELECT * FROM {table}" if deed == "INSERT" else deed
    with (
        told.undone(told.database.app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.format(table).encode())


def test_not_even_the_owner_changes_a_step_or_closes_what_he_asked_for(desk: Desk) -> None:
    """With the functions set aside: the triggers and checks of the tables themselves."""
    told = desk.scene
    with told.undone(told.database.owner) as owner:
        raise_leads(owner)
        Desk(owner, told).ready()
        for table in ("audit_case_step", "audit_case_disposition", "audit_suppression_step"):
            for statement in (f"UPDATE {table} SET actor = actor", f"DELETE FROM {table}"):
                if "disposition" in table:
                    statement = statement.replace("actor", "disposition")
                with pytest.raises(psycopg.Error, match="append_only"), owner.transaction():
                    owner.execute(statement.encode())
        with (
            pytest.raises(psycopg.errors.CheckViolation, match="closed_by_second_person"),
            owner.transaction(),
        ):
            owner.execute(
                "INSERT INTO audit_case_step (book, case_id, seq, kind, actor, role, taken_at,"
                " maker) SELECT book, case_id, 3, 'closed', '审计甲', 'auditor', now(), '审计甲'"
                " FROM audit_case"
            )


def test_the_list_of_tables_is_not_empty(database: Database) -> None:
    assert len(TABLES) == 9
