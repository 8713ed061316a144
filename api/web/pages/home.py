"""The to-do list: drafts to check, to post, to correct; money to receive; refused rows."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToSeeOneself, ToWriteDrafts
from api.drafting import receive
from api.inputs import BookPath, Day, NumberPath, ShortText, YearPath
from api.reach import check_writable, reachable_books
from api.reading.cases import cases, deadlines
from api.reading.drafts import DraftRow, drafts
from api.reading.duties import duties_of
from api.reading.imports import documents
from api.reading.inbound import inbound, one_inbound
from api.reading.objections import Sight, objections
from api.reading.questions import questions
from api.site import Here, Snapshot, today
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.register.duties import TO_DO
from ledger.values.money import parse_amount

router = APIRouter()


@router.get("/home")
def home(request: Request, caller: ToSeeOneself, snapshot: Snapshot) -> Response:
    own = list(
        caller.scope(Permission.DRAFT_WRITE).books + caller.scope(Permission.DRAFT_DECIDE).books
    )
    imported = (
        documents(
            snapshot,
            own or reachable_books(snapshot, caller, Permission.IMPORT_READ),
            by=caller.login,
            refused_only=True,
            limit=20,
        )
        if caller.may(Permission.IMPORT_READ)
        else []
    )
    day = today(snapshot)
    return page(
        request,
        "home.html",
        duties=duties_of(snapshot, caller, as_of=day, states=TO_DO, limit=10)
        if caller.may(Permission.NOTICE_RECORD)
        else [],
        objections=objections(
            snapshot,
            Sight.of(caller, Permission.OBJECTION_WRITE),
            today=day,
            open_only=True,
            limit=10,
        )
        if caller.may(Permission.OBJECTION_WRITE)
        else [],
        lists=_lists(snapshot, caller),
        questions=questions(snapshot, caller.login, open_only=True)
        if caller.may(Permission.CASE_REPLY)
        else [],
        closing=cases(
            snapshot, reachable_books(snapshot, caller, Permission.CASE_WRITE), stage="closing"
        )
        if caller.may(Permission.CASE_WRITE)
        else [],
        late=deadlines(snapshot, reachable_books(snapshot, caller, Permission.CASE_READ))
        if caller.may(Permission.CASE_READ)
        else [],
        inbound=inbound(snapshot, own, open_only=True)
        if caller.may(Permission.INBOUND_READ)
        else [],
        documents=imported,
        today=day,
    )


@router.get("/books/{book}/inbound/{origin_book}/{year}/{number}/{entry}")
def ask_receipt(
    request: Request,
    book: BookPath,
    origin_book: BookPath,
    year: YearPath,
    number: NumberPath,
    entry: NumberPath,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
) -> Response:
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    row = one_inbound(snapshot, book, (origin_book, year, number, entry))
    return page(request, "receive.html", row=row, today=today(snapshot))


@router.post("/books/{book}/inbound/{origin_book}/{year}/{number}/{entry}")
def make_receipt(
    request: Request,
    book: BookPath,
    origin_book: BookPath,
    year: YearPath,
    number: NumberPath,
    entry: NumberPath,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
    amount: Annotated[ShortText, Form()],
    received_on: Annotated[Day, Form()],
    doc_no: Annotated[ShortText, Form()] = "",
) -> Response:
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    key = receive(
        here,
        snapshot,
        caller,
        book,
        (origin_book, year, number, entry),
        amount_fen=parse_amount(amount, unit="元"),
        received_on=received_on,
        doc_no=doc_no,
    )
    return see_other(f"/books/{book}/drafts/{key.draft}")


def _lists(snapshot: Connection, caller: Caller) -> list[tuple[str, str, list[DraftRow]]]:
    """What waits for this person: (heading, what to do, drafts)."""
    found: list[tuple[str, str, list[DraftRow]]] = []
    deciding = list(caller.scope(Permission.DRAFT_DECIDE).books)
    if deciding:
        found += [
            ("待我复核", "没有等待复核的草稿。", drafts(snapshot, deciding, states=["submitted"])),
            (
                "待我记账",
                "没有已复核待记账的草稿。",
                drafts(snapshot, deciding, states=["approved"]),
            ),
        ]
    writing = list(caller.scope(Permission.DRAFT_WRITE).books)
    if writing:
        found += [
            ("待我提交", "没有未提交的草稿。", drafts(snapshot, writing, states=["open"])),
            ("被退回", "没有被退回的草稿。", drafts(snapshot, writing, states=["rejected"])),
            ("待补正", "没有待补正的草稿。", drafts(snapshot, writing, states=["incomplete"])),
            ("已提交，等待复核", "没有。", drafts(snapshot, writing, states=["submitted"])),
        ]
    return found
