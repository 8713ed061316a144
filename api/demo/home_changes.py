"""What changes in the households of a county: a birth, a death, a split and a move.

They happen in households that no benefit reaches (普通户, 退耕户), so that no payment of the
ordinary world becomes odd by them.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from api.demo.days import after, between, posting_day
from api.demo.home_papers import HomePapers
from api.demo.invented import STEMS, chinese_number, invented_key, invented_resident_id
from api.demo.people import Home, Member
from api.demo.planned import PlannedCounty
from ledger.register.contacts import AddressOn
from ledger.register.households import HouseholdKind, HouseholdOn
from ledger.register.members import Joined, Left, Relation
from ledger.register.members import Member as Membership
from ledger.register.moves import Move, MoveKind
from ledger.register.persons import NewPerson

_KNOWN_AFTER_D = 20
_FIRST_BORN_SERIAL = 15_000
"""Between the serials of the followed villages and those of others."""

Days = dict[date, HomePapers]


def note_changes(county: PlannedCounty, days: Days, rng: Random) -> None:
    """Add a birth, a death, a split and a move to what is entered, where there is a household."""
    reached = {
        line.household for each in county.lists for line in each.new.lines
    }  # planted lists included
    free = [
        home
        for homes in county.homes.values()
        for home in homes
        if home.kind in (HouseholdKind.ORDINARY, HouseholdKind.FOREST_RETURN)
        and home.household not in reached
    ]
    with_parent = [each for each in free if _parent(each)]
    with_spouse = [each for each in free if len(each.members) > 1 and not _parent(each)]
    chosen = iter(rng.sample(with_parent, min(2, len(with_parent))))
    if home := next(chosen, None):
        _death(home, days, rng)
    if home := next(chosen, None):
        _split(home, days, rng)
    for home, change in zip(with_spouse, (_birth, _move), strict=False):
        change(county, home, days, rng)


def _parent(home: Home) -> Member | None:
    return next((each for each in home.members if each.relation is Relation.PARENT), None)


def _papers(days: Days, happened_on: date) -> HomePapers:
    return days.setdefault(posting_day(happened_on + timedelta(days=_KNOWN_AFTER_D)), HomePapers())


def _fact(home: Home, since: date, members: int) -> HouseholdOn:
    return HouseholdOn(
        home.household, since, home.village.code, home.group, home.kind, members, doc_no=""
    )


def _death(home: Home, days: Days, rng: Random) -> None:
    parent, day = _parent(home), between(rng, date(2019, 2, 1), date(2020, 6, 30))
    assert parent is not None
    papers = _papers(days, day)
    papers.members.append(
        Membership(
            home.household, parent.person, parent.relation, left_on=day, left_cause=Left.DIED
        )
    )
    papers.facts.append(_fact(home, day, len(home.members) - 1))


def _split(home: Home, days: Days, rng: Random) -> None:
    """The old parent gets a household of his own, next door."""
    parent, day = _parent(home), between(rng, date(2019, 2, 1), date(2019, 9, 30))
    assert parent is not None
    papers, own = _papers(days, day), invented_key(rng)
    papers.facts += [
        _fact(home, day, len(home.members) - 1),
        HouseholdOn(own, day, home.village.code, home.group, HouseholdKind.ORDINARY, 1),
    ]
    papers.codes[f"{home.village.code.short}-F1"] = own
    papers.members += [
        Membership(
            home.household, parent.person, parent.relation, left_on=day, left_cause=Left.SPLIT
        ),
        Membership(own, parent.person, Relation.HOUSEHOLDER, day, Joined.SPLIT),
    ]
    papers.addresses.append(AddressOn(own, day, f"{home.village.name}{home.group}附1号"))
    region = home.village.code
    papers.moves.append(
        Move(MoveKind.SPLIT, home.household, own, day, region, region, f"演户〔{day.year}〕3号")
    )


def _birth(county: PlannedCounty, home: Home, days: Days, rng: Random) -> None:
    day = between(rng, date(2018, 6, 1), date(2020, 6, 30))
    papers, serial = _papers(days, day), _FIRST_BORN_SERIAL + home.village.number
    papers.persons.append(
        NewPerson(
            invented_key(rng),
            home.household,
            Relation.CHILD,
            f"{STEMS[len(home.members)]}{chinese_number(home.village.number)}",
            invented_resident_id(county.book, day.year, serial),
            joined_on=day,
            joined_cause=Joined.BORN,
        )
    )
    papers.facts.append(_fact(home, day, len(home.members) + 1))


def _move(county: PlannedCounty, home: Home, days: Days, rng: Random) -> None:
    """To another followed village of the county."""
    others = [each for each in county.homes if each is not home.village]
    day, there = after(rng, date(2019, 3, 1), 0, 400), rng.choice(others)
    papers = _papers(days, day)
    papers.facts.append(
        HouseholdOn(home.household, day, there.code, home.group, home.kind, len(home.members))
    )
    papers.addresses.append(AddressOn(home.household, day, f"{there.name}{home.group}附2号"))
    papers.moves.append(
        Move(
            MoveKind.MOVE,
            home.household,
            home.household,
            day,
            home.village.code,
            there.code,
            f"演户〔{day.year}〕5号",
        )
    )
