"""Which lots does a book hold, and where is every fen of one: from 文号 to households and back?

A lot is traced through all books, but a caller sees the vouchers and balances of the books within
his reach only; of the others he sees what was sent and received at the border.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from api.access import Caller, Permission
from api.reach import reachable_books
from api.reading.names import FUND_LEVELS, ORIGINS, voucher_kind
from api.reading.owner_names import OwnerNames
from api.reading.row import Money, Row, fetch
from ledger.book.lot_trace import Flow, LotTrace, trace_lot
from ledger.book.post import Connection
from ledger.book.refusals import LotUnknown
from ledger.book.same_as import links_of
from ledger.values.kinds import AUTHORITY, FINAL, OUTSIDE, AccountKind


class LotRow(Row):
    """A lot of a book in a list."""

    book: int
    lot: UUID
    origin_doc_no: str
    doc_nos: list[str]
    document_on: date
    received_on: date
    category: str
    level: str
    budget_year: int
    origin_amount: Money
    booked: Money
    idle: Money

    @computed_field
    def level_name(self) -> str:
        return FUND_LEVELS.get(self.level, self.level)


class LotFactsRow(Row):
    """A lot as one book knows it."""

    book: int
    book_name: str
    origin: str
    origin_book: int
    origin_doc_no: str
    origin_on: date
    origin_amount: Money
    category: str
    level: str
    direct: bool
    doc_nos: list[str]
    document_on: date
    received_on: date
    budget_year: int
    printed_source: str

    @computed_field
    def level_name(self) -> str:
        return FUND_LEVELS.get(self.level, self.level)

    @computed_field
    def origin_name(self) -> str:
        return ORIGINS.get(self.origin, self.origin)


class FlowRow(Row):
    """Money of the lot that one voucher moved between two accounts."""

    book: int
    year: int
    number: int
    voucher_kind: str
    doc_no: str
    happened_on: date
    from_name: str
    to_name: str
    amount: Money
    entries: int
    by_rule: bool
    undoes: bool
    recorded_at: datetime

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.voucher_kind)


class PlaceRow(Row):
    """An amount of the lot that stands in an account."""

    book: int
    kind: str
    owner: str
    name: str
    year: int
    balance: Money
    share_permille: int
    final: bool


class TransitRow(Row):
    """Passed down between two books, and how much of it was received."""

    from_book: int
    to_book: int
    sent: Money
    received: Money
    waiting: Money


class VillageRow(Row):
    """What households of one village were paid out of the lot."""

    book: int
    region: str
    region_name: str
    benefit_name: str
    households: int
    paid: Money


class StageRow(Row):
    """One stage of the way in one book: first and last day, and days since the stage before."""

    book: int
    name: str
    first_on: date
    last_on: date
    amount: Money
    days: int | None


class SameMoney(Row):
    """A bureau's statement that two lots are one money; totals over several books count it once."""

    book: int
    lot: UUID
    same_as: UUID
    stated_on: date
    doc_no: str


class LotFull(Row):
    """The whole way of a lot, as far as the caller's reach goes."""

    lot: UUID
    facts: list[LotFactsRow]
    stages: list[StageRow]
    flows: list[FlowRow]
    places: list[PlaceRow]
    transits: list[TransitRow]
    villages: list[VillageRow]
    same_money: list[SameMoney]
    arrived: Money
    standing: Money
    in_transit: Money
    brought_in: Money | None
    conserved: bool | None
    complete: bool


def lots(connection: Connection, book: int) -> list[LotRow]:
    """The lots of a book, newest document first."""
    return fetch(connection, LotRow, _LOTS, {"book": book})


