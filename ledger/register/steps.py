"""May this step of a project be recorded, and what is odd about it?

Real papers come late and out of order, so the order of steps is no reason to refuse: who records a
step is told what is odd, and writes why it is so all the same. Refused is what makes no sense: a
step that has not happened yet, and taking out of the library what is not in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import Session, col

from ledger.register.library import LibraryState, counting, library_entries, state_on
from ledger.register.projects import NewProjectEvent, ProjectStep, add_project_events
from ledger.register.versions import VoidNeedsReason
from ledger.storage.tables import ProjectEvent, ProjectEventVoid
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text

ORDER = (
    ProjectStep.PROPOSED,
    ProjectStep.REVIEWED,
    ProjectStep.ENTERED,
    ProjectStep.ADMITTED,
    ProjectStep.APPROVED,
    ProjectStep.STARTED,
    ProjectStep.SUPERVISED,
    ProjectStep.ACCEPTED,
)
_BY_DOCUMENT = frozenset(
    {ProjectStep.ENTERED, ProjectStep.APPROVED, ProjectStep.ACCEPTED, ProjectStep.REMOVED}
)
"""Steps that are acts of an authority, and so have a paper."""


class ProjectUnknown(Refusal):
    """Steps are recorded of projects that are registered."""


class StepNotYetHappened(Refusal):
    """A step is recorded on its day or later."""


class StepStands(Refusal):
    """A step is recorded once for a day."""


class ProjectNotInLibrary(Refusal):
    """Only what stands in the library can be taken out of it."""


class StepNeedsReason(Refusal):
    """A step that is odd is recorded with a written reason."""


class StepNotThere(Refusal):
    """Only a step that counts can be voided."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that counts."""

    step: ProjectStep
    happened_on: date


@dataclass(frozen=True, slots=True)
class Recorded(Step):
    """A step that counts, with what was written to it."""

    doc_no: str
    remark: str


def record_step(
    work: Session, book: int, event: NewProjectEvent, *, today: date, known_at: datetime
) -> list[str]:
    """Record one step of a project. Returns what is odd about it, in Chinese.

    Raises ProjectUnknown, StepNotYetHappened, StepStands, ProjectNotInLibrary, StepNeedsReason.
    """
    entries = library_entries(work, book, [event.project])
    if event.project not in entries:
        raise ProjectUnknown("没有登记这个项目", book=book, project=str(event.project))
    if event.happened_on > today:
        raise StepNotYetHappened(
            f"{event.step.chinese}的日期 {event.happened_on} 在今天之后，发生后再登记"
        )
    if event.step is ProjectStep.REMOVED:
        state = state_on(entries[event.project], event.happened_on)
        if state is not LibraryState.IN:
            raise ProjectNotInLibrary(f"项目不能出库：{state.chinese}")
    before = steps_of(work, book, event.project)
    if Step(event.step, event.happened_on) in before:
        raise StepStands(f"{event.happened_on} 的{event.step.chinese}已经登记")
    odd = oddities(before, event) + voided_why(work, book, event)
    if odd and not clean_text(event.remark):
        raise StepNeedsReason(f"{'；'.join(odd)}。确实如此的，写明原因再登记", odd=odd)
    add_project_events(work, book, [event], known_at=known_at)
    return odd


def steps_of(work: Session, book: int, project: UUID) -> list[Step]:
    """The steps that count, in order of their days."""
    recorded = recorded_steps(work, book, [project]).get(project, [])
    return [Step(each.step, each.happened_on) for each in recorded]


