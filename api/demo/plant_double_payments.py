"""Where is one benefit of one period paid twice (EL05 重复享受), and where does it only look so?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from api.demo.benefits import PROGRAMMES, Claim, plan_list
from api.demo.days import after
from api.demo.invented import invented_key
from api.demo.people import Home, Member
from api.demo.planned import PlannedList, World
from api.demo.planted import Declared

_PROGRAMME = {each.benefit: each for each in PROGRAMMES}


def plant_double_payments(world: World, declared: Declared, rng: Random) -> None:
    for order in range(2):
        _register_twice(world, declared, rng, order)
    _list_twice(world, declared, rng)
    _settle_twice(world, declared, rng)
    _award_twice(world, declared, rng)
    _split_year(world, declared, rng)
    _paid_last_year_too(world, declared)


def _list_twice(world: World, declared: Declared, rng: Random) -> None:
    project, pupils = declared.a_list(world, rng, "school_aid", lambda x: len(x.homes) >= 3)
    again = [
        Claim(line.home, line.payee, line.quantity_milli, False)
        for line in pupils.instalments[0].lines[:2]
    ]
    year = pupils.new.approved_on.year
    second = plan_list(
        project.village,
        _PROGRAMME["school_aid"],
        again,
        project.key,
        year,
        rng,
        title=f"{year}年{project.village.name}贫困家庭学生资助补充应发清单",
    )
    project.lists.append(second)
    declared.use(second.new.list)
    for claim in again:
        declared.plant(
            "EL05",
            claim.home.book,
            "receipt",
            f"school_aid:{claim.home.household}:{year}-01-01",
            "同一户在补充清单上又领了一次",
        )


def _settle_twice(world: World, declared: Declared, rng: Random) -> None:
    _, holders = declared.a_list(world, rng, "public_post")
    line, part = holders.instalments[1].lines[0], holders.instalments[1]
    sent_on = part.sent_on + timedelta(days=10)
    again_part = replace(
        part,
        sent_on=sent_on,
        bank_on=after(rng, sent_on, 2, 4),
        lines=[replace(line, repaid_on=None, miskeyed=False)],
    )
    holders.instalments.append(again_part)
    declared.plant(
        "EL05",
        line.home.book,
        "receipt",
        f"public_post:{line.person}:{part.sent_on.year}-01-01",
        "同一清单行第三季度发了两遍",
    )


def _register_twice(world: World, declared: Declared, rng: Random, order: int) -> None:
    """One person under one ID number in two villages, a ranger in both in the same year."""

    def beside(planned: PlannedList) -> list[PlannedList]:
        return [
            each
            for each in world.counties[planned.village.book].lists
            if each.new.benefit == "forest_ranger"
            and each.village != planned.village
            and each.new.period_from == planned.new.period_from
            and declared.is_free(each.new.list)
        ]

    _, here = declared.a_list(world, rng, "forest_ranger", lambda x: bool(beside(x)))
    there = rng.choice(beside(here))
    declared.use(there.new.list)
    known = rng.choice(here.instalments[0].lines)
    county = world.counties[here.village.book]
    twin = Member(
        invented_key(rng),
        known.home.head.relation,
        known.payee.name,
        known.payee.resident_id,
        declared.extra_card(county.book, order),
    )
    home = Home(
        county.book,
        invented_key(rng),
        there.village,
        "一组",
        known.home.kind,
        (twin,),
    )
    county.homes[there.village].append(home)
    there.homes.append(home)
    model = there.new.lines[0]
    there.new = replace(
        there.new,
        lines=(
            *there.new.lines,
            replace(model, household=home.household, person=twin.person),
        ),
    )
    for part in there.instalments:
        part.lines.append(
            replace(
                part.lines[0],
                line=len(there.new.lines),
                home=home,
                payee=twin,
                person=twin.person,
                card=twin.card,
                repaid_on=None,
                miskeyed=False,
            )
        )
    first = min(str(known.payee.person), str(twin.person))
    declared.plant(
        "EL05",
        county.book,
        "receipt",
        f"forest_ranger:{first}:{here.new.period_from}",
        "同一身份证号在两个村登记，都领护林员补助",
    )


def _award_twice(world: World, declared: Declared, rng: Random) -> None:
    project, growers = declared.a_list(world, rng, "industry_award", lambda x: len(x.homes) >= 9)
    again = [Claim(line.home, line.payee, 500, False) for line in growers.instalments[0].lines[:3]]
    year = growers.new.approved_on.year
    batch = plan_list(
        project.village,
        _PROGRAMME["industry_award"],
        again,
        project.key,
        year,
        rng,
        title=f"{year}年{project.village.name}到户产业奖补第二批应发清单",
    )
    project.lists.append(batch)
    declared.use(batch.new.list)
    for claim in again:
        declared.resemble(
            "EL05",
            claim.home.book,
            "receipt",
            f"industry_award:{batch.new.list}/{claim.home.household}/1",
            "按次奖补，一年两批",
        )


def _paid_last_year_too(world: World, declared: Declared) -> None:
    for project in world.projects:
        for each in project.lists:
            if each.new.benefit != "forest_ranger" or not declared.is_free(each.new.list):
                continue
            year = each.new.period_from.year
            before = {
                line.person
                for other in world.counties[each.village.book].lists
                if other.new.benefit == "forest_ranger"
                and other.new.period_from.year == year - 1
                and declared.is_free(other.new.list)
                for line in other.instalments[0].lines
            }
            for line in each.instalments[0].lines:
                if line.person in before:
                    declared.resemble(
                        "EL05",
                        line.home.book,
                        "receipt",
                        f"forest_ranger:{line.person}:{year}-01-01",
                        "上一年也领过，期间不同",
                    )


def _split_year(world: World, declared: Declared, rng: Random) -> None:
    """The first ranger's half-years stand on two lists: each is paid once."""
    project, rangers = declared.a_list(world, rng, "forest_ranger", lambda x: len(x.homes) >= 2)
    first, last = rangers.instalments
    moved = last.lines.pop(0)
    half = replace(
        rangers.new.lines[0],
        quantity_milli=moved.quantity_milli,
        approved_fen=moved.amount_fen,
    )
    rangers.new = replace(rangers.new, lines=(half, *rangers.new.lines[1:]))
    second = replace(
        rangers.new,
        list=invented_key(rng),
        title=rangers.new.title.replace("应发清单", "下半年补充应发清单"),
        period_from=last.period_from,
        lines=(half,),
    )
    declared.use(second.list)
    moved.line = 1
    project.lists.append(
        PlannedList(
            rangers.village,
            second,
            [moved.home],
            [replace(last, lines=[moved])],
        )
    )
    for start in (first.period_from, last.period_from):
        declared.resemble(
            "EL05",
            moved.home.book,
            "receipt",
            f"forest_ranger:{moved.person}:{start}",
            "上、下半年各在一份清单，期间不重叠",
        )
