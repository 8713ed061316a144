"""How do the registers that name people leave: 人, 银行卡, 代领授权?

In the form of their templates, with names, ID numbers and cards opened, so that reading the file
again adds nothing. Each is taken for a purpose, and who took it is kept (`register_export`): the
file is handed out only after that is written. What was erased is not in it; nor are cards whose
holder is no member, because of him the register keeps a keyed hash alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.book.personal_data import AccessNeedsPurpose
from ledger.intake.sheet import Sheet
from ledger.intake.sheet_cells import Value
from ledger.intake.sheet_export import write_sheet_rows
from ledger.intake.sheets.cards import CARDS
from ledger.intake.sheets.payee_authorities import PAYEE_AUTHORITIES
from ledger.intake.sheets.persons import PERSONS
from ledger.register.cards import authorities_of, card_numbers
from ledger.register.codes import codes_of
from ledger.register.known import said
from ledger.register.members import Joined, Member, labour_said, members_of
from ledger.register.persons import Identity, identities
from ledger.register.regions import REGISTERED_SINCE
from ledger.storage.sealing import Sealer
from ledger.storage.tables import BankCard, Person, RegisterExport
from ledger.values.text import clean_text

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """One reading: all of it as known at one instant."""

    work: Session
    sealer: Sealer
    book: int
    now: datetime


@dataclass(frozen=True, slots=True)
class SealedExport:
    """One register that names people: its template, and its rows in that form."""

    sheet: Sheet[Any]
    rows: Callable[[_Asked], Iterator[Sequence[Value]]]

    @property
    def title(self) -> str:
        return self.sheet.title


def write_sealed(
    work: Session,
    sealer: Sealer,
    book: int,
    name: str,
    path: Path,
    *,
    actor: str,
    purpose: str,
    now: datetime,
) -> int:
    """Write the register and record who took it; returns the number of rows.

    The caller hands the file out after his commit. `purpose` is kept for ever and names nobody.
    Raises AccessNeedsPurpose, SealBroken.
    """
    if not clean_text(purpose):
        raise AccessNeedsPurpose("请写明导出的事由，如“与民政局核对”")
    export = SEALED_EXPORTS[name]
    count = write_sheet_rows(path, export.sheet, export.rows(_Asked(work, sealer, book, now)))
    work.add(
        RegisterExport(
            book=book,
            export=uuid4(),
            register_name=name,
            actor=actor,
            purpose=clean_text(purpose),
            row_count=count,
            exported_at=now,
        )
    )
    work.flush()
    return count


def _people(asked: _Asked) -> Iterator[tuple[dict[UUID, UUID], dict[UUID, Identity]]]:
    """Portions of the register: the household each was registered in, and who he is."""
    rows = asked.work.execute(
        select(col(Person.person), col(Person.household))
        .where(col(Person.book) == asked.book, col(Person.known_at) <= asked.now)
        .order_by(col(Person.household), col(Person.person))
    ).all()
    for start in range(0, len(rows), _AT_ONCE):
        homes: dict[UUID, UUID] = {person: home for person, home in rows[start : start + _AT_ONCE]}
        yield (
            homes,
            identities(asked.work, asked.sealer, asked.book, list(homes), known_at=asked.now),
        )


def _codes(asked: _Asked, homes: Sequence[UUID]) -> dict[UUID, str]:
    """By which number a file names each household; its key where it never had one."""
    keys = set(homes)
    return {key: str(key) for key in keys} | codes_of(asked.work, asked.book, "household", keys)


def _persons(asked: _Asked) -> Iterator[Sequence[Value]]:
    for homes, people in _people(asked):
        codes = _codes(asked, list(homes.values()))
        labour = labour_said(asked.work, asked.book, list(homes), known_at=asked.now)
        periods: dict[UUID, Member] = {}
        for each in members_of(
            asked.work, asked.book, list(set(homes.values())), known_at=asked.now
        ):
            before = periods.get(each.person)
            if homes.get(each.person) == each.household and (
                before is None or before.joined_on < each.joined_on
            ):
                periods[each.person] = each
        for person, home in homes.items():
            who, period = people.get(person), periods.get(person)
            if who is None or period is None:
                continue  # erased, or entered by mistake and taken back
            since = None if period.joined_on == REGISTERED_SINCE else period.joined_on
            able = labour.get(person)
            yield (
                codes[home],
                who.name,
                period.relation.value,
                who.resident_id,
                who.phone,
                since,
                "" if period.joined_cause is Joined.REGISTERED else period.joined_cause.value,
                period.left_on,
                period.left_cause.value if period.left_cause else "",
                able.labour.value if able else "",
                None if able is None or able.valid_from == REGISTERED_SINCE else able.valid_from,
            )


def _cards(asked: _Asked) -> Iterator[Sequence[Value]]:
    for homes, people in _people(asked):
        codes = _codes(asked, list(homes.values()))
        held = said(
            asked.work,
            BankCard,
            (col(BankCard.book) == asked.book) & col(BankCard.person).in_(list(homes)),
            known_at=asked.now,
        )
        numbers = card_numbers(
            asked.work, asked.sealer, asked.book, [each["card_hmac"] for each in held]
        )
        for each in held:
            who, number = people.get(each["person"]), numbers.get(bytes(each["card_hmac"]))
            if who is None or number is None:
                continue  # erased
            yield (
                codes[homes[each["person"]]],
                who.name,
                who.resident_id,
                number,
                each["bank"],
                each["opened_in"],
                each["valid_from"],
                each["valid_to"],
            )


def _authorities(asked: _Asked) -> Iterator[Sequence[Value]]:
    for homes, people in _people(asked):
        found = authorities_of(asked.work, asked.book, list(homes), known_at=asked.now)
        others = _homes(asked, [each.payee for each in found])
        payees = identities(asked.work, asked.sealer, asked.book, list(others), known_at=asked.now)
        codes = _codes(asked, [*homes.values(), *others.values()])
        for each in found:
            own, payee = people.get(each.person), payees.get(each.payee)
            if own is None or payee is None:
                continue  # erased
            home, other = homes[each.person], others[each.payee]
            yield (
                codes[home],
                own.name,
                own.resident_id,
                "" if home == other else codes[other],
                payee.name,
                payee.resident_id,
                each.reason.value,
                each.doc_no,
                each.valid_from,
                each.valid_to,
            )


def _homes(asked: _Asked, persons: Sequence[UUID]) -> dict[UUID, UUID]:
    rows = asked.work.execute(
        select(col(Person.person), col(Person.household)).where(
            col(Person.book) == asked.book, col(Person.person).in_(persons)
        )
    )
    return {person: home for person, home in rows}


SEALED_EXPORTS: dict[str, SealedExport] = {
    "persons": SealedExport(PERSONS.sheet, _persons),
    "cards": SealedExport(CARDS.sheet, _cards),
    "payee-authorities": SealedExport(PAYEE_AUTHORITIES.sheet, _authorities),
}
"""By the name of their template."""
