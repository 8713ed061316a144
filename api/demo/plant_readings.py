"""What do notices say that they must not, or not say: DS03 要素缺失, DS04 公示与台账不符, DS06 泄露
个人信息? And what do ordinary ones say that were read?

The text and the amounts of a reading follow from the plan, so that an ordinary one agrees with the
ledger to the fen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from api.demo.amended import another_builder
from api.demo.boards import first_given_on
from api.demo.days import between
from api.demo.money import WAN_FEN, gifts_to
from api.demo.ordinary import draw_list, draw_work, has_work, plain_lists
from api.demo.planned import PlannedCounty, PlannedList, PlannedProject
from api.demo.plant_notices import IN_FORCE_FROM
from api.demo.readings import (
    ALL_FIELDS,
    HOTLINE,
    OFFICE,
    Printed,
    arranged_by,
    list_item,
    lot_item,
    next_posting_day,
    payees,
    project_item,
    told,
    type_in,
    without,
)
from api.demo.staged import Stage
from api.demo.works import Label
from ledger.book.publication import Publication
from ledger.register.nine_fields import NoticeField

_LAST_READ = date(2020, 11, 1)
_READ_IN = 2019
_BENEFITS = ("industry_award", "forest_ranger", "public_post", "school_aid")


def plant_readings(stage: Stage) -> None:
    _leave_fields_out(stage)
    _differ_from_ledger(stage)
    _show_personal_data(stage)
    for county in stage.world.counties.values():
        _read_ordinary(stage, county)


# DS03 --------------------------------------------------------------------------------------------


def _leave_fields_out(stage: Stage) -> None:
    county, project, notice = _drawn_project(stage, "DS03")
    item = project_item(
        county, project, printed=ALL_FIELDS - {NoticeField.TARGET, NoticeField.MECHANISM}
    )
    lines = without(told(project), "绩效目标", "带贫减贫机制")
    type_in(stage, county.book, notice, Printed([item], [*lines, HOTLINE]))
    _plant(stage, "DS03", county, notice, "项目公示没有印绩效目标和带贫减贫机制")

    county, planned, notice = _drawn_list(stage, "DS03")
    item = list_item(planned, printed=frozenset({NoticeField.NAME}))
    type_in(stage, county.book, notice, Printed([item], [*payees(planned), HOTLINE]))
    _plant(stage, "DS03", county, notice, "受益名单没有印补助标准")

    county = stage.county("DS03", lambda each: bool(list(_village_pages(stage, each))))
    notice = stage.rng.choice(list(_village_pages(stage, county)))
    stage.declared.use(notice.notice)
    type_in(stage, county.book, notice, Printed([], ["本季度收支见附表", OFFICE]))
    _plant(stage, "DS03", county, notice, "季度村务公开没有印监督举报电话")

    county, project, notice = _drawn_project(stage, "DS03")
    item = project_item(county, project, printed=ALL_FIELDS - {NoticeField.NAME})
    lines = [*without(told(project), "项目名称"), "监督举报电话：１２３１７"]
    type_in(stage, county.book, notice, Printed([item], lines))
    stage.declared.resemble(
        "DS03", county.book, "notice", str(notice.notice), "名称印在标题里，电话用全角数字"
    )


# DS04 --------------------------------------------------------------------------------------------


def _differ_from_ledger(stage: Stage) -> None:
    county, planned, notice = _drawn_list(stage, "DS04")
    rate = f"补助标准：{planned.new.lines[0].rate_fen // 100}元"
    short = Printed([list_item(planned, left_out=2)], [rate, *payees(planned)[:-2], HOTLINE])
    type_in(stage, county.book, notice, short)
    _plant(stage, "DS04", county, notice, "公示的名单比台账少两户")

    def announced(project: PlannedProject) -> bool:
        return not any(each.through_unit for each in project.invoices) and bool(
            _completion(county_of[project.key], project)
        )

    county_of = {
        project.key: each for each in stage.world.counties.values() for project in each.projects
    }
    county, project = draw_work(stage, "DS04", "road", announced)
    (notice,) = _completion(county, project)
    given_fen = gifts_to(county, project.key)
    item = project_item(county, project, paid_fen=given_fen * 6 // 10)
    type_in(stage, county.book, notice, Printed([item], [*told(project), HOTLINE]))
    stage.declared.use(notice.notice)
    _plant(stage, "DS04", county, notice, "完成公告少写了已支付的工程款")

    county, project, notice = _drawn_project(stage, "DS04")
    planned_fen = gifts_to(county, project.key) * 9 // 10
    item = project_item(county, project, planned_fen=planned_fen)
    type_in(stage, county.book, notice, Printed([item], [*told(project), HOTLINE]))
    _plant(stage, "DS04", county, notice, "公示的计划金额比批复少一成")

    def given_more_later(project: PlannedProject) -> bool:
        notice, of = project.notice, county_of[project.key]
        return _is_readable(notice) and 0 < arranged_by(of, project, _published(notice)) < gifts_to(
            of, project.key
        )

    if has_work(stage, "DS04", "road", given_more_later):
        county, project = draw_work(stage, "DS04", "road", given_more_later)
    else:
        county, project = _given_twice(stage)
    assert project.notice is not None
    arranged_fen = arranged_by(county, project, project.notice.published_on)
    item = project_item(county, project, arranged_fen=arranged_fen)
    type_in(stage, county.book, project.notice, Printed([item], [*told(project), HOTLINE]))
    stage.declared.resemble(
        "DS04", county.book, "notice", str(project.notice.notice), "公示以后又安排了一批资金"
    )


def _given_twice(stage: Stage) -> tuple[PlannedCounty, PlannedProject]:
    """A road that is given money in spring, and as much again in summer."""
    county, rng = stage.county("DS04"), stage.rng
    village = rng.choice(list(county.homes))
    builder = another_builder(stage, county, village)
    fen = rng.randint(30, 80) * WAN_FEN
    project = stage.work(county, _READ_IN, fen, label=Label.ROAD, village=village, builder=builder)
    stage.fund(
        county,
        project,
        fen,
        _READ_IN,
        category="扶贫发展资金",
        level="province",
        pooled=True,
        received_on=between(rng, date(_READ_IN, 4, 1), date(_READ_IN, 4, 8)),
    )
    stage.declared.use(project.key)
    return county, project


# DS06 --------------------------------------------------------------------------------------------


def _show_personal_data(stage: Stage) -> None:
    county, planned, notice = _drawn_list(stage, "DS06")
    cards = [f"　卡号：{home.head.card}" for home in planned.homes[:3]]
    _type_list(stage, county, planned, notice, payees(planned, notes=cards))
    _plant(stage, "DS06", county, notice, "名单印出三户的完整卡号")

    county, planned, notice = _drawn_list(stage, "DS06")
    _type_list(
        stage, county, planned, notice, payees(planned, notes=["　备注：户主患尿毒症，因病致贫"])
    )
    _plant(stage, "DS06", county, notice, "名单写明一户的病情")

    county, planned, notice = _drawn_list(stage, "DS06")
    cards = [f"　卡号：{home.head.card}" for home in planned.homes]
    day = _type_list(stage, county, planned, notice, payees(planned, notes=cards))
    later = next_posting_day(day + timedelta(days=1))
    _type_list(stage, county, planned, notice, payees(planned), on=later)
    _plant(stage, "DS06", county, notice, "名单印出卡号，更换后已经遮盖")

    county, planned, notice = _drawn_list(stage, "DS06")
    masked = [
        f"　卡号：{home.head.card[:4]}{'*' * 11}{home.head.card[-4:]}" for home in planned.homes
    ]
    lines = [*payees(planned, notes=masked), "另附：残疾人两项补贴、大病保险政策", OFFICE]
    _type_list(stage, county, planned, notice, lines)
    stage.declared.resemble(
        "DS06", county.book, "notice", str(notice.notice), "卡号已经遮盖，只有办公电话和政策名称"
    )


# Ordinary ones -----------------------------------------------------------------------------------


def _read_ordinary(stage: Stage, county: PlannedCounty) -> None:
    """A notice of each kind, clean by all rules that read them."""
    rng, book, declared = stage.rng, county.book, stage.declared
    if lists := _lists(stage, county):
        _, planned = rng.choice(lists)
        declared.use(planned.new.list)
        assert planned.notice is not None
        _type_list(stage, county, planned, planned.notice, payees(planned))
    if projects := _projects(stage, county):
        project = rng.choice(projects)
        declared.use(project.key)
        assert project.notice is not None
        day = project.notice.published_on
        item = project_item(county, project, arranged_fen=arranged_by(county, project, day))
        type_in(stage, book, project.notice, Printed([item], [*told(project), HOTLINE]))
    lots = [
        each
        for each in stage.world.lots
        if declared.is_free((each.lot, book)) and _is_readable(each.notices.get(book))
    ]
    if lots:
        lot = rng.choice(lots)
        declared.use((lot.lot, book))
        lines = [f"{lot.doc_no} {lot.category}", HOTLINE]
        type_in(stage, book, lot.notices[book], Printed([lot_item(lot, book)], lines))
    if pages := list(_village_pages(stage, county)):
        notice = rng.choice(pages)
        declared.use(notice.notice)
        type_in(stage, book, notice, Printed([], ["本季度收支见附表", OFFICE, HOTLINE]))


def _type_list(
    stage: Stage,
    county: PlannedCounty,
    planned: PlannedList,
    notice: Publication,
    lines: list[str],
    *,
    on: date | None = None,
) -> date:
    rate = f"补助标准：{planned.new.lines[0].rate_fen // 100}元"
    printed = Printed([list_item(planned)], [rate, *lines, HOTLINE])
    return type_in(stage, county.book, notice, printed, on=on)


# Places ------------------------------------------------------------------------------------------


def _drawn_list(stage: Stage, purpose: str) -> tuple[PlannedCounty, PlannedList, Publication]:
    county, _, planned = draw_list(
        stage, purpose, stage.rng.choice(_BENEFITS), lambda each: _is_readable(each.notice)
    )
    assert planned.notice is not None
    return county, planned, planned.notice


def _drawn_project(stage: Stage, purpose: str) -> tuple[PlannedCounty, PlannedProject, Publication]:
    county = stage.county(purpose, lambda each: bool(_projects(stage, each)))
    project = stage.rng.choice(_projects(stage, county))
    stage.declared.use(project.key)
    assert project.notice is not None
    return county, project, project.notice


def _lists(stage: Stage, county: PlannedCounty) -> list[tuple[PlannedProject, PlannedList]]:
    return [
        each
        for benefit in _BENEFITS
        for each in plain_lists(stage, county, benefit, lambda one: _is_readable(one.notice))
    ]


def _projects(stage: Stage, county: PlannedCounty) -> list[PlannedProject]:
    given = first_given_on(county)
    return [
        each
        for each in county.projects
        if stage.declared.is_free(each.key) and each.key in given and _is_readable(each.notice)
    ]


def _completion(county: PlannedCounty, project: PlannedProject) -> list[Publication]:
    return [
        each
        for each in county.village_notices
        if each.subject == "completion" and each.project == project.key and _is_readable(each)
    ]


def _village_pages(stage: Stage, county: PlannedCounty) -> Iterator[Publication]:
    for each in county.village_notices:
        if (
            each.subject == "village_affairs"
            and stage.declared.is_free(each.notice)
            and _is_readable(each)
        ):
            yield each


def _is_readable(notice: Publication | None) -> bool:
    return notice is not None and IN_FORCE_FROM <= notice.published_on <= _LAST_READ


def _published(notice: Publication | None) -> date:
    assert notice is not None
    return notice.published_on


def _plant(stage: Stage, rule: str, county: PlannedCounty, notice: Publication, note: str) -> None:
    stage.declared.plant(rule, county.book, "notice", str(notice.notice), note)
