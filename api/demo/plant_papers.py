"""Which papers of a project are missing, too late, or do not fit its money?

PR02 无绩效目标或自评, PR04 超验收付款, PR06 先付款后签约, PR07 资产闲置或灭失.
Papers of ordinary works are changed before they are entered; what is paid stays as it is. Which
works: plant_works.py.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from api.demo.amended import amend
from api.demo.days import YEARS, after, between
from api.demo.ordinary import draw_list
from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from ledger.register.contracts import ACCEPTANCES, CONTRACTS, Acceptance
from ledger.register.links import ASSETS, Asset, AssetKind
from ledger.register.project_life import REVIEWS, TARGETS

_PAST = (2018, 2019)


# PR02 --------------------------------------------------------------------------------------------


def leave_out_aim_and_review(stage: Stage) -> None:
    declared = stage.declared
    county, project = _a_benefit(stage, YEARS)
    project.new = replace(project.new, target="")
    amend(stage, project, TARGETS, lambda _: [])
    declared.plant("PR02", county.book, "project", str(project.key), "入库时没有绩效目标")

    county, project = _a_benefit(stage, _PAST)
    amend(stage, project, REVIEWS, lambda _: [])
    declared.plant("PR02", county.book, "project", str(project.key), "年度终了一直没有绩效自评")

    county, project = _a_benefit(stage, YEARS)
    amend(stage, project, TARGETS, lambda _: [])
    declared.resemble(
        "PR02", county.book, "project", str(project.key), "绩效目标写在项目库里，没有另行登记"
    )


def _a_benefit(stage: Stage, years: Collection[int]) -> tuple[PlannedCounty, PlannedProject]:
    benefit = stage.rng.choice(("industry_award", "school_aid"))
    county, project, _ = draw_list(
        stage, "PR02", benefit, lambda each: each.new.period_from.year in years
    )
    return county, project


# PR04 --------------------------------------------------------------------------------------------


def accept_for_less(stage: Stage, road: PlannedProject) -> None:
    percent = stage.rng.randint(90, 96)
    amend(stage, road, ACCEPTANCES, lambda each: [_worth(each, percent)])
    stage.declared.plant(
        "PR04", road.village.book, "project", str(road.key), f"工程款付清，验收只确认了{percent}%"
    )


def accept_in_two_parts(stage: Stage, road: PlannedProject) -> None:
    """What was changed while it was built is accepted some weeks later."""
    days = timedelta(days=stage.rng.randint(15, 40))

    def parts(first: Paper) -> list[Paper]:
        whole: Acceptance = first.entered.row
        accepted = _worth(first, 90)
        rest = replace(
            whole,
            acceptance=f"{whole.acceptance}补2",
            accepted_on=whole.accepted_on + days,
            value_fen=whole.value_fen - accepted.entered.row.value_fen,
        )
        return [
            accepted,
            replace(first, day=first.day + days, entered=replace(first.entered, row=rest)),
        ]

    amend(stage, road, ACCEPTANCES, parts)
    stage.declared.resemble(
        "PR04",
        road.village.book,
        "project",
        str(road.key),
        "变更增加的工程量补办了验收，合计够付款",
    )


def _worth(paper: Paper, percent: int) -> Paper:
    row = paper.entered.row
    less = replace(row, value_fen=row.value_fen * percent // 100)
    return replace(paper, entered=replace(paper.entered, row=less))


# PR06 --------------------------------------------------------------------------------------------


def sign_after_payment(stage: Stage, road: PlannedProject) -> None:
    first = road.invoices[0]
    _sign_on(stage, road, after(stage.rng, first.day, 12, 40))
    stage.declared.plant(
        "PR06",
        road.village.book,
        "payee",
        f"{road.key}/{first.vendor}",
        "第一笔工程款付了以后才补签合同",
    )


def sign_on_the_day(stage: Stage, road: PlannedProject) -> None:
    first = road.invoices[0]
    _sign_on(stage, road, first.day)
    stage.declared.resemble(
        "PR06", road.village.book, "payee", f"{road.key}/{first.vendor}", "签约当天付的第一笔款"
    )


def _sign_on(stage: Stage, project: PlannedProject, day: date) -> None:
    def signed(paper: Paper) -> list[Paper]:
        row = replace(paper.entered.row, signed_on=day)
        return [replace(paper, day=day, entered=replace(paper.entered, row=row))]

    amend(stage, project, CONTRACTS, signed)


# PR07 --------------------------------------------------------------------------------------------


def leave_asset_idle(stage: Stage, road: PlannedProject) -> None:
    """A part of a road's money built a store beside it that nobody uses."""

    def with_store(paper: Paper) -> list[Paper]:
        whole: Asset = paper.entered.row
        value_fen = whole.value_fen * 12 // 100
        store = replace(
            whole,
            asset=f"{whole.asset}-2",
            name=f"{road.village.name}产业路旁农产品集散用房",
            kind=AssetKind.OPERATING,
            value_fen=value_fen,
        )
        the_road = replace(whole, value_fen=whole.value_fen - value_fen)
        return [
            replace(paper, entered=replace(paper.entered, row=row)) for row in (the_road, store)
        ]

    amend(stage, road, ASSETS, with_store)
    stage.declared.plant(
        "PR07",
        road.village.book,
        "asset",
        f"ZC-{road.new.code}-2",
        "建成的集散用房没有出租、没有收益",
    )


def lose_asset(stage: Stage, water: PlannedProject) -> None:
    """Most of a water supply's value is gone, under the very paper that accepted it."""
    _fall(stage, water, "演项验〔{year}〕3号", "供水点损毁，按现状减记")
    stage.declared.plant(
        "PR07",
        water.village.book,
        "asset",
        f"ZC-{water.new.code}",
        "资产减记大半，没有处置文号",
    )


def dispose_of_asset(stage: Stage, water: PlannedProject) -> None:
    """As much is gone, under a paper of its own."""
    _fall(stage, water, "演资处〔2020〕1号", "水毁报废部分资产，已批准处置")
    stage.declared.resemble(
        "PR07", water.village.book, "asset", f"ZC-{water.new.code}", "资产减少有处置文号"
    )


def _fall(stage: Stage, project: PlannedProject, doc_no: str, why: str) -> None:
    """In 2020 between a fifth and two fifths of the value is left."""
    day = between(stage.rng, date(2020, 5, 6), date(2020, 10, 20))
    percent = stage.rng.randint(20, 40)

    def fallen(paper: Paper) -> list[Paper]:
        whole: Asset = paper.entered.row
        of = f"演项验〔{whole.formed_on.year}〕3号"
        less = replace(whole, value_fen=whole.value_fen * percent // 100)
        later = replace(
            paper.entered, row=less, doc_no=doc_no.format(year=whole.formed_on.year), change=why
        )
        return [
            replace(paper, entered=replace(paper.entered, doc_no=of)),
            replace(paper, day=day, entered=later),
        ]

    amend(stage, project, ASSETS, fallen)
