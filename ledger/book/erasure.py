"""How are the personal data of one person erased, so that ledger and proofs stay whole?

One asks (乡镇 or 财政经办), another decides (财政复核 of the book); an administrator does neither.
An approval carries the erasure out: sealed rows of the person go, an event with a leaf is recorded.
Rows, numbers, amounts, digests and commitments stay, so every old leaf verifies as before.

What is not erased, and why, is said to whoever asks and decides: `NOT_ERASED`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import select, text
from sqlmodel import Session, col

from ledger.book.books import Recorded
from ledger.book.post import Actor, Connection
from ledger.book.refusals import refusal_of
from ledger.register.known import ledger_now
from ledger.storage.tables import Erasure, ErasureDecision, ErasureRequest, Person
from ledger.values.canonical import canonical
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text

KINDS: Final = {
    "identities": "姓名和证件号码",
    "phones": "电话",
    "cards": "本人银行卡号",
    "household_rows": "住址和致贫原因（户内再没有其他人登记）",
    "payment_lines": "发放明细中的收款人姓名和卡号",
    "confirmations": "本人签收时的签名和备注",
    "duties": "作为责任人的姓名和联系方式（按证件号码找到）",
    "organisations": "作为单位法定代表人的登记（按证件号码找到，含该单位登记的账号、电话和地址）",
}
"""What an erasure deletes, by the kind that SQL counts, in the words of the page."""

NOT_ERASED: Final = (
    ("台账中的金额、日期、项目和户编号", "不含姓名；删去则账不能平，存证不能核对"),
    ("发放明细中银行卡的加密摘要", "没有密钥不能还原；用来查重复发放"),
    ("成员关系、年度收入、退出步骤", "只有编号，不含姓名；属于全户的记录"),
    ("凭证备注中由经办人写入的文字", "不能按人查找；录入时就不应写姓名"),
    ("代他人签收时的签名", "只存加密姓名，没有编号，不能按人查找"),
    ("已登记公示的全文、异议的姓名和内容", "没有按人的摘要，不能按人查找；由登记单位另行处理"),
    ("核查单里的问题、答复和理由", "加密保存，没有按人的摘要，不能按人查找；由审计机关另行处理"),
    ("附件（扫描件、照片、签字表）", "按原件存证，系统不改写文件内容"),
    ("外部名单比对用的加密摘要", "本来就不存姓名和号码"),
    ("纸质公示、备份介质和系统外的文件", "不在系统之内，由保管单位按规定处理"),
)
"""What an erasure leaves, and why, in the words of the page."""


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
    erased: tuple[tuple[str, int], ...] = ()


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


def erasure_reach(work: Session, book: int, person: UUID) -> list[tuple[str, int]]:
    """How many sealed rows of each kind an erasure of this person would delete now."""
    found = {
        str(kind): int(rows)
        for kind, rows in work.execute(
            text("SELECT kind, rows FROM erasure_reach(:book, :person)"),
            {"book": book, "person": person},
        )
    }
    return [(name, found[kind]) for kind, name in KINDS.items()]


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
        tuple((name, int(getattr(done, kind))) for kind, name in KINDS.items()) if done else (),
    )
