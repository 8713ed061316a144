"""What is money spent on that it may not be (DV01), and what else than was approved (DV02)?

Ordinary works: they get another task, or other papers, and what is paid stays.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import timedelta

from api.demo.papers import Paper, rewritten
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.works import Label, label_of, work_year
from ledger.register.project_life import APPROVALS, FUNDS
from ledger.register.versions import Entered

_FORBIDDEN = (
    (Label.VILLAGE, "整治村庄环境，修缮镇政府办公楼", "专项扶贫资金用于修缮办公楼"),
    (Label.WATER, "偿还债务，支付以前修建供水点所欠工程款", "专项扶贫资金用于偿还工程欠款"),
)
_BUILT = {Label.ROAD, Label.WATER, Label.RELIEF}
_ADJUSTED_AFTER_D = 12
_GROWN_IN = 2019
"""The year whose village works are wanted for ST03."""


def plant_purposes(stage: Stage) -> None:
    for label, task, note in _FORBIDDEN:
        county, work = _work(stage, "DV01", {label})
        work.new = replace(work.new, task=task)
        stage.declared.plant("DV01", county.book, "project", str(work.key), note)
    _other_purpose(stage)
    _other_source(stage)
    _approval_changed(stage)
    _branch_of_what_was_approved(stage)


def _other_purpose(stage: Stage) -> None:
    county, work = _work(stage, "DV02", _BUILT)
    stage.amend(work, rewritten(APPROVALS, lambda row: replace(row, purpose="产业发展")))
    note = "批复用于产业发展，实际用于基础设施"
    stage.declared.plant("DV02", county.book, "project", str(work.key), note)


def _other_source(stage: Stage) -> None:
    county, work = _work(stage, "DV02", _BUILT)
    stage.amend(work, rewritten(FUNDS, lambda row: replace(row, category="农村综合改革资金")))
    note = "批复的是农村综合改革资金，安排的是专项扶贫资金"
    stage.declared.plant("DV02", county.book, "project", str(work.key), note)


def _approval_changed(stage: Stage) -> None:
    """First approved for something else, then changed by a document of its own."""
    county, work = _work(stage, "DV02", _BUILT)

    def changed_later(papers: list[Paper]) -> list[Paper]:
        (right,) = (each for each in papers if each.register is APPROVALS)
        later = right.day + timedelta(days=_ADJUSTED_AFTER_D)
        adjusted = Entered(right.entered.row, f"演项调〔{later.year}〕1号", "调整用途")
        first = rewritten(APPROVALS, lambda row: replace(row, purpose="产业发展"))
        return [*first(papers), Paper(later, APPROVALS, adjusted)]

    stage.amend(work, changed_later)
    why = "批复经文件调整，与登记用途一致"
    stage.declared.resemble("DV02", county.book, "project", str(work.key), why)


def _branch_of_what_was_approved(stage: Stage) -> None:
    county, work = _work(stage, "DV02", _BUILT)
    branch = "水利扶贫" if label_of(work) is Label.WATER else "交通扶贫"
    work.new = replace(work.new, purpose=branch)
    stage.amend(work, rewritten(APPROVALS, lambda row: replace(row, purpose="HZ.3")))
    why = "登记用途是批复用途“基础设施”之下的一个分支"
    stage.declared.resemble("DV02", county.book, "project", str(work.key), why)


def _work(stage: Stage, rule: str, labels: Set[Label]) -> tuple[PlannedCounty, PlannedProject]:
    return stage.ordinary_work(
        rule, lambda _, work: label_of(work) in labels and work_year(work) != _GROWN_IN
    )
