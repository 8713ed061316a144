"""Where are households paid less than was approved (DV05 到户克扣), where does it only look so?

Like all that changes payments, planted before the money is planned: lots are as large as what is
really paid.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from api.demo.benefits import PROGRAMMES
from api.demo.days import AS_OF, after, between
from api.demo.planned import PaidLine, PlannedList, World
from api.demo.planted import Declared

_PROGRAMME = {each.benefit: each for each in PROGRAMMES}


def plant_short_payments(world: World, declared: Declared, rng: Random) -> None:
    _skim(world, declared, rng)
    _pay_in_arrears(world, declared, rng)
    _pay_oddly_but_enough(world, declared, rng)


def _skim(world: World, declared: Declared, rng: Random) -> None:
    _, rangers = declared.a_list(world, rng, "forest_ranger")
    for part in rangers.instalments:
        for line in part.lines:
            line.amount_fen = line.amount_fen * 7 // 10
    for line in rangers.instalments[0].lines:
        _underpaid(declared, rangers, line, "护林员补助每次只发七成")

    _, growers = declared.a_list(world, rng, "industry_award", lambda x: len(x.homes) >= 9)
    for line in rng.sample(growers.instalments[0].lines, 4):
        line.amount_fen = line.amount_fen * rng.choice((60, 70, 80)) // 100
        _underpaid(declared, growers, line, "产业奖补被扣下二至四成")

    _, holders = declared.a_list(world, rng, "public_post")
    line = holders.instalments[-1].lines.pop(rng.randrange(len(holders.homes)))
    _underpaid(declared, holders, line, "公益岗位第四季度没有发")

    _, repaired = declared.a_list(world, rng, "housing_repair")
    line = repaired.instalments[-1].lines.pop(rng.randrange(len(repaired.homes)))
    _underpaid(declared, repaired, line, "危房改造第二笔没有发")


def _underpaid(declared: Declared, planned: PlannedList, line: PaidLine, note: str) -> None:
    declared.plant("DV05", line.home.book, "entitlement", entitlement_of(planned, line), note)


def entitlement_of(planned: PlannedList, line: PaidLine) -> str:
    """What DV05 calls a line of a list: list/household, with the person where it is of one."""
    parts = (planned.new.list, line.home.household, line.person)
    return "/".join(str(part) for part in parts if part is not None)


def _pay_in_arrears(world: World, declared: Declared, rng: Random) -> None:
    _, growers = declared.a_list(world, rng, "industry_award", lambda x: len(x.homes) >= 9)
    first = growers.instalments[0]
    owed = []
    for line in first.lines[:3]:
        rest = line.amount_fen * 4 // 10
        line.amount_fen, line.repaid_on, line.miskeyed = line.amount_fen - rest, None, False
        owed.append(replace(line, amount_fen=rest))
        declared.resemble(
            "DV05", line.home.book, "entitlement", entitlement_of(growers, line), "余款第二次补发"
        )
    year = first.sent_on.year
    sent_on = between(rng, date(year, 11, 20), date(year, 12, 5))
    growers.instalments.append(
        replace(first, sent_on=sent_on, bank_on=after(rng, sent_on, 2, 4), lines=owed)
    )


def _pay_oddly_but_enough(world: World, declared: Declared, rng: Random) -> None:
    _, at_limit = declared.a_list(world, rng, "industry_award")
    line = at_limit.instalments[0].lines[0]
    line.amount_fen = line.amount_fen * 95 // 100
    declared.resemble(
        "DV05", line.home.book, "entitlement", entitlement_of(at_limit, line), "恰好发到95%"
    )

    _, returned = declared.a_list(world, rng, "industry_award")
    part = returned.instalments[0]
    part.lines[0].repaid_on, part.lines[0].miskeyed = after(rng, part.sent_on, 8, 9), False
    declared.resemble(
        "DV05",
        part.lines[0].home.book,
        "entitlement",
        entitlement_of(returned, part.lines[0]),
        "银行退回后重新发放",
    )

    _, pupils = declared.a_list(
        world, rng, "school_aid", lambda x: x.new.approved_on.year == AS_OF.year
    )
    pupils.new = replace(pupils.new, final_by=AS_OF)
    line = pupils.instalments[0].lines.pop()
    declared.resemble(
        "DV05",
        line.home.book,
        "entitlement",
        entitlement_of(pupils, line),
        "最后发放日当天还未超期",
    )

    _, revised = declared.a_list(world, rng, "industry_award")
    _revise(revised, rng)
    line = revised.instalments[0].lines[0]
    declared.resemble(
        "DV05", line.home.book, "entitlement", entitlement_of(revised, line), "清单换版后按新金额发"
    )


def _revise(planned: PlannedList, rng: Random) -> None:
    """A second version with a fifth less for the first line, and the payment as it says."""
    first = planned.new.lines[0]
    quantity = first.quantity_milli * 8 // 10
    lower = replace(first, quantity_milli=quantity, approved_fen=first.rate_fen * quantity // 1000)
    planned.revised = replace(
        planned.new,
        approved_on=after(rng, planned.new.approved_on, 1, 3),
        lines=(lower, *planned.new.lines[1:]),
    )
    line = planned.instalments[0].lines[0]
    line.quantity_milli, line.amount_fen = quantity, lower.approved_fen
