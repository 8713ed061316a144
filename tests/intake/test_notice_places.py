"""Recipients: a place with a book, a place without, a unit, or a refusal with candidates."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.intake.notice_places import (
    IssuerPlaceUnknown,
    RecipientPlaceAmbiguous,
    RecipientPlaceUnknown,
    RecipientsInOneCell,
    find_issuer,
    find_recipient,
)
from ledger.register.regions import Region, RegionTree
from ledger.values.region import RegionCode
from tests.intake.samples import TREE

ON = date(2019, 5, 16)


def issuer(place: str) -> Region:
    return find_issuer(place, "", TREE, ON)


@pytest.mark.parametrize(
    ("place", "printed", "region", "book"),
    [
        ("河南省商丘市", "睢 县", "睢县", 411422),
        ("河南省焦作市", "修武", "修武县", 410821),
        ("河南省焦作市", "焦作林场", "焦作市", None),
        ("河南省商丘市", "市直", "商丘市", None),
        ("河南省商丘市", "睢县人民政府", "睢县", 411422),
        ("四川省巴中市", "巴中经济开发区", "巴中经济开发区", 511971),
        ("青海省海东市", "民和县", "民和回族土族自治县", 630222),
        ("福建省莆田市仙游县", "鲤城街道", "鲤城街道", None),
        ("河南省新乡市凤泉区", "大块镇人民政府", "大块镇", None),
        ("江西省宜春市上高县", "镇渡乡财政所", "镇渡乡", None),
        ("陕西省铜川市耀州区", "照金镇政府", "照金镇", None),
        ("陕西省铜川市耀州区", "水务局", "耀州区", None),
        ("河南省洛阳市孟津县", "孟津县", "孟津县", None),
        ("新疆和田地区于田县", "于田县贫困户", "于田县", None),
        ("云南省楚雄州牟定县", "7个乡镇", "牟定县", None),
        ("重庆市彭水县", "39个乡镇(街道)", "彭水苗族土家族自治县", None),
        ("浙江省丽水市莲都区", "35户低收入农户", "莲都区", None),
        ("湖北省黄冈市英山县", "各乡镇财政所", "英山县", None),
        ("湖南省邵阳市北塔区", "(未列)", "北塔区", None),
        ("湖南省邵阳市北塔区", "", "北塔区", None),
        ("陕西省汉中市略阳县", "略阳县高新区管委会园区", "略阳县", None),
    ],
)
def test_a_recipient_is_a_place_or_a_unit(
    place: str, printed: str, region: str, book: int | None
) -> None:
    found = find_recipient(printed, issuer(place), TREE, ON)
    assert (found.region.name, found.book, found.printed) == (region, book, printed)


@pytest.mark.parametrize(
    ("place", "printed", "level"),
    [
        ("河南省商丘市", "示范区", "县级"),
        ("河南省商丘市", "修武县", "县级"),
        ("福建省莆田市仙游县", "大块镇", "乡级"),
        ("陕西省汉中市略阳县", "勉县", "县级"),
    ],
)
def test_a_name_that_looks_like_a_place_and_is_none_here_is_refused(
    place: str, printed: str, level: str
) -> None:
    with pytest.raises(RecipientPlaceUnknown) as caught:
        find_recipient(printed, issuer(place), TREE, ON)
    assert printed in caught.value.message and level in caught.value.message


def test_a_village_where_no_village_is_registered_is_kept_as_a_unit_with_a_remark() -> None:
    found = find_recipient("苗儿村", issuer("湖南省邵阳市北塔区"), TREE, ON)
    assert found.region.name == "北塔区" and "村级区划没有登记" in found.remark


def test_a_name_of_two_places_is_refused_with_the_candidates() -> None:
    prefecture = Region(RegionCode("654000000000"), "伊犁州")
    places = [
        Region(RegionCode(f"65402{n}000000"), name) for n, name in ((1, "伊宁县"), (2, "伊宁市"))
    ]
    tree = RegionTree([prefecture, *places])
    with pytest.raises(RecipientPlaceAmbiguous) as caught:
        find_recipient("伊宁", prefecture, tree, ON)
    assert "伊宁县(654021)、伊宁市(654022)" in caught.value.message
    assert find_recipient("伊宁市", prefecture, tree, ON).book == 654022


def test_several_counties_in_one_cell_are_refused_and_several_offices_are_one_unit() -> None:
    with pytest.raises(RecipientsInOneCell):
        find_recipient("睢县、宁陵县", issuer("河南省商丘市"), TREE, ON)
    found = find_recipient("水利局、林业局", issuer("河南省商丘市"), TREE, ON)
    assert found.book is None and "未拆分" in found.remark


def test_a_county_that_was_renamed_is_matched_as_of_the_documents_day() -> None:
    洛阳 = issuer("河南省洛阳市")
    assert find_recipient("孟津", 洛阳, TREE, date(2020, 1, 1)).region.name == "孟津县"
    later = find_recipient("孟津", 洛阳, TREE, date(2022, 1, 1))
    assert (later.region.name, later.book) == ("孟津区", 410322)


@pytest.mark.parametrize(
    ("place", "org", "name"),
    [
        ("", "孟津县财政局; 孟津县扶贫开发办公室", "孟津县"),
        ("", "邵阳市北塔区财政局; 邵阳市北塔区农业农村水利局", "北塔区"),
        ("河南省新乡市高新区", "高新区财政局", "新乡高新技术产业开发区"),
    ],
)
def test_the_issuer_is_found_by_its_place_else_by_its_first_unit(
    place: str, org: str, name: str
) -> None:
    assert find_issuer(place, org, TREE, ON).name == name


@pytest.mark.parametrize(("place", "org"), [("", "某局"), ("", ""), ("四川省某市", "略阳县财政局")])
def test_an_issuer_that_is_no_registered_place_is_refused(place: str, org: str) -> None:
    with pytest.raises(IssuerPlaceUnknown):
        find_issuer(place, org, TREE, ON)
