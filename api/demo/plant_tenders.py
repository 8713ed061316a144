"""Where is a contract split below the limit (CN03), given away without a tender (CN14), or tendered
for show (CN11)? And where does it only look so?

Other papers of ordinary works: what is built and paid stays. Works of 2018 are signed for before
June, when the limit of works was 200万元.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from api.demo.contract_papers import (
    bids_among,
    contract_among,
    contract_no,
    contracted,
    numbered,
    tender_no,
    without,
)
from api.demo.money import WAN_FEN, gifts_to
from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.works import work_year
from ledger.register.contracts import BIDS, CONTRACTS, Bid, BidResult, TenderMode
from ledger.register.versions import Entered

_LIMIT_FEN = 200_000_000
_LIMIT_SOURCE = "工程建设项目招标范围和规模标准规定第七条（2018年6月1日以前，待核）"
_FIRST_YEAR = 2018
_BETWEEN_D = 9


def plant_tenders(stage: Stage) -> None:
    for _ in range(2):
        county, work = stage.ordinary_work("CN03", _in_near_parts)
        stage.amend(work, _in_parts(_near_parts(gifts_to(county, work.key)), TenderMode.CONSULTED))
        stage.declared.plant(
            "CN03", county.book, "contracts", _group(work), "一项工程拆成几份刚好不到限额的合同"
        )
    county, work = stage.ordinary_work("CN03", _in_small_parts)
    stage.amend(work, _in_parts(_SMALL_PARTS, TenderMode.CONSULTED))
    stage.declared.resemble(
        "CN03", county.book, "contracts", _group(work), "分段的零星工程，每份都远低于限额"
    )
    for mode, note in (
        (TenderMode.DIRECT, "达到限额的工程直接委托"),
        (TenderMode.VILLAGE, "达到限额的工程用一事一议代替招标"),
    ):
        county, work = stage.ordinary_work("CN14", _at_the_limit)
        stage.amend(work, _contracted_by(mode, bids=False))
        stage.declared.plant("CN14", county.book, "contract", contract_no(work), note)
    county, work = stage.ordinary_work("CN14", _at_the_limit)
    stage.amend(work, _contracted_by(TenderMode.CONSULTED, bids=True))
    stage.declared.resemble(
        "CN14", county.book, "contract", contract_no(work), "写明限额来源的竞争性磋商"
    )
    _plant_bids(stage)


def _plant_bids(stage: Stage) -> None:
    for change, note in (
        (_same_price, "两家未中标的报价分文不差"),
        (_alone, "邀请招标，另两家都被废标"),
    ):
        county, work = stage.ordinary_work("CN11", _paid_straight)
        stage.amend(work, change)
        stage.declared.plant("CN11", county.book, "tender", tender_no(work), note)
    county, work = stage.ordinary_work("CN11", _paid_straight)
    stage.amend(work, _same_price_but_rejected)
    stage.declared.resemble(
        "CN11", county.book, "tender", tender_no(work), "报价相同的一家已经废标"
    )


# Which works suit ---------------------------------------------------------------------------------


def _near_parts(given_fen: int) -> int:
    """In how many contracts this is split, each near the limit but below it; 0: in none."""
    for parts in (2, 3):
        if _LIMIT_FEN * 7 * parts // 10 <= given_fen < (_LIMIT_FEN - parts) * parts:
            return parts
    return 0


_MORE_FEN = 40 * WAN_FEN
"""The most that a road may still be given, late (ID01)."""


def _in_near_parts(county: PlannedCounty, work: PlannedProject) -> bool:
    given_fen = gifts_to(county, work.key)
    parts = _near_parts(given_fen)
    return (
        work_year(work) == _FIRST_YEAR and parts > 0 and parts == _near_parts(given_fen + _MORE_FEN)
    )


_SMALL_PARTS = 3


def _in_small_parts(county: PlannedCounty, work: PlannedProject) -> bool:
    """Together at the limit or above, each far below it."""
    given_fen = gifts_to(county, work.key)
    small = given_fen // _SMALL_PARTS * 10 < _LIMIT_FEN * 6
    return work_year(work) == _FIRST_YEAR and given_fen >= _LIMIT_FEN and small


def _at_the_limit(county: PlannedCounty, work: PlannedProject) -> bool:
    given_fen = gifts_to(county, work.key)
    return work_year(work) == _FIRST_YEAR and _LIMIT_FEN <= given_fen < 3 * _LIMIT_FEN


def _paid_straight(_: PlannedCounty, work: PlannedProject) -> bool:
    return not any(each.through_unit for each in work.invoices)


# Papers -------------------------------------------------------------------------------------------


def _group(work: PlannedProject) -> str:
    """As CN03 names it: buyer, supplier and kind."""
    return f"{work.new.org}/{work.invoices[0].vendor}/works"


def _in_parts(parts: int, mode: TenderMode) -> Callable[[list[Paper]], list[Paper]]:
    """Instead of the contract so many, a few days apart, and no bids."""

    def change(papers: list[Paper]) -> list[Paper]:
        contract = contract_among(papers)
        each_fen = contract.amount_fen // parts
        amounts = [each_fen] * (parts - 1) + [contract.amount_fen - each_fen * (parts - 1)]
        split = [
            replace(
                contract,
                contract=numbered(contract.contract, number),
                name=f"{contract.name}（{'一二三四五六'[number]}标段）",
                amount_fen=amount_fen,
                tender_mode=mode,
                tender="",
                limit_fen=_LIMIT_FEN,
                limit_source=_LIMIT_SOURCE,
                awarded_on=None,
                signed_on=contract.signed_on + timedelta(days=_BETWEEN_D * number),
            )
            for number, amount_fen in enumerate(amounts)
        ]
        return [*without(papers, CONTRACTS, BIDS), *contracted(split)]

    return change


def _contracted_by(mode: TenderMode, *, bids: bool) -> Callable[[list[Paper]], list[Paper]]:
    def change(papers: list[Paper]) -> list[Paper]:
        contract = contract_among(papers)
        new = replace(
            contract,
            tender_mode=mode,
            tender=contract.tender if bids else "",
            limit_fen=_LIMIT_FEN,
            limit_source=_LIMIT_SOURCE,
        )
        kept = without(papers, CONTRACTS) if bids else without(papers, CONTRACTS, BIDS)
        return [*kept, *contracted([new])]

    return change


def _same_price(papers: list[Paper]) -> list[Paper]:
    first, *_ = _lost(papers)
    return _with_bids(papers, lambda bid: replace(bid, price_fen=first.price_fen))


def _same_price_but_rejected(papers: list[Paper]) -> list[Paper]:
    first, second, *_ = _lost(papers)
    rejected = replace(second, price_fen=first.price_fen, result=BidResult.REJECTED)
    return _with_bids(papers, lambda bid: rejected if bid == second else bid)


def _alone(papers: list[Paper]) -> list[Paper]:
    invited = replace(contract_among(papers), tender_mode=TenderMode.INVITED)
    others = _with_bids(papers, lambda bid: replace(bid, result=BidResult.REJECTED))
    return [*without(others, CONTRACTS), *contracted([invited])]


def _lost(papers: list[Paper]) -> list[Bid]:
    return [bid for bid in bids_among(papers) if bid.result is BidResult.LOST]


def _with_bids(papers: list[Paper], change: Callable[[Bid], Bid]) -> list[Paper]:
    """The papers with the bids that lost changed."""
    return [
        replace(paper, entered=Entered(change(paper.entered.row), paper.entered.doc_no))
        if paper.register is BIDS and paper.entered.row.result is BidResult.LOST
        else paper
        for paper in papers
    ]
