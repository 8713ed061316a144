"""指标下达: budget authority as documents of an upper bureau, or the own government, gave it.

Each row is a lot and one `allocate` draft. The lot's identity comes from what is printed, so the
same document entered twice finds the same draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlmodel import col

from ledger.book.drafts import DraftKey, NewDraft, save
from ledger.book.voucher import AccountRef, Entry, NewLot, Voucher
from ledger.intake.lookups import Years
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, portions
from ledger.storage.tables import DraftVersion, FundCategory, Lot
from ledger.values.document import normalise_doc_no
from ledger.values.kinds import AccountKind, VoucherKind

LEVELS = (
    ("中央", "central"),
    ("省级", "province"),
    ("市级", "prefecture"),
    ("县级", "county"),
    ("其他", "other"),
)
ORIGINS = (("上级下达", "external"), ("本级安排", "documented"))


class IndicatorRow(NamedTuple):
    doc_no: str
    document_on: date
    received_on: date
    origin: str
    printed_source: str
    category: str
    level: str
    direct: str
    budget_year: int
    amount_fen: int


class IndicatorTaker:
    """Drafts an allocation for each row."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._years = Years(desk.work, desk.book)
        self._categories = dict(
            desk.work.execute(select(col(FundCategory.name), col(FundCategory.category))).all()
        )
        self._categories |= {each: each for each in self._categories.values()}
        self._seen: set[UUID] = set()

    def check(self, rows: Sequence[ReadRow[IndicatorRow]]) -> list[Fault]:
        before = self._before(rows)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            if normalise_doc_no(row.doc_no).damaged:
                faults.append(Fault(each.number, "文号", f"文号写法不认识：{row.doc_no}"))
            if row.category not in self._categories:
                faults.append(Fault(each.number, "资金类别", f"没有登记资金类别 {row.category}"))
            if row.received_on < row.document_on:
                faults.append(Fault(each.number, "收文日期", "不应早于发文日期"))
            if reason := self._years.fault(_year(row)):
                faults.append(Fault(each.number, "收文日期", reason))
            if abs(row.budget_year - row.document_on.year) > 1:
                faults.append(Fault(each.number, "预算年度", "与发文日期相差超过一年"))
            lot = lot_of(self._desk.book, row)
            if lot in self._seen:
                faults.append(
                    Fault(each.number, "文号", "同一文号、资金、级次和年度在本文件中重复")
                )
            self._seen.add(lot)
            if before.get(lot, row.amount_fen) != row.amount_fen:
                faults.append(
                    Fault(each.number, "金额", "这笔指标已经导入过，金额不同；更正请改草稿或红冲")
                )
        return faults

    def take(self, rows: Iterator[ReadRow[IndicatorRow]], source: Source) -> Made:
        keys: list[DraftKey] = []
        desk = self._desk
        for some in portions(rows, 100):
            before = self._before(some)
            drafts = [
                self._draft(each, source)
                for each in some
                if lot_of(desk.book, each.taken()) not in before
            ]
            keys += save(
                desk.work,
                desk.book,
                drafts,
                maker=desk.maker,
                today=desk.today,
                sealer=desk.sealer,
            )
        return Made(len(keys), tuple(keys))

    def _draft(self, each: ReadRow[IndicatorRow], source: Source) -> NewDraft:
        row, book = each.taken(), self._desk.book
        year, lot = _year(row), lot_of(book, row)
        doc_no = normalise_doc_no(row.doc_no).text
        facts = NewLot(
            lot=lot,
            origin=row.origin,
            origin_book=book,
            origin_doc_no=doc_no,
            origin_on=row.document_on,
            origin_amount_fen=row.amount_fen,
            category=self._categories[row.category],
            level=row.level,
            doc_nos=(doc_no,),
            document_on=row.document_on,
            received_on=row.received_on,
            budget_year=row.budget_year,
            direct=row.direct == "yes",
            printed_source=row.printed_source,
        )
        entry = Entry(
            AccountRef(AccountKind.SOURCE, year),
            AccountRef(AccountKind.UNASSIGNED, year),
            lot,
            row.amount_fen,
            source_row=each.number,
        )
        voucher = Voucher(
            kind=VoucherKind.ALLOCATE,
            year=year,
            happened_on=row.received_on,
            entries=(entry,),
            doc_no=doc_no,
            lots=(facts,),
            document=source.document,
            backfill=row.received_on < self._years.live_from,
        )
        title = f"指标下达 {doc_no} {row.printed_source}"[:200]
        return NewDraft(voucher, title, document=source.document, draft=_draft_of(book, lot))

    def _before(self, rows: Sequence[ReadRow[IndicatorRow]]) -> dict[UUID, int]:
        """lot → fen of those that are drafted or posted already."""
        book, work = self._desk.book, self._desk.work
        lots = [lot_of(book, each.taken()) for each in rows]
        drafts = {_draft_of(book, lot): lot for lot in lots}
        newest = (
            select(col(DraftVersion.draft), func.max(col(DraftVersion.version)).label("version"))
            .where(col(DraftVersion.book) == book, col(DraftVersion.draft).in_(drafts))
            .group_by(col(DraftVersion.draft))
            .subquery()
        )
        drafted = work.execute(
            select(col(DraftVersion.draft), col(DraftVersion.amount_fen))
            .join(
                newest,
                (newest.c.draft == col(DraftVersion.draft))
                & (newest.c.version == col(DraftVersion.version)),
            )
            .where(col(DraftVersion.book) == book)
        )
        found = {drafts[draft]: amount for draft, amount in drafted}
        posted = work.execute(
            select(col(Lot.lot), col(Lot.origin_amount_fen)).where(
                col(Lot.book) == book, col(Lot.lot).in_(lots)
            )
        )
        return found | dict(posted.all())


