"""A region code knows its level, its parents and what lies inside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode, RegionCodeMalformed, RegionCodeSkipsLevel, RegionLevel


def number(width: int) -> st.SearchStrategy[str]:
    return st.integers(1, 10**width - 1).map(lambda value: f"{value:0{width}}")


villages = st.builds(
    lambda *parts: RegionCode("".join(parts)),
    st.integers(11, 82).map(str),
    number(2),
    number(2),
    number(3),
    number(3),
)


@pytest.mark.parametrize(
    ("text", "code", "level", "short", "parent"),
    [
        ("610000", "610000000000", RegionLevel.PROVINCE, "610000", None),
        ("610700", "610700000000", RegionLevel.PREFECTURE, "610700", "610000000000"),
        ("610727", "610727000000", RegionLevel.COUNTY, "610727", "610700000000"),
        ("610720", "610720000000", RegionLevel.COUNTY, "610720", "610700000000"),
        ("610727100", "610727100000", RegionLevel.TOWNSHIP, "610727100", "610727000000"),
        ("610727100200", "610727100200", RegionLevel.VILLAGE, "610727100200", "610727100000"),
        ("610727000000", "610727000000", RegionLevel.COUNTY, "610727", "610700000000"),
        ("441900003", "441900003000", RegionLevel.TOWNSHIP, "441900003", "441900000000"),
        (" ６１０７２７ ", "610727000000", RegionLevel.COUNTY, "610727", "610700000000"),
    ],
)
def test_a_code_of_six_nine_or_twelve_digits_is_read(
    text: str, code: str, level: RegionLevel, short: str, parent: str | None
) -> None:
    region = RegionCode.parse(text)
    assert (region.code, region.level, region.short) == (code, level, short)
    assert (region.parent and region.parent.code) == parent


@pytest.mark.parametrize(
    "text",
    ["", "61", "61072", "6107270", "61072710", "6107271001", "6107271002000", "x10727", "٦١٠٧٢٧",
     "061072", "910727", "610727.0", "610 727", "-10727", "6107_7"],
)  # fmt: skip
def test_other_text_is_no_region_code(text: str) -> None:
    with pytest.raises(RegionCodeMalformed):
        RegionCode.parse(text)


@pytest.mark.parametrize("text", ["610001", "610000100", "610727000201", "610700000201"])
def test_a_code_that_skips_a_level_is_refused(text: str) -> None:
    with pytest.raises(RegionCodeSkipsLevel):
        RegionCode.parse(text)


@pytest.mark.parametrize("code", ["610727", "61072710020", "91072710020０", "٦10727100200"])
def test_the_value_checks_itself(code: str) -> None:
    with pytest.raises(Refusal):
        RegionCode(code)


def test_each_level_has_its_chinese_name_and_depth() -> None:
    assert [level.chinese for level in RegionLevel] == ["省级", "地级", "县级", "乡级", "村级"]
    assert [level.depth for level in RegionLevel] == [1, 2, 3, 4, 5]


@given(villages)
def test_a_village_lies_in_each_of_its_four_ancestors(village: RegionCode) -> None:
    assert village.level is RegionLevel.VILLAGE
    assert [place.level.depth for place in village.ancestors] == [4, 3, 2, 1]
    for place in village.ancestors:
        assert place.contains(village)
        assert not village.contains(place)
        assert RegionCode.parse(place.short) == place


@given(villages, villages)
def test_a_place_contains_itself_and_exactly_those_it_is_an_ancestor_of(
    one: RegionCode, other: RegionCode
) -> None:
    for place in [one, *one.ancestors]:
        assert place.contains(place)
        assert place.contains(other) == (place in [other, *other.ancestors])
