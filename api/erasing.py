"""Who asks that personal data be erased, who decides, and who takes out a person's own data?

A township asks for persons of its place, a finance maker for those of his book; a finance checker
of the book, another person, decides and carries it out. That the role is right is asked here and,
of the decider, again in SQL (`erase` → `check_actor`).
"""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from api.access import Caller, Permission
from api.household_reach import check_person, person_readable
from api.not_found import NotFound
from api.reach import check_writable
from api.reading.row import Row
from api.site import Site
from ledger.book.erasure import (
    NOT_ERASED,
    ErasureRequestUnknown,
    RequestView,
    decide_erasure,
    erase,
    erasure_reach,
    erasure_requests,
    request_erasure,
)
from ledger.book.personal_data import PersonalData, take_personal_data
from ledger.book.post import Actor, Connection
from ledger.register.known import ledger_now
from ledger.storage.database import unit_of_work


class Reached(Row):
    """Rows of one kind that an erasure deletes."""

    kind: str
    rows: int


class Kept(Row):
    """What an erasure leaves, and why."""

    what: str
    why: str


class ErasurePreview(Row):
    """What would be erased of a person now, and what cannot be."""

    person: UUID
    household: UUID | None
    erased: list[Reached]
    kept: list[Kept]


def preview(
    site: Site, caller: Caller, permission: Permission, book: int, person: UUID
) -> ErasurePreview:
    """Raises NotFound."""
    with Session(site.engine) as work:
        homes = check_person(work, caller, permission, book, person, known_at=ledger_now(work))
        found = erasure_reach(work, book, person)
    return ErasurePreview(
        person=person,
        household=homes[-1] if homes else None,
        erased=[Reached(kind=kind, rows=rows) for kind, rows in found],
        kept=[Kept(what=what, why=why) for what, why in NOT_ERASED],
    )


def ask(site: Site, caller: Caller, book: int, person: UUID, *, reason: str) -> UUID:
    """Returns the key of the request. Raises NotFound, ErasureNeedsReason."""
    with unit_of_work(site.engine) as work:
        now = ledger_now(work)
        check_person(work, caller, Permission.ERASURE_REQUEST, book, person, known_at=now)
        return request_erasure(work, book, person, reason=reason, actor=caller.login)


def decide(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    request: UUID,
    *,
    approve: bool,
    reason: str,
) -> None:
    """Decide, and carry an approval out at once; an approval that was not carried out (the machine
    stopped between the two) is carried out by approving again.

    Raises BookOutOfReach, and what `decide_erasure` and `erase` raise.
    """
    check_writable(snapshot, caller, Permission.ERASURE_DECIDE, book)
    with unit_of_work(site.engine) as work:
        asked = _request(work, book, request)
        waiting = asked.state == "approved" and asked.checker == caller.login
        if not (approve and waiting):
            decide_erasure(work, book, request, approve=approve, actor=caller.login, reason=reason)
    if approve:
        actor = Actor(asked.maker, caller.login, caller.scope(Permission.ERASURE_DECIDE).books)
        with site.system.database.connect() as connection:
            erase(connection, book, request, actor)


def requests(site: Site, caller: Caller, book: int) -> list[RequestView]:
    """Those of the caller's book, or of persons in his reach, the newest first."""
    shown = []
    with Session(site.engine) as work:
        now = ledger_now(work)
        covered = book in caller.scope(Permission.ERASURE_READ).books
        for each in erasure_requests(work, book):
            if covered or person_readable(
                work, caller, Permission.ERASURE_READ, book, each.person, known_at=now
            ):
                shown.append(each)
    return shown


def one_request(site: Site, caller: Caller, book: int, request: UUID) -> RequestView:
    """Raises NotFound."""
    for each in requests(site, caller, book):
        if each.request == request:
            return each
    raise NotFound(f"没有删除申请 {request}", request=str(request))


def personal_data(
    site: Site, caller: Caller, book: int, person: UUID, *, purpose: str
) -> PersonalData:
    """All that is kept about the person; the access is recorded. Raises NotFound,
    AccessNeedsPurpose."""
    with unit_of_work(site.engine) as work:
        now = ledger_now(work)
        check_person(work, caller, Permission.PERSON_EXPORT, book, person, known_at=now)
        return take_personal_data(
            work,
            site.system.sealer,
            book,
            person,
            actor=caller.login,
            purpose=purpose,
            now=now,
        )


def _request(work: Session, book: int, request: UUID) -> RequestView:
    for each in erasure_requests(work, book):
        if each.request == request:
            return each
    raise ErasureRequestUnknown("没有这份删除申请", request=str(request))