def lot_of(book: int, row: IndicatorRow) -> UUID:
    """What is one lot: 文号, source as printed, category, level, 直达, budget year."""
    words = (
        normalise_doc_no(row.doc_no).text,
        row.printed_source,
        row.category,
        row.level,
        row.direct,
        str(row.budget_year),
    )
    return uuid5(INTAKE_NAMESPACE, f"{book}/lot/" + "\x1f".join(words))


def _year(row: IndicatorRow) -> int:
    """Booked in the budget year, also where the document came the December before."""
    return row.budget_year


def _draft_of(book: int, lot: UUID) -> UUID:
    return uuid5(INTAKE_NAMESPACE, f"{book}/allocate/{lot}")


INDICATORS = SheetKind(
    Sheet(
        name="indicators",
        title="指标下达",
        purpose="上级下达或本级安排的指标。每行一个资金批次，导入后生成待复核的草稿。",
        columns=(
            Column("doc_no", "文号", Kind.TEXT, "如 汉财农〔2020〕1号", "汉财农〔2020〕1号"),
            Column("document_on", "发文日期", Kind.DAY, "", "2020-01-10"),
            Column("received_on", "收文日期", Kind.DAY, "", "2020-01-15"),
            Column("origin", "来源", Kind.CHOICE, "", "上级下达", choices=ORIGINS),
            Column("printed_source", "资金名称", Kind.TEXT, "文件上的名称", "中央财政专项扶贫资金"),
            Column("category", "资金类别", Kind.TEXT, "资金目录中的类别", "扶贫发展资金"),
            Column("level", "级次", Kind.CHOICE, "", "中央", choices=LEVELS),
            Column(
                "direct", "直达资金", Kind.CHOICE, "", "否", choices=(("是", "yes"), ("否", "no"))
            ),
            Column("budget_year", "预算年度", Kind.COUNT, "", "2020"),
            Column("amount_fen", "金额", Kind.AMOUNT, "列名可改为 金额（万元）", "1000000"),
        ),
        make=IndicatorRow,
        key=("doc_no", "printed_source", "category", "level", "budget_year"),
        sums=("amount_fen",),
    ),
    IndicatorTaker,
)
