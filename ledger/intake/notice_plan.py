"""Which vouchers does an allocation notice ask for? Drafts to be checked by people, nothing posted.

    allocate    source → unassigned       every lot, into the book of the issuer's place
    pass_down   unassigned → sent_down    rows for a county (prefecture) with its own book
    integrate   unassigned → pool         all that is left of all lots, if some row states no lot
    assign      unassigned → project      rows that state their lot
                pool → project            rows that do not: lots by rule, oldest first

A refused row leaves the voucher it belongs to 待补正: kept with its other rows, not submittable. A
row refused before its place was looked at could belong to any voucher that recipients make, and if
no SRC row states the lots, to the lots too; then all of those wait for it.

Recipients may be promised more than the sources hold. The rows the lots cover make a voucher that
can be posted; the rest makes one of its own, 待补正, naming the row's lot or the youngest: it would
overdraw, and hiding it or enlarging the lot would invent money.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from ledger.book.draft import Problem
from ledger.book.voucher import AccountRef, Entry, NewLot, Voucher
from ledger.intake.notice_lots import (
    NOTICE_NAMESPACE,
    PlannedLot,
    RowShare,
    lots_of,
    project_of,
    purse_of,
    stated_lot,
)
from ledger.intake.notice_places import Recipient
from ledger.intake.notice_planned import (
    Issued,
    NoticePlan,
    PlannedProject,
    PlannedVoucher,
)
from ledger.intake.notice_rows import ALLOC, SRC, MoneyRow, Outcome, RowResult
from ledger.values.kinds import AccountKind, VoucherKind
from ledger.values.money import wan


def plan_allocation(
    issued: Issued, results: Sequence[RowResult], recipients: dict[int, Recipient]
) -> NoticePlan:
    """The plan of a notice whose ALLOC rows were matched to `recipients`, by row number.

    A row of `results` that is refused but has an amount and was read (its place alone failed)
    still counts in the lots, so that naming the place later changes no lot.
    """
    readable = [each.money for each in results if each.money is not None]
    lots = lots_of(issued.notice_id, readable, issued.issuer, issued.book, issued.dated)
    drafts = _Drafts(issued, lots, list(results), recipients)
    return drafts.plan()


class _Drafts:
    def __init__(
        self,
        issued: Issued,
        lots: tuple[PlannedLot, ...],
        results: list[RowResult],
        recipients: dict[int, Recipient],
    ) -> None:
        self.issued = issued
        self.lots = lots
        self.recipients = recipients
        self.year = issued.dated.last_on.year
        self.purse = purse_of(lots)
        self.has_sources = any(each.tag == SRC for each in results)
        self.refused = [each for each in results if each.outcome is Outcome.REFUSED]
        self.rows = [
            each.money
            for each in results
            if each.money and each.tag == ALLOC and each.outcome is Outcome.USED
            if each.money.amount_fen > 0
        ]

    def plan(self) -> NoticePlan:
        down = [row for row in self.rows if self.recipients[row.row].book is not None]
        projects = [row for row in self.rows if self.recipients[row.row].book is None]
        stated = {row.row: stated_lot(row, self.lots) for row in self.rows}
        shares: dict[str, list[RowShare]] = {"pass_down": [], "assign": [], "pool": []}
        short: dict[VoucherKind, list[tuple[AccountKind, RowShare]]] = {
            VoucherKind.PASS_DOWN: [],
            VoucherKind.ASSIGN: [],
        }
        direct = [row for row in projects if stated[row.row]]
        pooled = [row for row in projects if not stated[row.row]]
        unassigned, pool = AccountKind.UNASSIGNED, AccountKind.POOL
        self._draw(down, stated, shares["pass_down"], unassigned, short[VoucherKind.PASS_DOWN])
        self._draw(direct, stated, shares["assign"], unassigned, short[VoucherKind.ASSIGN])
        to_pool = dict(self.purse.left_fen) if pooled else {}
        self._draw(pooled, stated, shares["pool"], pool, short[VoucherKind.ASSIGN])
        vouchers = [
            self._allocate(),
            self._pass_down(shares["pass_down"]),
            self._integrate(to_pool),
            self._assign(shares["assign"], shares["pool"]),
            *(self._shortfall(kind, missing) for kind, missing in short.items()),
        ]
        return NoticePlan(
            book=self.issued.book,
            issuer=self.issued.issuer,
            dated=self.issued.dated,
            lots=self.lots,
            projects=self._projects(projects),
            vouchers=tuple(each for each in vouchers if each),
            shortfall_fen=sum(
                share.amount_fen for missing in short.values() for _, share in missing
            ),
        )

    def _draw(
        self,
        rows: list[MoneyRow],
        stated: dict[int, PlannedLot | None],
        shares: list[RowShare],
        start: AccountKind,
        short: list[tuple[AccountKind, RowShare]],
    ) -> None:
        for row in rows:
            own = stated[row.row]
            drawn, missing_fen = self.purse.draw(row.amount_fen, (own.lot,) if own else None)
            shares += [RowShare(row, each.lot, each.amount_fen, each.by_rule) for each in drawn]
            if missing_fen:
                lot = own.lot if own else self.purse.youngest or UUID(int=0)
                short.append((start, RowShare(row, lot, missing_fen, by_rule=own is None)))

    def _allocate(self) -> PlannedVoucher | None:
        entries = [
            Entry(
                start=self._account(AccountKind.SOURCE),
                end=self._account(AccountKind.UNASSIGNED),
                lot=each.lot,
                amount_fen=each.amount_fen,
                source_row=each.rows[0],
            )
            for each in self.lots
        ]
        facts = tuple(each.facts for each in self.lots)
        waiting = [
            each
            for each in self.refused
            if each.money is None and (each.tag == SRC or not self.has_sources)
        ]
        return self._voucher(VoucherKind.ALLOCATE, "", entries, waiting, facts)

    def _pass_down(self, shares: list[RowShare]) -> PlannedVoucher | None:
        entries = [
            self._entry(AccountKind.UNASSIGNED, AccountKind.SENT_DOWN, self._book(share.row), share)
            for share in shares
        ]
        return self._voucher(VoucherKind.PASS_DOWN, "", entries, self._waiting(down=True))

    def _integrate(self, amounts: dict[UUID, int]) -> PlannedVoucher | None:
        entries = [
            Entry(
                start=self._account(AccountKind.UNASSIGNED),
                end=self._account(AccountKind.POOL),
                lot=each.lot,
                amount_fen=amounts[each.lot],
                source_row=each.rows[0],
            )
            for each in self.lots
            if amounts.get(each.lot)
        ]
        return self._voucher(VoucherKind.INTEGRATE, "", entries, [])

    def _assign(self, direct: list[RowShare], pooled: list[RowShare]) -> PlannedVoucher | None:
        entries = [
            self._entry(start, AccountKind.PROJECT, self._project(share.row), share)
            for start, shares in ((AccountKind.UNASSIGNED, direct), (AccountKind.POOL, pooled))
            for share in shares
        ]
        return self._voucher(VoucherKind.ASSIGN, "安排到项目", entries, self._waiting(down=False))

    def _shortfall(
        self, kind: VoucherKind, missing: list[tuple[AccountKind, RowShare]]
    ) -> PlannedVoucher | None:
        if not missing:
            return None
        if not self.lots:
            problem = Problem(None, "amount_fen", "公告没有可用的来源(来源各行金额为 0),不能记账")
            return self._voucher(kind, "", [], [], problems=(problem,))
        entries = [
            self._entry(start, AccountKind.PROJECT, self._project(share.row), share)
            if kind is VoucherKind.ASSIGN
            else self._entry(start, AccountKind.SENT_DOWN, self._book(share.row), share)
            for start, share in missing
        ]
        total_fen = sum(share.amount_fen for _, share in missing)
        reason = f"公告列明的来源不够:缺 {wan(total_fen)},补列来源前不能记账"
        return self._voucher(
            kind,
            f"{kind.chinese}(超出来源部分)",
            entries,
            [],
            problems=(Problem(None, "amount_fen", reason),),
            part=f"{kind.value}-shortfall",
        )

    def _waiting(self, *, down: bool) -> list[RowResult]:
        """Refused rows a recipients' voucher waits for: its own, and sources it may draw on."""
        passes_down = any(each.book is not None for each in self.recipients.values())
        mine = down == passes_down
        has_rows = any((self.recipients[row.row].book is not None) == down for row in self.rows)
        return [each for each in self.refused if (has_rows if each.tag == SRC else mine)]

    def _voucher(
        self,
        kind: VoucherKind,
        title: str,
        entries: list[Entry],
        waiting: list[RowResult],
        lots: tuple[NewLot, ...] = (),
        *,
        problems: tuple[Problem, ...] = (),
        part: str = "",
    ) -> PlannedVoucher | None:
        if not entries and not waiting and not problems:
            return None
        part = part or kind.value
        doc_nos = dict.fromkeys(doc_no for each in self.lots for doc_no in each.facts.doc_nos)
        issued = self.issued
        return PlannedVoucher(
            draft=uuid5(NOTICE_NAMESPACE, f"{issued.notice_id}/draft/{part}"),
            part=part,
            title=f"{issued.issuer.name} {issued.notice_id} {title or kind.chinese}",
            voucher=Voucher(
                kind=kind,
                year=self.year,
                happened_on=issued.dated.last_on,
                entries=tuple(entries),
                doc_no="; ".join(doc_nos),
                precision=issued.dated.precision.value,
                lots=lots,
            ),
            problems=problems
            + tuple(Problem(each.row, each.column, each.reason) for each in waiting),
        )

    def _entry(self, start: AccountKind, end: AccountKind, owner: str, share: RowShare) -> Entry:
        return Entry(
            start=self._account(start),
            end=self._account(end, owner),
            lot=share.lot,
            amount_fen=share.amount_fen,
            by_rule=share.by_rule,
            source_row=share.row.row,
        )

    def _account(self, kind: AccountKind, owner: str = "") -> AccountRef:
        return AccountRef(kind, self.year, owner)

    def _book(self, row: MoneyRow) -> str:
        return str(self.recipients[row.row].book)

    def _project(self, row: MoneyRow) -> str:
        return str(project_of(self.issued.notice_id, row))

    def _projects(self, rows: list[MoneyRow]) -> tuple[PlannedProject, ...]:
        by_project: dict[UUID, list[MoneyRow]] = {}
        for row in rows:
            by_project.setdefault(project_of(self.issued.notice_id, row), []).append(row)
        return tuple(
            PlannedProject(
                project=project,
                name=same[0].project or same[0].category,
                region=self.recipients[same[0].row].region,
                unit=same[0].recipient,
                site=same[0].site,
                content=same[0].content,
                planned_fen=sum(row.amount_fen for row in same),
                households=same[0].households,
                rows=tuple(row.row for row in same),
            )
            for project, same in by_project.items()
        )
