"""What is a project, which money reached it, and what became of that?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString, TypeVar
from uuid import UUID

from sqlmodel import Session

from api.access import Caller, Permission
from api.not_found import NotFound
from api.reading.names import PROJECT_STEPS
from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection
from ledger.register.responsible import DutyKind, names_of
from ledger.storage.sealing import Sealer
from ledger.values.identity import mask_name


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
    step: str | None
    step_name: str
    library: str
    overdue: int


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
    """One step of the life of a project: when it happened, who entered it and when.

    `voided`: why it does not count, if it was entered by mistake.
    """

    kind: str
    kind_name: str
    happened_on: date
    doc_no: str
    actor: str
    remark: str
    known_at: datetime
    voided: str | None


class ProjectDuty(Row):
    """Somebody who answers for the project; the name is masked for who may not see it."""

    duty: UUID
    kind: str
    kind_name: str
    name: str
    post: str
    org_name: str
    valid_from: date
    valid_to: date | None


class ProjectSource(Row):
    """One lot that paid for the project."""

    lot: UUID
    doc_no: str
    category: str
    assigned: Money


P = TypeVar("P", bound=ProjectRow)


class ProjectFull(Row):
    """A project on one page."""

    facts: ProjectFacts
    steps: list[ProjectStep]
    sources: list[ProjectSource]
    duties: list[ProjectDuty]


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Which projects of a library: `region` is a prefix of digits, `step` the last one recorded,
    `overdue` those with a milestone that is past and not reached."""

    text: str = ""
    step: str = ""
    region: str = ""
    purpose: str = ""
    overdue: bool = False


def projects(
    connection: Connection,
    caller: Caller,
    book: int,
    wanted: ProjectFilter = ProjectFilter(),
    *,
    limit: int = 500,
) -> list[ProjectRow]:
    """The projects of the book in the caller's regions."""
    return _read(
        connection, ProjectRow, _ROWS.replace("/*more*/", ""), caller, book, None, wanted, limit
    )


def project_full(
    connection: Connection,
    sealed: Session,
    sealer: Sealer,
    caller: Caller,
    book: int,
    project: UUID,
    *,
    names: bool,
) -> ProjectFull:
    """A project with its steps, lots and responsible persons, whose names are masked unless
    `names`. Raises NotFound."""
    found = _read(
        connection,
        ProjectFacts,
        _ROWS.replace("/*more*/", _MORE),
        caller,
        book,
        project,
        ProjectFilter(),
        1,
    )
    if not found:
        raise _not_there(book, project)
    key: dict[str, object] = {"book": book, "project": project, "owner": str(project)}
    return ProjectFull(
        facts=found[0],
        steps=[
            each.model_copy(update={"kind_name": PROJECT_STEPS.get(each.kind, each.kind)})
            for each in fetch(connection, ProjectStep, _STEPS, key)
        ],
        sources=fetch(connection, ProjectSource, _SOURCES, key),
        duties=_duties(connection, sealed, sealer, book, key, names=names),
    )


def check_project(
    connection: Connection, caller: Caller, permission: Permission, book: int, project: UUID
) -> None:
    """Whether the project is in the caller's reach. Raises NotFound."""
    found = connection.execute(
        "SELECT FROM project p WHERE p.book = %(book)s AND p.project = %(project)s AND "
        "(p.book = ANY(%(scope_books)s) OR p.region LIKE ANY(%(scope_prefixes)s))",
        {"book": book, "project": project, **caller.scope(permission).parameters},
    ).fetchone()
    if found is None:
        raise _not_there(book, project)


def _not_there(book: int, project: UUID) -> NotFound:
    return NotFound(f"账簿 {book} 没有项目 {project}", book=book, project=str(project))


def _duties(
    connection: Connection,
    sealed: Session,
    sealer: Sealer,
    book: int,
    key: dict[str, object],
    *,
    names: bool,
) -> list[ProjectDuty]:
    found = fetch(connection, ProjectDuty, _DUTIES, key)
    opened = names_of(sealed, sealer, book, [each.duty for each in found])
    return [
        each.model_copy(
            update={
                "kind_name": DutyKind(each.kind).chinese,
                "name": (name if names else mask_name(name))
                if (name := opened.get(each.duty))
                else "（已删除）",
            }
        )
        for each in found
    ]


def _read(
    connection: Connection,
    kind: type[P],
    rows: LiteralString,
    caller: Caller,
    book: int,
    project: UUID | None,
    wanted: ProjectFilter,
    limit: int,
) -> list[P]:
    found = fetch(
        connection,
        kind,
        rows + _WHERE + " ORDER BY p.sort_key, p.code LIMIT %(limit)s",
        {
            "book": book,
            "project": project,
            "text": f"%{wanted.text}%" if wanted.text else "",
            "step": wanted.step,
            "region": f"{wanted.region}%",
            "purpose": f"%{wanted.purpose}%",
            "overdue": wanted.overdue,
            "limit": limit,
            **caller.scope(Permission.PROJECT_READ).parameters,
        },
    )
    return [
        each.model_copy(update={"step_name": PROJECT_STEPS.get(each.step or "", "")})
        for each in found
    ]


_MORE = """, p.purpose, p.task, p.standard_text, p.starts_on, p.ends_on, p.responsible, p.target,
  p.mechanism"""

