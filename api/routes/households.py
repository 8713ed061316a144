"""/api/books/{book}/households …: villages, households, one household, and what is registered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.access import Caller
from api.callers import ToReadHouseholds, ToRecordHouseholds
from api.household_reach import own_place, readable_household
from api.householding import (
    FORMS,
    record_household_row,
    record_leaving,
    record_new_household,
    record_phone,
)
from api.inputs import BookPath, Day, Instant, Limit, ShortText
from api.reach import sees_names
from api.reading.household import HouseholdFacts, household_facts
from api.reading.households import HouseholdList, VillageRow, household_list, villages
from api.reading.project_registers import RegisterColumn
from api.reading.row import Row
from api.site import Here, Site, Snapshot
from ledger.book.post import Connection
from ledger.register.households import HouseholdKind
from ledger.register.known import ledger_now
from ledger.register.members import Left, Relation
from ledger.values.day import shanghai_day
from ledger.values.region import RegionCode

router = APIRouter(prefix="/api", tags=["户"])

FormName = Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="登记表，如 persons")]
VillageCode = Annotated[
    str, Query(pattern="^[1-8][0-9]{5,11}$", description="村或乡镇的区划代码，6、9 或 12 位")
]
CellText = Annotated[str, Field(max_length=2000)]


class HouseholdForm(Row):
    """What can be registered of a household: the columns of a row."""

    name: str
    title: str
    purpose: str
    columns: list[RegisterColumn]


class HouseholdRowIn(BaseModel):
    """The cells of a row as texts, by the keys of the columns; the household is in the address."""

    model_config = ConfigDict(extra="forbid")

    cells: Annotated[dict[ShortText, CellText], Field(max_length=40)]


class NewOut(BaseModel):
    """How much was new: 0 where the same is registered already."""

    new: int


class HouseholdKey(BaseModel):
    """The key of the new household, by which addresses name it."""

    household: UUID


class LeavingIn(BaseModel):
    """When and why a member left; `relation`: he stays, as something else (户主变更)."""

    model_config = ConfigDict(extra="forbid")

    left_on: Day
    cause: Left
    relation: Relation | None = None


class PhoneIn(BaseModel):
    """Another telephone, from a day on."""

    model_config = ConfigDict(extra="forbid")

    phone: Annotated[ShortText, Field(min_length=1)]
    valid_from: Day


def times(work: Session, as_of: date | None, known_at: datetime | None) -> tuple[date, datetime]:
    """The day and the instant that are asked for; without them the ledger's now."""
    now = ledger_now(work)
    return as_of or shanghai_day(now), known_at or now


def shows_names(connection: Connection, caller: Caller, book: int, region: str) -> bool:
    """Full names for `name.read`, and for the township or village itself: it registers them."""
    return own_place(caller, region) or sees_names(connection, caller, book)


def listed(
    here: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    region: RegionCode,
    *,
    as_of: date | None,
    known_at: datetime | None,
    kind: HouseholdKind | None = None,
    limit: int = 500,
) -> HouseholdList:
    """The households of one place, for API and page."""
    with Session(here.engine) as work:
        day, at = times(work, as_of, known_at)
        return household_list(
            work,
            here.system.sealer,
            caller,
            book,
            region,
            day=day,
            known_at=at,
            names=shows_names(snapshot, caller, book, region.code),
            kind=kind,
            limit=limit,
        )


def shown(
    here: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    household: UUID,
    *,
    as_of: date | None,
    known_at: datetime | None,
) -> HouseholdFacts:
    """One household, for API and page. Raises NotFound."""
    with Session(here.engine) as work:
        day, at = times(work, as_of, known_at)
        fact = readable_household(work, caller, book, household, day=day, known_at=at)
        return household_facts(
            snapshot,
            work,
            here.system.sealer,
            book,
            fact,
            day=day,
            known_at=at,
            names=shows_names(snapshot, caller, book, fact.region.code),
        )


