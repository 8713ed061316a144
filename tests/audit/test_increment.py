"""A run over changes answers what a full run would answer, whatever came in between.

The stories of all cases happen one after the other in one database, a piece of each between two
runs; so every rule's findings come, change and go. Days pass too.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.engine import AuditCancelled, run
from audit.findings import list_findings, list_runs
from audit.keep import Present, keep
from audit.outcome import RunResult
from ledger.register.notice_readings import ItemKind
from ledger.storage.database import Database
from tests.audit.hanging import Shown, says
from tests.audit.noticing import published
from tests.audit.paying import To, paid, rostered, settled
from tests.audit.steps import (
    arrives,
    assigned,
    listed,
    received,
    returned,
    reversed_,
    sent_down,
)
from tests.audit.stories import ALL
from tests.audit.tampering import made_by
from tests.audit.world import Ground, Step, World, day

BEHIND_THE_BACK = {"IN01", "IN02", "IN05"}
"""Rules whose cases change rows that nobody can change: of that no run over changes can know."""


@pytest.fixture(autouse=True)
def nothing_is_seen_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a test happens within the hour of overlap; then no rule judged whole would stand."""
    monkeypatch.setattr("audit.increment.OVERLAP", timedelta())


Said = tuple[set[tuple[object, ...]], set[tuple[object, ...]]]


def said(result: RunResult) -> Said:
    outcomes = {
        (each.book, each.rule, each.flagged, each.clear, each.not_computable, *each.reasons.items())
        for each in result.outcomes
    }
    return outcomes, {
        (each.book, each.rule, each.identity, each.fingerprint, each.severity, each.title)
        for each in result.findings
    }


def both(
    database: Database, as_of: date, books: list[int] | None = None
) -> tuple[RunResult, RunResult]:
    """A run over changes, then a full one of the same facts."""
    partly = run(database, as_of=as_of, actor="审计丙", books=books, incremental=True)
    full = run(database, as_of=as_of, actor="审计丙", books=books, known_at=partly.run.known_at)
    return partly, full


