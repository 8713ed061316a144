"""退出程序: which steps of whose exit were done, when, by which document?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import Places, households_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.exits import StepDone, add_exit_steps, exit_rules
from ledger.values.region import RegionCode

_PASSED = (("通过", "yes"), ("未通过", "no"))


class ExitStepRow(NamedTuple):
    household: str
    region: str
    procedure: str
    exit_year: int
    step: int
    done_on: date
    passed: str
    doc_no: str


class ExitStepTaker:
    """Records steps; a village or county has no 户编号, its subject is the place itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.work, desk.book)
        self._subjects = {
            (each.procedure, each.step): each.subject for each in exit_rules(desk.work)
        }

    def check(self, rows: Sequence[ReadRow[ExitStepRow]]) -> list[Fault]:
        homes = self._homes(rows)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            subject = self._subjects.get((row.procedure, row.step))
            if subject is None:
                faults.append(Fault(each.number, "步骤", f"{row.procedure} 没有第 {row.step} 步"))
            elif (subject == "household") != bool(row.household):
                faults.append(Fault(each.number, "户编号", "户退出要写户编号，村、县退出不写"))
            if row.household and row.household not in homes:
                faults.append(Fault(each.number, "户编号", f"没有登记 {row.household}，请先导入户"))
            if reason := self._places.fault(row.region):
                faults.append(Fault(each.number, "区划代码", reason))
        return faults

    def take(self, rows: Iterator[ReadRow[ExitStepRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            homes = self._homes(some)
            steps = [
                StepDone(
                    str(homes[row.household]) if row.household else row.region,
                    row.procedure,
                    row.exit_year,
                    row.step,
                    RegionCode(row.region),
                    row.done_on,
                    row.doc_no,
                    passed=row.passed == "yes",
                )
                for row in (each.taken() for each in some)
            ]
            new += add_exit_steps(desk.work, desk.book, steps, known_at=desk.now)
        return Made(new)

    def _homes(self, rows: Sequence[ReadRow[ExitStepRow]]) -> dict[str, UUID]:
        codes = (each.taken().household for each in rows if each.taken().household)
        return households_named(self._desk.work, self._desk.book, codes)


EXIT_STEPS = SheetKind(
    Sheet(
        name="exit-steps",
        title="退出程序",
        purpose="登记户、村、县退出程序已完成的步骤。程序代码和步骤见系统内的退出程序表。",
        columns=(
            Column("household", "户编号", Kind.CODE, "村、县退出不写", "H0001", required=False),
            Column("region", "区划代码", Kind.REGION, "户所在的村，或退出的村、县", "610727101201"),
            Column("procedure", "程序", Kind.CODE, "如 HZ100-household", "HZ100-household"),
            Column("exit_year", "退出年度", Kind.COUNT, "", "2019"),
            Column("step", "步骤", Kind.COUNT, "从 1 起", "1"),
            Column("done_on", "完成日期", Kind.DAY, "", "2019-11-01"),
            Column("passed", "结果", Kind.CHOICE, "", "通过", choices=_PASSED),
            Column("doc_no", "文号", Kind.TEXT, "", "", required=False),
        ),
        make=ExitStepRow,
        key=("household", "region", "procedure", "exit_year", "step"),
    ),
    ExitStepTaker,
)
