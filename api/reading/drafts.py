"""Which drafts are there, in which state, and what does one contain?

Lists are read without the content of the drafts: a roster may be long.
"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from pydantic import computed_field
from sqlmodel import Session

from api.reading.draft_checks import DraftCheckRow, newest_check
from api.reading.names import DRAFT_STATES, ROW_TAGS, account_name, voucher_kind
from api.reading.row import Money, Row, fetch
from ledger.book.drafts import DraftView, view
from ledger.book.post import Connection
from ledger.book.voucher import AccountRef
from ledger.values.kinds import AccountKind


class DraftRow(Row):
    """The newest version of a draft, in a list."""

    book: int
    book_name: str
    draft: UUID
    version: int
    title: str
    kind: str
    amount: Money
    maker: str
    made_at: datetime
    document: UUID | None
    warnings: int
    problems: int
    state: str
    reason: str
    posted_year: int | None
    posted_number: int | None

    @computed_field
    def state_name(self) -> str:
        return DRAFT_STATES[self.state]

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.kind)


class DraftEntryRow(Row):
    """One entry of a draft."""

    entry: int
    from_name: str
    to_name: str
    lot: UUID
    lot_doc_no: str
    category: str
    amount: Money
    line: int | None
    by_rule: bool
    source_row: int | None


_DIGEST = re.compile("[0-9a-f]{16,}")


class DraftSourceRow(Row):
    """A row of the document that the draft rests on."""

    row: int
    tag: str
    outcome: str
    refused_column: str
    reason: str
    amount: Money | None
    cells: dict[str, object]

    @computed_field
    def mark(self) -> str:
        """The tag in Chinese; nothing for the keyed digest by which a template's row is known."""
        return ROW_TAGS.get(self.tag, "" if _DIGEST.fullmatch(self.tag) else self.tag)


class DraftStepRow(Row):
    """One step of a draft."""

    version: int
    action: str
    actor: str
    reason: str
    happened_at: datetime


class Doubt(Row):
    """A warning that the checker may override in writing."""

    code: str
    message: str


class Gap(Row):
    """What keeps a draft from being submitted."""

    row: int | None
    column: str
    reason: str


class DraftFull(Row):
    """A draft on one page."""

    head: DraftRow
    digest: str
    year: int
    happened_on: str
    doc_no: str
    memo: str
    entries: list[DraftEntryRow]
    lines: int
    warnings: list[Doubt]
    problems: list[Gap]
    source_rows: list[DraftSourceRow]
    steps: list[DraftStepRow]
    check: DraftCheckRow | None


def drafts(
    connection: Connection, books: list[int], *, states: list[str] | None = None, limit: int = 200
) -> list[DraftRow]:
    """Drafts of these books, oldest first; of all states, or of those named."""
    return fetch(
        connection,
        DraftRow,
        _DRAFTS,
        {"books": books, "states": states, "limit": limit, "draft": None},
    )


def draft_full(
    connection: Connection, work: Session, book: int, draft: UUID
) -> tuple[DraftFull, DraftView]:
    """Raises DraftUnknown."""
    seen = view(work, book, draft)
    head = fetch(
        connection,
        DraftRow,
        _DRAFTS,
        {"books": [book], "states": None, "limit": 1, "draft": draft},
    )[0]
    lots = {
        row.lot: row
        for row in fetch(
            connection,
            _LotName,
            "SELECT lot, origin_doc_no AS doc_no, category FROM lot "
            "WHERE book = %(book)s AND lot = ANY(%(lots)s)",
            {"book": book, "lots": [each.lot for each in seen.voucher.entries]},
        )
    }
    for new in seen.voucher.lots:
        lots[new.lot] = _LotName(lot=new.lot, doc_no=new.origin_doc_no, category=new.category)
    owners = _owner_names(connection, book, seen)
    wanted = [each.source_row for each in seen.voucher.entries if each.source_row is not None]
    wanted += [int(each["row"]) for each in seen.problems if each["row"] is not None]
    full = DraftFull(
        head=head,
        digest=seen.key.digest.hex(),
        year=seen.voucher.year,
        happened_on=seen.voucher.happened_on.isoformat(),
        doc_no=seen.voucher.doc_no,
        memo=seen.voucher.memo,
        entries=[
            DraftEntryRow(
                entry=number,
                from_name=_name(each.start, owners),
                to_name=_name(each.end, owners),
                lot=each.lot,
                lot_doc_no=lots[each.lot].doc_no if each.lot in lots else "",
                category=lots[each.lot].category if each.lot in lots else "",
                amount=Money.of(each.amount_fen),
                line=each.line,
                by_rule=each.by_rule,
                source_row=each.source_row,
            )
            for number, each in enumerate(seen.voucher.entries, start=1)
        ],
        lines=len(seen.voucher.lines),
        warnings=[Doubt(**each) for each in seen.warnings],
        problems=[Gap(**each) for each in seen.problems],
        source_rows=fetch(
            connection,
            DraftSourceRow,
            _SOURCE_ROWS,
            {"book": book, "document": seen.document, "rows": wanted},
        ),
        steps=fetch(connection, DraftStepRow, _STEPS, {"book": book, "draft": draft}),
        check=newest_check(connection, book, draft, seen.key.version),
    )
    return full, seen


