"""The append-only ledger: books, accounts, lots, vouchers, entries, payment lines, balances.

Only the functions of ../sql write here; the application roles may read. `balance`, `book_state`
and `book_year` are derived state that `post()` keeps in the same transaction and `verify`
recomputes. The rows written by the thousand (voucher, entry, payment_line, private_line,
balance) carry no foreign keys: `post()` resolves what they name, `verify` finds what dangles, and a
key checked row by row would cost as much as the insert itself.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from ledger.storage.tables.base import (
    SCHEMA,
    Row,
    big,
    fen,
    instant,
    jsonb,
    octets,
    refers,
    texts,
)


class Book(Row, table=True):
    """账簿: the ledger of one finance bureau. The number is given once, never read as a region."""

    __tablename__ = "book"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("book BETWEEN 100000 AND 999999", name="book_number_has_six_digits"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    bureau: str
    level: str
    non_gb: bool
    live_from: date


class BookState(Row, table=True):
    """The counters of a book; this row is the lock that makes posting within a book serial."""

    __tablename__ = "book_state"
    __table_args__: ClassVar[Any] = (
        refers("book_state_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    next_event: int = big()
    next_account: int
    last_recorded_at: datetime = instant()


class BookYear(Row, table=True):
    """A fiscal year of a book: the last voucher number drawn, and when it was closed.

    Its months up to `closed_month` are closed too; December (12) closes with the year.
    """

    __tablename__ = "book_year"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("closed_month BETWEEN 0 AND 11", name="december_closes_with_year"),
        refers("book_year_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last_number: int
    closed_at: datetime | None = instant(nullable=True)
    closed_month: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Movement(Row, table=True):
    """Which kind of voucher may move money between which kinds of account (values/kinds.py)."""

    __tablename__ = "movement"
    kind: str = Field(primary_key=True)
    from_kind: str = Field(primary_key=True)
    to_kind: str = Field(primary_key=True)


class Account(Row, table=True):
    """账户: a place where money of a book can stand."""

    __tablename__ = "account"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "kind", "owner", "year", name="account_is_one"),
        refers("account_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    account: int = Field(primary_key=True)
    kind: str
    owner: str
    year: int


class Lot(Row, table=True):
    """资金批次: money as documents made it; each book holds its own row of a lot.

    Origin facts are copied between books and compared by `verify`; all clocks of this book run
    from its own `doc_nos`, `document_on`, `received_on` and `budget_year`.
    """

    __tablename__ = "lot"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("origin_amount_fen > 0", name="lot_amount_positive"),
        CheckConstraint("(origin = 'asset') = (asset IS NOT NULL)", name="asset_not_named"),
        refers("lot_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    lot: UUID = Field(primary_key=True)
    origin: str
    origin_book: int
    origin_doc_no: str
    origin_on: date
    origin_amount_fen: int = fen()
    category: str
    level: str
    direct: bool
    printed_source: str
    doc_nos: list[str] = texts()
    document_on: date
    document_precision: str
    received_on: date
    budget_year: int
    year: int
    number: int
    asset: UUID | None = Field(default=None)


class Voucher(Row, table=True):
    """凭证: one business event of a book, with the exact bytes of its leaf."""

    __tablename__ = "voucher"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "event", name="voucher_event_is_one"),
        UniqueConstraint("book", "key", name="voucher_key_is_one"),
        CheckConstraint("maker <> checker", name="maker_is_not_checker"),
        CheckConstraint("octet_length(leaf) <= 65535", name="leaf_fits_its_length"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    event: int = big()
    key: str
    content: bytes = octets()
    kind: str
    happened_on: date
    happened_precision: str
    recorded_at: datetime = instant()
    doc_no: str
    document: UUID | None = Field(default=None)
    maker: str
    checker: str
    reverses_year: int | None = Field(default=None)
    reverses_number: int | None = Field(default=None)
    replaces_year: int | None = Field(default=None)
    replaces_number: int | None = Field(default=None)
    backfill: bool
    late: bool
    warned: list[str] = texts()
    payment_mode: str | None = Field(default=None)
    payment_no: str | None = Field(default=None)
    bank_on: date | None = Field(default=None)
    sd: bytes = octets()
    leaf: bytes = octets()
    changes: list[dict[str, str]] | None = jsonb(nullable=True)


class Entry(Row, table=True):
    """分录: an amount moved from one account to another of the same book, of one lot.

    `relation` says what `of_*` names: `reverses`, `returns` or `settles` an entry of this book,
    `receives` an entry of the upper book `of_book`.
    """

    __tablename__ = "entry"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("amount_fen > 0", name="entry_amount_positive"),
        CheckConstraint("from_account <> to_account", name="entry_moves"),
        Index(
            "entry_reversed_once",
            "book",
            "of_year",
            "of_number",
            "of_entry",
            unique=True,
            postgresql_where=text("relation = 'reverses'"),
        ),
        Index(
            "entry_by_relation",
            "book",
            "of_year",
            "of_number",
            "of_entry",
            postgresql_where=text("relation IS NOT NULL"),
        ),
        # Nearly all entries that name another settle it: without them what takes back is found.
        Index(
            "entry_taken_back",
            "book",
            "of_year",
            "of_number",
            "of_entry",
            postgresql_where=text("relation IN ('reverses', 'returns')"),
        ),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    from_account: int
    to_account: int
    lot: UUID
    amount_fen: int = fen()
    happened_on: date
    line: int | None = Field(default=None)
    attribution: str
    relation: str | None = Field(default=None)
    of_book: int | None = Field(default=None)
    of_year: int | None = Field(default=None)
    of_number: int | None = Field(default=None)
    of_entry: int | None = Field(default=None)
    source_row: int | None = Field(default=None)


class PaymentLine(Row, table=True):
    """发放明细: who is paid what by the entries that name this line; no name, number or card."""

    __tablename__ = "payment_line"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("amount_fen > 0", name="line_amount_positive"),
        Index("payment_line_by_household", "book", "household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    household: UUID | None = Field(default=None)
    person: UUID | None = Field(default=None)
    payee_kind: str
    region: str
    project: UUID | None = Field(default=None)
    benefit: str | None = Field(default=None)
    period_from: date | None = Field(default=None)
    period_to: date | None = Field(default=None)
    quantity_milli: int | None = fen(nullable=True)
    rate_fen: int | None = fen(nullable=True)
    amount_fen: int = fen()
    list: UUID | None = Field(default=None)
    list_version: int | None = Field(default=None)
    list_line: int | None = Field(default=None)
    of_year: int | None = Field(default=None)
    of_number: int | None = Field(default=None)
    of_line: int | None = Field(default=None)
    bank_result: str | None = Field(default=None)
    card_hmac: bytes | None = octets(nullable=True)
    sd: bytes = octets()


class PrivateLine(Row, table=True):
    """The sealed disclosures of a payment line (line 0: of the voucher); the only erasable row."""

    __tablename__ = "private_line"
    book: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    sealed: bytes = octets()


class Balance(Row, table=True):
    """余额: what stands in an account of one lot; derived, kept by `post()`."""

    __tablename__ = "balance"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("may_go_negative OR balance_fen >= 0", name="no_overdraft"),
        {"schema": SCHEMA, "postgresql_with": {"fillfactor": "70"}},
    )
    book: int = Field(primary_key=True)
    account: int = Field(primary_key=True)
    lot: UUID = Field(primary_key=True)
    balance_fen: int = fen()
    may_go_negative: bool


class Inbound(Row, table=True):
    """What another book passed down or sent back to this one, delivered once.

    `upward`: a lower book sent it back. What is still to be received is derived.
    """

    __tablename__ = "inbound"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("amount_fen > 0", name="inbound_amount_positive"),
        refers("inbound_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    origin_book: int = Field(primary_key=True)
    origin_year: int = Field(primary_key=True)
    origin_number: int = Field(primary_key=True)
    origin_entry: int = Field(primary_key=True)
    lot: UUID
    amount_fen: int = fen()
    doc_no: str
    sent_on: date
    lot_facts: dict[str, Any] = jsonb()
    delivered_at: datetime = instant()
    upward: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})


class InboundWithdrawal(Row, table=True):
    """The upper book takes a delivery back (its pass-down is about to be reversed)."""

    __tablename__ = "inbound_withdrawal"
    __table_args__: ClassVar[Any] = (
        refers("inbound_withdrawal_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    origin_book: int = Field(primary_key=True)
    origin_year: int = Field(primary_key=True)
    origin_number: int = Field(primary_key=True)
    origin_entry: int = Field(primary_key=True)
    withdrawn_at: datetime = instant()


class BookEvent(Row, table=True):
    """A business event that is no voucher: opening of the book, closing of a year, publication."""

    __tablename__ = "book_event"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "key", name="book_event_key_is_one"),
        CheckConstraint("octet_length(leaf) <= 65535", name="event_leaf_fits_its_length"),
        refers("book_event_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    event: int = big(primary_key=True)
    key: str
    content: bytes = octets()
    kind: str
    recorded_at: datetime = instant()
    actor: str
    leaf: bytes = octets()


class Installation(Row, table=True):
    """The one row that says what this database is; the mark of a demo cannot be unset."""

    __tablename__ = "installation"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("one", name="installation_is_one"),
        {"schema": SCHEMA},
    )
    one: bool = Field(primary_key=True)
    installation: UUID
    demo: bool
    created_at: datetime = instant()


class DemoClock(Row, table=True):
    """The simulated clock of a demo database; there is no row in a real one."""

    __tablename__ = "demo_clock"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("one", name="demo_clock_is_one"),
        {"schema": SCHEMA},
    )
    one: bool = Field(primary_key=True)
    now: datetime = instant()
