"""Larger worlds: of the promised size by their plan alone, and as true as the small one when built.

Built here is a county in little: the same two kinds of villages, the same rosters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from api.demo.days import AS_OF, YEARS
from api.demo.monthly import (
    LEVELS,
    PROGRAMMES,
    ROSTER_LINES,
    entry_count,
    lines_of_village,
    quantity_a_month,
    rosters,
    who_claims,
)
from api.demo.people import homes_of
from api.demo.places import SHOWN, Size
from api.demo.plan import plan
from api.demo.planned import World
from api.demo.scale import COUNTY, DEFAULT_SEED, PREFECTURE, SMALL, Scale
from api.demo.standing import DemoOfOtherScale
from ledger.book.verify import verify
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from tests.conftest import _clone as cloned
from tests.demo.worlds import Judged, books_of, differences, judge, make, sealer

LITTLE = Scale("county", counties={SHOWN: Size(villages=26, households=1_000)})


def _villages(world: World) -> dict[int, int]:
    return {
        book: len(each.county.villages) + len(each.county.others)
        for book, each in world.counties.items()
    }


def _households(world: World) -> dict[int, int]:
    """Planned ones; a planted twin of somebody is not counted."""
    return {
        book: 24 * len(each.county.villages) + each.county.other_households
        for book, each in world.counties.items()
    }


@pytest.fixture(scope="module")
def prefecture() -> World:
    return plan(DEFAULT_SEED, PREFECTURE)[0]


def test_a_prefecture_has_twelve_books_and_the_promised_villages_and_households(
    prefecture: World,
) -> None:
    assert len(prefecture.counties) == 11
    assert sum(_villages(prefecture).values()) == 2_000
    assert sum(_households(prefecture).values()) == 110_000


def test_a_prefecture_has_about_nine_million_entries(prefecture: World) -> None:
    projects = [each for county in prefecture.counties.values() for each in county.monthly]
    assert {each.year for each in projects} == set(YEARS)
    assert len(projects) == 3 * 11 * len(PROGRAMMES)
    assert 8_900_000 < entry_count(projects, DEFAULT_SEED) < 9_200_000


def test_a_county_has_fifty_thousand_households() -> None:
    world, _ = plan(DEFAULT_SEED, COUNTY)
    assert _households(world)[SHOWN] == 50_000
    assert _villages(world)[SHOWN] == 900
    assert {book for book, each in world.counties.items() if each.county.others} == {SHOWN}


def test_the_small_world_pays_nothing_monthly() -> None:
    world, _ = plan(DEFAULT_SEED)
    assert world.scale is SMALL
    assert not any(each.monthly or each.county.others for each in world.counties.values())


def test_every_household_is_numbered_once_and_drawn_the_same_each_time(prefecture: World) -> None:
    county = prefecture.counties[SHOWN].county
    codes = [each.code for each in (*county.villages, *county.others)]
    assert len(set(codes)) == len(codes)
    cards: Counter[str] = Counter()
    for order in (0, 1, len(county.others) - 1):
        homes = homes_of(county, order, DEFAULT_SEED)
        assert homes == homes_of(county, order, DEFAULT_SEED)
        cards.update({card for home in homes for card in {each.card for each in home.members}})
        for programme in PROGRAMMES:
            expected = lines_of_village(county, order, programme)
            assert len(who_claims(programme, order, homes)) == expected
    assert set(cards.values()) == {1}


def test_months_follow_each_other_and_all_is_answered_by_the_last_day(prefecture: World) -> None:
    for project in prefecture.counties[SHOWN].monthly:
        lines: Counter[int] = Counter()
        for roster in rosters(project, DEFAULT_SEED):
            assert roster.last - roster.first <= ROSTER_LINES
            assert date(project.year, 3, 1) <= roster.sent_on < roster.bank_on < roster.repaid_on
            assert (AS_OF - roster.repaid_on.replace(year=AS_OF.year)).days > 2
            lines[roster.month] += roster.last - roster.first
        assert lines == dict.fromkeys(range(1, 13), project.line_count)


def test_what_is_given_to_a_monthly_project_is_what_its_lines_cost(prefecture: World) -> None:
    county = prefecture.counties[SHOWN]
    for project in county.monthly:
        given = {use.lot: use.gifts[project.key] for use in county.uses if project.key in use.gifts}
        quantity = quantity_a_month(county.county, project.programme)
        assert given == {lot: 12 * quantity * fen // 1_000 for lot, fen in project.shares}
        if project.programme.grades_milli == (1_000,):
            assert quantity == 1_000 * project.line_count
        for milli in project.programme.grades_milli:
            assert all(fen * milli % 1_000 == 0 for _, fen in project.shares)
        assert sum(fen for _, fen in project.shares) == project.programme.rate_fen


def test_at_larger_scales_the_same_is_planted_at_more_places() -> None:
    _, few = plan(DEFAULT_SEED)
    _, many = plan(DEFAULT_SEED, PREFECTURE)
    for rule in ("DV05", "EL05", "CN01", "DS01", "DS02"):
        assert many.counts()[rule][0] >= 2 * few.counts()[rule][0], rule
    subjects = [(each.rule, each.book, each.subject) for each in many.planted]
    assert len(set(subjects)) == len(subjects)


@pytest.fixture(scope="module")
def little(server: Server) -> Iterator[tuple[Database, Judged]]:
    """A county in little, judged; no test of this file changes it."""
    with cloned(server, demo=True) as database:
        yield database, judge(database, make(database, DEFAULT_SEED, LITTLE))


@pytest.mark.long
def test_findings_of_a_larger_world_are_what_was_planted(little: tuple[Database, Judged]) -> None:
    assert differences(little[1]) == []


@pytest.mark.long
def test_the_ledger_of_a_larger_world_verifies(little: tuple[Database, Judged]) -> None:
    database, _ = little
    with database.connect() as connection:
        report = verify(connection, sealer(), books_of(database))
    assert report.differences == []
    assert report.sealed


@pytest.mark.long
def test_the_ledger_holds_the_entries_that_the_plan_counts(
    little: tuple[Database, Judged],
) -> None:
    database, judged = little
    world, _ = plan(DEFAULT_SEED, LITTLE)
    county = world.counties[SHOWN]
    with database.connect() as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT (e.year, e.number)), count(DISTINCT e.lot) "
            "FROM entry e JOIN voucher v USING (book, year, number) WHERE v.key LIKE 'demo:%'"
        ).fetchone()
        returned = connection.execute(
            "SELECT count(*) FROM voucher WHERE key LIKE 'demo:%%:returned' AND book = %s", [SHOWN]
        ).fetchone()
    assert row is not None
    entries, vouchers, lots = row
    assert entries == entry_count(county.monthly, DEFAULT_SEED)
    assert lots == len(LEVELS) * len(county.monthly)
    assert returned is not None and returned[0] > 0
    assert vouchers > 2 * 12 * len(county.monthly)
    assert judged.report.households > 1_000


@pytest.mark.long
def test_nothing_of_a_monthly_lot_is_left(little: tuple[Database, Judged]) -> None:
    world, _ = plan(DEFAULT_SEED, LITTLE)
    lots = [lot for each in world.counties[SHOWN].monthly for lot, _ in each.shares]
    with little[0].connect() as connection:
        rows = connection.execute(
            "SELECT DISTINCT a.kind FROM balance b JOIN account a USING (book, account) "
            "WHERE b.lot = ANY(%s) AND b.balance_fen > 0 AND b.book = %s",
            [lots, SHOWN],
        ).fetchall()
    assert rows == [("household",)]


@pytest.mark.long
def test_another_scale_is_refused_where_a_world_stands(little: tuple[Database, Judged]) -> None:
    with pytest.raises(DemoOfOtherScale):
        make(little[0], DEFAULT_SEED, replace(SMALL, places=2))
