"""Benefits say how often, to whom and per what; their rates are those of the limits."""

from datetime import date

import pytest

from ledger.register.benefits import (
    exclusive_pairs,
    registered_exclusive_pairs,
    shipped_exclusive_pairs,
)
from ledger.register.limits import LimitKind, shipped_limits
from ledger.register.shipped import DEFAULT_SOURCE, load_benefits, load_shipped
from ledger.register.sources import data_rows
from ledger.storage.database import Database, unit_of_work

BENEFITS = list(data_rows("benefits.csv"))
STANDARDS = list(data_rows("standards.csv"))
KEYS = {row["benefit"] for row in BENEFITS}


def test_a_benefit_says_how_often_to_whom_and_per_what() -> None:
    assert len(KEYS) == len(BENEFITS) == 36
    for row in BENEFITS:
        assert row["frequency"] in {"once", "monthly", "yearly", "per_event"}
        assert row["payee_rule"] in {"householder", "person"}
        assert row["flat_rate"] in {"yes", "no"}
        assert row["name"] and row["unit"] and row["source"]
        assert set(row["exclusive_with"].split()) <= KEYS - {row["benefit"]}


@pytest.mark.parametrize(
    ("benefit", "payee"),
    [
        ("forest_ranger", "person"),
        ("college_entrance", "person"),
        ("home_care", "person"),
        ("disability_care", "person"),
        ("public_forest", "householder"),
        ("grain_for_green", "householder"),
        ("low_income", "householder"),
    ],
)
def test_a_household_benefit_goes_to_the_householder_and_a_personal_one_to_the_person(
    benefit: str, payee: str
) -> None:
    (row,) = [row for row in BENEFITS if row["benefit"] == benefit]
    assert row["payee_rule"] == payee


def test_the_four_housing_programmes_and_relocation_exclude_each_other() -> None:
    housing = (
        "disabled_repair",
        "disaster_rebuild",
        "housing_repair",
        "relocation",
        "seismic_repair",
    )
    pairs = shipped_exclusive_pairs()
    assert {(one, two) for one in housing for two in housing if one < two} <= pairs
    assert ("extreme_poverty", "low_income") in pairs
    assert ("forest_ranger", "public_post") not in pairs


def test_a_pair_is_one_whoever_names_it() -> None:
    assert exclusive_pairs([("b", ["a"])]) == exclusive_pairs([("a", ["b"])]) == {("a", "b")}
    assert exclusive_pairs([("a", ["b", "c"]), ("c", ["a"])]) == {("a", "b"), ("a", "c")}
    assert exclusive_pairs([("a", [])]) == frozenset()


def test_a_database_knows_the_pairs_of_its_own_benefits(database: Database) -> None:
    with unit_of_work(database.engine()) as work:
        assert registered_exclusive_pairs(work) == frozenset()
        load_benefits(work)
        assert registered_exclusive_pairs(work) == shipped_exclusive_pairs()


def test_every_limit_and_every_standard_is_of_a_known_benefit() -> None:
    assert {row["benefit"] for row in STANDARDS} <= KEYS
    assert {each.benefit for each in shipped_limits()} - {""} <= KEYS


def test_a_rate_that_holds_for_a_whole_region_is_the_standard_that_notices_print() -> None:
    limits = shipped_limits()
    by_class = {each.subject for each in limits if each.place_classes}
    rates = {
        (each.benefit, each.region.code, each.valid_from, each.low)
        for each in limits
        if each.benefit and each.region and each.subject not in by_class
    }
    standards = {
        (
            row["benefit"],
            row["region"],
            date.fromisoformat(row["valid_from"]),
            int(row["rate_fen"]),
        )
        for row in STANDARDS
        if row["source"] != DEFAULT_SOURCE
    }
    assert len(rates) >= 10
    assert standards == rates
    assert all(each.kind is LimitKind.RATE for each in limits if each.benefit)


def test_all_that_ships_is_loaded_once(database: Database) -> None:
    with unit_of_work(database.engine()) as work:
        assert load_shipped(work) > 100
    with unit_of_work(database.engine()) as work:
        assert load_shipped(work) == 0
