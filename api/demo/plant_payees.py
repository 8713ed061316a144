"""Whose card gets what is another's (DV06)?

Ordinary lists: some of their payments go to other cards.
"""

from __future__ import annotations

from collections.abc import Callable

from api.demo.people import Home
from api.demo.planned import PaidLine, PlannedCounty, PlannedList, PlannedProject
from api.demo.staged import Stage
from ledger.register.households import HouseholdKind
from ledger.register.persons import Relation

Suits = Callable[[PaidLine], bool]

_OUTSIDER_ORDER = 44
_OUTSIDER_SERIAL = 330_000
"""Numbers of somebody who lives in no followed village."""


def plant_payees(stage: Stage) -> None:
    _neighbour(stage)
    _husband(stage)
    _family_card(stage)


# DV06 --------------------------------------------------------------------------------------------


def _neighbour(stage: Stage) -> None:
    listed = _list(stage, "industry_award", lambda line: line.payee is line.home.head)
    line = stage.rng.choice([each for each in listed.instalments[0].lines if _plain(stage, each)])
    county = stage.world.counties[listed.village.book]
    line.card = _outside_of_lists(stage, county, listed).head.card
    payee = f"{line.home.household}//industry_award/{line.card}"
    stage.declared.plant("DV06", line.home.book, "payee", payee, "奖补打进邻居的卡")


def _outside_of_lists(
    stage: Stage, county: PlannedCounty, there: PlannedList | PlannedProject
) -> Home:
    """A household of the village that is on no list."""
    homes = county.homes[there.village]
    ordinary = [each for each in homes if each.kind is HouseholdKind.ORDINARY]
    home = stage.rng.choice([each for each in ordinary if stage.declared.is_free(each.household)])
    stage.declared.use(home.household)
    return home


def _husband(stage: Stage) -> None:
    listed = _list(stage, "public_post", lambda line: _wife(line, one_card=False))
    first = next(
        line
        for line in listed.instalments[0].lines
        if _plain(stage, line) and _wife(line, one_card=False)
    )
    card = first.home.head.card
    for part in listed.instalments:
        for line in part.lines:
            if line.line == first.line:
                line.card = card
    payee = f"{first.home.household}/{first.payee.person}/public_post/{card}"
    note = "妻子的岗位补贴打进丈夫的卡，没有委托"
    stage.declared.plant("DV06", first.home.book, "payee", payee, note)


def _family_card(stage: Stage) -> None:
    listed = _list(stage, "forest_ranger", lambda line: _wife(line, one_card=True))
    line = next(
        line
        for line in listed.instalments[0].lines
        if _plain(stage, line) and _wife(line, one_card=True)
    )
    payee = f"{line.home.household}/{line.payee.person}/forest_ranger/{line.card}"
    stage.declared.resemble("DV06", line.home.book, "payee", payee, "全家一张卡，有书面委托")


def _list(stage: Stage, benefit: str, suits: Suits) -> PlannedList:
    """A list that serves nothing else, with such a line."""
    return stage.declared.a_list(
        stage.world,
        stage.rng,
        benefit,
        lambda listed: (
            stage.declared.is_free(("CN08", listed.village.book))
            and any(_plain(stage, line) and suits(line) for line in listed.instalments[0].lines)
        ),
    )[1]


def _plain(stage: Stage, line: PaidLine) -> bool:
    """It is paid at once, to a card of which nothing else is said."""
    declared = stage.declared
    said = {each.subject for each in declared.planted}
    said |= {each.subject for each in declared.look_alikes}
    if not declared.is_free(line.home.household):
        return False
    return not line.repaid_on and not line.miskeyed and not {line.card, line.home.head.card} & said


def _wife(line: PaidLine, *, one_card: bool) -> bool:
    return line.payee.relation is Relation.SPOUSE and one_card == (
        line.payee.card == line.home.head.card
    )
