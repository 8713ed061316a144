"""What was held of which leads, what came back, and how often is a rule right?

For whoever reports: everything here is read by the reading role, nothing of it is sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from audit.cases import Disposition, Stage
from ledger.book.post import Connection


@dataclass(frozen=True, slots=True)
class LeadHeld:
    """The last disposition of one lead in one case. `stage` is that of the case now.

    `amount_fen` is the lead's when it came into the case; None where it has none.
    """

    book: int
    case_id: UUID
    case_year: int
    case_number: int
    stage: Stage
    identity: bytes
    rule: str
    version: int
    severity: str
    title: str
    amount_fen: int | None
    disposition: Disposition
    held_at: datetime
    held_by: str


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """What came back by one case: linked, of which was reversed again since; whole fen."""

    book: int
    case_id: UUID
    linked_fen: int
    reversed_fen: int

    @property
    def recovered_fen(self) -> int:
        return self.linked_fen - self.reversed_fen


@dataclass(frozen=True, slots=True)
class Precision:
    """How leads of one rule and version came out. A lead counts once in each case it was in.

    `open`: in a case and not disposed of yet.
    """

    rule: str
    version: int
    upheld: int
    rectified: int
    permitted: int
    unfounded: int
    open: int

    @property
    def held(self) -> int:
        return self.upheld + self.rectified + self.permitted + self.unfounded

    @property
    def right_basis_points(self) -> int | None:
        """Of those disposed of, how many were true (属实 or 已整改), in 1/10000; None: none."""
        return (self.upheld + self.rectified) * 10_000 // self.held if self.held else None


def leads_held(
    connection: Connection,
    books: Sequence[int],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[LeadHeld]:
    """The last disposition of each lead in each case, taken from `since` until before `until`."""
    with connection.cursor(row_factory=class_row(_HeldRow)) as cursor:
        rows = cursor.execute(
            _HELD, {"books": list(books), "since": since, "until": until}
        ).fetchall()
    return [
        LeadHeld(
            *(each.book, each.case_id, each.case_year, each.case_number, Stage(each.stage)),
            *(each.identity, each.rule, each.version, each.severity, each.title),
            *(each.amount_fen, Disposition(each.disposition), each.held_at, each.held_by),
        )
        for each in rows
    ]


def money_back(connection: Connection, books: Sequence[int]) -> list[CaseMoney]:
    """What came back by each case that has any, in the order of their numbers."""
    with connection.cursor(row_factory=class_row(CaseMoney)) as cursor:
        return cursor.execute(_MONEY, {"books": list(books)}).fetchall()


def precision(connection: Connection, books: Sequence[int]) -> list[Precision]:
    """How often each rule was right, over the cases of these books."""
    with connection.cursor(row_factory=class_row(Precision)) as cursor:
        return cursor.execute(_PRECISION, {"books": list(books)}).fetchall()


def case_today(connection: Connection) -> date:
    """Today (Asia/Shanghai) by the ledger's clock: what deadlines are measured against."""
    row = connection.execute("SELECT case_today()").fetchone()
    assert row is not None and isinstance(row[0], date)
    return row[0]


@dataclass(frozen=True, slots=True)
class _HeldRow:
    book: int
    case_id: UUID
    case_year: int
    case_number: int
    stage: str
    identity: bytes
    rule: str
    version: int
    severity: str
    title: str
    amount_fen: int | None
    disposition: str
    held_at: datetime
    held_by: str


_LAST = """
  SELECT DISTINCT ON (d.book, d.case_id, d.identity) d.book, d.case_id, d.identity, d.disposition,
    s.taken_at, s.actor
  FROM audit_case_disposition d
  JOIN audit_case_step s ON s.book = d.book AND s.case_id = d.case_id AND s.seq = d.seq
  WHERE d.book = ANY (%(books)s)
  ORDER BY d.book, d.case_id, d.identity, d.seq DESC
"""

_HELD = f"""
WITH last AS ({_LAST})
SELECT d.book, d.case_id, c.year AS case_year, c.number AS case_number, g.stage, d.identity,
  f.rule, f.version, f.severity, f.title, f.amount_fen, d.disposition, d.taken_at AS held_at,
  d.actor AS held_by
FROM last d
JOIN audit_case c ON c.book = d.book AND c.case_id = d.case_id
JOIN case_stages(%(books)s) g ON g.book = d.book AND g.case_id = d.case_id
JOIN audit_case_lead l ON l.book = d.book AND l.case_id = d.case_id AND l.identity = d.identity
JOIN finding f ON f.run = l.run AND f.book = l.book AND f.rule = l.rule AND f.identity = l.identity
WHERE (%(since)s::timestamptz IS NULL OR d.taken_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR d.taken_at < %(until)s)
ORDER BY d.book, c.year, c.number, f.rule, d.identity
"""

_MONEY = """
SELECT r.book, r.case_id, sum(r.amount_fen)::bigint AS linked_fen,
  sum(least(coalesce(u.fen, 0), r.amount_fen))::bigint AS reversed_fen
FROM (SELECT book, case_id, year, number, entry, sum(amount_fen)::bigint AS amount_fen
  FROM audit_case_recovery WHERE book = ANY (%(books)s)
  GROUP BY book, case_id, year, number, entry HAVING sum(amount_fen) > 0) r
JOIN audit_case c ON c.book = r.book AND c.case_id = r.case_id
LEFT JOIN LATERAL (SELECT sum(e.amount_fen)::bigint AS fen FROM entry e
  WHERE e.book = r.book AND e.relation = 'reverses' AND e.of_year = r.year
    AND e.of_number = r.number AND e.of_entry = r.entry) u ON true
GROUP BY r.book, r.case_id, c.year, c.number ORDER BY r.book, c.year, c.number
"""

_PRECISION = f"""
WITH last AS ({_LAST})
SELECT f.rule, f.version,
  count(*) FILTER (WHERE d.disposition = 'upheld')::int AS upheld,
  count(*) FILTER (WHERE d.disposition = 'rectified')::int AS rectified,
  count(*) FILTER (WHERE d.disposition = 'permitted')::int AS permitted,
  count(*) FILTER (WHERE d.disposition = 'unfounded')::int AS unfounded,
  count(*) FILTER (WHERE d.disposition IS NULL)::int AS open
FROM audit_case_lead l
JOIN finding f ON f.run = l.run AND f.book = l.book AND f.rule = l.rule AND f.identity = l.identity
LEFT JOIN last d ON d.book = l.book AND d.case_id = l.case_id AND d.identity = l.identity
WHERE l.book = ANY (%(books)s)
GROUP BY f.rule, f.version ORDER BY f.rule, f.version
"""
