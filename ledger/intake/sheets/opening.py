"""期初余额: what stood where on the day before the book went live, closed against a signed total.

The file must end with 合计, and the total must be that of the rows. Rows of one lot (文号, source,
category, level) become one `open` draft with an entry for each account. Together they may not be
more than the lot's original amount. The rows are kept as the list that the opening is closed
against (ledger/book/opening.py): a corrected list repeats what is posted and drafts what is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import col

from ledger.book.drafts import NewDraft, save
from ledger.book.opening import ListRow, against_ledger, list_opening
from ledger.book.voucher import AccountRef, Entry, NewLot, Voucher
from ledger.intake.lookups import Years, organisations_named, projects_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.sheets.indicators import LEVELS
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, driver_of
from ledger.storage.tables import Draft, FundCategory, Lot
from ledger.values.document import normalise_doc_no
from ledger.values.kinds import CARRIED, AccountKind, VoucherKind
from ledger.values.money import yuan

_OF_UNITS = (
    AccountKind.UNIT,
    AccountKind.AGENT,
    AccountKind.COLLECTIVE,
    AccountKind.ADVANCE,
    AccountKind.REVOLVING,
)


class OpeningRow(NamedTuple):
    as_of: date
    account: str
    owner: str
    doc_no: str
    document_on: date
    printed_source: str
    category: str
    level: str
    budget_year: int
    origin_fen: int
    balance_fen: int


class OpeningTaker:
    """Drafts the opening vouchers of a book."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._years = Years(desk.work, desk.book)
        names = desk.work.execute(select(col(FundCategory.name), col(FundCategory.category)))
        self._categories = dict(names.all())
        self._categories |= {each: each for each in self._categories.values()}
        self._origin: dict[UUID, tuple[int, int]] = {}
        self._sums: dict[UUID, int] = {}
        self._accounts: set[tuple[UUID, str, str]] = set()

    def check(self, rows: Sequence[ReadRow[OpeningRow]]) -> list[Fault]:
        desk = self._desk
        taken = [each.taken() for each in rows]
        orgs = organisations_named(desk.work, (row.owner for row in taken))
        projects = projects_named(desk.work, desk.book, (row.owner for row in taken))
        lots = [lot_of(desk.book, row) for row in taken]
        posted = self._posted(lots)
        standing = self._standing() if posted else {}
        faults: list[Fault] = []
        for each, lot in zip(rows, lots, strict=True):
            found = self._against(each, lot, orgs, projects)
            row = each.taken()
            owner = _owner(row, orgs, projects)
            if lot in posted and standing.get((row.account, owner, lot)) != row.balance_fen:
                found.append(("余额", "这个批次的期初已经记账，账上的金额不同"))
            faults += [Fault(each.number, column, reason) for column, reason in found]
        return faults

    def take(self, rows: Iterator[ReadRow[OpeningRow]], source: Source) -> Made:
        desk = self._desk
        by_lot: dict[UUID, list[ReadRow[OpeningRow]]] = {}
        for each in rows:
            by_lot.setdefault(lot_of(desk.book, each.taken()), []).append(each)
        self._keep(by_lot, source)
        for lot in self._posted(list(by_lot)):
            del by_lot[lot]
        drafts = [self._draft(lot, some, source) for lot, some in by_lot.items()]
        here = set(
            desk.work.execute(
                select(col(Draft.draft)).where(
                    col(Draft.book) == desk.book,
                    col(Draft.draft).in_([each.draft for each in drafts]),
                )
            ).scalars()
        )
        keys = save(
            desk.work,
            desk.book,
            drafts,
            maker=desk.maker,
            today=desk.today,
            sealer=desk.sealer,
        )
        return Made(sum(key.draft not in here for key in keys), tuple(keys))

    def _posted(self, lots: Sequence[UUID]) -> set[UUID]:
        """Those of the lots that are in the ledger."""
        desk = self._desk
        return set(
            desk.work.execute(
                select(col(Lot.lot)).where(col(Lot.book) == desk.book, col(Lot.lot).in_(lots))
            ).scalars()
        )

    def _standing(self) -> dict[tuple[str, str, UUID], int]:
        """What `open` vouchers posted, by account and lot: compared with a list that is not."""
        desk = self._desk
        against = against_ledger(driver_of(desk), desk.book, UUID(int=0))
        return {(each.kind, each.owner, each.lot): each.posted_fen for each in against}

    def _keep(self, by_lot: dict[UUID, list[ReadRow[OpeningRow]]], source: Source) -> None:
        """The rows as the list of this document."""
        desk = self._desk
        every = sorted((each for some in by_lot.values() for each in some), key=lambda r: r.number)
        taken = [each.taken() for each in every]
        orgs = organisations_named(desk.work, (row.owner for row in taken))
        projects = projects_named(desk.work, desk.book, (row.owner for row in taken))
        list_opening(
            driver_of(desk),
            desk.book,
            source.document,
            [
                ListRow(
                    each.number,
                    AccountKind(row.account),
                    _owner(row, orgs, projects),
                    lot_of(desk.book, row),
                    normalise_doc_no(row.doc_no).text,
                    row.balance_fen,
                )
                for each, row in zip(every, taken, strict=True)
            ],
            as_of=max(row.as_of for row in taken),
            digest=hashlib.sha256(b"".join(each.digest for each in every)).digest(),
            actor=desk.maker,
        )

    def _against(
        self,
        each: ReadRow[OpeningRow],
        lot: UUID,
        orgs: dict[str, str],
        projects: dict[str, UUID],
    ) -> list[tuple[str, str]]:
        row, found = each.taken(), list[tuple[str, str]]()
        kind = AccountKind(row.account)
        if row.as_of >= self._years.live_from:
            found.append(("截止日期", f"期初应早于启用日 {self._years.live_from}"))
        if reason := self._years.fault(self._year(row)):
            found.append(("截止日期", reason))
        if normalise_doc_no(row.doc_no).damaged:
            found.append(("文号", f"文号写法不认识：{row.doc_no}"))
        if row.category not in self._categories:
            found.append(("资金类别", f"没有登记资金类别 {row.category}"))
        if kind is AccountKind.PROJECT and row.owner not in projects:
            found.append(("账户归属", f"项目库中没有 {row.owner or '（空）'}"))
        elif kind in _OF_UNITS and row.owner not in orgs:
            found.append(("账户归属", f"没有登记单位 {row.owner or '（空）'}"))
        elif kind not in (AccountKind.PROJECT, *_OF_UNITS) and row.owner:
            found.append(("账户归属", f"{kind.chinese}账户没有归属，应空着"))
        if (lot, row.account, row.owner) in self._accounts:
            found.append(("账户归属", "同一批次同一账户在本文件中重复"))
        self._accounts.add((lot, row.account, row.owner))
        first = self._origin.setdefault(lot, (row.origin_fen, each.number))
        if first[0] != row.origin_fen:
            found.append(("原始金额", f"与第 {first[1]} 行同一批次的原始金额不同"))
        total = self._sums[lot] = self._sums.get(lot, 0) + row.balance_fen
        if total > row.origin_fen:
            found.append(("余额", f"这个批次的余额合计 {yuan(total)}，超过原始金额"))
        return found

    def _draft(self, lot: UUID, rows: Sequence[ReadRow[OpeningRow]], source: Source) -> NewDraft:
        desk, first = self._desk, rows[0].taken()
        year, doc_no = self._year(first), normalise_doc_no(first.doc_no).text
        taken = [each.taken() for each in rows]
        orgs = organisations_named(desk.work, (row.owner for row in taken))
        projects = projects_named(desk.work, desk.book, (row.owner for row in taken))
        entries = []
        for each, row in zip(rows, taken, strict=True):
            kind, owner = AccountKind(row.account), _owner(row, orgs, projects)
            entries.append(
                Entry(
                    AccountRef(AccountKind.SOURCE, year),
                    AccountRef(kind, year, owner),
                    lot,
                    row.balance_fen,
                    source_row=each.number,
                )
            )
        facts = NewLot(
            lot=lot,
            origin="opening",
            origin_book=desk.book,
            origin_doc_no=doc_no,
            origin_on=first.document_on,
            origin_amount_fen=first.origin_fen,
            category=self._categories[first.category],
            level=first.level,
            doc_nos=(doc_no,),
            document_on=first.document_on,
            received_on=first.document_on,
            budget_year=first.budget_year,
            printed_source=first.printed_source,
        )
        voucher = Voucher(
            kind=VoucherKind.OPEN,
            year=year,
            happened_on=first.as_of,
            entries=tuple(entries),
            doc_no=doc_no,
            lots=(facts,),
            document=source.document,
            backfill=True,
        )
        return NewDraft(
            voucher,
            f"期初余额 {doc_no} {first.printed_source}"[:200],
            document=source.document,
            draft=uuid5(INTAKE_NAMESPACE, f"{desk.book}/open/{lot}"),
        )

    def _year(self, row: OpeningRow) -> int:
        """Opening balances stand in the year the book goes live in."""
        return self._years.live_from.year


