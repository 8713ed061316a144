"""How much is taken out of central money as a fee for managing (DV09), and for what (DV01)?"""

from __future__ import annotations

from dataclasses import replace

from api.demo.papers import rewritten
from api.demo.planned import PlannedCounty, PlannedProject, Use, World
from api.demo.staged import Stage
from api.demo.works import Label, work_year
from ledger.register.contracts import CONTRACTS, Contract, ContractKind
from ledger.register.links import ASSETS

_REGIME = "财政专项扶贫资金"
_CATEGORIES = ("扶贫发展资金", "以工代赈资金")
"""Of the regime, those that come to the demo."""

_YUAN_FEN = 100
FEE = "项目管理费"


def plant_fees(stage: Stage) -> None:
    for _ in range(2):
        county, fee = _fee(stage, 300, "项目前期设计、评审、招标、监理和验收")
        note = "提取的管理费占中央资金的百分之三"
        stage.declared.plant("DV09", county.book, "regime_year", _of_year(fee), note)
    county, fee = _fee(stage, 100, "项目评审、检查验收和公用经费")
    why = "提取的管理费不超过中央资金的百分之一"
    stage.declared.resemble("DV09", county.book, "regime_year", _of_year(fee), why)
    why = "项目管理费可以列支公用经费"
    stage.declared.resemble("DV01", county.book, "project", str(fee.key), why)


def central_fen(world: World, book: int, year: int) -> int:
    """What comes to a book of this year's central money of the regime."""
    return sum(
        fen
        for lot in world.lots
        if lot.level == "central" and lot.category in _CATEGORIES
        for received in [lot.received(book)]
        if received and received[0][0].year == year
        for _, fen in received
    )


def _of_year(fee: PlannedProject) -> str:
    return f"{_REGIME}/{work_year(fee)}"


def _fee(stage: Stage, basis_points: int, task: str) -> tuple[PlannedCounty, PlannedProject]:
    """So much of the year's central money of a county, out of what a work is given of it."""
    county, work = stage.ordinary_work("DV09", lambda county, work: _feeds(stage, county, work))
    use = _central_use(stage, county, work)
    assert use is not None
    fee_fen = central_fen(stage.world, county.book, work_year(work)) * basis_points // 10_000
    fee_fen -= fee_fen % _YUAN_FEN

    def said(project: PlannedProject) -> None:
        project.new = replace(
            project.new,
            name=project.new.name.replace("以工代赈通组道路", FEE),
            purpose=FEE,
            task=task,
            mechanism="保障项目实施",
        )

    fee = stage.part_of(county, use, work, fee_fen, label=Label.RELIEF, spoil=said)
    stage.amend(fee, rewritten(CONTRACTS, _for_services))
    stage.amend(fee, lambda papers: [each for each in papers if each.register is not ASSETS])
    return county, fee


def _feeds(stage: Stage, county: PlannedCounty, work: PlannedProject) -> bool:
    """A work of an ordinary county that gets far more central money than any fee."""
    use = _central_use(stage, county, work)
    if county.county.deep or use is None:
        return False
    return use.gifts[work.key] * 10 > central_fen(stage.world, county.book, work_year(work))


def _central_use(stage: Stage, county: PlannedCounty, work: PlannedProject) -> Use | None:
    central = {
        each.lot
        for each in stage.world.lots
        if each.level == "central" and each.category in _CATEGORIES
    }
    uses = (each for each in county.uses if work.key in each.gifts and each.lot in central)
    return next(uses, None)


def _for_services(contract: Contract) -> Contract:
    name = contract.name.replace("施工合同", "技术服务合同")
    return replace(contract, name=name, kind=ContractKind.SERVICES)
