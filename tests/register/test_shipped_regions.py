"""The shipped register of places holds together: codes, parents, names, days, known totals."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from ledger.register.regions import REGISTERED_SINCE, Region, RegionTree, shipped_regions
from ledger.values.region import RegionCode, RegionLevel

TREE = shipped_regions()
BEFORE, LATEST = date(2015, 1, 31), date(2020, 12, 31)
CHANGES = sorted(
    {each.valid_from for each in TREE} | {each.valid_to for each in TREE if each.valid_to}
)
COMPLETE = ("14", "37", "61", "63", "65")


def counties(province: str, on: date) -> list[Region]:
    top = RegionCode(province.ljust(12, "0"))
    return [each for each in TREE.descendants(top, on) if each.level is RegionLevel.COUNTY]


def test_rows_are_in_order_and_no_code_is_two_places_on_one_day() -> None:
    rows = list(TREE)
    assert len(rows) > 900
    assert [(each.code, each.valid_from) for each in rows] == sorted(
        (each.code, each.valid_from) for each in rows
    )
    for one, other in pairwise(rows):
        if one.code == other.code:
            assert one.valid_to is not None and one.valid_to <= other.valid_from


def test_every_place_has_a_source_a_name_without_blanks_and_lasts_at_least_a_day() -> None:
    for each in TREE:
        assert each.source
        assert "".join(each.names).split() == ["".join(each.names)]
        assert len(set(each.names)) == len(each.names)
        assert each.valid_to is None or each.valid_from < each.valid_to


def test_every_place_lies_all_its_days_in_a_registered_place_one_level_higher() -> None:
    for each in TREE:
        above = each.code.parent
        if above is None or above.code[:4] in ("6590", "5002"):
            continue  # 659001 石河子 and 500243 彭水 lie directly in their province
        last = each.valid_to - timedelta(days=1) if each.valid_to else date(2026, 1, 1)
        for on in (each.valid_from, last):
            assert TREE.get(above, on).level.depth == each.level.depth - 1


def test_a_place_that_ended_is_followed_on_that_day_by_its_successor() -> None:
    ended = [each for each in TREE if each.valid_to]
    assert len(ended) > 40
    for each in ended:
        assert each.successor is not None and each.valid_to is not None
        after = TREE.get(each.successor, each.valid_to)
        assert after.level == each.level
        assert after.valid_from in (each.valid_to, REGISTERED_SINCE)


@pytest.mark.parametrize("on", [*CHANGES, LATEST], ids=str)
def test_no_two_places_of_one_parent_share_a_name_on_any_day(on: date) -> None:
    names: Counter[tuple[str, str]] = Counter()
    for each in TREE:
        if each.valid_on(on) and each.code.parent:
            names.update((each.code.parent.code, name) for name in each.names)
    assert [key for key, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("province", "before", "latest"),
    [("14", 119, 117), ("37", 137, 136), ("61", 107, 107), ("63", 43, 44), ("65", 103, 106)],
)
def test_the_provinces_of_the_source_documents_have_all_their_counties(
    province: str, before: int, latest: int
) -> None:
    assert len(counties(province, BEFORE)) == before
    assert len(counties(province, LATEST)) == latest


@pytest.mark.parametrize(
    ("province", "prefectures"), [("14", 11), ("37", 16), ("61", 10), ("63", 8), ("65", 14)]
)
def test_the_provinces_of_the_source_documents_have_all_their_prefectures(
    province: str, prefectures: int
) -> None:
    below = TREE.descendants(RegionCode(province.ljust(12, "0")), LATEST)
    assert sum(each.level is RegionLevel.PREFECTURE for each in below) == prefectures


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        ("140227", "140215", date(2018, 2, 9)),
        ("140402", "140403", date(2018, 6, 19)),
        ("610721", "610703", date(2017, 7, 18)),
        ("610823", "610803", date(2015, 12, 23)),
        ("610821", "610881", date(2017, 4, 9)),
        ("371202", "370116", date(2018, 12, 26)),
        ("630221", "630203", date(2015, 2, 16)),
        ("652201", "650502", date(2016, 1, 7)),
    ],
)
def test_a_code_ends_the_day_its_successor_begins(old: str, new: str, day: date) -> None:
    eve = day - timedelta(days=1)
    assert TREE.get(RegionCode.parse(old), eve).successor == RegionCode.parse(new)
    assert TREE.get(RegionCode.parse(new), day).valid_from == day


def test_精河_has_its_townships_and_farms_under_both_their_printed_names() -> None:
    county = TREE.get(RegionCode.parse("652722"), LATEST)
    for printed, name, code in [
        ("托托乡", "托托镇", "652722103"),
        ("托里乡", "托里镇", "652722102"),
        ("八家户农场", "八家户农场", "652722401"),
        ("阿合其农场", "阿合其农场", "652722400"),
    ]:
        (found,) = TREE.find(printed, county, LATEST)
        assert (found.name, found.code) == (name, RegionCode.parse(code))
        assert found.level is RegionLevel.TOWNSHIP


@pytest.mark.parametrize(("county", "townships"), [("610727", 17), ("610728", 20), ("610729", 8)])
def test_the_poor_counties_of_汉中_have_all_their_townships(county: str, townships: int) -> None:
    assert len(TREE.descendants(RegionCode.parse(county), LATEST)) == townships


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("青海省海北州门源县", "门源回族自治县"),
        ("青海省黄南州河南县", "河南蒙古族自治县"),
        ("新疆巴州焉耆县", "焉耆回族自治县"),
        ("新疆克州阿合奇县", "阿合奇县"),
        ("新疆和田地区和田县", "和田县"),
        ("新疆石河子市", "石河子市"),
    ],
)
def test_short_names_of_autonomous_places_lead_to_them(printed: str, name: str) -> None:
    (found,) = TREE.locate(printed, LATEST)
    assert found.name == name


def test_an_autonomous_county_is_registered_with_its_short_name() -> None:
    for province in COMPLETE:
        for each in counties(province, LATEST):
            if each.name.endswith("自治县"):
                assert any(name.endswith("县") for name in each.aliases), each.name


def test_the_tree_answers_alike_however_its_rows_are_ordered() -> None:
    turned = RegionTree(reversed(list(TREE)))
    assert list(turned) == list(TREE)
