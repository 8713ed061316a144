"""核查单: how is a case opened, and how does it go on, step by step, up to 销号?

Each step is one call of the database's `case_step`, which decides whether it may follow; nothing is
ever changed. What is written in a step is sealed here, bound to its place.

    在查 (assigned, asked → replied, disposed, recovered, referred → taken_over → fed_back …)
      → close_asked → closed, by a second person (or close_refused: back to 在查)
      closed → reopened → 在查
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

import psycopg

import audit.case_refusals  # noqa: F401  (its classes are what refusal_of finds)
from ledger.book.post import Connection
from ledger.book.refusals import refusal_of
from ledger.storage.attachments import Stored
from ledger.storage.sealing import Sealer
from ledger.values.text import clean_text


class Step(StrEnum):
    """One kind of step. In Chinese as people call it."""

    OPENED = "opened"
    WIDENED = "widened"
    ASSIGNED = "assigned"
    ASKED = "asked"
    REPLIED = "replied"
    DISPOSED = "disposed"
    RECOVERED = "recovered"
    RECOVERY_UNDONE = "recovery_undone"
    REFERRED = "referred"
    TAKEN_OVER = "taken_over"
    FED_BACK = "fed_back"
    CLOSE_ASKED = "close_asked"
    CLOSE_REFUSED = "close_refused"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def chinese(self) -> str:
        return STEP_CHINESE[self]


STEP_CHINESE = {
    Step.OPENED: "立单",
    Step.WIDENED: "并入疑点",
    Step.ASSIGNED: "交办",
    Step.ASKED: "要求说明",
    Step.REPLIED: "答复",
    Step.DISPOSED: "认定",
    Step.RECOVERED: "追回",
    Step.RECOVERY_UNDONE: "撤销追回",
    Step.REFERRED: "移送纪检",
    Step.TAKEN_OVER: "纪检受理",
    Step.FED_BACK: "纪检反馈",
    Step.CLOSE_ASKED: "申请销号",
    Step.CLOSE_REFUSED: "不予销号",
    Step.CLOSED: "销号",
    Step.REOPENED: "重新核查",
}


class Stage(StrEnum):
    """Where a case stands."""

    WORKING = "working"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def chinese(self) -> str:
        return {"working": "在查", "closing": "待销号", "closed": "已销号"}[self.value]


class Disposition(StrEnum):
    """What was held of a lead."""

    UPHELD = "upheld"
    UNFOUNDED = "unfounded"
    PERMITTED = "permitted"
    RECTIFIED = "rectified"

    @property
    def chinese(self) -> str:
        return {
            "upheld": "属实",
            "unfounded": "不属实",
            "permitted": "政策允许",
            "rectified": "已整改",
        }[self.value]


class LeadState(StrEnum):
    """What is being done about a lead of the newest run."""

    NEW = "new"
    IN_CASE = "in_case"
    SETTLED = "settled"
    REOPENED = "reopened"
    SUPPRESSED = "suppressed"

    @property
    def chinese(self) -> str:
        return {
            "new": "待核查",
            "in_case": "核查中",
            "settled": "已办结",
            "reopened": "事实有变，重新提出",
            "suppressed": "暂不提示",
        }[self.value]


@dataclass(frozen=True, slots=True)
class CaseActor:
    """Who takes a step, in which role, and the books that he may audit."""

    login: str
    role: str
    reach: Sequence[int] = ()

    def as_json(self) -> str:
        return json.dumps(
            {"login": self.login, "role": self.role, "reach": list(self.reach)},
            ensure_ascii=False,
        )


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file that comes with a step. `file` is given by the sender; `what` says what it is."""

    file: UUID
    stored: Stored
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """A voucher that brought money back; without an entry all of its entries are meant."""

    year: int
    number: int
    entry: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A step. `after_seq`: the last step that its author has seen. `text` is sealed."""

    kind: Step
    after_seq: int
    text: str = field(default="", repr=False)
    to_login: str = ""
    to_org: str = ""
    due_on: date | None = None
    of_seq: int | None = None
    leads: Sequence[bytes] = ()
    dispositions: Sequence[tuple[bytes, Disposition]] = ()
    recoveries: Sequence[MoneyBack] = ()
    files: Sequence[CaseFile] = ()


def open_case(
    connection: Connection,
    book: int,
    case: UUID,
    *,
    title: str,
    leads: Sequence[bytes],
    by: CaseActor,
    sealer: Sealer,
    text: str = "",
) -> int:
    """Open a case on leads of the newest run, by their identities. Returns its number of the year.

    The same again returns the same number. `title` names nobody: it is not sealed.
    Raises CaseWithoutLead, CaseLeadUnknown, CaseLeadTaken, CaseLeadSettled, CaseSaysNothing, and
    what is refused to the wrong person.
    """
    row: dict[str, object] = {
        "title": clean_text(title),
        "leads": [each.hex() for each in leads],
        **_sealed(sealer, book, case, 0, text),
    }
    try:
        found = connection.execute(
            "SELECT open_case(%s, %s, %s::jsonb, %s::jsonb)",
            [book, case, by.as_json(), json.dumps(row, ensure_ascii=False)],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert found is not None
    return int(found[0])


def take_step(
    connection: Connection, book: int, case: UUID, new: NewStep, *, by: CaseActor, sealer: Sealer
) -> int:
    """Take one step. Returns its number. Raises what audit/case_refusals.py lists."""
    row: dict[str, object] = {
        "kind": new.kind.value,
        "after_seq": new.after_seq,
        "leads": [each.hex() for each in new.leads],
        "dispositions": [
            {"identity": identity.hex(), "disposition": held.value}
            for identity, held in new.dispositions
        ],
        "recoveries": [
            {"year": each.year, "number": each.number, "entry": each.entry}
            for each in new.recoveries
        ],
        "files": [
            {
                "file": str(each.file),
                "digest": "\\x" + each.stored.digest.hex(),
                "size_bytes": each.stored.size_bytes,
                "media_type": each.stored.media_type,
                "name": each.name,
                "what": each.what,
            }
            for each in new.files
        ],
        **_sealed(sealer, book, case, new.after_seq + 1, new.text),
    }
    row |= {
        name: value
        for name, value in (
            ("to_login", new.to_login or None),
            ("to_org", new.to_org or None),
            ("due_on", new.due_on.isoformat() if new.due_on else None),
            ("of_seq", new.of_seq),
        )
        if value is not None
    }
    try:
        found = connection.execute(
            "SELECT case_step(%s, %s, %s::jsonb, %s::jsonb)",
            [book, case, by.as_json(), json.dumps(row, ensure_ascii=False)],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert found is not None
    return int(found[0])


def texts_of(connection: Connection, sealer: Sealer, book: int, case: UUID) -> dict[int, str]:
    """What was written in each step, by its number; erased ones are left out. Raises SealBroken."""
    rows = connection.execute(
        "SELECT seq, sealed FROM audit_case_private WHERE book = %s AND case_id = %s",
        [book, case],
    ).fetchall()
    return {
        seq: sealer.open(bytes(sealed), associated=_place(book, case, seq)) for seq, sealed in rows
    }


def _sealed(sealer: Sealer, book: int, case: UUID, seq: int, text: str) -> dict[str, object]:
    clean = clean_text(text)
    if not clean:
        return {}
    sealed = sealer.seal(clean, associated=_place(book, case, seq))
    return {"sealed": "\\x" + sealed.hex()}


def _place(book: int, case: UUID, seq: int) -> str:
    return f"case/{book}/{case}/{seq}"