def lot_trace(
    connection: Connection,
    caller: Caller,
    lot: UUID,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> LotFull:
    """Raises LotUnknown, also where no book within reach holds the lot."""
    trace = trace_lot(connection, lot, as_of=as_of, known_at=known_at)
    reach = set(reachable_books(connection, caller, Permission.VOUCHER_TRACE))
    facts = [each for each in trace.facts if each.book in reach]
    if not facts:
        raise LotUnknown(f"没有资金批次 {lot}", lot=str(lot))
    names = OwnerNames(connection, reach)
    places = [each for each in trace.places if each.book in reach and not _outside(each.kind)]
    standing = sum(each.balance_fen for each in places)
    whole = len(facts) == len(trace.facts)
    transits = [each for each in trace.transits if {each.from_book, each.to_book} & reach]
    return LotFull(
        lot=lot,
        facts=[
            LotFactsRow(
                book=each.book,
                book_name=each.book_name,
                origin=each.origin,
                origin_book=each.origin_book,
                origin_doc_no=each.origin_doc_no,
                origin_on=each.origin_on,
                origin_amount=Money.of(each.origin_amount_fen),
                category=each.category,
                level=each.level,
                direct=each.direct,
                doc_nos=each.doc_nos,
                document_on=each.document_on,
                received_on=each.received_on,
                budget_year=each.budget_year,
                printed_source=each.printed_source,
            )
            for each in facts
        ],
        stages=_stages(trace, reach),
        flows=[_flow(each, names) for each in trace.flows if each.book in reach],
        places=[
            PlaceRow(
                book=each.book,
                kind=each.kind,
                owner=each.owner,
                name=names.account(each.book, each.kind, each.owner),
                year=each.year,
                balance=Money.of(each.balance_fen),
                share_permille=each.balance_fen * 1000 // standing if standing else 0,
                final=AccountKind(each.kind) in FINAL,
            )
            for each in places
        ],
        transits=[
            TransitRow(
                from_book=each.from_book,
                to_book=each.to_book,
                sent=Money.of(each.sent_fen),
                received=Money.of(each.received_fen),
                waiting=Money.of(each.sent_fen - each.received_fen),
            )
            for each in transits
        ],
        villages=[
            VillageRow(
                book=each.book,
                region=each.region,
                region_name=names.region(each.region),
                benefit_name=names.benefit(each.benefit),
                households=each.households,
                paid=Money.of(each.paid_fen),
            )
            for each in trace.villages
            if each.book in reach
        ],
        same_money=[
            SameMoney(
                book=each.book,
                lot=each.lot,
                same_as=each.same_as,
                stated_on=each.stated_on,
                doc_no=each.doc_no,
            )
            for each in links_of(connection, lot, known_at=known_at)
            if each.book in reach
        ],
        arrived=Money.of(
            sum(each.balance_fen for each in places if AccountKind(each.kind) in FINAL)
        ),
        standing=Money.of(standing),
        in_transit=Money.of(sum(each.sent_fen - each.received_fen for each in transits)),
        # Sums over books that the caller does not see would tell what stands there.
        brought_in=Money.of(trace.brought_in_fen) if whole else None,
        conserved=trace.conserved if whole else None,
        complete=whole,
    )


def _outside(kind: str) -> bool:
    return AccountKind(kind) in OUTSIDE


def _flow(flow: Flow, names: OwnerNames) -> FlowRow:
    return FlowRow(
        book=flow.book,
        year=flow.year,
        number=flow.number,
        voucher_kind=flow.voucher_kind,
        doc_no=flow.doc_no,
        happened_on=flow.happened_on,
        from_name=names.account(flow.book, flow.from_kind, flow.from_owner),
        to_name=names.account(flow.book, flow.to_kind, flow.to_owner),
        amount=Money.of(flow.amount_fen),
        entries=flow.entries,
        by_rule=flow.by_rule_fen > 0,
        undoes=flow.undoes >= 0,
        recorded_at=flow.recorded_at,
    )


_COMES_IN = ("allocate", "receive", "open", "income")
_STAGES = {
    "pass_down": "转下达",
    "integrate": "统筹整合",
    "assign": "安排到项目",
    "disburse": "拨付",
    "pay": "支付",
}


def _stages(trace: LotTrace, reach: set[int]) -> list[StageRow]:
    """Per book: document, receipt, then the first and last day of each kind of move, and 到户."""
    found: list[StageRow] = []
    for facts in trace.facts:
        if facts.book not in reach:
            continue
        flows = [flow for flow in trace.flows if flow.book == facts.book]
        came = [flow for flow in flows if flow.voucher_kind in _COMES_IN]
        rows: list[tuple[str, list[Flow]]] = [("到账", came)]
        rows += [
            (name, [flow for flow in flows if flow.voucher_kind == kind])
            for kind, name in _STAGES.items()
        ]
        rows.append(("到户到人", [f for f in flows if f.to_kind == "household" and _forward(f)]))
        before = facts.document_on
        found.append(
            StageRow(
                book=facts.book,
                name="文件印发",
                first_on=facts.document_on,
                last_on=facts.document_on,
                amount=Money.of(facts.origin_amount_fen),
                days=None,
            )
        )
        for name, some in rows:
            if not some:
                continue
            days = [flow.happened_on for flow in some]
            found.append(
                StageRow(
                    book=facts.book,
                    name=name,
                    first_on=min(days),
                    last_on=max(days),
                    amount=Money.of(sum(flow.amount_fen for flow in some)),
                    days=(min(days) - before).days,
                )
            )
            before = min(days)
    return found


def _forward(flow: Flow) -> bool:
    return flow.voucher_kind in ("disburse", "pay") and AccountKind(flow.from_kind) not in (
        AUTHORITY - {AccountKind.PROJECT}
    )


_LOTS = """
SELECT l.book, l.lot, l.origin_doc_no, l.doc_nos, l.document_on, l.received_on, l.category,
  l.level, l.budget_year, l.origin_amount_fen AS origin_amount,
  coalesce((SELECT sum(f.amount_fen)::bigint FROM flow f
     JOIN account a ON a.book = f.book AND a.account = f.from_account
       AND a.kind IN ('source', 'upstream')
     WHERE f.book = l.book AND f.lot = l.lot), 0)::bigint
  - coalesce((SELECT sum(f.amount_fen)::bigint FROM flow f
     JOIN account a ON a.book = f.book AND a.account = f.to_account
       AND a.kind IN ('source', 'upstream')
     WHERE f.book = l.book AND f.lot = l.lot), 0)::bigint AS booked,
  coalesce((SELECT sum(b.balance_fen)::bigint FROM balance b
     JOIN account a ON a.book = b.book AND a.account = b.account
       AND a.kind NOT IN ('source', 'upstream', 'household', 'vendor', 'released', 'sent_down',
                          'sent_up')
     WHERE b.book = l.book AND b.lot = l.lot), 0)::bigint AS idle
FROM lot l WHERE l.book = %(book)s
ORDER BY l.document_on DESC, l.origin_doc_no, l.category LIMIT 2000
"""
