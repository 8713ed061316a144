"""What stands in a versioned register, in the form of its template?

The rows of a book (or of one project) that count now, or every version of them, with projects and
households by the numbers that files use. Exports write them, pages show them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import sql

from ledger.book.post import Connection
from ledger.intake.register_sheet import ENDING, RegisterSheet
from ledger.intake.sheet_cells import Value

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class RegisteredRow:
    """One version: the cells of the template without document and change, and what is known of it.

    `latest`: no later version is registered.
    """

    cells: tuple[Value, ...]
    version: int
    void: bool
    latest: bool
    doc_no: str
    change: str
    actor: str
    known_at: datetime


def registered_rows(
    connection: Connection,
    kind: RegisterSheet[Any],
    book: int,
    *,
    project: UUID | None = None,
    all_versions: bool = False,
    limit: int | None = None,
) -> Iterator[RegisteredRow]:
    """In the order of the register's key, versions in their order."""
    register = kind.register
    table = sql.Identifier(register.name)
    keys = sql.SQL(" AND ").join(
        sql.SQL("n.{0} = t.{0}").format(sql.Identifier(key)) for key in register.key
    )
    later = sql.SQL(
        "EXISTS (SELECT FROM {} n WHERE n.book = t.book AND {} AND n.version > t.version)"
    ).format(table, keys)
    where: list[sql.Composable] = [sql.SQL("t.book = %(book)s")]
    if project is not None:
        where.append(sql.SQL("t.project = %(project)s"))
    if not all_versions:
        where.append(sql.SQL("NOT t.void AND NOT ({})").format(later))
    query = sql.SQL(
        "SELECT t.version, t.void, {later}, t.doc_no, t.change, t.actor, t.known_at, {cells}"
        " FROM {table} t WHERE {where} ORDER BY {order}{limit}"
    ).format(
        later=sql.SQL("NOT ({})").format(later),
        cells=sql.SQL(", ").join(
            _cell(kind, each.key) for each in kind.sheet.columns[: -len(ENDING)]
        ),
        table=table,
        where=sql.SQL(" AND ").join(where),
        order=sql.SQL(", ").join(sql.Identifier("t", key) for key in (*register.key, "version")),
        limit=sql.SQL("") if limit is None else sql.SQL(" LIMIT {}").format(sql.Literal(limit)),
    )
    with connection.cursor(name=f"register_{register.name}") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(query, {"book": book, "project": project})
        for version, void, latest, doc_no, change, actor, known_at, *cells in cursor:
            yield RegisteredRow(
                tuple(map(_printed, cells)), version, void, latest, doc_no, change, actor, known_at
            )


def sheet_rows(
    connection: Connection, kind: RegisterSheet[Any], book: int
) -> Iterator[tuple[Value, ...]]:
    """The rows that count now, as the template has them: with document and change."""
    for row in registered_rows(connection, kind, book):
        yield (*row.cells, row.doc_no, row.change)


def _cell(kind: RegisterSheet[Any], key: str) -> sql.Composable:
    column = sql.Identifier("t", key)
    link = kind.links.get(key)
    if link == "project":
        return sql.SQL(
            "(SELECT p.code FROM project p WHERE p.book = t.book AND p.project = {})"
        ).format(column)
    if link == "household":
        return sql.SQL(
            "coalesce((SELECT c.code FROM register_code c WHERE c.book = t.book"
            " AND c.kind = 'household' AND c.key = {0}), {0}::text)"
        ).format(column)
    if scale := kind.scales.get(key):
        by, over = map(sql.Literal, scale)
        return sql.SQL("{} * {} / {}").format(column, over, by)
    return column


def _printed(cell: Any) -> Value:
    """True and false are choices like any other."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None or isinstance(cell, str | int | date):
        return cell
    raise TypeError(f"no cell of a template: {type(cell).__name__}")
