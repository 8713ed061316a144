"""What is registered and published about the other villages of a county, and when?

Households when the book opens, what is learnt of them later, and each year the projects of the
monthly benefits with a list (应发清单) and its notice for every village.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random
from uuid import UUID

from sqlalchemy import Engine

from api.demo.boards import BOARD_D
from api.demo.days import AS_OF, after, evening_of, posting_day
from api.demo.invented import invented_key
from api.demo.monthly import MONTHS, PROGRAMMES, MonthlyProject, list_keys, who_claims
from api.demo.people import Home, homes_of
from api.demo.places import Village
from api.demo.planned import PlannedCounty
from api.demo.registers import household_changes, register_homes
from api.demo.units import checker_of, maker_of
from api.demo.village_boards import quarters, village_affairs
from ledger.book.post import Connection
from ledger.book.publication import Publication, publish
from ledger.register.entitlements import NewEntitlement, NewList, add_lists
from ledger.register.households import HouseholdOn, add_households
from ledger.register.persons import card_hmac
from ledger.register.project_life import REVIEWS, Review, ReviewLevel
from ledger.register.projects import (
    NewProject,
    NewProjectEvent,
    add_project_events,
    add_projects,
)
from ledger.register.versions import Entered, add_versions
from ledger.storage.database import unit_of_work
from ledger.storage.sealing import Sealer

_HOMES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is paid by a line, and which line (from 1) of which village's list that is."""

    village: Village
    line: int
    household: UUID
    person: UUID | None
    card: str = field(repr=False)
    card_hmac: bytes | None = field(repr=False)
    quantity_milli: int


