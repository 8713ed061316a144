"""When can a rule that is judged whole say something else, though nothing was recorded meanwhile?

Pieces of the SELECT that a rule has as `due`. A day too early costs time, a day too late would be
wrong; so it asks every row that might count, whatever became of it.
"""

from __future__ import annotations

from typing import Final, LiteralString

NO_DAY: Final[LiteralString] = ""
"""Of a rule that compares the day of the run with recorded days only, by `<=` or `>`: it says
something else on such a day, which audit/unchanged.py sees come."""

NEW_YEAR: Final[LiteralString] = """
SELECT (date_trunc('year', %(as_of)s::date) + interval '1 year')::date AS on_day"""


def coming(register: LiteralString, *days: LiteralString) -> LiteralString:
    """These days of all rows `r` of a register of the book."""
    listed: LiteralString = "), (".join(days)
    return f"""
SELECT x.on_day FROM {register} r CROSS JOIN LATERAL (VALUES ({listed})) x(on_day)
WHERE r.book = %(book)s"""


def first_of(*days: LiteralString) -> LiteralString:
    """A `due`: the first of these days (SELECTs) after the day of the run."""
    listed: LiteralString = "\nUNION ALL ".join(days)
    return (
        f"SELECT min(x.on_day)::date FROM ({listed}\n) x(on_day) WHERE x.on_day > %(as_of)s::date"
    )
