"""How does a row of a payment file become a payment line with its entries?

What the row names is looked up for a portion of rows at once (`meaning`); a row whose names mean
nothing here is refused. A line is paid by one lot or several (ledger/book/lot_choice.py). Card,
household and person go into the sealed part of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from ledger.book.lot_choice import LotsShort, Purses, Share, Wanted
from ledger.book.private import seal_fields
from ledger.book.voucher import AccountRef, Entry, ListLine, PaymentLine
from ledger.intake.lookups import (
    benefits_named,
    households_named,
    organisations_named,
    projects_named,
)
from ledger.intake.sheet_rows import ReadRow
from ledger.intake.taking import Desk, driver_of
from ledger.register.codes import keys_of
from ledger.register.households import households_as_of
from ledger.register.persons import card_hmac
from ledger.storage.tables import Entitlement, EntitlementList
from ledger.values.kinds import AccountKind


class PaymentRow(NamedTuple):
    """One row of a payment file."""

    system: str
    batch: str
    paid_on: date
    mode: str
    agent: str
    doc_no: str
    number: str
    project: str
    fund_doc: str
    benefit: str
    household: str
    payee: str
    card: str
    period_from: date | None
    period_to: date | None
    quantity_milli: int | None
    rate_fen: int | None
    amount_fen: int
    list: str
    list_line: int | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the names in a portion of rows mean in the book."""

    households: dict[str, UUID]
    regions: dict[UUID, str]
    projects: dict[str, UUID]
    benefits: dict[str, str]
    lists: dict[str, tuple[UUID, int]]
    listed: dict[tuple[UUID, int, int], UUID]


