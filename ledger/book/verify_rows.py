"""How does a posted voucher become a `Voucher` again? From its rows alone, one pass over a book.

Rows come from server-side cursors in the order of their keys and are matched by merging, so the
memory holds one voucher at a time. Lots of a receive that were here before have no row of their
own; `verify_leaves` takes those from the leaf and compares what a row says of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from psycopg import sql

from ledger.book.post import Connection
from ledger.book.private import unpacked
from ledger.book.voucher import (
    AccountRef,
    Change,
    Changed,
    Entry,
    EntryRef,
    LineRef,
    ListLine,
    NewLot,
    Payment,
    PaymentLine,
    Precision,
    Relation,
    Sealed,
    Voucher,
    VoucherRef,
)
from ledger.values.kinds import AccountKind, VoucherKind

AT_ONCE = 2000
"""Rows fetched at once from each server-side cursor."""

Key = tuple[int, int]
"""(year, number) of a voucher within its book."""


class VoucherRow(NamedTuple):
    year: int
    number: int
    event: int
    key: str
    content: bytes
    kind: str
    happened_on: date
    happened_precision: Precision
    recorded_at: datetime
    doc_no: str
    document: UUID | None
    maker: str
    checker: str
    reverses_year: int | None
    reverses_number: int | None
    replaces_year: int | None
    replaces_number: int | None
    backfill: bool
    warned: list[str]
    payment_mode: str | None
    payment_no: str | None
    bank_on: date | None
    sd: bytes
    leaf: bytes
    sealed: bytes | None
    changes: list[dict[str, str]] | None


class EntryRow(NamedTuple):
    year: int
    number: int
    entry: int
    from_account: int
    to_account: int
    lot: UUID
    amount_fen: int
    happened_on: date
    line: int | None
    attribution: str
    relation: str | None
    of_book: int | None
    of_year: int | None
    of_number: int | None
    of_entry: int | None
    source_row: int | None


class LineRow(NamedTuple):
    year: int
    number: int
    line: int
    household: UUID | None
    person: UUID | None
    payee_kind: str
    region: str
    project: UUID | None
    benefit: str | None
    period_from: date | None
    period_to: date | None
    quantity_milli: int | None
    rate_fen: int | None
    amount_fen: int
    list: UUID | None
    list_version: int | None
    list_line: int | None
    of_year: int | None
    of_number: int | None
    of_line: int | None
    bank_result: str | None
    card_hmac: bytes | None
    sd: bytes
    sealed: bytes | None


class LotRow(NamedTuple):
    year: int
    number: int
    lot: UUID
    origin: str
    origin_book: int
    origin_doc_no: str
    origin_on: date
    origin_amount_fen: int
    category: str
    level: str
    direct: bool
    printed_source: str
    doc_nos: list[str]
    document_on: date
    document_precision: Precision
    received_on: date
    budget_year: int
    asset: UUID | None


@dataclass(frozen=True, slots=True)
class PostedRows:
    """All rows of one voucher."""

    voucher: VoucherRow
    entries: list[EntryRow]
    lines: list[LineRow]
    lots: list[LotRow]


def posted_rows(connection: Connection, book: int, *, private: bool) -> Iterator[PostedRows]:
    """Every voucher of the book with its rows, by year and number. `private`: with sealed texts."""
    entries = _Merged(_stream(connection, EntryRow, "entry", "entry", book, private=private))
    lines = _Merged(_stream(connection, LineRow, "payment_line", "line", book, private=private))
    lots = _Merged(_stream(connection, LotRow, "lot", "lot", book, private=private))
    vouchers = _stream(connection, VoucherRow, "voucher", "number", book, private=private)
    for voucher in vouchers:
        key = (voucher.year, voucher.number)
        yield PostedRows(voucher, entries.of(key), lines.of(key), lots.of(key))


def rebuilt(rows: PostedRows, accounts: dict[int, AccountRef], lots: tuple[NewLot, ...]) -> Voucher:
    """The voucher as it was before posting, its memo apart.

    Raises KeyError or ValueError where a row holds what no voucher can.
    """
    row = rows.voucher
    return Voucher(
        kind=VoucherKind(row.kind),
        year=row.year,
        happened_on=row.happened_on,
        entries=tuple(_entry(each, accounts) for each in rows.entries),
        doc_no=row.doc_no,
        precision=row.happened_precision,
        lines=tuple(_line(each) for each in rows.lines),
        lots=lots,
        document=row.document,
        reverses=_voucher(row.reverses_year, row.reverses_number),
        replaces=_voucher(row.replaces_year, row.replaces_number),
        backfill=row.backfill,
        warned=tuple(row.warned),
        payment=None
        if row.payment_mode is None
        else Payment(row.payment_mode, row.payment_no or "", row.bank_on),
        changes=None
        if row.changes is None
        else tuple(Change(Changed(x["what"]), x["before"], x["after"]) for x in row.changes),
    )


def lot_of(row: LotRow) -> NewLot:
    """The lot as its voucher made it."""
    return NewLot(
        lot=row.lot,
        origin=row.origin,
        origin_book=row.origin_book,
        origin_doc_no=row.origin_doc_no,
        origin_on=row.origin_on,
        origin_amount_fen=row.origin_amount_fen,
        category=row.category,
        level=row.level,
        doc_nos=tuple(row.doc_nos),
        document_on=row.document_on,
        received_on=row.received_on,
        budget_year=row.budget_year,
        direct=row.direct,
        printed_source=row.printed_source,
        document_precision=row.document_precision,
        asset=row.asset,
    )


def accounts_of(connection: Connection, book: int) -> dict[int, AccountRef]:
    """The accounts of a book by number: some thousands, so they are held."""
    found = connection.execute(
        "SELECT account, kind, owner, year FROM account WHERE book = %s", (book,)
    )
    known = set(AccountKind)
    return {
        account: AccountRef(AccountKind(kind), year, owner)
        for account, kind, owner, year in found
        if kind in known
    }


def _entry(row: EntryRow, accounts: dict[int, AccountRef]) -> Entry:
    of = None
    if row.of_number is not None and row.of_year is not None and row.of_entry is not None:
        of = EntryRef(row.of_year, row.of_number, row.of_entry, row.of_book)
    return Entry(
        start=accounts[row.from_account],
        end=accounts[row.to_account],
        lot=row.lot,
        amount_fen=row.amount_fen,
        line=row.line,
        by_rule={"rule": True, "documented": False}[row.attribution],
        relation=Relation(row.relation) if row.relation is not None else None,
        of=of,
        source_row=row.source_row,
    )


def _line(row: LineRow) -> PaymentLine:
    listed = of = None
    if row.list is not None and row.list_version is not None and row.list_line is not None:
        listed = ListLine(row.list, row.list_version, row.list_line)
    if row.of_year is not None and row.of_number is not None and row.of_line is not None:
        of = LineRef(row.of_year, row.of_number, row.of_line)
    return PaymentLine(
        line=row.line,
        amount_fen=row.amount_fen,
        region=row.region,
        household=row.household,
        person=row.person,
        payee_kind=row.payee_kind,
        project=row.project,
        benefit=row.benefit,
        period_from=row.period_from,
        period_to=row.period_to,
        quantity_milli=row.quantity_milli,
        rate_fen=row.rate_fen,
        entitlement=listed,
        of=of,
        bank_result=row.bank_result,
        card_hmac=row.card_hmac,
        private=Sealed(unpacked(row.sd), row.sealed or b""),
    )


def _voucher(year: int | None, number: int | None) -> VoucherRef | None:
    return None if year is None or number is None else VoucherRef(year, number)


T = TypeVar("T", VoucherRow, EntryRow, LineRow, LotRow)
G = TypeVar("G", EntryRow, LineRow, LotRow)


class _Merged(Generic[G]):
    """Rows in the order of (year, number), handed out voucher by voucher."""

    def __init__(self, rows: Iterator[G]) -> None:
        self._rows: Iterator[G] = rows
        self._next: G | None = next(rows, None)

    def of(self, key: Key) -> list[G]:
        """The rows of this voucher; those of vouchers that are not there are passed over."""
        found: list[G] = []
        while self._next is not None and (self._next.year, self._next.number) <= key:
            if (self._next.year, self._next.number) == key:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _stream(
    connection: Connection, row: type[T], table: str, last: str, book: int, *, private: bool
) -> Iterator[T]:
    """Rows of one table of the book from a server-side cursor, by year, number and `last`."""
    columns: list[sql.Composable] = [sql.Identifier("t", each) for each in row._fields]
    joined: sql.Composable = sql.SQL("")
    if "sealed" in row._fields:
        sealed = sql.SQL("s.sealed") if private else sql.SQL("NULL::bytea")
        columns[row._fields.index("sealed")] = sealed
        if private:
            line = sql.SQL("t.line") if table == "payment_line" else sql.SQL("0")
            joined = sql.SQL(
                "LEFT JOIN private_line s ON s.book = t.book AND s.year = t.year "
                "AND s.number = t.number AND s.line = {}"
            ).format(line)
    query = sql.SQL(
        "SELECT {} FROM {} t {} WHERE t.book = {} ORDER BY t.year, t.number, {}"
    ).format(
        sql.SQL(", ").join(columns),
        sql.Identifier(table),
        joined,
        sql.Literal(book),
        sql.Identifier("t", last),
    )
    with connection.cursor(name=f"verify_{table}") as cursor:
        cursor.execute(query, binary=True)
        while fetched := cursor.fetchmany(AT_ONCE):
            yield from map(row._make, fetched)
