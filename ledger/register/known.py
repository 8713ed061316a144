"""How is a row with two times added once, and which rows held on a day, as known at an instant?

The key of such a table ends with `known_at`; what comes before names the thing that is said. Of
the rows for one thing the one known last counts, and only then its days are looked at: so a period
is closed, or corrected, by saying it again. An empty period, or `annulled`, takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, inspect, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlmodel import Session

from ledger.register.once import one_of
from ledger.storage.tables.base import Row
from ledger.values.refusal import Refusal

_AT_ONCE = 500
_SEALED = "sealed"


class PeriodEndsBeforeItBegins(Refusal):
    """What is said of somebody ends no earlier than it begins."""


class SaidOtherwiseAtOnce(Refusal):
    """One instant knows one thing of each."""


def add_known(
    work: Session, table: type[Row], rows: Sequence[Mapping[str, Any]], *, known_at: datetime
) -> int:
    """Add what is not already said the same way by the row known last. Returns how many were new.

    Sealed bytes differ each time and are not compared; the keyed hash beside them is. Of two rows
    for one thing in one call the later counts. Raises SaidOtherwiseAtOnce.
    """
    mapper = inspect(table)
    columns = mapper.local_table.c
    thing = [each.name for each in mapper.primary_key if each.name != "known_at"]
    new = 0
    for start in range(0, len(rows), _AT_ONCE):
        some = {tuple(row[key] for key in thing): row for row in rows[start : start + _AT_ONCE]}
        before = {
            tuple(found[key] for key in thing): found
            for found in work.execute(
                select(*columns)
                .ext(distinct_on(*(columns[key] for key in thing)))
                .where(one_of(columns, thing, list(some)), columns["known_at"] <= known_at)
                .order_by(*(columns[key] for key in thing), columns["known_at"].desc())
            ).mappings()
        }
        fresh = [
            {**row, "known_at": known_at}
            for key, row in some.items()
            if key not in before or _differs(dict(before[key]), row)
        ]
        for row in fresh:
            key = tuple(row[name] for name in thing)
            if key in before and before[key]["known_at"] == known_at:
                # Two versions of one instant: nobody could say which was known last.
                raise SaidOtherwiseAtOnce("同一时刻已经登记了另一内容，请稍后再登记")
        if fresh:
            work.execute(insert(table).on_conflict_do_nothing(), fresh)
            new += len(fresh)
    return new


def _differs(before: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return any(before[name] != value for name, value in row.items() if name != _SEALED)


def said(
    work: Session,
    table: type[Row],
    where: ColumnElement[bool],
    *,
    known_at: datetime,
    day: date | None = None,
    begins: str = "valid_from",
    ends: str = "valid_to",
) -> list[RowMapping]:
    """What is said, as known then, of `day` or (None) of any day; nothing that was taken back."""
    mapper = inspect(table)
    columns = mapper.local_table.c
    thing = [columns[each.name] for each in mapper.primary_key if each.name != "known_at"]
    last = (
        select(*columns)
        .ext(distinct_on(*thing))
        .where(where, columns["known_at"] <= known_at)
        .order_by(*thing, columns["known_at"].desc())
        .subquery()
    )
    found = select(*last.c)
    if "annulled" in last.c:
        found = found.where(~last.c["annulled"])
    if begins in last.c:
        found = found.where(_holds(last.c[begins], last.c[ends], day))
    return list(work.execute(found.order_by(*last.c)).mappings())


def _holds(begins: Any, ends: Any, day: date | None) -> ColumnElement[bool]:
    if day is None:
        return or_(ends.is_(None), ends > begins)
    return and_(begins <= day, or_(ends.is_(None), ends > day))


def check_period(begins: date, ends: date | None) -> None:
    """Raises PeriodEndsBeforeItBegins. An empty period takes back what was said."""
    if ends is not None and ends < begins:
        raise PeriodEndsBeforeItBegins(f"截止日期 {ends} 早于起始日期 {begins}")


def ledger_now(work: Session) -> datetime:
    """The ledger's now: `known_at` of what is registered at this moment."""
    now: datetime = work.execute(select(func.sunledger.ledger_now())).scalar_one()
    return now
