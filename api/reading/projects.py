"""What is a project, which money reached it, and what became of that?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.access import Caller, Permission
from api.not_found import NotFound
from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection


class ProjectRow(Row):
    """A project with its money: assigned to it, gone out of it, arrived, still standing in it."""

    book: int
    project: UUID
    code: str
    name: str
    region: str
    region_name: str
    org_name: str
    benefit: str | None
    planned: Money | None
    assigned: Money
    disbursed: Money
    standing: Money


class ProjectFacts(ProjectRow):
    """The nine fields a notice must show."""

    purpose: str
    task: str
    standard_text: str
    starts_on: date | None
    ends_on: date | None
    responsible: str
    target: str
    mechanism: str


class ProjectStep(Row):
    """One step of the life of a project."""

    kind: str
    happened_on: date
    doc_no: str


class ProjectSource(Row):
    """One lot that paid for the project."""

    lot: UUID
    doc_no: str
    category: str
    assigned: Money


class ProjectFull(Row):
    """A project on one page."""

    facts: ProjectFacts
    steps: list[ProjectStep]
    sources: list[ProjectSource]


def projects(
    connection: Connection, caller: Caller, book: int, *, text: str = "", limit: int = 500
) -> list[ProjectRow]:
    """The projects of the book in the caller's regions."""
    return fetch(
        connection,
        ProjectRow,
        _ROWS.replace("/*more*/", "") + _WHERE + " ORDER BY p.sort_key, p.code LIMIT %(limit)s",
        _values(caller, book, None, text) | {"limit": limit},
    )


def project_full(connection: Connection, caller: Caller, book: int, project: UUID) -> ProjectFull:
    """Raises NotFound."""
    found = fetch(
        connection,
        ProjectFacts,
        _ROWS.replace("/*more*/", _MORE) + _WHERE,
        _values(caller, book, project, ""),
    )
    if not found:
        raise NotFound(f"账簿 {book} 没有项目 {project}", book=book, project=str(project))
    key: dict[str, object] = {"book": book, "project": project, "owner": str(project)}
    return ProjectFull(
        facts=found[0],
        steps=fetch(connection, ProjectStep, _STEPS, key),
        sources=fetch(connection, ProjectSource, _SOURCES, key),
    )


def _values(caller: Caller, book: int, project: UUID | None, text: str) -> dict[str, object]:
    return {
        "book": book,
        "project": project,
        "text": f"%{text}%" if text else "",
        **caller.scope(Permission.PROJECT_READ).parameters,
    }


_MORE = """, p.purpose, p.task, p.standard_text, p.starts_on, p.ends_on, p.responsible, p.target,
  p.mechanism"""

_ROWS = """
SELECT p.book, p.project, p.code, p.name, p.region,
  coalesce((SELECT r.name FROM region r WHERE r.code = p.region
            ORDER BY r.valid_from DESC LIMIT 1), p.region) AS region_name,
  coalesce((SELECT o.name FROM organisation o WHERE o.org = p.org), p.org) AS org_name,
  p.benefit, p.planned_fen AS planned,
  (m.came - m.went_back)::bigint AS assigned, (m.out - m.back)::bigint AS disbursed,
  (m.came - m.went_back - m.out + m.back)::bigint AS standing/*more*/
FROM project p
LEFT JOIN LATERAL (
  SELECT
    coalesce(sum(e.amount_fen) FILTER (WHERE a.account = e.to_account
      AND o.kind IN ('unassigned', 'pool', 'source')), 0) AS came,
    coalesce(sum(e.amount_fen) FILTER (WHERE a.account = e.from_account
      AND o.kind IN ('unassigned', 'pool', 'source')), 0) AS went_back,
    coalesce(sum(e.amount_fen) FILTER (WHERE a.account = e.from_account
      AND o.kind NOT IN ('unassigned', 'pool', 'source', 'project')), 0) AS out,
    coalesce(sum(e.amount_fen) FILTER (WHERE a.account = e.to_account
      AND o.kind NOT IN ('unassigned', 'pool', 'source', 'project')), 0) AS back
  FROM account a
  JOIN entry e ON e.book = a.book AND a.account IN (e.from_account, e.to_account)
  JOIN account o ON o.book = e.book
    AND o.account = CASE WHEN a.account = e.from_account THEN e.to_account ELSE e.from_account END
  WHERE a.book = p.book AND a.kind = 'project' AND a.owner = p.project::text
) m ON true
"""

_WHERE = """
WHERE p.book = %(book)s AND (%(project)s::uuid IS NULL OR p.project = %(project)s::uuid)
  AND (%(text)s = '' OR p.name ILIKE %(text)s OR p.code ILIKE %(text)s)
  AND (p.book = ANY(%(scope_books)s) OR p.region LIKE ANY(%(scope_prefixes)s))
"""

_STEPS = """
SELECT kind, happened_on, doc_no FROM project_event
WHERE book = %(book)s AND project = %(project)s ORDER BY happened_on, kind
"""

_SOURCES = """
SELECT e.lot, l.origin_doc_no AS doc_no, l.category,
  sum(CASE WHEN t.owner = %(owner)s AND t.kind = 'project' THEN e.amount_fen
           ELSE -e.amount_fen END)::bigint AS assigned
FROM entry e
JOIN account f ON f.book = e.book AND f.account = e.from_account
JOIN account t ON t.book = e.book AND t.account = e.to_account
JOIN lot l ON l.book = e.book AND l.lot = e.lot
WHERE e.book = %(book)s AND (
  (t.kind = 'project' AND t.owner = %(owner)s AND f.kind IN ('unassigned', 'pool', 'source'))
  OR (f.kind = 'project' AND f.owner = %(owner)s AND t.kind IN ('unassigned', 'pool', 'source')))
GROUP BY 1, 2, 3 ORDER BY 4 DESC
"""
