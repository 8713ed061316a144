"""Where do several households share one card (CN01 一卡多户), and where may they?"""

from __future__ import annotations

from random import Random

from api.demo.benefits import PROGRAMMES
from api.demo.planned import Instalment, PaidLine, PlannedList, World
from api.demo.planted import Declared

_PROGRAMME = {each.benefit: each for each in PROGRAMMES}


def plant_shared_cards(world: World, declared: Declared, rng: Random) -> None:
    _collect_on_one_card(world, declared, rng)
    _share_cards_rightly(world, declared, rng)
    _share_in_a_family(world, declared, rng)


def _collect_on_one_card(world: World, declared: Declared, rng: Random) -> None:
    _, growers = declared.a_list(world, rng, "industry_award", lambda x: len(x.homes) >= 9)
    lines = rng.sample(growers.instalments[0].lines, 4)
    card = lines[0].card
    _one_card(declared, lines, card, "四户的产业奖补打进其中一户的卡")
    for line in lines[1:]:
        payee = f"{line.home.household}//industry_award/{card}"
        declared.plant("DV06", line.home.book, "payee", payee, "奖补打进邻居的卡")

    _, pupils = declared.a_list(world, rng, "school_aid", lambda x: len(x.homes) >= 3)
    card = declared.extra_card(pupils.village.book, 10)
    _one_card(declared, pupils.instalments[0].lines[:3], card, "三户的助学金打进一张外人的卡")

    _, holders = declared.a_list(world, rng, "forest_ranger", lambda x: len(x.homes) >= 3)
    card = declared.extra_card(holders.village.book, 11)
    lines = [line for part in holders.instalments for line in part.lines]
    _one_card(declared, lines, card, "全村护林员的补助由一张卡代领")


def _one_card(declared: Declared, lines: list[PaidLine], card: str, note: str) -> None:
    for line in lines:
        line.card = card
    declared.plant("CN01", lines[0].home.book, "card", card, note)


def _share_cards_rightly(world: World, declared: Declared, rng: Random) -> None:
    _, growers = declared.a_list(world, rng, "industry_award")
    card = declared.extra_card(growers.village.book, 20)
    for line in growers.instalments[0].lines[:2]:
        line.card = card
    declared.resemble("CN01", growers.village.book, "card", card, "只有两户")

    def later(early: PlannedList) -> list[tuple[PlannedList, PaidLine]]:
        """Lists two years on, each with a line of a household that is not one of the first two."""
        taken = {home.household for home in early.homes[:2]}
        return [
            (each, line)
            for each in world.counties[early.village.book].lists
            if each.village == early.village
            and each.new.benefit == "industry_award"
            and each.new.period_from.year == 2020
            and declared.is_free(each.new.list)
            for line in each.instalments[0].lines
            if line.home.household not in taken
        ]

    _, first = declared.a_list(
        world,
        rng,
        "industry_award",
        lambda x: x.new.period_from.year == 2018 and bool(later(x)),
    )
    card = declared.extra_card(first.village.book, 21)
    last, third = later(first)[0]
    declared.use(last.new.list)
    third.card = card
    for line in first.instalments[0].lines[:2]:
        line.card = card
    declared.resemble("CN01", first.village.book, "card", card, "三户相隔两年，不在十二个月内")

    _, held = declared.a_list(world, rng, "industry_award", lambda x: len(x.homes) >= 9)
    card = declared.extra_card(held.village.book, 22)
    _through_cooperative(held.instalments[0], card)
    declared.resemble("CN01", held.village.book, "card", card, "合作社的集体账户代收后兑付")


def _share_in_a_family(world: World, declared: Declared, rng: Random) -> None:
    collected = {each.subject for each in declared.planted if each.rule == "CN01"}
    paid = {
        line.card
        for project in world.projects
        for each in project.lists
        for part in each.instalments
        for line in part.lines
    }
    families = [
        home
        for county in world.counties.values()
        for homes in county.homes.values()
        for home in homes
        if len(home.members) >= 3
        and len({each.card for each in home.members}) == 1
        and home.head.card in paid - collected
    ]
    for home in rng.sample(families, 5):
        declared.resemble("CN01", home.book, "card", home.head.card, "一家人共用一张卡")


def _through_cooperative(part: Instalment, card: str) -> None:
    part.through_village = True
    for line in part.lines:
        line.card, line.repaid_on, line.miskeyed = card, None, False
