"""What do the registers say of a project, in every version?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.access import Caller, Permission
from api.not_found import NotFound
from api.reading.projects import check_project
from api.reading.row import Row
from api.registering import SEALED_SHEETS, of_projects, register_named, sheet_of
from ledger.book.post import Connection
from ledger.intake.register_rows import registered_rows
from ledger.intake.register_sheet import ENDING, RegisterSheet
from ledger.intake.sealed_rows import ORGANISATION_FACT_ROWS, RESPONSIBLE_ROWS
from ledger.intake.sheet import Column, Kind
from ledger.intake.sheet_cells import Value
from ledger.intake.sheets.registers import REGISTER_SHEETS
from ledger.values.money import yuan

SHOWN = 500
"""Rows of one register on one page."""


class RegisterColumn(Row):
    """A column of a register: its key, what it is called, and what may stand in it."""

    key: str
    title: str
    form: str
    note: str
    required: bool
    choices: dict[str, str]

    @classmethod
    def of(cls, column: Column) -> RegisterColumn:
        return cls(
            key=column.key,
            title=column.heading,
            form=column.form,
            note=column.note,
            required=column.required,
            choices={printed: meant for printed, meant in column.choices},
        )


class RegisterFact(Row):
    """A register: its name in addresses and files, and its columns."""

    name: str
    title: str
    purpose: str
    of_projects: bool
    columns: list[RegisterColumn]


class RegisterRow(Row):
    """One version of a row: what is kept (`values`), and the same as it is printed (`texts`)."""

    values: dict[str, str | int | date | None]
    texts: dict[str, str]
    key: dict[str, str]
    version: int
    void: bool
    latest: bool
    doc_no: str
    change: str
    actor: str
    known_at: datetime


class RegisterSection(Row):
    """The rows of one register of a project, as its page shows them."""

    name: str
    title: str
    columns: list[RegisterColumn]
    rows: list[RegisterRow]


def register_facts() -> list[RegisterFact]:
    """All registers, in the order in which an empty book is filled."""
    return [
        RegisterFact(
            name=name,
            title=kind.sheet.title,
            purpose=kind.sheet.purpose,
            of_projects=of_projects(kind),
            columns=[RegisterColumn.of(each) for each in kind.sheet.columns],
        )
        for name, kind in REGISTER_SHEETS.items()
    ] + [
        RegisterFact(
            name=name,
            title=kind.sheet.title,
            purpose=kind.sheet.purpose,
            of_projects=False,
            columns=[RegisterColumn.of(each) for each in kind.sheet.columns],
        )
        for name, kind in SEALED_SHEETS.items()
    ]


def project_register(
    connection: Connection,
    caller: Caller,
    book: int,
    project: UUID,
    kind: RegisterSheet[Any],
    *,
    all_versions: bool = False,
) -> list[RegisterRow]:
    """The rows of a project that count now, or every version. Raises NotFound."""
    check_project(connection, caller, Permission.PROJECT_READ, book, project)
    if not of_projects(kind):
        raise NotFound(f"登记表 {kind.sheet.name} 不是按项目登记的", register=kind.sheet.name)
    return _rows(connection, book, project, kind, all_versions=all_versions)


def project_sections(
    connection: Connection, caller: Caller, book: int, project: UUID
) -> list[RegisterSection]:
    """Every register of projects, those without a row too. Raises NotFound."""
    check_project(connection, caller, Permission.PROJECT_READ, book, project)
    found = []
    for name, kind in REGISTER_SHEETS.items():
        if of_projects(kind):
            rows = _rows(connection, book, project, kind)
            columns = [
                RegisterColumn.of(each)
                for each in kind.sheet.columns[: -len(ENDING)]
                if each.key != "project"
            ]
            found.append(
                RegisterSection(
                    name=name,
                    title=kind.sheet.title,
                    columns=filled_columns(columns, rows),
                    rows=rows,
                )
            )
    return found


def filled_columns(
    columns: Sequence[RegisterColumn], rows: Sequence[RegisterRow]
) -> list[RegisterColumn]:
    """The columns in which any of the rows says something; a page is narrow."""
    said = {key for row in rows for key, text in row.texts.items() if text}
    said |= {"doc_no"} if any(row.doc_no for row in rows) else set()
    said |= {"change"} if any(row.change for row in rows) else set()
    return [each for each in columns if each.key in said]


def book_register(
    connection: Connection, book: int, name: str, *, all_versions: bool = False
) -> list[RegisterRow]:
    """The first rows of a whole book's register. The caller's reach was checked before.

    Of a register with a sealed part: what counts now, without the personal cells.
    """
    if name in SEALED_SHEETS:
        return _sealed_rows(connection, book, name)
    return _rows(connection, book, None, register_named(name), all_versions=all_versions)


def shown_columns(name: str) -> list[RegisterColumn]:
    """The columns of a register that a list of its rows has. Raises NotFound."""
    return [
        RegisterColumn.of(each)
        for each in sheet_of(name).columns
        if not each.kind.personal and each.key not in {one.key for one in ENDING}
    ]


def _sealed_rows(connection: Connection, book: int, name: str) -> list[RegisterRow]:
    columns = sheet_of(name).columns
    query = (RESPONSIBLE_ROWS if name == "responsible" else ORGANISATION_FACT_ROWS) + " LIMIT 500"
    found = []
    for row in connection.execute(query, {"book": book}):
        *cells, version, doc_no, change, actor, known_at = row
        values = {
            each.key: cell
            for each, cell in zip(columns, cells, strict=False)
            if not each.kind.personal and each.key not in {one.key for one in ENDING}
        }
        texts = {
            each.key: printed(each, values[each.key]) for each in columns if each.key in values
        }
        if "credit_code" in texts and change:
            texts["credit_code"] += f"（{change}）"
        found.append(
            RegisterRow(
                values=values,
                texts=texts,
                key={key: texts[key] for key in sheet_of(name).key if key in texts},
                version=version,
                void=False,
                latest=True,
                doc_no=doc_no,
                change=change,
                actor=actor,
                known_at=known_at,
            )
        )
    return found


def _rows(
    connection: Connection,
    book: int,
    project: UUID | None,
    kind: RegisterSheet[Any],
    *,
    all_versions: bool = False,
) -> list[RegisterRow]:
    columns = kind.sheet.columns[: -len(ENDING)]
    found = []
    for row in registered_rows(
        connection, kind, book, project=project, all_versions=all_versions, limit=SHOWN
    ):
        texts = {
            each.key: printed(each, cell) for each, cell in zip(columns, row.cells, strict=True)
        }
        found.append(
            RegisterRow(
                values={each.key: cell for each, cell in zip(columns, row.cells, strict=True)},
                texts=texts,
                key={key: texts[key] for key in kind.register.key},
                version=row.version,
                void=row.void,
                latest=row.latest,
                doc_no=row.doc_no,
                change=row.change,
                actor=row.actor,
                known_at=row.known_at,
            )
        )
    return _with_names(connection, kind, found)


def _with_names(
    connection: Connection, kind: RegisterSheet[Any], rows: list[RegisterRow]
) -> list[RegisterRow]:
    """The rows printed with the names of units in place of their keys."""
    at = [key for key, link in kind.links.items() if link == "org"]
    wanted = {str(row.values[key]) for row in rows for key in at if row.values.get(key)}
    if not wanted:
        return rows
    names: dict[str, str] = dict(
        connection.execute(
            "SELECT org, name FROM organisation WHERE org = ANY(%s)", [list(wanted)]
        ).fetchall()
    )
    return [
        row.model_copy(
            update={
                "texts": row.texts
                | {key: names.get(row.texts[key], row.texts[key]) for key in at if key in row.texts}
            }
        )
        for row in rows
    ]


def printed(column: Column, cell: Value) -> str:
    """A cell as a template, a form and a page print it; a form may send it back."""
    if cell is None or cell == "":
        return ""
    if column.choices:
        return {meant: shown for shown, meant in column.choices}[str(cell)]
    if isinstance(cell, int) and column.kind is Kind.AMOUNT:
        return yuan(cell)
    if isinstance(cell, int) and column.kind is Kind.QUANTITY:
        whole, part = divmod(abs(cell), 1000)
        sign = "-" if cell < 0 else ""
        return f"{sign}{whole}" + (f".{part:03}".rstrip("0") if part else "")
    return str(cell)
