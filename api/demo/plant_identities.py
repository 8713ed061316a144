"""Who is registered under a number that is wrong or another's (EL06), or twice under two (EL07)?

EL07 reads what a comparison of persons found. Splink is optional, and the demo does without: the
product's own comparison runs over all persons of the book, with pairs that the plan gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

from api.demo.days import AS_OF
from api.demo.invented import misread_resident_id
from api.demo.people import Home, Member
from api.demo.places import Village
from api.demo.planned import PlannedCounty
from api.demo.receipts import Reached, Receipt
from api.demo.staged import Stage
from audit.linkage import Comparison, link_persons
from audit.resembling import Record, Resemblance
from ledger.register.households import HouseholdKind
from ledger.storage.sealing import Sealer

_SURE_PPM, _DOUBTED_PPM = (957_000, 991_000), (812_000, 938_000)


def suits_identities(stage: Stage, county: PlannedCounty, year: int) -> bool:
    reached = Reached(county)
    awarded = reached.free(stage.declared, lambda each: _award(reached, each, year))
    return len(awarded) > 2 and bool(_namesakes(reached))


def plant_identities(
    stage: Stage, county: PlannedCounty, village: Village, year: int, order: int
) -> list[Home]:
    """Households for an award list of this year."""
    reached, rng = Reached(county), stage.rng
    homes = []
    wrong = stage.home(county, HouseholdKind.LOW_INCOME, village=village)
    number = wrong.head.resident_id
    wrong = _renamed(county, wrong, resident_id=number[:10] + "13" + number[12:])
    _wrong_number(stage, county, wrong.head, "身份证号的出生月份是13月")
    homes.append(wrong)
    if order == 0:
        known = reached.draw(stage.declared, rng, lambda each: each.head.name != wrong.head.name)
        other = stage.home(
            county,
            HouseholdKind.LOW_INCOME,
            village=village,
            suits=lambda each: each.head.name != known.head.name,
        )
        other = _renamed(county, other, resident_id=known.head.resident_id)
        for member in (known.head, other.head):
            _wrong_number(stage, county, member, "同一身份证号登记了两个姓名")
        homes.append(other)

    known = reached.draw(stage.declared, rng, lambda each: _award(reached, each, year))
    twin = stage.home(county, HouseholdKind.LOW_INCOME, village=village)
    twin = _renamed(
        county,
        twin,
        name=known.head.name,
        resident_id=misread_resident_id(known.head.resident_id),
    )
    homes.append(twin)
    stage.declared.plant(
        "EL07",
        county.book,
        "person_pair",
        _pair(known.head, twin.head),
        "号码错一位，同年两处领奖补",
    )
    namesakes = rng.choice(_namesakes(reached))
    stage.declared.resemble(
        "EL07", county.book, "person_pair", _pair(*namesakes), "同名，但没有在同一年领过同一种补助"
    )
    _compare(
        stage,
        county,
        {
            _pair(known.head, twin.head): rng.randint(*(_DOUBTED_PPM if order else _SURE_PPM)),
            _pair(*namesakes): rng.randint(*_SURE_PPM),
        },
    )
    return homes


def seen_twice(stage: Stage) -> None:
    """Who is registered in two villages under one number and one name: EL05 sees him, not EL06."""
    for county in stage.world.counties.values():
        members = [
            (home, each)
            for homes in county.homes.values()
            for home in homes
            for each in home.members
        ]
        count = Counter((each.resident_id, each.name) for _, each in members)
        reached = Reached(county)
        for home, each in members:
            if count[each.resident_id, each.name] > 1 and reached.receipts(home):
                stage.declared.resemble(
                    "EL06",
                    county.book,
                    "person",
                    str(each.person),
                    "同一人在两个村以同一姓名登记",
                )


def _award(reached: Reached, home: Home, year: int) -> Receipt | None:
    return next(
        (
            each
            for each in reached.receipts(home)
            if each.benefit == "industry_award" and each.sent_on.year == year
        ),
        None,
    )


def _namesakes(reached: Reached) -> list[tuple[Member, Member]]:
    """Householders of one name in two villages whom no benefit reached both in one year."""
    found = []
    for at, one in enumerate(reached.plain):
        for other in reached.plain[at + 1 :]:
            if one.head.name == other.head.name and one.village != other.village:
                benefits = [
                    {(each.benefit, each.period_to.year) for each in reached.receipts(home)}
                    for home in (one, other)
                ]
                if not benefits[0] & benefits[1]:
                    found.append((one.head, other.head))
    return found


def _renamed(county: PlannedCounty, home: Home, *, resident_id: str, name: str = "") -> Home:
    """This newcomer, with another number (and name) of the householder."""
    head = replace(home.head, resident_id=resident_id, name=name or home.head.name)
    made = replace(home, members=(head, *home.members[1:]))
    county.newcomers[county.newcomers.index(home)] = made
    return made


def _wrong_number(stage: Stage, county: PlannedCounty, member: Member, note: str) -> None:
    stage.declared.plant("EL06", county.book, "person", str(member.person), note)


def _pair(one: Member, other: Member) -> str:
    return "/".join(sorted((str(one.person), str(other.person))))


def _compare(stage: Stage, county: PlannedCounty, pairs: dict[str, int]) -> None:
    """On the last day, when nobody is registered any more."""
    by = Comparison("演示：没有运行 splink，相似的人由演示计划给出", partial(_given, pairs))

    def compare(work: Session, sealer: Sealer, known_at: datetime) -> None:
        link_persons(work, county.book, sealer=sealer, actor="演示审计", known_at=known_at, by=by)

    stage.act(county.book, AS_OF, "疑似同人比对", compare)


def _given(pairs: dict[str, int], records: Sequence[Record]) -> list[Resemblance]:
    """What the plan says of two records that are really there."""
    keys = {each.key for each in records}
    found = []
    for pair, probability_ppm in pairs.items():
        one, _, other = pair.partition("/")
        assert {one, other} <= keys
        found.append(Resemblance(one, other, probability_ppm, ("name", "born")))
    return found
