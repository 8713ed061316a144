"""Whose amount is not by the standard (ST01 补助标准不符), whose is far above his neighbours' (ST09
到户金额离群)?

What a list pays in all stays as it is, so that its money does: a rate and a quantity are changed
against each other, or one household's share is what all others have less.
"""

from __future__ import annotations

from dataclasses import replace

from api.demo.ordinary import draw_list
from api.demo.planned import PlannedCounty, PlannedList, PlannedProject
from api.demo.staged import Stage

_MILLI = 1000
_STEP_MILLI = 50


def plant_standards(stage: Stage) -> None:
    _beside_the_standard(stage)
    _far_above(stage)


# ST01 --------------------------------------------------------------------------------------------


def _beside_the_standard(stage: Stage) -> None:
    county, _, planned = draw_list(stage, "ST01", "forest_ranger")
    at = len(planned.new.lines) - 1
    _reckon(planned, at, rate_fen=500_000, quantity_milli=1200)
    _plant(stage, county, planned, at, "护林员按每年5000元、1.2人计发，标准是6000元")

    for benefit, note in (
        ("industry_award", "审定金额不等于标准乘数量"),
        ("school_aid", "资助金额不等于标准乘人数"),
    ):
        county, _, planned = draw_list(stage, "ST01", benefit)
        at = stage.rng.randrange(len(planned.new.lines))
        line = planned.new.lines[at]
        quantity_milli = line.quantity_milli - 200
        _reckon(planned, at, rate_fen=line.rate_fen, quantity_milli=quantity_milli)
        _plant(stage, county, planned, at, note)

    county, _, planned = draw_list(stage, "ST01", "housing_repair")
    _reckon(planned, 0, rate_fen=1_250_000, quantity_milli=1200)
    stage.declared.resemble(
        "ST01", county.book, "entitlement", _claim(planned, 0), "危房改造按等级核定，不是定额"
    )


def _reckon(planned: PlannedList, at: int, *, rate_fen: int, quantity_milli: int) -> None:
    """Another rate and quantity on one line and on its payments; no amount is changed."""
    lines = list(planned.new.lines)
    before = lines[at]
    lines[at] = replace(before, rate_fen=rate_fen, quantity_milli=quantity_milli)
    planned.new = replace(planned.new, lines=tuple(lines))
    for part in planned.instalments:
        paid = part.lines[at]
        paid.quantity_milli = quantity_milli * paid.amount_fen // before.approved_fen
        paid.rate_fen = rate_fen


def _claim(planned: PlannedList, at: int) -> str:
    line = planned.new.lines[at]
    key = f"{planned.new.list}/{line.household}"
    return f"{key}/{line.person}" if line.person else key


def _plant(stage: Stage, county: PlannedCounty, planned: PlannedList, at: int, note: str) -> None:
    stage.declared.plant("ST01", county.book, "entitlement", _claim(planned, at), note)


# ST09 --------------------------------------------------------------------------------------------


def _far_above(stage: Stage) -> None:
    for _ in range(2):
        county, project, planned = _shared_out(stage, 4500, 9000)
        stage.declared.plant(
            "ST09",
            county.book,
            "payments",
            _payments(project, planned),
            "一户领的是同村各户的几倍",
        )
    county, project, planned = _shared_out(stage, 2000, 3900)
    stage.declared.resemble(
        "ST09", county.book, "payments", _payments(project, planned), "养殖大户高出不到四倍"
    )


def _shared_out(
    stage: Stage, least_milli: int, below_milli: int
) -> tuple[PlannedCounty, PlannedProject, PlannedList]:
    """A list of which one household gets so many times (in thousandths) what is usual there."""
    county, project, planned = draw_list(
        stage,
        "ST09",
        "industry_award",
        lambda each: bool(_shares(each, least_milli, below_milli)),
    )
    shares = _shares(planned, least_milli, below_milli)
    stage.rng.shuffle(shares)
    lines = []
    for at, (line, quantity_milli) in enumerate(zip(planned.new.lines, shares, strict=True)):
        amount_fen = line.rate_fen * quantity_milli // _MILLI
        lines.append(replace(line, quantity_milli=quantity_milli, approved_fen=amount_fen))
        paid = planned.instalments[0].lines[at]
        paid.quantity_milli, paid.amount_fen = quantity_milli, amount_fen
    planned.new = replace(planned.new, lines=tuple(lines))
    return county, project, planned


def _shares(planned: PlannedList, least_milli: int, below_milli: int) -> list[int]:
    """Quantities of all lines that add up to what they are now; empty where none suit."""
    count = len(planned.new.lines)
    total = sum(line.quantity_milli for line in planned.new.lines)
    if count < 9 or len(planned.instalments) > 1:
        return []
    for base in range(2 * _STEP_MILLI, 2 * _MILLI, _STEP_MILLI):
        usual = [base + _STEP_MILLI * (at % 3) for at in range(count - 1)]
        most = total - sum(usual)
        middle = sorted([*usual, most])[(count + 1) // 2 - 1]
        if least_milli * middle <= most * _MILLI < below_milli * middle:
            return [*usual, most]
    return []


def _payments(project: PlannedProject, planned: PlannedList) -> str:
    part = planned.instalments[0]
    return f"{project.key}/{planned.new.benefit}/{part.period_from}/{part.period_to}"