class _LotName(Row):
    lot: UUID
    doc_no: str
    category: str


class _OwnerName(Row):
    owner: str
    name: str


def _owner_names(connection: Connection, book: int, seen: DraftView) -> dict[str, str]:
    owners = {
        ref.owner for each in seen.voucher.entries for ref in (each.start, each.end) if ref.owner
    }
    found = fetch(connection, _OwnerName, _OWNERS, {"book": book, "owners": sorted(owners)})
    return {row.owner: row.name for row in found}


def _name(ref: AccountRef, owners: dict[str, str]) -> str:
    return account_name(AccountKind(ref.kind), owners.get(ref.owner, ref.owner))


_DRAFTS = """
SELECT x.book, x.book_name, x.draft, x.version, x.title, x.kind, x.amount, x.maker, x.made_at,
  x.document, x.warnings, x.problems, x.state, x.reason, x.posted_year, x.posted_number
FROM (
  SELECT d.book, b.name AS book_name, d.draft, v.version, v.title, v.kind, v.amount_fen AS amount,
    v.maker, v.made_at, d.document, jsonb_array_length(v.warnings) AS warnings,
    jsonb_array_length(v.problems) AS problems, d.created_at,
    CASE WHEN p.number IS NOT NULL THEN 'posted'
         WHEN s.action IS NOT NULL THEN CASE s.action WHEN 'submit' THEN 'submitted'
           WHEN 'approve' THEN 'approved' WHEN 'reject' THEN 'rejected' ELSE 'withdrawn' END
         WHEN jsonb_array_length(v.problems) > 0 THEN 'incomplete' ELSE 'open' END AS state,
    coalesce(s.reason, '') AS reason, p.year AS posted_year, p.number AS posted_number
  FROM draft d
  JOIN book b ON b.book = d.book
  JOIN LATERAL (SELECT * FROM draft_version n WHERE n.book = d.book AND n.draft = d.draft
    ORDER BY n.version DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT e.action, e.reason FROM draft_event e WHERE e.book = d.book
    AND e.draft = d.draft AND e.version = v.version ORDER BY e.seq DESC LIMIT 1) s ON true
  LEFT JOIN voucher p ON p.book = d.book AND p.key = 'draft:' || d.draft || ':' || v.version
  WHERE d.book = ANY(%(books)s) AND (%(draft)s::uuid IS NULL OR d.draft = %(draft)s::uuid)
) x WHERE %(states)s::text[] IS NULL OR x.state = ANY(%(states)s::text[])
ORDER BY x.created_at, x.draft LIMIT %(limit)s
"""
_SOURCE_ROWS = """
SELECT row, tag, outcome, refused_column, reason, amount_fen AS amount, cells FROM source_row
WHERE book = %(book)s AND document = %(document)s::uuid AND row = ANY(%(rows)s) ORDER BY row
"""

_STEPS = """
SELECT version, action, actor, reason, happened_at FROM draft_event
WHERE book = %(book)s AND draft = %(draft)s ORDER BY seq
"""

_OWNERS = """
SELECT org AS owner, name FROM organisation WHERE org = ANY(%(owners)s)
UNION ALL
SELECT project::text, name FROM project WHERE book = %(book)s AND project::text = ANY(%(owners)s)
UNION ALL
SELECT book::text, name FROM book WHERE book::text = ANY(%(owners)s)
"""
