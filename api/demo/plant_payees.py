"""Whose card gets what is another's (DV06), and what is a builder's (DV07)?

Ordinary lists and works: their payments go to other cards.
"""

from __future__ import annotations

from collections.abc import Callable

from api.demo.days import BEGINS_ON
from api.demo.invented import invented_resident_id
from api.demo.people import Home
from api.demo.planned import PaidLine, PlannedCounty, PlannedList, PlannedProject
from api.demo.staged import Stage
from api.demo.works import Label, label_of
from ledger.register.cards import CardOn, add_cards
from ledger.register.households import HouseholdKind
from ledger.register.links import BENEFICIARIES, Beneficiary, Mechanism
from ledger.register.persons import Relation

Suits = Callable[[PaidLine], bool]

_OUTSIDER_ORDER = 44
_OUTSIDER_SERIAL = 330_000
"""Numbers of somebody who lives in no followed village."""


def plant_payees(stage: Stage) -> None:
    _neighbour(stage)
    _husband(stage)
    _family_card(stage)
    _villager_for_builder(stage)
    _outsider_for_builder(stage)
    _villager_who_builds(stage)


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
    return stage.rng.choice([each for each in homes if each.kind is HouseholdKind.ORDINARY])


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
    said = {each.subject for each in (*declared.planted, *declared.look_alikes)}
    return not line.repaid_on and not line.miskeyed and not {line.card, line.home.head.card} & said


def _wife(line: PaidLine, *, one_card: bool) -> bool:
    return line.payee.relation is Relation.SPOUSE and one_card == (
        line.payee.card == line.home.head.card
    )


# DV07 --------------------------------------------------------------------------------------------


def _villager_for_builder(stage: Stage) -> None:
    county, work = _billed_twice(stage)
    work.invoices[1].account = _outside_of_lists(stage, county, work).head.card
    note = "工程款打进一个村民的卡"
    stage.declared.plant("DV07", county.book, "entry", str(work.key), note)


def _outsider_for_builder(stage: Stage) -> None:
    county, work = _billed_twice(stage)
    card = work.invoices[1].account = stage.declared.extra_card(county.book, _OUTSIDER_ORDER)
    holder = invented_resident_id(county.book, stage.rng.randint(1965, 1985), _OUTSIDER_SERIAL)
    stage.act(
        county.book,
        BEGINS_ON,
        "登记名册以外的持卡人",
        lambda work, sealer, known_at: add_cards(
            work,
            county.book,
            [CardOn(card, BEGINS_ON, holder_id=holder, bank="演示银行")],
            sealer=sealer,
            known_at=known_at,
        ),
    )
    note = "工程款打进一个外地人的卡"
    stage.declared.plant("DV07", county.book, "entry", str(work.key), note)


def _villager_who_builds(stage: Stage) -> None:
    county, work = _billed_twice(stage)
    home = _outside_of_lists(stage, county, work)
    invoice = work.invoices[1]
    invoice.account = home.head.card
    works_there = Beneficiary(
        project=work.key,
        household=home.household,
        mechanism=Mechanism.WORK,
        valid_from=invoice.day,
    )
    stage.paper(county, invoice.day, BENEFICIARIES, works_there)
    why = "收款的村民登记为这个项目的务工受益户"
    stage.declared.resemble("DV07", county.book, "entry", str(work.key), why)


def _billed_twice(stage: Stage) -> tuple[PlannedCounty, PlannedProject]:
    """A road or waterworks; its second invoice is a fifth or a tenth of it."""
    return stage.ordinary_work(
        "DV07",
        lambda _, work: (
            label_of(work) in (Label.ROAD, Label.WATER)
            and len(work.invoices) > 1
            and work.invoices[1].wrong_vendor is None
        ),
    )
