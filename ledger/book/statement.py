"""对账单: what stood at the start, what came and went, what stood at the end?

The lines of an account, of a project over its years, or of a lot in a book (what of it has not
left for good), in the order of recording, each with the balance after it. What moves between two
accounts of the subject (a carry-over of the project) is no line. Both times: days from–to, as known
at an instant; a page ends between two vouchers and the next begins after an event number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.balance import Subject, whose
from ledger.book.moment import FOREVER
from ledger.book.post import Connection
from ledger.values.kinds import CARRIED


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What one voucher moved of one lot between the subject and another account.

    `change_fen`: in positive, out negative. `undoes_*` names the voucher that is taken back (红冲,
    退回) and `undone_closed` says that its year had been closed by then; `undone_fen` is what of
    this line was taken back later, as far as known. `late`: recorded in another fiscal year than
    that of its day. `months_late`: whole calendar months between its day and its recording.
    """

    event: int
    year: int
    number: int
    voucher_kind: str
    doc_no: str
    happened_on: date
    happened_precision: str
    recorded_at: datetime
    late: bool
    backfill: bool
    months_late: int
    account: int
    kind: str
    owner: str
    account_year: int
    other_kind: str
    other_owner: str
    lot: UUID
    lot_doc_no: str
    change_fen: int
    by_rule_fen: int
    entries: int
    undone_fen: int
    undoes_year: int | None
    undoes_number: int | None
    undone_closed: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of it. `brought_fen` stands before its first line; lines and balances are parallel."""

    book: int
    subject: Subject
    from_on: date | None
    to_on: date | None
    known_at: datetime | None
    opening_fen: int
    in_fen: int
    out_fen: int
    closing_fen: int
    brought_fen: int
    lines: list[StatementLine]
    next_after: int | None

    @property
    def balances_fen(self) -> list[int]:
        """What stands after each line."""
        changes = (line.change_fen for line in self.lines)
        return list(accumulate(changes, initial=self.brought_fen))[1:]


def statement(
    connection: Connection,
    book: int,
    subject: Subject,
    *,
    from_on: date | None = None,
    to_on: date | None = None,
    known_at: datetime | None = None,
    after: int = -1,
    vouchers: int | None = 200,
) -> Statement:
    """The lines of `vouchers` vouchers after event `after` (None: all), and the sums of all."""
    narrow = whose(subject)
    if subject.account is None and subject.project is None:
        kinds = ", ".join(f"'{kind}'" for kind in sorted(CARRIED))
        narrow += f" AND a.kind IN ({kinds})"
    given: dict[str, object] = {
        "book": book,
        **subject.parameters,
        "from_on": from_on or date.min,
        "to_on": to_on or date.max,
        "known_at": known_at or FOREVER,
        "after": after,
        "vouchers": vouchers,
    }
    moved = _MOVED.replace("{whose}", narrow)
    sums = connection.execute((moved + _SUMS).encode(), given).fetchone()
    assert sums is not None
    opening, came, went, closing, brought, last, more = sums
    with connection.cursor(row_factory=class_row(StatementLine)) as cursor:
        cursor.execute((moved + _LINES).encode(), {**given, "last": last})
        lines = cursor.fetchall()
    return Statement(
        book=book,
        subject=subject,
        from_on=from_on,
        to_on=to_on,
        known_at=known_at,
        opening_fen=opening,
        in_fen=came,
        out_fen=went,
        closing_fen=closing,
        brought_fen=brought,
        lines=lines,
        next_after=last if more else None,
    )


_MOVED: LiteralString = """
WITH held AS MATERIALIZED (
  SELECT h.account, h.lot FROM balance h JOIN account a ON a.book = h.book AND a.account = h.account
  WHERE {whose}
), moved AS (
  SELECT f.event, f.year, f.number, f.happened_on, f.recorded_at, f.lot, f.undoes, f.entries,
         f.by_rule_fen, f.to_account AS account, f.from_account AS other, f.amount_fen AS change
  FROM held h
  JOIN flow f ON f.book = %(book)s AND f.lot = h.lot AND f.to_account = h.account
  WHERE f.recorded_at <= %(known_at)s AND f.happened_on <= %(to_on)s
    AND (f.from_account, f.lot) NOT IN (SELECT i.account, i.lot FROM held i)
  UNION ALL
  SELECT f.event, f.year, f.number, f.happened_on, f.recorded_at, f.lot, f.undoes, f.entries,
         f.by_rule_fen, f.from_account, f.to_account, -f.amount_fen
  FROM held h
  JOIN flow f ON f.book = %(book)s AND f.lot = h.lot AND f.from_account = h.account
  WHERE f.recorded_at <= %(known_at)s AND f.happened_on <= %(to_on)s
    AND (f.to_account, f.lot) NOT IN (SELECT i.account, i.lot FROM held i)
)
"""

_SUMS: LiteralString = """, page AS (
  SELECT DISTINCT m.event FROM moved m
  WHERE m.happened_on >= %(from_on)s AND m.event > %(after)s ORDER BY 1
  LIMIT %(vouchers)s
)
SELECT coalesce(sum(m.change) FILTER (WHERE m.happened_on < %(from_on)s), 0)::bigint,
  coalesce(sum(m.change) FILTER (WHERE m.happened_on >= %(from_on)s AND m.change > 0), 0)::bigint,
  coalesce(-sum(m.change) FILTER (WHERE m.happened_on >= %(from_on)s AND m.change < 0), 0)::bigint,
  coalesce(sum(m.change), 0)::bigint,
  coalesce(sum(m.change) FILTER (WHERE m.happened_on < %(from_on)s OR m.event <= %(after)s),
           0)::bigint,
  coalesce((SELECT max(p.event) FROM page p), %(after)s),
  coalesce(bool_or(m.happened_on >= %(from_on)s
    AND m.event > coalesce((SELECT max(p.event) FROM page p), %(after)s)), false)
