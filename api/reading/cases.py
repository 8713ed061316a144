"""Which 核查单 are there, where does each stand, and what is overdue?"""

from __future__ import annotations

from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from pydantic import computed_field

from api.reading.row import Money, Row, fetch
from audit.cases import Stage, Step
from ledger.book.post import Connection


class CaseRow(Row):
    """A case in the list. `due_on`: the next deadline that is not met yet."""

    book: int
    book_name: str
    case_id: UUID
    year: int
    number: int
    title: str
    stage: str
    opened_by: str
    opened_at: datetime
    last_seq: int
    last_kind: str
    last_at: datetime
    leads: int
    undisposed: int
    amount: Money | None
    assigned_to: str
    due_on: date | None
    overdue: bool

    @computed_field
    def name(self) -> str:
        return f"核查〔{self.year}〕{self.number}号"

    @computed_field
    def stage_name(self) -> str:
        return Stage(self.stage).chinese

    @computed_field
    def last_name(self) -> str:
        return Step(self.last_kind).chinese


class DeadlineRow(Row):
    """What somebody was to do until a day and has not done: an assignment, or a question."""

    book: int
    book_name: str
    case_id: UUID
    year: int
    number: int
    title: str
    seq: int
    kind: str
    to_login: str | None
    to_org_name: str | None
    due_on: date
    days_late: int

    @computed_field
    def name(self) -> str:
        return f"核查〔{self.year}〕{self.number}号"

    @computed_field
    def kind_name(self) -> str:
        return Step(self.kind).chinese

    @computed_field
    def to(self) -> str:
        return "、".join(each for each in (self.to_login, self.to_org_name) if each)


def cases(
    connection: Connection,
    books: list[int],
    *,
    stage: str = "",
    overdue: bool = False,
    referred: bool = False,
    case: UUID | None = None,
    limit: int = 500,
) -> list[CaseRow]:
    """The cases of these books, the newest first."""
    return fetch(
        connection,
        CaseRow,
        _CASES,
        {
            "books": books,
            "stage": stage,
            "overdue": overdue,
            "referred": referred,
            "case": case,
            "limit": limit,
        },
    )


def deadlines(connection: Connection, books: list[int]) -> list[DeadlineRow]:
    """What is overdue today in open cases, the longest first."""
    return fetch(connection, DeadlineRow, _OVERDUE, {"books": books})


_CASES: LiteralString = """
WITH open_due AS (
  SELECT s.book, s.case_id, min(s.due_on) AS due_on
  FROM audit_case_step s
  WHERE s.book = ANY (%(books)s) AND (
    (s.kind = 'asked' AND NOT EXISTS (SELECT FROM audit_case_step r
      WHERE r.book = s.book AND r.case_id = s.case_id AND r.of_seq = s.seq))
    OR (s.kind = 'assigned' AND NOT EXISTS (SELECT FROM audit_case_step r
      WHERE r.book = s.book AND r.case_id = s.case_id AND r.kind = 'assigned' AND r.seq > s.seq)))
  GROUP BY s.book, s.case_id
)
SELECT c.book, b.name AS book_name, c.case_id, c.year, c.number, c.title, g.stage, c.opened_by,
  c.opened_at, g.last_seq, g.last_kind, g.last_at, l.leads, l.undisposed, l.amount,
  coalesce(a.to_name, '') AS assigned_to,
  CASE WHEN g.stage <> 'closed' THEN d.due_on END AS due_on,
  coalesce(g.stage <> 'closed' AND d.due_on < case_today(), false) AS overdue
FROM audit_case c
JOIN book b ON b.book = c.book
JOIN case_stages(%(books)s) g ON g.book = c.book AND g.case_id = c.case_id
LEFT JOIN open_due d ON d.book = c.book AND d.case_id = c.case_id
CROSS JOIN LATERAL (
  SELECT count(*)::int AS leads, max(f.amount_fen) AS amount,
    count(*) FILTER (WHERE NOT EXISTS (SELECT FROM audit_case_disposition p
      WHERE p.book = l.book AND p.case_id = l.case_id AND p.identity = l.identity))::int
      AS undisposed
  FROM audit_case_lead l
  JOIN finding f ON f.run = l.run AND f.book = l.book AND f.rule = l.rule
    AND f.identity = l.identity
  WHERE l.book = c.book AND l.case_id = c.case_id) l
LEFT JOIN LATERAL (
  SELECT concat_ws('、', s.to_login, o.name) AS to_name FROM audit_case_step s
  LEFT JOIN organisation o ON o.org = s.to_org
  WHERE s.book = c.book AND s.case_id = c.case_id AND s.kind = 'assigned'
  ORDER BY s.seq DESC LIMIT 1) a ON true
WHERE c.book = ANY (%(books)s) AND (%(case)s::uuid IS NULL OR c.case_id = %(case)s)
  AND (%(stage)s = '' OR g.stage = %(stage)s OR (%(stage)s = 'open' AND g.stage <> 'closed'))
  AND (NOT %(overdue)s OR (g.stage <> 'closed' AND d.due_on < case_today()))
  AND (NOT %(referred)s OR EXISTS (SELECT FROM audit_case_step s
    WHERE s.book = c.book AND s.case_id = c.case_id AND s.kind = 'referred'))
ORDER BY c.year DESC, c.book, c.number DESC LIMIT %(limit)s
"""

_OVERDUE: LiteralString = """
SELECT s.book, b.name AS book_name, s.case_id, c.year, c.number, c.title, s.seq, s.kind,
  s.to_login, o.name AS to_org_name, s.due_on,
  case_today() - s.due_on AS days_late
FROM audit_case_step s
JOIN audit_case c ON c.book = s.book AND c.case_id = s.case_id
JOIN book b ON b.book = s.book
JOIN case_stages(%(books)s) g ON g.book = s.book AND g.case_id = s.case_id AND g.stage <> 'closed'
LEFT JOIN organisation o ON o.org = s.to_org
WHERE s.book = ANY (%(books)s) AND s.due_on < case_today() AND CASE s.kind
  WHEN 'asked' THEN NOT EXISTS (SELECT FROM audit_case_step r
    WHERE r.book = s.book AND r.case_id = s.case_id AND r.of_seq = s.seq)
  ELSE NOT EXISTS (SELECT FROM audit_case_step r WHERE r.book = s.book
    AND r.case_id = s.case_id AND r.kind = 'assigned' AND r.seq > s.seq) END
ORDER BY s.due_on, s.book, c.number
"""
