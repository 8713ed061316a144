"""Work and loans: what was earned on a project, which posts there are, what was lent."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from ledger.storage.tables.base import fen, refers
from ledger.storage.tables.versioned import Versioned, not_negative, positive, versioned


class Loan(Versioned, table=True):
    """小额信贷, by the number of its note (借据号): a fact about a household, no money of the book.

    `rate_ppm`: interest a year in millionths (4.35% = 43500). `interest_aid`: 财政贴息.
    """

    __tablename__ = "loan"
    __table_args__: ClassVar[Any] = versioned(
        "loan",
        "loan",
        *positive("loan", "amount_fen"),
        *not_negative("loan", "rate_ppm"),
        refers("loan_household", "book household", "household"),
        Index("loan_by_household", "book", "household"),
        project=False,
    )
    loan: str
    household: UUID
    bank: str
    amount_fen: int = fen()
    lent_on: date
    due_on: date
    rate_ppm: int
    interest_aid: bool
    secured: bool
    purpose: str


class LoanEvent(Versioned, table=True):
    """What happened to a loan: paid_to 转入, repaid 还款, extended 展期, renewed 无还本续贷,
    interest_aid 贴息, compensated 风险补偿代偿.

    `org`: the firm the money went to; `due_on`: the new last day of an extended or renewed loan.
    """

    __tablename__ = "loan_event"
    __table_args__: ClassVar[Any] = versioned(
        "loan_event",
        "loan kind happened_on",
        *not_negative("loan_event", "amount_fen"),
        project=False,
    )
    loan: str
    kind: str
    happened_on: date
    amount_fen: int | None = fen(nullable=True)
    org: str | None = Field(default=None)
    due_on: date | None = Field(default=None)


class Wage(Versioned, table=True):
    """劳务报酬: a line of a list of wages of a project (以工代赈), by number of list and line.

    `signed_on`: the day on which the worker, or who the list says, signed; none: not signed.
    """

    __tablename__ = "wage"
    __table_args__: ClassVar[Any] = versioned(
        "wage",
        "list line",
        *positive("wage", "amount_fen", "days_milli"),
        refers("wage_household", "book household", "household"),
        Index("wage_by_project", "book", "project"),
    )
    list: str
    line: int
    project: UUID
    household: UUID
    period_from: date
    period_to: date
    days_milli: int | None = fen(nullable=True)
    amount_fen: int = fen()
    signed_on: date | None = Field(default=None)


class PublicPost(Versioned, table=True):
    """公益岗位, by their number: how many posts of a kind a project pays in a place, and what."""

    __tablename__ = "public_post"
    __table_args__: ClassVar[Any] = versioned(
        "public_post",
        "post",
        *positive("public_post", "posts", "pay_fen"),
        Index("public_post_by_project", "book", "project"),
    )
    post: str
    project: UUID
    kind: str
    region: str
    posts: int
    pay_fen: int = fen()
    pay_period: str
    valid_from: date
    valid_to: date | None = Field(default=None)


class PostHolder(Versioned, table=True):
    """Who holds a post: a household (and its member, if known), from a day on."""

    __tablename__ = "post_holder"
    __table_args__: ClassVar[Any] = versioned(
        "post_holder",
        "post household valid_from",
        refers("post_holder_household", "book household", "household"),
        Index("post_holder_by_household", "book", "household"),
        project=False,
    )
    post: str
    household: UUID
    valid_from: date
    valid_to: date | None = Field(default=None)
    insured: bool
