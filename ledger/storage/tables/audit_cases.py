"""核查单: the work on leads up to 销号, as rows that are only ever added.

Only the functions of ../sql/audit_cases.sql write here. What people write stands in
`audit_case_private` alone, sealed: it names persons. The state of a case, of a lead and of a
suppression is never stored; it follows from the steps.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, fen, instant, octets, refers


class AuditCase(Row, table=True):
    """核查单: one matter of one book, known to people by year and number. `title` names nobody."""

    __tablename__ = "audit_case"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "year", "number", name="audit_case_number_is_one"),
        CheckConstraint("title <> '' AND number > 0", name="audit_case_has_title"),
        refers("audit_case_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    year: int
    number: int
    title: str
    opened_by: str
    opened_at: datetime = instant()


class AuditCaseStep(Row, table=True):
    """One step of a case, from `opened` (seq 0) to `closed`; which may follow which: `case_step`.

    `of_seq`: the question that a reply answers. `maker`: who asked for what a second person
    decides by this step. `to_login`, `to_org`: who is to act, until `due_on`.
    """

    __tablename__ = "audit_case_step"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "kind IN ('opened', 'widened', 'assigned', 'asked', 'replied', 'disposed',"
            " 'recovered', 'recovery_undone', 'referred', 'taken_over', 'fed_back',"
            " 'close_asked', 'close_refused', 'closed', 'reopened')",
            name="audit_case_step_known",
        ),
        CheckConstraint(
            "seq >= 0 AND (seq = 0) = (kind = 'opened')", name="audit_case_step_opens_once"
        ),
        CheckConstraint(
            "CASE WHEN kind IN ('close_refused', 'closed') THEN (maker <> actor) IS TRUE"
            " ELSE maker IS NULL END",
            name="audit_case_closed_by_second_person",
        ),
        CheckConstraint(
            "CASE WHEN kind IN ('assigned', 'asked') THEN due_on IS NOT NULL"
            " AND num_nonnulls(to_login, to_org) > 0"
            " ELSE num_nonnulls(due_on, to_login, to_org) = 0 END",
            name="audit_case_step_has_addressee",
        ),
        CheckConstraint(
            "(kind = 'replied') = (of_seq IS NOT NULL)", name="audit_case_reply_answers"
        ),
        refers("audit_case_step_case", "book case_id", "audit_case"),
        refers("audit_case_step_of", "book case_id of_seq", "audit_case_step", "book case_id seq"),
        Index("audit_case_step_to_login", "book", "to_login"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    actor: str
    role: str
    taken_at: datetime = instant()
    to_login: str | None = Field(default=None)
    to_org: str | None = Field(default=None)
    due_on: date | None = Field(default=None)
    of_seq: int | None = Field(default=None)
    maker: str | None = Field(default=None)


class AuditCaseLead(Row, table=True):
    """A lead that a case is about, as the newest run stated it when it came in by step `seq`."""

    __tablename__ = "audit_case_lead"
    __table_args__: ClassVar[Any] = (
        refers("audit_case_lead_step", "book case_id seq", "audit_case_step"),
        refers("audit_case_lead_finding", "run book rule identity", "finding"),
        Index("audit_case_lead_by_identity", "book", "identity"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    identity: bytes = octets(primary_key=True)
    seq: int
    rule: str
    run: UUID
    fingerprint: bytes = octets()


class AuditCaseDisposition(Row, table=True):
    """认定: what the auditor held of one lead, on the facts of this fingerprint. The last counts.

    upheld 属实, unfounded 不属实, permitted 政策允许, rectified 已整改.
    """

    __tablename__ = "audit_case_disposition"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "disposition IN ('upheld', 'unfounded', 'permitted', 'rectified')",
            name="audit_case_disposition_known",
        ),
        refers("audit_case_disposition_step", "book case_id seq", "audit_case_step"),
        refers("audit_case_disposition_lead", "book case_id identity", "audit_case_lead"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    identity: bytes = octets(primary_key=True)
    disposition: str
    fingerprint: bytes = octets()


class AuditCaseRecovery(Row, table=True):
    """追回: an entry by which money came back; a negative amount takes a wrong link off again."""

    __tablename__ = "audit_case_recovery"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("amount_fen <> 0", name="audit_case_recovery_has_amount"),
        refers("audit_case_recovery_step", "book case_id seq", "audit_case_step"),
        Index("audit_case_recovery_by_entry", "book", "year", "number", "entry"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    amount_fen: int = fen()


class AuditCaseFile(Row, table=True):
    """A file that came with a step, by the SHA-256 of its bytes in the content store."""

    __tablename__ = "audit_case_file"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "octet_length(digest) = 32 AND size_bytes > 0", name="audit_case_file_is_a_file"
        ),
        refers("audit_case_file_step", "book case_id seq", "audit_case_step"),
        Index("audit_case_file_by_case", "book", "case_id"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    file: UUID = Field(primary_key=True)
    case_id: UUID
    seq: int
    digest: bytes = octets()
    size_bytes: int = big()
    media_type: str
    name: str
    what: str


class AuditCasePrivate(Row, table=True):
    """What was written in a step, sealed: questions, answers and reasons name persons."""

    __tablename__ = "audit_case_private"
    __table_args__: ClassVar[Any] = (
        refers("audit_case_private_step", "book case_id seq", "audit_case_step"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    sealed: bytes = octets()


class AuditSuppression(Row, table=True):
    """暂不提示: one asks that a rule keep silent of one subject until a day.

    `reason` names nobody: it is kept for ever.
    """

    __tablename__ = "audit_suppression"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("reason <> ''", name="audit_suppression_has_reason"),
        refers("audit_suppression_book", "book", "book"),
        Index("audit_suppression_by_identity", "book", "identity"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    suppression: UUID = Field(primary_key=True)
    rule: str
    identity: bytes = octets()
    run: UUID
    reason: str
    until_on: date
    asked_by: str
    asked_at: datetime = instant()


class AuditSuppressionStep(Row, table=True):
    """What became of it: approved or rejected by a second person (seq 1), ended early (seq 2)."""

    __tablename__ = "audit_suppression_step"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "CASE action WHEN 'approve' THEN seq = 1 WHEN 'reject' THEN seq = 1"
            " WHEN 'end' THEN seq = 2 ELSE false END",
            name="audit_suppression_action_known",
        ),
        CheckConstraint(
            "action = 'end' OR actor <> maker", name="audit_suppression_by_second_person"
        ),
        CheckConstraint("action = 'approve' OR reason <> ''", name="audit_suppression_no_says_why"),
        refers("audit_suppression_step_of", "book suppression", "audit_suppression"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    suppression: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    action: str
    actor: str
    maker: str
    reason: str
    taken_at: datetime = instant()
