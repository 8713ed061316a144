"""Which projects get money while they are not in the library (DV03)?

Ordinary works: other days of their steps, and what is paid stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from api.demo.days import after, between
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.works import Label, label_of
from ledger.register.projects import NewProjectEvent, ProjectStep


def plant_library(stage: Stage) -> None:
    county, work, given_on = _given(stage, "赶工期，入库手续随后补办")
    entered = _entered(work)
    late = replace(entered, happened_on=after(stage.rng, given_on, 20, 40))
    work.steps[work.steps.index(entered)] = late
    note = "资金安排以后才审定入库"
    stage.declared.plant("DV03", county.book, "project", str(work.key), note)

    county, work, given_on = _given(stage, "镇里要求继续实施")
    work.steps.append(_removed(stage, work, given_on))
    note = "项目已经出库，仍然安排了资金"
    stage.declared.plant("DV03", county.book, "project", str(work.key), note)

    county, work, given_on = _given(stage)
    back = replace(_entered(work), happened_on=given_on, doc_no="")
    work.steps += [_removed(stage, work, given_on), back]
    why = "出库以后，安排资金当天重新审定入库"
    stage.declared.resemble("DV03", county.book, "project", str(work.key), why)


def _given(stage: Stage, reason: str = "") -> tuple[PlannedCounty, PlannedProject, date]:
    """A work, and the day on which it is first given money; the checker is warned, and gives a
    reason."""
    county, work = stage.ordinary_work("DV03", lambda _, work: label_of(work) is not Label.VILLAGE)
    uses = [each for each in county.uses if work.key in each.gifts]
    for use in uses:
        use.reason = reason
    return county, work, min(each.assigned_on for each in uses)


def _entered(work: PlannedProject) -> NewProjectEvent:
    return next(each for each in work.steps if each.step is ProjectStep.ENTERED)


def _removed(stage: Stage, work: PlannedProject, before: date) -> NewProjectEvent:
    """出库, after it was entered and before this day."""
    entered = _entered(work)
    first, last = entered.happened_on + timedelta(days=1), before - timedelta(days=1)
    return replace(
        entered,
        step=ProjectStep.REMOVED,
        happened_on=between(stage.rng, first, last),
        doc_no=f"演项出〔{entered.happened_on.year}〕1号",
    )
