"""How does a signed-in auditor run a query? Within the books of his reach, on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response

from api.access import Caller, Permission
from api.reach import check_readable, reachable_books
from api.site import Site
from api.web.workbook import Workbook, workbook
from audit.query.catalogue import NamedQuery, named_query
from audit.query.files import csv_bytes, write_xlsx
from audit.query.run import QueryResult, run_query
from ledger.book.post import Connection


@dataclass(frozen=True, slots=True)
class Asked:
    """A named query (`name`), or free SQL; empty `books`: all within reach."""

    name: str = ""
    sql: str = ""
    given: Mapping[str, str] | None = None
    books: Sequence[int] = ()
    as_of: date | None = None
    known_at: datetime | None = None


def asked(site: Site, snapshot: Connection, caller: Caller, question: Asked) -> QueryResult:
    """Raises QueryUnknown, BookUnknown and what `run_query` raises."""
    query: NamedQuery | None = named_query(snapshot, question.name) if question.name else None
    for book in question.books:
        check_readable(snapshot, caller, Permission.QUERY_RUN, book)
    return run_query(
        site.system.database,
        query.sql if query else question.sql,
        given=question.given or {},
        actor=caller.login,
        books=list(question.books) or reachable_books(snapshot, caller, Permission.QUERY_RUN),
        as_of=question.as_of,
        known_at=question.known_at,
        name=query.name if query else "",
        version=query.version if query else None,
    )


def query_workbook(result: QueryResult) -> Workbook:
    """The answer as a .xlsx download."""

    def write(path: Path) -> None:
        write_xlsx(path, result)

    return workbook(_file_name(result), write)


def query_csv(result: QueryResult) -> Response:
    """The answer as a .csv download."""
    name = quote(_file_name(result), safe="")
    return Response(
        csv_bytes(result),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}.csv"},
    )


def _file_name(result: QueryResult) -> str:
    return f"{result.name or '自编查询'} {result.as_of}"
