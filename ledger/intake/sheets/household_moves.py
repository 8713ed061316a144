"""分户、并户、迁移: which household came from which, on which day, by which document?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import households_named
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.moves import Move, MoveKind, add_moves
from ledger.values.region import RegionCode


class MoveRow(NamedTuple):
    kind: str
    household: str
    to_household: str
    happened_on: date
    from_region: str
    to_region: str
    doc_no: str


class MoveTaker:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, rows: Sequence[ReadRow[MoveRow]]) -> list[Fault]:
        homes = self._homes(rows)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            for title, code in (("户编号", row.household), ("转入户编号", row.to_household)):
                if code and code not in homes:
                    faults.append(Fault(each.number, title, f"没有登记 {code}，请先导入户"))
            other = bool(row.to_household) and row.to_household != row.household
            if (row.kind == MoveKind.MOVE) == other:
                faults.append(Fault(each.number, "转入户编号", "分户、并户要写另一户，迁移不写"))
        return faults

    def take(self, rows: Iterator[ReadRow[MoveRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            homes = self._homes(some)
            moves = [
                Move(
                    MoveKind(row.kind),
                    homes[row.household],
                    homes[row.to_household or row.household],
                    row.happened_on,
                    RegionCode(row.from_region),
                    RegionCode(row.to_region),
                    row.doc_no,
                )
                for row in (each.taken() for each in some)
            ]
            new += add_moves(desk.work, desk.book, moves, known_at=desk.now)
        return Made(new)

    def _homes(self, rows: Sequence[ReadRow[MoveRow]]) -> dict[str, UUID]:
        codes = [
            code for each in rows for code in (each.taken().household, each.taken().to_household)
        ]
        return households_named(self._desk.work, self._desk.book, codes)


HOUSEHOLD_MOVES = SheetKind(
    Sheet(
        name="household-moves",
        title="分户迁移",
        purpose="登记分户、并户和迁移。两户都要先导入。",
        columns=(
            Column("kind", "类型", Kind.CHOICE, "", "分户", choices=choices_of(MoveKind)),
            Column("household", "户编号", Kind.CODE, "原来的户", "H0001"),
            Column(
                "to_household", "转入户编号", Kind.CODE, "分出或并入的户；迁移不写", "H0002",
                required=False,
            ),
            Column("happened_on", "日期", Kind.DAY, "", "2019-03-01"),
            Column("from_region", "原区划代码", Kind.REGION, "", "610727101201"),
            Column("to_region", "现区划代码", Kind.REGION, "同村分户时相同", "610727101201"),
            Column("doc_no", "依据文号", Kind.TEXT, "", "", required=False),
        ),
        make=MoveRow,
        key=("kind", "household", "to_household", "happened_on"),
    ),
    MoveTaker,
)  # fmt: skip
