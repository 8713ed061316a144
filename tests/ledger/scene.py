"""What a test of the ledger needs at hand: a database, a sealer, and short ways to say things."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid5

import psycopg
from psycopg.rows import TupleRow

from ledger.book.books import NewBook, open_book, open_year
from ledger.book.post import Actor, Posted, Posting, post
from ledger.book.verify import Report, verify
from ledger.book.voucher import AccountRef, Entry, EntryRef, NewLot, Relation, Voucher
from ledger.storage.database import Database, session
from ledger.storage.sealing import Sealer
from ledger.values.kinds import AccountKind, VoucherKind

UPPER, LOWER = 610700, 610727
YEAR = 2019
DAY = date(2019, 3, 1)
CLOCK = "2019-06-01T00:00:00.000000Z"
ACTOR = Actor("经办甲", "复核乙", (UPPER, LOWER))
SEALER = Sealer(sealing_key=b"\x01" * 32, hmac_key=b"\x02" * 32)
NAMESPACE = UUID("00000000-0000-4000-8000-000000000000")
K, V = AccountKind, VoucherKind


def named(name: str) -> UUID:
    """A uuid that is the same in every run."""
    return uuid5(NAMESPACE, name)


def account(kind: AccountKind, owner: str = "", year: int = YEAR) -> AccountRef:
    return AccountRef(kind, year, owner)


def lot(name: str, amount_fen: int, *, book: int = UPPER) -> NewLot:
    return NewLot(
        lot=named(name),
        origin="external",
        origin_book=UPPER,
        origin_doc_no="汉财农〔2019〕1号",
        origin_on=DAY,
        origin_amount_fen=amount_fen,
        category="special",
        level="central",
        doc_nos=("汉财农〔2019〕1号",) if book == UPPER else ("略财〔2019〕7号",),
        document_on=DAY,
        received_on=DAY,
        budget_year=YEAR,
    )


def entry(start: AccountRef, end: AccountRef, of: UUID | str, amount_fen: int) -> Entry:
    return Entry(start, end, named(of) if isinstance(of, str) else of, amount_fen)


def voucher(kind: VoucherKind, *entries: Entry, happened_on: date = DAY) -> Voucher:
    return Voucher(kind, YEAR, happened_on, entries)


def allocation(new: NewLot) -> Voucher:
    moved = entry(account(K.SOURCE), account(K.UNASSIGNED), new.lot, new.origin_amount_fen)
    return replace(voucher(V.ALLOCATE, moved), lots=(new,))


def mirror(of: Entry, at: Posted, number: int, amount_fen: int | None = None) -> Entry:
    """The entry that reverses entry `number` of a posted voucher."""
    return replace(
        of,
        start=of.end,
        end=of.start,
        amount_fen=amount_fen or of.amount_fen,
        relation=Relation.REVERSES,
        of=EntryRef(at.year, at.number, number),
        line=None,
    )


@dataclass
class Scene:
    """A database and the connection of the application to it."""

    database: Database
    connection: psycopg.Connection[TupleRow]
    sealer: Sealer = SEALER
    actor: Actor = ACTOR
    administrator: str = ""
    posted: dict[str, Posted] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def of(cls, database: Database) -> Iterator[Scene]:
        with database.connect() as connection:
            connection.execute("SELECT set_demo_clock(%s)", (CLOCK,))
            yield cls(database, connection)

    def open(self, book: int, *years: int) -> None:
        new = NewBook(book, f"账簿{book}", f"财政局{book}", "county", date(2019, 1, 1))
        open_book(self.connection, new, "系统管理")
        for year in years:
            open_year(self.connection, book, year, "系统管理")
        if book not in self.actor.reach:
            self.actor = replace(self.actor, reach=(*self.actor.reach, book))

    def turn_year(self) -> None:
        """From here on it is January, and the year can be closed."""
        self.connection.execute("SELECT set_demo_clock(%s)", (f"{YEAR + 1}-01-05T00:00:00Z",))

    def post(self, book: int, key: str, what: Voucher) -> Posted:
        made = self.batch(book, [Posting(key, what)])[0]
        self.posted[key] = made
        return made

    def batch(self, book: int, postings: Sequence[Posting]) -> list[Posted]:
        return post(self.connection, book, postings, self.actor, self.sealer)

    def verified(self, books: Sequence[int] | None = None) -> Report:
        return verify(self.connection, self.sealer, books)

    def assert_silent(self, books: Sequence[int] | None = None) -> None:
        report = self.verified(books)
        assert report.ok, json.dumps(report.as_json(), ensure_ascii=False, indent=1)

    def one(self, query: str, *values: object) -> object:
        row = self.connection.execute(query.encode(), values).fetchone()
        assert row is not None
        return row[0]

    @contextmanager
    def undone(self, conninfo: str) -> Iterator[psycopg.Connection[TupleRow]]:
        """A transaction as somebody else that leaves nothing behind."""
        with psycopg.connect(session(conninfo)) as connection:
            try:
                yield connection
            finally:
                connection.rollback()
