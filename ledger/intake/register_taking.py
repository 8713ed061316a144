"""Who takes the rows of a register's file into its book?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from ledger.intake.register_sheet import Cells, RegisterRows, RegisterSheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.versions import add_versions

R = TypeVar("R")


class RegisterTaker(Generic[R]):
    """Registers rows in versions; the same again adds nothing."""

    def __init__(self, kind: RegisterSheet[R], desk: Desk) -> None:
        self._kind, self._desk = kind, desk
        self._rows = RegisterRows(kind, desk.work, desk.book)
        self._seen: set[tuple[Any, ...]] = set()

    def check(self, rows: Sequence[ReadRow[Cells]]) -> list[Fault]:
        faults: list[Fault] = []
        found = self._rows.read([each.taken() for each in rows])
        for each, (_, wrong) in zip(rows, found, strict=True):
            faults.extend(Fault(each.number, one.column, one.reason) for one in wrong)
            cells = each.taken()
            key = tuple(cells[name] for name in self._kind.sheet.key)
            if key in self._seen:
                title = self._kind.title(self._kind.sheet.key[0])
                faults.append(Fault(each.number, title, "与本文件中前面的一行重复"))
            self._seen.add(key)
        return faults

    def take(self, rows: Iterator[ReadRow[Cells]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            found = self._rows.read([each.taken() for each in some])
            new += add_versions(
                desk.work,
                self._kind.register,
                desk.book,
                [entered for entered, _ in found if entered is not None],
                actor=desk.maker,
                known_at=desk.now,
            )
        return Made(new)


def register_kind(kind: RegisterSheet[R]) -> SheetKind[Cells]:
    """The kind of file of a register."""
    return SheetKind(kind.sheet, lambda desk: RegisterTaker(kind, desk))
