"""Who is paid although his list still hangs or is disputed: DS05 公示未满即付款, DS07 异议未办结?

No money is moved: a list is hung up later than others, or somebody objects to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from api.demo.boards import BOARD_D
from api.demo.days import AS_OF
from api.demo.invented import invented_key
from api.demo.ordinary import draw_list
from api.demo.planned import PlannedCounty, PlannedList
from api.demo.plant_notices import DUE_WORKING_D, IN_FORCE_FROM
from api.demo.readings import next_posting_day
from api.demo.staged import Stage
from ledger.book.publication import Publication
from ledger.register.calendar import working_days_after
from ledger.register.objections import (
    Channel,
    Handler,
    NewObjection,
    NewObjectionStep,
    Outcome,
    StepKind,
    Topic,
    add_objection_step,
    raise_objection,
)
from ledger.storage.sealing import Sealer
from ledger.values.day import shanghai_day
from ledger.values.region import RegionCode

_DAYS = 15
"""Until when an objection is to be closed (DS07)."""


def plant_hasty_payments(stage: Stage) -> None:
    for before_d in (3, 5):
        county, planned = _hung_late(stage, before_d)
        stage.declared.plant(
            "DS05", county.book, "benefit_list", str(planned.new.list), "公示没有满就发放"
        )
    county, planned = _hung_late(stage, BOARD_D)
    stage.declared.resemble(
        "DS05",
        county.book,
        "benefit_list",
        str(planned.new.list),
        "公示期内送银行，公示满的次日到户",
    )
    _object(stage)


# DS05 --------------------------------------------------------------------------------------------


def _hung_late(stage: Stage, before_d: int) -> tuple[PlannedCounty, PlannedList]:
    """A list that hangs, in time for DS01, from so many days before the bank paid it."""

    def suits(planned: PlannedList) -> bool:
        day = planned.instalments[0].bank_on - timedelta(days=before_d)
        approved_on = planned.new.approved_on
        return (
            IN_FORCE_FROM <= approved_on < day <= working_days_after(approved_on, DUE_WORKING_D)
            and planned.notice is not None
        )

    county, _, planned = draw_list(stage, "DS05", "industry_award", suits)
    assert planned.notice is not None
    day = planned.instalments[0].bank_on - timedelta(days=before_d)
    planned.notice = replace(
        planned.notice,
        published_on=day,
        from_on=day,
        until_on=day + timedelta(days=BOARD_D - 1),
    )
    return county, planned


# DS07 --------------------------------------------------------------------------------------------


def _object(stage: Stage) -> None:
    county, notice = _page(stage)
    raised_on = notice.published_on + timedelta(days=stage.rng.randint(20, 40))
    text = "水渠修好后一直没有通水，请说明。"
    asked = _asked(stage, county, notice, raised_on, Topic.PROJECT, text)
    _take(stage, county, asked, _answer(asked, 20, _DAYS + stage.rng.randint(5, 20)))
    _plant(stage, county, asked, "异议逾期才办结")

    county, notice = _page(stage)
    raised_on = notice.published_on + timedelta(days=stage.rng.randint(20, 40))
    text = "村里的公益岗位怎么选人的，没有开会。"
    asked = _asked(stage, county, notice, raised_on, Topic.NOTICE, text)
    _take(stage, county, asked, _answer(asked, 6, None))
    _plant(stage, county, asked, "异议只答复了，一直没有办结")

    county, notice = _page(stage)
    raised_on = notice.published_on + timedelta(days=stage.rng.randint(20, 40))
    text = "公示栏贴得太高，看不清。"
    asked = _asked(stage, county, notice, raised_on, Topic.NOTICE, text)
    _take(stage, county, asked, _answer(asked, 6, _DAYS))
    _resemble(stage, county, asked, "第十五天办结")

    for topic, text in (
        (Topic.NOT_ENTITLED, "名单上有一户在外地有门面房，不该享受。"),
        (Topic.NOT_PAID, "邻村都发了，我们的补贴还没有到账。"),
    ):
        county, planned = _paid_twice(stage)
        assert planned.notice is not None
        raised_on = planned.instalments[1].bank_on - timedelta(days=2)
        asked = _asked(stage, county, planned.notice, raised_on, topic, text)
        _take(stage, county, asked, _answer(asked, 6, 11))
        if topic is Topic.NOT_ENTITLED:
            _plant(stage, county, asked, "有异议没有办结，照样发放")
        else:
            _resemble(stage, county, asked, "反映没有收到钱，发放就是解决")


def _page(stage: Stage) -> tuple[PlannedCounty, Publication]:
    """A quarterly page of a village whose objections end before the demo does."""

    def suits(county: PlannedCounty) -> bool:
        return bool(_pages(stage, county))

    county = stage.county("DS07", suits)
    notice = stage.rng.choice(_pages(stage, county))
    stage.declared.use(notice.notice)
    return county, notice


def _pages(stage: Stage, county: PlannedCounty) -> list[Publication]:
    return [
        each
        for each in county.village_notices
        if each.subject == "village_affairs"
        and each.published_on < AS_OF - timedelta(days=120)
        and stage.declared.is_free(each.notice)
    ]


def _paid_twice(stage: Stage) -> tuple[PlannedCounty, PlannedList]:
    county, _, planned = draw_list(
        stage, "DS07", "forest_ranger", lambda each: len(each.instalments) == 2
    )
    return county, planned


def _asked(
    stage: Stage,
    county: PlannedCounty,
    notice: Publication,
    raised_on: date,
    topic: Topic,
    text: str,
) -> NewObjection:
    key = invented_key(stage.rng)
    return NewObjection(
        objection=key,
        code=f"YY{county.book}{90 + key.int % 10}",
        region=RegionCode(notice.region),
        channel=Channel.HOTLINE,
        topic=topic,
        handler=Handler.TOWNSHIP,
        raised_on=raised_on,
        text=text,
        notice=notice.notice,
        office=f"{county.county.region.name}演示受理窗口",
    )


def _answer(asked: NewObjection, answered_d: int, closed_d: int | None) -> list[NewObjectionStep]:
    key, day = asked.objection, asked.raised_on
    steps = [
        NewObjectionStep(
            objection=key, kind=StepKind.ACCEPTED, happened_on=day + timedelta(days=1)
        ),
        NewObjectionStep(
            objection=key,
            kind=StepKind.ANSWERED,
            happened_on=day + timedelta(days=answered_d),
            text="镇上已派人核实，情况已向反映人说明。",
        ),
    ]
    if closed_d is not None:
        steps.append(
            NewObjectionStep(
                objection=key,
                kind=StepKind.CLOSED,
                happened_on=day + timedelta(days=closed_d),
                outcome=Outcome.UNFOUNDED,
            )
        )
    return steps


def _take(
    stage: Stage, county: PlannedCounty, asked: NewObjection, steps: Sequence[NewObjectionStep]
) -> None:
    """Everything is entered on the posting day after it happened."""
    book = county.book

    def raise_it(work: Session, sealer: Sealer, known_at: datetime) -> None:
        today = shanghai_day(known_at)
        raise_objection(
            work, book, asked, sealer=sealer, actor="演示村干部", today=today, known_at=known_at
        )

    stage.act(book, next_posting_day(asked.raised_on), f"登记异议 {asked.code}", raise_it)
    for step in steps:

        def go_on(
            work: Session,
            sealer: Sealer,
            known_at: datetime,
            step: NewObjectionStep = step,
        ) -> None:
            add_objection_step(
                work,
                book,
                step,
                sealer=sealer,
                actor="演示乡镇干部",
                today=shanghai_day(known_at),
                known_at=known_at,
            )

        stage.act(book, next_posting_day(step.happened_on), f"异议 {asked.code}", go_on)


def _plant(stage: Stage, county: PlannedCounty, asked: NewObjection, note: str) -> None:
    stage.declared.plant("DS07", county.book, "objection", str(asked.objection), note)


def _resemble(stage: Stage, county: PlannedCounty, asked: NewObjection, why: str) -> None:
    stage.declared.resemble("DS07", county.book, "objection", str(asked.objection), why)
