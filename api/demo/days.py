"""Which days does the demo world know, and in which fiscal year does a payment fall?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from ledger.values.day import SHANGHAI

BEGINS_ON = date(2018, 1, 2)
"""The books open; nothing of the demo is older."""

AS_OF = date(2020, 12, 31)
"""The last day of the demo: the day its audit is run for."""

YEARS = (2018, 2019, 2020)

POSTING_INTERVAL_D = 10
"""The clerks of the demo post what happened on a day at most this many days later, or on the Monday
after; so whoever posts much of it does so in working hours (IN05)."""


def carried_over_on(year: int) -> date:
    """The day on which what stands is carried into the next year; until then it stays open."""
    return date(year + 1, 1, 15)


def fiscal_year(day: date) -> int:
    """The fiscal year in which project money moves on a day: January's first half is 整理期."""
    return day.year - 1 if day < carried_over_on(day.year - 1) and day.year > YEARS[0] else day.year


def posting_day(day: date) -> date:
    """The day on which something of `day` is recorded: no weekend, and never after the last day of
    the demo."""
    turn = max(0, (day - BEGINS_ON).days // POSTING_INTERVAL_D)
    this, following = _working_day(turn), _working_day(turn + 1)
    return min(this if this >= day else following, AS_OF)


def _working_day(turn: int) -> date:
    """Every tenth day from the first, or the Monday after it."""
    day = BEGINS_ON + timedelta(days=turn * POSTING_INTERVAL_D)
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def posting_days() -> Iterator[date]:
    """All of them, in order."""
    day = BEGINS_ON
    while day < AS_OF:
        yield day
        day = posting_day(day + timedelta(days=1))
    yield AS_OF


def last_posting_day(year: int) -> date:
    return max(day for day in posting_days() if day.year == year)


def evening_of(day: date) -> datetime:
    """When the clerks post on a day: 17:00 in China."""
    return datetime.combine(day, time(17), SHANGHAI)


def night_of(day: date) -> datetime:
    """When clerks who put it off post on a day: 22:30 in China."""
    return datetime.combine(day, time(22, 30), SHANGHAI)


def between(rng: Random, first: date, last: date) -> date:
    """A day drawn from a stretch of days, both ends included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def after(rng: Random, day: date, least_d: int, most_d: int) -> date:
    """A day drawn so many days after another."""
    return day + timedelta(days=rng.randint(least_d, most_d))
