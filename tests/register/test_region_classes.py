"""Counties of a class are those the documents name, in the numbers the documents state."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.register.places import PlaceClass
from ledger.register.region_classes import (
    KEY_COUNTY,
    classes_on,
    load_region_classes,
    shipped_classes,
)
from ledger.register.regions import shipped_regions
from ledger.register.sources import RegisterDataDamaged, cited, data_rows, shipped_documents
from ledger.storage.database import Database, unit_of_work
from ledger.storage.tables import RegionClass
from ledger.values.region import RegionCode
from tests.register.seeds import line_of, needs_seeds

TREE = shipped_regions()
CLASSES = shipped_classes()
ROWS = list(data_rows("region_classes.csv"))


def of(kind: str, on: date) -> set[RegionCode]:
    return {
        each.code
        for each in CLASSES
        if each.kind == kind and each.valid_from <= on < (each.valid_to or date.max)
    }


@pytest.mark.parametrize("on", [date(2016, 1, 1), date(2018, 2, 8), date(2018, 2, 9)], ids=str)
def test_山西_has_36_and_22_key_counties_and_21_in_poor_areas_on_every_day(on: date) -> None:
    national, provincial = of("国家级重点县", on), of("省级重点县", on)
    assert (len(national), len(provincial)) == (36, 22)
    assert len(national | provincial) == 58
    assert len(of("片区县", on)) == 21
    assert of("片区县", on) <= national


def test_the_58_counties_are_those_whose_exit_is_planned_14_17_and_27_a_year() -> None:
    on = date(2017, 12, 31)
    planned = {year: of(f"计划{year}年摘帽县", on) for year in (2017, 2018, 2019)}
    planned[2018] -= {RegionCode.parse("610729")}
    assert [len(each) for each in planned.values()] == [14, 17, 27]
    assert set().union(*planned.values()) == of("国家级重点县", on) | of("省级重点县", on)


def test_the_poor_areas_are_13_counties_of_吕梁山_and_8_of_燕山_太行山() -> None:
    areas = Counter(
        row["note"] for row in ROWS if row["kind"] == "片区县" and row["valid_from"] == "2016-01-01"
    )
    assert areas == {"吕梁山集中连片特困地区": 13, "燕山-太行山集中连片特困地区": 8}


def test_大同县_keeps_its_class_under_its_new_code() -> None:
    old, new = RegionCode.parse("140227"), RegionCode.parse("140215")
    assert classes_on(CLASSES, old, date(2018, 2, 8)) >= {"国家级重点县", "片区县"}
    assert classes_on(CLASSES, new, date(2018, 2, 8)) == frozenset()
    assert classes_on(CLASSES, new, date(2018, 2, 9)) >= {"国家级重点县", "片区县"}
    assert classes_on(CLASSES, old, date(2018, 2, 9)) == frozenset()


def test_a_township_is_of_the_class_of_its_county() -> None:
    township = RegionCode.parse("610727101")
    assert classes_on(CLASSES, township, date(2019, 1, 1)) == {"深度贫困县"}
    assert classes_on(CLASSES, RegionCode.parse("610722"), date(2019, 1, 1)) == frozenset()


def test_every_class_is_of_a_place_registered_by_that_name_all_its_days() -> None:
    assert len(ROWS) > 140
    for row, each in zip(ROWS, CLASSES, strict=True):
        place = TREE.get(each.code, each.valid_from)
        assert place.name == row["name"]
        assert each.valid_to is not None
        assert place.valid_to is None or each.valid_to <= place.valid_to


def test_rows_are_in_order_and_none_is_there_twice() -> None:
    keys = [(each.code, each.kind, each.valid_from) for each in CLASSES]
    assert keys == sorted(set(keys))


def test_a_plan_is_no_class_that_money_depends_on() -> None:
    assert not any(each.startswith("计划") for each in KEY_COUNTY)


@needs_seeds
def test_every_county_stands_on_the_cited_line() -> None:
    for row in ROWS:
        name = row["name"]
        if row["code12"] == "140215000000":
            name = "大同县"
        text = line_of(row["document"], int(row["line"]))
        assert name in text or name.removesuffix("县") in text, row


def test_a_source_names_the_document_and_the_line() -> None:
    assert cited("HZ", "48") == "汉发〔2018〕29号第48行"
    for each in shipped_documents().values():
        TREE.get(each.region, each.valid_from)
        assert each.valid_from < each.valid_to


@pytest.mark.parametrize(("document", "line"), [("XX", "1"), ("HZ", ""), ("HZ", "六")])
def test_a_source_that_names_nothing_is_refused(document: str, line: str) -> None:
    with pytest.raises(RegisterDataDamaged):
        cited(document, line)


def test_loading_the_classes_twice_adds_them_once(database: Database) -> None:
    with unit_of_work(database.engine()) as work:
        assert load_region_classes(work) == len(CLASSES)
    with unit_of_work(database.engine()) as work:
        assert load_region_classes(work) == 0
        assert work.execute(select(func.count()).select_from(RegionClass)).scalar() == len(CLASSES)


def test_a_class_ends_before_its_last_day() -> None:
    code = RegionCode.parse("610727")
    one = [PlaceClass(code, "深度贫困县", date(2018, 1, 1), "x", date(2021, 1, 1))]
    assert classes_on(one, code, date(2017, 12, 31)) == frozenset()
    assert classes_on(one, code, date(2018, 1, 1)) == {"深度贫困县"}
    assert classes_on(one, code, date(2020, 12, 31)) == {"深度贫困县"}
    assert classes_on(one, code, date(2021, 1, 1)) == frozenset()
