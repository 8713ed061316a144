"""Related leads merged, as shown: round a payment, a household, a project or who answers for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString
from uuid import UUID

from pydantic import computed_field

from api.access import Caller, Permission
from api.reach import reachable_books
from api.reading.findings import LEAD_STATES
from api.reading.row import Money, Row, fetch
from audit.related import (
    About,
    Around,
    Group,
    Lead,
    about_thing,
    about_voucher,
    around,
    groups,
)
from audit.rule import Severity
from ledger.book.post import Connection


class RelatedLead(Row):
    """A lead as a link."""

    book: int
    rule: str
    identity: str
    run: UUID
    severity: str
    title: str
    amount: Money | None
    score: int
    state: str
    case_id: UUID | None

    @computed_field
    def severity_name(self) -> str:
        return Severity(self.severity).chinese

    @computed_field
    def state_name(self) -> str:
        return LEAD_STATES[self.state]

    @classmethod
    def of(cls, lead: Lead) -> RelatedLead:
        return cls(
            book=lead.book,
            rule=lead.rule,
            identity=lead.identity.hex(),
            run=lead.run,
            severity=lead.severity,
            title=lead.title,
            amount=None if lead.amount_fen is None else Money.of(lead.amount_fen),
            score=lead.score,
            state=lead.state.value,
            case_id=lead.case_id,
        )


class AboutRow(Row):
    """What leads share. `page`: its page of ours, under the book; empty: it has none."""

    around: str
    key: str
    name: str
    page: str

    @computed_field
    def around_name(self) -> str:
        return Around(self.around).chinese


class GroupRow(Row):
    """Leads of one book round the same. Amounts overlap: `largest` is the largest of them."""

    book: int
    abouts: list[AboutRow]
    leads: list[RelatedLead]
    score: int
    largest: Money | None


def grouped(connection: Connection, books: list[int], *, limit: int = 50) -> list[GroupRow]:
    """The groups with the highest scores."""
    found = groups(connection, books)[:limit]
    names = _names(connection, found)
    return [
        GroupRow(
            book=each.book,
            abouts=[_about(each.book, about, names) for about in each.abouts[:_ABOUTS_SHOWN]],
            leads=[RelatedLead.of(lead) for lead in each.leads],
            score=each.score,
            largest=None if each.largest_fen is None else Money.of(each.largest_fen),
        )
        for each in found
    ]


def related_to(connection: Connection, book: int, identity: bytes) -> list[RelatedLead]:
    """Other leads of the book that share a payment, household, project or person with this one."""
    return [RelatedLead.of(each) for each in around(connection, book, identity)[:RELATED_SHOWN]]


def leads_of_voucher(
    connection: Connection, book: int, year: int, number: int
) -> list[RelatedLead]:
    """The leads whose evidence names a voucher."""
    found = about_voucher(connection, book, year, number)
    return [RelatedLead.of(each) for each in found[:RELATED_SHOWN]]


def leads_of_thing(connection: Connection, books: list[int], thing: UUID) -> list[RelatedLead]:
    """The leads about a household, project or lot."""
    found = about_thing(connection, books, thing)
    return [RelatedLead.of(each) for each in found[:RELATED_SHOWN]]


def seen_leads(
    connection: Connection, caller: Caller, book: int, find: Callable[[], list[RelatedLead]]
) -> list[RelatedLead]:
    """What `find` gives, where the caller may see leads of this book; else nothing."""
    may = caller.may(Permission.FINDING_READ) and book in reachable_books(
        connection, caller, Permission.FINDING_READ
    )
    return find() if may else []


RELATED_SHOWN = 50

_ABOUTS_SHOWN = 6
"""Leads that share a roster share every line of it: the first few say enough."""


class _Name(Row):
    around: str
    key: str
    name: str


def _names(connection: Connection, found: list[Group]) -> dict[tuple[str, str], str]:
    keys: dict[Around, set[str]] = {each: set() for each in Around}
    for group in found:
        for about in group.abouts[:_ABOUTS_SHOWN]:
            keys[about.around].add(about.key)
    rows = fetch(
        connection,
        _Name,
        _NAMES,
        {
            "books": sorted({each.book for each in found}),
            "projects": [UUID(each) for each in sorted(keys[Around.PROJECT])],
            "duties": [UUID(each) for each in sorted(keys[Around.RESPONSIBLE])],
        },
    )
    return {(each.around, each.key): each.name for each in rows}


def _about(book: int, about: About, names: dict[tuple[str, str], str]) -> AboutRow:
    name, page = names.get((about.around.value, about.key), about.key[:8]), ""
    if about.around is Around.PAYMENT:
        year, number, *line = about.key.split("-")
        name = f"{year} 年第 {number} 号凭证" + (f"第 {line[0]} 行" if line else "")
        page = f"/books/{book}/vouchers/{year}/{number}"
    elif about.around is Around.HOUSEHOLD:
        page = f"/books/{book}/households/{about.key}"
    elif about.around is Around.PROJECT:
        page = f"/books/{book}/projects/{about.key}"
    return AboutRow(around=about.around.value, key=about.key, name=name, page=page)


_NAMES: LiteralString = """
SELECT 'project' AS around, p.project::text AS key, p.name FROM project p
WHERE p.book = ANY (%(books)s) AND p.project = ANY (%(projects)s)
UNION ALL
SELECT 'responsible', d.duty::text, coalesce(nullif(d.post, ''), '责任人') FROM (
  SELECT DISTINCT ON (r.book, r.duty) r.* FROM responsible_person r
  WHERE r.book = ANY (%(books)s) AND r.duty = ANY (%(duties)s)
  ORDER BY r.book, r.duty, r.version DESC) d
"""
