"""Which days are working days (工作日) in the whole country?

Monday to Friday, but for the days that the yearly order of the State Council's office makes free,
and with the Saturdays and Sundays that it makes working days. Orders are retyped from memory
(待核); for a year without one the week alone counts, so a day due may be early there. SQL reads the
same rows (`disclosure_duties`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache

from sqlmodel import Session

from ledger.register.once import add_once
from ledger.register.sources import data_rows
from ledger.storage.tables import CalendarDay


@dataclass(frozen=True, slots=True)
class OddDay:
    """A day that is not what the week says: free though a weekday, or worked though a weekend."""

    day: date
    working: bool
    name: str
    source: str


@cache
def shipped_calendar() -> tuple[OddDay, ...]:
    """The days of 2017 to 2025, in order."""
    return tuple(
        OddDay(
            date.fromisoformat(row["day"]),
            {"yes": True, "no": False}[row["working"]],
            row["name"],
            row["source"],
        )
        for row in data_rows("calendar_days.csv")
    )


@cache
def _odd() -> dict[date, bool]:
    return {each.day: each.working for each in shipped_calendar()}


def is_working_day(day: date) -> bool:
    return _odd().get(day, day.isoweekday() < 6)


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after a day; the day itself for 0."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def load_calendar(work: Session) -> int:
    """Add the shipped days. Returns how many rows were new. Raises RegisteredOtherwise."""
    return add_once(work, CalendarDay, [asdict(each) for each in shipped_calendar()])
