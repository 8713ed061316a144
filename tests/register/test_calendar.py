"""Working days follow the yearly orders, and SQL counts them as Python does."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.register.calendar import (
    is_working_day,
    load_calendar,
    shipped_calendar,
    working_days_after,
)
from ledger.storage.database import Database, unit_of_work


def test_only_days_that_the_week_says_otherwise_are_listed() -> None:
    days = [each.day for each in shipped_calendar()]
    assert days == sorted(set(days))
    for each in shipped_calendar():
        assert each.working == (each.day.isoweekday() > 5), each.day
        assert each.name and "待核" in each.source


def test_every_year_has_the_holidays_that_the_law_knew_then() -> None:
    """Eleven days, thirteen from 2025 on (国务院令第795号, 待核); those on weekends are made up
    for, and longer holidays are worked for."""
    for year in range(2017, 2026):
        of_year = [each for each in shipped_calendar() if each.day.year == year]
        free = sum(not each.working for each in of_year)
        worked = sum(each.working for each in of_year)
        assert 10 <= free - worked <= 13, year
        # 2020's Spring Festival was lengthened by one working day.
        assert {"春节", "清明节", "劳动节"} <= {each.name.removesuffix("延长") for each in of_year}


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 1)),
        (date(2019, 2, 1), 1, date(2019, 2, 2)),  # a Saturday that is worked
        (date(2019, 2, 3), 1, date(2019, 2, 11)),  # over the Spring Festival
        (date(2019, 9, 30), 1, date(2019, 10, 8)),
        (date(2020, 1, 23), 1, date(2020, 2, 3)),  # as lengthened
        (date(2019, 12, 27), 20, date(2020, 2, 3)),
        (date(2030, 1, 4), 1, date(2030, 1, 7)),  # no order known: the week
        (date(2019, 5, 1), 0, date(2019, 5, 1)),
    ],
)
def test_working_days_are_counted_over_holidays(day: date, count: int, after: date) -> None:
    assert working_days_after(day, count) == after


def test_the_days_are_loaded_once_and_sql_agrees(database: Database) -> None:
    with unit_of_work(database.engine()) as work:
        assert load_calendar(work) == len(shipped_calendar())
        assert load_calendar(work) == 0
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT g.day::date, coalesce(c.working, extract(isodow FROM g.day) < 6)"
            " FROM generate_series(date '2017-01-01', date '2026-01-31', '1 day') g(day)"
            " LEFT JOIN calendar_day c ON c.day = g.day::date"
        ).fetchall()
    assert len(rows) > 3_000
    assert all(working == is_working_day(day) for day, working in rows)
