"""What is a trace of a payment made of: steps, which are vouchers, and stays between them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Link(StrEnum):
    """Why is this voucher taken to be where the money came from?"""

    NAMED = "named"
    ONLY = "only"
    ORDER = "order"

    @property
    def chinese(self) -> str:
        return {
            Link.NAMED: "凭证载明",
            Link.ONLY: "唯一来源",
            Link.ORDER: "按先进先出推定",
        }[self]

    @property
    def exact(self) -> bool:
        return self is not Link.ORDER


@dataclass(frozen=True, slots=True)
class Step:
    """The part of a voucher that belongs to the payment; `part_fen` of its `amount_fen`."""

    book: int
    event: int
    year: int
    number: int
    voucher_kind: str
    doc_no: str
    happened_on: date
    from_account: int
    from_kind: str
    from_owner: str
    from_year: int
    to_account: int
    to_kind: str
    to_owner: str
    to_year: int
    lot: UUID
    amount_fen: int
    by_rule_fen: int
    part_fen: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """Money of the payment that stood in one place: from which day, to which, and how we know.

    `upstream` as kind means on its way between two books. `days` is below zero where the money is
    dated out before it is dated in.
    """

    book: int
    kind: str
    owner: str
    lot: UUID
    entered_on: date
    left_on: date
    part_fen: int
    link: Link
    depth: int

    @property
    def days(self) -> int:
        return (self.left_on - self.entered_on).days
