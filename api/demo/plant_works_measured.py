"""Which works pay too little for labour or too much a kilometre: ST02 劳务报酬不足, ST06 单价离群?

Only the papers of ordinary works are changed: their wages, and their acceptance, which is made
section by section.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from api.demo.money import WAN_FEN, gifts_to
from api.demo.ordinary import draw_work, plain_works
from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.works import Label
from ledger.register.contracts import ACCEPTANCES, Acceptance
from ledger.register.work_and_loans import WAGES, Wage

_FEW_PERCENT, _LEAST_PERCENT = 6, 10
_UNSIGNED = 2

# The price of a kilometre of each section in thousandths of the usual one. Of eight, the second
# least is 1000 and the sixth 1100, so that the fence is 1250.
_USUAL = (1000, 1000, 1000, 1050, 1100, 1100)
_LAST, _FENCE, _OUTLIER = 1050, 1250, 1700
_KILOMETRE_YUAN = (420_000, 520_000)


def plant_works_measured(stage: Stage) -> None:
    _pay_labour(stage)
    _measure(stage)


# ST02 --------------------------------------------------------------------------------------------


def _pay_labour(stage: Stage) -> None:
    county, project = _relief(stage)
    given_fen = gifts_to(county, project.key)
    stage.amend(project, _waged(given_fen * _FEW_PERCENT // 100))
    _plant(stage, "ST02", county, "project", str(project.key), "劳务报酬只有以工代赈资金的6%")

    county, project = _relief(stage)
    stage.amend(project, _unsigned)
    _plant(stage, "ST02", county, "project", str(project.key), "工资表有两人没有签字")

    county, project = _relief(stage)
    least_fen = gifts_to(county, project.key) * _LEAST_PERCENT // 100
    stage.amend(project, _waged(least_fen))
    stage.declared.resemble("ST02", county.book, "project", str(project.key), "劳务报酬恰好10%")


def _relief(stage: Stage) -> tuple[PlannedCounty, PlannedProject]:
    """Only three counties have such works: where others have served all of them, one more."""
    free = (
        each
        for each in stage.world.counties.values()
        if stage.declared.is_free(("ST02", each.book))
        and plain_works(stage, each, "relief", lambda _: True)
    )
    if next(free, None):
        return draw_work(stage, "ST02", "relief")
    county = stage.county("ST02")
    project = stage.work(
        county,
        2019,
        stage.rng.randint(60, 90) * WAN_FEN,
        label=Label.RELIEF,
        category="以工代赈资金",
        level="central",
        pooled=False,
    )
    stage.declared.use(project.key)
    return county, project


def _waged(total_fen: int) -> Callable[[list[Paper]], list[Paper]]:
    """The same workers, paid so much in all."""

    def amend(papers: list[Paper]) -> list[Paper]:
        count = sum(each.register is WAGES for each in papers)
        even_fen = total_fen // count

        def paid(wage: Wage) -> Wage:
            rest_fen = total_fen - even_fen * (count - 1)
            return replace(wage, amount_fen=rest_fen if wage.line == count else even_fen)

        return [
            _with(each, paid(each.entered.row)) if each.register is WAGES else each
            for each in papers
        ]

    return amend


def _unsigned(papers: list[Paper]) -> list[Paper]:
    return [
        _with(each, replace(each.entered.row, signed_on=None))
        if each.register is WAGES and each.entered.row.line <= _UNSIGNED
        else each
        for each in papers
    ]


def _with(paper: Paper, row: object) -> Paper:
    return replace(paper, entered=replace(paper.entered, row=row))


# ST06 --------------------------------------------------------------------------------------------


def _measure(stage: Stage) -> None:
    for _ in range(2):
        county, acceptance = _in_sections(stage, _OUTLIER)
        _plant(stage, "ST06", county, "acceptance", acceptance, "一段路的单价比别段高出六成")
    county, acceptance = _in_sections(stage, _FENCE)
    stage.declared.resemble("ST06", county.book, "acceptance", acceptance, "单价恰好在界限上")


def _in_sections(stage: Stage, odd_milli: int) -> tuple[PlannedCounty, str]:
    """A road accepted in eight sections, one of them at another price. Returns that one's key."""
    county, project = draw_work(stage, "ST06", "road", county_suits=_is_ordinary)
    usual_fen = stage.rng.randrange(*_KILOMETRE_YUAN, 1000) * 100
    prices = [usual_fen * milli // 1000 for milli in (*_USUAL, odd_milli)]
    stage.rng.shuffle(prices)
    odd = prices.index(usual_fen * odd_milli // 1000) + 1
    sections = _sections(gifts_to(county, project.key), prices, usual_fen * _LAST // 1000)

    def amend(papers: list[Paper]) -> list[Paper]:
        found: list[Paper] = []
        for paper in papers:
            if paper.register is ACCEPTANCES:
                row: Acceptance = paper.entered.row
                found += [
                    _with(
                        paper,
                        replace(
                            row,
                            acceptance=f"{row.acceptance}补{number}",
                            unit="公里",
                            quantity_milli=quantity_milli,
                            value_fen=value_fen,
                        ),
                    )
                    for number, (quantity_milli, value_fen) in enumerate(sections, start=1)
                ]
            else:
                found.append(paper)
        return found

    stage.amend(project, amend)
    return county, f"YS-{project.new.code}补{odd}"


def _is_ordinary(county: PlannedCounty) -> bool:
    """Roads of deeply poor counties cost a hundred million."""
    return not county.county.deep


def _sections(total_fen: int, prices: list[int], last_fen: int) -> list[tuple[int, int]]:
    """(thousandths of a kilometre, value) of each price, and of a last section that has the rest
    of the value for about `last_fen` a kilometre."""
    each_fen = total_fen // (len(prices) + 1)
    # A tenth of a kilometre more or less: prices end in 00, so that the value is whole.
    lengths = [each_fen * 1000 // price_fen // 10 * 10 for price_fen in prices]
    found = [
        (length, price_fen * length // 1000)
        for length, price_fen in zip(lengths, prices, strict=True)
    ]
    rest_fen = total_fen - sum(value_fen for _, value_fen in found)
    return [*found, (rest_fen * 1000 // last_fen, rest_fen)]


def _plant(
    stage: Stage, rule: str, county: PlannedCounty, kind: str, subject: str, note: str
) -> None:
    stage.declared.plant(rule, county.book, kind, subject, note)
