"""A run: one snapshot, every outcome counted, identities that stay, failures that fail it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

import audit.catalogue
from audit.catalogue import RulePage, RuleUnknown, catalogue
from audit.engine import AuditBookUnknown, AuditRuleFailed, run
from audit.findings import (
    AuditRunUnknown,
    FindingUnknown,
    get_finding,
    get_run,
    list_findings,
    list_outcomes,
    list_runs,
)
from audit.rule import ParameterUnknown, Severity
from ledger.storage.database import Database
from tests.audit.steps import arrives, assigned
from tests.audit.world import Ground, World

AS_OF = date(2020, 1, 1)


@pytest.fixture
def world(ground: Ground) -> World:
    """Two lots idle for a year, the larger second."""
    made = World(ground)
    for step in (arrives("甲批", 1000, "2019-01-01"), arrives("乙批", 5000, "2018-12-01")):
        step(made)
    return made


def test_what_a_run_answers_is_what_it_keeps(world: World) -> None:
    made = run(world.ground.database, as_of=AS_OF, actor="审计丙", books=[world.book])
    database = world.ground.database
    assert get_run(database, made.run.run) == made.run
    assert get_run(database) == made.run
    assert list_runs(database)[0] == made.run
    assert tuple(list_outcomes(database, run=made.run.run)) == made.outcomes
    kept = list_findings(database, run=made.run.run)
    assert sorted(kept, key=lambda each: each.identity) == sorted(
        made.findings, key=lambda each: each.identity
    )
    assert made.run.rules == tuple(catalogue())
    assert {each.rule for each in made.outcomes} == set(catalogue())


def test_findings_are_filtered_by_book_rule_and_severity_and_come_severest_first(
    world: World,
) -> None:
    database = world.ground.database
    made = run(database, as_of=AS_OF, actor="审计丙", books=[world.book], rules=["ID02", "ID03"])
    of = made.run.run
    found = list_findings(database, run=of)
    assert [each.amount_fen for each in found] == [5000, 5000, 1000, 1000]
    assert {each.severity for each in found} == {Severity.HIGH}
    only = list_findings(database, run=of, rules=["ID03"], severities=[Severity.HIGH])
    assert [each.rule for each in only] == ["ID03", "ID03"]
    assert not list_findings(database, run=of, severities=[Severity.LOW])
    assert not list_findings(database, run=of, books=[])
    assert list_findings(database, run=of, books=[world.book], limit=1, offset=1) == found[1:2]
    assert get_finding(database, found[0].identity, run=of) == found[0]


def test_the_same_lead_keeps_its_identity_and_the_same_facts_their_fingerprint(
    world: World,
) -> None:
    database, only = world.ground.database, [world.book]
    first = run(database, as_of=AS_OF, actor="审计丙", books=only, rules=["ID03"])
    later = run(database, as_of=AS_OF + timedelta(9), actor="丁", books=only, rules=["ID03"])
    assert first.run.run != later.run.run
    assert [each.identity for each in first.findings] == [each.identity for each in later.findings]
    assert [each.fingerprint for each in first.findings] == [
        each.fingerprint for each in later.findings
    ]
    assigned("甲批", "护林", 1, "2019-02-01")(world)
    after = run(database, as_of=AS_OF, actor="审计丙", books=only, rules=["ID03"])
    assert [each.identity for each in first.findings] == [each.identity for each in after.findings]
    changed = [
        a.amount_fen
        for a, b in zip(first.findings, after.findings, strict=True)
        if a.fingerprint != b.fingerprint
    ]
    assert changed == [1000]


def test_a_run_can_ask_what_was_known_before(world: World) -> None:
    database, only = world.ground.database, [world.book]
    then = run(database, as_of=AS_OF, actor="审计丙", books=only, rules=["ID03"])
    arrives("丙批", 70, "2018-12-01")(world)
    now = run(database, as_of=AS_OF, actor="审计丙", books=only, rules=["ID03"])
    again = run(
        database,
        as_of=AS_OF,
        actor="审计丙",
        books=only,
        rules=["ID03"],
        known_at=then.run.known_at,
    )
    assert [each.amount_fen for each in now.findings] == [5000, 1000, 70]
    assert again.findings == then.findings
    assert again.outcomes == then.outcomes


def test_parameters_of_a_run_are_kept_with_what_they_found(world: World) -> None:
    database = world.ground.database
    made = run(
        database,
        as_of=AS_OF,
        actor="审计丙",
        books=[world.book],
        rules=["ID03"],
        parameters={"ID03": {"days": 366}},
    )
    (outcome,) = list_outcomes(database, run=made.run.run)
    assert (outcome.flagged, outcome.clear, outcome.parameters) == (1, 1, {"days": 366})
    assert made.findings[0].parameters == {"days": 366}


@pytest.mark.parametrize("wrong", [{"tage": 1}, {"days": True}, {"days": AS_OF}])
def test_a_parameter_that_a_rule_does_not_have_is_refused(
    world: World, wrong: dict[str, int]
) -> None:
    with pytest.raises(ParameterUnknown):
        run(
            world.ground.database,
            as_of=AS_OF,
            actor="审计丙",
            rules=["ID03"],
            parameters={"ID03": wrong},
        )


def test_unknown_books_rules_runs_and_findings_are_refused(world: World) -> None:
    database = world.ground.database
    with pytest.raises(AuditBookUnknown):
        run(database, as_of=AS_OF, actor="审计丙", books=[world.book, 999999])
    with pytest.raises(RuleUnknown):
        run(database, as_of=AS_OF, actor="审计丙", rules=["XX99"])
    with pytest.raises(RuleUnknown):
        list_findings(
            database,
            run=run(database, as_of=AS_OF, actor="审计丙", books=[]).run.run,
            rules=["XX99"],
        )
    with pytest.raises(AuditRunUnknown):
        get_run(database, uuid4())
    with pytest.raises(FindingUnknown):
        get_finding(database, b"0" * 32)


def test_before_the_first_run_there_is_none(database: Database) -> None:
    assert list_runs(database) == []
    with pytest.raises(AuditRunUnknown):
        list_findings(database)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("SELECT 1 / 0 AS outcome, %(book)s, %(as_of)s, %(known_at)s", "division by zero"),
        (
            "SELECT 'lot' AS subject_kind, n::text AS subject, 'x' AS title, 'maybe' AS outcome"
            " FROM generate_series(1, 2) n WHERE (%(book)s, %(as_of)s, %(known_at)s) IS NOT NULL",
            "maybe",
        ),
        (
            "SELECT 'lot' AS subject_kind, 'one' AS subject, 'x' AS title, 'clear' AS outcome"
            " FROM generate_series(1, 2) n WHERE (%(book)s, %(as_of)s, %(known_at)s) IS NOT NULL",
            "subject twice",
        ),
        (
            "SELECT 'lot' AS subject_kind, 'one' AS subject, 'x' AS title, '' AS reason,"
            " 'not_computable' AS outcome"
            " WHERE (%(book)s, %(as_of)s, %(known_at)s) IS NOT NULL",
            "reason or key is missing",
        ),
        (
            "SELECT 'lot' AS subject_kind, 'one' AS subject, 'x' AS title, 'flagged' AS outcome,"
            " 1 AS amount_fen, NULL AS evidence"
            " WHERE (%(book)s, %(as_of)s, %(known_at)s) IS NOT NULL",
            "no evidence",
        ),
        (
            "SELECT 'lot' AS subject_kind, 'one' AS subject, 'x' AS title, 'flagged' AS outcome,"
            " 1 AS amount_fen, jsonb_build_object('share', 0.5) AS evidence"
            " WHERE (%(book)s, %(as_of)s, %(known_at)s) IS NOT NULL",
            "$.share",
        ),
    ],
    ids=["SQL error", "unknown outcome", "subject twice", "no reason", "no evidence", "a float"],
)
def test_a_broken_rule_fails_the_run_and_keeps_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, broken: str, says: str
) -> None:
    good = catalogue()["ID03"]
    bad = replace(good.rule, code="ID99", sql=broken, parameters=())
    rules = {"ID03": good, "ID99": RulePage(bad, good.page, "id99_broken")}
    monkeypatch.setattr(audit.catalogue, "catalogue", lambda: rules)
    before = list_runs(world.ground.database, limit=1000)
    with pytest.raises(AuditRuleFailed) as failed:
        run(
            world.ground.database,
            as_of=AS_OF,
            actor="审计丙",
            books=[world.book],
            rules=["ID03", "ID99"],
        )
    assert says in failed.value.message
    assert failed.value.details == {"rule": "ID99", "book": world.book}
    assert list_runs(world.ground.database, limit=1000) == before


def test_the_reader_compares_identities_and_sees_no_sealed_row(database: Database) -> None:
    with database.reading() as reader:
        assert reader.execute("SELECT count(*) FROM person_identity").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("SELECT sealed FROM person_private")


def test_identities_of_two_books_or_rules_differ(world: World) -> None:
    made = run(world.ground.database, as_of=AS_OF, actor="审计丙", books=[world.book])
    lots = [each for each in made.findings if each.subject_kind == "lot"]
    assert len(lots) == 4
    assert len({each.identity for each in lots}) == 4
    assert replace(lots[0], book=lots[0].book + 1).identity != lots[0].identity
    assert replace(lots[0], title="改了措辞").fingerprint == lots[0].fingerprint
    assert isinstance(made.run.run, UUID)
