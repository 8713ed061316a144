"""By which steps did a household leave poverty, and which of the procedure's steps are missing?

Of each year in which it became 脱贫户, or in which a step was recorded, all steps of the procedure
of its place in that year are shown in the order of the document. Where no document is registered
for the place nothing is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from api.reading.row import Row
from ledger.register.exits import StepDone, exit_rules, exit_steps_of, procedure_on
from ledger.register.households import HouseholdKind, HouseholdOn

LEVELS = {
    "village": "村",
    "township": "乡镇",
    "county": "县",
    "prefecture": "市",
    "province": "省",
    "nation": "国家",
}
_STAGES = {"": "", "before": "公示", "after": "公告"}


class ExitStepRow(Row):
    """One step of the procedure; `done_on` is None where it is missing."""

    step: int
    name: str
    level: str
    stage: str
    done_on: date | None
    passed: bool
    doc_no: str
    out_of_order: bool


class ExitRow(Row):
    """An exit in one year; `procedure` is empty where no document is registered for the place."""

    year: int
    procedure: str
    source: str
    steps: list[ExitStepRow]

    @property
    def missing(self) -> int:
        return sum(each.done_on is None for each in self.steps)


def exits_of(
    work: Session,
    book: int,
    household: UUID,
    history: Sequence[HouseholdOn],
    *,
    known_at: datetime,
) -> list[ExitRow]:
    """By year."""
    done = exit_steps_of(work, book, [str(household)], known_at=known_at)
    lifted = {each.valid_from.year: each for each in history if each.kind is HouseholdKind.LIFTED}
    years = sorted(lifted.keys() | {each.exit_year for each in done})
    rules = exit_rules(work) if years else []
    rows = []
    for year in years:
        mine = [each for each in done if each.exit_year == year]
        region = lifted[year].region if year in lifted else mine[0].region
        day = lifted[year].valid_from if year in lifted else mine[0].done_on
        procedure = procedure_on(rules, "household", region, day)
        by_step = {(each.procedure, each.step): each for each in mine}
        steps: list[ExitStepRow] = []
        latest = date.min
        for rule in procedure:
            step = by_step.get((rule.procedure, rule.step))
            steps.append(
                ExitStepRow(
                    step=rule.step,
                    name=rule.name,
                    level=LEVELS.get(rule.level, rule.level),
                    stage=_STAGES[rule.notice],
                    done_on=step.done_on if step else None,
                    passed=step.passed if step else False,
                    doc_no=step.doc_no if step else "",
                    out_of_order=step is not None and step.done_on < latest,
                )
            )
            latest = max(latest, step.done_on) if step else latest
        rows.append(
            ExitRow(
                year=year,
                procedure=procedure[0].procedure if procedure else "",
                source=procedure[0].source if procedure else "",
                steps=steps or [_without_rule(each) for each in mine],
            )
        )
    return rows


def _without_rule(each: StepDone) -> ExitStepRow:
    return ExitStepRow(
        step=each.step,
        name=each.procedure,
        level="",
        stage="",
        done_on=each.done_on,
        passed=each.passed,
        doc_no=each.doc_no,
        out_of_order=False,
    )
