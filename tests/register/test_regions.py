"""Places: names as notices print them, days, successors, and the number of a place's book."""

from datetime import date

import pytest

from ledger.register.regions import (
    Region,
    RegionDataDamaged,
    RegionTree,
    RegionUnknown,
    name_key,
    read_regions,
    shipped_regions,
)
from ledger.values.region import RegionCode, RegionLevel

TREE = shipped_regions()
ON = date(2019, 5, 16)


def place(chain: str, on: date = ON) -> Region:
    (found,) = TREE.locate(chain, on)
    return found


def names(found: list[Region]) -> list[str]:
    return [each.name for each in found]


def test_汉中_has_its_eleven_county_level_units() -> None:
    counties = [
        each
        for each in TREE.descendants(RegionCode("610700000000"), ON)
        if each.level is RegionLevel.COUNTY
    ]
    assert len(counties) == 11
    assert all(TREE.registers(RegionLevel.TOWNSHIP, each, ON) for each in counties)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("睢 县", "睢"),
        ("睢县", "睢"),
        ("修武", "修武"),
        ("县", "县"),
        ("北塔区", "北塔"),
        ("枫林镇", "枫林镇"),
    ],
)
def test_a_name_key_drops_blanks_and_one_last_省市县区(printed: str, key: str) -> None:
    assert name_key(printed) == key


@pytest.mark.parametrize(
    ("within", "printed", "found"),
    [
        ("河南省商丘市", "睢 县", ["睢县"]),
        ("河南省焦作市", "修武", ["修武县"]),
        ("河南省焦作市", "中站", ["中站区"]),
        ("青海省海东市", "民和县", ["民和回族土族自治县"]),
        ("青海省海东市", "民和回族土族自治县", ["民和回族土族自治县"]),
        ("河南省商丘市", "示范区", []),
        ("甘肃省天水市张家川县", "张川镇", ["张家川镇"]),
    ],
)
def test_a_printed_name_finds_its_place(within: str, printed: str, found: list[str]) -> None:
    assert names(TREE.find(printed, place(within), ON)) == found


def test_a_full_name_wins_over_a_name_that_only_shares_its_stem() -> None:
    city = Region(RegionCode("654002000000"), "伊宁市")
    county = Region(RegionCode("654021000000"), "伊宁县")
    tree = RegionTree([city, county])
    assert tree.find("伊宁县", None, ON) == [county]
    assert tree.find("伊宁", None, ON) == [city, county]


def test_a_place_is_found_from_its_first_day_and_until_the_day_before_its_last() -> None:
    洛阳 = place("河南省洛阳市")
    assert names(TREE.find("孟津", 洛阳, date(2021, 3, 17))) == ["孟津县"]
    assert names(TREE.find("孟津", 洛阳, date(2021, 3, 18))) == ["孟津区"]
    assert names(TREE.locate("河南省洛阳市偃师市", date(2021, 3, 17))) == ["偃师市"]
    assert TREE.locate("河南省洛阳市偃师市", date(2021, 3, 18)) == []


@pytest.mark.parametrize(
    ("chain", "name"),
    [
        ("新疆博州温泉县", "温泉县"),
        ("重庆市彭水县", "彭水苗族土家族自治县"),
        ("河南省新乡市高新区", "新乡高新技术产业开发区"),
        ("内蒙古包头市 昆都仑区", "昆都仑区"),
    ],
)
def test_a_chain_of_names_leads_to_one_place(chain: str, name: str) -> None:
    assert place(chain).name == name


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("铜川市耀州区(发布单位未见)", ["耀州区"]),
        ("张家川县脱贫攻坚领导小组办公室", ["张家川回族自治县"]),
        ("商丘市财政局", ["商丘市"]),
        ("某某局", []),
        ("", []),
    ],
)
def test_a_unit_belongs_to_the_place_its_name_opens_with(unit: str, found: list[str]) -> None:
    assert names(TREE.locate_start(unit, ON)) == found


def test_a_renamed_county_keeps_the_number_of_its_book() -> None:
    assert TREE.book_of(place("河南省洛阳市孟津县")) == 410322
    assert TREE.book_of(place("河南省洛阳市孟津区", date(2022, 1, 1))) == 410322
    assert TREE.book_of(place("河南省洛阳市孟津区", date(2022, 1, 1)), date(2021, 3, 18)) == 410308
    assert TREE.book_of(place("陕西省汉中市南郑区")) == 610703


def test_a_townships_money_stands_in_its_countys_book() -> None:
    assert TREE.book_of(TREE.get(RegionCode("610727101000"), ON)) == 610727
    assert TREE.book_of(place("河南省商丘市")) == 411400


def test_a_place_and_its_successor_have_one_lineage() -> None:
    old, new = place("河南省洛阳市孟津县"), place("河南省洛阳市孟津区", date(2022, 1, 1))
    assert TREE.lineage(old) == TREE.lineage(new) == [old, new]


def test_a_place_made_of_two_or_taking_another_in_began_as_none_of_them() -> None:
    later = date(2020, 12, 31)
    潞州, 济南 = place("山西省长治市潞州区", later), place("山东省济南市", later)
    assert TREE.lineage(潞州) == [潞州]
    assert TREE.book_of(潞州) == 140403
    assert TREE.lineage(济南) == [济南]
    assert TREE.book_of(济南) == 370100
    莱芜 = place("山东省莱芜市", date(2018, 1, 1))
    assert TREE.lineage(莱芜) == [莱芜, 济南]
    assert TREE.book_of(莱芜) == 371200


def test_the_county_of_a_municipality_has_the_municipality_above() -> None:
    above = TREE.parent(place("重庆市彭水县"), ON)
    assert above is not None and above.name == "重庆市"
    assert TREE.parent(above, ON) is None


def test_zones_known_only_to_the_statistics_bureau_say_so() -> None:
    assert [each.name for each in TREE if each.non_gb] == [
        "新乡高新技术产业开发区",
        "巴中经济开发区",
    ]


def test_an_unregistered_code_is_refused() -> None:
    with pytest.raises(RegionUnknown):
        TREE.get(RegionCode("110000000000"), ON)


@pytest.mark.parametrize(
    "text",
    [
        "code,name\n",
        "code12,name,level,valid_from,valid_to,successor,aliases,source\n610727,略阳县\n",
        "code12,name,level,valid_from,valid_to,successor,aliases,source\n"
        "610727000000,略阳县,township,,,,,x\n",
        "code12,name,level,valid_from,valid_to,successor,aliases,source\n"
        "610727000000,略阳县,county,2019-02-29,,,,x\n",
        "code12,name,level,valid_from,valid_to,successor,aliases,source\n610727000000,,county,,,,,x\n",
    ],
)
def test_a_damaged_register_of_places_is_refused(text: str) -> None:
    with pytest.raises(RegionDataDamaged):
        read_regions(text)
