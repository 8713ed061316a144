"""Which benefits do the other villages of a larger scale get month by month, and by which rosters?

Who gets what follows from the number of a household in its village, as its class does; so that how
many are paid is known from the plan alone, without drawing a single household. Every line is paid
from two lots, seven tenths central and three tenths provincial money, in rosters of at most a
thousand lines; of each hundred lines one comes back from the bank and is sent again, at most five
a roster.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count
from random import Random
from uuid import UUID

from api.demo.days import after
from api.demo.invented import invented_key
from api.demo.people import KINDS_IN_TURN, Home, Member, other_homes
from api.demo.places import County, Village
from api.demo.units import CIVIL_AFFAIRS
from ledger.register.projects import NewProject, NewProjectEvent

ROSTER_LINES = 1_000
MONTHS = 12
LEVELS = (("central", 700), ("province", 300))
"""The levels whose money pays every line, and their shares in thousandths."""

_FIRST_PAID_MONTH = 3
"""January and February are paid in March: before it, the year's money has not come."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A benefit that is paid every month, on day `day` or up to three days later.

    `slots`: which of 24 households in turn get it (0 to 15 are 建档立卡, 16 and 17 低保, 18 特困,
    19 and 20 退耕, the rest ordinary ones). `of_person`: to the last adult, else the householder.
    `grades_milli`: by how much of the rate those who get it are paid, in turn; what is no flat sum
    is not the same for all (CN06).
    """

    benefit: str
    title: str
    purpose: str
    department: str
    category: str
    slots: frozenset[int]
    rate_fen: int
    of_person: bool
    day: int
    document: str
    grades_milli: tuple[int, ...] = (1_000,)

    def quantity_milli(self, order: int, at: int) -> int:
        """How much of the rate the `at`-th household of the `order`-th other village (from 0)
        gets."""
        return self.grades_milli[(order + at + at // KINDS_IN_TURN) % len(self.grades_milli)]

    @property
    def shares_fen(self) -> tuple[int, ...]:
        """What each level pays of a line of the whole rate."""
        return tuple(self.rate_fen * milli // 1_000 for _, milli in LEVELS)

    def payee(self, home: Home) -> Member:
        return home.workers[-1] if self.of_person else home.head


PROGRAMMES = (
    Programme(
        "low_income", "农村最低生活保障金", "综合保障", CIVIL_AFFAIRS, "普惠性直补资金",
        frozenset((0, 1, 2, 16, 17)), 28_000, False, 4, "民低", (1_000, 1_200, 1_500),
    ),
    Programme(
        "extreme_poverty", "特困人员救助供养金", "综合保障", CIVIL_AFFAIRS, "普惠性直补资金",
        frozenset((18,)), 45_000, True, 6, "民特", (1_000, 1_200, 1_500),
    ),
    Programme(
        "public_post", "公益性岗位补贴", "就业扶贫", "人力资源和社会保障局", "就业补助资金",
        frozenset((8, 9, 10)), 60_000, True, 14, "人岗",
    ),
    Programme(
        "disability_living", "困难残疾人生活补贴", "综合保障", CIVIL_AFFAIRS, "普惠性直补资金",
        frozenset((14, 19, 21)), 6_000, True, 9, "民残",
    ),
    Programme(
        "disability_care", "重度残疾人护理补贴", "综合保障", CIVIL_AFFAIRS, "普惠性直补资金",
        frozenset((2, 17)), 8_000, True, 12, "民护",
    ),
)  # fmt: skip


@dataclass(slots=True)
class MonthlyProject:
    """One programme of one county and year: its project, its lists approved on a day.

    `shares`: how much of a line of the whole rate each lot pays, in fen, in the order of LEVELS.
    """

    programme: Programme
    county: County
    year: int
    new: NewProject
    steps: list[NewProjectEvent]
    shares: tuple[tuple[UUID, int], ...]
    approved_on: date

    @property
    def key(self) -> UUID:
        return self.new.project

    @property
    def line_count(self) -> int:
        """Lines of one month."""
        return lines_a_month(self.county, self.programme)


@dataclass(frozen=True, slots=True)
class Roster:
    """Lines `first` to `last` (from 0, exclusive) of a month; `returned` count from 0 within it.

    What the bank returns is sent again on `repaid_on`.
    """

    month: int
    order: int
    first: int
    last: int
    sent_on: date
    bank_on: date
    repaid_on: date
    returned: tuple[int, ...]

    @property
    def entry_count(self) -> int:
        """Entries of all its vouchers: sent and answered, and once more what came back."""
        return len(LEVELS) * 2 * (self.last - self.first + len(self.returned))


def lines_a_month(county: County, programme: Programme) -> int:
    """How many lines all other villages of the county have together."""
    return sum(lines_of_village(county, at, programme) for at in range(len(county.others)))


def quantity_a_month(county: County, programme: Programme) -> int:
    """How often all of them together get the rate, in thousandths."""
    return sum(
        _quantity_of(order % len(programme.grades_milli), other_homes(county, order)[0], programme)
        for order in range(len(county.others))
    )


@lru_cache
def _quantity_of(order: int, homes: int, programme: Programme) -> int:
    """Of a village with so many households."""
    claims = (at for at in range(homes) if at % KINDS_IN_TURN in programme.slots)
    return sum(programme.quantity_milli(order, at) for at in claims)


def lines_of_village(county: County, order: int, programme: Programme) -> int:
    homes, _ = other_homes(county, order)
    full, rest = divmod(homes, KINDS_IN_TURN)
    return full * len(programme.slots) + sum(1 for slot in programme.slots if slot < rest)


def who_claims(programme: Programme, order: int, homes: list[Home]) -> list[tuple[Home, int]]:
    """The households of the `order`-th other village (from 0) that get it, in order, with their
    quantities in thousandths."""
    return [
        (each, programme.quantity_milli(order, at))
        for at, each in enumerate(homes)
        if at % KINDS_IN_TURN in programme.slots
    ]


def rosters(project: MonthlyProject, seed: int) -> Iterator[Roster]:
    """All rosters of a year, in the order of their months."""
    rng = _drawn(seed, project.county, project.year, project.programme, "rosters")
    lines = project.line_count
    for month in range(1, MONTHS + 1):
        earliest = date(project.year, max(month, _FIRST_PAID_MONTH), project.programme.day)
        sent_on = after(rng, earliest, 0, 3)
        bank_on = after(rng, sent_on, 2, 4)
        repaid_on = after(rng, sent_on, 8, 9)
        for order, first in zip(count(1), range(0, lines, ROSTER_LINES), strict=False):
            last = min(first + ROSTER_LINES, lines)
            returned = rng.sample(range(last - first), min(5, (last - first) // 100))
            yield Roster(
                month, order, first, last, sent_on, bank_on, repaid_on, tuple(sorted(returned))
            )


def list_keys(project: MonthlyProject, seed: int) -> dict[Village, UUID]:
    """The key of each village's list (应发清单)."""
    rng = _drawn(seed, project.county, project.year, project.programme, "lists")
    return {village: invented_key(rng) for village in project.county.others}


def entry_count(projects: list[MonthlyProject], seed: int) -> int:
    """How many entries these will be, payments alone."""
    return sum(roster.entry_count for each in projects for roster in rosters(each, seed))


def _drawn(seed: int, county: County, year: int, programme: Programme, what: str) -> Random:
    return Random(f"{seed}/{what} {county.book} {year} {programme.benefit}")
