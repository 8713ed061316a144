"""A household is readable as of any day, as it was known at any instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from ledger.book.books import NewBook, open_book
from ledger.register.households import (
    HouseholdHasNoMember,
    HouseholdKind,
    HouseholdOn,
    HouseholdPeriodEmpty,
    add_households,
    household_as_of,
    households_in,
)
from ledger.register.once import RegisteredOtherwise
from ledger.storage.database import Database, unit_of_work
from ledger.values.region import RegionCode

BOOK = 610727
VILLAGE = RegionCode.parse("610727101901")
OTHER_VILLAGE = RegionCode.parse("610727101902")
START = date(2018, 1, 1)


def at(days: int) -> datetime:
    return datetime(2018, 1, 1, 9, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def engine(database: Database) -> Engine:
    with database.connect() as connection:
        open_book(connection, NewBook(BOOK, "测试", "测试", "county", START), "测试")
    return database.engine()


def fact(
    household: UUID,
    *,
    start: date = START,
    end: date | None = None,
    kind: HouseholdKind = HouseholdKind.REGISTERED,
    members: int = 3,
    region: RegionCode = VILLAGE,
) -> HouseholdOn:
    return HouseholdOn(household, start, region, "一组", kind, members, end)


def test_an_exit_is_known_from_its_day_and_only_since_it_was_recorded(engine: Engine) -> None:
    home, exit_on = uuid4(), date(2019, 12, 20)
    with unit_of_work(engine) as work:
        add_households(work, BOOK, [fact(home)], known_at=at(1))
        lifted = fact(home, start=exit_on, kind=HouseholdKind.LIFTED)
        add_households(work, BOOK, [lifted], known_at=at(740))

        def kind(day: date, known_at: datetime) -> HouseholdKind | None:
            found = household_as_of(work, BOOK, home, day=day, known_at=known_at)
            return found.kind if found else None

        assert kind(exit_on, at(740)) is HouseholdKind.LIFTED
        assert kind(exit_on - timedelta(days=1), at(740)) is HouseholdKind.REGISTERED
        assert kind(exit_on, at(740) - timedelta(seconds=1)) is HouseholdKind.REGISTERED
        assert kind(START, at(0)) is None
        assert kind(START - timedelta(days=1), at(740)) is None


def test_a_correction_changes_what_we_say_now_not_what_we_said_then(engine: Engine) -> None:
    home = uuid4()
    with unit_of_work(engine) as work:
        add_households(work, BOOK, [fact(home, members=3)], known_at=at(1))
        add_households(work, BOOK, [fact(home, members=4)], known_at=at(50))
        then = household_as_of(work, BOOK, home, day=START, known_at=at(49))
        now = household_as_of(work, BOOK, home, day=START, known_at=at(50))
    assert then and then.members == 3
    assert now and now.members == 4


def test_the_last_day_of_a_fact_is_the_day_before_its_end(engine: Engine) -> None:
    home, end = uuid4(), date(2018, 7, 1)
    with unit_of_work(engine) as work:
        add_households(work, BOOK, [fact(home, end=end)], known_at=at(1))
        assert household_as_of(work, BOOK, home, day=end - timedelta(days=1), known_at=at(1))
        assert household_as_of(work, BOOK, home, day=end, known_at=at(1)) is None


def test_a_household_is_found_where_it_lives_on_that_day(engine: Engine) -> None:
    home, moved_on = uuid4(), date(2018, 6, 1)
    with unit_of_work(engine) as work:
        add_households(work, BOOK, [fact(home)], known_at=at(1))
        moved = fact(home, start=moved_on, region=OTHER_VILLAGE)
        add_households(work, BOOK, [moved], known_at=at(150))
        for place, day, found in (
            (VILLAGE, START, [home]),
            (VILLAGE, moved_on, []),
            (OTHER_VILLAGE, moved_on, [home]),
            (RegionCode.parse("610727101"), moved_on, [home]),
            (RegionCode.parse("610727"), moved_on, [home]),
            (RegionCode.parse("610728"), moved_on, []),
        ):
            here = households_in(work, BOOK, place, day=day, known_at=at(200))
            assert [each.household for each in here] == found, (place, day)


def test_registering_the_same_again_adds_nothing_and_something_else_is_refused(
    engine: Engine,
) -> None:
    home = uuid4()
    with unit_of_work(engine) as work:
        assert add_households(work, BOOK, [fact(home)], known_at=at(1)) == 1
        assert add_households(work, BOOK, [fact(home)], known_at=at(1)) == 0
        with pytest.raises(RegisteredOtherwise):
            add_households(work, BOOK, [fact(home, members=5)], known_at=at(1))


def test_a_fact_holds_for_at_least_one_day_and_one_member(engine: Engine) -> None:
    home = uuid4()
    with unit_of_work(engine) as work:
        with pytest.raises(HouseholdPeriodEmpty):
            add_households(work, BOOK, [fact(home, end=START)], known_at=at(1))
        with pytest.raises(HouseholdHasNoMember):
            add_households(work, BOOK, [fact(home, members=0)], known_at=at(1))


FACTS = st.lists(
    st.tuples(
        st.integers(0, 6),  # valid from, in months
        st.one_of(st.none(), st.integers(1, 6)),  # for how many months
        st.integers(0, 6),  # known after, in months
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda each: (each[0], each[2]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=FACTS, asked_on=st.integers(0, 13), asked_at=st.integers(-1, 7))
def test_as_of_reading_agrees_with_going_through_all_facts(
    engine: Engine,
    facts: list[tuple[int, int | None, int]],
    asked_on: int,
    asked_at: int,
) -> None:
    home = uuid4()
    rows = [
        (
            START + timedelta(days=30 * start),
            START + timedelta(days=30 * (start + length)) if length else None,
            at(30 * known),
            members,
        )
        for members, (start, length, known) in enumerate(facts, start=1)
    ]
    day, known_at = START + timedelta(days=30 * asked_on), at(30 * asked_at)
    with unit_of_work(engine) as work:
        for start_on, end_on, known, members in rows:
            add_households(
                work,
                BOOK,
                [fact(home, start=start_on, end=end_on, members=members)],
                known_at=known,
            )
        found = household_as_of(work, BOOK, home, day=day, known_at=known_at)
    expected = max(
        (
            (known, start_on, members)
            for start_on, end_on, known, members in rows
            if known <= known_at and start_on <= day and (end_on is None or day < end_on)
        ),
        default=None,
    )
    assert (found.members if found else None) == (expected[2] if expected else None)
