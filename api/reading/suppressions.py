"""Which rules keep silent of which subjects, until when, and who approved it?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, LiteralString
from uuid import UUID

from pydantic import computed_field

from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection


class SuppressionRow(Row):
    """A suppression with what became of it. `state`: asked, approved, rejected, ended, expired."""

    book: int
    book_name: str
    suppression: UUID
    rule: str
    identity: str
    run: UUID
    title: str
    amount: Money | None
    reason: str
    until_on: date
    asked_by: str
    asked_at: datetime
    state: Literal["asked", "approved", "rejected", "ended", "expired"]
    decided_by: str | None
    decided_at: datetime | None
    decided_reason: str | None

    @computed_field
    def state_name(self) -> str:
        return SUPPRESSION_STATES[self.state]


SUPPRESSION_STATES = {
    "asked": "待批准",
    "approved": "生效",
    "rejected": "不同意",
    "ended": "提前结束",
    "expired": "已到期",
}


def suppressions(connection: Connection, books: list[int]) -> list[SuppressionRow]:
    """Those that wait, then those in force, then the others, the newest first."""
    return fetch(connection, SuppressionRow, _SUPPRESSIONS, {"books": books})


_SUPPRESSIONS: LiteralString = """
SELECT s.book, b.name AS book_name, s.suppression, s.rule, encode(s.identity, 'hex') AS identity,
  s.run, f.title, f.amount_fen AS amount, s.reason, s.until_on, s.asked_by, s.asked_at,
  CASE WHEN d.action IS NULL THEN 'asked' WHEN d.action = 'reject' THEN 'rejected'
    WHEN d.action = 'end' THEN 'ended' WHEN s.until_on < case_today() THEN 'expired'
    ELSE 'approved' END AS state,
  d.actor AS decided_by, d.taken_at AS decided_at, d.reason AS decided_reason
FROM audit_suppression s
JOIN book b ON b.book = s.book
JOIN finding f ON f.run = s.run AND f.book = s.book AND f.rule = s.rule AND f.identity = s.identity
LEFT JOIN LATERAL (SELECT x.action, x.actor, x.taken_at, x.reason FROM audit_suppression_step x
  WHERE x.book = s.book AND x.suppression = s.suppression ORDER BY x.seq DESC LIMIT 1) d ON true
WHERE s.book = ANY (%(books)s)
ORDER BY array_position(ARRAY['asked', 'approved'], CASE WHEN d.action IS NULL THEN 'asked'
    WHEN d.action = 'approve' AND s.until_on >= case_today() THEN 'approved' END) NULLS LAST,
  s.asked_at DESC, s.suppression
LIMIT 500
"""
