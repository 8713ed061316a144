"""应发清单: one version of an approved list of who is to get what.

A file holds one list. The next file of the same number is the next version of it, complete again;
a file that says what the newest version says adds nothing. Lines keep the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from ledger.intake.lookups import (
    Places,
    benefits_named,
    households_known,
    households_named,
    projects_named,
)
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, portions
from ledger.register.codes import add_codes, keys_of
from ledger.register.entitlements import NewEntitlement, NewList, add_long_list
from ledger.values.region import RegionCode


class ApprovedRow(NamedTuple):
    list: str
    title: str
    benefit: str
    project: str
    region: str
    period_from: date
    period_to: date
    approved_on: date
    final_by: date
    doc_no: str
    household: str
    quantity_milli: int
    rate_fen: int
    approved_fen: int


class ApprovedListTaker:
    """Adds the next version of the list; maker and checker of the import are the list's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.work, desk.book)
        self._seen: set[tuple[str, int, int]] = set()
        self._head_checked = False

    def check(self, rows: Sequence[ReadRow[ApprovedRow]]) -> list[Fault]:
        desk = self._desk
        faults: list[Fault] = []
        if rows and not self._head_checked:
            self._head_checked = True
            faults += self._head_faults(rows[0])
        known = households_known(desk.work, desk.book, (each.taken().household for each in rows))
        for each in rows:
            row = each.taken()
            if row.household not in known:
                faults.append(Fault(each.number, "户编号", f"没有登记 {row.household}，请先导入户"))
            line = (row.household, row.quantity_milli, row.rate_fen)
            if line in self._seen:
                faults.append(Fault(each.number, "户编号", "同一户同样的数量和标准在清单中重复"))
            self._seen.add(line)
        return faults

    def take(self, rows: Iterator[ReadRow[ApprovedRow]], source: Source) -> Made:
        desk = self._desk
        first = next(rows)
        head = first.taken()
        key = list_key(desk, head.list)
        add_codes(desk.work, desk.book, "list", {head.list: key}, known_at=desk.now)
        count = 0

        def lines() -> Iterator[NewEntitlement]:
            nonlocal count
            for some in portions(_again(first, rows)):
                known = households_named(
                    desk.work, desk.book, (each.taken().household for each in some)
                )
                for each in some:
                    count += 1
                    row = each.taken()
                    yield NewEntitlement(
                        known[row.household], row.quantity_milli, row.rate_fen, row.approved_fen
                    )

        add_long_list(
            desk.work,
            desk.book,
            NewList(
                list=key,
                title=head.title,
                benefit=benefits_named(desk.work, [head.benefit])[head.benefit],
                project=projects_named(desk.work, desk.book, [head.project])[head.project],
                region=RegionCode(head.region),
                period_from=head.period_from,
                period_to=head.period_to,
                approved_on=head.approved_on,
                final_by=head.final_by,
                doc_no=head.doc_no,
            ),
            lines(),
            maker=desk.maker,
            checker=desk.checker,
            known_at=desk.now,
        )
        return Made(count)

    def _head_faults(self, first: ReadRow[ApprovedRow]) -> list[Fault]:
        desk, row, at = self._desk, first.taken(), first.number
        found: list[tuple[str, str]] = []
        if not benefits_named(desk.work, [row.benefit]):
            found.append(("补助项目", f"没有登记补助 {row.benefit}"))
        if not projects_named(desk.work, desk.book, [row.project]):
            found.append(("项目编号", f"项目库中没有 {row.project}"))
        if reason := self._places.fault(row.region):
            found.append(("区划代码", reason))
        if row.period_to < row.period_from:
            found.append(("期间止", "不应早于期间起"))
        if not desk.checker:
            found.append(("清单编号", "应发清单须经审定：请用 --checker 写明审定人"))
        elif desk.checker == desk.maker:
            found.append(("清单编号", "编制人与审定人不能是同一人"))
        return [Fault(at, column, reason) for column, reason in found]


def list_key(desk: Desk, code: str) -> UUID:
    """The key of the list with this number: the one it has, or the one it will have."""
    known = keys_of(desk.work, desk.book, "list", [code])
    return known.get(code) or uuid5(INTAKE_NAMESPACE, f"{desk.book}/list/{code}")


def _again(
    first: ReadRow[ApprovedRow], rest: Iterator[ReadRow[ApprovedRow]]
) -> Iterator[ReadRow[ApprovedRow]]:
    yield first
    yield from rest


APPROVED_LIST = SheetKind(
    Sheet(
        name="approved-list",
        title="应发清单",
        purpose="经审定的应发花名册。一个文件一份清单；再次导入同一编号是它的下一版，要写全部的行。",
        columns=(
            Column("list", "清单编号", Kind.CODE, "本县唯一", "QD-2020-001", head=True),
            Column("title", "清单名称", Kind.TEXT, "", "2020年生态护林员劳务补助", head=True),
            Column("benefit", "补助项目", Kind.TEXT, "补助的名称", "生态护林员劳务补助", head=True),
            Column("project", "项目编号", Kind.CODE, "项目库中的编号", "XM-2020-001", head=True),
            Column("region", "区划代码", Kind.REGION, "所属的村或乡镇", "610727101201", head=True),
            Column("period_from", "期间起", Kind.DAY, "补助所属期间", "2020-01-01", head=True),
            Column("period_to", "期间止", Kind.DAY, "", "2020-12-31", head=True),
            Column("approved_on", "审定日期", Kind.DAY, "", "2020-05-10", head=True),
            Column("final_by", "应发完日期", Kind.DAY, "最迟发完的日期", "2020-12-28", head=True),
            Column("doc_no", "文号", Kind.TEXT, "审定文件", "", required=False, head=True),
            Column("household", "户编号", Kind.CODE, "先导入户", "H0001"),
            Column("quantity_milli", "数量", Kind.QUANTITY, "如 2.5 亩", "1"),
            Column("rate_fen", "标准", Kind.AMOUNT, "每单位金额", "6000"),
            Column("approved_fen", "应发金额", Kind.AMOUNT, "", "6000"),
        ),
        make=ApprovedRow,
        key=("list", "household", "quantity_milli", "rate_fen"),
        sums=("approved_fen",),
    ),
    ApprovedListTaker,
    document=lambda row: row.list,
)  # fmt: skip
