"""What is a plan of the demo made of? What is to happen, before any of it is in a ledger.

The plan is drawn from the seed alone and knows no voucher number. It is changed while it is made
(irregularities are planted in it), so these are plain dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.demo.monthly import MonthlyProject
from api.demo.papers import Act, Errand, Night, Paper
from api.demo.people import Home, Member
from api.demo.photos import Photographed
from api.demo.places import County, Village
from api.demo.scale import Scale
from ledger.book.publication import Publication
from ledger.register.entitlements import NewList
from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.register.organisations import NewOrganisation
from ledger.register.projects import NewProject, NewProjectEvent
from ledger.register.regions import Region


@dataclass(slots=True)
class PaidLine:
    """One household's part of an instalment. `line` is that of the list, from 1.

    `repaid_on`: the bank sends the money back, and it is paid again on that day.
    `miskeyed`: the clerk first puts another amount on the roster and corrects it by a reversal.
    """

    line: int
    home: Home
    payee: Member
    payee_kind: str
    person: UUID | None
    amount_fen: int
    quantity_milli: int
    rate_fen: int
    card: str
    repaid_on: date | None = None
    miskeyed: bool = False


@dataclass(slots=True)
class Instalment:
    """One payment of a list. `direct`: from the treasury to the household, without an agent.

    `held_on_card`: the cooperative's account, if the money goes `through_village`; else the card of
    the first line.
    """

    sent_on: date
    bank_on: date
    period_from: date
    period_to: date
    lines: list[PaidLine]
    direct: bool = False
    through_village: bool = False
    held_on_card: str = ""

    @property
    def amount_fen(self) -> int:
        return sum(each.amount_fen for each in self.lines)


@dataclass(slots=True)
class PlannedList:
    """An approved list with its payments and its 公示; `revised` is its second version."""

    village: Village
    new: NewList
    homes: list[Home]
    instalments: list[Instalment]
    revised: NewList | None = None
    notice: Publication | None = None


@dataclass(frozen=True, slots=True)
class UnitPayment:
    """What a township pays of what it got: so many thousandths, so many days later, to the builder
    of the invoice or to another."""

    after_d: int
    share_milli: int
    vendor: str = ""


@dataclass(slots=True)
class Invoice:
    """A payment to a builder: a share of the project's money in thousandths; None: all the rest.

    `through_unit`: sent to the township first, which pays (`unit_pays`) and returns what is left
    after eighty days; or keeps it.
    `recorded_late_d`: entered so many days after it happened. `wrong_vendor`: reversed, replaced.
    `account`: the bank account it is paid to, where the voucher says so.
    `swapped_for`: the right payment is reversed, and another builder is paid.
    """

    day: date
    share_milli: int | None
    vendor: str
    through_unit: str | None = None
    unit_keeps: bool = False
    unit_pays: tuple[UnitPayment, ...] = (UnitPayment(20, 600), UnitPayment(50, 250))
    recorded_late_d: int = 0
    wrong_vendor: str | None = None
    account: str = ""
    swapped_for: str | None = None


@dataclass(slots=True)
class PlannedProject:
    """A project with what it needs: to pay its lists exactly, or to spend what it is given.

    `amends`: each takes the papers that follow from the plan and says which there are instead.
    """

    village: Village
    new: NewProject
    steps: list[NewProjectEvent]
    lists: list[PlannedList] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    notice: Publication | None = None
    amends: list[Callable[[list[Paper]], list[Paper]]] = field(default_factory=list, compare=False)

    @property
    def key(self) -> UUID:
        return self.new.project

    @property
    def need_fen(self) -> int:
        """What its households are paid."""
        return sum(part.amount_fen for each in self.lists for part in each.instalments)


@dataclass(slots=True)
class Part:
    """One passing-down of a lot to a county, and what the county enters as received, and when."""

    sent_on: date
    doc_no: str
    amount_fen: int
    receipts: list[tuple[date, int]]


@dataclass(slots=True)
class Use:
    """What a county does with a lot: pool it or not, then give it to projects on a day.

    `gifts`: project → fen; what they leave of the lot stays where it is. `reason`: why the checker
    lets it pass though the ledger warns of it.
    """

    lot: UUID
    integrated_on: date | None
    assigned_on: date
    gifts: dict[UUID, int]
    by_rule: bool = False
    reason: str = ""


@dataclass(slots=True)
class PlannedLot:
    """Money as documents made it. `book` is where it enters the system.

    `origin`: documented (that bureau's own money) or external (an upper bureau not on the system).
    `budget_year`: where it is not that of receipt.
    """

    lot: UUID
    book: int
    origin: str
    doc_no: str
    document_on: date
    received_on: date
    category: str
    level: str
    direct: bool = False
    own_fen: int = 0
    budget_year: int | None = None
    shares: dict[int, list[Part]] = field(default_factory=dict)
    notices: dict[int, Publication] = field(default_factory=dict)

    @property
    def amount_fen(self) -> int:
        return self.own_fen + sum(
            part.amount_fen for parts in self.shares.values() for part in parts
        )

    def received(self, book: int) -> list[tuple[date, int]]:
        """What a book enters as received, in order; empty if it never does."""
        if book == self.book:
            return [(self.received_on, self.amount_fen)]
        return sorted(
            (day, fen) for part in self.shares.get(book, []) for day, fen in part.receipts
        )


@dataclass(slots=True)
class OfficeList:
    """Rows of a list of another office; `left_out`: persons missing on the list of everybody."""

    rows: list[NewExternalRow] = field(default_factory=list)
    left_out: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class PlannedCounty:
    """A county's people, projects and what it does with its money.

    `newcomers`: households that were staged for a plant; no benefit of the ordinary world reaches
    them. `papers`: rows of registers beside those that follow from projects and loans.
    `photographs`: of notices whose photos are other than one of the board on the first day.
    `more_notices`: of villages that were staged; nobody objects to them.
    """

    county: County
    homes: dict[Village, list[Home]]
    projects: list[PlannedProject] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    monthly: list[MonthlyProject] = field(default_factory=list)
    village_notices: list[Publication] = field(default_factory=list)
    newcomers: list[Home] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    photographs: dict[UUID, list[Photographed]] = field(default_factory=dict)
    more_notices: list[Publication] = field(default_factory=list)

    @property
    def book(self) -> int:
        return self.county.book

    @property
    def lists(self) -> list[PlannedList]:
        return [each for project in self.projects for each in project.lists]


@dataclass(slots=True)
class World:
    """The whole plan."""

    seed: int
    scale: Scale
    prefecture: Region
    counties: dict[int, PlannedCounty]
    organisations: list[NewOrganisation]
    lots: list[PlannedLot] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)
    nights: list[Night] = field(default_factory=list)
    told: dict[tuple[int, ListKind], OfficeList] = field(default_factory=dict)

    @property
    def projects(self) -> list[PlannedProject]:
        return [each for county in self.counties.values() for each in county.projects]
