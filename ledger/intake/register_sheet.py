"""How does a row of a template become a row of a versioned register, and the other way?

A `RegisterSheet` joins a register (ledger/register/versions.py) with its template. The keys of the
template's columns are the names of the register's fields, so nothing is said twice: the same
declaration serves files, forms, the page of a project and exports. Two columns end every such
template: the document that a row is from, and what it changes of what was registered before.

    links    columns that name something registered: a project by its number, a household by its,
             a unit by key or name, a place, or a row of another register
    scales   columns printed in another unit than they are kept: (by, over) of thousandths
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar, get_type_hints

from sqlmodel import Session

from ledger.intake.lookups import Places, households_named, organisations_named, projects_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_cells import Value
from ledger.register.versions import (
    Entered,
    Register,
    RegisterRowWrong,
    content,
    difference,
    last_versions,
)
from ledger.values.refusal import Refusal

R = TypeVar("R")

Cells: TypeAlias = "dict[str, Value]"
"""The values of one row of a file, by the keys of the columns."""
Link: TypeAlias = "Literal['project', 'household', 'org', 'place'] | Register[Any]"

PROJECT = Column("project", "项目编号", Kind.CODE, "项目库里的编号", "XM-2020-001")
HOUSEHOLD = Column("household", "户编号", Kind.CODE, "先导入户", "H0001")
DOC_NO = Column(
    "doc_no", "依据文号", Kind.TEXT, "这一行出自哪份文件", "略农发〔2020〕12号", required=False
)
CHANGE = Column(
    "change",
    "变更说明",
    Kind.TEXT,
    "改动已登记的内容时，写明改了什么、为什么，并写依据文号；原来的内容保留",
    "",
    required=False,
)
ENDING = (DOC_NO, CHANGE)
"""The columns that end every template of a register."""
YES_NO = (("是", "yes"), ("否", "no"))


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a row cannot be registered: the column's title and the reason."""

    column: str
    reason: str


@dataclass(frozen=True)
class RegisterSheet(Generic[R]):
    """A register and its template; `scales` maps a column to (multiply by, divide by)."""

    register: Register[R]
    sheet: Sheet[Cells]
    links: Mapping[str, Link]
    scales: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def title(self, key: str) -> str:
        return self.sheet.column(key).title


def register_sheet(
    register: Register[R],
    *,
    name: str,
    purpose: str,
    columns: Sequence[Column],
    links: Mapping[str, Link],
    scales: Mapping[str, tuple[int, int]] | None = None,
    sums: tuple[str, ...] = (),
) -> RegisterSheet[R]:
    """The sheet of a register: these columns, then document and change."""
    whole = (*columns, *ENDING)
    keys = tuple(each.key for each in whole)
    if set(keys[: -len(ENDING)]) != set(register.columns):
        raise ValueError(f"{name}: {set(keys[: -len(ENDING)]) ^ set(register.columns)}")
    return RegisterSheet(
        register,
        Sheet(
            name=name,
            title=register.title,
            purpose=purpose,
            columns=whole,
            make=lambda *values: dict(zip(keys, values, strict=True)),
            key=register.key,
            sums=sums,
        ),
        links,
        scales or {},
    )


