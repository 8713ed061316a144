"""Which notices are missing, late or too short: DS01 应公示未公示, DS02 公示期不足?

Planted last, on the notices of the ordinary world.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from api.demo.boards import BOARD_D, first_given_on
from api.demo.days import AS_OF, BEGINS_ON
from api.demo.places import PREFECTURE
from api.demo.planned import PlannedList, PlannedLot, PlannedProject, World
from api.demo.planted import Declared
from ledger.book.publication import Publication
from ledger.register.calendar import working_days_after as with_holidays

IN_FORCE_FROM = date(2018, 5, 1)
"""Before it neither rule is computable."""

DUE_WORKING_D = 20


def working_days_after(day: date, count: int) -> date:
    """The `count`-th Monday to Friday after a day; with public holidays it is later or the same."""
    while count:
        day += timedelta(days=1)
        count -= day.isoweekday() < 6
    return day


def plant_notices(world: World, declared: Declared, rng: Random) -> None:
    for lot in world.lots:
        if not declared.is_free(("no notice yet", lot.lot)):
            lot.notices.clear()
    _leave_out(world, declared, rng)
    _publish_late(world, declared, rng)
    _publish_otherwise(world, declared, rng)
    _cut_short(world, declared, rng)


# DS01 --------------------------------------------------------------------------------------------


def _leave_out(world: World, declared: Declared, rng: Random) -> None:
    for project, _ in rng.sample(list(_projects(world, declared)), 2):
        project.notice = None
        declared.use(project.key)
        declared.plant(
            "DS01",
            project.village.book,
            "project",
            f"project_before:{project.key}",
            "项目安排没有公示",
        )
    for planned in rng.sample(list(_lists(world, declared)), 2):
        planned.notice = None
        declared.use(planned.new.list)
        _missing_list(declared, planned, "受益名单没有公示")
    for lot, book in rng.sample(list(_allocations(world, declared)), 2):
        del lot.notices[book]
        declared.use((lot.lot, book))
        level = "prefecture" if book == PREFECTURE else "county"
        declared.plant(
            "DS01", book, "allocation", f"allocation_{level}:{lot.lot}", "分配结果没有公告"
        )


def _publish_late(world: World, declared: Declared, rng: Random) -> None:
    planned = rng.choice(list(_lists(world, declared)))
    due_on = with_holidays(planned.new.approved_on, DUE_WORKING_D)
    assert planned.notice is not None
    planned.notice = _on(planned.notice, due_on + timedelta(days=rng.randint(1, 20)))
    declared.use(planned.new.list)
    _missing_list(declared, planned, "受益名单逾期才公示")
    paid_on = min(part.sent_on if part.direct else part.bank_on for part in planned.instalments)
    if planned.notice.until_on and paid_on <= planned.notice.until_on:
        book, key = planned.village.book, str(planned.new.list)
        declared.plant("DS05", book, "benefit_list", key, "逾期才公示，公示没有满已经发放")


def _publish_otherwise(world: World, declared: Declared, rng: Random) -> None:
    project, born_on = rng.choice(list(_projects(world, declared)))
    assert project.notice is not None
    project.notice = _on(project.notice, working_days_after(born_on, DUE_WORKING_D))
    declared.use(project.key)
    declared.resemble(
        "DS01",
        project.village.book,
        "project",
        f"project_before:{project.key}",
        "期限的最后一天公示",
    )
    project, _ = rng.choice(list(_projects(world, declared)))
    assert project.notice is not None
    project.notice = replace(project.notice, channel="website", from_on=None, until_on=None)
    declared.use(project.key)
    book = project.village.book
    declared.resemble("DS01", book, "project", f"project_before:{project.key}", "在网站上长期公开")
    declared.resemble(
        "DS02", book, "notice", str(project.notice.notice), "在网站上长期公开，没有止日"
    )


def _missing_list(declared: Declared, planned: PlannedList, note: str) -> None:
    declared.plant(
        "DS01",
        planned.village.book,
        "benefit_list",
        f"benefit_list_before:{planned.new.list}",
        note,
    )


# DS02 --------------------------------------------------------------------------------------------


def _cut_short(world: World, declared: Declared, rng: Random) -> None:
    for days in (BOARD_D - 1, 7, 5):
        planned = rng.choice(list(_lists(world, declared)))
        assert planned.notice is not None
        planned.notice = _for(planned.notice, days)
        declared.use(planned.new.list)
        declared.plant(
            "DS02",
            planned.village.book,
            "notice",
            str(planned.notice.notice),
            f"只公示了{days}天",
        )
    project, _ = rng.choice(list(_projects(world, declared)))
    assert project.notice is not None
    project.notice = _for(project.notice, BOARD_D - 2)
    declared.use(project.key)
    declared.plant(
        "DS02", project.village.book, "notice", str(project.notice.notice), "只公示了8天"
    )
    for planned in rng.sample(list(_lists(world, declared)), 2):
        assert planned.notice is not None
        planned.notice = _for(planned.notice, BOARD_D)
        declared.use(planned.new.list)
        declared.resemble(
            "DS02", planned.village.book, "notice", str(planned.notice.notice), "恰好十天"
        )


# Places that serve nothing else ------------------------------------------------------------------


def _lists(world: World, declared: Declared) -> Iterator[PlannedList]:
    for project in world.projects:
        for each in project.lists:
            if (
                each.notice is not None
                and each.revised is None
                and each.new.approved_on >= IN_FORCE_FROM
                and declared.is_free(each.new.list)
            ):
                yield each


def _projects(world: World, declared: Declared) -> Iterator[tuple[PlannedProject, date]]:
    """Projects with the day on which they first got money."""
    for county in world.counties.values():
        given = first_given_on(county)
        for project in county.projects:
            born_on = given.get(project.key, BEGINS_ON)
            if (
                project.notice is not None
                and born_on >= IN_FORCE_FROM
                and declared.is_free(project.key)
            ):
                yield project, born_on


def _allocations(world: World, declared: Declared) -> Iterator[tuple[PlannedLot, int]]:
    for lot in world.lots:
        for book in lot.notices:
            received_on = lot.received(book)[0][0]
            if (
                received_on >= IN_FORCE_FROM
                and with_holidays(received_on, DUE_WORKING_D) < AS_OF
                and declared.is_free((lot.lot, book))
            ):
                yield lot, book


def _on(notice: Publication, day: date) -> Publication:
    """The same notice from another day on, as long as before."""
    assert notice.from_on is not None and notice.until_on is not None
    return replace(
        notice, published_on=day, from_on=day, until_on=day + (notice.until_on - notice.from_on)
    )


def _for(notice: Publication, days: int) -> Publication:
    """The same notice for so many days."""
    assert notice.from_on is not None
    return replace(notice, until_on=notice.from_on + timedelta(days=days - 1))
