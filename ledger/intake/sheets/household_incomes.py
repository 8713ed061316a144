"""家庭收入: what did a household earn in a year?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.intake.lookups import households_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.incomes import Income, add_incomes
from ledger.values.day import FIRST_YEAR, LAST_YEAR


class IncomeRow(NamedTuple):
    household: str
    year: int
    income: int
    members: int
    source: str


class IncomeTaker:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: set[tuple[str, int]] = set()

    def check(self, rows: Sequence[ReadRow[IncomeRow]]) -> list[Fault]:
        desk = self._desk
        homes = households_named(desk.work, desk.book, (each.taken().household for each in rows))
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            if row.household not in homes:
                faults.append(Fault(each.number, "户编号", f"没有登记 {row.household}，请先导入户"))
            if not FIRST_YEAR <= row.year <= LAST_YEAR:
                faults.append(Fault(each.number, "年度", "不是年份"))
            if row.members < 1:
                faults.append(Fault(each.number, "人数", "户内至少一人"))
            if (row.household, row.year) in self._seen:
                faults.append(Fault(each.number, "户编号", "同一户同一年度在本文件中重复"))
            self._seen.add((row.household, row.year))
        return faults

    def take(self, rows: Iterator[ReadRow[IncomeRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            taken = [each.taken() for each in some]
            homes = households_named(desk.work, desk.book, (row.household for row in taken))
            incomes = [
                Income(homes[row.household], row.year, row.income, row.members, row.source)
                for row in taken
            ]
            new += add_incomes(desk.work, desk.book, incomes, known_at=desk.now)
        return Made(new)


HOUSEHOLD_INCOMES = SheetKind(
    Sheet(
        name="household-incomes",
        title="家庭收入",
        purpose="登记每户每年的家庭纯收入，用于核对退出时是否连续两年超过标准。",
        columns=(
            Column("household", "户编号", Kind.CODE, "先导入户", "H0001"),
            Column("year", "年度", Kind.COUNT, "自然年", "2018"),
            Column("income", "家庭纯收入", Kind.AMOUNT, "全户一年", "15000.00"),
            Column("members", "人数", Kind.COUNT, "当年户内人数", "4"),
            Column("source", "来源", Kind.TEXT, "谁在什么时候调查的", "", required=False),
        ),
        make=IncomeRow,
        key=("household", "year"),
        sums=("income",),
    ),
    IncomeTaker,
)
