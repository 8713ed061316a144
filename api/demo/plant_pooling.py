"""Where is pooling abused: what may not be pooled is (DV10), what should be is not (DV11), and what
is pooled goes straight back to where it came from (DV20)?

Planted last: it changes through which account the money of whole counties and years goes.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from sqlmodel import Session

from api.demo.days import AS_OF, after, between, posting_day
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.invented import invented_key
from api.demo.money import WAN_FEN
from api.demo.money_in import pooling
from api.demo.places import PREFECTURE
from api.demo.planned import PlannedCounty, PlannedLot, Use
from api.demo.staged import Stage
from api.demo.units import department_of
from api.demo.works import Label
from ledger.book.reverse import reversal
from ledger.book.voucher import VoucherRef
from ledger.register.projects import (
    NewProject,
    NewProjectEvent,
    ProjectStep,
    add_project_events,
    add_projects,
)
from ledger.storage.sealing import Sealer

_NOT_TO_BE_POOLED: Final = {
    "就业补助资金": "公益性岗位的就业补助资金并入了统筹",
    "教育资助资金": "贫困家庭学生资助资金并入了统筹",
}
"""Categories of the demo that are paid out by what is due, as the catalogue says."""

_WOODS, _FIELDS, _GENERAL = "林业补助资金", "农田水利资金", "扶贫发展资金"
_MAY_WAIT_D = 180


def plant_pooling(stage: Stage) -> None:
    _pool_what_may_not_be(stage)
    _take_out_again(stage)
    _pool_in_name(stage)
    _leave_projects_waiting(stage)


# DV10 --------------------------------------------------------------------------------------------


def _pool_what_may_not_be(stage: Stage) -> None:
    for category, note in _NOT_TO_BE_POOLED.items():
        used = partial(_passed_down, stage, category=category)
        county = stage.county("pool", used)
        use, lot = stage.rng.choice(used(county))
        use.integrated_on = after(stage.rng, _came_on(county, lot), 1, 3)
        use.reason = "县领导小组会议同意统筹使用"
        stage.declared.plant("DV10", county.book, "lot", str(lot.lot), note)
        year = str(use.assigned_on.year)
        stage.declared.resemble("DV20", county.book, "year", year, "扶贫发展资金给了几个部门")
        for other, woods in _passed_down(stage, county, _WOODS):
            if other.integrated_on:
                why = "林业补助资金可以整合"
                stage.declared.resemble("DV10", county.book, "lot", str(woods.lot), why)


def _take_out_again(stage: Stage) -> None:
    """Pooled by mistake and reversed two days later, before anything was given to a project."""

    def mistaken(county: PlannedCounty) -> list[tuple[Use, PlannedLot]]:
        return [
            (use, lot)
            for category in _NOT_TO_BE_POOLED
            for use, lot in _passed_down(stage, county, category)
            if posting_day(use.assigned_on) > posting_day(_came_on(county, lot) + timedelta(days=3))
        ]

    county = stage.county("pool", mistaken)
    _, lot = stage.rng.choice(mistaken(county))
    pooled_on = _came_on(county, lot) + timedelta(days=1)
    reversed_on = pooled_on + timedelta(days=2)

    def note(desk: Desk) -> None:
        def then(reference: VoucherRef) -> None:
            desk.note(
                Task(
                    reversed_on,
                    f"红冲{lot.doc_no} 统筹整合",
                    lambda: reversal(
                        desk.connection,
                        desk.book,
                        reference,
                        fiscal_year=reversed_on.year,
                        happened_on=reversed_on,
                        memo="误入统筹，红冲退出",
                    ),
                )
            )

        make = pooling(desk.book, lot, pooled_on)
        reason = "按统筹方案一并办理"
        desk.note(Task(pooled_on, f"{lot.doc_no} 统筹整合", lambda: make, then, reason))

    stage.errand(county.book, "误入统筹的资金红冲退出", note)
    stage.declared.resemble(
        "DV10", county.book, "lot", str(lot.lot), "误入统筹，两天后红冲，全部退出"
    )


def _passed_down(
    stage: Stage, county: PlannedCounty, category: str
) -> list[tuple[Use, PlannedLot]]:
    """What the county does with the ordinary lots of this category."""
    lots = {each.lot: each for each in stage.world.lots if each.book == PREFECTURE}
    return [
        (use, lots[use.lot])
        for use in county.uses
        if use.lot in lots and lots[use.lot].category == category
    ]


def _came_on(county: PlannedCounty, lot: PlannedLot) -> date:
    return lot.received(county.book)[-1][0]


# DV20 --------------------------------------------------------------------------------------------


def _pool_in_name(stage: Stage) -> None:
    """Three kinds of money are pooled, and each goes to the department of its kind alone; what goes
    to several is given to projects without the pool. Not in the deeply poor counties, which would
    then pool less than is asked of them (ST03)."""
    for _ in range(2):
        county = stage.county(
            "pool", lambda each: not each.county.deep and bool(_wooded(stage, each))
        )
        year = stage.rng.choice(_wooded(stage, county))
        amount_fen = stage.rng.randint(40, 90) * WAN_FEN
        stage.work(county, year, amount_fen, label=Label.WATER, category=_FIELDS)
        lots = {each.lot: each for each in stage.world.lots}
        for use in county.uses:
            lot = lots[use.lot]
            to_the_roads = lot.level == "prefecture" and lot.book == PREFECTURE
            if use.assigned_on.year == year and lot.category == _GENERAL and not to_the_roads:
                use.integrated_on = None
        stage.declared.plant(
            "DV20", county.book, "year", str(year), "林业、水利、交通的钱进了统筹，又各回各的部门"
        )


def _wooded(stage: Stage, county: PlannedCounty) -> list[int]:
    """The years, but for the last, in which the county gets money for its woods."""
    years = {use.assigned_on.year for use, _ in _passed_down(stage, county, _WOODS)}
    return sorted(years - {AS_OF.year})


# DV11 --------------------------------------------------------------------------------------------


def _leave_projects_waiting(stage: Stage) -> None:
    """In two counties in which money was left unassigned for ID02, and in one where it just came, a
    project waits in the library."""
    left = [county for county in stage.world.counties.values() if _left_lying(stage, county)]
    for county in stage.rng.sample(left, 2):
        _take_into_library(stage, county)
        for lot in _left_lying(stage, county):
            stage.declared.plant(
                "DV11", county.book, "lot", str(lot.lot), "资金停在待分配，库里的项目等钱"
            )
    waits = [
        each
        for each in stage.declared.look_alikes
        if each.rule == "ID02" and "恰好六十天" in each.legitimate
    ]
    for each in waits:
        county = stage.world.counties[each.book]
        if not _left_lying(stage, county):
            _take_into_library(stage, county)
        why = "库里有项目等钱，但资金到县才六十天"
        stage.declared.resemble("DV11", each.book, "lot", each.subject, why)


def _left_lying(stage: Stage, county: PlannedCounty) -> list[PlannedLot]:
    """Lots of which something stands unassigned, outside the pool, for longer than half a year."""
    found = []
    first = AS_OF - timedelta(days=_MAY_WAIT_D)
    for lot in stage.world.lots:
        came = lot.received(county.book)
        uses = [each for each in county.uses if each.lot == lot.lot]
        pooled = [each.integrated_on for each in uses if each.integrated_on]
        given = sum(sum(each.gifts.values()) for each in uses if not each.integrated_on)
        outside = [(day, fen) for day, fen in came if not any(day <= each for each in pooled)]
        stands = sum(fen for _, fen in outside) - given
        fresh = sum(fen for day, fen in outside if day >= first)
        if stands > fresh and lot.category not in _NOT_TO_BE_POOLED:
            found.append(lot)
    return found


def _take_into_library(stage: Stage, county: PlannedCounty) -> None:
    """A project that was approved for the library and waits for its money."""
    rng, village = stage.rng, stage.rng.choice(list(county.homes))
    key, first = invented_key(rng), between(rng, date(AS_OF.year, 1, 6), date(AS_OF.year, 1, 14))
    project = NewProject(
        project=key,
        code=f"{village.code.short}-{AS_OF.year}-channel",
        name=f"{AS_OF.year}年{village.township.name}{village.name}灌溉水渠",
        region=village.code,
        org=department_of(county.book, "水利局"),
        purpose="基础设施",
        task="新建灌溉水渠",
        standard_text="按批复的实施方案和合同",
        planned_fen=rng.randint(35, 70) * WAN_FEN,
        responsible=f"{county.county.region.name}水利局",
        target="按期完工，验收合格",
        mechanism="改善农户灌溉条件",
    )
    steps = (
        (ProjectStep.PROPOSED, first, ""),
        (ProjectStep.REVIEWED, first + timedelta(days=5), ""),
        (ProjectStep.ENTERED, first + timedelta(days=6), f"演项库〔{AS_OF.year}〕1号"),
    )

    def enter(work: Session, _: Sealer, known_at: datetime) -> None:
        add_projects(work, county.book, [project], known_at=known_at)
        add_project_events(
            work,
            county.book,
            [NewProjectEvent(key, step, day, paper, "演示项目主管") for step, day, paper in steps],
            known_at=known_at,
        )

    stage.act(county.book, steps[-1][1], "审定入库等资金的项目", enter)
