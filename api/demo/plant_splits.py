"""Which households split on paper shortly before an award by household (EL08 拆户分户)?"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from api.demo.days import between
from api.demo.home_papers import HomePapers, enter
from api.demo.invented import invented_key
from api.demo.people import FIRST_NEWCOMER, Home, Member
from api.demo.places import Village
from api.demo.planned import PlannedCounty
from api.demo.staged import Stage
from ledger.register.contacts import AddressOn
from ledger.register.households import HouseholdKind, HouseholdOn
from ledger.register.members import Joined, Left, Relation
from ledger.register.members import Member as Membership
from ledger.register.moves import Move, MoveKind
from ledger.storage.sealing import Sealer


def plant_splits(
    stage: Stage, county: PlannedCounty, village: Village, year: int, order: int
) -> list[Home]:
    """The new households, for an award list that is approved between the end of August and the
    middle of September of this year."""
    shortly = between(stage.rng, date(year, 4, 20), date(year, 7, 20))
    together = _split(stage, county, village, shortly, apart=False)
    stage.declared.plant(
        "EL08", county.book, "household_move", together[1], "分户后仍住一处，当年按户领了奖补"
    )
    if order == 0:
        again = _split(stage, county, village, shortly, apart=True)
        why = "老人另有住处，真正分开生活"
    else:
        long_ago = between(stage.rng, date(year, 1, 6), date(year, 2, 10))
        again = _split(stage, county, village, long_ago, apart=False)
        why = "分户半年以后才审定"
    stage.declared.resemble("EL08", county.book, "household_move", again[1], why)
    return [together[0], again[0]]


def _split(
    stage: Stage, county: PlannedCounty, village: Village, day: date, *, apart: bool
) -> tuple[Home, str]:
    """The old parent of a newcomer becomes a household of his own. It, and how EL08 names it."""
    old = stage.home(
        county,
        HouseholdKind.LOW_INCOME,
        village=village,
        suits=lambda each: _parent(each) is not None,
    )
    parent = _parent(old)
    assert parent is not None
    own = Home(county.book, invented_key(stage.rng), village, old.group, old.kind, (parent,))
    number = FIRST_NEWCOMER + county.newcomers.index(old)
    address = f"{village.name}{old.group}{number}号" + ("附2号" if apart else "")
    papers = HomePapers(
        codes={f"{village.code.short}-F{number}": own.household},
        facts=[
            _fact(old, day, len(old.members) - 1),
            _fact(own, day, 1),
        ],
        members=[
            Membership(
                old.household,
                parent.person,
                parent.relation,
                left_on=day,
                left_cause=Left.SPLIT,
            ),
            Membership(own.household, parent.person, Relation.HOUSEHOLDER, day, Joined.SPLIT),
        ],
        moves=[
            Move(
                MoveKind.SPLIT,
                old.household,
                own.household,
                day,
                village.code,
                village.code,
                f"演户〔{day.year}〕{number}号",
            )
        ],
        addresses=[AddressOn(own.household, day, address)],
    )

    def register(work: Session, sealer: Sealer, known_at: datetime) -> None:
        enter(work, county.book, papers, sealer=sealer, known_at=known_at)

    stage.act(county.book, day, "分户", register)
    return own, f"{old.household}/{own.household}/{day}"


def _parent(home: Home) -> Member | None:
    """An old parent with a card of his own."""
    return next(
        (
            each
            for each in home.members
            if each.relation is Relation.PARENT and each.card != home.head.card
        ),
        None,
    )


def _fact(home: Home, since: date, members: int) -> HouseholdOn:
    return HouseholdOn(home.household, since, home.village.code, home.group, home.kind, members)
