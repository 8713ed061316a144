"""What the audit keeps to read quickly: which card was paid for whom, what was said.

`card_household` and `paid_under` only say where to look, and are folded from rows that never
change; the verdict of a rule is always taken from those rows as of its day.
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, octets, refers


class CardHousehold(Row, table=True):
    """Which households were paid to which card, by the card's keyed hash."""

    __tablename__ = "card_household"
    __table_args__: ClassVar[Any] = (
        Index("card_household_by_household", "book", "household"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    card_hmac: bytes = octets(primary_key=True)
    household: UUID = Field(primary_key=True)


class PaidUnder(Row, table=True):
    """Which vouchers have payment lines of which project, perhaps one too many.

    `thing` is a list where a line names it together with none of the list's own projects.
    """

    __tablename__ = "paid_under"
    __table_args__: ClassVar[Any] = ({"schema": SCHEMA},)
    book: int = Field(primary_key=True)
    thing: UUID = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)


class AuditMark(Row, table=True):
    """The first event of a book that is not folded into the tables above."""

    __tablename__ = "audit_mark"
    __table_args__: ClassVar[Any] = (
        refers("audit_mark_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    next_event: int = big()


class AuditDue(Row, table=True):
    """When a rule must look at a key again though nothing was recorded: a day has come."""

    __tablename__ = "audit_due"
    __table_args__: ClassVar[Any] = (
        Index("audit_due_by_day", "book", "rule", "due_on"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    due_on: date


class AuditVerdict(Row, table=True):
    """What the rules said of a key in the latest run over the present.

    `said`: rule → `flagged`, `clear` or the reason why not computable → how many subjects; JSON as
    text, so that what is said again is recognised without being read.
    """

    __tablename__ = "audit_verdict"
    __table_args__: ClassVar[Any] = ({"schema": SCHEMA},)
    book: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    said: str
