"""What was done in one 核查单, step by step, and what became of each of its leads?

What was written in a step is sealed; whoever may read the case passes it in opened.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from pydantic import computed_field

from api.not_found import NotFound
from api.reading.attachments import AttachmentRow
from api.reading.cases import CaseRow, cases
from api.reading.row import Money, Row, fetch, fetch_one
from audit.cases import Disposition, Step
from audit.rule import Severity
from ledger.book.post import Connection


class CaseLeadRow(Row):
    """A lead of a case: as it came in, what the newest run says of it, what was held of it.

    `now`: same, changed (other facts), gone (no longer raised). `held_on_other_facts`: it was held
    before the facts changed.
    """

    identity: str
    rule: str
    version: int
    run: UUID
    severity: str
    title: str
    amount: Money | None
    score: int
    seq: int
    now: str
    now_run: UUID | None
    now_amount: Money | None
    disposition: str | None
    held_on_other_facts: bool

    @computed_field
    def severity_name(self) -> str:
        return Severity(self.severity).chinese

    @computed_field
    def disposition_name(self) -> str:
        return Disposition(self.disposition).chinese if self.disposition else ""


class CaseFileRow(Row):
    """A file that came with a step."""

    file: UUID
    seq: int
    digest: str
    size_bytes: int
    media_type: str
    name: str
    what: str


class CaseHeld(Row):
    """A disposition given in a step."""

    seq: int
    identity: str
    title: str
    disposition: str

    @computed_field
    def disposition_name(self) -> str:
        return Disposition(self.disposition).chinese


class CaseMoneyRow(Row):
    """An entry that brought money back. `reversed`: reversed since, so that it counts no more."""

    seq: int
    year: int
    number: int
    entry: int
    kind: str
    amount: Money
    reversed: Money


class CaseStepRow(Row):
    """A step, with its words where they were opened (null: none were written, or erased)."""

    seq: int
    kind: str
    actor: str
    role: str
    taken_at: datetime
    to_login: str | None
    to_org: str | None
    to_org_name: str | None
    due_on: date | None
    of_seq: int | None
    answered: bool
    text: str | None = None

    @computed_field
    def kind_name(self) -> str:
        return Step(self.kind).chinese

    @computed_field
    def to(self) -> str:
        return "、".join(each for each in (self.to_login, self.to_org_name) if each)


class CaseFull(CaseRow):
    """A case with all that was done. `recovered`: what came back and was not reversed since."""

    all_leads: list[CaseLeadRow]
    steps: list[CaseStepRow]
    held: list[CaseHeld]
    money: list[CaseMoneyRow]
    files: list[CaseFileRow]
    recovered: Money
    referral: str = ""
    """The last of referred, taken_over, fed_back; empty: not referred."""


def one_case(
    connection: Connection, books: list[int], book: int, case: UUID, *, said: dict[int, str]
) -> CaseFull:
    """A case with its steps. `said`: the opened words, by step. Raises NotFound."""
    found = cases(connection, [book] if book in books else [], case=case)
    if not found:
        raise NotFound("没有这份核查单")
    row = found[0]
    steps = [
        each.model_copy(update={"text": said.get(each.seq)})
        for each in steps_of(connection, book, case)
    ]
    money = fetch(connection, CaseMoneyRow, _MONEY, {"book": book, "case": case})
    referral = [each.kind for each in steps if each.kind in _REFERRAL]
    return CaseFull(
        **{name: getattr(row, name) for name in CaseRow.model_fields},
        all_leads=leads_of(connection, book, case),
        steps=steps,
        held=fetch(connection, CaseHeld, _HELD, {"book": book, "case": case}),
        money=money,
        files=files_of(connection, book, case),
        recovered=Money.of(sum(each.amount.fen - each.reversed.fen for each in money)),
        referral=referral[-1] if referral else "",
    )


def leads_of(connection: Connection, book: int, case: UUID) -> list[CaseLeadRow]:
    """The leads of a case, the highest score first."""
    return fetch(connection, CaseLeadRow, _LEADS, {"book": book, "case": case})


def steps_of(connection: Connection, book: int, case: UUID) -> list[CaseStepRow]:
    """Its steps in their order, without their words."""
    return fetch(connection, CaseStepRow, _STEPS, {"book": book, "case": case})


def files_of(connection: Connection, book: int, case: UUID) -> list[CaseFileRow]:
    """The files that came with its steps."""
    return fetch(connection, CaseFileRow, _FILES, {"book": book, "case": case})


def case_file(connection: Connection, book: int, case: UUID, file: UUID) -> AttachmentRow:
    """A file of the case, as what can be downloaded. Raises NotFound."""
    row = fetch_one(
        connection,
        AttachmentRow,
        """SELECT f.book, f.file AS attachment, NULL::bigint AS event, 'case' AS subject,
          f.case_id::text AS subject_key, encode(f.digest, 'hex') AS digest, f.size_bytes,
          f.media_type, f.name, f.what, s.actor AS added_by, s.taken_at AS added_at
        FROM audit_case_file f
        JOIN audit_case_step s ON s.book = f.book AND s.case_id = f.case_id AND s.seq = f.seq
        WHERE f.book = %(book)s AND f.case_id = %(case)s AND f.file = %(file)s""",
        {"book": book, "case": case, "file": file},
    )
    if row is None:
        raise NotFound("没有这个附件")
    return row


_REFERRAL = ("referred", "taken_over", "fed_back")

_LEADS: LiteralString = """
SELECT encode(l.identity, 'hex') AS identity, l.rule, f.version, l.run, f.severity, f.title,
  f.amount_fen AS amount, lead_score(f.severity, f.amount_fen) AS score, l.seq,
  CASE WHEN n.identity IS NULL THEN 'gone' WHEN n.fingerprint = l.fingerprint THEN 'same'
    ELSE 'changed' END AS now,
  n.run AS now_run, n.amount_fen AS now_amount, d.disposition,
  coalesce(n.fingerprint <> d.fingerprint, false) AS held_on_other_facts
