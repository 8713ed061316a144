"""How are the personal data of one person erased, so that ledger and proofs stay whole?

One asks (乡镇 or 财政经办), another decides (财政复核 of the book); an administrator does neither.
An approval carries the erasure out: sealed rows of the person go, an event with a leaf is recorded.
Rows, numbers, amounts, digests and commitments stay, so every old leaf verifies as before.

Not erased, and said so to whoever asks: the fact that some member of the household was paid (a key
without a name), keyed hashes of cards at payment lines, memos that a clerk wrote into a voucher,
copies on paper, in backups and in workbooks outside this system.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import select
from sqlmodel import Session, col

from ledger.book.books import Recorded
from ledger.book.post import Actor, Connection
from ledger.book.refusals import refusal_of
from ledger.register.known import ledger_now
from ledger.storage.tables import Erasure, ErasureDecision, ErasureRequest, Person
from ledger.values.canonical import canonical
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text

NOT_ERASED = (
    "台账中的金额、日期、项目和户编号（不含姓名）",
    "发放明细中银行卡的加密摘要（没有密钥不能还原）",
    "凭证备注中由经办人写入的文字",
    "已张贴的纸质公示、备份介质和系统外的文件",
)
"""What an erasure leaves, in the words of the page."""


class ErasurePersonUnknown(Refusal):
    """An erasure is of a registered person."""


class ErasureRequestUnknown(Refusal):
    """A decision is about a request of this book."""


class ErasureDecidedAlready(Refusal):
    """A request is decided once."""


class ErasureNeedsReason(Refusal):
    """A request says why; a rejection too."""


class ErasureByOnePerson(Refusal):
    """Whoever asked does not decide."""


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request, what was decided, and what an erasure took away. `state`: open, approved (the
    erasure is still to be carried out), rejected, erased."""

    book: int
    request: UUID
    person: UUID
    reason: str
    maker: str
    requested_at: datetime
    state: Literal["open", "approved", "rejected", "erased"]
    checker: str = ""
    decided_reason: str = ""
    event: int | None = None
    payment_lines: int = 0


def request_erasure(work: Session, book: int, person: UUID, *, reason: str, actor: str) -> UUID:
    """Ask for it. Returns the key of the request. `reason` names no person: it is kept for ever.

    Raises ErasurePersonUnknown, ErasureNeedsReason.
    """
    if not clean_text(reason):
        raise ErasureNeedsReason("请写明删除的理由")
    if work.get(Person, (book, person)) is None:
        raise ErasurePersonUnknown("没有登记这个人", person=str(person))
    request = uuid4()
    work.add(
        ErasureRequest(
            book=book,
            request=request,
            person=person,
            reason=clean_text(reason),
            actor=actor,
            requested_at=ledger_now(work),
        )
    )
    return request


def decide_erasure(
    work: Session,
    book: int,
    request: UUID,
    *,
    approve: bool,
    actor: str,
    reason: str = "",
) -> None:
    """Approve or reject, once. An approval is carried out by `erase`.

    Raises ErasureRequestUnknown, ErasureByOnePerson, ErasureDecidedAlready, ErasureNeedsReason.
    """
    asked = work.get(ErasureRequest, (book, request))
    if asked is None:
        raise ErasureRequestUnknown("没有这份删除申请", request=str(request))
    if asked.actor == actor:
        raise ErasureByOnePerson(f"申请人和决定人不能是同一人（{actor}）", actor=actor)
    if work.get(ErasureDecision, (book, request)) is not None:
        raise ErasureDecidedAlready("这份申请已经有了决定", request=str(request))
    if not approve and not clean_text(reason):
        raise ErasureNeedsReason("请写明不同意的理由")
    work.add(
        ErasureDecision(
            book=book,
            request=request,
            action="approve" if approve else "reject",
            actor=actor,
            reason=clean_text(reason),
            decided_at=ledger_now(work),
        )
    )


def erase(connection: Connection, book: int, request: UUID, actor: Actor) -> Recorded:
    """Carry out an approved request; the same again returns the event it drew then.

    Raises ErasureNotApproved, and what `post()` says of an actor.
    """
    body = canonical({"kind": "erasure", "request": str(request)})
    try:
        found = connection.execute(
            "SELECT event, recorded_at, replayed FROM erase(%s, %s, %s::jsonb, %s, %s)",
            [
                book,
                request,
                json.dumps(
                    {
                        "maker": actor.maker,
                        "checker": actor.checker,
                        "role": actor.role,
                        "reach": list(actor.reach),
                    },
                    ensure_ascii=False,
                ),
                hashlib.sha256(body).digest(),
                body.decode(),
            ],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert found is not None
    return Recorded(*found)


def erasure_requests(work: Session, book: int) -> list[RequestView]:
    """The requests of the book, the newest first."""
    rows = work.execute(
        select(ErasureRequest, ErasureDecision, Erasure)
        .outerjoin(
            ErasureDecision,
            (col(ErasureDecision.book) == col(ErasureRequest.book))
            & (col(ErasureDecision.request) == col(ErasureRequest.request)),
        )
        .outerjoin(
            Erasure,
            (col(Erasure.book) == col(ErasureRequest.book))
            & (col(Erasure.request) == col(ErasureRequest.request)),
        )
        .where(col(ErasureRequest.book) == book)
        .order_by(col(ErasureRequest.requested_at).desc(), col(ErasureRequest.request))
    )
    return [_view(asked, decided, done) for asked, decided, done in rows]


def _view(
    asked: ErasureRequest, decided: ErasureDecision | None, done: Erasure | None
) -> RequestView:
    state: Literal["open", "approved", "rejected", "erased"] = "open"
    if done is not None:
        state = "erased"
    elif decided is not None:
        state = "approved" if decided.action == "approve" else "rejected"
    return RequestView(
        asked.book,
        asked.request,
        asked.person,
        asked.reason,
        asked.actor,
        asked.requested_at,
        state,
        decided.actor if decided else "",
        decided.reason if decided else "",
        done.event if done else None,
        done.payment_lines if done else 0,
    )
