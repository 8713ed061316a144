"""What does a project department write: steps of projects, and rows of their registers?

A form and a JSON body give cells as texts, by the keys of the register's template; they are read
as the cells of a file are, so that a form, a file and the API refuse the same with the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from api.access import Caller, Permission
from api.not_found import NotFound
from api.reach import check_writable
from api.site import Site
from ledger.book.drafts import ledger_now
from ledger.book.post import Connection
from ledger.intake.register_sheet import CellFault, Cells, RegisterRows, RegisterSheet
from ledger.intake.sheet import Column, Sheet
from ledger.intake.sheet_cells import CellRefused, cell_reader
from ledger.intake.sheet_rows import ReadRow
from ledger.intake.sheets.organisation_facts import ORGANISATION_FACTS
from ledger.intake.sheets.registers import REGISTER_SHEETS
from ledger.intake.sheets.responsible import RESPONSIBLE
from ledger.intake.taking import Desk, SheetKind, Source
from ledger.register.projects import NewProjectEvent
from ledger.register.responsible import DUTIES
from ledger.register.steps import Step, record_step, void_step
from ledger.register.versions import add_versions, void
from ledger.storage.database import unit_of_work
from ledger.values.day import shanghai_day
from ledger.values.refusal import Refusal

SEALED_SHEETS: dict[str, SheetKind[Any]] = {
    each.sheet.name: each for each in (RESPONSIBLE, ORGANISATION_FACTS)
}
"""Registers of whose rows a part is sealed; a row is taken as one of a file is."""


class RegisterFormWrong(Refusal):
    """What is registered reads well, cell by cell, as in a file."""


def register_named(name: str) -> RegisterSheet[Any]:
    """Raises NotFound."""
    if name not in REGISTER_SHEETS:
        raise NotFound(f"没有登记表 {name}", register=name)
    return REGISTER_SHEETS[name]


def sheet_of(name: str) -> Sheet[Any]:
    """The template of a register, sealed or not. Raises NotFound."""
    return SEALED_SHEETS[name].sheet if name in SEALED_SHEETS else register_named(name).sheet


def of_projects(kind: RegisterSheet[Any]) -> bool:
    """Whether each row of the register is of one project."""
    return kind.links.get("project") == "project"


def record_row(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    name: str,
    texts: Mapping[str, str],
) -> int:
    """Register one row. Returns how many versions were new: none where it is there already.

    Raises BookOutOfReach, RegisterFormWrong, and what the register refuses.
    """
    check_writable(snapshot, caller, Permission.PROJECT_WRITE, book)
    if name in SEALED_SHEETS:
        return _record_sealed(site, caller, book, SEALED_SHEETS[name], texts)
    kind = register_named(name)
    cells = _cells(kind.sheet, texts)
    with unit_of_work(site.engine) as work:
        ((entered, faults),) = RegisterRows(kind, work, book).read([cells])
        if entered is None:
            raise wrong_cells(faults)
        return add_versions(
            work,
            kind.register,
            book,
            [entered],
            actor=caller.login,
            known_at=ledger_now(work),
        )


def _record_sealed(
    site: Site, caller: Caller, book: int, kind: SheetKind[Any], texts: Mapping[str, str]
) -> int:
    """One row as a file of one row is taken: read, checked against the books, written."""
    values = tuple(_cells(kind.sheet, texts).values())
    with unit_of_work(site.engine) as work:
        now = ledger_now(work)
        sealer = site.system.sealer
        desk = Desk(work, book, sealer, caller.login, "", shanghai_day(now), now)
        taker = kind.taker(desk)
        row = ReadRow(1, kind.sheet.make(*values), (), values)
        if faults := taker.check([row]):
            raise wrong_cells([CellFault(each.column, each.reason) for each in faults])
        return taker.take(iter([row]), Source(uuid4(), 1, "")).new


def void_row(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    name: str,
    texts: Mapping[str, str],
    *,
    reason: str,
) -> None:
    """Say that a row was entered by mistake; `texts` gives the columns of its key.

    Raises BookOutOfReach, RegisterFormWrong, NothingToVoid, VoidNeedsReason.
    """
    check_writable(snapshot, caller, Permission.PROJECT_WRITE, book)
    if name == RESPONSIBLE.sheet.name:
        _void_duty(site, caller, book, texts.get("duty", ""), reason)
        return
    kind = register_named(name)
    with unit_of_work(site.engine) as work:
        key, faults = RegisterRows(kind, work, book).key(
            _cells(kind.sheet, texts, kind.register.key)
        )
        if faults:
            raise wrong_cells(faults)
        void(
            work,
            kind.register,
            book,
            key,
            reason=reason,
            actor=caller.login,
            known_at=ledger_now(work),
        )


def void_key(name: str) -> tuple[str, ...]:
    """The columns that name the row to void; none where rows are not voided but said again."""
    if name in SEALED_SHEETS:
        return ("duty",) if name == RESPONSIBLE.sheet.name else ()
    return register_named(name).register.key


def _void_duty(site: Site, caller: Caller, book: int, duty: str, reason: str) -> None:
    try:
        key = (UUID(duty),)
    except ValueError:
        raise wrong_cells([CellFault("责任登记号", "照登记表填写")]) from None
    with unit_of_work(site.engine) as work:
        void(
            work,
            DUTIES,
            book,
            key,
            reason=reason,
            actor=caller.login,
            known_at=ledger_now(work),
        )


def record_project_step(
    site: Site, snapshot: Connection, caller: Caller, book: int, event: NewProjectEvent
) -> list[str]:
    """Record a step of a project. Returns what is odd about it. Raises what `record_step` does."""
    check_writable(snapshot, caller, Permission.PROJECT_WRITE, book)
    with unit_of_work(site.engine) as work:
        now = ledger_now(work)
        return record_step(work, book, event, today=shanghai_day(now), known_at=now)


def void_project_step(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    project: UUID,
    step: Step,
    *,
    reason: str,
) -> None:
    """Say that a step was entered by mistake. Raises what `void_step` does."""
    check_writable(snapshot, caller, Permission.PROJECT_WRITE, book)
    with unit_of_work(site.engine) as work:
        void_step(
            work,
            book,
            project,
            step,
            reason=reason,
            actor=caller.login,
            known_at=ledger_now(work),
        )


def _cells(sheet: Sheet[Any], texts: Mapping[str, str], keys: tuple[str, ...] = ()) -> Cells:
    """The texts read as cells of the columns named, or of all. Raises RegisterFormWrong."""
    return cells_of([each for each in sheet.columns if not keys or each.key in keys], texts)


def cells_of(columns: Sequence[Column], texts: Mapping[str, str]) -> Cells:
    """The texts read as cells of these columns, no other. Raises RegisterFormWrong."""
    known = {each.key for each in columns}
    faults = [CellFault(each, "没有这一列") for each in texts if each not in known]
    cells: Cells = {}
    for column in columns:
        try:
            cells[column.key] = _cell(column, texts.get(column.key, ""))
        except CellRefused as refused:
            faults.append(CellFault(column.title, refused.reason))
    if faults:
        raise wrong_cells(faults)
    return cells


def _cell(column: Column, text: str) -> Any:
    return cell_reader(column, unit="元")(text)


def wrong_cells(faults: Sequence[CellFault]) -> RegisterFormWrong:
    """What is wrong with a form, cell by cell."""
    return RegisterFormWrong(
        "；".join(f"{each.column}：{each.reason}" for each in faults),
        cells=[{"column": each.column, "reason": each.reason} for each in faults],
    )
