"""What is a draft? Its states, its key, and why a step with it is refused; plain values.

The words of `drafts.py`, which is where to read how they are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from ledger.book.voucher import Voucher
from ledger.values.refusal import Refusal


class DraftUnknown(Refusal):
    """The draft exists in this book."""


class DraftNotNewest(Refusal):
    """Only the newest version of a draft takes part in a step."""


class DraftStepNotAllowed(Refusal):
    """A draft is submitted when complete, decided when submitted, and left alone once posted."""


class DraftIncomplete(Refusal):
    """A draft with open problems (待补正) is kept but not submitted."""


class DraftState(StrEnum):
    """Where a draft stands; derived from its newest version, its last step and the ledger."""

    INCOMPLETE = "incomplete"
    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    POSTED = "posted"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE: Final = {
    DraftState.INCOMPLETE: "待补正",
    DraftState.OPEN: "草稿",
    DraftState.SUBMITTED: "待复核",
    DraftState.APPROVED: "已复核待记账",
    DraftState.REJECTED: "已退回",
    DraftState.WITHDRAWN: "已撤回",
    DraftState.POSTED: "已记账",
}
AFTER: Final = {
    "submit": DraftState.SUBMITTED,
    "approve": DraftState.APPROVED,
    "reject": DraftState.REJECTED,
    "withdraw": DraftState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be submitted: the row and column of its source, and the reason."""

    row: int | None
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What a maker writes: a voucher and its title; `problems` of the source rows it rests on.

    `draft` names an existing draft, or gives a new one the key by which it is found again.
    """

    voucher: Voucher
    title: str
    document: UUID | None = None
    problems: tuple[Problem, ...] = ()
    draft: UUID | None = None


@dataclass(frozen=True, slots=True)
class DraftKey:
    """One version of a draft and the digest that an approval must name."""

    book: int
    draft: UUID
    version: int
    digest: bytes

    @property
    def posting_key(self) -> str:
        return f"draft:{self.draft}:{self.version}"


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as people see it."""

    key: DraftKey
    state: DraftState
    title: str
    voucher: Voucher
    warnings: tuple[dict[str, Any], ...]
    problems: tuple[dict[str, Any], ...]
    maker: str
    made_at: datetime
    document: UUID | None
    reason: str
    posted: tuple[int, int] | None