class RegisterRows(Generic[R]):
    """Turns rows of one book's files into rows of a register. Asks the books, writes nothing."""

    def __init__(self, kind: RegisterSheet[R], work: Session, book: int) -> None:
        self._kind, self._work, self._book = kind, work, book
        self._places = Places(work, book)
        self._hints = get_type_hints(kind.register.row)

    def read(self, rows: Sequence[Cells]) -> list[tuple[Entered[R] | None, list[CellFault]]]:
        """For each row what is to be registered, or why not."""
        if not rows:
            return []
        named = self._named(rows)
        found = [self._one(row, named) for row in rows]
        keys = {at: self._key(entered.row) for at, (entered, _) in enumerate(found) if entered}
        before = last_versions(
            self._work, self._kind.register, self._book, list(dict.fromkeys(keys.values()))
        )
        for at, key in keys.items():
            entered, faults = found[at]
            if entered is not None and key in before:
                faults.extend(self._against(before[key], entered))
                if faults:
                    found[at] = (None, faults)
        return found

    def key(self, cells: Cells) -> tuple[tuple[Any, ...], list[CellFault]]:
        """The key that the cells of its columns name, or why they name none."""
        named = self._named([cells])
        values: list[object] = []
        faults: list[CellFault] = []
        for each in self._kind.register.key:
            column, cell = self._kind.sheet.column(each), cells[each]
            try:
                # A key may have an empty part: an invoice without a code.
                values.append("" if cell is None else self._value(column, cell, named.get(each)))
            except RegisterRowWrong as refusal:
                faults.append(CellFault(column.title, refusal.message))
        return tuple(values), faults

    def _one(
        self, cells: Cells, named: Mapping[str, Mapping[str, object]]
    ) -> tuple[Entered[R] | None, list[CellFault]]:
        faults: list[CellFault] = []
        values: dict[str, object] = {}
        for column in self._kind.sheet.columns[: -len(ENDING)]:
            cell = cells[column.key]
            if cell in (None, ""):
                continue
            try:
                values[column.key] = self._value(column, cell, named.get(column.key))
            except RegisterRowWrong as refusal:
                faults.append(CellFault(column.title, refusal.message))
        if faults:
            return None, faults
        try:
            row = self._kind.register.row(**values)
            content(self._kind.register, row)
        except Refusal as refusal:
            said = refusal.details.get("column")
            at = said if isinstance(said, str) and said in cells else self._kind.sheet.key[0]
            return None, [CellFault(self._kind.title(at), refusal.message)]
        return Entered(row, str(cells["doc_no"] or ""), str(cells["change"] or "")), faults

    def _value(self, column: Column, cell: Value, known: Mapping[str, object] | None) -> object:
        """Raises RegisterRowWrong."""
        if known is not None:
            if (named := known.get(str(cell))) is None:
                raise RegisterRowWrong(f"没有登记{column.title} {cell}")
            return named
        if self._kind.links.get(column.key) == "place" and (
            reason := self._places.fault(str(cell))
        ):
            raise RegisterRowWrong(reason)
        if column.choices:
            hint = self._hints[column.key]
            return cell == "yes" if hint is bool else hint(cell)
        if scale := self._kind.scales.get(column.key):
            assert isinstance(cell, int)
            scaled, rest = divmod(cell * scale[0], scale[1])
            if rest:
                raise RegisterRowWrong("小数位数太多")
            return scaled
        return cell

    def _named(self, rows: Sequence[Cells]) -> dict[str, Mapping[str, object]]:
        return {
            key: self._known(key, link, rows)
            for key, link in self._kind.links.items()
            if link != "place" and key in rows[0]
        }

    def _known(self, key: str, link: Link, rows: Iterable[Cells]) -> Mapping[str, object]:
        wanted = {str(row[key]) for row in rows if row[key] not in (None, "")}
        if link == "project":
            return projects_named(self._work, self._book, wanted)
        if link == "household":
            return households_named(self._work, self._book, wanted)
        if not isinstance(link, Register):
            return organisations_named(self._work, wanted)
        there = last_versions(self._work, link, self._book, [(each,) for each in wanted])
        return {each: each for each in wanted if (each,) in there and not there[each,]["void"]}

    def _key(self, row: R) -> tuple[Any, ...]:
        stored = content(self._kind.register, row)
        return tuple(stored[name] for name in self._kind.register.key)

    def _against(self, before: Mapping[str, Any], entered: Entered[R]) -> list[CellFault]:
        unlike = difference(before, content(self._kind.register, entered.row))
        if not (unlike.changed or unlike.revived) or (entered.doc_no and entered.change):
            return []
        what = "、".join(self._kind.title(each) for each in unlike.changed) or "已作废"
        return [
            CellFault(
                CHANGE.title,
                f"已有登记，内容不同（{what}）；要变更，须写明依据文号和变更说明",
            )
        ]
