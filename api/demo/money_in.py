"""How does planned money come in: allocated, passed down, received, pooled, given to projects?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from api.demo.days import fiscal_year
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.places import PREFECTURE
from api.demo.planned import Part, PlannedCounty, PlannedLot, Use, World
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    NewLot,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.values.kinds import AccountKind, VoucherKind


def note_money_in(world: World, desks: dict[int, Desk]) -> None:
    """Note every lot, its way down, and what the counties do with it."""
    lots = {each.lot: each for each in world.lots}
    for lot in world.lots:
        _note_lot(lot, desks)
    for county in world.counties.values():
        for use in county.uses:
            _note_use(desks[county.book], county, lots[use.lot], use)


def _note_lot(lot: PlannedLot, desks: dict[int, Desk]) -> None:
    desk = desks[lot.book]
    desk.note(Task(lot.received_on, f"{lot.doc_no} {lot.category}", lambda: _allocation(lot)))
    sendings: dict[tuple[date, str], list[tuple[int, Part]]] = defaultdict(list)
    for book, parts in lot.shares.items():
        for part in parts:
            sendings[part.sent_on, part.doc_no].append((book, part))
    arrived: set[int] = set()
    for (sent_on, doc_no), sent in sorted(sendings.items(), key=lambda each: each[0]):
        desk.note(_sending(lot, sent_on, doc_no, sent, desks, arrived))


def _allocation(lot: PlannedLot) -> Voucher:
    year = lot.received_on.year
    return Voucher(
        kind=VoucherKind.ALLOCATE,
        year=year,
        happened_on=lot.received_on,
        doc_no=lot.doc_no,
        lots=(_facts(lot, (lot.doc_no,), lot.document_on, lot.received_on),),
        entries=(
            Entry(
                AccountRef(AccountKind.SOURCE, year),
                AccountRef(AccountKind.UNASSIGNED, year),
                lot.lot,
                lot.amount_fen,
            ),
        ),
    )


def _sending(
    lot: PlannedLot,
    sent_on: date,
    doc_no: str,
    sent: list[tuple[int, Part]],
    desks: dict[int, Desk],
    arrived: set[int],
) -> Task:
    year = sent_on.year

    def make() -> Voucher:
        return Voucher(
            kind=VoucherKind.PASS_DOWN,
            year=year,
            happened_on=sent_on,
            doc_no=doc_no,
            entries=tuple(
                Entry(
                    AccountRef(AccountKind.UNASSIGNED, year),
                    AccountRef(AccountKind.SENT_DOWN, year, str(book)),
                    lot.lot,
                    part.amount_fen,
                )
                for book, part in sent
            ),
        )

    def then(reference: VoucherRef) -> None:
        for number, (book, part) in enumerate(sent, start=1):
            of = EntryRef(reference.year, reference.number, number, PREFECTURE)
            for received_on, amount_fen in part.receipts:
                desks[book].note(_receipt(lot, part, book, of, received_on, amount_fen, arrived))

    return Task(sent_on, f"{doc_no} 下达{lot.category}", make, then)


def _receipt(
    lot: PlannedLot,
    part: Part,
    book: int,
    of: EntryRef,
    received_on: date,
    amount_fen: int,
    arrived: set[int],
) -> Task:
    year = received_on.year

    def make() -> Voucher:
        first = book not in arrived
        arrived.add(book)
        facts = _facts(lot, (part.doc_no,), part.sent_on, received_on)
        return Voucher(
            kind=VoucherKind.RECEIVE,
            year=year,
            happened_on=received_on,
            doc_no=part.doc_no,
            lots=(facts,) if first else (),
            entries=(
                Entry(
                    AccountRef(AccountKind.UPSTREAM, year, str(PREFECTURE)),
                    AccountRef(AccountKind.UNASSIGNED, year),
                    lot.lot,
                    amount_fen,
                    relation=Relation.RECEIVES,
                    of=of,
                ),
            ),
        )

    return Task(received_on, f"收到 {part.doc_no} {lot.category}", make)


def _facts(
    lot: PlannedLot, doc_nos: tuple[str, ...], document_on: date, received_on: date
) -> NewLot:
    return NewLot(
        lot=lot.lot,
        origin=lot.origin,
        origin_book=lot.book,
        origin_doc_no=lot.doc_no,
        origin_on=lot.document_on,
        origin_amount_fen=lot.amount_fen,
        category=lot.category,
        level=lot.level,
        doc_nos=doc_nos,
        document_on=document_on,
        received_on=received_on,
        budget_year=lot.budget_year or received_on.year,
        direct=lot.direct,
    )


def _note_use(desk: Desk, county: PlannedCounty, lot: PlannedLot, use: Use) -> None:
    """Pool what has come by then, and give to the projects what they are given."""
    names = {each.key: each.new.name for each in county.projects}
    names |= {each.key: each.new.name for each in county.monthly}
    start = AccountKind.POOL if use.integrated_on else AccountKind.UNASSIGNED
    if use.integrated_on:
        pooled_on = use.integrated_on
        desk.note(
            Task(
                pooled_on,
                f"{lot.doc_no} 统筹整合",
                lambda: pooling(desk.book, lot, pooled_on),
                reason=use.reason,
            )
        )

    def give() -> Voucher:
        year = fiscal_year(use.assigned_on)
        for project, amount_fen in use.gifts.items():
            desk.purse.put(project, lot.lot, amount_fen)
        return Voucher(
            kind=VoucherKind.ASSIGN,
            year=year,
            happened_on=use.assigned_on,
            doc_no=f"{county.county.short}演脱贫办〔{year}〕{_ordinal(county, use)}号",
            entries=tuple(
                Entry(
                    AccountRef(start, year),
                    AccountRef(AccountKind.PROJECT, year, str(project)),
                    lot.lot,
                    amount_fen,
                    by_rule=use.by_rule,
                )
                for project, amount_fen in use.gifts.items()
            ),
        )

    first = names[next(iter(use.gifts))]
    title = first if len(use.gifts) == 1 else f"{first}等{len(use.gifts)}个项目"
    desk.note(Task(use.assigned_on, f"安排{title}", give, reason=use.reason))


def pooling(book: int, lot: PlannedLot, pooled_on: date) -> Voucher:
    """What has come of the lot by then goes into the pool."""
    year = pooled_on.year
    return Voucher(
        kind=VoucherKind.INTEGRATE,
        year=year,
        happened_on=pooled_on,
        doc_no=lot.doc_no,
        entries=(
            Entry(
                AccountRef(AccountKind.UNASSIGNED, year),
                AccountRef(AccountKind.POOL, year),
                lot.lot,
                sum(fen for day, fen in lot.received(book) if day <= pooled_on),
            ),
        ),
    )


def _ordinal(county: PlannedCounty, use: Use) -> int:
    """The number of the county's document that gives this lot to projects, within its year."""
    same_year = [each for each in county.uses if each.assigned_on.year == use.assigned_on.year]
    return same_year.index(use) + 1
