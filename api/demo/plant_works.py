"""Which works of the ordinary world are bad in several ways, and which only look so?

Two roads and two water supplies have many faults each, as bad works do; a third of each has what
looks like them. So few works serve many rules: PR01, PR04, PR06, PR07, IN03 and IN04, IN08.
"""

from __future__ import annotations

from api.demo.amended import a_work, given_by_one_lot
from api.demo.places import DEEPLY_POOR
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.plant_papers import (
    accept_for_less,
    accept_in_two_parts,
    dispose_of_asset,
    leave_asset_idle,
    leave_out_aim_and_review,
    lose_asset,
    sign_after_payment,
    sign_on_the_day,
)
from api.demo.plant_payments import (
    back_within_the_year,
    correct_builder,
    enter_late,
    enter_on_the_last_day,
    leave_balance,
    out_and_back,
    pay_before_acceptance,
    pay_by_progress,
    swap_builder,
)
from api.demo.staged import Stage
from api.demo.works import Label

_PAST = (2018, 2019)


def plant_works(stage: Stage) -> None:
    for _ in range(2):
        _, road = a_work(stage, "a bad road", Label.ROAD, _PAST, _not_deep)
        pay_before_acceptance(stage, road)
        accept_for_less(stage, road)
        sign_after_payment(stage, road)
        leave_asset_idle(stage, road)
        enter_late(stage, road)
    _, road = a_work(stage, "a bad road", Label.ROAD, _PAST, _not_deep)
    accept_in_two_parts(stage, road)
    sign_on_the_day(stage, road)
    enter_on_the_last_day(stage, road)
    for _ in range(2):
        _, water = a_work(stage, "a bad water supply", Label.WATER, _PAST, given_by_one_lot)
        lose_asset(stage, water)
        swap_builder(stage, water)
        out_and_back(stage, water)
    _, water = a_work(stage, "a bad water supply", Label.WATER, _PAST, given_by_one_lot)
    dispose_of_asset(stage, water)
    correct_builder(stage, water)
    back_within_the_year(stage, water)
    pay_by_progress(stage)
    leave_balance(stage)
    leave_out_aim_and_review(stage)


def _not_deep(county: PlannedCounty, _: PlannedProject) -> bool:
    """Deeply poor counties have nights of their own (plant_nights.py), in which more is late."""
    return county.book not in DEEPLY_POOR
