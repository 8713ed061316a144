"""Who is paid though he, his household or the holder of his card is dead (EL02 死亡后领款)?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from api.demo.days import between
from api.demo.people import Home, Member
from api.demo.planned import PlannedCounty
from api.demo.receipts import Reached, Receipt
from api.demo.staged import Stage
from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.register.persons import Relation

_GRACE_D = 30

_Finder = Callable[[Reached, Home], object]


def plant_deaths(stage: Stage) -> None:
    county = stage.county(
        "deaths", lambda each: _suits(stage, each, _named, _on_his_card, _last_of)
    )
    reached = Reached(county)
    home = _draw(stage, reached, _named)
    _dies_before(stage, home, _named(reached, home), "领取人去世后仍按月发放")
    home = _draw(stage, reached, _on_his_card)
    _dies_before(stage, home, _on_his_card(reached, home), "户主去世，补助仍打进他的卡")
    _just_died(stage, reached)

    county = stage.county("deaths", lambda each: _suits(stage, each, _alone, _parent_of))
    reached = Reached(county)
    home = _draw(stage, reached, _alone)
    _dies_before(stage, home, _alone(reached, home), "一人户去世后仍领奖补")
    _parent_died(stage, reached)


def _suits(stage: Stage, county: PlannedCounty, *wanted: _Finder) -> bool:
    """Whether there are households enough, though the other plants take one each."""
    reached = Reached(county)
    return all(
        len(reached.free(stage.declared, partial(find, reached))) >= len(wanted) for find in wanted
    )


def _draw(stage: Stage, reached: Reached, find: _Finder) -> Home:
    return reached.draw(stage.declared, stage.rng, lambda home: find(reached, home))


def _named(reached: Reached, home: Home) -> Receipt | None:
    """What a person got by name in a December, living with others."""
    return next(
        (
            each
            for each in reached.receipts(home)
            if each.by_name and each.sent_on.month == 12 and len(home.members) > 1
        ),
        None,
    )


def _on_his_card(reached: Reached, home: Home) -> Receipt | None:
    """An award of the household on the householder's card; somebody else lives there."""
    return next((each for each in _awards(reached, home) if len(home.members) > 1), None)


def _alone(reached: Reached, home: Home) -> Receipt | None:
    return next((each for each in _awards(reached, home) if len(home.members) == 1), None)


def _awards(reached: Reached, home: Home) -> list[Receipt]:
    return [
        each
        for each in reached.receipts(home)
        if not each.by_name and each.poor and each.card == home.head.card
    ]


def _last_of(reached: Reached, home: Home) -> Receipt | None:
    """The last that a household of several got, months after everything else."""
    *before, last = reached.receipts(home)
    quiet = all(each.last_on < last.sent_on - timedelta(days=_GRACE_D) for each in before)
    return last if quiet and len(home.members) > 1 else None


def _parent_of(reached: Reached, home: Home) -> Member | None:
    """An old parent on whose card nothing comes."""
    parent = next((each for each in home.members if each.relation is Relation.PARENT), None)
    if parent is None or any(each.payee is parent for each in reached.receipts(home)):
        return None
    return parent if reached.receipts(home)[-1].sent_on.year >= 2019 else None


def _dies_before(stage: Stage, home: Home, receipt: Receipt | None, note: str) -> None:
    assert receipt is not None
    died_on = receipt.sent_on - timedelta(days=stage.rng.randint(60, 110))
    _dead(stage, home, receipt.payee, died_on)
    stage.declared.plant("EL02", home.book, "household", str(home.household), note)


def _just_died(stage: Stage, reached: Reached) -> None:
    home = _draw(stage, reached, _last_of)
    last = _last_of(reached, home)
    assert last is not None
    _dead(stage, home, last.payee, last.last_on - timedelta(days=stage.rng.randint(18, 28)))
    stage.declared.resemble(
        "EL02", home.book, "household", str(home.household), "去世不到三十天，手续还在路上"
    )


def _parent_died(stage: Stage, reached: Reached) -> None:
    home = reached.draw(stage.declared, stage.rng, lambda each: _parent_of(reached, each))
    parent = _parent_of(reached, home)
    assert parent is not None
    _dead(stage, home, parent, between(stage.rng, date(2018, 3, 1), date(2018, 12, 31)))
    stage.declared.resemble(
        "EL02", home.book, "household", str(home.household), "老人去世，户内还有人，卡也不是他的"
    )


def _dead(stage: Stage, home: Home, member: Member, died_on: date) -> None:
    row = NewExternalRow(person=member.resident_id, name=member.name, from_on=died_on)
    stage.told(home.book, ListKind.DEATHS, row)
