"""Where does one supplier get most of a township's money (CN04), and which firms are not sound
(CN09)?

Other papers and other payees of ordinary works: what is built, and for how much, stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from api.demo.answering import unit_facts
from api.demo.contract_papers import (
    bids_among,
    contract_among,
    contract_no,
    contracted,
    numbered,
    without,
)
from api.demo.days import between
from api.demo.money import gifts_to
from api.demo.papers import Paper
from api.demo.places import Village
from api.demo.planned import PlannedCounty, PlannedProject, World
from api.demo.project_papers import billed
from api.demo.staged import Stage
from api.demo.units import cooperative_of
from api.demo.works import work_year
from ledger.register.contracts import BIDS, CONTRACTS, BidResult, Contract, TenderMode
from ledger.register.organisation_facts import NewOrganisationFact, add_organisation_facts
from ledger.register.organisations import NewOrganisation, OrganisationKind
from ledger.register.projects import ProjectStep
from ledger.register.versions import Entered
from ledger.storage.sealing import Sealer

_LAST_YEAR = 2020
_MOST_PERCENTS = (80, 70, 60, 55, 50, 45)
"""Of a township's payments, the most that a free work is found with: other plants stage works there
afterwards, and CN04 asks for more than forty. In a deeply poor county, where a work costs a hundred
million, nothing staged weighs; so what is planted is planted there."""


def plant_suppliers(stage: Stage) -> None:
    _plant_concentration(stage)
    _plant_unsound(stage)


# CN04 --------------------------------------------------------------------------------------------


def _plant_concentration(stage: Stage) -> None:
    for contracts, flagged in ((6, True), (5, True), (3, False)):
        tried = [*_HEAVY, *_MOST] if flagged else _MOST
        suits = next((each for each in tried if stage.has_ordinary_work("CN04", each)), tried[-1])
        county, work = stage.ordinary_work("CN04", suits)
        stage.amend(work, _invited(contracts))
        township = work.village.township.code.code
        subject = f"{township}/{work.invoices[0].vendor}/{_LAST_YEAR}"
        if flagged:
            stage.declared.plant(
                "CN04", county.book, "supplier", subject, "一条路分给同一家几份邀请招标的合同"
            )
        else:
            # Else another plant might give the same builder there more contracts without a tender.
            stage.declared.use(*_also_built(county, work))
            stage.declared.resemble(
                "CN04", county.book, "supplier", subject, "占了大半，但只有三份合同"
            )


def _also_built(county: PlannedCounty, work: PlannedProject) -> list[UUID]:
    """What else its builder builds in its township."""
    builder, township = work.invoices[0].vendor, work.village.township
    return [
        each.key
        for each in county.projects
        if each.village.township == township
        and any(invoice.vendor == builder for invoice in each.invoices)
    ]


_Suits = Callable[[PlannedCounty, PlannedProject], bool]


def _takes_most(percent: int, *, heavy: bool = False) -> _Suits:
    """What is paid for it to its builder is most of what builders get in its township in the last
    year: what else he builds there may be given to another by plants that follow."""

    def suits(county: PlannedCounty, work: PlannedProject) -> bool:
        if work_year(work) != _LAST_YEAR or (heavy and not county.county.deep):
            return False
        paid = _paid_in(county, work.village, _LAST_YEAR)
        mine = sum(
            fen
            for invoice, fen in billed(work.invoices, gifts_to(county, work.key))
            if invoice.day.year == _LAST_YEAR and not invoice.through_unit
        )
        return mine * 100 > sum(paid.values()) * percent

    return suits


_MOST = [_takes_most(each) for each in _MOST_PERCENTS]
_HEAVY = [_takes_most(each, heavy=True) for each in _MOST_PERCENTS]


def _paid_in(county: PlannedCounty, village: Village, year: int) -> Counter[str]:
    """What projects of the village's township pay straight to each builder and cooperative."""
    paid = Counter[str]()
    for project in county.projects:
        if project.village.township != village.township:
            continue
        for invoice, fen in billed(project.invoices, gifts_to(county, project.key)):
            if invoice.day.year == year and not invoice.through_unit:
                paid[invoice.vendor] += fen
        for part in (part for each in project.lists for part in each.instalments):
            if part.through_village and part.sent_on.year == year:
                paid[cooperative_of(county.book)] += part.amount_fen
    return paid


