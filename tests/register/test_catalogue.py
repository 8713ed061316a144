"""Regimes follow one another, negative lists forbid and except, budget codes have dated names."""

import csv
from datetime import date
from importlib.resources import files
from io import StringIO

import pytest

from ledger.register.catalogue import (
    code_name,
    forbidding,
    regime_after,
    shipped_expenditure_codes,
    shipped_regimes,
    shipped_spending_rules,
)
from ledger.register.sources import RegisterDataDamaged, data_rows

REGIMES = shipped_regimes()
RULES = shipped_spending_rules()
CODES = shipped_expenditure_codes()
OLD, NEW = "财政专项扶贫资金", "衔接推进乡村振兴补助资金"
IN_2019, IN_2022 = date(2019, 6, 1), date(2022, 6, 1)


def broken(regime: str, on: date, purpose: str, economic_class: str = "") -> list[str]:
    found = forbidding(RULES, regime, on, purpose=purpose, economic_class=economic_class)
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("on", "regime"),
    [
        (date(2020, 12, 31), OLD),
        (date(2021, 1, 1), NEW),
        (date(2025, 12, 31), NEW),
        (date(2026, 1, 1), "常态化帮扶资金"),
    ],
)
def test_the_fund_has_one_name_after_another(on: date, regime: str) -> None:
    assert regime_after(REGIMES, OLD, on).regime == regime


def test_a_regime_of_no_day_is_refused() -> None:
    with pytest.raises(RegisterDataDamaged):
        regime_after(REGIMES, "某资金", IN_2019)
    with pytest.raises(RegisterDataDamaged):
        regime_after(REGIMES, OLD, date(2010, 12, 31))


def test_a_regime_ends_the_day_its_successor_begins() -> None:
    known = {each.regime: each for each in REGIMES}
    followed = [each for each in REGIMES if each.successor]
    assert len(followed) == 2
    for each in followed:
        assert known[each.successor].valid_from == each.valid_to


def test_every_category_is_of_a_regime_on_its_days_and_names_levels_and_instrument() -> None:
    known = {each.regime: each for each in REGIMES}
    rows = list(data_rows("fund_categories.csv"))
    assert len(rows) == 50
    assert len({row["category"] for row in rows}) == len(rows)
    for row in rows:
        regime = known[row["regime"]]
        assert regime.valid_from <= date.fromisoformat(row["valid_from"])
        assert not regime.valid_to or row["valid_to"] <= regime.valid_to.isoformat()
        assert set(row["levels"].split("|")) <= {"中央", "省", "市", "县", "社会"}
        assert row["instrument"] in {"支出", "一般转移支付", "捐赠", "债务", "周转"}
        assert row["source"] and row["integrable"] in ("yes", "no")


def test_only_money_that_is_spent_may_be_integrated() -> None:
    for row in data_rows("fund_categories.csv"):
        assert row["integrable"] == "no" or row["instrument"] == "支出"


def test_the_twenty_items_of_the_integration_list_are_there() -> None:
    items = [
        row
        for row in data_rows("fund_categories.csv")
        if row["regime"] in ("涉农整合资金", "彩票公益金")
    ]
    assert len(items) + 1 == 20  # and 财政专项扶贫资金, which is five categories here
    assert all(row["integrable"] == "yes" and "待核" in row["source"] for row in items)


@pytest.mark.parametrize(
    ("regime", "on", "purpose", "codes"),
    [
        (OLD, IN_2019, "购置公务用车", ["P17-2"]),
        (OLD, IN_2019, "公 务 用 车 购置", ["P17-2"]),
        (OLD, IN_2019, "发放驻村干部津贴", ["P17-3"]),
        (OLD, IN_2019, "镇政府办公楼维修", ["P17-5"]),
        (OLD, IN_2019, "村道硬化", []),
        (OLD, date(2016, 12, 31), "购置公务用车", []),
        (OLD, date(2020, 12, 31), "购置公务用车", ["P17-2"]),
        (OLD, date(2021, 1, 1), "购置公务用车", []),
        (NEW, date(2021, 1, 1), "购置公务用车", ["X21-2"]),
        (NEW, IN_2022, "城市基础设施", []),
        (NEW, IN_2022, "垫资建设", ["X21-5"]),
        (NEW, date(2026, 1, 1), "垫资建设", []),
    ],
)
def test_a_purpose_breaks_the_negative_list_of_its_regime_on_its_days(
    regime: str, on: date, purpose: str, codes: list[str]
) -> None:
    assert broken(regime, on, purpose) == codes


def test_an_economic_class_is_matched_from_its_beginning_whatever_the_words() -> None:
    assert broken(OLD, IN_2019, "设备", "31013") == ["P17-2"]
    assert broken(OLD, IN_2019, "设备", "3101301") == ["P17-2"]
    assert broken(OLD, IN_2019, "设备", "31005") == []
    assert broken(OLD, IN_2019, "设备", "") == []


def test_what_is_allowed_by_name_is_excepted_from_what_would_forbid_it() -> None:
    assert broken(OLD, IN_2019, "教师工资") == ["P17-10"]
    assert broken(OLD, IN_2019, "雨露计划教师工资") == []
    assert broken(OLD, IN_2019, "公用经费") == ["P17-1"]
    assert broken(OLD, IN_2019, "项目管理费（公用经费）") == []
    assert broken(OLD, IN_2019, "项目管理费（购置公务用车）") == ["P17-2"]


def test_rules_from_memory_say_so() -> None:
    assert len(RULES) == 27
    assert len({each.rule for each in RULES}) == len(RULES)
    known = {each.rule for each in RULES if not each.allowed}
    for each in RULES:
        assert "待核" in each.source
        assert each.allowed or not each.exempts
        assert set(each.exempts) <= known


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("21305", date(2020, 12, 31), "扶贫"),
        ("21305", date(2021, 1, 1), "巩固脱贫攻坚成果衔接乡村振兴"),
        ("2130505", IN_2019, "生产发展"),
        ("2130507", IN_2022, "贷款奖补和贴息"),
        ("2130509", IN_2022, ""),
        ("1100231", IN_2019, "贫困地区转移支付收入"),
        ("1100231", IN_2022, ""),
    ],
)
def test_a_budget_code_has_the_name_of_the_day(code: str, on: date, name: str) -> None:
    assert code_name(CODES, code, on) == name


def test_a_budget_code_has_one_name_a_day() -> None:
    for each in CODES:
        for on in (each.valid_from, date(2024, 1, 1)):
            names = [
                one.name
                for one in CODES
                if one.code == each.code and one.valid_from <= on < (one.valid_to or date.max)
            ]
            assert len(names) <= 1


@pytest.mark.parametrize(
    "name",
    ["documents", "expenditure_codes", "fund_categories", "fund_regimes", "limits", "purposes",
     "region_classes", "regions", "spending_rules", "benefits", "standards"],
)  # fmt: skip
def test_a_data_file_is_plain_rows_of_one_width(name: str) -> None:
    text = files("ledger.register").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    assert "\r" not in text and "\ufeff" not in text and text.endswith("\n")
    head, *rows = csv.reader(StringIO(text), strict=True)
    assert rows
    for row in rows:
        assert len(row) == len(head)
        assert all(cell == cell.strip() for cell in row)
