"""What does a step of a draft take? The checks of reach, then the ledger's own function, committed.

The API and the pages do the same steps through the same functions.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import psycopg

from api.access import Caller, Permission
from api.draft_checking import explain_leads
from api.reach import check_writable
from api.reading.inbound import one_inbound, receipt
from api.site import Site, today
from ledger.book.books import deliver
from ledger.book.drafts import (
    DraftKey,
    NewDraft,
    approve,
    approved_postings,
    reject,
    save,
    submit,
    view,
    withdraw,
)
from ledger.book.post import Connection, Posted
from ledger.book.reverse import reversal
from ledger.book.voucher import Voucher, VoucherRef
from ledger.storage.database import unit_of_work
from ledger.values.kinds import VoucherKind


def write(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    voucher: Voucher,
    *,
    title: str,
    draft: UUID | None = None,
    document: UUID | None = None,
) -> DraftKey:
    """A new draft, or a new version of one, made by the caller."""
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    new = NewDraft(voucher, title, document=document, draft=draft)
    with unit_of_work(site.engine) as work:
        if draft is not None:
            view(work, book, draft)
        return save(
            work,
            book,
            [new],
            maker=caller.login,
            today=today(snapshot),
            sealer=site.system.sealer,
        )[0]


def receive(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    origin: tuple[int, int, int, int],
    *,
    amount_fen: int,
    received_on: date,
    doc_no: str,
) -> DraftKey:
    """A draft that receives some of what another book passed down or sent back. Raises NotFound."""
    row = one_inbound(snapshot, book, origin)
    voucher = receipt(snapshot, row, amount_fen=amount_fen, received_on=received_on, doc_no=doc_no)
    title = f"收到 {row.origin_name} {'退回' if row.upward else '下达'} {row.doc_no}"
    return write(site, snapshot, caller, book, voucher, title=title[:200])


def reverse(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    of: VoucherRef,
    *,
    reason: str,
) -> DraftKey:
    """A draft that reverses a voucher. Raises ReversedUnknown."""
    on = today(snapshot)
    voucher = reversal(
        snapshot, book, of, fiscal_year=max(of.year, on.year), happened_on=on, memo=reason
    )
    title = f"红冲 {of.year} 年第 {of.number} 号凭证"
    return write(site, snapshot, caller, book, voucher, title=title)


def take_step(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    key: DraftKey,
    step: str,
    *,
    reason: str = "",
) -> list[Posted]:
    """submit, withdraw, approve, reject or post. Posting answers the voucher, others nothing.

    Raises LeadsUnexplained where the rules find something and no reason is given.
    """
    deciding = step in ("approve", "reject", "post")
    needed = Permission.DRAFT_DECIDE if deciding else Permission.DRAFT_WRITE
    check_writable(snapshot, caller, needed, key.book)
    if step == "post":
        return _post(site, caller, key)
    if step in ("submit", "approve"):
        explain_leads(site, snapshot, caller, key, step, reason)
    with unit_of_work(site.engine) as work:
        if step == "submit":
            submit(work, [key], actor=caller.login, reason=reason)
        elif step == "withdraw":
            withdraw(work, [key], actor=caller.login)
        elif step == "approve":
            approve(work, [key], checker=caller.login, reason=reason)
        elif step == "reject":
            reject(work, [key], checker=caller.login, reason=reason)
        else:
            raise ValueError(step)
    return []


def _post(site: Site, caller: Caller, key: DraftKey) -> list[Posted]:
    """Approvals are committed before; what was passed down or sent back is delivered after.

    The voucher shares a call with those of others that come at the same moment; its answer is that
    of posting it alone. A connection that broke says nothing of what became of it: asked once
    more under the same key, the ledger tells, or posts it now.
    """
    with site.system.database.connect() as connection:
        with unit_of_work(site.engine) as work:
            (posting,) = approved_postings(
                connection,
                work,
                [key],
                checker=caller.login,
                reach=caller.scope(Permission.DRAFT_DECIDE).books,
            )
        assert posting.actor is not None
        try:
            posted = site.coalescer.post(key.book, posting, posting.actor)
        except psycopg.OperationalError:
            posted = site.coalescer.post(key.book, posting, posting.actor)
        if posting.voucher.kind in (VoucherKind.PASS_DOWN, VoucherKind.SEND_BACK):
            deliver(connection, key.book)
    return [posted]