class MonthlyRegisters:
    """What one book registers and publishes, by the day on which it is recorded."""

    def __init__(self, county: PlannedCounty, seed: int, engine: Engine, sealer: Sealer) -> None:
        self._county, self._seed, self._book = county, seed, county.book
        self._engine, self._sealer = engine, sealer
        self.claims: dict[str, list[Claim]] = {each.benefit: [] for each in PROGRAMMES}
        self._facts: dict[date, list[HouseholdOn]] = defaultdict(list)
        self._projects: dict[date, list[NewProject]] = defaultdict(list)
        self._steps: dict[date, list[NewProjectEvent]] = defaultdict(list)
        self._lists: dict[date, list[MonthlyProject]] = defaultdict(list)
        self._notices: dict[date, list[Publication]] = defaultdict(list)
        self._reviews: dict[date, list[Entered[Review]]] = defaultdict(list)
        for project in county.monthly:
            self._note(project)
        for village in county.county.others:
            rng = Random(f"{seed}/village affairs {village.code.code}")
            for ends_on in quarters():
                notice = _on_website(village_affairs(village, ends_on, rng), village)
                self._notices[posting_day(notice.published_on)].append(notice)

    def open(self, known_at: datetime) -> None:
        """Register who lives here; of the people only what payments need is kept."""
        rng = Random(f"{self._seed}/changes of others {self._book}")
        county, waiting = self._county.county, list[Home]()
        for order, village in enumerate(county.others):
            homes = homes_of(county, order, self._seed)
            self._claim(order, village, homes)
            for home in homes:
                for known_on, fact in household_changes(home, rng):
                    self._facts[posting_day(known_on)].append(fact)
            waiting += homes
            if len(waiting) >= _HOMES_AT_ONCE or order + 1 == len(county.others):
                with unit_of_work(self._engine) as work:
                    register_homes(work, self._book, waiting, self._sealer, known_at)
                waiting.clear()

    def record(self, connection: Connection, day: date) -> None:
        """Register and publish what is due on this posting day."""
        known_at = evening_of(day)
        lists = [new for each in self._lists.pop(day, []) for new in self._village_lists(each)]
        with unit_of_work(self._engine) as work:
            add_projects(work, self._book, self._projects.pop(day, []), known_at=known_at)
            add_project_events(work, self._book, self._steps.pop(day, []), known_at=known_at)
            add_lists(
                work,
                self._book,
                lists,
                maker=maker_of(self._book),
                checker=checker_of(self._book),
                known_at=known_at,
            )
            add_households(work, self._book, self._facts.pop(day, []), known_at=known_at)
            add_versions(
                work,
                REVIEWS,
                self._book,
                self._reviews.pop(day, []),
                actor="演示项目主管",
                known_at=known_at,
            )
        for notice in self._notices.pop(day, []):
            publish(connection, self._book, notice, maker_of(self._book))

    def _claim(self, order: int, village: Village, homes: list[Home]) -> None:
        for programme in PROGRAMMES:
            claims = who_claims(programme, order, homes)
            for line, (home, quantity) in enumerate(claims, start=1):
                payee = programme.payee(home)
                self.claims[programme.benefit].append(
                    Claim(
                        village,
                        line,
                        home.household,
                        payee.person if programme.of_person else None,
                        payee.card,
                        card_hmac(self._sealer, payee.card),
                        quantity,
                    )
                )

    def _note(self, project: MonthlyProject) -> None:
        self._projects[posting_day(project.steps[0].happened_on)].append(project.new)
        for step in project.steps:
            if step.happened_on <= AS_OF:
                self._steps[posting_day(step.happened_on)].append(step)
        self._lists[posting_day(project.approved_on)].append(project)
        review = _review(project)
        if review.reviewed_on <= AS_OF:
            self._reviews[posting_day(review.reviewed_on)].append(Entered(review))
        rng = Random(f"{self._seed}/notices {project.new.code}")
        keys = list_keys(project, self._seed)
        for village in self._county.county.others:
            notice = _on_website(_notice(project, village, keys[village], rng), village)
            self._notices[posting_day(notice.published_on)].append(notice)

    def _village_lists(self, project: MonthlyProject) -> list[NewList]:
        """The list of every village where somebody is entitled, for the whole year."""
        programme, keys = project.programme, list_keys(project, self._seed)
        claims = self.claims[programme.benefit]
        return [
            NewList(
                list=keys[village],
                title=_title(project, village),
                benefit=programme.benefit,
                project=project.key,
                region=village.code,
                period_from=date(project.year, 1, 1),
                period_to=date(project.year, 12, 31),
                approved_on=project.approved_on,
                final_by=date(project.year, 12, 31),
                doc_no=f"{self._county.county.short}演{programme.document}〔{project.year}〕1号",
                lines=tuple(
                    NewEntitlement(
                        each.household,
                        MONTHS * each.quantity_milli,
                        programme.rate_fen,
                        MONTHS * each.quantity_milli * programme.rate_fen // 1_000,
                        each.person,
                    )
                    for each in of_village
                ),
            )
            for village, of_village in groupby(claims, key=lambda each: each.village)
        ]


def _title(project: MonthlyProject, village: Village) -> str:
    return f"{project.year}年{village.name}{project.programme.title}应发清单"


def _notice(project: MonthlyProject, village: Village, key: UUID, rng: Random) -> Publication:
    published_on = after(rng, project.approved_on, 1, 3)
    return Publication(
        notice=invented_key(rng),
        stage="before",
        level="village",
        channel="board",
        region=village.code.code,
        subject="benefit_list",
        subject_key=str(key),
        title=f"{_title(project, village)}公示",
        published_on=published_on,
        from_on=published_on,
        until_on=published_on + timedelta(days=BOARD_D - 1 + rng.randint(0, 4)),
        project=project.key,
        list=key,
        list_version=1,
        place=f"{village.name}公示栏",
    )


def _on_website(notice: Publication, village: Village) -> Publication:
    """These villages have no photos, so their notices stand where an address is the evidence."""
    place = f"{village.township.name}政府网站"
    return replace(notice, channel="website", from_on=None, until_on=None, place=place)


def _review(project: MonthlyProject) -> Review:
    return Review(
        project=project.key,
        year=project.year,
        level=ReviewLevel.PROJECT,
        reviewed_on=date(project.year + 1, 1, 31),
        score_milli=95_000,
        conclusion="按月足额发放",
    )
