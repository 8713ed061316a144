"""Where does a household live, why is it poor, and how are its members called?

Addresses, causes of poverty and telephones change; each has its days, is sealed, and has a keyed
hash beside it, so that two households in one house, or five with one telephone, are found without
opening any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from ledger.register.known import add_known, check_period, said
from ledger.storage.sealing import Sealer
from ledger.storage.tables import HouseholdPrivate, PersonPhone
from ledger.values.text import half_width, without_blanks

PHONE_PURPOSE = "phone"
ADDRESS_PURPOSE = "address"
_CAUSES_PURPOSE = "causes"


class Cause(StrEnum):
    """致贫原因, in the words of the registration form (most of them: 山西“十三五”规划第49行)."""

    ILLNESS = "因病"
    DISABILITY = "因残"
    SCHOOLING = "因学"
    DISASTER = "因灾"
    NO_LAND = "缺土地"
    NO_WATER = "缺水"
    NO_SKILL = "缺技术"
    NO_LABOUR = "缺劳力"
    NO_CAPITAL = "缺资金"
    REMOTE = "交通条件落后"
    NO_DRIVE = "自身发展动力不足"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class PhoneOn:
    """A person's telephone between two days; `official`: an office's, given where he has none."""

    person: UUID
    valid_from: date
    phone: str = field(repr=False)
    valid_to: date | None = None
    official: bool = False


@dataclass(frozen=True, slots=True)
class AddressOn:
    household: UUID
    valid_from: date
    address: str = field(repr=False)
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CausesOn:
    """Why a household is poor; the first is the main cause."""

    household: UUID
    valid_from: date
    causes: tuple[Cause, ...] = field(repr=False)
    valid_to: date | None = None


def add_phones(
    work: Session, book: int, phones: Iterable[PhoneOn], *, sealer: Sealer, known_at: datetime
) -> int:
    """Record telephones; a changed one ends the one before it on the day it begins.

    Returns how many were new. Raises PeriodEndsBeforeItBegins, PersonErased.
    """
    phones = list(phones)
    rows: list[dict[str, Any]] = []
    before = phones_of(work, sealer, book, {each.person for each in phones}, known_at=known_at)
    for each in phones:
        check_period(each.valid_from, each.valid_to)
        for old in before.get(each.person, ()):
            if old.valid_from < each.valid_from and old.valid_to is None:
                rows.append(_phone_row(book, _ended(old, each.valid_from), sealer))
        rows.append(_phone_row(book, each, sealer))
    return add_known(work, PersonPhone, rows, known_at=known_at)


def _ended(old: PhoneOn, on: date) -> PhoneOn:
    return PhoneOn(old.person, old.valid_from, old.phone, on, old.official)


def _phone_row(book: int, each: PhoneOn, sealer: Sealer) -> dict[str, Any]:
    return {
        "book": book,
        "person": each.person,
        "valid_from": each.valid_from,
        "valid_to": each.valid_to,
        "official": each.official,
        "phone_hmac": phone_hmac(sealer, each.phone),
        "sealed": sealer.seal(each.phone, associated=f"phone:{book}:{each.person}"),
    }


def phones_of(
    work: Session,
    sealer: Sealer,
    book: int,
    persons: Iterable[UUID],
    *,
    known_at: datetime,
    day: date | None = None,
) -> dict[UUID, list[PhoneOn]]:
    """The telephones of these persons, opened, oldest first. Raises SealBroken."""
    table = PersonPhone
    found: dict[UUID, list[PhoneOn]] = {}
    for row in said(
        work,
        table,
        (col(table.book) == book) & col(table.person).in_(list(persons)),
        known_at=known_at,
        day=day,
    ):
        person = row["person"]
        phone = sealer.open(row["sealed"], associated=f"phone:{book}:{person}")
        found.setdefault(person, []).append(
            PhoneOn(person, row["valid_from"], phone, row["valid_to"], row["official"])
        )
    return found


def add_addresses(
    work: Session, book: int, addresses: Iterable[AddressOn], *, sealer: Sealer, known_at: datetime
) -> int:
    """Record where households live. Returns how many were new. Raises PeriodEndsBeforeItBegins."""
    rows = []
    for each in addresses:
        check_period(each.valid_from, each.valid_to)
        digest = address_hmac(sealer, each.address)
        rows.append(_private_row(book, each, "address", each.address, digest, sealer))
    return add_known(work, HouseholdPrivate, rows, known_at=known_at)


def add_causes(
    work: Session, book: int, causes: Iterable[CausesOn], *, sealer: Sealer, known_at: datetime
) -> int:
    """Record why households are poor. Returns how many were new.

    Raises PeriodEndsBeforeItBegins.
    """
    rows = []
    for each in causes:
        check_period(each.valid_from, each.valid_to)
        text = json.dumps([cause.value for cause in each.causes], ensure_ascii=False)
        # Bound to the household, so that equal causes of two households do not look equal.
        digest = sealer.hmac(_CAUSES_PURPOSE, f"{each.household}\x1f{text}")
        rows.append(_private_row(book, each, "causes", text, digest, sealer))
    return add_known(work, HouseholdPrivate, rows, known_at=known_at)


def _private_row(
    book: int, each: AddressOn | CausesOn, kind: str, text: str, digest: bytes, sealer: Sealer
) -> dict[str, Any]:
    return {
        "book": book,
        "household": each.household,
        "kind": kind,
        "valid_from": each.valid_from,
        "valid_to": each.valid_to,
        "hmac": digest,
        "sealed": sealer.seal(text, associated=f"{kind}:{book}:{each.household}"),
    }


@dataclass(frozen=True, slots=True)
class HomeOn:
    """What is personal of one household on a day, opened."""

    address: str = field(default="", repr=False)
    causes: tuple[Cause, ...] = field(default=(), repr=False)


def homes_on(
    work: Session,
    sealer: Sealer,
    book: int,
    households: Sequence[UUID],
    *,
    day: date,
    known_at: datetime,
) -> dict[UUID, HomeOn]:
    """Address and causes on that day; of overlapping periods the one that began last. Raises
    SealBroken."""
    table = HouseholdPrivate
    texts: dict[UUID, dict[str, str]] = {}
    for row in said(
        work,
        table,
        (col(table.book) == book) & col(table.household).in_(households),
        known_at=known_at,
        day=day,
    ):
        bound = f"{row['kind']}:{book}:{row['household']}"
        text = sealer.open(row["sealed"], associated=bound)
        texts.setdefault(row["household"], {})[row["kind"]] = text
    return {
        household: HomeOn(
            each.get("address", ""), tuple(map(Cause, json.loads(each.get("causes", "[]"))))
        )
        for household, each in texts.items()
    }


def phone_hmac(sealer: Sealer, phone: str) -> bytes | None:
    """Equal for equal numbers, written with or without +86, blanks and dashes."""
    digits = "".join(each for each in half_width(phone) if each in "0123456789")
    bare = digits.removeprefix("0086") if len(digits) > 11 else digits
    bare = bare.removeprefix("86") if len(bare) == 13 else bare
    return sealer.hmac(PHONE_PURPOSE, bare) if bare else None


def address_hmac(sealer: Sealer, address: str) -> bytes:
    """Equal for addresses equal but for blanks and full-width signs."""
    return sealer.hmac(ADDRESS_PURPOSE, without_blanks(half_width(address)))