FROM moved m
"""

_LINES: LiteralString = """
SELECT m.event, m.year, m.number, v.kind AS voucher_kind, v.doc_no, m.happened_on,
  v.happened_precision, m.recorded_at, v.late, v.backfill,
  greatest(0, (extract(year FROM m.recorded_at AT TIME ZONE 'Asia/Shanghai')
     - extract(year FROM m.happened_on)) * 12
   + extract(month FROM m.recorded_at AT TIME ZONE 'Asia/Shanghai')
     - extract(month FROM m.happened_on))::integer AS months_late,
  m.account, a.kind, a.owner, a.year AS account_year, o.kind AS other_kind,
  o.owner AS other_owner, m.lot, l.origin_doc_no AS lot_doc_no, m.change AS change_fen,
  m.by_rule_fen, m.entries, coalesce(b.fen, 0)::bigint AS undone_fen,
  w.year AS undoes_year, w.number AS undoes_number,
  coalesce(y.closed_at <= m.recorded_at, false) AS undone_closed
FROM moved m
JOIN voucher v ON v.book = %(book)s AND v.year = m.year AND v.number = m.number
JOIN account a ON a.book = %(book)s AND a.account = m.account
JOIN account o ON o.book = %(book)s AND o.account = m.other
JOIN lot l ON l.book = %(book)s AND l.lot = m.lot
LEFT JOIN voucher w ON w.book = %(book)s AND w.event = m.undoes AND m.undoes >= 0
LEFT JOIN book_year y ON y.book = %(book)s AND y.year = w.year
LEFT JOIN LATERAL (
  SELECT sum(u.amount_fen) AS fen FROM flow u
  WHERE u.book = %(book)s AND u.lot = m.lot AND u.undoes = m.event
    AND u.recorded_at <= %(known_at)s
    AND u.from_account = CASE WHEN m.change > 0 THEN m.account ELSE m.other END
    AND u.to_account = CASE WHEN m.change > 0 THEN m.other ELSE m.account END
) b ON true
WHERE m.happened_on >= %(from_on)s AND m.event > %(after)s AND m.event <= %(last)s
ORDER BY m.event, m.change < 0, a.year, o.kind, o.owner, l.origin_doc_no, m.lot
"""
