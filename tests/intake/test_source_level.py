"""Levels of government, by the words notices print."""

import pytest

from ledger.intake.source_level import read_source_level
from ledger.values.region import RegionLevel


@pytest.mark.parametrize(
    ("printed", "levels", "whole"),
    [
        ("中央", "central", "central"),
        ("省级", "province", "province"),
        ("自治区级", "province", "province"),
        ("市级", "prefecture", "prefecture"),
        ("州级", "prefecture", "prefecture"),
        ("县级配套", "county", "county"),
        ("县(区)级", "county", "county"),
        ("县（区）级", "county", "county"),
        ("县级部门", "county", "county"),
        ("中央+省级(合并)", "central province", "mixed"),
        ("中央及省级", "central province", "mixed"),
        ("省级+市级", "province prefecture", "mixed"),
        ("东西部协作(江苏省)", "paired_aid", "paired_aid"),
        ("对口帮扶(鲤城区)", "paired_aid", "paired_aid"),
        ("农户自筹", "other", "other"),
        ("上级", "other", "other"),
        ("", "", "other"),
    ],
)
def test_the_words_of_a_source_level_are_understood_and_kept(
    printed: str, levels: str, whole: str
) -> None:
    read = read_source_level(printed)
    assert ([each.value for each in read.levels], read.level.value) == (levels.split(), whole)
    assert read.printed == printed


def test_本级_is_the_issuers_own_level() -> None:
    assert read_source_level("本级", RegionLevel.COUNTY).level.value == "county"
    assert read_source_level("本级", RegionLevel.PREFECTURE).level.value == "prefecture"
    assert read_source_level("本级").level.value == "other"


@pytest.mark.parametrize(
    ("printed", "issuer", "above"),
    [
        ("市级", RegionLevel.COUNTY, True),
        ("市级", RegionLevel.PREFECTURE, False),
        ("中央+省级", RegionLevel.PREFECTURE, True),
        ("县级", RegionLevel.COUNTY, False),
        ("东西部协作(上海)", RegionLevel.COUNTY, False),
        ("", RegionLevel.COUNTY, False),
    ],
)
def test_money_from_above_is_told_from_the_issuers_own(
    printed: str, issuer: RegionLevel, above: bool
) -> None:
    assert read_source_level(printed).above(issuer) is above
