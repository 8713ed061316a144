"""What do the benchmarks post, and where?

A county's book with ten lots and twenty projects. Rosters pay the same 20,000 households again and
again, as they are in life; what is sealed in a line is sealed beforehand, as it is when a draft is
made. Every voucher is new to the ledger.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

import psycopg
from psycopg.rows import TupleRow

from ledger.book.books import NewBook, open_book, open_year
from ledger.book.post import Actor, Posted, Posting, post
from ledger.book.private import seal_fields
from ledger.book.voucher import AccountRef, Entry, ListLine, NewLot, PaymentLine, Voucher
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.storage.migrate import give_database, make_database, make_roles, upgrade
from ledger.storage.sealing import Sealer
from ledger.storage.secrets import DatabaseRole, Secrets
from ledger.values.kinds import AccountKind, VoucherKind
from tests.storage.server_processes import embedded, new_home

K, V = AccountKind, VoucherKind
BOOK, YEAR, DAY = 610727, 2020, date(2020, 4, 1)
LINES = 1_000
ROSTERS = int(os.environ.get("ROSTERS", "20"))
"""A roster of 1,000 other households each; 110 are the 110,000 households of a prefecture."""
SEALER = Sealer(sealing_key=b"\x01" * 32, hmac_key=b"\x02" * 32)
_NAMES = UUID("00000000-0000-4000-8000-000000000000")
_PLENTY_FEN = 10**14


def _named(name: str) -> UUID:
    return uuid5(_NAMES, name)


def _account(kind: AccountKind, owner: str = "") -> AccountRef:
    return AccountRef(kind, YEAR, owner)


LOTS = tuple(_named(f"lot {n}") for n in range(10))
PROJECTS = tuple(_account(K.PROJECT, str(_named(f"project {n}"))) for n in range(20))
AGENTS = tuple(_account(K.AGENT, f"91610727MA{n:08d}") for n in range(4))
UNITS = tuple(_account(K.UNIT, f"11610727MB{n:08d}") for n in range(2))
VENDORS = tuple(_account(K.VENDOR, f"91610727MC{n:08d}") for n in range(10_000))


@dataclass
class Ledger:
    """One database with the book in it. `is_demo`: others use it too, and nothing may be left."""

    database: Database
    connection: psycopg.Connection[TupleRow]
    keys: Iterator[int] = field(default_factory=itertools.count)
    rosters: Iterator[int] = field(default_factory=itertools.count)
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    entries: int = 0
    is_demo: bool = False

    def post(self, postings: Sequence[Posting]) -> list[Posted]:
        self.entries += sum(len(each.voucher.entries) for each in postings)
        actor = Actor("经办甲", "复核乙", (BOOK,))
        return post(self.connection, BOOK, postings, actor, SEALER)

    def roster(self) -> list[Posting]:
        """One voucher, 1,000 payment lines, 1,000 entries of five lots to four agents."""
        turn = next(self.rosters)
        lines, project = _rosters()[turn % ROSTERS], _project(turn % ROSTERS)
        entries = tuple(
            Entry(project, AGENTS[n % 4], LOTS[n * 5 // LINES], each.amount_fen, each.line)
            for n, each in enumerate(lines)
        )
        return [
            self._new(Voucher(V.DISBURSE, YEAR, DAY, entries, "略财农〔2020〕7号", lines=lines))
        ]

    def plain(self) -> list[Posting]:
        """One voucher, 1,000 entries of ten lots from twenty projects to two units."""
        return [self._new(Voucher(V.DISBURSE, YEAR, DAY, tuple(map(_plain, range(LINES)))))]

    def singles(self, to: Sequence[AccountRef] = VENDORS[:200]) -> list[Posting]:
        """1,000 vouchers of one entry each."""
        payees = self.chance.choices(to, k=LINES)
        return [
            self._new(
                Voucher(
                    V.DISBURSE,
                    YEAR,
                    DAY,
                    (Entry(PROJECTS[n % 20], payee, LOTS[n // 20 % 10], 30_000 + n),),
                    "略财农〔2020〕7号",
                    memo="购置款",
                )
            )
            for n, payee in enumerate(payees)
        ]

    def _new(self, voucher: Voucher) -> Posting:
        return Posting(f"bench:{next(self.keys)}", voucher)

    def open_book(self) -> None:
        """The book and its year."""
        new = NewBook(BOOK, "略阳县", "略阳县财政局", "county", date(YEAR, 1, 1))
        open_book(self.connection, new, "系统管理")
        open_year(self.connection, BOOK, YEAR, "系统管理")

    def prepare(self) -> None:
        """Lots, and money in every project; the book is there."""
        self.post([self._new(_allocation(lot)) for lot in LOTS])
        money = tuple(
            Entry(_account(K.UNASSIGNED), project, lot, _PLENTY_FEN // 40)
            for project in PROJECTS
            for lot in LOTS
        )
        self.post([self._new(Voucher(V.ASSIGN, YEAR, DAY, money))])

    @contextmanager
    def left_as_it_is(self) -> Iterator[None]:
        """What is posted inside is taken back at the end; so its commit is not measured."""
        with self.connection.transaction(force_rollback=True):
            yield

    def one(self, query: str) -> int:
        """A single number, as the application sees it."""
        row = self.connection.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])


@dataclass
class Ledgers:
    """A server on which ledgers are made."""

    server: Server

    @classmethod
    def started(cls, stack: ExitStack) -> Ledgers:
        home = stack.enter_context(new_home())
        server = stack.enter_context(embedded(home).running())
        administrator = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
        make_roles(administrator, Secrets.load(home).passwords)
        return cls(server)

    @contextmanager
    def new(self, name: str) -> Iterator[Ledger]:
        make_database(self.server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres"), name)
        database = Database(
            owner=self.server.conninfo(DatabaseRole.OWNER, name),
            app=self.server.conninfo(DatabaseRole.APP, name),
            read=self.server.conninfo(DatabaseRole.READ, name),
        )
        upgrade(database.owner, demo=False)
        give_database(self.server.conninfo(DatabaseRole.ADMINISTRATOR, name))
        with database.connect() as connection:
            made = Ledger(database, connection)
            made.open_book()
            made.prepare()
            yield made


def _plain(n: int) -> Entry:
    return Entry(PROJECTS[n % 20], UNITS[n % 2], LOTS[n // 2 % 10], 30_000 + n)


def _allocation(lot: UUID) -> Voucher:
    number = f"汉财农〔2020〕{LOTS.index(lot) + 1}号"
    new = NewLot(
        lot=lot,
        origin="external",
        origin_book=BOOK,
        origin_doc_no=number,
        origin_on=DAY,
        origin_amount_fen=_PLENTY_FEN,
        category="special",
        level="central",
        doc_nos=(number,),
        document_on=DAY,
        received_on=DAY,
        budget_year=YEAR,
    )
    moved = Entry(_account(K.SOURCE), _account(K.UNASSIGNED), lot, _PLENTY_FEN)
    return Voucher(V.ALLOCATE, YEAR, DAY, (moved,), number, lots=(new,))


_MADE: list[tuple[PaymentLine, ...]] = []


def _rosters() -> list[tuple[PaymentLine, ...]]:
    """Rosters of 1,000 households each, sealed once for the whole run."""
    if not _MADE:
        _MADE.extend(tuple(_line(n, m) for m in range(1, LINES + 1)) for n in range(ROSTERS))
    return _MADE


def _project(roster: int) -> AccountRef:
    return PROJECTS[roster % len(PROJECTS)]


def _line(roster: int, line: int) -> PaymentLine:
    household, person = _named(f"household {roster} {line}"), _named(f"person {roster} {line}")
    card = f"62284800{roster:04d}{line:07d}"
    private = {"card": card, "household": str(household), "payee": "张三", "person": str(person)}
    return PaymentLine(
        line=line,
        amount_fen=30_000 + line,
        region=f"610727100{200 + line % 50:03d}",
        household=household,
        person=person,
        project=UUID(_project(roster).owner),
        benefit="grain_subsidy",
        period_from=date(YEAR, 1, 1),
        period_to=date(YEAR, 12, 31),
        quantity_milli=2_500,
        rate_fen=12_000,
        entitlement=ListLine(_named(f"list {roster}"), 1, line),
        card_hmac=SEALER.hmac("card", card),
        private=seal_fields(SEALER, private),
    )
