"""One voucher, printable as 记账凭证; a maker may draft its reversal here."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToReadVouchers, ToTrace, ToWriteDrafts
from api.drafting import reverse
from api.inputs import LARGEST_INT4, BookPath, LongText, NumberPath, ShortText, YearPath
from api.reach import check_readable, check_writable, sees_names
from api.reading.attachments import voucher_attachments
from api.reading.confirmations import confirmations_of, signed_of
from api.reading.draft_checks import DraftCheckRow, check_of_voucher
from api.reading.lead_groups import leads_of_voucher, seen_leads
from api.reading.leaf import leaf_of
from api.reading.names import BANK_RESULTS, PAYEES, RELATIONS
from api.reading.payments import by_document, payment_trace
from api.reading.voucher import LINES_SHOWN, voucher
from api.site import Here, Snapshot
from api.web.filters import instant_or_none
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.book.voucher import VoucherRef

router = APIRouter()

Named = Annotated[int | None, Query(ge=1, le=LARGEST_INT4)]


@router.get("/books/{book}/vouchers/{year}/{number}")
def one_voucher(
    request: Request,
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    caller: ToReadVouchers,
    snapshot: Snapshot,
    here: Here,
    lines_after: Annotated[int, Query(ge=0, le=LARGEST_INT4)] = 0,
) -> Response:
    check_readable(snapshot, caller, Permission.VOUCHER_READ, book)
    return page(
        request,
        "voucher.html",
        full=voucher(
            snapshot,
            here,
            book,
            year,
            number,
            names=sees_names(snapshot, caller, book),
            lines_after=lines_after,
        ),
        confirmations=confirmations_of(
            snapshot, here, book, year, number, names=sees_names(snapshot, caller, book)
        ),
        files=voucher_attachments(snapshot, book, year, number),
        may_attach=caller.writes_in(Permission.ATTACHMENT_WRITE, book),
        fresh=uuid4(),
        leaf=leaf_of(snapshot, book, year, number),
        check=_check(snapshot, caller, book, year, number),
        step_names={"submit": "提交", "approve": "复核"},
        may_reverse=caller.writes_in(Permission.DRAFT_WRITE, book),
        payees=PAYEES,
        bank=BANK_RESULTS,
        relations=RELATIONS,
        lines_shown=LINES_SHOWN,
        lines_after=lines_after,
        leads=seen_leads(
            snapshot, caller, book, lambda: leads_of_voucher(snapshot, book, year, number)
        ),
    )


def _check(
    snapshot: Connection, caller: Caller, book: int, year: int, number: int
) -> DraftCheckRow | None:
    """The check before posting, for those who may read drafts."""
    if not caller.may(Permission.DRAFT_READ):
        return None
    return check_of_voucher(snapshot, book, year, number)


@router.get("/books/{book}/vouchers/{year}/{number}/trace")
def trace_up(
    request: Request,
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    caller: ToTrace,
    snapshot: Snapshot,
    line: Named = None,
    entry: Named = None,
    known_at: ShortText = "",
) -> Response:
    check_readable(snapshot, caller, Permission.VOUCHER_TRACE, book)
    full = payment_trace(
        snapshot,
        caller,
        book,
        year,
        number,
        line=line,
        entry=entry,
        known_at=instant_or_none(known_at),
    )
    days = [each.happened_on for each in full.steps]
    return page(
        request,
        "trace.html",
        full=full,
        documents=by_document(full.draws),
        longest=max([each.days for each in full.stays], default=1) or 1,
        whole_days=(max(days) - min(days)).days if days and full.complete else None,
        signed=signed_of(snapshot, full.book, full.year, full.number, full.entry, full.line),
    )


@router.post("/books/{book}/vouchers/{year}/{number}/reverse")
def make_reversal(
    request: Request,
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
    reason: Annotated[LongText, Form(min_length=1)],
) -> Response:
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    key = reverse(here, snapshot, caller, book, VoucherRef(year, number), reason=reason)
    return see_other(f"/books/{book}/drafts/{key.draft}")
