"""Which payment lines name a household, which entries paid them, and which took that back?

The lines of a household lie on a page each, and so do their entries, in the table and in the index:
what a first question waits for is these pages. None is read that is not needed, and those of a
table several at a time: a bitmap knows beforehand which they are, where a scan of the index waits
for each before it asks for the next. Alternatives (OR) that differ in each value are found by a
bitmap only, so what is to be found by one is asked so. One page alone is quicker by the index.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from ledger.book.payment_trace_sql import ENTRIES_OF_LINE, LIKELY_ENTRIES
from ledger.book.post import Connection
from ledger.storage.columns import integers, uuids


class Line(NamedTuple):
    """A payment line of the household, its voucher, and between which entries its own should be."""

    year: int
    number: int
    line: int
    amount_fen: int
    benefit: str | None
    project: UUID | None
    period_from: date | None
    period_to: date | None
    bank_result: str | None
    event: int
    voucher_kind: str
    recorded_at: datetime
    late: bool
    first: int | None
    last: int | None


class _Entry(NamedTuple):
    year: int
    number: int
    entry: int
    line: int | None
    relation: str | None
    happened_on: date
    from_account: int
    to_account: int
    lot: UUID
    by_rule: bool
    amount_fen: int


class Move(NamedTuple):
    """A move as its rows have it: accounts and lot are keys yet, the line is the nth (from 1)."""

    nth: int
    event: int
    by_year: int
    by_number: int
    voucher_kind: str
    relation: str | None
    happened_on: date
    recorded_at: datetime
    late: bool
    entry: int
    from_account: int
    to_account: int
    lot: UUID
    by_rule: bool
    amount_fen: int


def lines_of(connection: Connection, book: int, household: UUID) -> list[Line]:
    """In no order."""
    given = {"book": integers([book]), "household": uuids([household])}
    rows = connection.execute(_LINES, given, prepare=True, binary=True).fetchall()
    return [*map(Line._make, rows)]


def moves_of(connection: Connection, book: int, lines: list[Line]) -> list[Move]:
    """What paid the lines, what took that back, what took that back again …"""
    moves = found = _paid(connection, book, lines)
    while found:
        found = _asked(connection, _TAKEN_BACK, {"book": book, **_ranges(found)})
        moves = moves + found
    return moves


def _paid(connection: Connection, book: int, lines: list[Line]) -> list[Move]:
    """By the entries that should be a line's, and where these do not make it up, by the line."""
    if not lines:
        return []
    nths = {each[:3]: nth for nth, each in enumerate(lines, 1)}
    missing_fen = dict(enumerate((each.amount_fen for each in lines), 1))
    moves = []
    for each in _likely(connection, book, lines):
        nth = nths.get((each.year, each.number, each.line or 0))
        if nth is not None:
            missing_fen[nth] -= each.amount_fen
            moves.append(_moved(nth, lines[nth - 1], each))
    missing = [nth for nth, fen in missing_fen.items() if fen]
    if missing:
        keys = [(nth, *lines[nth - 1][:3]) for nth in missing]
        columns = map(integers, zip(*keys, strict=True))
        given = dict(zip(("nth", "year", "number", "line"), columns, strict=True))
        moves = [each for each in moves if not missing_fen[each.nth]]
        moves += _asked(connection, _PAID, {"book": book, **given})
    return moves


def _likely(connection: Connection, book: int, lines: list[Line]) -> Iterable[_Entry]:
    """All between first and last of the lines, each once; others' lines may be among them."""
    given = {
        "book": integers([book] * len(lines)),
        "year": integers([each.year for each in lines]),
        "number": integers([each.number for each in lines]),
        "first": integers([each.first for each in lines]),
        "last": integers([each.last for each in lines]),
    }
    rows = connection.execute(_LIKELY, given, prepare=True, binary=True).fetchall()
    return map(_Entry._make, {row[:3]: row for row in rows}.values())