class LineMaker:
    """Makes payment lines of one file."""

    def __init__(self, desk: Desk, head: PaymentRow, *, by_roster: bool) -> None:
        self._desk, self._head, self._by_roster = desk, head, by_roster
        self._purses = Purses(driver_of(desk), desk.book)
        self._agent = organisations_named(desk.work, [head.agent]).get(head.agent, head.agent)

    def meaning(self, rows: Sequence[PaymentRow]) -> Meaning:
        desk = self._desk
        households = households_named(desk.work, desk.book, (each.household for each in rows))
        facts = households_as_of(
            desk.work,
            desk.book,
            list(households.values()),
            day=self._head.paid_on,
            known_at=desk.now,
        )
        lists = self._newest_lists({each.list for each in rows if each.list})
        wanted = [
            (*lists[each.list], each.list_line)
            for each in rows
            if each.list in lists and each.list_line is not None
        ]
        return Meaning(
            households=households,
            regions={key: fact.region.code for key, fact in facts.items()},
            projects=projects_named(desk.work, desk.book, (each.project for each in rows)),
            benefits=benefits_named(desk.work, (each.benefit for each in rows)),
            lists=lists,
            listed=self._listed(wanted),
        )

    def faults(self, row: PaymentRow, meaning: Meaning) -> list[tuple[str, str]]:
        """(column, reason) for what is wrong; a row without faults has drawn its money."""
        found: list[tuple[str, str]] = []
        household = meaning.households.get(row.household)
        if household is None:
            found.append(("户编号", f"没有登记 {row.household}，请先导入户"))
        elif household not in meaning.regions:
            found.append(("户编号", f"{row.household} 在 {row.paid_on} 没有登记信息"))
        project = meaning.projects.get(row.project)
        if project is None:
            found.append(("项目编号", f"项目库中没有 {row.project}"))
        if row.benefit and row.benefit not in meaning.benefits:
            found.append(("补助项目", f"没有登记补助 {row.benefit}"))
        if row.period_from and row.period_to and row.period_to < row.period_from:
            found.append(("期间止", "不应早于期间起"))
        found += self._against_list(row, meaning, household)
        if not found and project is not None:
            try:
                self._draw(project, row)
            except LotsShort as short:
                found.append(("资金文号" if row.fund_doc else "金额", f"项目{short.message}"))
        return found

    def made(
        self, rows: Sequence[ReadRow[PaymentRow]], meaning: Meaning
    ) -> tuple[tuple[Entry, ...], tuple[PaymentLine, ...]]:
        """The entries and lines of one voucher, lines numbered from 1 in the order of the rows."""
        entries: list[Entry] = []
        lines: list[PaymentLine] = []
        for number, each in enumerate(rows, start=1):
            row = each.taken()
            project = meaning.projects[row.project]
            shares = self._draw(project, row)
            entries += [self._entry(project, share, number, each.number) for share in shares]
            lines.append(self._line(row, number, meaning))
        return tuple(entries), tuple(lines)

    def _draw(self, project: UUID, row: PaymentRow) -> list[Share]:
        account = AccountRef(AccountKind.PROJECT, self._head.paid_on.year, str(project))
        return self._purses.draw(Wanted(account, row.amount_fen, doc_no=row.fund_doc))

    def _entry(self, project: UUID, share: Share, line: int, source_row: int) -> Entry:
        year = self._head.paid_on.year
        end = (
            AccountRef(AccountKind.AGENT, year, self._agent)
            if self._by_roster
            else AccountRef(AccountKind.HOUSEHOLD, year)
        )
        return Entry(
            start=AccountRef(AccountKind.PROJECT, year, str(project)),
            end=end,
            lot=share.lot,
            amount_fen=share.amount_fen,
            line=line,
            by_rule=share.by_rule,
            source_row=source_row,
        )

    def _line(self, row: PaymentRow, number: int, meaning: Meaning) -> PaymentLine:
        sealer = self._desk.sealer
        household = meaning.households[row.household]
        entitlement = None
        if row.list and row.list_line is not None:
            entitlement = ListLine(*meaning.lists[row.list], row.list_line)
        private = seal_fields(
            sealer, {"card": row.card, "household": str(household), "payee": row.payee}
        )
        return PaymentLine(
            line=number,
            amount_fen=row.amount_fen,
            region=meaning.regions[household],
            household=household,
            project=meaning.projects[row.project],
            benefit=meaning.benefits.get(row.benefit),
            period_from=row.period_from,
            period_to=row.period_to,
            quantity_milli=row.quantity_milli,
            rate_fen=row.rate_fen,
            entitlement=entitlement,
            card_hmac=card_hmac(sealer, row.card),
            private=private,
        )

    def _against_list(
        self, row: PaymentRow, meaning: Meaning, household: UUID | None
    ) -> list[tuple[str, str]]:
        if not row.list:
            return [("清单编号", "写了清单行号就要写清单编号")] if row.list_line is not None else []
        if row.list not in meaning.lists:
            return [("清单编号", f"没有登记应发清单 {row.list}")]
        if row.list_line is None:
            return [("清单行号", "写了清单编号就要写清单行号")]
        named = meaning.listed.get((*meaning.lists[row.list], row.list_line))
        if named is None:
            return [("清单行号", f"清单 {row.list} 最新一版没有第 {row.list_line} 行")]
        if household is not None and named != household:
            return [("清单行号", f"清单 {row.list} 第 {row.list_line} 行是另一户")]
        return []

    def _newest_lists(self, codes: set[str]) -> dict[str, tuple[UUID, int]]:
        if not codes:
            return {}
        keys = keys_of(self._desk.work, self._desk.book, "list", codes)
        versions = dict(
            self._desk.work.execute(
                select(col(EntitlementList.list), func.max(col(EntitlementList.version)))
                .where(
                    col(EntitlementList.book) == self._desk.book,
                    col(EntitlementList.list).in_(keys.values()),
                )
                .group_by(col(EntitlementList.list))
            ).all()
        )
        return {code: (key, versions[key]) for code, key in keys.items() if key in versions}

    def _listed(self, wanted: Sequence[tuple[UUID, int, int]]) -> dict[tuple[UUID, int, int], UUID]:
        if not wanted:
            return {}
        by_list: dict[tuple[UUID, int], list[int]] = {}
        for key, version, line in wanted:
            by_list.setdefault((key, version), []).append(line)
        rows = self._desk.work.execute(
            select(
                col(Entitlement.list),
                col(Entitlement.version),
                col(Entitlement.line),
                col(Entitlement.household),
            ).where(
                col(Entitlement.book) == self._desk.book,
                or_(
                    *(
                        and_(
                            col(Entitlement.list) == key,
                            col(Entitlement.version) == version,
                            col(Entitlement.line).in_(lines),
                        )
                        for (key, version), lines in by_list.items()
                    )
                ),
            )
        )
        return {(key, version, line): household for key, version, line, household in rows}
