"""Wages, posts and loans: what does each row say? None of it is money of the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from ledger.register.versions import Register, RegisterRowWrong
from ledger.storage import tables


class LoanEventKind(StrEnum):
    """What happens to a loan; `paid_to`: its money went on to a firm."""

    PAID_TO = "paid_to"
    REPAID = "repaid"
    EXTENDED = "extended"
    RENEWED = "renewed"
    INTEREST_AID = "interest_aid"
    COMPENSATED = "compensated"

    @property
    def chinese(self) -> str:
        return {
            "paid_to": "转给企业",
            "repaid": "还款",
            "extended": "展期",
            "renewed": "无还本续贷",
            "interest_aid": "贴息",
            "compensated": "风险补偿",
        }[self.value]


class PayPeriod(StrEnum):
    """For which period a post is paid."""

    MONTH = "month"
    YEAR = "year"

    @property
    def chinese(self) -> str:
        return {"month": "月", "year": "年"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """小额信贷; `rate_ppm`: interest a year in millionths; `secured`: with collateral."""

    loan: str
    household: UUID
    bank: str
    amount_fen: int
    lent_on: date
    due_on: date
    rate_ppm: int
    purpose: str
    interest_aid: bool = False
    secured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanEvent:
    """`org`: the firm money went to; `due_on`: the new last day."""

    loan: str
    kind: LoanEventKind
    happened_on: date
    amount_fen: int | None = None
    org: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wage:
    """A line of a list of wages; `signed_on` is empty where nobody signed."""

    list: str
    line: int
    project: UUID
    household: UUID
    period_from: date
    period_to: date
    amount_fen: int
    days_milli: int | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPost:
    """公益岗位 of a kind in a place; `pay_fen` for each `pay_period`."""

    post: str
    project: UUID
    kind: str
    region: str
    posts: int
    pay_fen: int
    pay_period: PayPeriod
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolder:
    """A household that holds a post; `insured`: accident insurance is paid for."""

    post: str
    household: UUID
    valid_from: date
    valid_to: date | None = None
    insured: bool = False


def _loan(row: Loan) -> None:
    if row.due_on <= row.lent_on:
        raise RegisterRowWrong("到期日应晚于放款日", column="due_on")
    if row.rate_ppm > 1_000_000:
        raise RegisterRowWrong("年利率不能超过 100%", column="rate_ppm")


def _event(row: LoanEvent) -> None:
    if row.kind is LoanEventKind.PAID_TO and not row.org:
        raise RegisterRowWrong("转给企业的贷款要写明企业", column="org")
    if row.kind in (LoanEventKind.EXTENDED, LoanEventKind.RENEWED) and row.due_on is None:
        raise RegisterRowWrong("展期、续贷要写明新的到期日", column="due_on")


def _wage(row: Wage) -> None:
    if row.period_to < row.period_from:
        raise RegisterRowWrong("期间止早于期间起", column="period_to")


def _term(row: PublicPost | PostHolder) -> None:
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise RegisterRowWrong("截止日期应晚于起始日期", column="valid_to")


LOANS = Register("小额信贷", tables.Loan, Loan, ("loan",), _loan)
LOAN_EVENTS = Register(
    "信贷变动", tables.LoanEvent, LoanEvent, ("loan", "kind", "happened_on"), _event
)
WAGES = Register("劳务报酬", tables.Wage, Wage, ("list", "line"), _wage)
POSTS = Register("公益岗位", tables.PublicPost, PublicPost, ("post",), _term)
POST_HOLDERS = Register(
    "在岗人员", tables.PostHolder, PostHolder, ("post", "household", "valid_from"), _term
)
