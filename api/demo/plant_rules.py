"""Who plants what on stages of its own, once the ordinary world is planned?"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from api.demo.keep_pace import keep_pace
from api.demo.money import Numbers
from api.demo.planned import World
from api.demo.plant_accounts import plant_accounts
from api.demo.plant_approvals import plant_approvals
from api.demo.plant_award_lists import plant_award_lists
from api.demo.plant_boards import plant_gaps, plant_photos
from api.demo.plant_cadres import plant_cadres
from api.demo.plant_cooperatives import plant_cooperatives
from api.demo.plant_deaths import plant_deaths
from api.demo.plant_excluding import plant_excluding
from api.demo.plant_exits import plant_exits
from api.demo.plant_fees import plant_fees
from api.demo.plant_festivals import plant_festivals
from api.demo.plant_filed_twice import plant_filed_twice
from api.demo.plant_flows_back import plant_flows_back
from api.demo.plant_formula import plant_formula
from api.demo.plant_hasty_payments import plant_hasty_payments
from api.demo.plant_idle_lots import plant_idle_lots
from api.demo.plant_image_projects import plant_image_projects
from api.demo.plant_incomes import plant_incomes
from api.demo.plant_kin import plant_kin
from api.demo.plant_left_out import plant_left_out
from api.demo.plant_lending import plant_lending
from api.demo.plant_library import plant_library
from api.demo.plant_loans import plant_loans
from api.demo.plant_many_payments import plant_many_payments
from api.demo.plant_mutual_funds import plant_mutual_funds
from api.demo.plant_nights import plant_nights
from api.demo.plant_nobodies import plant_nobodies
from api.demo.plant_owners import plant_owners
from api.demo.plant_payees import plant_payees
from api.demo.plant_payees_word import plant_payees_word
from api.demo.plant_payroll import plant_payroll
from api.demo.plant_phones_and_cards import plant_phones_and_cards
from api.demo.plant_pooling import plant_pooling
from api.demo.plant_posts import plant_posts
from api.demo.plant_promised_sums import plant_own_growth, plant_promised_sums
from api.demo.plant_purposes import plant_purposes
from api.demo.plant_readings import plant_readings
from api.demo.plant_slow_works import plant_slow_works
from api.demo.plant_spending_pace import plant_spending_pace
from api.demo.plant_standards import plant_standards
from api.demo.plant_suppliers import plant_suppliers
from api.demo.plant_tenders import plant_tenders
from api.demo.plant_township_money import plant_township_money
from api.demo.plant_works import plant_works
from api.demo.plant_works_measured import plant_works_measured
from api.demo.planted import Declared
from api.demo.staged import Stage

PLANTS: dict[str, Callable[[Stage], None]] = {
    "suppliers": plant_suppliers,
    "tenders": plant_tenders,
    "filed twice": plant_filed_twice,
    "cadres": plant_cadres,
    "cooperatives": plant_cooperatives,
    "phones and cards": plant_phones_and_cards,
    "loans": plant_loans,
    "approvals": plant_approvals,
    "image projects": plant_image_projects,
    "township money": plant_township_money,
    "payees' word": plant_payees_word,
    "idle lots": plant_idle_lots,
    "spending pace": plant_spending_pace,
    "slow works": plant_slow_works,
    "mutual funds": plant_mutual_funds,
    "standards": plant_standards,
    "works measured": plant_works_measured,
    "posts": plant_posts,
    "lending": plant_lending,
    "hasty payments": plant_hasty_payments,
    "photos": plant_photos,
    "gaps": plant_gaps,
    "readings": plant_readings,
    "fees": plant_fees,
    "accounts": plant_accounts,
    "flows back": plant_flows_back,
    "library": plant_library,
    "payees": plant_payees,
    "purposes": plant_purposes,
    "bad works": plant_works,
    "formula": plant_formula,
    "festivals": plant_festivals,
    "many payments": plant_many_payments,
}
"""The name of its draws → what is planted with them. Planted once at every scale."""

LAST: dict[str, Callable[[Stage], None]] = {
    "pooling": plant_pooling,
    "own growth": plant_own_growth,
    "pace": keep_pace,
    "promised sums": plant_promised_sums,
    "award lists": plant_award_lists,
    "excluding": plant_excluding,
    "deaths": plant_deaths,
    "payroll": plant_payroll,
    "owners": plant_owners,
    "kin": plant_kin,
    "nobodies": plant_nobodies,
    "exits": plant_exits,
    "incomes": plant_incomes,
    "left out": plant_left_out,
    "nights": plant_nights,
}
"""What looks at all that was planted, the last: what others left lying, and how others' money was
pooled; how much a village and a bureau have; how many vouchers there are. To be kept at the end."""


def plant_rules(
    world: World, declared: Declared, numbers: Numbers, drawn: Callable[[object], Random]
) -> None:
    for name, plant in (*PLANTS.items(), *LAST.items()):
        plant(Stage(world, declared, numbers, drawn(f"staged {name}")))
