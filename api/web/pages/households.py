"""Villages, the households of one, a household on a day, and the forms that register."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Path, Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToReadHouseholds, ToRecordHouseholds
from api.household_reach import own_place
from api.householding import (
    FORMS,
    form_named,
    record_household_row,
    record_leaving,
    record_new_household,
    record_phone,
)
from api.inputs import BookPath, CodePath, ShortText
from api.problems import status_of
from api.reading.household import HouseholdFacts
from api.reading.households import household_books, villages
from api.reading.lead_groups import leads_of_thing, seen_leads
from api.reading.owner_names import OwnerNames
from api.reading.payments import household_trace
from api.reading.project_registers import RegisterColumn
from api.registering import RegisterFormWrong
from api.routes.households import listed, shown, times
from api.site import Here, Site, Snapshot
from api.web.filters import day_or_none, instant_or_none
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.intake.sheets.households import HOUSEHOLDS
from ledger.register.households import HouseholdKind
from ledger.register.members import Left, Relation
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode

router = APIRouter()

FormName = Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="登记表")]
_KINDS = {each.value: each.chinese for each in HouseholdKind}
_LEAVING = {each.value: each.chinese for each in Left}


@router.get("/households")
def list_books(request: Request, caller: ToReadHouseholds, snapshot: Snapshot) -> Response:
    """The books whose households the caller may see; with one book, its villages at once."""
    books = household_books(snapshot, caller)
    if len(books) == 1:
        return see_other(f"/books/{books[0].book}/households")
    return page(request, "household_books.html", books=books)


@router.get("/books/{book}/households")
def list_villages(
    request: Request,
    book: BookPath,
    caller: ToReadHouseholds,
    snapshot: Snapshot,
    here: Here,
    as_of: ShortText = "",
    known_at: ShortText = "",
) -> Response:
    with Session(here.engine) as work:
        day, at = times(work, day_or_none(as_of), instant_or_none(known_at))
    return page(
        request,
        "households.html",
        book=book,
        book_name=OwnerNames(snapshot, [book], []).book(book),
        day=day,
        villages=villages(snapshot, caller, book, day=day, known_at=at),
        may_write=caller.may(Permission.HOUSEHOLD_WRITE),
    )


@router.get("/books/{book}/households/new")
def new_form(
    request: Request, book: BookPath, caller: ToRecordHouseholds, snapshot: Snapshot
) -> Response:
    return _new_form(request, book)


@router.post("/books/{book}/households/new")
async def new_household(
    request: Request, book: BookPath, caller: ToRecordHouseholds, here: Here
) -> Response:
    typed = await _typed(request, [each.key for each in HOUSEHOLDS.sheet.columns])
    try:
        made = await run_in_threadpool(record_new_household, here, caller, book, typed)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _new_form(request, book, refusal=refusal, typed=typed)
    return see_other(f"/books/{book}/households/{made}")


@router.get("/books/{book}/villages/{code}")
def one_village(
    request: Request,
    book: BookPath,
    code: CodePath,
    caller: ToReadHouseholds,
    snapshot: Snapshot,
    here: Here,
    kind: ShortText = "",
    as_of: ShortText = "",
    known_at: ShortText = "",
) -> Response:
    found = listed(
        here,
        snapshot,
        caller,
        book,
        RegionCode(code),
        as_of=day_or_none(as_of),
        known_at=instant_or_none(known_at),
        kind=HouseholdKind(kind) if kind in _KINDS else None,
    )
    return page(
        request,
        "village_households.html",
        found=found,
        place=OwnerNames(snapshot, [book], []).region(code),
        kinds=_KINDS,
    )


@router.get("/books/{book}/households/{household}")
def one_household(
    request: Request,
    book: BookPath,
    household: UUID,
    caller: ToReadHouseholds,
    snapshot: Snapshot,
    here: Here,
    as_of: ShortText = "",
    known_at: ShortText = "",
) -> Response:
    return _household(
        request,
        caller,
        snapshot,
        here,
        book,
        household,
        as_of=day_or_none(as_of),
        known_at=instant_or_none(known_at),
    )


@router.get("/books/{book}/households/{household}/rows/{name}")
def row_form(
    request: Request,
    book: BookPath,
    household: UUID,
    name: FormName,
    caller: ToRecordHouseholds,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _form(request, caller, snapshot, here, book, household, name)


@router.post("/books/{book}/households/{household}/rows/{name}")
async def new_row(
    request: Request,
    book: BookPath,
    household: UUID,
    name: FormName,
    caller: ToRecordHouseholds,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    typed = await _typed(request, [each.key for each in form_named(name).sheet.columns])
    return await run_in_threadpool(
        _taken, request, caller, snapshot, here, book, household, name, typed
    )


@router.post("/books/{book}/households/{household}/members/{person}/leave")
def member_leaves(
    request: Request,
    book: BookPath,
    household: UUID,
    person: UUID,
    caller: ToRecordHouseholds,
    snapshot: Snapshot,
    here: Here,
    left_on: Annotated[ShortText, Form()],
    cause: Annotated[Left, Form()],
    relation: Annotated[ShortText, Form()] = "",
) -> Response:
    try:
        record_leaving(
            here,
            caller,
            book,
            household,
            person,
            left_on=_day(left_on),
            cause=cause,
            relation=Relation(relation) if relation in list(Relation) else None,
        )
    except Refusal as refusal:
        return _refused(request, caller, snapshot, here, book, household, refusal)
    return see_other(f"/books/{book}/households/{household}#members")


@router.post("/books/{book}/households/{household}/members/{person}/phone")
def member_phone(
    request: Request,
    book: BookPath,
    household: UUID,
    person: UUID,
    caller: ToRecordHouseholds,
    snapshot: Snapshot,
    here: Here,
    phone: Annotated[ShortText, Form()],
    valid_from: Annotated[ShortText, Form()],
) -> Response:
    try:
        record_phone(
            here, caller, book, household, person, phone=phone, valid_from=_day(valid_from)
        )
    except Refusal as refusal:
        return _refused(request, caller, snapshot, here, book, household, refusal)
    return see_other(f"/books/{book}/households/{household}#members")


def _day(text: str) -> date:
    if (day := day_or_none(text)) is None:
        raise RegisterFormWrong("日期应写作 2020-06-30")
    return day


async def _typed(request: Request, keys: list[str]) -> dict[str, str]:
    form = await request.form()
    return {key: value for key, value in form.items() if isinstance(value, str) and key in keys}


def _taken(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    household: UUID,
    name: str,
    typed: dict[str, str],
) -> Response:
    try:
        record_household_row(here, caller, book, household, name, typed)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _form(
            request, caller, snapshot, here, book, household, name, refusal=refusal, typed=typed
        )
    return see_other(f"/books/{book}/households/{household}")


def _refused(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    household: UUID,
    refusal: Refusal,
) -> Response:
    if status_of(refusal) in (403, 404):
        raise refusal
    return _household(request, caller, snapshot, here, book, household, refusal=refusal)


def _household(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    household: UUID,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    refusal: Refusal | None = None,
) -> Response:
    full = shown(here, snapshot, caller, book, household, as_of=as_of, known_at=known_at)
    may_write = not (as_of or known_at) and _writes(caller, full)
    return page(
        request,
        "household.html",
        status=status_of(refusal) if refusal else 200,
        full=full,
        money=household_trace(snapshot, book, household, as_of=full.as_of, known_at=full.known_at),
        may_write=may_write,
        may_ask=caller.may(Permission.ERASURE_REQUEST)
        and (may_write or book in caller.scope(Permission.ERASURE_REQUEST).books),
        may_export=caller.may(Permission.PERSON_EXPORT)
        and (may_write or book in caller.scope(Permission.PERSON_EXPORT).books),
        forms={name: kind.sheet.title for name, kind in FORMS.items()},
        leaving=_LEAVING,
        relations=list(Relation),
        refusal=refusal,
        leads=seen_leads(
            snapshot, caller, book, lambda: leads_of_thing(snapshot, [book], household)
        ),
    )


def _writes(caller: Caller, full: HouseholdFacts) -> bool:
    return caller.may(Permission.HOUSEHOLD_WRITE) and own_place(caller, full.region)


def _form(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    household: UUID,
    name: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    kind = form_named(name)
    full = shown(here, snapshot, caller, book, household, as_of=None, known_at=None)
    # Where the household lives is what a row most often says: filled in, to be changed.
    given = {each: full.region for each in ("region", "from_region", "to_region")}
    given |= {"village_group": full.village_group, "members": str(full.member_count)}
    return page(
        request,
        "household_form.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        title=kind.sheet.title,
        purpose=kind.sheet.purpose,
        back=(f"/books/{book}/households/{household}", full.code or "户"),
        columns=[RegisterColumn.of(each) for each in kind.sheet.columns if each.key != "household"],
        refusal=refusal,
        typed=typed if typed is not None else given,
    )


def _new_form(
    request: Request,
    book: int,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    sheet = HOUSEHOLDS.sheet
    return page(
        request,
        "household_form.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        title="登记新户",
        purpose=sheet.purpose,
        back=None,
        columns=[RegisterColumn.of(each) for each in sheet.columns],
        refusal=refusal,
        typed=typed or {},
    )
