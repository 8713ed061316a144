"""What may be entered about households on one day, and how does it get into the registers?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ledger.register.cards import AuthorityOn, CardOn, add_authorities, add_cards
from ledger.register.codes import add_codes
from ledger.register.contacts import (
    AddressOn,
    CausesOn,
    PhoneOn,
    add_addresses,
    add_causes,
    add_phones,
)
from ledger.register.exits import StepDone, add_exit_steps
from ledger.register.households import HouseholdOn, add_households
from ledger.register.incomes import Income, add_incomes
from ledger.register.members import LabourOn, Member, add_labour, add_members
from ledger.register.moves import Move, add_moves
from ledger.register.persons import NewPerson, add_persons
from ledger.storage.sealing import Sealer


@dataclass(slots=True)
class HomePapers:
    """The rows of one book that are recorded on one posting day."""

    codes: dict[str, UUID] = field(default_factory=dict)
    facts: list[HouseholdOn] = field(default_factory=list)
    persons: list[NewPerson] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    cards: list[CardOn] = field(default_factory=list)
    authorities: list[AuthorityOn] = field(default_factory=list)
    labour: list[LabourOn] = field(default_factory=list)
    causes: list[CausesOn] = field(default_factory=list)
    addresses: list[AddressOn] = field(default_factory=list)
    phones: list[PhoneOn] = field(default_factory=list)
    incomes: list[Income] = field(default_factory=list)
    exit_steps: list[StepDone] = field(default_factory=list)


def enter(
    work: Session, book: int, papers: HomePapers, *, sealer: Sealer, known_at: datetime
) -> None:
    """Record them in the order in which they refer to each other."""
    add_households(work, book, papers.facts, known_at=known_at)
    add_codes(work, book, "household", papers.codes, known_at=known_at)
    add_persons(work, book, papers.persons, sealer=sealer, known_at=known_at)
    add_members(work, book, papers.members, known_at=known_at)
    add_moves(work, book, papers.moves, known_at=known_at)
    add_cards(work, book, papers.cards, sealer=sealer, known_at=known_at)
    add_authorities(work, book, papers.authorities, known_at=known_at)
    add_labour(work, book, papers.labour, known_at=known_at)
    add_causes(work, book, papers.causes, sealer=sealer, known_at=known_at)
    add_addresses(work, book, papers.addresses, sealer=sealer, known_at=known_at)
    add_phones(work, book, papers.phones, sealer=sealer, known_at=known_at)
    add_incomes(work, book, papers.incomes, known_at=known_at)
    add_exit_steps(work, book, papers.exit_steps, known_at=known_at)
