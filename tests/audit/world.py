"""How does a tiny world of one county come about, through the product's own code?

A `World` is one county book (and an upper book) in a database that many worlds share. Everything
has a short name of its own ("甲批", "护林", "张家"), from which its uuid is derived. The verbs of
`steps.py` act on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from uuid import UUID, uuid5

from sqlalchemy import Engine
from sqlmodel import Session

from ledger.book.books import NewBook, open_book, open_year
from ledger.book.post import Actor, Connection, Posted, Posting, post
from ledger.book.voucher import AccountRef, Entry, NewLot, PaymentLine, Voucher, VoucherRef
from ledger.register.places import add_book_region
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import Sealer
from ledger.values.kinds import AccountKind, VoucherKind
from ledger.values.region import RegionCode

YEAR = 2019
"""Every voucher's fiscal year: vouchers of other dates are late entries of this open year."""

_BOOKS = (n for n in count(110101) if n % 100)
_NAMES = UUID("00000000-0000-4000-8000-000000000000")

Step = Callable[["World"], object]
"""One thing that happens in a world."""


@dataclass(frozen=True)
class Ground:
    """What all worlds of a database stand on."""

    database: Database
    connection: Connection
    engine: Engine
    sealer: Sealer
    loaded: set[str] = field(default_factory=set)
    """Registers of all books that stand already: no case need add them again."""


@dataclass
class World:
    """One case's county, with what was posted under which name."""

    ground: Ground
    level: str = "county"
    live_from: date = date(2018, 1, 1)
    book: int = field(default_factory=lambda: next(_BOOKS))
    upper: int = field(default_factory=lambda: next(_BOOKS))
    vouchers: dict[str, VoucherRef] = field(default_factory=dict)
    lots: dict[str, NewLot] = field(default_factory=dict)
    received: set[str] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.open(self.book, self.level, self.live_from)
        region = RegionCode.parse(str(self.book))
        self.register(lambda work: add_book_region(work, self.book, region))

    def open(self, book: int, level: str, live_from: date = date(2018, 1, 1)) -> None:
        """Open a book once, with its one fiscal year."""
        if book in self.opened:
            return
        self.opened.add(book)
        new = NewBook(book, f"测试账簿{book}", "财政局", level, live_from)
        open_book(self.ground.connection, new, "系统")
        open_year(self.ground.connection, book, YEAR, "系统")

    def now(self) -> datetime:
        """The ledger's present, at which what is registered becomes known."""
        row = self.ground.connection.execute("SELECT ledger_now()").fetchone()
        assert row is not None and isinstance(row[0], datetime)
        return row[0]

    def key(self, name: str) -> UUID:
        """The uuid of a lot, project, household, person, list or notice of this world."""
        return uuid5(_NAMES, f"{self.book}/{name}")

    def lot(self, name: str) -> UUID:
        return self.key(f"lot/{name}")

    @property
    def county(self) -> str:
        return f"{self.book}000000"

    @property
    def former(self) -> str:
        """Another county, of which this book may have been the ledger once."""
        return f"{self.upper}000000"

    @property
    def township(self) -> str:
        return f"{self.book}100000"

    @property
    def village(self) -> str:
        return f"{self.book}100201"

    @property
    def other_village(self) -> str:
        return f"{self.book}100202"

    def account(self, kind: AccountKind, owner: str = "") -> AccountRef:
        return AccountRef(kind, YEAR, owner)

    def new_lot(self, name: str, fen: int, on: date, received_on: date, origin: int) -> NewLot:
        return NewLot(
            lot=self.lot(name),
            origin="external",
            origin_book=origin,
            origin_doc_no=f"测财〔2019〕{name}号",
            origin_on=on,
            origin_amount_fen=fen,
            category="财政专项扶贫资金",
            level="central",
            doc_nos=(f"测财〔2019〕{name}号",),
            document_on=on,
            received_on=received_on,
            budget_year=YEAR,
        )

    def post(
        self,
        kind: VoucherKind,
        on: date,
        entries: Sequence[Entry],
        *,
        name: str = "",
        book: int | None = None,
        lots: Sequence[NewLot] = (),
        lines: Sequence[PaymentLine] = (),
    ) -> Posted:
        """Post one voucher and remember it by its name."""
        voucher = Voucher(
            kind=kind,
            year=YEAR,
            happened_on=on,
            entries=tuple(entries),
            doc_no=f"测凭〔2019〕{len(self.vouchers) + 1}号",
            lots=tuple(lots),
            lines=tuple(lines),
        )
        return self.post_made(voucher, name=name, book=book)

    def post_made(self, voucher: Voucher, *, name: str = "", book: int | None = None) -> Posted:
        book = book or self.book
        key = name or f"voucher {len(self.vouchers) + 1}"
        assert key not in self.vouchers, f"two vouchers are named {key}"
        actor = Actor("经办甲", "复核乙", (book,))
        sealer = self.ground.sealer
        (posted,) = post(self.ground.connection, book, [Posting(key, voucher)], actor, sealer)
        self.vouchers[key] = VoucherRef(posted.year, posted.number)
        return posted

    def register(self, add: Callable[[Session], object]) -> None:
        """Add to a register, in a unit of work of its own."""
        with unit_of_work(self.ground.engine) as work:
            add(work)


def day(text: str) -> date:
    return date.fromisoformat(text)
