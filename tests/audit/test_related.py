"""What leads are about, which belong together, and the number that sorts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from audit.cases import LeadState
from audit.related import About, Around, Lead, _grouped, abouts_of
from audit.rule import Severity
from audit.score import score
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from tests.conftest import _clone

HOME, OTHER, PROJECT = (str(UUID(int=number)) for number in (1, 2, 3))
LEAD = Lead(
    610727, "EL05", b"1" * 32, uuid4(), "H", "lot", "x", "疑点", 100_00, {}, 9, LeadState.NEW, None
)


@pytest.fixture(scope="module")
def empty(server: Server) -> Iterator[Database]:
    with _clone(server, demo=False) as database:
        yield database


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ({"household": HOME}, {About(Around.HOUSEHOLD, HOME)}),
        ({"households": [HOME, OTHER, "七户"]}, {
            About(Around.HOUSEHOLD, HOME), About(Around.HOUSEHOLD, OTHER),
        }),
        ({"project": "没有编号的项目"}, set()),
        ({"entries": [{"book": 610727, "year": 2019, "number": 5, "entry": 1}]}, {
            About(Around.PAYMENT, "2019-5"),
        }),
        ({"lines": [{"year": 2019, "number": 5, "line": 2}]}, {
            About(Around.PAYMENT, "2019-5-2"),
        }),
        ({"delivery": {"book": 610700, "year": 2019, "number": 3, "entry": 1}}, set()),
        ({"payments": [{"project": PROJECT, "when": {"household": OTHER}}]}, {
            About(Around.PROJECT, PROJECT), About(Around.HOUSEHOLD, OTHER),
        }),
        ({"household": HOME.upper() + "x", "number": 5}, set()),
    ],
)  # fmt: skip
def test_what_a_lead_is_about_is_read_from_its_evidence(
    evidence: dict[str, object], found: set[About]
) -> None:
    assert abouts_of(replace(LEAD, evidence=evidence)) == found


def test_its_subject_counts_too_and_whoever_answers_for_it() -> None:
    lead = replace(LEAD, subject_kind="project", subject=f"{PROJECT}:2019")
    duties = {About(Around.PROJECT, PROJECT): frozenset({OTHER})}
    assert abouts_of(lead, duties) == {
        About(Around.PROJECT, PROJECT),
        About(Around.RESPONSIBLE, OTHER),
    }
    assert abouts_of(replace(LEAD, subject_kind="lot", subject=PROJECT)) == set()


def test_leads_that_share_something_are_one_group_and_the_same_leads_only_once() -> None:
    shared: dict[str, object] = {"household": HOME, "project": PROJECT}
    one = replace(LEAD, identity=b"1" * 32, evidence=shared)
    two = replace(LEAD, identity=b"2" * 32, evidence=shared, amount_fen=None, score=3)
    alone = replace(LEAD, identity=b"3" * 32, evidence={"household": OTHER})
    elsewhere = replace(one, identity=b"4" * 32, book=610728)
    (group,) = _grouped([one, two, alone, elsewhere], {})
    assert group.abouts == (About(Around.HOUSEHOLD, HOME), About(Around.PROJECT, PROJECT))
    assert [each.identity for each in group.leads] == [b"1" * 32, b"2" * 32]
    assert (group.score, group.largest_fen) == (12, 100_00)


def test_leads_of_several_projects_of_one_person_are_one_group() -> None:
    projects = [str(UUID(int=number)) for number in (11, 12)]
    found = [
        replace(LEAD, identity=bytes([number]) * 32, evidence={"project": project})
        for number, project in enumerate(projects)
    ]
    duties = {About(Around.PROJECT, each): frozenset({HOME}) for each in projects}
    (group,) = _grouped(found, duties)
    assert group.abouts == (About(Around.RESPONSIBLE, HOME),)


@pytest.mark.parametrize("amount_fen", [None, 0, 99, 9_99, 10_00, 1_234_567_00, 10**15, -5_000_00])
def test_the_program_and_the_database_give_the_same_score(
    empty: Database, amount_fen: int | None
) -> None:
    with empty.reading() as connection:
        for severity in Severity:
            row = connection.execute(
                "SELECT lead_score(%s, %s::bigint)", [severity.value, amount_fen]
            ).fetchone()
            assert row == (score(severity, amount_fen),)


def test_the_score_grows_with_severity_and_with_each_digit_of_the_amount() -> None:
    assert score(Severity.HIGH, 1_234_567_00) == 21
    assert score(Severity.LOW, 999_00) == 3 < score(Severity.LOW, 1_000_00) == 4
    assert score(Severity.MEDIUM, None) == 2