def recorded_steps(
    work: Session, book: int, projects: Collection[UUID]
) -> dict[UUID, list[Recorded]]:
    """The steps of each project that count, in order of their days."""
    rows = work.execute(
        select(
            col(ProjectEvent.project),
            col(ProjectEvent.kind),
            col(ProjectEvent.happened_on),
            col(ProjectEvent.doc_no),
            col(ProjectEvent.remark),
        )
        .where(col(ProjectEvent.book) == book, col(ProjectEvent.project).in_(projects), counting())
        .order_by(col(ProjectEvent.happened_on), col(ProjectEvent.kind))
    )
    found: dict[UUID, list[Recorded]] = {}
    for project, kind, happened_on, doc_no, remark in rows:
        found.setdefault(project, []).append(
            Recorded(ProjectStep(kind), happened_on, doc_no, remark)
        )
    return found


def library_moves(steps: Iterable[Step]) -> list[tuple[date, ProjectStep]]:
    """The entries and removals among steps in order of their days, as `state_on` takes them."""
    moves = (ProjectStep.REMOVED, ProjectStep.ENTERED)
    return [
        (each.happened_on, each.step)
        for each in sorted(
            (each for each in steps if each.step in moves),
            key=lambda each: (each.happened_on, moves.index(each.step)),
        )
    ]


def oddities(before: list[Step], event: NewProjectEvent) -> list[str]:
    """What is odd about a further step, in Chinese."""
    odd = []
    if event.step in _BY_DOCUMENT and not clean_text(event.doc_no):
        odd.append(f"{event.step.chinese}没有写依据文号")
    if event.step not in ORDER:
        return odd
    place = ORDER.index(event.step)
    first: dict[ProjectStep, date] = {}
    for each in before:
        first.setdefault(each.step, each.happened_on)
    missing = [
        step.chinese
        for step in ORDER[:place]
        if step not in first and step is not ProjectStep.SUPERVISED
    ]
    if missing:
        odd.append(f"还没有登记{'、'.join(missing)}")
    for step in ORDER[:place]:
        if step in first and first[step] > event.happened_on:
            odd.append(f"{event.step.chinese} {event.happened_on} 早于{step.chinese} {first[step]}")
    for step in ORDER[place + 1 :]:
        if step in first and first[step] < event.happened_on:
            odd.append(f"{event.step.chinese} {event.happened_on} 晚于{step.chinese} {first[step]}")
    return odd


def voided_why(work: Session, book: int, event: NewProjectEvent) -> list[str]:
    """That this step of this day was voided; entering it again is said to be meant."""
    reason = work.execute(
        select(col(ProjectEventVoid.reason))
        .where(
            col(ProjectEventVoid.book) == book,
            col(ProjectEventVoid.project) == event.project,
            col(ProjectEventVoid.kind) == event.step.value,
            col(ProjectEventVoid.happened_on) == event.happened_on,
        )
        .order_by(col(ProjectEventVoid.version).desc())
        .limit(1)
    ).scalar_one_or_none()
    if reason is None:
        return []
    return [f"{event.happened_on} 的{event.step.chinese}曾经登记，后因“{reason}”作废"]


def void_step(
    work: Session,
    book: int,
    project: UUID,
    step: Step,
    *,
    reason: str,
    actor: str,
    known_at: datetime,
) -> None:
    """Say that a step was entered by mistake. Raises StepNotThere, VoidNeedsReason."""
    why = clean_text(reason)
    version = work.execute(
        select(col(ProjectEvent.version)).where(
            col(ProjectEvent.book) == book,
            col(ProjectEvent.project) == project,
            col(ProjectEvent.kind) == step.step.value,
            col(ProjectEvent.happened_on) == step.happened_on,
            counting(),
        )
    ).scalar_one_or_none()
    if version is None:
        raise StepNotThere(f"没有登记 {step.happened_on} 的{step.step.chinese}，或者已经作废")
    if not why:
        raise VoidNeedsReason("作废登记必须写明原因")
    work.execute(
        insert(ProjectEventVoid),
        [
            {
                "book": book,
                "project": project,
                "kind": step.step.value,
                "happened_on": step.happened_on,
                "version": version,
                "reason": why,
                "actor": actor,
                "known_at": known_at,
            }
        ],
    )
