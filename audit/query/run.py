"""How is a query run, and what of it is kept? Everything: who, when, what, over which books, what
came of it; before it runs, and also when it is refused.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from audit.query.columns import column_title, is_amount
from audit.query.text import QueryText, QueryValue, bind, read_query
from ledger.storage.database import Database
from ledger.storage.views import VIEWS
from ledger.values.day import shanghai_day
from ledger.values.refusal import Refusal, shown

MOST_ROWS = 10_000
"""The cap: one more row is asked for, so that a cut is known."""
TIMEOUT_MS = 30_000

QueryCell: TypeAlias = str | int | Decimal | float | bool | date | datetime | UUID | None


class QueryRefused(Refusal):
    """A query reads the audit views and calls no function that changes or waits."""


class QueryFailed(Refusal):
    """The database could not answer a query; the message says why."""


class QueryTimedOut(Refusal):
    """A query answers within the time that it has."""


@dataclass(frozen=True, slots=True)
class QueryColumn:
    """`title` in Chinese where the name is one of the views; `fen`: integers that are amounts."""

    name: str
    title: str
    fen: bool


@dataclass(frozen=True, slots=True)
class QueryResult:
    """`cut`: there were more rows than the cap. `digest` (32 bytes): of columns and rows."""

    run: UUID
    name: str
    version: int | None
    title: str
    books: tuple[int, ...]
    as_of: date
    known_at: datetime
    parameters: dict[str, str]
    columns: tuple[QueryColumn, ...]
    rows: tuple[tuple[QueryCell, ...], ...]
    cut: bool
    duration_ms: int
    digest: bytes


def run_query(
    database: Database,
    text: str,
    *,
    given: Mapping[str, str],
    actor: str,
    books: Sequence[int] | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    name: str = "",
    version: int | None = None,
    most_rows: int = MOST_ROWS,
    timeout_ms: int = TIMEOUT_MS,
) -> QueryResult:
    """Run one query over these books (None: all), as of a day and an instant (None: the present).

    Raises QueryNotUnderstood, QueryParameterWrong, QueryRefused, QueryFailed, QueryTimedOut.
    """
    run, key = uuid4(), secrets.token_hex(32)
    started = time.monotonic()
    with database.connect() as writer:
        now, all_books = _present(writer)
        reach = sorted(set(all_books if books is None else books) & set(all_books))
        day = as_of or shanghai_day(known_at or now)
        writer.execute(
            _BEGUN,
            {
                "run": run,
                "actor": actor,
                "name": name,
                "version": version,
                # PostgreSQL keeps no NUL; a text with one is refused below.
                "sql": text.replace("\0", "␀"),
                "parameters": Jsonb({k: v.replace("\0", "␀") for k, v in given.items()}),
                "books": reach,
                "as_of": day,
                "known_at": known_at or now,
                "reach": hashlib.sha256(key.encode()).digest(),
            },
        )

        def ended(outcome: str, rows: int, message: str, digest: bytes | None = None) -> int:
            duration_ms = int((time.monotonic() - started) * 1000)
            writer.execute(_ENDED, (run, outcome, rows, duration_ms, message, digest))
            return duration_ms

        try:
            query = read_query(text)
            values = bind(query, given)
            with database.querying(reach_key=key, timeout_ms=timeout_ms) as reader:
                _check_names(reader, query)
                found_columns, found = _fetch(reader, query, values, most_rows + 1)
        except psycopg.errors.QueryCanceled as error:
            ended("timed_out", 0, str(error).splitlines()[0])
            raise QueryTimedOut(
                f"查询超过 {timeout_ms // 1000} 秒，已停止；请缩小范围或先汇总"
            ) from error
        except psycopg.Error as error:
            message = _said(error)
            ended("failed", 0, message)
            raise QueryFailed(f"查询没有成功：{message}") from error
        except Refusal as refusal:
            ended("refused", 0, refusal.message)
            raise
        cut = len(found) > most_rows
        columns = tuple(
            QueryColumn(each, column_title(each, query.names), is_amount(each))
            for each in found_columns
        )
        rows = tuple(
            tuple(_cell(cell, column) for cell, column in zip(row, columns, strict=True))
            for row in found[:most_rows]
        )
        digest = hashlib.sha256(repr((found_columns, rows)).encode()).digest()
        duration_ms = ended("cut" if cut else "done", len(rows), "", digest)
    return QueryResult(
        run=run,
        name=name,
        version=version,
        title=query.title,
        books=tuple(reach),
        as_of=day,
        known_at=known_at or now,
        parameters={each: str(value) for each, value in values.items()},
        columns=columns,
        rows=rows,
        cut=cut,
        duration_ms=duration_ms,
        digest=digest,
    )


def _check_names(reader: psycopg.Connection[TupleRow], query: QueryText) -> None:
    """No system catalogue by name, and no volatile function: the same question over the same
    ledger has one answer. Raises QueryRefused."""
    system = sorted(n for n in query.names if n.startswith("pg_") or n == "information_schema")
    if system:
        raise QueryRefused(f"只能读审计视图，不能用系统表和系统函数：{shown(system[0])}")
    volatile = reader.execute(
        "SELECT proname FROM pg_proc WHERE provolatile = 'v' AND proname = ANY (%s) LIMIT 1",
        (sorted(query.called),),
    ).fetchone()
    if volatile is not None:
        raise QueryRefused(
            f"查询不能用函数 {volatile[0]}：只能用结果确定、没有副作用的函数", name=volatile[0]
        )


def _fetch(
    reader: psycopg.Connection[TupleRow],
    query: QueryText,
    values: Mapping[str, QueryValue],
    most: int,
) -> tuple[list[str], list[TupleRow]]:
    # A named cursor is DECLAREd by the extended protocol: one statement, a SELECT, nothing else.
    with reader.cursor(name="audit_query") as cursor:
        cursor.execute(query.statement.encode(), dict(values))
        names = [each.name for each in cursor.description or ()]
        if not names:
            raise QueryRefused("查询没有任何列")
        # All at once: a second FETCH would be a statement of its own, with a timeout of its own.
        return names, cursor.fetchmany(most)


def _present(writer: psycopg.Connection[TupleRow]) -> tuple[datetime, list[int]]:
    row = writer.execute(
        "SELECT ledger_now(), ARRAY(SELECT book FROM book ORDER BY book)"
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def _cell(value: object, column: QueryColumn) -> QueryCell:
    if column.fen and isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)  # the sum of bigint is numeric
    if value is None or isinstance(
        value, str | int | Decimal | float | bool | date | datetime | UUID
    ):
        return value
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)


def _said(error: psycopg.Error) -> str:
    """What PostgreSQL says, with the place in the text; a refusal of rights in Chinese."""
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return f"只能读模式 {VIEWS} 中的审计视图（{error.diag.message_primary}）"
    said = error.diag.message_primary or str(error).splitlines()[0]
    hint = f"（{error.diag.message_hint}）" if error.diag.message_hint else ""
    return f"{said}{hint}"


_BEGUN = """
INSERT INTO audit_query_run (run, actor, started_at, name, version, sql, parameters, books, as_of,
  known_at, reach)
VALUES (%(run)s, %(actor)s, clock_timestamp(), %(name)s, %(version)s, %(sql)s, %(parameters)s,
  %(books)s::integer[], %(as_of)s, %(known_at)s, %(reach)s)
"""

_ENDED = """
INSERT INTO audit_query_outcome (run, outcome, rows, duration_ms, message, digest)
VALUES (%s, %s, %s, %s, %s, %s)
"""
