"""签收: the cadre's page. Lines of his place that wait for a signature, and what was said before.

Lines signed by the payees in person for the full amount are ticked and recorded together, as they
stand on the signed sheet; anything else has a form of its own.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToConfirm, ToReadConfirmations
from api.inputs import BookPath, Day, LongText, NumberPath, ShortText, YearPath
from api.not_found import NotFound
from api.problems import status_of
from api.reading.confirmations import (
    PENDING_SHOWN,
    ConfirmationRow,
    PendingRow,
    pending,
    recent,
)
from api.recording import attach_evidence, confirm_lines, places_of, store_file
from api.site import Here, Site, Snapshot, today
from api.web.render import page, see_other
from ledger.book.confirmation import (
    Confirmation,
    ConfirmationIncomplete,
    Means,
    Outcome,
    Signer,
)
from ledger.book.post import Connection
from ledger.storage.attachments import Stored
from ledger.values.money import parse_amount
from ledger.values.refusal import Refusal

router = APIRouter()

Line = Annotated[str, Form(pattern=r"^[0-9]{6}-[0-9]{4}-[0-9]{1,10}-[0-9]{1,10}$")]


class NothingTicked(Refusal):
    """At least one line is ticked."""


@router.get("/confirmations")
def list_confirmations(
    request: Request,
    caller: ToReadConfirmations,
    snapshot: Snapshot,
    here: Here,
    done: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> Response:
    return _listed(request, caller, snapshot, here, done=done)


@router.post("/confirmations")
def confirm_ticked(
    request: Request,
    caller: ToConfirm,
    snapshot: Snapshot,
    here: Here,
    batch: Annotated[UUID, Form()],
    means: Annotated[Means, Form()],
    signed_on: Annotated[Day, Form()],
    line: Annotated[list[Line] | None, Form()] = None,
    evidence: Annotated[UploadFile | None, File()] = None,
) -> Response:
    try:
        ticked = set(line or ())
        if not ticked:
            raise NothingTicked("请先勾选本人已签收的发放")
        waiting = {
            each.key: each for each in pending(snapshot, here, places_of(caller), names=True)
        }
        rows = [waiting[each] for each in sorted(ticked & waiting.keys())]
        stored = _stored(here, evidence)
        for book in sorted({row.book for row in rows}):
            mine = [row for row in rows if row.book == book]
            _recorded(
                here, caller, book, uuid5(batch, str(book)), stored, evidence,
                [_in_person(row, means, signed_on, stored) for row in mine],
            )  # fmt: skip
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        with here.system.database.reading() as later:
            return _listed(request, caller, later, here, refusal=refusal, batch=batch)
    return see_other(f"/confirmations?done={len(rows)}")


@router.get("/confirmations/{book}/{year}/{number}/{line}")
def ask_one(
    request: Request,
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    line: NumberPath,
    caller: ToConfirm,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _asked(request, caller, snapshot, here, (book, year, number, line))


@router.post("/confirmations/{book}/{year}/{number}/{line}")
def confirm_one(
    request: Request,
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    line: NumberPath,
    caller: ToConfirm,
    snapshot: Snapshot,
    here: Here,
    batch: Annotated[UUID, Form()],
    outcome: Annotated[Outcome, Form()],
    relation: Annotated[Signer, Form()],
    means: Annotated[Means, Form()],
    signed_on: Annotated[Day, Form()],
    signer: Annotated[ShortText, Form()] = "",
    amount: Annotated[ShortText, Form()] = "",
    goods: Annotated[ShortText, Form()] = "",
    signed_time: Annotated[ShortText, Form()] = "",
    corrects: Annotated[ShortText, Form()] = "",
    note: Annotated[LongText, Form()] = "",
    evidence: Annotated[UploadFile | None, File()] = None,
) -> Response:
    try:
        stored = _stored(here, evidence)
        row = Confirmation(
            year, number, line, outcome, relation, means, signed_on, signer,
            amount_fen=parse_amount(amount, unit="元") if amount else None,
            goods=goods,
            signed_time=_time(signed_time),
            corrects=UUID(corrects) if corrects else None,
            evidence=stored.digest if stored else None,
            note=note,
        )  # fmt: skip
        _recorded(here, caller, book, batch, stored, evidence, [row])
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        given = {
            "outcome": outcome.value, "relation": relation.value, "means": means.value,
            "signed_on": signed_on.isoformat(), "signer": signer, "amount": amount,
            "goods": goods, "signed_time": signed_time, "note": note,
        }  # fmt: skip
        with here.system.database.reading() as later:
            return _asked(
                request, caller, later, here, (book, year, number, line),
                refusal=refusal, given=given,
            )  # fmt: skip
    return see_other("/confirmations?done=1")


def _recorded(
    here: Site,
    caller: Caller,
    book: int,
    batch: UUID,
    stored: Stored | None,
    evidence: UploadFile | None,
    rows: list[Confirmation],
) -> None:
    confirm_lines(here, caller, book, batch, rows)
    if stored is not None and evidence is not None:
        attach_evidence(here, caller, book, batch, stored, evidence.filename or "")


def _in_person(
    row: PendingRow, means: Means, signed_on: date, stored: Stored | None
) -> Confirmation:
    if not row.payee:
        raise ConfirmationIncomplete(
            f"{row.year}-{row.number} 第 {row.line} 行没有登记收款人姓名，请单独登记"
        )
    return Confirmation(
        row.year, row.number, row.line, Outcome.RECEIVED, Signer.SELF, means, signed_on, row.payee,
        amount_fen=row.amount.fen,
        evidence=stored.digest if stored else None,
    )  # fmt: skip


def _stored(here: Site, evidence: UploadFile | None) -> Stored | None:
    """The picture of the signed sheet, where one was chosen."""
    if evidence is None or not evidence.filename:
        return None
    return store_file(here, evidence.file)


def _time(text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(microsecond=0, tzinfo=None)
    except ValueError as error:
        raise ConfirmationIncomplete("时间应写成 09:30 这样") from error


def _listed(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    *,
    done: int = 0,
    refusal: Refusal | None = None,
    batch: UUID | None = None,
) -> Response:
    own = places_of(caller)
    scope = caller.scope(Permission.CONFIRMATION_READ)
    return page(
        request,
        "confirmations.html",
        status=status_of(refusal) if refusal else 200,
        waiting=pending(snapshot, here, own, names=True) if own else [],
        recent=recent(
            snapshot, here, own or scope.prefixes, names=bool(own), doubtful_only=not own
        ),
        own=bool(own),
        most=PENDING_SHOWN,
        means=list(Means),
        today=today(snapshot),
        batch=batch or uuid4(),
        done=done,
        refusal=refusal,
    )


def _asked(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    at: tuple[int, int, int, int],
    *,
    refusal: Refusal | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    """The form of one line: fresh, or correcting what was confirmed last. Raises NotFound."""
    own, key = places_of(caller), "-".join(map(str, at))
    waiting = pending(snapshot, here, own, names=True, line=key)
    before: list[ConfirmationRow] = []
    if not waiting:
        before = recent(snapshot, here, own, names=True, doubtful_only=False, line=key)
    if not waiting and not before:
        raise NotFound("没有这一笔发放，或者不是本村（本乡镇）的")
    return page(
        request,
        "confirmation.html",
        status=status_of(refusal) if refusal else 200,
        at=at,
        line=waiting[0] if waiting else None,
        before=before[0] if before else None,
        outcomes=list(Outcome),
        signers=list(Signer),
        means=list(Means),
        today=today(snapshot),
        batch=uuid4(),
        refusal=refusal,
        given=given or {},
    )
