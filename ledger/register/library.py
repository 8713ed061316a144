"""Which projects stood in the county's library on a day?

A project is in the library from 审定入库 until 出库, by the days of the documents. That it was
written into the register of projects says nothing: it may only have been proposed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import Session, col

from ledger.register.projects import ProjectStep
from ledger.storage.tables import Project, ProjectEvent, ProjectEventVoid


class LibraryState(StrEnum):
    """How a project stands to the library on a day."""

    IN = "in"
    UNKNOWN = "unknown"
    NOT_ENTERED = "not_entered"
    NOT_YET = "not_yet"
    REMOVED = "removed"

    @property
    def chinese(self) -> str:
        return {
            "in": "在库",
            "unknown": "没有登记",
            "not_entered": "没有审定入库",
            "not_yet": "当时尚未审定入库",
            "removed": "当时已经出库",
        }[self.value]


def counting() -> ColumnElement[bool]:
    """The condition that a step was not voided."""
    return ~exists(
        select(col(ProjectEventVoid.book)).where(
            col(ProjectEventVoid.book) == col(ProjectEvent.book),
            col(ProjectEventVoid.project) == col(ProjectEvent.project),
            col(ProjectEventVoid.kind) == col(ProjectEvent.kind),
            col(ProjectEventVoid.happened_on) == col(ProjectEvent.happened_on),
            col(ProjectEventVoid.version) == col(ProjectEvent.version),
        )
    )


def library_entries(
    work: Session, book: int, projects: Collection[UUID]
) -> dict[UUID, list[tuple[date, ProjectStep]]]:
    """The entries and removals of each registered project, in order of their days.

    A removal and an entry of one day: removed and taken in again.
    """
    if not projects:
        return {}
    found: dict[UUID, list[tuple[date, ProjectStep]]] = {
        key: []
        for key in work.execute(
            select(col(Project.project)).where(
                col(Project.book) == book, col(Project.project).in_(projects)
            )
        ).scalars()
    }
    moves = (ProjectStep.ENTERED.value, ProjectStep.REMOVED.value)
    rows = work.execute(
        select(col(ProjectEvent.project), col(ProjectEvent.happened_on), col(ProjectEvent.kind))
        .where(
            col(ProjectEvent.book) == book,
            col(ProjectEvent.project).in_(found),
            col(ProjectEvent.kind).in_(moves),
            counting(),
        )
        .order_by(col(ProjectEvent.happened_on), col(ProjectEvent.kind).desc())
    )
    for project, happened_on, kind in rows:
        found[project].append((happened_on, ProjectStep(kind)))
    return found


def state_on(entries: list[tuple[date, ProjectStep]] | None, on: date) -> LibraryState:
    """Of one project; None: it is not registered."""
    if entries is None:
        return LibraryState.UNKNOWN
    before = [step for day, step in entries if day <= on]
    if before:
        return LibraryState.IN if before[-1] is ProjectStep.ENTERED else LibraryState.REMOVED
    return LibraryState.NOT_YET if entries else LibraryState.NOT_ENTERED
