"""Who are the members of a household, and how does a notice get their names?

A person's name and ID number stand in `person_private` alone, sealed, bound to the row they are
of; beside them a keyed hash of each, to find the same person twice without opening any. Telephones
have days of their own (contacts.py), memberships too (members.py). An erasure deletes what is
sealed: the person stays as a key, without a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.contacts import PhoneOn, add_phones, phones_of
from ledger.register.known import ledger_now
from ledger.register.members import Joined, Left, Member, add_members, members_of
from ledger.register.members import Relation as Relation
from ledger.register.once import add_once
from ledger.register.regions import REGISTERED_SINCE
from ledger.storage.sealing import Sealer
from ledger.storage.tables import Person, PersonPrivate
from ledger.values.day import shanghai_day
from ledger.values.identity import (
    ResidentIdBirthImpossible,
    ResidentIdCheckWrong,
    ResidentIdMalformed,
    check_resident_id,
    resident_id_18,
)
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text, half_width, without_blanks

ID_PURPOSE = "resident_id"
CARD_PURPOSE = "card"
NAME_PURPOSE = "name"
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55))
) | frozenset((*range(61, 66), 71, 81, 82, 83))
"""The first two digits of GB/T 2260; 83 is on residence permits of Taiwan people (待核)."""


class PersonHasNoName(Refusal):
    """A person is registered with a name."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """人 as registered. No repr of the personal fields: a value may end in a log.

    Without `joined_on` the person is a member since ever, or since the day that is known already.
    """

    person: UUID
    household: UUID
    relation: Relation
    name: str = field(repr=False)
    resident_id: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    joined_on: date | None = None
    joined_cause: Joined = Joined.REGISTERED
    left_on: date | None = None
    left_cause: Left | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The opened personal fields of one person."""

    name: str = field(repr=False)
    resident_id: str = field(repr=False)
    phone: str = field(repr=False)


def add_persons(
    work: Session, book: int, persons: Iterable[NewPerson], *, sealer: Sealer, known_at: datetime
) -> int:
    """Register members of known households, or what is new of them. Returns how many were new.

    Of someone registered before, name and ID number stay as they were; a changed telephone,
    relation or day of leaving is recorded as known from now on. Whoever was erased stays so.
    Raises PersonHasNoName, PeriodEndsBeforeItBegins, LeftWithoutCause, RegisteredOtherwise.
    """
    persons = list(persons)
    keys = [each.person for each in persons]
    known = set(
        work.execute(
            select(col(Person.person)).where(col(Person.book) == book, col(Person.person).in_(keys))
        ).scalars()
    )
    public, private = [], []
    for each in persons:
        if not clean_text(each.name):
            raise PersonHasNoName("登记人员必须有姓名", person=str(each.person))
        if each.person not in known:
            public.append(
                {
                    "book": book,
                    "person": each.person,
                    "household": each.household,
                    "relation": each.relation.value,
                    "known_at": known_at,
                }
            )
            private.append(_private(book, each, sealer))
    new = add_once(work, Person, public)
    add_once(work, PersonPrivate, private)
    changed = add_members(work, book, _members(work, book, persons, known_at), known_at=known_at)
    named = _named(work, book, keys) if known else set(keys)
    phones = [
        PhoneOn(each.person, shanghai_day(known_at), each.phone)
        for each in persons
        if each.phone and each.person in named
    ]
    changed += _add_changed_phones(work, book, phones, sealer, known_at)
    return new or min(changed, len(persons))


def _private(book: int, each: NewPerson, sealer: Sealer) -> dict[str, Any]:
    name = clean_text(each.name)
    fields = {"name": name, "resident_id": id_form(each.resident_id)}
    return {
        "book": book,
        "person": each.person,
        "sealed": sealer.seal(
            json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False),
            associated=_bound_to(book, each.person),
        ),
        "id_hmac": id_hmac(sealer, each.resident_id),
        "name_hmac": name_hmac(sealer, name),
        "id_faults": id_faults(each.resident_id),
    }


def _members(
    work: Session, book: int, persons: Sequence[NewPerson], known_at: datetime
) -> list[Member]:
    """The periods that these rows say; a row without a day of joining means the last period."""
    last: dict[tuple[UUID, UUID], date] = {}
    homes = list({each.household for each in persons})
    for member in members_of(work, book, homes, known_at=known_at):
        key = (member.household, member.person)
        last[key] = max(last.get(key, member.joined_on), member.joined_on)
    made = []
    for each in persons:
        joined_on = each.joined_on or last.get((each.household, each.person)) or REGISTERED_SINCE
        made.append(
            Member(
                each.household,
                each.person,
                each.relation,
                joined_on,
                each.joined_cause,
                each.left_on,
                each.left_cause,
            )
        )
    return made


def _named(work: Session, book: int, keys: Sequence[UUID]) -> set[UUID]:
    return set(
        work.execute(
            select(col(PersonPrivate.person)).where(
                col(PersonPrivate.book) == book, col(PersonPrivate.person).in_(keys)
            )
        ).scalars()
    )


def _add_changed_phones(
    work: Session, book: int, phones: list[PhoneOn], sealer: Sealer, known_at: datetime
) -> int:
    """Only those that differ from what is said of the day: a file repeats what is known."""
    now = phones_of(
        work,
        sealer,
        book,
        [each.person for each in phones],
        known_at=known_at,
        day=shanghai_day(known_at),
    )
    changed = [
        each for each in phones if each.phone not in [old.phone for old in now.get(each.person, ())]
    ]
    return add_phones(work, book, changed, sealer=sealer, known_at=known_at)


