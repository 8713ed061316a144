"""核查单: the list, one case with its steps and the forms for the next, deadlines, precision."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToReadCases, ToTakeCases, ToWorkOnCases
from api.casing import auditor, begin, full_case, go_on, inspector, stored_files
from api.inputs import BookPath, LongText, ShortText
from api.problems import status_of
from api.reach import check_readable, reachable_books
from api.reading.addressees import addressees
from api.reading.cases import cases, deadlines
from api.reading.findings import FindingFull, finding, newest
from api.reading.lead_groups import RelatedLead, related_to
from api.reading.one_case import CaseFull, case_file
from api.site import Here, Site, Snapshot, today
from api.web.download import download
from api.web.filters import day_or_none
from api.web.render import page, see_other
from audit.cases import Disposition, MoneyBack, NewStep, Step
from audit.catalogue import catalogue
from audit.dispositions import precision
from ledger.book.post import Connection
from ledger.values.refusal import Refusal

router = APIRouter()

LeadKey = Annotated[str, Form(pattern="^[0-9]{6}-[0-9a-f]{64}$")]
_VOUCHER = re.compile(r"([0-9]{4})-([0-9]{1,9})(?:-([0-9]{1,9}))?", re.ASCII)


class LeadsOfSeveralBooks(Refusal):
    """A case is about leads of one book."""


class NoLeadTicked(Refusal):
    """A case is opened on leads that were ticked."""


class VoucherWrittenWrong(Refusal):
    """A voucher is written 2019-7, an entry of it 2019-7-1."""


@router.get("/cases")
def list_cases(
    request: Request,
    caller: ToReadCases,
    snapshot: Snapshot,
    stage: ShortText = "open",
    overdue: ShortText = "",
    referred: ShortText = "",
) -> Response:
    books = reachable_books(snapshot, caller, Permission.CASE_READ)
    wanted = stage if stage in ("", "open", "working", "closing", "closed") else "open"
    return page(
        request,
        "cases.html",
        cases=cases(
            snapshot,
            books,
            stage="" if wanted == "" else wanted,
            overdue=bool(overdue),
            referred=bool(referred),
        ),
        late=len(deadlines(snapshot, books)),
        stage=wanted,
        overdue=bool(overdue),
        referred=bool(referred),
    )


@router.get("/cases/overdue")
def list_overdue(request: Request, caller: ToReadCases, snapshot: Snapshot) -> Response:
    books = reachable_books(snapshot, caller, Permission.CASE_READ)
    return page(
        request, "cases_overdue.html", late=deadlines(snapshot, books), today=today(snapshot)
    )


@router.get("/cases/precision")
def list_precision(request: Request, caller: ToReadCases, snapshot: Snapshot) -> Response:
    books = reachable_books(snapshot, caller, Permission.CASE_READ)
    return page(
        request,
        "cases_precision.html",
        rows=precision(snapshot, books),
        rules={code: each.rule.name for code, each in catalogue().items()},
    )


@router.get("/cases/new")
def new_case(
    request: Request,
    caller: ToWorkOnCases,
    snapshot: Snapshot,
    lead: Annotated[
        list[Annotated[str, Query(pattern="^[0-9]{6}-[0-9a-f]{64}$")]] | None, Query()
    ] = None,
) -> Response:
    return _new(request, caller, snapshot, lead or [])


@router.post("/cases")
def open_one(
    request: Request,
    caller: ToWorkOnCases,
    snapshot: Snapshot,
    here: Here,
    case: Annotated[UUID, Form()],
    title: Annotated[ShortText, Form()] = "",
    text: Annotated[LongText, Form()] = "",
    lead: Annotated[list[LeadKey] | None, Form()] = None,
) -> Response:
    keys = lead or []
    try:
        book = _one_book(keys)
        by = auditor(snapshot, caller, book)
        leads = [bytes.fromhex(each[7:]) for each in keys]
        begin(here, book, case, by=by, title=title, leads=leads, text=text)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _new(request, caller, snapshot, keys, refusal=refusal, title=title, text=text)
    return see_other(f"/cases/{book}/{case}")


@router.get("/cases/{book}/{case}")
def show_case(
    request: Request,
    book: BookPath,
    case: UUID,
    caller: ToReadCases,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _case(request, caller, snapshot, here, book, case)


@router.post("/cases/{book}/{case}/steps")
def add_step(
    request: Request,
    book: BookPath,
    case: UUID,
    caller: ToWorkOnCases,
    snapshot: Snapshot,
    here: Here,
    kind: Annotated[Step, Form()],
    after_seq: Annotated[int, Form(ge=0, le=10**6)],
    text: Annotated[LongText, Form()] = "",
    to_login: Annotated[ShortText, Form()] = "",
    to_org: Annotated[ShortText, Form()] = "",
    due_on: Annotated[ShortText, Form()] = "",
    of_seq: Annotated[int | None, Form(ge=0, le=10**6)] = None,
    lead: Annotated[list[LeadKey] | None, Form()] = None,
    held: Annotated[
        list[Annotated[str, Form(pattern="^([0-9a-f]{64}:[a-z]{1,20})?$")]] | None, Form()
    ] = None,
    vouchers: Annotated[LongText, Form()] = "",
    file: Annotated[list[UploadFile] | None, File(max_length=20)] = None,
) -> Response:
    try:
        by = auditor(snapshot, caller, book)
        sent = [(each.filename or "", each.file) for each in file or () if each.filename]
        new = NewStep(
            kind=kind,
            after_seq=after_seq,
            text=text,
            to_login=to_login,
            to_org=to_org,
            due_on=day_or_none(due_on),
            of_seq=of_seq,
            leads=[bytes.fromhex(each[7:]) for each in lead or ()],
            dispositions=_held(held or ()),
            recoveries=_money_back(vouchers),
            files=stored_files(here, case, after_seq, sent, what=f"{kind.chinese}附件"),
        )
        go_on(here, book, case, new, by=by)
    except Refusal as refusal:
        if status_of(refusal) == 403:
            raise
        with here.system.database.reading() as later:
            return _case(request, caller, later, here, book, case, refusal=refusal, typed=text)
    return see_other(f"/cases/{book}/{case}")


@router.post("/cases/{book}/{case}/inspection")
def add_inspection(
    request: Request,
    book: BookPath,
    case: UUID,
    caller: ToTakeCases,
    snapshot: Snapshot,
    here: Here,
    kind: Annotated[Step, Form()],
    after_seq: Annotated[int, Form(ge=0, le=10**6)],
    text: Annotated[LongText, Form()] = "",
) -> Response:
    try:
        by = inspector(snapshot, caller, book)
        go_on(here, book, case, NewStep(kind=kind, after_seq=after_seq, text=text), by=by)
    except Refusal as refusal:
        if status_of(refusal) == 403:
            raise
        with here.system.database.reading() as later:
            return _case(request, caller, later, here, book, case, refusal=refusal, typed=text)
    return see_other(f"/cases/{book}/{case}")


@router.get("/cases/{book}/{case}/files/{file}")
def fetch_file(
    book: BookPath, case: UUID, file: UUID, caller: ToReadCases, snapshot: Snapshot, here: Here
) -> Response:
    check_readable(snapshot, caller, Permission.CASE_READ, book)
    return download(here, case_file(snapshot, book, case, file))


def _new(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    keys: list[str],
    *,
    refusal: Refusal | None = None,
    title: str = "",
    text: str = "",
) -> Response:
    books = reachable_books(snapshot, caller, Permission.CASE_WRITE)
    chosen = [_lead(snapshot, books, each) for each in dict.fromkeys(keys)]
    ticked = {each.identity for each in chosen}
    related: dict[str, RelatedLead] = {}
    for each in chosen:
        for other in related_to(snapshot, each.book, bytes.fromhex(each.identity)):
            if other.identity not in ticked and other.state in ("new", "reopened"):
                related.setdefault(other.identity, other)
    return page(
        request,
        "case_new.html",
        status=status_of(refusal) if refusal else 200,
        chosen=chosen,
        related=list(related.values()),
        fresh=uuid4(),
        title_given=title or (chosen[0].title if chosen else ""),
        typed=text,
        refusal=refusal,
    )


def _case(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    case: UUID,
    *,
    refusal: Refusal | None = None,
    typed: str = "",
) -> Response:
    found = full_case(here, snapshot, caller, book, case)
    works = caller.may(Permission.CASE_WRITE)
    return page(
        request,
        "case.html",
        status=status_of(refusal) if refusal else 200,
        case=found,
        works=works,
        inspects=caller.may(Permission.CASE_TAKE),
        asker=_asker(found),
        to=addressees(here, snapshot, book) if works and found.stage == "working" else None,
        related=_widening(snapshot, found) if works and found.stage == "working" else [],
        dispositions=list(Disposition),
        rules={code: each.rule.name for code, each in catalogue().items()},
        today=today(snapshot),
        refusal=refusal,
        typed=typed,
    )


def _widening(snapshot: Connection, found: CaseFull) -> list[RelatedLead]:
    """Leads that wait and share something with those of the case."""
    inside = {each.identity for each in found.all_leads}
    related: dict[str, RelatedLead] = {}
    for each in found.all_leads:
        for other in related_to(snapshot, found.book, bytes.fromhex(each.identity)):
            if other.identity not in inside and other.state in ("new", "reopened"):
                related.setdefault(other.identity, other)
    return list(related.values())[:50]


def _asker(found: CaseFull) -> str:
    """Who asked for the closing that waits: he cannot decide it."""
    asked = [each.actor for each in found.steps if each.kind == Step.CLOSE_ASKED]
    return asked[-1] if asked and found.stage == "closing" else ""


def _lead(snapshot: Connection, books: list[int], key: str) -> FindingFull:
    identity = bytes.fromhex(key[7:])
    book = int(key[:6])
    at = newest(snapshot, [book] if book in books else [], identity)
    return finding(snapshot, books, at.run, at.rule, at.book, identity)


def _one_book(keys: list[str]) -> int:
    books = {int(each[:6]) for each in keys}
    if not books:
        raise NoLeadTicked("请先勾选疑点")
    if len(books) > 1:
        raise LeadsOfSeveralBooks("一份核查单只针对一个账簿的疑点，请分开立单")
    return books.pop()


def _held(chosen: list[str] | tuple[str, ...]) -> list[tuple[bytes, Disposition]]:
    found = []
    for each in filter(None, chosen):
        identity, _, held = each.partition(":")
        if held in set(Disposition):
            found.append((bytes.fromhex(identity), Disposition(held)))
    return found


def _money_back(text: str) -> list[MoneyBack]:
    found = []
    for each in re.split(r"[\s,，、;；]+", text):
        if not each:
            continue
        match = _VOUCHER.fullmatch(each)
        if match is None:
            raise VoucherWrittenWrong(f"凭证写作“年度-编号”，如 2019-7，收到 {each[:40]}")
        year, number, entry = match.groups()
        found.append(MoneyBack(int(year), int(number), int(entry) if entry else None))
    return found