def pieces(ground: Ground, seed: int, worlds: int, turns: int) -> Iterator[int]:
    """Play every case's story in a book of its own, a piece of some of them a turn."""
    chance = random.Random(seed)
    told = [(code, case) for code, case in ALL if code not in BEHIND_THE_BACK]
    flagged = [[case for of, case in told if of == code and case.flagged] for code, _ in told]
    chosen = [chance.choice(cases) for cases in flagged[:: max(1, len(flagged) // worlds)]]
    played = [
        (World(ground, level=case.level, live_from=case.live_from), list(case.story))
        for case in chosen
    ]
    for turn in range(turns):
        for world, story in played:
            for _ in range(chance.randrange(3) if turn < turns - 1 else len(story)):
                if story:
                    story.pop(0)(world)
        yield turn


@pytest.mark.parametrize(
    ("seed", "worlds", "turns"), [(1, 9, 4), pytest.param(2, 32, 6, marks=pytest.mark.long)]
)
def test_a_run_over_changes_says_what_a_full_run_says(
    ground: Ground, seed: int, worlds: int, turns: int
) -> None:
    days = sorted(day(case.as_of) for _, case in ALL)
    found, based = set(), 0
    for turn in pieces(ground, seed, worlds, turns):
        as_of = days[(len(days) - 1) * turn // (turns - 1)]
        partly, full = both(ground.database, as_of)
        based += partly.run.based_on is not None
        for ours, theirs in zip(said(partly), said(full), strict=True):
            assert ours - theirs == set()
            assert theirs - ours == set()
        found |= {each.rule for each in partly.findings}
        of = partly.run.run
        assert {each.identity for each in list_findings(ground.database, run=of)} == {
            each.identity for each in partly.findings
        }
    assert len(found) > 4
    # A turn begins anew where a story adds to a register that all books share.
    assert based > 1


def agree(ground: Ground, story: tuple[Step, ...], last: Step) -> tuple[RunResult, RunResult]:
    """What is found before `last` and after it by runs over changes, which full runs find too."""
    world = World(ground)
    for step in story:
        step(world)
    on = date(2019, 12, 31)
    before, _ = both(ground.database, on, [world.book])
    last(world)
    partly, full = both(ground.database, on, [world.book])
    assert partly.run.based_on is not None
    for ours, theirs in zip(said(partly), said(full), strict=True):
        assert ours - theirs == set()
        assert theirs - ours == set()
    return before, partly


PAID_BY_LIST = (
    arrives("甲批", 100_000, "2019-01-02"),
    assigned("甲批", "护林", 800, "2019-02-01"),
    listed("名单", {"张家": 300}, approved_on="2019-02-01"),
)
TO = To("张家", 300, ("名单", 1))
BY_THE_BANK = (
    *PAID_BY_LIST,
    rostered("2019-06-01", TO),
    settled("2019-06-05", {1: 300}, name="付"),
)
AT_ONCE = (*PAID_BY_LIST, paid("2019-06-05", TO, name="付"))
BACK = returned("付", 300, "2019-06-07", as_name="退")


@pytest.mark.parametrize(
    ("story", "last"),
    [
        (BY_THE_BANK, BACK),
        (BY_THE_BANK, reversed_("付", "2019-06-07")),
        ((*BY_THE_BANK, BACK), reversed_("退", "2019-06-08")),
        ((*AT_ONCE, BACK), reversed_("退", "2019-06-08")),
    ],
    ids=["returned", "reversed", "not returned after all", "nor to the household"],
)
def test_what_comes_back_concerns_those_whom_only_an_older_voucher_names(
    ground: Ground, story: tuple[Step, ...], last: Step
) -> None:
    agree(ground, story, last)


UNLIKE = published("project", "桥", "2019-06-30", stage="after", name="公示")
SHOWN: dict[str, tuple[tuple[Step, ...], Shown, Step, tuple[int, int]]] = {
    "a roster, entered later, by which the bank had the money": (
        PAID_BY_LIST[:2],
        Shown(project="护林", paid_fen=300),
        rostered("2019-06-01", To("张家", 300)),
        (1, 0),
    ),
    "another version of a list": (
        PAID_BY_LIST,
        Shown(list="名单", kind=ItemKind.BENEFIT, version=2, lines_fen=201),
        listed("名单", {"张家": 200}, approved_on="2019-03-01"),
        (0, 1),
    ),
    "what a list paid": (
        (*PAID_BY_LIST, rostered("2019-06-01", TO), settled("2019-06-05", {1: 300}, name="付")),
        Shown(list="名单", kind=ItemKind.BENEFIT, lines_fen=100),
        returned("付", 300, "2019-07-07"),
        (1, 0),
    ),
    "the rest of a lot": (
        (sent_down("乙批", 900, "2019-01-01"), received("乙批", 600, "2019-01-05")),
        Shown(lot="乙批", kind=ItemKind.LOT, lines_fen=600),
        received("乙批", 300, "2019-07-05"),
        (0, 1),
    ),
}


@pytest.mark.parametrize("says_what", SHOWN)
def test_a_notice_is_compared_again_with_what_it_shows(ground: Ground, says_what: str) -> None:
    story, shown, last, expected = SHOWN[says_what]
    results = agree(ground, (*story, UNLIKE, says("公示", shown, on="2019-07-01")), last)
    flagged = [[each.rule for each in result.findings].count("DS04") for result in results]
    assert tuple(flagged) == expected


def test_one_login_twice_is_found_when_the_day_of_its_voucher_comes(ground: Ground) -> None:
    world = World(ground)
    for step in (arrives("甲批", 1000, "2019-01-01"), made_by("a", "A", "甲批", 100, "2019-08-01")):
        step(world)
    found = []
    for on in (date(2019, 7, 31), date(2019, 8, 1)):
        partly, full = both(ground.database, on, [world.book])
        assert said(partly) == said(full)
        found.append([each.rule for each in partly.findings].count("IN02"))
    assert found == [0, 1]


def test_nothing_new_is_judged_in_no_time_and_says_the_same(ground: Ground) -> None:
    world = World(ground)
    arrives("甲批", 1000, "2019-01-01")(world)
    on = date(2020, 1, 1)
    first, _ = both(ground.database, on, [world.book])
    told: list[tuple[int, str]] = []
    again = run(
        ground.database,
        as_of=on,
        actor="审计丙",
        books=[world.book],
        incremental=True,
        progress=lambda book, rule: told.append((book, rule)),
    )
    assert told == []
    assert said(again) == said(first)
    assert again.run.based_on == first.run.run


def test_a_rule_that_was_judged_whole_before_is_judged_anew(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(ground)
    arrives("甲批", 1000, "2019-01-01")(world)
    on = date(2020, 12, 31)

    def of_older_version(database: Database, result: RunResult, present: Present | None) -> None:
        assert present is not None
        changes = [each for each in present.changes if each.rule != "ID03"]
        keep(database, result, replace(present, by_key=present.by_key - {"ID03"}, changes=changes))

    with monkeypatch.context() as patch:
        patch.setattr("audit.engine.keep", of_older_version)
        first = run(ground.database, as_of=on, actor="审计丙", books=[world.book])
    assert "ID03" in {each.rule for each in first.findings}
    assigned("甲批", "护林", 400, "2019-02-01")(world)
    partly, full = both(ground.database, on, [world.book])
    assert partly.run.based_on == first.run.run
    assert said(partly) == said(full)


def test_only_the_book_that_changed_is_judged_by_rules_of_touched_keys(ground: Ground) -> None:
    world, other = World(ground), World(ground)
    for each in (world, other):
        arrives("甲批", 1000, "2019-01-01")(each)
    on = date(2020, 1, 1)
    books = [world.book, other.book]
    both(ground.database, on, books)
    assigned("甲批", "护林", 400, "2019-02-01")(world)
    told: set[tuple[int, str]] = set()
    run(
        ground.database,
        as_of=on,
        actor="审计丙",
        books=books,
        incremental=True,
        progress=lambda book, rule: told.add((book, rule)),
    )
    assert {book for book, _ in told} == {world.book}


def test_a_day_that_has_come_is_enough_to_judge_again(ground: Ground) -> None:
    world = World(ground)
    arrives("甲批", 1000, "2020-01-01")(world)
    kinds = {"incremental": True, "actor": "审计丙", "books": [world.book], "rules": ["ID03"]}
    database = ground.database
    before = run(database, as_of=date(2020, 12, 30), **kinds)  # type: ignore[arg-type]
    on_the_day = run(database, as_of=date(2020, 12, 31), **kinds)  # type: ignore[arg-type]
    assert [len(each.findings) for each in (before, on_the_day)] == [0, 1]


def test_a_rule_that_is_running_is_not_waited_for(ground: Ground) -> None:
    world = World(ground)
    with ground.database.connect(ground.database.owner) as other, other.transaction():
        # A query that waits for a lock, as one waits that reads a large county.
        other.execute("LOCK TABLE audit_parameter IN ACCESS EXCLUSIVE MODE")
        begun = time.monotonic()
        with pytest.raises(AuditCancelled):
            run(
                ground.database,
                as_of=date(2020, 1, 1),
                actor="审计丙",
                books=[world.book],
                cancelled=lambda: time.monotonic() - begun > 1,
            )


def test_a_run_that_is_stopped_writes_nothing(ground: Ground) -> None:
    World(ground)
    before = list_runs(ground.database, limit=1)
    with pytest.raises(AuditCancelled):
        run(ground.database, as_of=date(2020, 1, 1), actor="审计丙", cancelled=lambda: True)
    assert list_runs(ground.database, limit=1) == before