@router.get("/household-forms")
def list_forms(caller: ToReadHouseholds) -> list[HouseholdForm]:
    """一户可以登记哪些内容，各有哪些列。"""
    return [
        HouseholdForm(
            name=name,
            title=kind.sheet.title,
            purpose=kind.sheet.purpose,
            columns=[
                RegisterColumn.of(each) for each in kind.sheet.columns if each.key != "household"
            ],
        )
        for name, kind in FORMS.items()
    ]


@router.get("/books/{book}/villages")
def list_villages(
    book: BookPath,
    caller: ToReadHouseholds,
    snapshot: Snapshot,
    here: Here,
    as_of: Day | None = None,
    known_at: Instant | None = None,
) -> list[VillageRow]:
    """本人所辖各村某一天的户数和类别。"""
    with Session(here.engine) as work:
        day, at = times(work, as_of, known_at)
    return villages(snapshot, caller, book, day=day, known_at=at)


@router.get("/books/{book}/households")
def list_households(
    book: BookPath,
    caller: ToReadHouseholds,
    snapshot: Snapshot,
    here: Here,
    region: VillageCode,
    kind: HouseholdKind | None = None,
    as_of: Day | None = None,
    known_at: Instant | None = None,
    limit: Limit = 200,
) -> HouseholdList:
    """一个村（或乡镇）某一天的户；户主姓名对无权查看的人隐去。"""
    return listed(
        here,
        snapshot,
        caller,
        book,
        RegionCode.parse(region),
        as_of=as_of,
        known_at=known_at,
        kind=kind,
        limit=limit,
    )


@router.post("/books/{book}/households", status_code=201)
def new_household(
    book: BookPath,
    body: HouseholdRowIn,
    caller: ToRecordHouseholds,
    here: Here,
) -> HouseholdKey:
    """登记一个新的户，户编号由本人给定。"""
    return HouseholdKey(household=record_new_household(here, caller, book, body.cells))


@router.get("/books/{book}/households/{household}")
def one_household(
    book: BookPath,
    household: UUID,
    caller: ToReadHouseholds,
    snapshot: Snapshot,
    here: Here,
    as_of: Day | None = None,
    known_at: Instant | None = None,
) -> HouseholdFacts:
    """一户：状态、成员、银行卡、收入与标准、退出程序、分户迁移、责任人、到手的资金。"""
    return shown(here, snapshot, caller, book, household, as_of=as_of, known_at=known_at)


@router.post("/books/{book}/households/{household}/rows/{name}", status_code=201)
def new_household_row(
    book: BookPath,
    household: UUID,
    name: FormName,
    body: HouseholdRowIn,
    caller: ToRecordHouseholds,
    here: Here,
) -> NewOut:
    """登记一行：成员入户、状态变化、退出步骤、收入、分户迁移、银行卡、代领授权。"""
    return NewOut(new=record_household_row(here, caller, book, household, name, body.cells))


@router.post("/books/{book}/households/{household}/members/{person}/leave", status_code=204)
def member_leaves(
    book: BookPath,
    household: UUID,
    person: UUID,
    body: LeavingIn,
    caller: ToRecordHouseholds,
    here: Here,
) -> None:
    """登记成员离户，或与户主关系改变。"""
    record_leaving(
        here,
        caller,
        book,
        household,
        person,
        left_on=body.left_on,
        cause=body.cause,
        relation=body.relation,
    )


@router.post("/books/{book}/households/{household}/members/{person}/phone", status_code=204)
def member_phone(
    book: BookPath,
    household: UUID,
    person: UUID,
    body: PhoneIn,
    caller: ToRecordHouseholds,
    here: Here,
) -> None:
    """登记成员的新电话；旧号码自这一天起不再使用。"""
    record_phone(
        here, caller, book, household, person, phone=body.phone, valid_from=body.valid_from
    )
