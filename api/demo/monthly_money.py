"""From which lots are the monthly benefits of a larger scale paid?

Each programme has a central and a provincial lot a year, passed down by the prefecture to every
county that pays it, exactly as large as what is paid; so nothing of them is ever idle.
"""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import UUID

from api.demo.benefits import project_steps
from api.demo.days import YEARS, after, between
from api.demo.invented import invented_key
from api.demo.money import Numbers
from api.demo.monthly import (
    LEVELS,
    MONTHS,
    PROGRAMMES,
    MonthlyProject,
    Programme,
    quantity_a_month,
)
from api.demo.places import PREFECTURE, County
from api.demo.planned import Part, PlannedLot, Use, World
from api.demo.units import department_of
from ledger.register.projects import NewProject


def plan_monthly(world: World, numbers: Numbers, rng: Random) -> None:
    """Add the programmes of all years with their money; nothing where no county has others."""
    if not any(each.county.others for each in world.counties.values()):
        return
    for year in YEARS:
        for programme in PROGRAMMES:
            _plan(world, programme, year, numbers, rng)


def _plan(world: World, programme: Programme, year: int, numbers: Numbers, rng: Random) -> None:
    lots = [_lot(programme, level, year, numbers, rng) for level, _ in LEVELS]
    sent_on = after(rng, max(each.received_on for each in lots), 6, 9)
    doc_nos = [numbers.next("汉演财农", year) for _ in lots]
    for county in world.counties.values():
        quantity = quantity_a_month(county.county, programme)
        if not quantity:
            continue
        received_on = after(rng, sent_on, 3, 5)
        shares = [(each.lot, fen) for each, fen in zip(lots, programme.shares_fen, strict=True)]
        project = _project(county.county, programme, year, tuple(shares), rng)
        county.monthly.append(project)
        assigned_on = after(rng, received_on, 3, 8)
        for lot, doc_no, (_, fen) in zip(lots, doc_nos, shares, strict=True):
            amount_fen = quantity * fen // 1_000 * MONTHS
            part = Part(sent_on, doc_no, amount_fen, [(received_on, amount_fen)])
            lot.shares[county.book] = [part]
            county.uses.append(Use(lot.lot, None, assigned_on, {project.key: amount_fen}))
    world.lots += [each for each in lots if each.shares]


def _lot(programme: Programme, level: str, year: int, numbers: Numbers, rng: Random) -> PlannedLot:
    document_on = between(rng, date(year, 1, 16), date(year, 1, 20))
    return PlannedLot(
        lot=invented_key(rng),
        book=PREFECTURE,
        origin="external",
        doc_no=numbers.next("陕演财办", year),
        document_on=document_on,
        received_on=after(rng, document_on, 2, 4),
        category=programme.category,
        level=level,
    )


def _project(
    county: County,
    programme: Programme,
    year: int,
    shares: tuple[tuple[UUID, int], ...],
    rng: Random,
) -> MonthlyProject:
    key = invented_key(rng)
    approved_on = between(rng, date(year, 2, 5), date(year, 2, 11))
    return MonthlyProject(
        programme=programme,
        county=county,
        year=year,
        new=NewProject(
            project=key,
            code=f"{county.book}-{year}-{programme.benefit}",
            name=f"{year}年{county.region.name}{programme.title}",
            region=county.region.code,
            org=department_of(county.book, programme.department),
            purpose=programme.purpose,
            benefit=programme.benefit,
            task=f"按月发放{programme.title}",
            standard_text=f"每月{programme.rate_fen // 100}元",
            planned_fen=quantity_a_month(county, programme) * programme.rate_fen // 1_000 * MONTHS,
            starts_on=approved_on,
            ends_on=date(year, 12, 31),
            responsible=f"{county.region.name}{programme.department}",
            target="按时足额发放到户到人",
            mechanism="一卡通按月发放",
        ),
        steps=project_steps(key, year, approved_on, date(year, 12, 28), rng),
        shares=shares,
        approved_on=approved_on,
    )
