"""Which notices are published in the ordinary world, where and for how long?

Every lot's allocation on the bureau's website, every project and every list on the village board
before anything is paid, each in time and for ten days or more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from uuid import UUID

from api.demo.days import after
from api.demo.invented import invented_key
from api.demo.places import PREFECTURE
from api.demo.planned import PlannedCounty, PlannedList, PlannedLot, PlannedProject, World
from ledger.book.publication import Publication

BOARD_D = 10
"""A board shows a notice at least so many days (国开办发〔2018〕11号)."""


def plan_boards(world: World, rng: Random) -> None:
    """Give every lot, project and list its notice."""
    for lot in world.lots:
        announce_lot(world, lot, rng)
    for county in world.counties.values():
        given = first_given_on(county)
        for project in county.projects:
            announce_project(project, given, rng)


def announce_lot(world: World, lot: PlannedLot, rng: Random) -> None:
    """A notice in every book that receives of it."""
    for book in (lot.book, *lot.shares):
        received = lot.received(book)
        if received:
            lot.notices[book] = _allocation(world, lot, book, received[0][0], rng)


def announce_project(project: PlannedProject, given: Mapping[UUID, date], rng: Random) -> None:
    """A notice of the project, if it is `given` anything, and of each of its lists."""
    if project.key in given:
        project.notice = _project(project, given[project.key], rng)
    for each in project.lists:
        each.notice = _list(each, rng)


def first_given_on(county: PlannedCounty) -> dict[UUID, date]:
    """The day on which each project first gets money."""
    first: dict[UUID, date] = {}
    for use in county.uses:
        for project in use.gifts:
            first[project] = min(use.assigned_on, first.get(project, date.max))
    return first


def _allocation(
    world: World, lot: PlannedLot, book: int, received_on: date, rng: Random
) -> Publication:
    prefecture = book == PREFECTURE
    place = world.prefecture if prefecture else world.counties[book].county.region
    return Publication(
        notice=invented_key(rng),
        stage="after",
        level="prefecture" if prefecture else "county",
        channel="website",
        region=place.code.code,
        subject="allocation",
        subject_key=str(lot.lot),
        title=f"{place.name}{lot.category}分配结果公告（{lot.doc_no}）",
        published_on=after(rng, received_on, 4, 12),
        doc_no=lot.doc_no,
        place=f"{place.name}人民政府网站",
    )


def _project(project: PlannedProject, given_on: date, rng: Random) -> Publication:
    published_on = after(rng, given_on, 2, 8)
    return Publication(
        notice=invented_key(rng),
        stage="before",
        level="village",
        channel="board",
        region=project.village.code.code,
        subject="project",
        subject_key=str(project.key),
        title=f"{project.new.name}公示",
        published_on=published_on,
        from_on=published_on,
        until_on=_until(published_on, rng),
        project=project.key,
        place=f"{project.village.name}公示栏",
    )


def _list(planned: PlannedList, rng: Random) -> Publication:
    newest = planned.revised or planned.new
    published_on = after(rng, newest.approved_on, 1, 4)
    return Publication(
        notice=invented_key(rng),
        stage="before",
        level="village",
        channel="board",
        region=planned.village.code.code,
        subject="benefit_list",
        subject_key=str(planned.new.list),
        title=f"{planned.new.title}公示",
        published_on=published_on,
        from_on=published_on,
        until_on=_until(published_on, rng),
        project=planned.new.project,
        list=planned.new.list,
        list_version=2 if planned.revised else 1,
        place=f"{planned.village.name}公示栏",
    )


def _until(from_on: date, rng: Random) -> date:
    return from_on + timedelta(days=BOARD_D - 1 + rng.randint(0, 4))
