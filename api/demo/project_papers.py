"""Which papers does a project of the demo leave behind: approval, tender, contract, invoices …?

All of it follows from the plan, so that no random number is drawn and the plan stays what it is.
A work has one contract with each builder whom its invoices name; bids of two others are higher.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile

from api.demo.papers import Paper
from api.demo.planned import Invoice, PlannedCounty, PlannedProject
from api.demo.units import BUILDERS_PER_COUNTY, builder_of
from ledger.register.contracts import (
    ACCEPTANCES,
    BIDS,
    CONTRACTS,
    INSPECTIONS,
    INVOICES,
    Acceptance,
    AcceptanceResult,
    Bid,
    BidResult,
    Contract,
    ContractKind,
    Inspection,
    InspectionKind,
    InspectionResult,
    TenderMode,
)
from ledger.register.contracts import Invoice as Billed
from ledger.register.links import (
    ASSETS,
    BENEFICIARIES,
    Asset,
    AssetKind,
    Beneficiary,
    Mechanism,
    OwnerKind,
)
from ledger.register.project_life import (
    APPROVALS,
    MILESTONES,
    PARTS,
    REVIEWS,
    TARGETS,
    Approval,
    Milestone,
    OrganisationPart,
    OrganisationRole,
    Review,
    ReviewLevel,
    Target,
    TargetKind,
)
from ledger.register.projects import ProjectStep
from ledger.register.versions import Entered
from ledger.register.work_and_loans import WAGES, Wage

_LIMIT_FEN = 400_000_000
_LIMIT_SOURCE = "必须招标的工程项目规定第五条（待核）"
_WAGE_PERCENT = 32
_WORKERS = 6
_BIDDERS = 3


def papers_of(county: PlannedCounty, project: PlannedProject, given_fen: int) -> Iterator[Paper]:
    """The papers of a project that is given so much in all; one that is given nothing has none."""
    if given_fen <= 0:
        return
    days = {each.step: each.happened_on for each in project.steps}
    yield from _planned(project, given_fen, days)
    if project.invoices:
        yield from _work(county, project, given_fen, days)
    for planned in project.lists:
        if any(part.through_village for part in planned.instalments):
            for home in planned.homes:
                yield Paper(
                    planned.new.approved_on,
                    BENEFICIARIES,
                    Entered(
                        Beneficiary(
                            project=project.key,
                            household=home.household,
                            mechanism=Mechanism.DIVIDEND,
                            valid_from=planned.new.period_from,
                        )
                    ),
                )


def _planned(
    project: PlannedProject, given_fen: int, days: dict[ProjectStep, date]
) -> Iterator[Paper]:
    new, key = project.new, project.key
    entered_on, approved_on = days[ProjectStep.ENTERED], days[ProjectStep.APPROVED]
    target = Target(
        project=key,
        target="完成任务",
        kind=TargetKind.QUANTITY,
        value=new.target,
        set_on=entered_on,
    )
    yield Paper(entered_on, TARGETS, Entered(target, f"演项库〔{entered_on.year}〕1号"))
    approval = Approval(
        project=key,
        approved_on=approved_on,
        purpose=new.purpose,
        region=new.region.code,
        task=new.task,
        approved_fen=given_fen,
        public_good=bool(project.invoices),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
    )
    yield Paper(approved_on, APPROVALS, Entered(approval, f"演项批〔{approved_on.year}〕2号"))
    for role in (OrganisationRole.OVERSEER, OrganisationRole.IMPLEMENTER):
        part = OrganisationPart(project=key, org=new.org, role=role, valid_from=approved_on)
        yield Paper(approved_on, PARTS, Entered(part))
    started_on, accepted_on = days[ProjectStep.STARTED], days[ProjectStep.ACCEPTED]
    for name, planned_on in (("开工", started_on), ("完工", accepted_on)):
        point = Milestone(project=key, milestone=name, planned_on=planned_on)
        yield Paper(approved_on, MILESTONES, Entered(point))
        done = Milestone(project=key, milestone=name, planned_on=planned_on, done_on=planned_on)
        yield Paper(max(planned_on, approved_on), MILESTONES, Entered(done))
    for year in range(entered_on.year, accepted_on.year + 1):
        reviewed_on = date(year + 1, 1, 31)
        review = Review(
            project=key,
            year=year,
            level=ReviewLevel.PROJECT,
            reviewed_on=reviewed_on,
            score_milli=90_000,
            conclusion="按目标推进",
        )
        yield Paper(reviewed_on, REVIEWS, Entered(review))


def _work(
    county: PlannedCounty, project: PlannedProject, given_fen: int, days: dict[ProjectStep, date]
) -> Iterator[Paper]:
    new, key, code = project.new, project.key, project.new.code
    awarded_on = days[ProjectStep.APPROVED] + timedelta(days=12)
    shares = billed(project.invoices, given_fen)
    vendors = list(dict.fromkeys(each.vendor for each, _ in shares))
    contract_of = {vendor: f"HT-{code}-{number}" for number, vendor in enumerate(vendors, start=1)}
    for vendor, contract in contract_of.items():
        amount_fen = sum(fen for each, fen in shares if each.vendor == vendor)
        if vendor == vendors[-1]:
            amount_fen += given_fen - sum(fen for _, fen in shares)  # built, or to be, not billed
        tender = contract.replace("HT-", "ZB-")
        yield from _bids(county.book, project, tender, vendor, amount_fen, awarded_on)
        signed = Contract(
            contract=contract,
            project=key,
            name=f"{new.name}施工合同",
            kind=ContractKind.WORKS,
            buyer=new.org,
            supplier=vendor,
            tender_mode=_mode(county, project, vendor, amount_fen),
            tender=tender,
            limit_fen=_LIMIT_FEN,
            limit_source=_LIMIT_SOURCE,
            awarded_on=awarded_on,
            signed_on=awarded_on + timedelta(days=5),
            amount_fen=amount_fen,
        )
        yield Paper(signed.signed_on, CONTRACTS, Entered(signed))
        part = OrganisationPart(
            project=key, org=vendor, role=OrganisationRole.BUILDER, valid_from=signed.signed_on
        )
        yield Paper(signed.signed_on, PARTS, Entered(part))
    for number, (invoice, amount_fen) in enumerate(shares, start=1):
        paper = Billed(
            number=f"FP{key.hex[:10].upper()}{number:02d}",
            project=key,
            contract=contract_of[invoice.vendor],
            seller=invoice.vendor,
            invoiced_on=invoice.day,
            amount_fen=amount_fen,
        )
        yield Paper(invoice.day, INVOICES, Entered(paper))
    inspected_on, accepted_on = days[ProjectStep.SUPERVISED], days[ProjectStep.ACCEPTED]
    looked = Inspection(
        inspection=f"JC-{code}-1",
        project=key,
        kind=InspectionKind.PROGRESS,
        inspected_on=inspected_on,
        inspector=new.responsible,
        result=InspectionResult.PASSED,
    )
    yield Paper(inspected_on, INSPECTIONS, Entered(looked))
    accepted = Acceptance(
        acceptance=f"YS-{code}",
        project=key,
        accepted_on=accepted_on,
        accepted_by=new.responsible,
        item=new.task,
        value_fen=given_fen,
        result=AcceptanceResult.PASSED,
    )
    yield Paper(accepted_on, ACCEPTANCES, Entered(accepted, f"演项验〔{accepted_on.year}〕3号"))
    asset = Asset(
        asset=f"ZC-{code}",
        project=key,
        name=new.name,
        kind=AssetKind.PUBLIC,
        region=new.region.code,
        owner_kind=OwnerKind.COLLECTIVE,
        owner=f"{project.village.name}村集体",
        keeper=f"{project.village.name}村委会",
        value_fen=given_fen,
        formed_on=accepted_on,
    )
    yield Paper(accepted_on, ASSETS, Entered(asset))
    if "-relief" in code:
        yield from _wages(county, project, given_fen, accepted_on)


def _mode(
    county: PlannedCounty, project: PlannedProject, vendor: str, amount_fen: int
) -> TenderMode:
    """Below the limit a builder may be consulted, but only for its first work in a township and for
    a department; what it gets after that was tendered. So contracts without a tender gather nowhere
    by chance (CN03, CN04)."""
    township, department = project.village.township, project.new.org
    earlier = takewhile(lambda each: each is not project, county.projects)
    known = any(
        (each.village.township == township or each.new.org == department)
        and any(invoice.vendor == vendor for invoice in each.invoices)
        for each in earlier
    )
    return TenderMode.OPEN if known or amount_fen >= _LIMIT_FEN else TenderMode.CONSULTED


def billed(invoices: list[Invoice], given_fen: int) -> list[tuple[Invoice, int]]:
    """What each invoice asks for; the last one all the rest."""
    found, left = [], given_fen
    for each in sorted(invoices, key=lambda invoice: invoice.day):
        whole = left if each.share_milli is None else given_fen * each.share_milli // 1000
        amount_fen = min(left, whole)
        if amount_fen > 0:
            found.append((each, amount_fen))
        left -= amount_fen
    return found


def _bids(
    book: int,
    project: PlannedProject,
    tender: str,
    winner: str,
    amount_fen: int,
    awarded_on: date,
) -> Iterator[Paper]:
    opened_on = awarded_on - timedelta(days=2)
    builders = [builder_of(book, number) for number in range(1, BUILDERS_PER_COUNTY + 1)]
    first = builders.index(winner) if winner in builders else 0
    for number in range(_BIDDERS):
        org = builders[(first + number) % len(builders)] if number else winner
        won = org == winner
        bid = Bid(
            tender=tender,
            bidder=org,
            project=project.key,
            org=org,
            opened_on=opened_on,
            price_fen=amount_fen if won else amount_fen * (1000 + 17 * number) // 1000,
            result=BidResult.WON if won else BidResult.LOST,
        )
        yield Paper(opened_on, BIDS, Entered(bid))


def _wages(
    county: PlannedCounty, project: PlannedProject, given_fen: int, paid_on: date
) -> Iterator[Paper]:
    """Some households of the village worked on the road and signed for their wages."""
    homes = county.homes[project.village][:_WORKERS]
    first = project.new.starts_on
    for line, home in enumerate(homes, start=1):
        wage = Wage(
            list=f"LW-{project.new.code}",
            line=line,
            project=project.key,
            household=home.household,
            period_from=first or paid_on,
            period_to=paid_on,
            amount_fen=given_fen * _WAGE_PERCENT // 100 // len(homes),
            signed_on=paid_on,
        )
        yield Paper(paid_on, WAGES, Entered(wage))
