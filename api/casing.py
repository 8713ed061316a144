"""What does a step of a 核查单 take? Reach, then the database's own function.

Auditors work on the cases of the books in their reach; an inspector takes over what was referred;
whoever was asked replies. Whether a step may follow is asked in SQL. The API and the pages go
through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO
from uuid import UUID, uuid5

from api.access import Caller, Permission, Role
from api.reach import check_readable, reachable_books
from api.reading.one_case import CaseFull, one_case
from api.reading.questions import QuestionFull, one_question
from api.recording import plain_name, store_file
from api.site import Site
from audit.cases import CaseActor, CaseFile, NewStep, open_case, take_step, texts_of
from audit.suppressions import Action, ask_suppression, decide_suppression
from ledger.book.post import Connection

_REPLY_ROLES = (
    Role.FINANCE_MAKER,
    Role.FINANCE_CHECKER,
    Role.PROJECT_DEPARTMENT,
    Role.TOWNSHIP,
    Role.VILLAGE,
)


def auditor(snapshot: Connection, caller: Caller, book: int) -> CaseActor:
    """The caller as the database asks for him. Raises BookUnknown out of reach."""
    check_readable(snapshot, caller, Permission.CASE_WRITE, book)
    reach = reachable_books(snapshot, caller, Permission.CASE_WRITE)
    return CaseActor(caller.login, Role.AUDITOR.value, reach)


def inspector(snapshot: Connection, caller: Caller, book: int) -> CaseActor:
    """The same of an inspector."""
    check_readable(snapshot, caller, Permission.CASE_TAKE, book)
    reach = reachable_books(snapshot, caller, Permission.CASE_TAKE)
    return CaseActor(caller.login, Role.INSPECTOR.value, reach)


def asked(caller: Caller) -> CaseActor:
    """The same of somebody who was asked: that he was is checked with the step."""
    role = next(grant.role for grant in caller.grants if grant.role in _REPLY_ROLES)
    return CaseActor(caller.login, role.value)


def begin(
    site: Site,
    book: int,
    case: UUID,
    *,
    by: CaseActor,
    title: str,
    leads: Sequence[bytes],
    text: str = "",
) -> int:
    """Open a case. Returns its number of the year. Raises what `open_case` raises."""
    with site.system.database.connect() as connection:
        return open_case(
            connection, book, case, title=title, leads=leads, by=by, sealer=site.system.sealer,
            text=text,
        )  # fmt: skip


def go_on(site: Site, book: int, case: UUID, new: NewStep, *, by: CaseActor) -> int:
    """Take a step. Returns its number. Raises what `take_step` raises."""
    with site.system.database.connect() as connection:
        return take_step(connection, book, case, new, by=by, sealer=site.system.sealer)


def stored_files(
    site: Site, case: UUID, after_seq: int, files: Iterable[tuple[str, BinaryIO]], *, what: str
) -> list[CaseFile]:
    """Uploaded files, stored; the same file with the same step has the same key."""
    found = []
    for name, file in files:
        stored = store_file(site, file)
        key = uuid5(case, f"{after_seq + 1}:{stored.digest.hex()}")
        found.append(CaseFile(key, stored, plain_name(name), what))
    return list({each.file: each for each in found}.values())


def full_case(site: Site, snapshot: Connection, caller: Caller, book: int, case: UUID) -> CaseFull:
    """A case with its words opened. Raises BookUnknown, NotFound."""
    check_readable(snapshot, caller, Permission.CASE_READ, book)
    return one_case(snapshot, [book], book, case, said=_said(site, book, case))


def full_question(
    site: Site, snapshot: Connection, caller: Caller, book: int, case: UUID, seq: int
) -> QuestionFull:
    """A question that the caller was asked. Raises NotFound."""
    return one_question(snapshot, caller.login, book, case, seq, said=_said(site, book, case))


def suppress(
    site: Site,
    book: int,
    suppression: UUID,
    *,
    by: CaseActor,
    identity: bytes,
    until_on: date,
    reason: str,
) -> None:
    """Ask that a lead be suppressed. Raises what `ask_suppression` raises."""
    with site.system.database.connect() as connection:
        ask_suppression(
            connection, book, suppression, identity=identity, until_on=until_on, reason=reason,
            by=by,
        )  # fmt: skip


def decide_on(
    site: Site, book: int, suppression: UUID, action: Action, *, by: CaseActor, reason: str
) -> None:
    """Approve, reject or end a suppression. Raises what `decide_suppression` raises."""
    with site.system.database.connect() as connection:
        decide_suppression(connection, book, suppression, action, by=by, reason=reason)


def _said(site: Site, book: int, case: UUID) -> dict[int, str]:
    with site.system.database.connect() as connection:
        return texts_of(connection, site.system.sealer, book, case)
