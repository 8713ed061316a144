"""Flows: what one voucher moved of one lot between two accounts, kept beside the entries.

A roster of thousands of entries is a handful of flows, so a balance of a past day and the way of a
lot are read from flows in milliseconds. Derived: `post()` writes them with the entries,
`verify` works them out again.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, fen, instant


class Flow(Row, table=True):
    """流转: one row a voucher, lot, pair of accounts and voucher undone.

    `undoes` is the event of the voucher whose entries are taken back between the same two accounts
    (红冲, 退回), -1 for money that moves on. `by_rule_fen` is the part whose lot no document names.
    """

    __tablename__ = "flow"
    __table_args__: ClassVar[Any] = (
        Index("flow_into", "book", "lot", "to_account", "event"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    lot: UUID = Field(primary_key=True)
    from_account: int = Field(primary_key=True)
    event: int = big(primary_key=True)
    to_account: int = Field(primary_key=True)
    undoes: int = big(primary_key=True)
    year: int
    number: int
    happened_on: date
    recorded_at: datetime = instant()
    amount_fen: int = fen()
    by_rule_fen: int = fen()
    entries: int
