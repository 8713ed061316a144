"""Which queries have a name, and which were run by whom, with what outcome?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from api.reading.row import Row, fetch
from audit.query.catalogue import NamedQuery
from audit.query.files import shown_cell
from audit.query.run import QueryResult
from ledger.book.post import Connection
from ledger.storage.views import ALL_VIEWS


class QueryParameterRow(Row):
    """`kind`: text, integer or date; `fallback` null: it must be given."""

    name: str
    kind: str
    fallback: str | None
    meaning: str


class QueryRow(Row):
    """A named query; `made_at` null: it ships with the product."""

    name: str
    version: int
    title: str
    purpose: str
    author: str
    made_at: datetime | None
    parameters: list[QueryParameterRow]
    sql: str

    @classmethod
    def of(cls, query: NamedQuery) -> QueryRow:
        return cls(
            name=query.name,
            version=query.version,
            title=query.title,
            purpose=query.purpose,
            author=query.author,
            made_at=query.made_at,
            parameters=[
                QueryParameterRow(
                    name=each.name, kind=each.kind, fallback=each.default, meaning=each.meaning
                )
                for each in query.parameters
            ],
            sql=query.sql,
        )


class ViewColumnRow(Row):
    """A column of a view; units last: `_fen` is money in fen, `_on` a day, `_at` an instant."""

    name: str
    meaning: str


class ViewRow(Row):
    """A view that queries may read."""

    name: str
    title: str
    columns: list[ViewColumnRow]


def views() -> list[ViewRow]:
    """All of them."""
    return [
        ViewRow(
            name=view.name,
            title=view.title,
            columns=[ViewColumnRow(name=name, meaning=said) for name, said in view.columns],
        )
        for view in ALL_VIEWS
    ]


class AnswerColumn(Row):
    """`fen`: whole numbers that are amounts in fen."""

    name: str
    title: str
    fen: bool


class AnswerRow(Row):
    """What a query answered. `cut`: there were more rows than the cap. `digest` as hex."""

    run: UUID
    name: str
    version: int | None
    as_of: date
    known_at: datetime
    books: list[int]
    parameters: dict[str, str]
    columns: list[AnswerColumn]
    rows: list[list[str | int | bool | None]]
    cut: bool
    duration_ms: int
    digest: str

    @classmethod
    def of(cls, result: QueryResult) -> AnswerRow:
        """Amounts stay whole fen; what JSON has no type for becomes text."""
        return cls(
            run=result.run,
            name=result.name,
            version=result.version,
            as_of=result.as_of,
            known_at=result.known_at,
            books=list(result.books),
            parameters=result.parameters,
            columns=[
                AnswerColumn(name=each.name, title=each.title, fen=each.fen)
                for each in result.columns
            ],
            rows=[
                [
                    cell
                    if cell is None or isinstance(cell, str | int)
                    else shown_cell(cell, column)
                    for cell, column in zip(row, result.columns, strict=True)
                ]
                for row in result.rows
            ],
            cut=result.cut,
            duration_ms=result.duration_ms,
            digest=result.digest.hex(),
        )


class QueryRunRow(Row):
    """One query that was run. `outcome` null: broken off."""

    run: UUID
    actor: str
    started_at: datetime
    name: str
    version: int | None
    sql: str
    parameters: dict[str, str]
    books: list[int]
    as_of: date
    outcome: str | None
    rows: int | None
    duration_ms: int | None
    message: str | None

    @property
    def outcome_name(self) -> str:
        return _OUTCOMES.get(self.outcome or "", "中断")


_OUTCOMES = {
    "done": "完成",
    "cut": "完成（超过上限，只取前面的）",
    "refused": "不准运行",
    "timed_out": "超时停止",
    "failed": "没有成功",
}


def query_runs(connection: Connection, books: list[int], *, limit: int = 50) -> list[QueryRunRow]:
    """The newest runs whose books all lie within reach, whoever ran them."""
    return fetch(connection, QueryRunRow, _RUNS, {"books": books, "limit": limit})


_RUNS = """
SELECT r.run, r.actor, r.started_at, r.name, r.version, r.sql, r.parameters, r.books, r.as_of,
  o.outcome, o.rows, o.duration_ms, o.message
FROM audit_query_run r LEFT JOIN audit_query_outcome o ON o.run = r.run
WHERE r.books <@ %(books)s::integer[]
ORDER BY r.started_at DESC, r.run LIMIT %(limit)s
"""
