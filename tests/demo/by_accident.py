"""What could the draws of a seed make irregular by accident, as far as a plan alone can tell?

Rules whose thresholds lie where ordinary noise lives, as the rules themselves reckon, so that many
seeds can be looked at in the time of one world. Each gives the subjects that it would flag.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from api.demo.days import AS_OF, YEARS
from api.demo.keep_pace import due_fen, spent_fen
from api.demo.linked_papers import linked_papers
from api.demo.money import gifts_to
from api.demo.papers import Paper
from api.demo.places import PREFECTURE
from api.demo.planned import PlannedCounty, PlannedProject, World
from api.demo.planted import Declared, LookAlike, Planted
from api.demo.project_papers import billed, papers_of
from api.demo.receipts import Reached
from api.demo.units import cooperative_of
from ledger.register.contracts import CONTRACTS, Contract, TenderMode
from ledger.register.project_life import FUNDS

Subject = tuple[int, str]
_SPLIT_D, _FLOW_D = 90, 90


def by_accident(world: World, declared: Declared) -> list[str]:
    """What would be flagged and is not planted, or planted and would not be flagged."""
    found = {
        "CN03": set(_split(world)),
        "CN04": set(_gathered(world)),
        "ID05": set(_behind(world)),
        "ST03": set(_grown_too_little(world)),
    }
    lines = [f"DV08 {subject}" for subject in _not_alone(world, declared)]
    lines += [f"fund told twice {subject}" for subject in _funds_told_twice(world)]
    for rule, flagged in found.items():
        planted = {(each.book, each.subject) for each in declared.planted if each.rule == rule}
        lines += [f"{rule} {subject}" for subject in flagged ^ planted]
    return lines


def _papers(world: World, county: PlannedCounty) -> Iterator[tuple[PlannedProject, list[Paper]]]:
    lots = {each.lot: each for each in world.lots}
    for project in county.projects:
        papers = [
            *papers_of(county, project, gifts_to(county, project.key)),
            *linked_papers(county, project, lots),
        ]
        for amend in project.amends:
            papers = amend(papers)
        yield project, papers


def _funds_told_twice(world: World) -> Iterator[Subject]:
    """A register takes another row of the same key only as a change, with its document."""
    for county in world.counties.values():
        for project, papers in _papers(world, county):
            funds = [each.entered.row for each in papers if each.register is FUNDS]
            if len({(each.category, each.level) for each in funds}) < len(funds):
                yield county.book, project.new.code


def _contracts(world: World, county: PlannedCounty) -> Iterator[tuple[str, Contract]]:
    """Contracts without a public tender, with the township of each."""
    for project, papers in _papers(world, county):
        for paper in papers:
            row = paper.entered.row
            if (
                paper.register is CONTRACTS
                and row.signed_on <= AS_OF
                and row.tender_mode is not TenderMode.OPEN
            ):
                yield project.village.township.code.code, row


def _split(world: World) -> Iterator[Subject]:
    """CN03: several of one builder and department within three months, each near the limit."""
    for county in world.counties.values():
        near: dict[str, list[Contract]] = defaultdict(list)
        for _, each in _contracts(world, county):
            limit_fen = each.limit_fen or 0
            if (
                each.tender_mode is not TenderMode.INVITED
                and limit_fen * 70 <= each.amount_fen * 100 < limit_fen * 100
            ):
                near[f"{each.buyer}/{each.supplier}/{each.kind.value}"].append(each)
        for group, contracts in near.items():
            for last in contracts:
                first_on = last.signed_on - timedelta(days=_SPLIT_D - 1)
                within = [e for e in contracts if first_on <= e.signed_on <= last.signed_on]
                if sum(each.amount_fen for each in within) >= (last.limit_fen or 0):
                    yield county.book, group
                    break


def _gathered(world: World) -> Iterator[Subject]:
    """CN04: more than forty percent of a township's payments, by five contracts or more."""
    for county in world.counties.values():
        contracts = Counter[tuple[str, str, int]]()
        for township, each in _contracts(world, county):
            for year in YEARS:
                contracts[township, each.supplier, year] += each.signed_on.year <= year
        paid = _paid_to_builders(county)
        whole = Counter[tuple[str, int]]()
        for (township, _, year), fen in paid.items():
            whole[township, year] += fen
        for (township, payee, year), fen in paid.items():
            if fen * 100 > whole[township, year] * 40 and contracts[township, payee, year] >= 5:
                yield county.book, f"{township}/{payee}/{year}"


def _paid_to_builders(county: PlannedCounty) -> Mapping[tuple[str, str, int], int]:
    paid = Counter[tuple[str, str, int]]()
    for project in county.projects:
        township = project.village.township.code.code
        for invoice, fen in billed(project.invoices, gifts_to(county, project.key)):
            if not invoice.through_unit and invoice.day <= AS_OF:
                payee = invoice.swapped_for or invoice.vendor
                paid[township, payee, invoice.day.year] += fen
        for part in (part for each in project.lists for part in each.instalments):
            if part.through_village:
                paid[township, cooperative_of(county.book), part.sent_on.year] += part.amount_fen
    return paid


def _behind(world: World) -> Iterator[Subject]:
    """ID05, but for the first year, in which the books were opened."""
    for county in world.counties.values():
        for year in YEARS[1:]:
            for on, percent in (
                (date(year, 6, 30), 50),
                (date(year, 9, 30), 75),
                (date(year, 12, 31), 92),
            ):
                spent = spent_fen(county, world.lots, year, on)
                if spent * 100 < due_fen(county, world.lots, year, on) * percent:
                    yield county.book, str(on)


def _grown_too_little(world: World) -> Iterator[Subject]:
    """ST03: a bureau's own money, in the only year that is over and has one before it."""
    year = YEARS[1]
    for book in (PREFECTURE, *world.counties):
        level = "prefecture" if book == PREFECTURE else "county"
        own = Counter[int]()
        for lot in world.lots:
            if lot.book == book and lot.level == level:
                own[lot.budget_year or lot.received_on.year] += lot.amount_fen
        if own[year] * 100 < own[year - 1] * 120:
            yield book, f"D1b/{year}"


def _not_alone(world: World, declared: Declared) -> Iterator[Subject]:
    """Credits of DV08 beside which something else came to the card in the ninety days before."""
    for county in world.counties.values():
        receipts = [each for some in Reached(county).of.values() for each in some]
        said: list[Planted | LookAlike] = [*declared.planted, *declared.look_alikes]
        for each in said:
            card, _, day = each.subject.partition("/")
            if each.rule == "DV08" and each.book == county.book:
                on = date.fromisoformat(day)
                first, last = on - timedelta(days=_FLOW_D), on + timedelta(days=10)
                near = [r for r in receipts if r.card == card and first <= r.last_on]
                if sum(r.sent_on <= last for r in near) > 1:
                    yield each.book, each.subject