def identities(
    work: Session,
    sealer: Sealer,
    book: int,
    persons: Sequence[UUID],
    *,
    known_at: datetime | None = None,
) -> dict[UUID, Identity]:
    """The personal fields of these persons, the telephone as known last or at `known_at`; whoever
    was erased is left out. Raises SealBroken."""
    rows = work.execute(
        select(col(PersonPrivate.person), col(PersonPrivate.sealed)).where(
            col(PersonPrivate.book) == book, col(PersonPrivate.person).in_(persons)
        )
    ).all()
    phones = phones_of(work, sealer, book, persons, known_at=known_at or ledger_now(work))
    opened: dict[UUID, Identity] = {}
    for person, sealed in rows:
        fields = json.loads(sealer.open(sealed, associated=_bound_to(book, person)))
        last = phones.get(person)
        # Persons registered before telephones had days of their own have theirs here.
        phone = last[-1].phone if last else fields.get("phone", "")
        opened[person] = Identity(fields["name"], fields.get("resident_id", ""), phone)
    return opened


def persons_named(
    work: Session, sealer: Sealer, book: int, wanted: Sequence[tuple[UUID, str, str]]
) -> dict[tuple[UUID, str, str], UUID]:
    """Members by (household, name, ID number or nothing): by the number where there is one, else
    by the name where one member has it. Who is not found, or was erased, is left out."""
    rows = work.execute(
        select(
            col(Person.household),
            col(Person.person),
            col(PersonPrivate.name_hmac),
            col(PersonPrivate.id_hmac),
        )
        .join(
            PersonPrivate,
            (col(PersonPrivate.book) == col(Person.book))
            & (col(PersonPrivate.person) == col(Person.person)),
        )
        .where(col(Person.book) == book, col(Person.household).in_([each[0] for each in wanted]))
    ).all()
    by_id = {(home, number): person for home, person, _, number in rows if number}
    by_name: dict[tuple[UUID, bytes | None], list[UUID]] = {}
    for home, person, name, _ in rows:
        by_name.setdefault((home, name), []).append(person)
    found: dict[tuple[UUID, str, str], UUID] = {}
    for each in wanted:
        home, name, number = each
        if number:
            person = by_id.get((home, id_hmac(sealer, number)))
        else:
            same = by_name.get((home, sealer.hmac(NAME_PURPOSE, without_blanks(name))), [])
            person = same[0] if len(same) == 1 else None
        if person is not None:
            found[each] = person
    return found


def householders(
    work: Session,
    book: int,
    households: Sequence[UUID],
    *,
    day: date | None = None,
    known_at: datetime | None = None,
) -> dict[UUID, UUID]:
    """The householder (户主) of each household on `day`, or the last one.

    Where nobody was householder on that day (he died, and no successor was named yet) it is who was
    so before.
    """
    members = members_of(work, book, households, known_at=known_at or ledger_now(work))
    asked = day or date.max
    heads: dict[UUID, Member] = {}
    for each in members:
        if each.relation is Relation.HOUSEHOLDER:
            best = heads.get(each.household)
            if best is None or _nearness(best, asked) <= _nearness(each, asked):
                heads[each.household] = each
    return {household: member.person for household, member in heads.items()}


def _nearness(member: Member, day: date) -> tuple[bool, bool, date]:
    begun = member.joined_on <= day
    return begun, begun and (member.left_on is None or day < member.left_on), member.joined_on


def householder_names(
    work: Session,
    sealer: Sealer,
    book: int,
    households: Sequence[UUID],
    *,
    day: date | None = None,
    known_at: datetime | None = None,
) -> dict[UUID, str]:
    """The full names for a village board; masking for the web is the page's work."""
    heads = householders(work, book, households, day=day, known_at=known_at)
    opened = identities(work, sealer, book, list(heads.values()))
    return {home: opened[head].name for home, head in heads.items() if head in opened}


def id_faults(resident_id: str) -> list[str]:
    """What is wrong with an ID number: missing, form, birth, check or region; empty where nothing.

    Region: its first two digits are no province of GB/T 2260. Whether a county had that code when
    the person was born is not asked: codes of past decades are not registered here.
    """
    if not _bare(resident_id):
        return ["missing"]
    try:
        number = check_resident_id(resident_id)
    except ResidentIdMalformed:
        return ["form"]
    except ResidentIdBirthImpossible:
        return ["birth"]
    except ResidentIdCheckWrong:
        return ["check"]
    return [] if int(number[:2]) in _PROVINCES else ["region"]


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


def name_hmac(sealer: Sealer, name: str) -> bytes:
    """Equal for equal names. Many persons share one, so equality alone says little."""
    return sealer.hmac(NAME_PURPOSE, without_blanks(name))


def card_hmac(sealer: Sealer, card: str) -> bytes | None:
    """The keyed hash by which one card is found with two households; None without a number."""
    form = _bare(card)
    return sealer.hmac(CARD_PURPOSE, form) if form else None


def _bare(text: str) -> str:
    return without_blanks(half_width(text)).upper()


def _bound_to(book: int, person: UUID) -> str:
    return f"person:{book}:{person}"
