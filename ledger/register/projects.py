"""Which projects does a county's library hold, and which step of its life is each at?

A project is written once with the nine fields a notice must show (国开办发〔2018〕11号); what
happens to it are events. Steps may come late or out of order: whoever records one is told
(steps.py), and a rule may say so later; history is not refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from ledger.register.once import add_once
from ledger.storage.tables import Project, ProjectEvent, ProjectEventVoid
from ledger.values.money import check_positive_fen
from ledger.values.region import RegionCode
from ledger.values.sort_key import sort_key
from ledger.values.text import clean_text


class ProjectStep(StrEnum):
    """项目生命周期: 申报→评审→(审定入库)→立项→批复→实施→监督→验收, and 出库."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    ENTERED = "entered"
    ADMITTED = "admitted"
    APPROVED = "approved"
    STARTED = "started"
    SUPERVISED = "supervised"
    ACCEPTED = "accepted"
    REMOVED = "removed"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    ProjectStep.PROPOSED: "申报",
    ProjectStep.REVIEWED: "评审",
    ProjectStep.ENTERED: "审定入库",
    ProjectStep.ADMITTED: "立项",
    ProjectStep.APPROVED: "批复",
    ProjectStep.STARTED: "实施",
    ProjectStep.SUPERVISED: "监督",
    ProjectStep.ACCEPTED: "验收",
    ProjectStep.REMOVED: "出库",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    """项目 as it enters the library. `purpose` is its place in the purpose tree: 产业发展 …

    `region` is where it is done, `org` who does it, `benefit` what it pays to households, if
    anything. Dates are the planned ones.
    """

    project: UUID
    code: str
    name: str
    region: RegionCode
    org: str
    purpose: str
    task: str
    standard_text: str
    responsible: str
    target: str
    mechanism: str
    benefit: str | None = None
    planned_fen: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewProjectEvent:
    """One step of a project's life; `actor` enters it, `remark` is what he has to say to it."""

    project: UUID
    step: ProjectStep
    happened_on: date
    doc_no: str = ""
    actor: str = ""
    remark: str = ""


def add_projects(
    work: Session, book: int, projects: Iterable[NewProject], *, known_at: datetime
) -> int:
    """Put the projects into the book's library. Returns how many were new.

    Raises RegisteredOtherwise, AmountNotPositive.
    """
    rows = []
    for each in projects:
        name = clean_text(each.name)
        rows.append(
            {
                "book": book,
                "project": each.project,
                "code": clean_text(each.code),
                "name": name,
                "region": each.region.code,
                "org": each.org,
                "purpose": each.purpose,
                "benefit": each.benefit,
                "task": each.task,
                "standard_text": each.standard_text,
                "planned_fen": None
                if each.planned_fen is None
                else check_positive_fen(each.planned_fen),
                "starts_on": each.starts_on,
                "ends_on": each.ends_on,
                "responsible": each.responsible,
                "target": each.target,
                "mechanism": each.mechanism,
                "known_at": known_at,
                "sort_key": sort_key(name),
            }
        )
    return add_once(work, Project, rows)


def add_project_events(
    work: Session, book: int, events: Iterable[NewProjectEvent], *, known_at: datetime
) -> int:
    """Record steps of projects. Returns how many were new; each is keyed by step and day.

    One that was voided is recorded again as its next version.
    """
    entered = list(events)
    voided = _voided(work, book, {each.project for each in entered})
    return add_once(
        work,
        ProjectEvent,
        [
            {
                "book": book,
                "project": each.project,
                "kind": each.step.value,
                "happened_on": each.happened_on,
                "doc_no": clean_text(each.doc_no),
                "known_at": known_at,
                "actor": each.actor,
                "remark": clean_text(each.remark),
                "version": voided.get((each.project, each.step.value, each.happened_on), 0) + 1,
            }
            for each in entered
        ],
    )


def _voided(
    work: Session, book: int, projects: Collection[UUID]
) -> dict[tuple[UUID, str, date], int]:
    """The last version of each step that was voided; the versions before it were voided too."""
    step = (
        col(ProjectEventVoid.project),
        col(ProjectEventVoid.kind),
        col(ProjectEventVoid.happened_on),
    )
    rows = work.execute(
        select(*step, func.max(col(ProjectEventVoid.version)))
        .where(col(ProjectEventVoid.book) == book, col(ProjectEventVoid.project).in_(projects))
        .group_by(*step)
    )
    return {(project, kind, on): version for project, kind, on, version in rows}
