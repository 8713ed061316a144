"""What an allocation notice asks for, as values: drafts of vouchers, their lots and projects."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ledger.book.draft import Problem
from ledger.book.voucher import Voucher
from ledger.intake.notice_lots import PlannedLot
from ledger.register.regions import Region
from ledger.values.day import PartialDate


@dataclass(frozen=True, slots=True)
class PlannedProject:
    """A project as the notice prints it; several rows may be one."""

    project: UUID
    name: str
    region: Region
    unit: str
    site: str
    content: str
    planned_fen: int
    households: int | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlannedVoucher:
    """A draft to be. `part` tells the drafts of one notice apart; `draft` follows from both.

    With `problems` it is 待补正: kept, not submittable.
    """

    draft: UUID
    part: str
    title: str
    voucher: Voucher
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """What an allocation notice asks of its issuer's book, in the order of posting."""

    book: int
    issuer: Region
    dated: PartialDate
    lots: tuple[PlannedLot, ...]
    projects: tuple[PlannedProject, ...]
    vouchers: tuple[PlannedVoucher, ...]
    shortfall_fen: int


@dataclass(frozen=True, slots=True)
class Issued:
    """Who issued a notice, in which book it belongs, and its date."""

    notice_id: str
    issuer: Region
    book: int
    dated: PartialDate
