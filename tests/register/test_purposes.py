"""Trees of purposes are those of the documents; a branch contains what lies in it."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.register.purposes import Purpose, PurposeTree, PurposeUnknown, shipped_purposes
from ledger.register.sources import RegisterDataDamaged, data_rows
from ledger.values.region import RegionCode
from tests.register.seeds import bare, line_of, needs_seeds

TREE = shipped_purposes()
ON = date(2019, 1, 1)


def names(found: list[Purpose]) -> list[str]:
    return [each.name for each in found]


def root(place: str, on: date = ON) -> Purpose:
    found = TREE.root_for(RegionCode.parse(place), on)
    assert found is not None
    return found


def test_青海_has_eight_and_ten_programmes() -> None:
    eight, ten, society = TREE.below(root("632524"))
    assert (eight.name, len(TREE.below(eight))) == ("八个一批", 8)
    assert (ten.name, len(TREE.below(ten))) == ("十个专项", 10)
    assert names(TREE.below(eight))[:3] == ["发展产业", "转移就业", "易地搬迁"]
    assert society.name == "社会帮扶"


def test_山西_has_five_and_eight_programmes() -> None:
    five, eight, _ = TREE.below(root("140123"))
    assert (five.name, len(TREE.below(five))) == ("五个一批", 5)
    assert (eight.name, len(TREE.below(eight))) == ("八大工程", 8)


@pytest.mark.parametrize(
    ("place", "tree"),
    [("371521", "SD"), ("610727101", "HZ"), ("652722", "JH"), ("140000", "SX")],
)
def test_a_place_has_the_tree_of_the_lowest_place_around_it(place: str, tree: str) -> None:
    assert root(place).tree == tree


def test_a_place_without_a_document_and_a_day_outside_have_no_tree() -> None:
    assert TREE.root_for(RegionCode.parse("610102"), ON) is None
    assert TREE.root_for(RegionCode.parse("652723"), ON) is None
    assert TREE.root_for(RegionCode.parse("140123"), date(2015, 12, 31)) is None
    assert TREE.root_for(RegionCode.parse("140123"), date(2020, 12, 31)) is not None
    assert TREE.root_for(RegionCode.parse("140123"), date(2021, 1, 1)) is None


def test_a_county_tree_wins_over_that_of_its_province() -> None:
    own = replace(root("140123"), tree="X", purpose="X", region=RegionCode.parse("140123"))
    tree = PurposeTree([*TREE, own])
    assert tree.root_for(RegionCode.parse("140123"), ON) == own


def test_a_branch_contains_itself_and_what_lies_in_it_and_no_neighbour() -> None:
    one, ten = TREE.get("QH.1.01"), TREE.get("QH.2.10")
    assert TREE.get("QH.1").contains(one) and one.contains(one)
    assert not one.contains(TREE.get("QH.1")) and not TREE.get("QH.1").contains(ten)
    assert not replace(one, purpose="QH.1.1").contains(replace(one, purpose="QH.1.10"))


def test_a_path_leads_from_the_tree_to_the_branch() -> None:
    assert names(TREE.path(TREE.get("SX.2.01.02"))) == [
        "五个一批和八大工程",
        "八大工程",
        "特色产业扶贫工程",
        "光伏产业扶贫",
    ]


@pytest.mark.parametrize(
    ("place", "printed", "found"),
    [
        ("632524", "金融", ["金融"]),
        ("632524", "电子商务", ["电子商务和市场体系"]),
        ("610727", "农村危房改造项目", ["农村危房改造"]),
        ("610727", "生态扶贫", ["生态扶贫"]),
        ("610727", "航天", []),
    ],
)
def test_a_printed_purpose_finds_its_branches(place: str, printed: str, found: list[str]) -> None:
    assert names(TREE.find(printed, root(place))) == found


def test_every_tree_is_one_version_of_one_place() -> None:
    assert len(TREE) == 156
    roots = [each for each in TREE if not each.parent]
    assert sorted(each.tree for each in roots) == ["HZ", "JH", "QH", "SD", "SX"]
    for each in TREE:
        top = TREE.path(each)[0]
        assert (each.region, each.valid_from, each.valid_to) == (
            top.region,
            top.valid_from,
            top.valid_to,
        )


@needs_seeds
def test_every_branch_stands_on_its_line() -> None:
    missing = [
        row["purpose"]
        for row in data_rows("purposes.csv")
        if bare(row["phrase"]) not in line_of(row["document"], int(row["line"]))
    ]
    assert missing == []


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(PurposeUnknown):
        TREE.get("QH.9")


@pytest.mark.parametrize("parent", ["QH.9", "SX.1", "QH.1.01"])
def test_a_branch_outside_its_parent_is_refused(parent: str) -> None:
    stray = replace(TREE.get("QH.2.01"), parent=parent)
    with pytest.raises(RegisterDataDamaged):
        PurposeTree([*(each for each in TREE if each.purpose != "QH.2.01"), stray])