_ROWS = """
SELECT p.book, p.project, p.code, p.name, p.region,
  coalesce((SELECT r.name FROM region r WHERE r.code = p.region
            ORDER BY r.valid_from DESC LIMIT 1), p.region) AS region_name,
  coalesce((SELECT o.name FROM organisation o WHERE o.org = p.org), p.org) AS org_name,
  p.benefit, p.planned_fen AS planned,
  coalesce(m.assigned, 0)::bigint AS assigned, coalesce(m.disbursed, 0)::bigint AS disbursed,
  (coalesce(m.assigned, 0) - coalesce(m.disbursed, 0))::bigint AS standing,
  s.kind AS step, '' AS step_name, coalesce(l.kind, '') AS library,
  (SELECT count(*)::int FROM project_milestone o
   WHERE o.book = p.book AND o.project = p.project AND NOT o.void AND o.done_on IS NULL
     AND o.planned_on < (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date
     AND NOT EXISTS (SELECT FROM project_milestone n
       WHERE n.book = o.book AND n.project = o.project AND n.milestone = o.milestone
         AND n.version > o.version)) AS overdue/*more*/
FROM project p
LEFT JOIN LATERAL (
  SELECT e.kind FROM project_event e
  WHERE e.book = p.book AND e.project = p.project AND NOT EXISTS (
    SELECT FROM project_event_void v WHERE v.book = e.book AND v.project = e.project
      AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version)
  ORDER BY e.happened_on DESC, e.known_at DESC LIMIT 1
) s ON true
LEFT JOIN LATERAL (
  SELECT e.kind FROM project_event e
  WHERE e.book = p.book AND e.project = p.project AND e.kind IN ('entered', 'removed')
    AND NOT EXISTS (
    SELECT FROM project_event_void v WHERE v.book = e.book AND v.project = e.project
      AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version)
  ORDER BY e.happened_on DESC, e.kind LIMIT 1
) l ON true
LEFT JOIN (
  SELECT a.owner,
    sum(CASE WHEN o.kind IN ('unassigned', 'pool', 'source') THEN x.fen END) AS assigned,
    -sum(CASE WHEN o.kind NOT IN ('unassigned', 'pool', 'source', 'project') THEN x.fen END)
      AS disbursed
  FROM flow f
  CROSS JOIN LATERAL (VALUES (f.to_account, f.from_account, f.amount_fen),
    (f.from_account, f.to_account, -f.amount_fen)) x(account, other, fen)
  JOIN account a ON a.book = f.book AND a.account = x.account AND a.kind = 'project'
  JOIN account o ON o.book = f.book AND o.account = x.other
  WHERE f.book = %(book)s
  GROUP BY a.owner
) m ON m.owner = p.project::text
"""

_WHERE = """
WHERE p.book = %(book)s AND (%(project)s::uuid IS NULL OR p.project = %(project)s::uuid)
  AND (%(text)s = '' OR p.name ILIKE %(text)s OR p.code ILIKE %(text)s)
  AND (%(step)s = '' OR s.kind = %(step)s)
  AND p.region LIKE %(region)s AND p.purpose LIKE %(purpose)s
  AND (NOT %(overdue)s OR EXISTS (
    SELECT FROM project_milestone o WHERE o.book = p.book AND o.project = p.project
      AND NOT o.void AND o.done_on IS NULL
      AND o.planned_on < (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date
      AND NOT EXISTS (SELECT FROM project_milestone n
        WHERE n.book = o.book AND n.project = o.project AND n.milestone = o.milestone
          AND n.version > o.version)))
  AND (p.book = ANY(%(scope_books)s) OR p.region LIKE ANY(%(scope_prefixes)s))
"""

_STEPS = """
SELECT e.kind, '' AS kind_name, e.happened_on, e.doc_no, e.actor, e.remark, e.known_at,
  v.reason AS voided
FROM project_event e
LEFT JOIN project_event_void v ON v.book = e.book AND v.project = e.project
  AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version
WHERE e.book = %(book)s AND e.project = %(project)s
ORDER BY e.happened_on, e.known_at, e.kind, e.version
"""

_DUTIES = """
SELECT d.duty, d.kind, '' AS kind_name, '' AS name, d.post, coalesce(o.name, d.org, '') AS org_name,
  d.valid_from, d.valid_to
FROM responsible_person d LEFT JOIN organisation o ON o.org = d.org
WHERE d.book = %(book)s AND d.project = %(project)s AND NOT d.void AND NOT EXISTS (
  SELECT FROM responsible_person n WHERE n.book = d.book AND n.duty = d.duty
    AND n.version > d.version)
ORDER BY d.valid_from, d.duty
"""

_SOURCES = """
SELECT w.lot, l.origin_doc_no AS doc_no, l.category,
  sum(CASE WHEN t.owner = %(owner)s AND t.kind = 'project' THEN w.amount_fen
           ELSE -w.amount_fen END)::bigint AS assigned
FROM flow w
JOIN account f ON f.book = w.book AND f.account = w.from_account
JOIN account t ON t.book = w.book AND t.account = w.to_account
JOIN lot l ON l.book = w.book AND l.lot = w.lot
WHERE w.book = %(book)s AND (
  (t.kind = 'project' AND t.owner = %(owner)s AND f.kind IN ('unassigned', 'pool', 'source'))
  OR (f.kind = 'project' AND f.owner = %(owner)s AND t.kind IN ('unassigned', 'pool', 'source')))
GROUP BY 1, 2, 3 ORDER BY 4 DESC
"""
