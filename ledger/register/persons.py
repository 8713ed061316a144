"""Who are the members of a household, and how does a notice get their names?

A person's name and numbers stand in `person_private` alone, sealed, bound to the row they are of;
beside them a keyed hash of the ID number, to find the same person twice without opening any. An
erasure deletes that row: the person stays as a key, without a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.once import add_once
from ledger.storage.sealing import Sealer
from ledger.storage.tables import Person, PersonPrivate
from ledger.values.identity import resident_id_18
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text, half_width, without_blanks

ID_PURPOSE = "resident_id"
CARD_PURPOSE = "card"


class PersonHasNoName(Refusal):
    """A person is registered with a name."""


class Relation(StrEnum):
    """与户主关系, in the words of the household register (户口簿)."""

    HOUSEHOLDER = "户主"
    SPOUSE = "配偶"
    CHILD = "子女"
    PARENT = "父母"
    GRANDCHILD = "孙子女"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """人 as registered. No repr of the personal fields: a value may end in a log."""

    person: UUID
    household: UUID
    relation: Relation
    name: str = field(repr=False)
    resident_id: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """The opened personal fields of one person."""

    name: str = field(repr=False)
    resident_id: str = field(repr=False)
    phone: str = field(repr=False)


def add_persons(
    work: Session, book: int, persons: Iterable[NewPerson], *, sealer: Sealer, known_at: datetime
) -> int:
    """Register members of known households. Returns how many were new.

    Someone registered before keeps the personal fields of then; sealing is never repeated.
    Raises PersonHasNoName, RegisteredOtherwise.
    """
    persons = list(persons)
    known = {
        key
        for (key,) in work.execute(
            select(col(Person.person)).where(
                col(Person.book) == book, col(Person.person).in_([each.person for each in persons])
            )
        )
    }
    fresh = [each for each in persons if each.person not in known]
    public: list[dict[str, Any]] = []
    private: list[dict[str, Any]] = []
    for each in fresh:
        name = clean_text(each.name)
        if not name:
            raise PersonHasNoName("登记人员必须有姓名", person=str(each.person))
        public.append(
            {
                "book": book,
                "person": each.person,
                "household": each.household,
                "relation": each.relation.value,
                "known_at": known_at,
            }
        )
        fields = {"name": name, "phone": each.phone, "resident_id": id_form(each.resident_id)}
        private.append(
            {
                "book": book,
                "person": each.person,
                "sealed": sealer.seal(
                    json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False),
                    associated=_bound_to(book, each.person),
                ),
                "id_hmac": id_hmac(sealer, each.resident_id),
            }
        )
    new = add_once(work, Person, public)
    add_once(work, PersonPrivate, private)
    return new


def identities(
    work: Session, sealer: Sealer, book: int, persons: Sequence[UUID]
) -> dict[UUID, Identity]:
    """The personal fields of these persons; whoever was erased is left out. Raises SealBroken."""
    rows = work.execute(
        select(col(PersonPrivate.person), col(PersonPrivate.sealed)).where(
            col(PersonPrivate.book) == book, col(PersonPrivate.person).in_(persons)
        )
    )
    opened: dict[UUID, Identity] = {}
    for person, sealed in rows:
        fields = json.loads(sealer.open(sealed, associated=_bound_to(book, person)))
        opened[person] = Identity(
            fields["name"], fields.get("resident_id", ""), fields.get("phone", "")
        )
    return opened


def householders(work: Session, book: int, households: Sequence[UUID]) -> dict[UUID, UUID]:
    """The householder (户主) of each household; the last one registered, if there were several."""
    rows = work.execute(
        select(col(Person.household), col(Person.person))
        .where(
            col(Person.book) == book,
            col(Person.household).in_(households),
            col(Person.relation) == Relation.HOUSEHOLDER.value,
        )
        .order_by(col(Person.known_at), col(Person.person))
    )
    return {household: person for household, person in rows}


def householder_names(
    work: Session, sealer: Sealer, book: int, households: Sequence[UUID]
) -> dict[UUID, str]:
    """The full names for a village board; masking for the web is the page's work."""
    heads = householders(work, book, households)
    opened = identities(work, sealer, book, list(heads.values()))
    return {home: opened[head].name for home, head in heads.items() if head in opened}


def id_form(text: str) -> str:
    """The form an ID number is compared in: 18 characters where it is valid, else as written.

    Wrong numbers are kept (a rule reports them), so this never refuses.
    """
    try:
        return resident_id_18(text)
    except Refusal:
        return _bare(text)


def id_hmac(sealer: Sealer, resident_id: str) -> bytes | None:
    """The keyed hash by which one person is found twice; None without a number."""
    form = id_form(resident_id)
    return sealer.hmac(ID_PURPOSE, form) if form else None


def card_hmac(sealer: Sealer, card: str) -> bytes | None:
    """The keyed hash by which one card is found with two households; None without a number."""
    form = _bare(card)
    return sealer.hmac(CARD_PURPOSE, form) if form else None


def _bare(text: str) -> str:
    return without_blanks(half_width(text)).upper()


def _bound_to(book: int, person: UUID) -> str:
    return f"person:{book}:{person}"
