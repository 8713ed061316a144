"""Limits: every figure stands on its line, the most specific row wins, conflicts are reported."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.register.limits import (
    Limit,
    LimitFound,
    LimitKind,
    limit_on,
    read_limits,
    shipped_limits,
)
from ledger.register.region_classes import classes_on, shipped_classes
from ledger.register.regions import shipped_regions
from ledger.register.sources import RegisterDataDamaged, data_rows, shipped_documents
from ledger.values.region import RegionCode
from tests.register.seeds import bare, line_of, needs_seeds

TREE = shipped_regions()
LIMITS = shipped_limits()
ROWS = list(data_rows("limits.csv"))
CLASSES = shipped_classes()
ONE = next(each for each in LIMITS if each.code == "D21b")


@cache
def classes_of(place: RegionCode, on: date) -> frozenset[str]:
    return classes_on(CLASSES, place, on)


def ask(subject: str, place: str, on: date, limits: tuple[Limit, ...] = LIMITS) -> LimitFound:
    code = RegionCode.parse(place)
    return limit_on(limits, subject, code, on, tree=TREE, classes=classes_of(code, on))


def holds(subject: str, place: str, on: date) -> str:
    found = ask(subject, place, on)
    return found.limit.code if found.limit else ""


def test_every_item_of_the_domain_rules_is_there() -> None:
    items = {re.split(r"(?<=\d)[a-z]", each.code)[0] for each in LIMITS}
    assert {f"D{number}" for number in range(1, 39)} <= items
    for several in ("D31a", "D31b", "D36a", "D36b", "D36c"):
        assert any(each.code.startswith(several) for each in LIMITS)
    assert set(LimitKind) == {each.kind for each in LIMITS}


def test_codes_are_there_once_and_rows_are_in_their_order() -> None:
    codes = [
        [int(part) if part.isdigit() else part for part in re.findall(r"\d+|\D+", each.code)]
        for each in LIMITS
    ]
    assert codes == sorted(codes)
    assert max(Counter(each.code for each in LIMITS).values()) == 1


def test_every_limit_has_a_registered_place_a_source_and_days_within_its_document() -> None:
    documents = shipped_documents()
    for row, each in zip(ROWS, LIMITS, strict=True):
        assert each.source
        assert each.valid_to is None or each.valid_from < each.valid_to
        if each.region:
            TREE.get(each.region, each.valid_from)
        if row["document"]:
            document = documents[row["document"]]
            assert each.region and document.region.contains(each.region)
            assert document.valid_from <= each.valid_from
            assert each.valid_to and each.valid_to <= document.valid_to
            assert row["phrase"] and row["line"] and not row["source"]
        else:
            assert "待核" in each.source + each.note


@needs_seeds
def test_every_quoted_phrase_stands_on_the_cited_line() -> None:
    quoted = [row for row in ROWS if row["document"]]
    assert len(quoted) > 125
    missing = [
        row["code"]
        for row in quoted
        if bare(row["phrase"]) not in line_of(row["document"], int(row["line"]))
    ]
    assert missing == []


_FIGURE = re.compile(r"(\d+)(?:\.(\d+))?(?:[-—](\d+))?(亿元|万元|万人|元|%|个百分点|/·年)?")
_UNITS = {
    "亿元": 10**10, "万元": 10**6, "万人": 10**4, "元": 100, "%": 100, "个百分点": 100,
    "/·年": 100, "": 1,
}  # fmt: skip
_WORDS = {
    "全额": "100%", "每季度": "4", "季通报": "4", "月报": "12", "半年": "2", "两年": "2",
    "年度": "1", "三个月": "3", "每户贫困户都有": "1",
}  # fmt: skip


def figures(phrase: str) -> set[int]:
    """The numbers a phrase states, each in the measure of its unit: fen, basis points, persons."""
    words = " ".join(meaning for word, meaning in _WORDS.items() if word in phrase)
    found: set[int] = set()
    for whole, part, end, unit in _FIGURE.findall(f"{phrase} {words}"):
        factor = _UNITS[unit]
        found.add(int(whole + part) * factor // 10 ** len(part))
        if end:
            found |= {int(end) * factor}
    return found


def test_every_number_is_one_that_its_phrase_states() -> None:
    for row, each in zip(ROWS, LIMITS, strict=True):
        if not row["document"] or each.kind is LimitKind.DEADLINE:
            continue
        stated = figures(row["phrase"])
        for number in (each.low, each.high):
            assert number in (None, 0) or number in stated, (each.code, number)


@pytest.mark.parametrize(
    ("subject", "place", "on", "code"),
    [
        ("vocational_aid_rate", "140123", date(2016, 1, 1), "D22a"),
        ("vocational_aid_rate", "140123", date(2015, 12, 31), ""),
        ("vocational_aid_rate", "652722", date(2020, 12, 31), "D22c"),
        ("vocational_aid_rate", "652722", date(2021, 1, 1), ""),
        ("vocational_aid_rate", "652723", date(2019, 1, 1), ""),
        ("illness_deductible", "140123", date(2019, 1, 1), "D27c"),
        ("illness_deductible", "610727101", date(2019, 1, 1), "D27d"),
        ("patient_cost_share", "140000", date(2017, 12, 31), "D27a"),
        ("patient_cost_share", "140000", date(2018, 1, 1), "D27b"),
        ("exit_income_line", "652722", date(2016, 12, 31), "D32b"),
        ("exit_income_line", "652722", date(2017, 1, 1), "D32c"),
        ("integrated_fund", "610727", date(2019, 1, 1), "D4a"),
        ("integrated_fund", "610728", date(2019, 1, 1), "D4b"),
        ("integrated_fund", "610722", date(2019, 1, 1), ""),
        ("small_loan_amount", "652722", date(2020, 12, 31), "D21b"),
        ("small_loan_amount", "652722", date(2021, 1, 1), "N3a"),
        ("wage_share", "140123", date(2020, 6, 1), "D15"),
        ("wage_share", "140123", date(2022, 6, 1), ""),
        ("wage_share", "140123", date(2023, 1, 1), "N4"),
    ],
)
def test_a_limit_holds_in_its_place_on_its_days(
    subject: str, place: str, on: date, code: str
) -> None:
    assert holds(subject, place, on) == code


@pytest.mark.parametrize(
    ("place", "code"), [("140123", "D18d"), ("140105", "D18e"), ("140227", "D18d")]
)
def test_a_row_for_the_class_of_a_place_wins_over_one_for_all(place: str, code: str) -> None:
    found = ask("seedling_rate", place, date(2017, 1, 1))
    assert found.limit is not None and found.limit.code == code
    assert [each.code for each in found.overridden] == (["D18e"] if code == "D18d" else [])


def test_a_renamed_county_of_the_class_keeps_the_rate() -> None:
    assert holds("seedling_rate", "140215", date(2018, 2, 9)) == "D18d"


def test_a_limit_of_a_county_holds_for_what_it_became_and_not_for_what_joined_it() -> None:
    on = date(2018, 6, 1)
    大同县 = replace(ONE, region=RegionCode.parse("140227"))
    assert ask(ONE.subject, "140215", on, (大同县,)).limit == 大同县
    济南 = replace(ONE, region=RegionCode.parse("370100"))
    assert ask(ONE.subject, "371202", on, (济南,)).limit is None
    assert ask(ONE.subject, "370116", date(2019, 1, 1), (济南,)).limit == 济南


def test_the_lowest_place_wins_whatever_the_order_of_the_rows() -> None:
    on = date(2019, 1, 1)
    nation = replace(ONE, code="n", region=None, high=1_00)
    region = replace(ONE, code="r", region=RegionCode.parse("650000"), high=2_00)
    county = replace(ONE, code="c", region=RegionCode.parse("652722"), high=3_00)
    for rows in ((nation, region, county), (county, region, nation)):
        found = ask(ONE.subject, "652722101", on, rows)
        assert found.limit == county
        assert set(found.overridden) == {nation, region}
        assert ask(ONE.subject, "652723", on, rows).limit == region
        assert ask(ONE.subject, "140123", on, rows).limit == nation


def test_rows_of_one_rank_that_contradict_each_other_are_reported_and_none_is_chosen() -> None:
    other = replace(ONE, code="x", high=1)
    found = ask(ONE.subject, "652722", date(2019, 1, 1), (ONE, other))
    assert found.limit is None
    assert set(found.conflicts) == {ONE, other}


def test_rows_of_one_rank_that_say_the_same_are_no_conflict() -> None:
    same = replace(ONE, code="x", source="另一份文件")
    found = ask(ONE.subject, "652722", date(2019, 1, 1), (ONE, same))
    assert found.limit == ONE and not found.conflicts


def test_a_later_row_of_the_same_place_replaces_the_earlier_from_its_first_day() -> None:
    later = replace(ONE, code="x", high=1, valid_from=date(2018, 7, 1))
    rows = (ONE, later)
    assert ask(ONE.subject, "652722", date(2018, 6, 30), rows).limit == ONE
    assert ask(ONE.subject, "652722", date(2018, 7, 1), rows).limit == later


def test_the_shipped_limits_contradict_each_other_nowhere() -> None:
    places = {each.region.short for each in LIMITS if each.region} | {"610727101901", "140105"}
    days = {each.valid_from for each in LIMITS} | {date(2020, 12, 31)}
    for subject in {each.subject for each in LIMITS}:
        for place in places:
            for on in days:
                assert ask(subject, place, on).conflicts == ()


def test_a_disputed_figure_is_marked() -> None:
    assert [each.code for each in LIMITS if each.disputed] == ["D27j"]


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (LimitKind.RATE, 1, 2), (LimitKind.RATE, 0, 0), (LimitKind.RATE, 1, None),
        (LimitKind.MINIMUM, None, 1), (LimitKind.MINIMUM, 1, 1), (LimitKind.MINIMUM, -1, None),
        (LimitKind.MAXIMUM, None, 0), (LimitKind.MAXIMUM, 1, 2), (LimitKind.RANGE, 2, 1),
        (LimitKind.RANGE, None, 1), (LimitKind.REQUIRED, 1, None), (LimitKind.DEADLINE, 1, None),
    ],
)  # fmt: skip
def test_numbers_that_do_not_fit_the_kind_are_refused(
    kind: LimitKind, low: int | None, high: int | None
) -> None:
    with pytest.raises(RegisterDataDamaged):
        replace(ONE, kind=kind, low=low, high=high)


@pytest.mark.parametrize(
    "change",
    [{"kind": "about"}, {"low": "五"}, {"valid_from": ""}, {"region": "6x"}, {"disputed": ""}],
)
def test_a_damaged_row_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(RegisterDataDamaged):
        read_limits([ROWS[0] | change])


@given(
    place=st.sampled_from(["652722", "652722101", "650000", "140123"]),
    days=st.integers(-800, 2800),
    spans=st.lists(
        st.tuples(
            st.sampled_from([None, "650000", "652722"]),
            st.integers(0, 1500),
            st.integers(1, 900),
            st.integers(1, 3),
        ),
        max_size=5,
    ),
)
def test_what_holds_is_always_a_row_of_that_day_and_place_or_a_reported_conflict(
    place: str, days: int, spans: list[tuple[str | None, int, int, int]]
) -> None:
    start = date(2016, 1, 1)
    rows = tuple(
        replace(
            ONE,
            code=f"x{number}",
            region=RegionCode.parse(region) if region else None,
            high=high,
            valid_from=start + timedelta(days=first),
            valid_to=start + timedelta(days=first + length),
        )
        for number, (region, first, length, high) in enumerate(spans)
    )
    on = start + timedelta(days=days)
    found = ask(ONE.subject, place, on, rows)
    due = [
        each
        for each in rows
        if each.valid_on(on)
        and (each.region is None or each.region.contains(RegionCode.parse(place)))
    ]
    answer = {found.limit} if found.limit else set(found.conflicts)
    assert answer <= set(due)
    assert bool(answer) == bool(due)
    for each in answer:
        assert each is not None
        deepest = max(one.region.level.depth if one.region else 0 for one in due)
        assert (each.region.level.depth if each.region else 0) == deepest
