"""项目环节: which steps of projects happened, out of a file, judged as those recorded by hand?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import projects_named
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.library import LibraryState, state_on
from ledger.register.projects import NewProjectEvent, ProjectStep, add_project_events
from ledger.register.steps import (
    Recorded,
    Step,
    library_moves,
    oddities,
    recorded_steps,
    voided_why,
)
from ledger.values.text import clean_text


class ProjectStepRow(NamedTuple):
    project: str
    step: str
    happened_on: date
    doc_no: str
    remark: str


class ProjectStepTaker:
    """Records steps; the order of the rows in the file does not matter."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: set[tuple[str, str, date]] = set()

    def check(self, rows: Sequence[ReadRow[ProjectStepRow]]) -> list[Fault]:
        desk = self._desk
        projects = self._projects(rows)
        recorded = recorded_steps(desk.work, desk.book, projects.values())
        faults: list[Fault] = []
        events = [_event(each.taken(), projects, desk.maker) for each in rows]
        with_file = {
            project: {Step(each.step, each.happened_on) for each in recorded.get(project, ())}
            | {
                Step(each.step, each.happened_on)
                for each in events
                if each is not None and each.project == project
            }
            for project in projects.values()
        }
        for each, event in zip(rows, events, strict=True):
            row = each.taken()
            if (row.project, row.step, row.happened_on) in self._seen:
                faults.append(Fault(each.number, "环节", "与本文件中前面的一行重复"))
            self._seen.add((row.project, row.step, row.happened_on))
            if event is None:
                faults.append(Fault(each.number, "项目编号", f"没有登记项目 {row.project}"))
                continue
            same = _same(event, recorded.get(event.project, ()))
            if same is not None:
                if (same.doc_no, same.remark) != _said(event):
                    why = f"{event.happened_on} 的{event.step.chinese}已经登记，文号或说明不同"
                    faults.append(Fault(each.number, "环节", why))
                continue
            faults.extend(self._against(each.number, event, with_file[event.project]))
        return faults

    def take(self, rows: Iterator[ReadRow[ProjectStepRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            projects = self._projects(some)
            recorded = recorded_steps(desk.work, desk.book, projects.values())
            events = [_event(each.taken(), projects, desk.maker) for each in some]
            new += add_project_events(
                desk.work,
                desk.book,
                [
                    each
                    for each in events
                    if each is not None and _same(each, recorded.get(each.project, ())) is None
                ],
                known_at=desk.now,
            )
        return Made(new)

    def _against(self, number: int, event: NewProjectEvent, steps: set[Step]) -> list[Fault]:
        if event.happened_on > self._desk.today:
            return [Fault(number, "发生日期", "在今天之后，发生后再登记")]
        others = sorted(
            steps - {Step(event.step, event.happened_on)},
            key=lambda each: (each.happened_on, each.step),
        )
        if event.step is ProjectStep.REMOVED:
            state = state_on(library_moves(others), event.happened_on)
            if state is not LibraryState.IN:
                return [Fault(number, "环节", f"项目不能出库：{state.chinese}")]
        odd = oddities(others, event) + voided_why(self._desk.work, self._desk.book, event)
        if odd and not clean_text(event.remark):
            return [Fault(number, "说明", f"{'；'.join(odd)}。确实如此的，写明原因")]
        return []

    def _projects(self, rows: Sequence[ReadRow[ProjectStepRow]]) -> dict[str, UUID]:
        codes = (each.taken().project for each in rows)
        return projects_named(self._desk.work, self._desk.book, codes)


def _event(row: ProjectStepRow, projects: dict[str, UUID], actor: str) -> NewProjectEvent | None:
    project = projects.get(row.project)
    if project is None:
        return None
    return NewProjectEvent(
        project, ProjectStep(row.step), row.happened_on, row.doc_no, actor, row.remark
    )


def _same(event: NewProjectEvent, recorded: Sequence[Recorded]) -> Recorded | None:
    """The step as it stands, if it does."""
    for each in recorded:
        if (each.step, each.happened_on) == (event.step, event.happened_on):
            return each
    return None


def _said(event: NewProjectEvent) -> tuple[str, str]:
    return clean_text(event.doc_no), clean_text(event.remark)


PROJECT_STEPS = SheetKind(
    Sheet(
        name="project-steps",
        title="项目环节",
        purpose="登记项目的申报、评审、审定入库、立项、批复、实施、监督、验收、出库，一行一个环节。",
        columns=(
            Column("project", "项目编号", Kind.CODE, "先导入项目库", "XM-2020-001"),
            Column("step", "环节", Kind.CHOICE, "", "审定入库", choices=choices_of(ProjectStep)),
            Column("happened_on", "发生日期", Kind.DAY, "以文件所载为准", "2019-11-20"),
            Column(
                "doc_no", "依据文号", Kind.TEXT, "入库、批复、验收、出库都有文件",
                "略脱贫办〔2019〕30号", required=False,
            ),
            Column(
                "remark", "说明", Kind.TEXT, "次序或日期不合常理、作废后重新登记的，写明原因",
                "补录", required=False,
            ),
        ),
        make=ProjectStepRow,
        key=("project", "step", "happened_on"),
    ),
    ProjectStepTaker,
)  # fmt: skip
