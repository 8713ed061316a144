"""The plan of the demo: drawn from the seed alone, with people that cannot be real."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from random import SystemRandom
from uuid import UUID

import pytest

from api.demo.days import AS_OF, BEGINS_ON, YEARS, fiscal_year, posting_day, posting_days
from api.demo.invented import (
    invented_card,
    invented_name,
    invented_resident_id,
    misread_resident_id,
)
from api.demo.places import FIRST_VILLAGE, PREFECTURE
from api.demo.plan import plan
from api.demo.planned import PlannedCounty, World
from api.demo.planted import CANNOT, Declared, plantable
from api.demo.purse import Purse
from audit.catalogue import catalogue
from ledger.values.identity import (
    CardNumberCheckWrong,
    ResidentIdCheckWrong,
    check_card,
    check_resident_id,
)
from tests.demo.by_accident import by_accident
from tests.demo.worlds import FIRST

Made = tuple[World, Declared]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(8, id="few"),
        pytest.param(40, id="many", marks=pytest.mark.long),
    ],
)
def drawn(request: pytest.FixtureRequest) -> dict[int, Made]:
    """Plans by their seeds: 0 and others that nobody chose, made once for all tests of them."""
    seeds = [0, *(SystemRandom().randrange(2**31) for _ in range(request.param - 1))]
    return {seed: plan(seed) for seed in seeds}


def test_the_same_seed_gives_the_same_plan(drawn: dict[int, Made]) -> None:
    for seed in list(drawn)[:4]:
        assert plan(seed) == drawn[seed], seed


def test_every_seed_plants_two_of_each_rule_and_a_look_alike(drawn: dict[int, Made]) -> None:
    """Three and two of those that were planted first."""
    for seed, (world, declared) in drawn.items():
        _assert_two_of_each(seed, world, declared)


def _assert_two_of_each(seed: int, world: World, declared: Declared) -> None:
    counts = declared.counts()
    assert set(counts) == set(plantable()), seed
    lacking = [rule for rule, (planted, similar) in counts.items() if planted < 2 or similar < 1]
    assert lacking == [], seed
    for rule in FIRST:
        assert counts[rule][0] >= 3 and counts[rule][1] >= 2, (seed, rule)


def test_the_first_seed_plans_nothing_irregular_by_accident(drawn: dict[int, Made]) -> None:
    assert by_accident(*drawn[0]) == []


@pytest.mark.long
def test_no_seed_plans_anything_irregular_by_accident(drawn: dict[int, Made]) -> None:
    found = {seed: by_accident(*made) for seed, made in drawn.items()}
    assert {seed: each for seed, each in found.items() if each} == {}


def test_what_cannot_be_planted_is_a_rule_with_a_reason() -> None:
    assert set(CANNOT) <= set(catalogue())
    assert all(len(reason) > 10 for reason in CANNOT.values())


def _counties(drawn: dict[int, Made]) -> Iterator[tuple[int, World, PlannedCounty]]:
    for seed, (world, _) in drawn.items():
        for county in world.counties.values():
            yield seed, world, county


def test_projects_are_given_what_their_households_are_paid(drawn: dict[int, Made]) -> None:
    for seed, _, county in _counties(drawn):
        given_fen: dict[UUID, int] = {}
        for use in county.uses:
            for project, fen in use.gifts.items():
                assert fen > 0, seed
                given_fen[project] = given_fen.get(project, 0) + fen
        for planned in county.projects:
            if planned.lists:
                assert given_fen.get(planned.key, 0) == planned.need_fen, (seed, planned.new.name)


def test_nothing_of_a_lot_is_given_away_before_it_came(drawn: dict[int, Made]) -> None:
    for seed, world, county in _counties(drawn):
        lots = {lot.lot: lot for lot in world.lots}
        for use in county.uses:
            received = lots[use.lot].received(county.book)
            on_hand = sum(fen for day, fen in received if day <= use.assigned_on)
            assert sum(use.gifts.values()) <= on_hand, seed


def test_nobody_of_the_demo_can_be_real(drawn: dict[int, Made]) -> None:
    ids: dict[int, list[str]] = defaultdict(list)
    for seed, _, county in _counties(drawn):
        for homes in county.homes.values():
            for home in homes:
                for member in home.members:
                    with pytest.raises(ResidentIdCheckWrong):
                        check_resident_id(member.resident_id)
                    with pytest.raises(CardNumberCheckWrong):
                        check_card(member.card)
                    ids[seed].append(member.resident_id)
    # Two persons of each world are registered in two villages under one number.
    assert {seed: len(each) - len(set(each)) for seed, each in ids.items()} == dict.fromkeys(
        drawn, 2
    )


def test_no_name_or_card_is_shown_by_a_repr() -> None:
    world, _ = plan(1)
    member = next(iter(next(iter(world.counties.values())).homes.values()))[0].head
    assert member.name not in repr(member)
    assert member.card not in repr(member)


def test_villages_are_invented_in_real_townships() -> None:
    world, _ = plan(1)
    assert len(world.counties) == 11
    for county in world.counties.values():
        names = [village.name for village in county.county.villages]
        assert len(set(names)) == len(names)
        for village in county.county.villages:
            assert village.name.startswith("示例")
            assert int(village.code.code[9:]) >= FIRST_VILLAGE
            assert village.township.contains(village.region)
            assert str(PREFECTURE)[:4] == village.code.code[:4]


def test_an_invented_person_is_one_of_their_serial() -> None:
    assert invented_name(0, 17) == "甲十七"
    assert invented_name(12, 20) == "丙二十"
    numbers = {invented_resident_id(610727, 1970, serial) for serial in range(2000)}
    cards = {invented_card(610727, serial) for serial in range(2000)}
    assert len(numbers) == len(cards) == 2000
    assert not {misread_resident_id(each) for each in numbers} & numbers


def test_what_happens_is_recorded_on_a_working_day_soon_and_never_after_the_end() -> None:
    days = list(posting_days())
    assert days[0] == BEGINS_ON and days[-1] == AS_OF
    assert all(0 < (b - a).days <= 12 for a, b in pairwise(days))
    assert all(day.weekday() < 5 for day in days)
    assert all(posting_day(day) == day for day in days)


def test_december_stays_open_into_january() -> None:
    assert fiscal_year(BEGINS_ON) == YEARS[0]
    assert fiscal_year(BEGINS_ON.replace(2019, 1, 14)) == 2018
    assert fiscal_year(BEGINS_ON.replace(2019, 1, 15)) == 2019


def test_a_purse_pays_from_the_oldest_lot_and_never_more_than_it_has() -> None:
    project, old, new = UUID(int=1), UUID(int=2), UUID(int=3)
    purse = Purse()
    purse.put(project, old, 100)
    purse.put(project, new, 50)
    assert purse.take(project, 120) == [(old, 100), (new, 20)]
    assert purse.rest(project) == 30
    with pytest.raises(AssertionError):
        purse.take(project, 31)
