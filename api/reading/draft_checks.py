"""What did the rules say of a draft before it was posted, and how was it explained?"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final, LiteralString, cast
from uuid import UUID

from api.not_found import NotFound
from api.reading.row import Money, Row, fetch, fetch_one
from audit.catalogue import catalogue
from audit.rule import Severity
from audit.wording import evidence_lines
from ledger.book.post import Connection
from ledger.values.canonical import Canonical


class LeadRow(Row):
    """A lead that posting would raise; /rules/{rule} is the page of its rule."""

    rule: str
    rule_name: str
    version: int
    severity: str
    title: str
    amount: Money | None
    evidence: dict[str, object]

    @property
    def severity_name(self) -> str:
        return Severity(self.severity).chinese

    @property
    def lines(self) -> list[tuple[int, str, str]]:
        """The evidence in Chinese: depth, name, value."""
        return [
            (each.depth, each.label, each.text)
            for each in evidence_lines(cast("dict[str, Canonical]", self.evidence))
        ]


class Explained(Row):
    """Why somebody went on all the same."""

    action: str
    actor: str
    reason: str
    happened_at: datetime


class DraftCheckRow(Row):
    """The newest check of a version. `refused`: it could not be posted, so nothing was judged.

    `unjudged`: rules that could not be run; `rules`: how many were.
    """

    version: int
    seq: int
    as_of: date
    checked_at: datetime
    actor: str
    refused: str
    leads: list[LeadRow]
    unjudged: list[str]
    rules: int
    locked_ms: int
    took_ms: int
    explained: list[Explained]


class _Kept(Row):
    version: int
    seq: int
    as_of: date
    checked_at: datetime
    actor: str
    refused: str
    leads: list[dict[str, object]]
    unjudged: list[str]
    rules: int
    locked_ms: int
    took_ms: int


def newest_check(
    connection: Connection, book: int, draft: UUID, version: int
) -> DraftCheckRow | None:
    """What was said last of this version, with the reasons of those who went on."""
    asked: dict[str, object] = {"book": book, "draft": draft, "version": version}
    kept = fetch_one(connection, _Kept, _NEWEST, asked)
    if kept is None:
        return None
    names = {code: page.rule.name for code, page in catalogue().items()}
    leads = [
        LeadRow.model_validate(
            {**each, "rule_name": names.get(str(each["rule"]), ""), "amount": each["amount_fen"]}
        )
        for each in kept.leads
    ]
    return DraftCheckRow(
        **kept.model_dump(exclude={"leads"}),
        leads=leads,
        explained=fetch(connection, Explained, _EXPLAINED, asked),
    )


def check_of_voucher(
    connection: Connection, book: int, year: int, number: int
) -> DraftCheckRow | None:
    """The check of the draft that became this voucher. Raises NotFound."""
    row = connection.execute(
        "SELECT key FROM voucher WHERE book = %s AND year = %s AND number = %s",
        (book, year, number),
    ).fetchone()
    if row is None:
        raise NotFound("没有这张凭证")
    key = _DRAFT.fullmatch(row[0])
    return newest_check(connection, book, UUID(key[1]), int(key[2])) if key else None


_DRAFT: Final = re.compile(r"draft:([0-9a-f-]{36}):(\d+)")

_NEWEST: Final[LiteralString] = """
SELECT version, seq, as_of, checked_at, actor, refused, leads, unjudged, rules, locked_ms, took_ms
FROM draft_check WHERE book = %(book)s AND draft = %(draft)s AND version = %(version)s
ORDER BY seq DESC LIMIT 1
"""

_EXPLAINED: Final[LiteralString] = """
SELECT action, actor, reason, happened_at FROM draft_event
WHERE book = %(book)s AND draft = %(draft)s AND version = %(version)s
  AND action IN ('submit', 'approve') AND reason <> '' ORDER BY seq
"""