def _owner(row: OpeningRow, orgs: dict[str, str], projects: dict[str, UUID]) -> str:
    """The owner of the row's account; empty where it has none or is not registered."""
    kind = AccountKind(row.account)
    if kind is AccountKind.PROJECT:
        return str(projects.get(row.owner, ""))
    return orgs.get(row.owner, "") if kind in _OF_UNITS else ""


def lot_of(book: int, row: OpeningRow) -> UUID:
    """What is one lot of the opening: 文号, source, category, level, budget year."""
    words = (
        normalise_doc_no(row.doc_no).text,
        row.printed_source,
        row.category,
        row.level,
        str(row.budget_year),
    )
    return uuid5(INTAKE_NAMESPACE, f"{book}/open/" + "\x1f".join(words))


OPENING = SheetKind(
    Sheet(
        name="opening",
        title="期初余额",
        purpose="启用前一天各账户的余额，按资金批次列出。最后一行写“合计”和签字确认的总额，不符即退回。",
        columns=(
            Column("as_of", "截止日期", Kind.DAY, "启用日的前一天", "2019-12-31", head=True),
            Column(
                "account",
                "账户类别",
                Kind.CHOICE,
                "",
                "项目",
                choices=tuple(
                    (each.chinese, each.value) for each in AccountKind if each in CARRIED
                ),
            ),
            Column(
                "owner",
                "账户归属",
                Kind.TEXT,
                "项目写项目编号，单位、代发等写单位编号，其余空着",
                "XM-2019-001",
                required=False,
            ),
            Column("doc_no", "文号", Kind.TEXT, "资金文件", "汉财农〔2019〕8号"),
            Column("document_on", "发文日期", Kind.DAY, "", "2019-03-01"),
            Column("printed_source", "资金名称", Kind.TEXT, "文件上的名称", "省级财政专项扶贫资金"),
            Column("category", "资金类别", Kind.TEXT, "资金目录中的类别", "扶贫发展资金"),
            Column("level", "级次", Kind.CHOICE, "", "省级", choices=LEVELS),
            Column("budget_year", "预算年度", Kind.COUNT, "", "2019"),
            Column("origin_fen", "原始金额", Kind.AMOUNT, "文件下达的金额", "500000"),
            Column("balance_fen", "余额", Kind.AMOUNT, "", "120000"),
        ),
        make=OpeningRow,
        key=("account", "owner", "doc_no", "printed_source", "category", "level", "budget_year"),
        sums=("balance_fen",),
        total_required=True,
    ),
    OpeningTaker,
)