FROM audit_case_lead l
JOIN finding f ON f.run = l.run AND f.book = l.book AND f.rule = l.rule AND f.identity = l.identity
LEFT JOIN newest_leads(ARRAY[%(book)s::int]) n ON n.identity = l.identity
LEFT JOIN LATERAL (SELECT p.disposition, p.fingerprint FROM audit_case_disposition p
  WHERE p.book = l.book AND p.case_id = l.case_id AND p.identity = l.identity
  ORDER BY p.seq DESC LIMIT 1) d ON true
WHERE l.book = %(book)s AND l.case_id = %(case)s
ORDER BY score DESC, l.rule, l.identity
"""

_STEPS: LiteralString = """
SELECT s.seq, s.kind, s.actor, s.role, s.taken_at, s.to_login,
  s.to_org, o.name AS to_org_name, s.due_on, s.of_seq,
  EXISTS (SELECT FROM audit_case_step r
    WHERE r.book = s.book AND r.case_id = s.case_id AND r.of_seq = s.seq) AS answered
FROM audit_case_step s LEFT JOIN organisation o ON o.org = s.to_org
WHERE s.book = %(book)s AND s.case_id = %(case)s ORDER BY s.seq
"""

_HELD: LiteralString = """
SELECT d.seq, encode(d.identity, 'hex') AS identity, f.title, d.disposition
FROM audit_case_disposition d
JOIN audit_case_lead l ON l.book = d.book AND l.case_id = d.case_id AND l.identity = d.identity
JOIN finding f ON f.run = l.run AND f.book = l.book AND f.rule = l.rule AND f.identity = l.identity
WHERE d.book = %(book)s AND d.case_id = %(case)s ORDER BY d.seq, f.rule, f.identity
"""

_MONEY: LiteralString = """
SELECT r.seq, r.year, r.number, r.entry, v.kind, r.amount_fen AS amount,
  least(r.amount_fen, coalesce((SELECT sum(e.amount_fen) FROM entry e
    WHERE e.book = %(book)s AND e.relation = 'reverses' AND e.of_year = r.year
      AND e.of_number = r.number AND e.of_entry = r.entry), 0))::bigint AS reversed
FROM (
  SELECT max(seq) AS seq, year, number, entry, sum(amount_fen)::bigint AS amount_fen
  FROM audit_case_recovery WHERE book = %(book)s AND case_id = %(case)s
  GROUP BY year, number, entry HAVING sum(amount_fen) > 0) r
JOIN voucher v ON v.book = %(book)s AND v.year = r.year AND v.number = r.number
ORDER BY r.year, r.number, r.entry
"""

_FILES: LiteralString = """
SELECT file, seq, encode(digest, 'hex') AS digest, size_bytes, media_type, name, what
FROM audit_case_file WHERE book = %(book)s AND case_id = %(case)s ORDER BY seq, file
"""