def _moved(nth: int, line: Line, entry: _Entry) -> Move:
    return Move(
        nth,
        line.event,
        line.year,
        line.number,
        line.voucher_kind,
        entry.relation,
        entry.happened_on,
        line.recorded_at,
        line.late,
        entry.entry,
        entry.from_account,
        entry.to_account,
        entry.lot,
        entry.by_rule,
        entry.amount_fen,
    )


def _asked(connection: Connection, query: LiteralString, given: dict[str, object]) -> list[Move]:
    rows = connection.execute(query, given, prepare=True, binary=True).fetchall()
    return [*map(Move._make, rows)]


def _ranges(moves: Iterable[Move]) -> dict[str, object]:
    """The entries of the moves, by line: those of one voucher that follow each other together."""
    found: list[list[int]] = []
    for each in moves:
        start = [each.nth, each.by_year, each.by_number]
        if found and found[-1][:3] == start and found[-1][4] + 1 == each.entry:
            found[-1][4] = each.entry
        else:
            found.append([*start, each.entry, each.entry])
    names = ("nth", "year", "number", "first", "last")
    return dict(zip(names, map(integers, zip(*found, strict=True)), strict=True))


_LINES: LiteralString = (
    """
SELECT l.year, l.number, l.line, l.amount_fen, l.benefit, l.project, l.period_from, l.period_to,
  l.bank_result, v.event, v.kind, v.recorded_at, v.late, likely.first, likely.last
FROM payment_line l
JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number"""
    + LIKELY_ENTRIES
    + """
WHERE (l.book = (%(book)s)[1] AND l.household = (%(household)s)[1])
  OR (l.book = (%(book)s)[2] AND l.household = (%(household)s)[2])
"""
)

# By the sixteen: the more in one bitmap, the longer it takes to be set up. A book for each, else
# the planner would take it out of the alternatives and might read the book through.
_TOGETHER = 16
_RANGES: LiteralString = " OR ".join(
    f"(e.book = (%(book)s)[n + {nth}] AND e.year = (%(year)s)[n + {nth}]"
    f" AND e.number = (%(number)s)[n + {nth}]"
    f" AND e.entry BETWEEN (%(first)s)[n + {nth}] AND (%(last)s)[n + {nth}])"
    for nth in range(1, _TOGETHER + 1)
)
_LIKELY: LiteralString = f"""
SELECT e.year, e.number, e.entry, e.line, e.relation, e.happened_on, e.from_account, e.to_account,
  e.lot, e.attribution = 'rule', e.amount_fen
FROM generate_series(0, cardinality(%(year)s) - 1, {_TOGETHER}) n
CROSS JOIN LATERAL (SELECT * FROM entry e WHERE {_RANGES} OFFSET 0) e
"""

_COLUMNS: LiteralString = """
SELECT q.nth, v.event, e.year, e.number, v.kind, e.relation, e.happened_on, v.recorded_at, v.late,
  e.entry, e.from_account, e.to_account, e.lot, e.attribution = 'rule', e.amount_fen
"""

_PAID: LiteralString = (
    _COLUMNS
    + """
FROM unnest(%(year)s, %(number)s, %(line)s, %(nth)s) q(year, number, line, nth)
JOIN voucher v ON v.book = %(book)s AND v.year = q.year AND v.number = q.number
JOIN payment_line l ON l.book = v.book AND l.year = v.year AND l.number = v.number
  AND l.line = q.line"""
    + ENTRIES_OF_LINE
)

_TAKEN_BACK: LiteralString = (
    _COLUMNS
    + """
FROM unnest(%(year)s, %(number)s, %(first)s, %(last)s, %(nth)s) q(year, number, first, last, nth)
JOIN entry e ON e.book = %(book)s AND e.of_year = q.year AND e.of_number = q.number
  AND e.of_entry BETWEEN q.first AND q.last
  AND e.relation IN ('reverses', 'returns') AND e.line IS NULL
JOIN voucher v ON v.book = %(book)s AND v.year = e.year AND v.number = e.number
"""
)
