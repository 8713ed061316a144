"""When does a staged project take its steps, where not as planned?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from api.demo.papers import Paper
from api.demo.planned import PlannedProject
from ledger.register.project_life import MILESTONES
from ledger.register.projects import ProjectStep


def retime(project: PlannedProject, days: Mapping[ProjectStep, date], *, ends_on: date) -> None:
    """Take these steps on other days; a step after the demo's last day is never registered."""
    project.steps = [
        replace(each, happened_on=days.get(each.step, each.happened_on)) for each in project.steps
    ]
    project.new = replace(
        project.new,
        starts_on=days.get(ProjectStep.STARTED, project.new.starts_on),
        ends_on=ends_on,
    )


def due_on(milestone: str, day: date) -> Callable[[list[Paper]], list[Paper]]:
    """An amendment: this milestone (开工, 完工) was planned for that day."""

    def amend(papers: list[Paper]) -> list[Paper]:
        return [
            replace(each, entered=replace(each.entered, row=replace(row, planned_on=day)))
            if each.register is MILESTONES and (row := each.entered.row).milestone == milestone
            else each
            for each in papers
        ]

    return amend
