"""What did somebody type into a filter? An empty or unreadable field limits nothing.

A form sends every field, most of them empty; an error page for a half-typed date would throw the
rest of the question away.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ledger.values.day import FIRST_YEAR, LAST_YEAR, SHANGHAI, PartialDate
from ledger.values.refusal import Refusal


def day_or_none(text: str) -> date | None:
    try:
        return PartialDate.parse(text).last_on if text else None
    except Refusal:
        return None


def number_or_none(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None


def count_or_none(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def instant_or_none(text: str) -> datetime | None:
    """What a datetime field sends, meant as Beijing time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
