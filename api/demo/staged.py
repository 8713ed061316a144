"""How does a plant get a stage of its own: money, a project, a list, a household?

What stands here is ordinary when it is staged: the money came in time and was given on, the work
was tendered, built, billed, accepted and announced. A plant then spoils one thing. Staged last,
with a generator of its own, so that nothing else of the world is drawn differently.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from api.demo.benefits import PROGRAMMES, Claim, plan_benefit
from api.demo.boards import announce_lot, announce_project, first_given_on
from api.demo.days import after, between
from api.demo.desk import Desk
from api.demo.invented import invented_key
from api.demo.money import Numbers
from api.demo.other_offices import told
from api.demo.papers import Act, Errand, Paper
from api.demo.people import Home, newcomer
from api.demo.places import Village
from api.demo.planned import (
    OfficeList,
    PlannedCounty,
    PlannedLot,
    PlannedProject,
    Use,
    World,
)
from api.demo.planted import Declared, NoPlaceLeft
from api.demo.units import builder_of
from api.demo.village_boards import announce_completion
from api.demo.works import Label, is_ordinary_work, plan_work, work_year
from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.register.households import HouseholdKind
from ledger.register.versions import Entered, Register
from ledger.storage.sealing import Sealer

_ANNOUNCED_D = 45
"""After so many days a work that is given money has been announced for long enough."""

_PROGRAMME = {each.benefit: each for each in PROGRAMMES}

GROWN_IN = 2019
"""What counties themselves give to village works grows too little in this year (ST03), since growth
is judged of years that are over and have one before them. Those works are left to that."""


@dataclass(slots=True)
class Stage:
    """Where plants are put: the world and what was declared in it, with the draws of one family."""

    world: World
    declared: Declared
    numbers: Numbers
    rng: Random

    def county(
        self, purpose: str, suits: Callable[[PlannedCounty], object] = lambda _: True
    ) -> PlannedCounty:
        """A county drawn for this purpose, each at most once."""
        return self.declared.a_county(self.world, self.rng, purpose, suits)

    def ordinary_work(
        self,
        purpose: str,
        suits: Callable[[PlannedCounty, PlannedProject], bool] = lambda _, __: True,
    ) -> tuple[PlannedCounty, PlannedProject]:
        """A work of the ordinary world that serves nothing else yet; it is used up, and its county
        for this purpose. For plants that need other papers only, and no money.

        Raises NoPlaceLeft.
        """
        if not (found := self._ordinary_works(purpose, suits)):
            raise NoPlaceLeft(purpose)
        county, project = self.rng.choice(found)
        self.declared.use((purpose, county.book), project.key)
        return county, project

    def has_ordinary_work(
        self, purpose: str, suits: Callable[[PlannedCounty, PlannedProject], bool]
    ) -> bool:
        """Whether `ordinary_work` would find one."""
        return bool(self._ordinary_works(purpose, suits))

    def _ordinary_works(
        self, purpose: str, suits: Callable[[PlannedCounty, PlannedProject], bool]
    ) -> list[tuple[PlannedCounty, PlannedProject]]:
        return [
            (county, project)
            for county in self.world.counties.values()
            if self.declared.is_free((purpose, county.book))
            for project in county.projects
            if is_ordinary_work(project)
            and not project.new.code.endswith(f"-{GROWN_IN}-village")
            and self.declared.is_free(project.key)
            and suits(county, project)
        ]

    # Money and projects --------------------------------------------------------------------------

    def work(
        self,
        county: PlannedCounty,
        year: int,
        amount_fen: int,
        *,
        label: Label = Label.BRIDGE,
        village: Village | None = None,
        builder: int = 0,
        category: str = "扶贫发展资金",
        level: str = "province",
        pooled: bool = True,
        received_on: date | None = None,
        budget_year: int | None = None,
        spoil: Callable[[PlannedProject], object] = lambda _: None,
    ) -> PlannedProject:
        """A work of this year that is given so much and pays its builder all that is billed.

        `builder`: which of the county's builders (1 to 6); 0: drawn. A bridge is billed once, nine
        tenths of what it is given; the other labels are billed in full, in two or three invoices.
        """
        number = builder or self.rng.randint(1, 6)
        project = self._plain_work(
            county, label, year, village=village, builder=builder_of(county.book, number)
        )
        spoil(project)
        self._enter(county, project)
        self.fund(
            county,
            project,
            amount_fen,
            year,
            category=category,
            level=level,
            pooled=pooled,
            received_on=received_on,
            budget_year=budget_year,
        )
        return project

    def part_of(
        self,
        county: PlannedCounty,
        use: Use,
        work: PlannedProject,
        amount_fen: int,
        *,
        label: Label,
        spoil: Callable[[PlannedProject], object] = lambda _: None,
    ) -> PlannedProject:
        """A work that gets so much of what another was to be given by this use, and pays the same
        builder once it was announced. `spoil` may change what is said of it before that.
        """
        project = self._plain_work(
            county,
            label,
            work_year(work),
            village=work.village,
            builder=work.invoices[0].vendor,
        )
        for invoice in project.invoices:
            invoice.day = max(invoice.day, use.assigned_on + timedelta(days=_ANNOUNCED_D))
        spoil(project)
        self._enter(county, project)
        use.gifts[work.key] -= amount_fen
        use.gifts[project.key] = amount_fen
        announce_project(project, first_given_on(county), self.rng)
        return project

    def _plain_work(
        self,
        county: PlannedCounty,
        label: Label,
        year: int,
        *,
        village: Village | None,
        builder: str,
    ) -> PlannedProject:
        """Without the small mistakes of the ordinary world."""
        project = plan_work(county.county, label, year, self.rng, village=village, builder=builder)
        for invoice in project.invoices:
            invoice.recorded_late_d, invoice.wrong_vendor = 0, None
        return project

    def benefit(
        self,
        county: PlannedCounty,
        benefit: str,
        year: int,
        claims: Sequence[Claim],
        *,
        village: Village | None = None,
        spoil: Callable[[PlannedProject], object] = lambda _: None,
    ) -> PlannedProject:
        """A list of this benefit (`benefits.PROGRAMMES`) for these claims, paid in full.

        `spoil` may change the list and its instalments before their money is counted.
        """
        programme = _PROGRAMME[benefit]
        there = village or claims[0].home.village
        project = plan_benefit(county.county, there, programme, list(claims), year, self.rng)
        for line in (line for part in project.lists[0].instalments for line in part.lines):
            line.repaid_on, line.miskeyed = None, False
        spoil(project)
        self._enter(county, project)
        self.fund(
            county,
            project,
            project.need_fen,
            year,
            category=programme.category,
            level="province",
            pooled=programme.category in ("扶贫发展资金", "林业补助资金"),
        )
        return project

    def fund(
        self,
        county: PlannedCounty,
        project: PlannedProject,
        amount_fen: int,
        year: int,
        *,
        category: str,
        level: str,
        pooled: bool,
        received_on: date | None = None,
        budget_year: int | None = None,
    ) -> PlannedLot:
        """Money from an upper bureau that is not on the system, all for this project, announced.

        `budget_year`: an earlier one, at whose end the document was signed.
        """
        rng = self.rng
        came_on = received_on or between(rng, date(year, 2, 12), date(year, 2, 26))
        signed_on = came_on - timedelta(days=rng.randint(3, 6))
        if budget_year:
            signed_on = date(budget_year, 12, 25)
        lot = PlannedLot(
            lot=invented_key(rng),
            book=county.book,
            origin="external",
            doc_no=self.numbers.next("陕演财办", signed_on.year),
            document_on=signed_on,
            received_on=came_on,
            category=category,
            level=level,
            own_fen=amount_fen,
            budget_year=budget_year,
        )
        pooled_on = after(rng, came_on, 3, 8) if pooled else None
        self.world.lots.append(lot)
        county.uses.append(
            Use(
                lot.lot,
                pooled_on,
                after(rng, pooled_on or came_on, 4, 12),
                {project.key: amount_fen},
            )
        )
        announce_lot(self.world, lot, rng)
        announce_project(project, first_given_on(county), rng)
        return lot

    def _enter(self, county: PlannedCounty, project: PlannedProject) -> None:
        """Among the county's projects, under a code that no other has."""
        same = sum(each.new.code.startswith(project.new.code) for each in county.projects)
        code = f"{project.new.code}-{same + 1}"
        project.new = replace(
            project.new, code=code, name=f"{project.new.name}（{'一二三四五六七八九'[same % 9]}）"
        )
        county.projects.append(project)
        announce_completion(county, project, self.rng)

    # People --------------------------------------------------------------------------------------

    def home(
        self,
        county: PlannedCounty,
        kind: HouseholdKind = HouseholdKind.ORDINARY,
        *,
        village: Village | None = None,
        suits: Callable[[Home], bool] = lambda _: True,
    ) -> Home:
        """A household of its own in one of the county's villages, registered from the first day on,
        with cards, address, telephone and, where it is poor, incomes. It gets nothing yet."""
        there = village or self.rng.choice(list(county.homes))
        for _ in range(1000):
            made = newcomer(there, kind, len(county.newcomers), self.rng)
            if suits(made):
                county.newcomers.append(made)
                return made
        raise AssertionError(f"no household of {kind} suits")

    # What is entered otherwise -------------------------------------------------------------------

    def paper(
        self,
        county: PlannedCounty,
        day: date,
        register: Register[Any],
        row: object,
        doc_no: str = "",
    ) -> None:
        """A row of a register with versions, from this day on."""
        county.papers.append(Paper(day, register, Entered(row, doc_no)))

    def amend(self, project: PlannedProject, change: Callable[[list[Paper]], list[Paper]]) -> None:
        """The papers that follow from the project are changed before they are entered."""
        project.amends.append(change)

    def act(
        self, book: int, day: date, what: str, do: Callable[[Session, Sealer, datetime], object]
    ) -> None:
        """Something else is entered on the posting day of `day`: `do(work, sealer, known_at)`."""
        self.world.acts.append(Act(book, day, what, do))

    def told(self, book: int, kind: ListKind, *rows: NewExternalRow) -> OfficeList:
        """Rows of the list of another office (deaths, payroll, bank flows …) in this county.

        It is loaded on the last day, and tells of everybody: all others must be clean by it.
        """
        found = told(self.world, book, kind)
        found.rows += rows
        return found

    def errand(self, book: int, what: str, note: Callable[[Desk], None]) -> None:
        """Vouchers of their own: `note(desk)` notes tasks (`Desk.note`), with lots of
        `desk.purse` where project money is spent."""
        self.world.errands.append(Errand(book, what, note))
