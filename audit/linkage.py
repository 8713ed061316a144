"""Which persons of a book are probably one under two numbers? Opened, compared, kept without names.

The reading role of the audit sees keyed hashes only, and whether two hashes are equal says nothing
of two numbers that differ in one sign. So this runs as a step of its own, in the process of an
auditor of an installation that holds the sealing key: names and numbers are opened in memory,
compared (audit/resembling.py) and forgotten. What is kept: keys of persons, a probability, what
agreed by name of the field, who ran it, and a keyed digest of all that was compared. Rule EL07
reads that, like any other register.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, text
from sqlmodel import Session

from audit.resembling import Record, Resemblance, method, resembling
from ledger.register.persons import identities
from ledger.storage.sealing import Sealer
from ledger.storage.tables import Linkage, LinkagePair
from ledger.values.identity import check_resident_id
from ledger.values.refusal import Refusal

REVIEW_PPM = 800_000
"""Pairs below are not kept: neither a lead (0.95) nor to be looked at (0.8–0.95; 系统默认值)."""

_AT_ONCE = 2000
_INPUTS_PURPOSE = "linkage_inputs"

_PERSONS = text("""
SELECT p.person, p.household, i.id_hmac, i.id_faults,
  (SELECT t.phone_hmac FROM sunledger.phone_identity t
   WHERE t.book = p.book AND t.person = p.person AND NOT t.official AND t.known_at <= :known_at
   ORDER BY t.known_at DESC, t.valid_from DESC LIMIT 1) AS phone,
  (SELECT a.address_hmac FROM sunledger.address_identity a
   WHERE a.book = p.book AND a.household = p.household AND a.known_at <= :known_at
   ORDER BY a.known_at DESC, a.valid_from DESC LIMIT 1) AS address,
  (SELECT c.card_hmac FROM sunledger.bank_card c
   WHERE c.book = p.book AND c.person = p.person AND c.known_at <= :known_at
   ORDER BY c.known_at DESC, c.valid_from DESC LIMIT 1) AS card,
  (SELECT f.region FROM sunledger.household_fact f
   WHERE f.book = p.book AND f.household = p.household AND f.known_at <= :known_at
   ORDER BY f.known_at DESC, f.valid_from DESC LIMIT 1) AS place
FROM sunledger.person p
JOIN sunledger.person_identity i ON i.book = p.book AND i.person = p.person
WHERE p.book = :book AND p.known_at <= :known_at
ORDER BY p.person
""")


@dataclass(frozen=True, slots=True)
class Linked:
    """What a comparison came to: `pairs` of at least 0.8."""

    linkage: UUID
    method: str
    persons: int
    left_out: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """By what records are compared, as it is written down, and the pairs that it finds."""

    method: str
    pairs: Callable[[Sequence[Record]], list[Resemblance]]


@dataclass(frozen=True, slots=True)
class _Person:
    record: Record
    household: UUID
    id_hmac: bytes | None
    id_is_valid: bool


def link_persons(
    work: Session,
    book: int,
    *,
    sealer: Sealer,
    actor: str,
    known_at: datetime,
    by: Comparison | None = None,
) -> Linked:
    """Compare all persons of a book that are not erased, and keep the likely pairs.

    `by`: Splink, unless something else is given. Raises LinkageNotInstalled, SealBroken.
    """
    by = by or Comparison(method(), lambda all_of: resembling(all_of, least_ppm=REVIEW_PPM))
    demo = bool(work.execute(text("SELECT bool_or(demo) FROM sunledger.installation")).scalar())
    rows = work.execute(_PERSONS, {"book": book, "known_at": known_at}).all()
    persons = _opened(work, sealer, book, rows, known_at, {"check"} if demo else set())
    by_key = {each.record.key: each for each in persons}
    found = [
        pair
        for pair in by.pairs([each.record for each in persons])
        if _may_be_one(by_key[pair.key], by_key[pair.other_key])
    ]
    everyone = work.execute(
        text("SELECT count(*) FROM sunledger.person WHERE book = :book AND known_at <= :known_at"),
        {"book": book, "known_at": known_at},
    ).scalar_one()
    made = Linked(uuid4(), by.method, len(persons), everyone - len(persons), len(found))
    work.execute(
        insert(Linkage).values(
            book=book,
            linkage=made.linkage,
            method=by.method,
            persons=made.persons,
            left_out=made.left_out,
            inputs_hmac=_digest(sealer, persons),
            actor=actor,
            known_at=known_at,
        )
    )
    _keep(work, book, made.linkage, found)
    return made


def _opened(
    work: Session,
    sealer: Sealer,
    book: int,
    rows: Sequence[Row[Any]],
    known_at: datetime,
    passed_over: set[str],
) -> list[_Person]:
    made = []
    for start in range(0, len(rows), _AT_ONCE):
        some = [tuple(row) for row in rows[start : start + _AT_ONCE]]
        names = identities(work, sealer, book, [row[0] for row in some], known_at=known_at)
        for person, household, id_hmac, faults, phone, address, card, place in some:
            if person not in names:
                continue
            born, rest = _parts(names[person].resident_id)
            record = Record(
                key=str(person),
                name=names[person].name,
                born=born,
                rest=rest,
                phone=phone.hex() if phone else "",
                address=address.hex() if address else "",
                card=card.hex() if card else "",
                place=place or "",
            )
            valid = id_hmac is not None and not set(faults) - passed_over
            made.append(_Person(record, household, id_hmac, valid))
    return made


def _parts(number: str) -> tuple[str, str]:
    """Day of birth and the rest of an 18-digit number, right or wrong; else nothing."""
    with suppress(Refusal):
        number = check_resident_id(number)
    return (number[6:14], number[:6] + number[14:]) if len(number) == 18 else ("", "")


def _may_be_one(one: _Person, other: _Person) -> bool:
    """Not of one household (twins, brothers), not under one number (EL05 and EL06 see those), and
    not two persons of different names whose numbers are both right (twins who moved apart)."""
    if one.household == other.household:
        return False
    if one.id_hmac is not None and one.id_hmac == other.id_hmac:
        return False
    both_right = one.id_is_valid and other.id_is_valid
    return one.record.name == other.record.name or not both_right


def _digest(sealer: Sealer, persons: list[_Person]) -> bytes:
    """The same for the same records in the same order; tells nothing without the key."""
    lines = (
        "\x1f".join((r.key, r.name, r.born, r.rest, r.phone, r.address, r.card, r.place))
        for r in (each.record for each in persons)
    )
    return sealer.hmac(_INPUTS_PURPOSE, "\n".join(lines))


def _keep(work: Session, book: int, linkage: UUID, found: list[Resemblance]) -> None:
    rows = [
        {
            "book": book,
            "linkage": linkage,
            "person": UUID(each.key),
            "other_person": UUID(each.other_key),
            "probability_ppm": each.probability_ppm,
            "agrees": list(each.agrees),
        }
        for each in found
    ]
    if rows:
        work.execute(insert(LinkagePair), rows)
