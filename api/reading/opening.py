"""Where does the opening of a book stand: list against ledger, closed or not?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from api.reading.names import account_name
from api.reading.row import Money, Row, fetch, fetch_one
from ledger.book.post import Connection


class OpeningLine(Row):
    """One account and lot, as the list says and as the ledger holds."""

    kind: str
    owner_name: str
    lot: UUID
    doc_no: str
    signed: Money
    posted: Money

    @computed_field
    def account(self) -> str:
        return account_name(self.kind, self.owner_name)

    @computed_field
    def agrees(self) -> bool:
        return self.signed.fen == self.posted.fen


class Opening(Row):
    """The newest list of a book against its ledger; no list: `list` is null and `lines` empty."""

    book: int
    live_from: date
    list: UUID | None
    as_of: date | None
    total: Money | None
    made_by: str | None
    made_at: datetime | None
    digest: str | None
    event: int | None
    signed_on: date | None
    closed_by: str | None
    closed_at: datetime | None
    lines: Sequence[OpeningLine] = ()

    @computed_field
    def closed(self) -> bool:
        return self.event is not None

    @computed_field
    def differences(self) -> int:
        return sum(line.signed.fen != line.posted.fen for line in self.lines)

    @computed_field
    def posted(self) -> Money:
        return Money.of(sum(line.posted.fen for line in self.lines))


def opening(connection: Connection, book: int) -> Opening:
    """A closed opening is compared as it stood at its closing."""
    found = fetch_one(connection, Opening, _OPENING, {"book": book})
    assert found is not None
    if found.list is None:
        return found
    lines = fetch(
        connection,
        OpeningLine,
        _LINES,
        {"book": book, "list": found.list, "before": found.event},
    )
    return found.model_copy(update={"lines": lines})


_OPENING = """
SELECT b.book, b.live_from, o.list, o.as_of, o.total_fen AS total, o.made_by, o.made_at,
  encode(o.digest, 'hex') AS digest, c.event, c.signed_on, c.closed_by, e.recorded_at AS closed_at
FROM book b
LEFT JOIN opening_closing c ON c.book = b.book
LEFT JOIN book_event e ON e.book = c.book AND e.event = c.event
LEFT JOIN LATERAL (SELECT * FROM opening_list x WHERE x.book = b.book
  AND (c.list IS NULL OR x.list = c.list) ORDER BY x.made_at DESC, x.list LIMIT 1) o ON true
WHERE b.book = %(book)s
"""

_LINES = """
SELECT d.kind, coalesce(
    (SELECT p.name FROM project p WHERE p.book = %(book)s AND p.project::text = d.owner),
    (SELECT o.name FROM organisation o WHERE o.org = d.owner), d.owner) AS owner_name,
  d.lot, coalesce(d.doc_no, '') AS doc_no, d.signed_fen AS signed, d.posted_fen AS posted
FROM opening_against_list(%(book)s, %(list)s, %(before)s) d
"""
