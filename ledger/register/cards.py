"""Whose is a bank card, where was it opened, and who may receive in another's place?

A card is known by the keyed hash that also stands at payment lines; its number is sealed. One card
has one holder at a time. That somebody else may receive for a child or an invalid (监护, 委托) is a
row of its own with its document, because otherwise every such payment looks like a theft.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.known import add_known, check_period, said
from ledger.register.once import add_once
from ledger.register.persons import card_hmac, id_hmac
from ledger.storage.sealing import Sealer
from ledger.storage.tables import BankCard, CardPrivate, PayeeAuthority
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import clean_text


class CardHasNoHolder(Refusal):
    """A card is some member's, or somebody's whose ID number is known."""


class CardHasNoNumber(Refusal):
    """A card is registered with its number."""


class AuthorityReason(StrEnum):
    """Why somebody receives what is another's (财办〔2020〕37号; the classes are 待核)."""

    GUARDIAN = "guardian"
    DELEGATE = "delegate"
    CARER = "carer"

    @property
    def chinese(self) -> str:
        return {"guardian": "监护人", "delegate": "书面委托", "carer": "照料人、供养机构"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class CardOn:
    """A card between two days. `person` holds it, or somebody outside the register whose
    `holder_id` is given."""

    number: str = field(repr=False)
    valid_from: date
    person: UUID | None = None
    holder_id: str = field(default="", repr=False)
    bank: str = ""
    opened_in: RegionCode | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card as the register has it; the last four digits only, or nothing once erased."""

    card_hmac: bytes = field(repr=False)
    person: UUID | None
    bank: str
    opened_in: str
    valid_from: date
    valid_to: date | None
    tail: str


@dataclass(frozen=True, slots=True)
class AuthorityOn:
    """`payee` may receive what is `person`'s between two days."""

    person: UUID
    payee: UUID
    reason: AuthorityReason
    doc_no: str
    valid_from: date
    valid_to: date | None = None


def add_cards(
    work: Session, book: int, cards: Iterable[CardOn], *, sealer: Sealer, known_at: datetime
) -> int:
    """Record whose cards are. Returns how many were new.

    Raises CardHasNoHolder, CardHasNoNumber, PeriodEndsBeforeItBegins, PersonErased.
    """
    rows, private = [], {}
    for each in cards:
        check_period(each.valid_from, each.valid_to)
        digest = card_hmac(sealer, each.number)
        if digest is None:
            raise CardHasNoNumber("银行卡没有卡号")
        holder = None if each.person else id_hmac(sealer, each.holder_id)
        if each.person is None and holder is None:
            raise CardHasNoHolder("银行卡没有写明持卡人")
        rows.append(
            {
                "book": book,
                "card_hmac": digest,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "person": each.person,
                "holder_hmac": holder,
                "bank": clean_text(each.bank),
                "opened_in": each.opened_in.code if each.opened_in else "",
            }
        )
        private[digest] = each.number
    new = add_known(work, BankCard, rows, known_at=known_at)
    known = set(
        work.execute(
            select(col(CardPrivate.card_hmac)).where(
                col(CardPrivate.book) == book, col(CardPrivate.card_hmac).in_(list(private))
            )
        ).scalars()
    )
    add_once(
        work,
        CardPrivate,
        [
            {
                "book": book,
                "card_hmac": digest,
                "sealed": sealer.seal(number, associated=f"card:{book}:{digest.hex()}"),
            }
            for digest, number in private.items()
            if digest not in known
        ],
    )
    return new


def cards_of(
    work: Session,
    sealer: Sealer,
    book: int,
    persons: Sequence[UUID],
    *,
    known_at: datetime,
    day: date | None = None,
) -> list[HeldCard]:
    """The cards these persons hold on `day` (None: ever), as known then. Raises SealBroken."""
    table = BankCard
    theirs = select(col(table.card_hmac)).where(
        col(table.book) == book, col(table.person).in_(persons)
    )
    found = [
        row
        for row in said(
            work,
            table,
            (col(table.book) == book) & col(table.card_hmac).in_(theirs),
            known_at=known_at,
            day=day,
        )
        if row["person"] in persons
    ]
    numbers = card_numbers(work, sealer, book, [row["card_hmac"] for row in found])
    return [
        HeldCard(
            bytes(row["card_hmac"]),
            row["person"],
            row["bank"],
            row["opened_in"],
            row["valid_from"],
            row["valid_to"],
            numbers.get(bytes(row["card_hmac"]), "")[-4:],
        )
        for row in found
    ]


def card_numbers(
    work: Session, sealer: Sealer, book: int, hashes: Sequence[bytes]
) -> dict[bytes, str]:
    """The numbers of these cards, opened; erased ones are left out. Raises SealBroken."""
    rows = work.execute(
        select(col(CardPrivate.card_hmac), col(CardPrivate.sealed)).where(
            col(CardPrivate.book) == book, col(CardPrivate.card_hmac).in_(hashes)
        )
    )
    return {
        bytes(digest): sealer.open(sealed, associated=f"card:{book}:{bytes(digest).hex()}")
        for digest, sealed in rows
    }


def add_authorities(
    work: Session, book: int, authorities: Iterable[AuthorityOn], *, known_at: datetime
) -> int:
    """Record who may receive for whom. Returns how many were new.

    Raises PeriodEndsBeforeItBegins.
    """
    rows = []
    for each in authorities:
        check_period(each.valid_from, each.valid_to)
        rows.append(
            {
                "book": book,
                "person": each.person,
                "payee": each.payee,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "reason": each.reason.value,
                "doc_no": clean_text(each.doc_no),
            }
        )
    return add_known(work, PayeeAuthority, rows, known_at=known_at)


def authorities_of(
    work: Session,
    book: int,
    persons: Sequence[UUID],
    *,
    known_at: datetime,
    day: date | None = None,
) -> list[AuthorityOn]:
    """Who may receive for these persons on `day` (None: ever), as known then."""
    table = PayeeAuthority
    return [
        AuthorityOn(
            row["person"],
            row["payee"],
            AuthorityReason(row["reason"]),
            row["doc_no"],
            row["valid_from"],
            row["valid_to"],
        )
        for row in said(
            work,
            table,
            (col(table.book) == book) & col(table.person).in_(persons),
            known_at=known_at,
            day=day,
        )
    ]
