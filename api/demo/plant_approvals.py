"""Which approvals lag behind what is done (DV13 擅自调整), which ask the county for its share
(DV14 违规县级配套)?

Works of the ordinary world keep their money and their builders; only their papers are changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from api.demo.money import WAN_FEN, gifts_to
from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from ledger.register.project_life import APPROVALS, FUNDS, Approval, Fund
from ledger.register.versions import Entered

_CHANGED_AFTER_D = 40


def plant_approvals(stage: Stage) -> None:
    _change(stage)
    _ask_for_matching(stage)


# DV13 --------------------------------------------------------------------------------------------


def _change(stage: Stage) -> None:
    rng = stage.rng
    county, project = _a_work(stage, "DV13")
    stage.amend(project, partial(_approved, percent=rng.randint(70, 85)))
    _plant(stage, "DV13", county, project, "安排和合同超过批复一成以上，没有追加批复")

    county, project = _a_work(stage, "DV13")
    elsewhere = rng.choice([each for each in county.homes if each is not project.village])
    stage.amend(project, partial(_approved, region=elsewhere.code.code))
    _plant(stage, "DV13", county, project, "批复以后换了村，没有重新批准")

    county, project = _a_work(stage, "DV13")
    percent = rng.randint(60, 80)
    stage.amend(project, partial(_approved, percent=percent, own_paper=True))
    _resemble(stage, "DV13", county, project, "追加投资，有自己的批准文件")

    county, project = _a_work(stage, "DV13")
    stage.amend(project, partial(_approved, percent=rng.randint(93, 97)))
    _resemble(stage, "DV13", county, project, "超过批复，但不到一成")


def _approved(
    papers: list[Paper], *, percent: int = 0, region: str = "", own_paper: bool = False
) -> list[Paper]:
    """At first the approval is for another place, or for so much of what was given; a second one
    says the right place under the number of the first, or all of it under a number of its own."""
    found = []
    for paper in papers:
        if paper.register is not APPROVALS:
            found.append(paper)
            continue
        row, doc_no = paper.entered.row, paper.entered.doc_no
        first = replace(row, region=region) if region else _for(row, percent)
        found.append(replace(paper, entered=Entered(first, doc_no)))
        if region or own_paper:
            day = paper.day + timedelta(days=_CHANGED_AFTER_D)
            again = replace(row, approved_on=day)
            new_no = f"演项批〔{day.year}〕21号" if own_paper else doc_no
            change = "追加投资" if own_paper else "变更实施地点"
            found.append(Paper(day, APPROVALS, Entered(again, new_no, change)))
    return found


def _for(row: Approval, percent: int) -> Approval:
    return replace(row, approved_fen=row.approved_fen * percent // 100)


# DV14 --------------------------------------------------------------------------------------------


def _ask_for_matching(stage: Stage) -> None:
    rng = stage.rng
    for _ in range(2):
        county, project = _a_work(stage, "DV14")
        asked_fen = gifts_to(county, project.key) * rng.randint(10, 20) // 100 // WAN_FEN * WAN_FEN
        stage.amend(project, partial(_funded, fen=max(asked_fen, WAN_FEN), matching=True))
        _plant(stage, "DV14", county, project, "公益性项目的批复要求县级配套")
    county, project = _a_work(stage, "DV14")
    stage.amend(project, partial(_funded, fen=rng.randint(5, 9) * WAN_FEN, matching=False))
    _resemble(stage, "DV14", county, project, "县里自己安排的资金，没有要求配套")
    county, project = _a_work(stage, "DV14")
    stage.amend(project, partial(_funded, fen=0, matching=True))
    _resemble(stage, "DV14", county, project, "配套一栏写明为零")


_COUNTY_FUNDS = ("扶贫发展资金", "少数民族发展资金")


def _funded(papers: list[Paper], *, fen: int, matching: bool) -> list[Paper]:
    """One source more: the county's, which a work may have already of one category."""
    approval = next(each for each in papers if each.register is APPROVALS)
    taken = {
        each.entered.row.category
        for each in papers
        if each.register is FUNDS and each.entered.row.level == "county"
    }
    fund = Fund(
        project=approval.entered.row.project,
        category=next(each for each in _COUNTY_FUNDS if each not in taken),
        level="county",
        approved_fen=fen,
        matching=matching,
    )
    return [*papers, Paper(approval.day, FUNDS, Entered(fund, approval.entered.doc_no))]


# What both share ---------------------------------------------------------------------------------


def _a_work(stage: Stage, purpose: str) -> tuple[PlannedCounty, PlannedProject]:
    """A road or a water work that serves nothing else, each time in another county."""

    def free(county: PlannedCounty) -> list[PlannedProject]:
        return [
            each
            for each in county.projects
            if each.new.code.endswith(("-road", "-water"))
            and not each.amends
            and stage.declared.is_free(each.key)
        ]

    county = stage.county(purpose, free)
    project = stage.rng.choice(free(county))
    stage.declared.use(project.key)
    return county, project


def _plant(
    stage: Stage, rule: str, county: PlannedCounty, project: PlannedProject, note: str
) -> None:
    stage.declared.plant(rule, county.book, "project", str(project.key), note)


def _resemble(
    stage: Stage, rule: str, county: PlannedCounty, project: PlannedProject, why: str
) -> None:
    stage.declared.resemble(rule, county.book, "project", str(project.key), why)
