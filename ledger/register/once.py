"""How is a row of a register added, so that adding it again changes nothing?

Rows of registers are never changed. The same row again is nothing new; another row under the same
key is refused, because it would otherwise be lost without a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, inspect, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import Session

from ledger.storage.tables.base import Row
from ledger.values.refusal import Refusal

_AT_ONCE = 500
"""Keys of one look-up; a wide key times this stays far below PostgreSQL's 65,535 parameters."""


class RegisteredOtherwise(Refusal):
    """A register row stands as it was first written; a change is a new row with its own dates."""


def add_once(work: Session, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that are not there yet. Returns how many were new.

    Raises RegisteredOtherwise where a row with the same key says something else.
    """
    mapper = inspect(table)
    keys = [column.name for column in mapper.primary_key]
    columns = mapper.local_table.c
    new = 0
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        wanted = [tuple(row[key] for key in keys) for row in some]
        known = {
            tuple(found[key] for key in keys): found
            for found in work.execute(
                select(*columns).where(one_of(columns, keys, wanted))
            ).mappings()
        }
        fresh: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        for key, row in zip(wanted, some, strict=True):
            before = known.get(key) or fresh.get(key)
            if before is None:
                fresh[key] = row
            elif different := [name for name in row if before[name] != row[name]]:
                raise RegisteredOtherwise(
                    f"登记表 {mapper.local_table.name} 中 {_shown(key)} 已有登记，"
                    f"内容不同：{'、'.join(different)}",
                    table=str(mapper.local_table.name),
                    key=_shown(key),
                    columns=different,
                )
        if fresh:
            # Two who add the same row at once: the later one finds it and adds nothing.
            work.execute(insert(table).on_conflict_do_nothing(), list(fresh.values()))
            new += len(fresh)
    return new


def one_of(
    columns: Any, keys: Sequence[str], wanted: Sequence[tuple[Any, ...]]
) -> ColumnElement[bool]:
    """Whether a row has one of the keys.

    `(a, b) IN (…)` is no search of the index but a filter with as many terms as keys, over all of
    the table; arrays to join with are, and the statement is the same for any number of keys.
    """
    arrays = (
        bindparam(None, [key[at] for key in wanted], type_=ARRAY(columns[name].type))
        for at, name in enumerate(keys)
    )
    listed = func.unnest(*arrays).table_valued(*keys, name="wanted").render_derived()
    same = and_(*(columns[key] == listed.c[key] for key in keys))
    return exists(select(literal(1)).select_from(listed).where(same))


def _shown(key: tuple[Any, ...]) -> str:
    return "／".join(str(part) for part in key)
