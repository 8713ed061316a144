"""What is in a book's journal, found by kind, day, 文号, project or words?

Paged by event number, newest first: the key of the last row is the start of the next page, so a
page never shifts under the reader while others post.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from api.reading.names import OWNER_NAME, voucher_kind
from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection


class VoucherRow(Row):
    """A voucher in a list."""

    book: int
    year: int
    number: int
    event: int
    kind: str
    happened_on: date
    happened_precision: str
    recorded_at: datetime
    doc_no: str
    maker: str
    checker: str
    amount: Money
    entries: int
    summary: str
    warned: list[str]
    backfill: bool
    late: bool
    reverses_year: int | None
    reverses_number: int | None
    reversed: bool

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.kind)


class VoucherPage(Row):
    """Some vouchers; `next_before` goes into `before` for the page after, null at the end."""

    vouchers: list[VoucherRow]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class VoucherFilter:
    """What to look for; an empty field does not limit."""

    kind: str = ""
    from_on: date | None = None
    to_on: date | None = None
    doc_no: str = ""
    project: UUID | None = None
    text: str = ""
    year: int | None = None


def vouchers(
    connection: Connection,
    book: int,
    wanted: VoucherFilter,
    *,
    before: int | None = None,
    limit: int = 50,
) -> VoucherPage:
    """The newest vouchers that fit, below event `before`."""
    rows = fetch(
        connection,
        VoucherRow,
        _VOUCHERS,
        {
            "book": book,
            "kind": wanted.kind,
            "from_on": wanted.from_on,
            "to_on": wanted.to_on,
            "doc_no": _like(wanted.doc_no),
            "project": str(wanted.project) if wanted.project else "",
            "text": _like(wanted.text),
            "year": wanted.year,
            "before": before,
            "limit": limit + 1,
        },
    )
    more = len(rows) > limit
    shown = rows[:limit]
    return VoucherPage(vouchers=shown, next_before=shown[-1].event if more else None)


def _like(text: str) -> str:
    if not text:
        return ""
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%"


_VOUCHERS = (
    """
SELECT v.book, v.year, v.number, v.event, v.kind, v.happened_on, v.happened_precision,
  v.recorded_at, v.doc_no, v.maker, v.checker, v.warned, v.backfill, v.late,
  v.reverses_year, v.reverses_number, s.amount, s.entries, coalesce(s.summary, '') AS summary,
  EXISTS (SELECT FROM voucher r WHERE r.book = v.book AND r.reverses_year = v.year
          AND r.reverses_number = v.number) AS reversed
FROM voucher v
JOIN LATERAL (
  SELECT sum(e.amount_fen)::bigint AS amount, count(*)::int AS entries,
    (SELECT """
    + OWNER_NAME.replace("{a}", "a")
    + """ FROM entry e1 JOIN account a ON a.book = e1.book
       AND a.account IN (e1.to_account, e1.from_account) AND a.owner <> ''
     WHERE e1.book = v.book AND e1.year = v.year AND e1.number = v.number AND e1.entry = 1
     ORDER BY a.account = e1.to_account DESC LIMIT 1) AS summary
  FROM entry e WHERE e.book = v.book AND e.year = v.year AND e.number = v.number
) s ON true
WHERE v.book = %(book)s
  AND (%(before)s::bigint IS NULL OR v.event < %(before)s)
  AND (%(kind)s = '' OR v.kind = %(kind)s)
  AND (%(year)s::int IS NULL OR v.year = %(year)s)
  AND (%(from_on)s::date IS NULL OR v.happened_on >= %(from_on)s)
  AND (%(to_on)s::date IS NULL OR v.happened_on <= %(to_on)s)
  AND (%(doc_no)s = '' OR v.doc_no ILIKE %(doc_no)s)
  AND (%(project)s = '' OR EXISTS (
    SELECT FROM entry e JOIN account a ON a.book = e.book
      AND a.account IN (e.from_account, e.to_account) AND a.kind = 'project'
    WHERE e.book = v.book AND e.year = v.year AND e.number = v.number
      AND a.owner = %(project)s))
  AND (%(text)s = '' OR v.doc_no ILIKE %(text)s OR EXISTS (
    SELECT FROM entry e
    JOIN account a ON a.book = e.book AND a.account IN (e.from_account, e.to_account)
    LEFT JOIN organisation o ON o.org = a.owner
    LEFT JOIN project p ON p.book = a.book AND p.project::text = a.owner
    WHERE e.book = v.book AND e.year = v.year AND e.number = v.number
      AND (o.name ILIKE %(text)s OR p.name ILIKE %(text)s)))
ORDER BY v.event DESC LIMIT %(limit)s
"""
)
