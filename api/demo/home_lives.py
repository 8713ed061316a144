"""What is known of the demo's households beside what they are paid?

Numbers, cards with their holders, who may receive in whose place, labour, causes of poverty,
addresses, telephones, incomes, the steps of an exit (汉发〔2018〕29号第100行). All of it follows
from the plan and a generator of its own. No mobile number begins with 100, as telephones here do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from api.demo.days import AS_OF, BEGINS_ON, YEARS, posting_day
from api.demo.home_changes import note_changes
from api.demo.home_papers import HomePapers
from api.demo.people import FIRST_NEWCOMER, Home, Member
from api.demo.places import DEEPLY_POOR, Village
from api.demo.planned import PlannedCounty
from ledger.register.cards import AuthorityOn, AuthorityReason, CardOn
from ledger.register.contacts import AddressOn, Cause, CausesOn, PhoneOn
from ledger.register.exits import StepDone
from ledger.register.households import HouseholdKind
from ledger.register.incomes import Income
from ledger.register.members import Labour, LabourOn, Relation
from ledger.values.region import RegionCode

_POOR = (HouseholdKind.REGISTERED, HouseholdKind.LOW_INCOME, HouseholdKind.EXTREME_POVERTY)
_FIRST_YEAR = BEGINS_ON.year - 1
_SURVEY = (12, 10)
"""Incomes of a year are investigated in its December; those before the book's begin with it."""

_HOUSEHOLD_STEPS = ((11, 5), (11, 8), (11, 10), (11, 25), (12, 5), (12, 20), (12, 28))
_VILLAGE_STEPS = ((10, 12), (10, 20), (10, 25), (11, 8), (11, 20), (12, 12), (12, 20))
_COUNTY_STEPS = ((9, 10), (10, 15), (11, 12), (12, 18))
_VILLAGES_EXIT_IN = YEARS[1]


def home_papers(county: PlannedCounty, rng: Random) -> dict[date, HomePapers]:
    """What is entered of the followed households, by posting day."""
    days: dict[date, HomePapers] = defaultdict(HomePapers)
    for village, homes in county.homes.items():
        for number, home in enumerate(homes, start=1):
            _enter(county, village, home, number, days, rng)
    if county.book in DEEPLY_POOR:
        for step in _places_exit(county):
            days[posting_day(step.done_on)].exit_steps.append(step)
    note_changes(county, days, rng)
    for number, home in enumerate(county.newcomers, start=FIRST_NEWCOMER):
        _enter(county, home.village, home, number, days, rng)
    return dict(days)


def _enter(
    county: PlannedCounty,
    village: Village,
    home: Home,
    number: int,
    days: dict[date, HomePapers],
    rng: Random,
) -> None:
    """All that is known of one household, the `number`-th of its village."""
    first = days[BEGINS_ON]
    first.codes[f"{village.code.short}-{number:02}"] = home.household
    first.cards += _cards(county, home)
    first.authorities += _authorities(home, number)
    first.labour += [LabourOn(m.person, _labour(m, rng), BEGINS_ON) for m in home.members]
    first.addresses.append(
        AddressOn(home.household, BEGINS_ON, f"{village.name}{home.group}{number}号")
    )
    phone = f"100{home.book % 1000:03}{village.number % 100:02}{number:03}"
    first.phones.append(PhoneOn(home.head.person, BEGINS_ON, phone))
    if home.kind in _POOR:
        causes = tuple(rng.sample(_causes(home), rng.randint(1, 2)))
        first.causes.append(CausesOn(home.household, BEGINS_ON, causes))
        for known_on, income in _incomes(home, rng):
            days[posting_day(known_on)].incomes.append(income)
    if home.lifted_on:
        for step in _steps(
            "HZ100-household",
            str(home.household),
            home.lifted_on.year,
            village.code,
            _HOUSEHOLD_STEPS,
        ):
            days[posting_day(step.done_on)].exit_steps.append(step)


def _cards(county: PlannedCounty, home: Home) -> Iterator[CardOn]:
    """One card a number; the first who has it holds it."""
    holders: dict[str, Member] = {}
    for member in home.members:
        holders.setdefault(member.card, member)
    for number, member in holders.items():
        yield CardOn(
            number,
            BEGINS_ON,
            member.person,
            bank=f"演示银行{county.county.region.name}支行",
            opened_in=county.county.region.code,
        )


def _authorities(home: Home, number: int) -> Iterator[AuthorityOn]:
    """Whoever has no card of his own receives on the householder's, which is written down."""
    for member in home.members[1:]:
        if member.card == home.head.card:
            child = member.relation is Relation.CHILD
            yield AuthorityOn(
                member.person,
                home.head.person,
                AuthorityReason.GUARDIAN if child else AuthorityReason.DELEGATE,
                "户口簿" if child else f"演代领〔2018〕{home.village.number}-{number}号",
                BEGINS_ON,
            )


def _labour(member: Member, rng: Random) -> Labour:
    if member.relation is Relation.CHILD:
        return Labour.NONE
    if member.relation is Relation.PARENT:
        return rng.choice((Labour.WEAK, Labour.LOST))
    return rng.choice((Labour.ORDINARY, Labour.ORDINARY, Labour.SKILLED, Labour.WEAK))


def _causes(home: Home) -> list[Cause]:
    found = [Cause.ILLNESS, Cause.DISABILITY, Cause.NO_SKILL, Cause.NO_CAPITAL, Cause.NO_LABOUR]
    return [*found, Cause.SCHOOLING] if home.children else found


def _incomes(home: Home, rng: Random) -> Iterator[tuple[date, Income]]:
    """Above every line of its time in the year of an exit and the one before it, and ever after."""
    for year in range(_FIRST_YEAR, AS_OF.year + 1):
        above = home.lifted_on is not None and year >= home.lifted_on.year - 1
        per_head = rng.randint(460_000, 900_000) if above else rng.randint(180_000, 280_000)
        known_on = max(BEGINS_ON, date(year, *_SURVEY))
        people = len(home.members)
        yield known_on, Income(home.household, year, per_head * people, people, "演示入户调查表")


def _places_exit(county: PlannedCounty) -> Iterator[StepDone]:
    """The followed villages of a deeply poor county, and then the county itself."""
    for village in county.homes:
        yield from _steps(
            "HZ100-village", village.code.code, _VILLAGES_EXIT_IN, village.code, _VILLAGE_STEPS
        )
    region = county.county.region.code
    yield from _steps("HZ100-county", region.code, AS_OF.year, region, _COUNTY_STEPS)


def _steps(
    procedure: str,
    subject: str,
    year: int,
    region: RegionCode,
    days: tuple[tuple[int, int], ...],
) -> Iterator[StepDone]:
    for number, (month, day) in enumerate(days, start=1):
        yield StepDone(
            subject,
            procedure,
            year,
            number,
            region,
            date(year, month, day) + timedelta(days=int(region.code[6:9] or 0) % 2),
            f"演退〔{year}〕{number}号",
        )