def _invited(parts: int) -> Callable[[list[Paper]], list[Paper]]:
    """Instead of one contract so many, each with bids of its own, for which firms were invited."""
    return lambda papers: _in_lots(papers, parts)


def _in_lots(papers: list[Paper], parts: int) -> list[Paper]:
    whole, bids = contract_among(papers), bids_among(papers)
    each_fen = whole.amount_fen // parts
    made: list[Paper] = []
    split: list[Contract] = []
    for number in range(parts):
        fen = each_fen if number else whole.amount_fen - each_fen * (parts - 1)
        tender = numbered(whole.tender, number)
        split.append(
            replace(
                whole,
                contract=numbered(whole.contract, number),
                name=f"{whole.name}（{'一二三四五六'[number]}标段）",
                tender=tender,
                tender_mode=TenderMode.INVITED,
                amount_fen=fen,
            )
        )
        for bid in bids:
            price_fen = (bid.price_fen or 0) * fen // whole.amount_fen
            own = replace(
                bid,
                tender=tender,
                price_fen=fen if bid.result is BidResult.WON else price_fen + number,
            )
            made.append(Paper(bid.opened_on, BIDS, Entered(own)))
    return [*without(papers, CONTRACTS, BIDS), *made, *contracted(split)]


# CN09 --------------------------------------------------------------------------------------------


def _plant_unsound(stage: Stage) -> None:
    county, work, firm = _built_by(stage, "兴达", (2018, 2019, 2020))
    ended_on = _signed_on(work) - timedelta(days=stage.rng.randint(20, 120))
    looked_up(stage, county, replace(firm, valid_from=ended_on, cancelled_on=ended_on))
    stage.declared.plant("CN09", county.book, "contract", contract_no(work), "签订时公司已经注销")

    county, work, firm = _built_by(stage, "宏远", (2018, 2019, 2020))
    last = "9" if firm.credit_code[-1] != "9" else "8"
    looked_up(stage, county, replace(firm, credit_code=firm.credit_code[:-1] + last))
    stage.declared.plant(
        "CN09", county.book, "contract", contract_no(work), "公司的统一社会信用代码是编的"
    )

    county, work, firm = _built_by(stage, "恒泰", (2018,))
    ended_on = date(2020, 1, 1) + timedelta(days=stage.rng.randint(0, 150))
    looked_up(stage, county, replace(firm, valid_from=ended_on, cancelled_on=ended_on))
    stage.declared.resemble(
        "CN09", county.book, "contract", contract_no(work), "签订以后很久公司才注销"
    )


def _built_by(
    stage: Stage, name: str, years: tuple[int, ...]
) -> tuple[PlannedCounty, PlannedProject, NewOrganisationFact]:
    """An ordinary work that another firm builds, and what is known of that firm at first."""

    def suits(_: PlannedCounty, work: PlannedProject) -> bool:
        plain = all(not each.through_unit and not each.wrong_vendor for each in work.invoices)
        return plain and work_year(work) in years

    county, work = stage.ordinary_work("CN09", suits)
    org = f"{county.book}-firm-{len(stage.world.organisations)}"
    region = county.county.region
    stage.world.organisations.append(
        NewOrganisation(org, f"{region.name}演示{name}建筑公司", OrganisationKind.FIRM, region.code)
    )
    for invoice in work.invoices:
        invoice.vendor = org
    return county, work, known_of(stage.world, org)


def known_of(world: World, org: str) -> NewOrganisationFact:
    """What the register of companies says of a unit when the books open."""
    return next(each for each in unit_facts(world) if each.org == org)


def _signed_on(work: PlannedProject) -> date:
    """Not after its contract is signed."""
    return next(each.happened_on for each in work.steps if each.step is ProjectStep.APPROVED)


def looked_up(stage: Stage, county: PlannedCounty, fact: NewOrganisationFact) -> None:
    """Somebody looks the firm up again, years later."""

    def add(work: Session, sealer: Sealer, known_at: datetime) -> None:
        add_organisation_facts(work, [fact], sealer=sealer, actor="演示项目主管", known_at=known_at)

    day = between(stage.rng, date(2020, 9, 1), date(2020, 11, 30))
    stage.act(county.book, day, "核对工商登记", add)
