"""What does the demo register, and when? Places and people first, then projects and lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlmodel import Session

from api.demo.answering import answers_for, first_secretaries, unit_facts
from api.demo.days import AS_OF, BEGINS_ON, evening_of, posting_day
from api.demo.home_papers import HomePapers, enter
from api.demo.linked_papers import linked_papers, loan_papers
from api.demo.money import gifts_to
from api.demo.papers import Paper
from api.demo.people import Home
from api.demo.places import PREFECTURE, place_classes
from api.demo.planned import PlannedCounty, PlannedList, PlannedLot, World
from api.demo.project_papers import papers_of
from api.demo.units import checker_of, maker_of
from ledger.register.entitlements import NewList, add_lists
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.organisation_facts import add_organisation_facts
from ledger.register.organisations import add_organisations
from ledger.register.persons import NewPerson, add_persons
from ledger.register.places import add_book_region, add_place_classes, load_regions
from ledger.register.projects import (
    NewProject,
    NewProjectEvent,
    add_project_events,
    add_projects,
)
from ledger.register.regions import shipped_regions
from ledger.register.responsible import Answering, add_responsible
from ledger.register.shipped import load_shipped
from ledger.register.versions import add_versions
from ledger.storage.sealing import Sealer

_EXIT_KNOWN_AFTER_D = 20
_CENSUS_CORRECTED_AFTER_D = 90


def register_places(work: Session, world: World, sealer: Sealer, known_at: datetime) -> None:
    """Everything that is shared by the books."""
    load_regions(work, shipped_regions())
    counties = [each.county for each in world.counties.values()]
    load_regions(
        work,
        [village.region for county in counties for village in (*county.villages, *county.others)],
    )
    add_place_classes(work, place_classes(tuple(counties)))
    load_shipped(work)
    add_organisations(work, world.organisations)
    add_organisation_facts(
        work, unit_facts(world), sealer=sealer, actor="演示项目主管", known_at=known_at
    )


def register_book_regions(work: Session, world: World) -> None:
    add_book_region(work, PREFECTURE, world.prefecture.code)
    for book, planned in world.counties.items():
        add_book_region(work, book, planned.county.region.code)


def register_people(
    work: Session, county: PlannedCounty, sealer: Sealer, known_at: datetime
) -> None:
    """The followed households of a county as they are when its book opens, and who leads there."""
    add_responsible(
        work,
        county.book,
        first_secretaries(county, sealer),
        sealer=sealer,
        actor="演示项目主管",
        known_at=known_at,
    )
    homes = [home for each in county.homes.values() for home in each]
    homes += county.newcomers
    register_homes(work, county.book, homes, sealer, known_at)


def register_homes(
    work: Session, book: int, homes: Sequence[Home], sealer: Sealer, known_at: datetime
) -> None:
    """Some households with their members, as they are when the book opens."""
    add_households(
        work,
        book,
        [household_fact(home, BEGINS_ON, home.kind) for home in homes],
        known_at=known_at,
    )
    add_persons(
        work,
        book,
        [
            NewPerson(
                member.person, home.household, member.relation, member.name, member.resident_id
            )
            for home in homes
            for member in home.members
        ],
        sealer=sealer,
        known_at=known_at,
    )


def household_fact(
    home: Home, valid_from: date, kind: HouseholdKind, members: int = 0
) -> HouseholdOn:
    return HouseholdOn(
        home.household,
        valid_from,
        home.village.code,
        home.group,
        kind,
        members or len(home.members),
    )


class Registers:
    """What a county registers over the years, by the day on which it is recorded."""

    def __init__(
        self,
        county: PlannedCounty,
        lots: Mapping[UUID, PlannedLot],
        homes: Mapping[date, HomePapers],
        sealer: Sealer,
        rng: Random,
    ) -> None:
        self._book, self._sealer = county.book, sealer
        self._answering: dict[date, list[Answering]] = defaultdict(list)
        self._projects: dict[date, list[NewProject]] = defaultdict(list)
        self._steps: dict[date, list[NewProjectEvent]] = defaultdict(list)
        self._papers: dict[date, list[Paper]] = defaultdict(list)
        self._lists: dict[date, list[NewList]] = defaultdict(list)
        self._facts: dict[date, list[HouseholdOn]] = defaultdict(list)
        self._homes = dict(homes)
        for paper in (*loan_papers(county), *county.papers):
            if paper.day <= AS_OF:
                self._papers[posting_day(paper.day)].append(paper)
        for number, project in enumerate(county.projects):
            answering = answers_for(county.book, number, project, sealer)
            self._answering[posting_day(answering.duty.valid_from)].append(answering)
            self._projects[posting_day(project.steps[0].happened_on)].append(project.new)
            for step in project.steps:
                if step.happened_on <= AS_OF:
                    self._steps[posting_day(step.happened_on)].append(step)
            given_fen = gifts_to(county, project.key)
            papers = [
                *papers_of(county, project, given_fen),
                *linked_papers(county, project, lots),
            ]
            for amend in project.amends:
                papers = amend(papers)
            for paper in papers:
                if paper.day <= AS_OF:
                    self._papers[posting_day(paper.day)].append(paper)
            for planned in project.lists:
                for new in _versions(planned):
                    self._lists[posting_day(new.approved_on)].append(new)
        for village in county.homes:
            for home in county.homes[village]:
                for known_on, fact in household_changes(home, rng):
                    self._facts[posting_day(known_on)].append(fact)

    def record(self, work: Session, day: date) -> None:
        """Register what is due on this posting day."""
        known_at = evening_of(day)
        if projects := self._projects.pop(day, None):
            add_projects(work, self._book, projects, known_at=known_at)
        if steps := self._steps.pop(day, None):
            add_project_events(work, self._book, steps, known_at=known_at)
        if answering := self._answering.pop(day, None):
            add_responsible(
                work,
                self._book,
                answering,
                sealer=self._sealer,
                actor="演示项目主管",
                known_at=known_at,
            )
        if papers := self._papers.pop(day, None):
            for register in dict.fromkeys(each.register.name for each in papers):
                of_one = [each for each in papers if each.register.name == register]
                add_versions(
                    work,
                    of_one[0].register,
                    self._book,
                    [each.entered for each in of_one],
                    actor="演示项目主管",
                    known_at=known_at,
                )
        # Two versions of one list may be due on one day; each call takes a list once.
        lists = self._lists.pop(day, [])
        while lists:
            once = {each.list: each for each in reversed(lists)}
            some = [each for each in lists if once[each.list] is each]
            add_lists(
                work,
                self._book,
                some,
                maker=maker_of(self._book),
                checker=checker_of(self._book),
                known_at=known_at,
            )
            lists = [each for each in lists if once[each.list] is not each]
        if facts := self._facts.pop(day, None):
            add_households(work, self._book, facts, known_at=known_at)
        if of_homes := self._homes.pop(day, None):
            enter(work, self._book, of_homes, sealer=self._sealer, known_at=known_at)

    def due(self, day: date) -> bool:
        kinds = (
            *(self._projects, self._steps, self._papers, self._lists, self._facts),
            *(self._answering, self._homes),
        )
        return any(day in each for each in kinds)


def _versions(planned: PlannedList) -> Iterator[NewList]:
    yield planned.new
    if planned.revised:
        yield planned.revised


def household_changes(home: Home, rng: Random) -> Iterator[tuple[date, HouseholdOn]]:
    """(known on, fact): exits, and a few corrections of what was registered at the beginning."""
    if home.lifted_on:
        known_on = home.lifted_on + timedelta(days=_EXIT_KNOWN_AFTER_D)
        yield known_on, household_fact(home, home.lifted_on, HouseholdKind.LIFTED)
    elif rng.random() < 0.05:
        known_on = BEGINS_ON + timedelta(days=_CENSUS_CORRECTED_AFTER_D)
        yield known_on, household_fact(home, BEGINS_ON, home.kind, len(home.members) + 1)
