"""Who answers for a project, a place or a household, from when to when?

项目终身负责制 (山西省“十三五”脱贫攻坚规划第778行), 第一书记, 帮扶责任人, 驻村工作队, 包村领导与单位
(第786行). The duty is a row with versions; the person's name and numbers are sealed beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.contacts import phone_hmac
from ledger.register.once import add_once
from ledger.register.persons import PersonHasNoName, id_form, id_hmac, name_hmac
from ledger.register.versions import Entered, Register, RegisterRowWrong, add_versions
from ledger.storage import tables
from ledger.storage.sealing import Sealer
from ledger.storage.tables import ResponsiblePrivate
from ledger.values.text import clean_text

_NAMESPACE = UUID("7c2b0c0e-1a53-5f0e-9a55-4f6f6d1c9a11")


class DutyKind(StrEnum):
    """What somebody answers for."""

    LIFELONG = "lifelong"
    FIRST_SECRETARY = "first_secretary"
    HELPER = "helper"
    VILLAGE_TEAM = "village_team"
    VILLAGE_LEADER = "village_leader"
    VILLAGE_UNIT = "village_unit"

    @property
    def chinese(self) -> str:
        return {
            "lifelong": "项目终身负责人",
            "first_secretary": "第一书记",
            "helper": "帮扶责任人",
            "village_team": "驻村工作队员",
            "village_leader": "包村领导",
            "village_unit": "包村单位联系人",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The public part of a duty: for exactly one of region, project and household."""

    duty: UUID
    kind: DutyKind
    post: str
    valid_from: date
    valid_to: date | None = None
    region: str | None = None
    project: UUID | None = None
    household: UUID | None = None
    org: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Somebody with a duty, as entered; `duty_key` gives the key of the duty."""

    duty: Duty
    name: str = field(repr=False)
    resident_id: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    doc_no: str = ""
    change: str = ""


def _duty(row: Duty) -> None:
    if [row.region, row.project, row.household].count(None) != 2:
        raise RegisterRowWrong("责任人应对应一个村镇、一个项目或一户，三者写一个")
    if row.kind is DutyKind.LIFELONG and row.project is None:
        raise RegisterRowWrong("项目终身负责人要写明项目", column="project")
    if row.kind is DutyKind.HELPER and row.household is None:
        raise RegisterRowWrong("帮扶责任人要写明帮扶的户", column="household")
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise RegisterRowWrong("截止日期应晚于起始日期", column="valid_to")


DUTIES = Register("责任人", tables.ResponsiblePerson, Duty, ("duty",), _duty)


def duty_key(
    sealer: Sealer, book: int, kind: DutyKind, subject: str, name: str, valid_from: date
) -> UUID:
    """The key of what this person answers for from this day on; tells nothing without the key."""
    person = name_hmac(sealer, clean_text(name)).hex()
    return uuid5(_NAMESPACE, f"{book}/{kind.value}/{subject}/{person}/{valid_from}")


def add_responsible(
    work: Session,
    book: int,
    answering: Iterable[Answering],
    *,
    sealer: Sealer,
    actor: str,
    known_at: datetime,
) -> int:
    """Register duties with their persons. Returns how many versions were new.

    A person stays as first sealed, and need not be named again; another person is another duty.
    Raises PersonHasNoName and what `add_versions` raises.
    """
    entered = list(answering)
    known = set(_sealed(work, book, [each.duty.duty for each in entered]))
    private = []
    for each in entered:
        if each.duty.duty in known:
            continue
        name = clean_text(each.name)
        if not name:
            raise PersonHasNoName("责任人必须有姓名", duty=str(each.duty.duty))
        fields = {"name": name, "resident_id": id_form(each.resident_id), "phone": each.phone}
        private.append(
            {
                "book": book,
                "duty": each.duty.duty,
                "sealed": sealer.seal(
                    json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False),
                    associated=_bound_to(book, each.duty.duty),
                ),
                "name_hmac": name_hmac(sealer, name),
                "id_hmac": id_hmac(sealer, each.resident_id),
                "phone_hmac": phone_hmac(sealer, each.phone),
            }
        )
    new = add_versions(
        work,
        DUTIES,
        book,
        [Entered(each.duty, each.doc_no, each.change) for each in entered],
        actor=actor,
        known_at=known_at,
    )
    add_once(work, ResponsiblePrivate, list({row["duty"]: row for row in private}.values()))
    return new


def names_of(work: Session, sealer: Sealer, book: int, duties: Sequence[UUID]) -> dict[UUID, str]:
    """The full names; whoever was erased is left out. Raises SealBroken."""
    return {
        duty: str(json.loads(sealer.open(sealed, associated=_bound_to(book, duty)))["name"])
        for duty, sealed in _sealed(work, book, duties).items()
    }


def _sealed(work: Session, book: int, duties: Sequence[UUID]) -> dict[UUID, bytes]:
    rows = work.execute(
        select(col(ResponsiblePrivate.duty), col(ResponsiblePrivate.sealed)).where(
            col(ResponsiblePrivate.book) == book, col(ResponsiblePrivate.duty).in_(duties)
        )
    )
    return dict(rows.all())


def _bound_to(book: int, duty: UUID) -> str:
    return f"responsible:{book}:{duty}"
