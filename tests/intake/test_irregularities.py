"""Every irregularity that ../shared/data/real/README.md lists, by a row of a real notice.

`IRREGULARITIES` names each as the README does and says which test here proves it; a test without
an entry, or an entry without its test, fails. What templates meet as well is tried on a template's
cell too. The rows are those of the ten notices that are shipped, and of all where they are here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from ledger.intake.notice_intake import NoticeIntake, notice_paths, take_in_file
from ledger.intake.notice_places import RecipientsInOneCell, find_issuer, find_recipient
from ledger.intake.notice_rows import Outcome, RowResult
from ledger.intake.sheet import Column, Kind
from ledger.intake.sheet_cells import CellRefused, cell_reader
from ledger.intake.sheet_file import title_form
from ledger.values.day import PartialDate, Precision
from tests.intake.samples import DEMO, REAL, TREE, cells, intake_of

_HERE = globals()
needs_all = pytest.mark.skipif(
    not (REAL / "index.csv").is_file(), reason="the notice is not among the ten that are shipped"
)

IRREGULARITIES = {
    "1 万元 in the cell": "wan_in_the_cell",
    "1 万元 in the header or the title": "wan_in_the_header",
    "1 万 without 元": "wan_without_yuan",
    "1 whole yuan; yuan with fen": "yuan_with_fen",
    "1 both in one sentence, finer than a fen: refuse": "no_unit_or_finer_than_a_fen_is_refused",
    "1 万元 with six decimals is exact fen": "six_decimals_of_wan_are_exact_fen",
    "2 a blank inside (1245 万元)": "a_blank_before_the_unit",
    "2 22,057.35 beside 28231.31": "a_thousands_sign_beside_none",
    "2 0.0": "a_zero_is_a_zero",
    "2 text inside the amount": "text_inside_the_amount",
    "3 a total that is missing": "a_missing_total_stays_missing",
    "3 printed and computed total and the difference": "two_totals_are_kept_apart",
    "3 running, cumulative": "a_running_total_makes_no_voucher",
    "3 nested 其中, shown twice, of another scope": "other_views_are_not_added",
    "4 no document number": "no_document_number_is_none",
    "4 three in one citation": "three_numbers_in_one_citation",
    "4 one number for three levels": "one_number_for_three_levels_makes_three_lots",
    "4 brackets [] or lost": "brackets_of_any_kind_or_lost",
    "5 a date absent": "an_absent_date_is_that_of_publication",
    "5 year only": "a_year_is_a_year",
    "5 damaged, impossible": "a_damaged_or_impossible_day_is_refused",
    "5 published long after": "publication_long_after_is_kept_apart",
    "6 without 县/区": "a_name_without_its_class_is_matched",
    "6 an inner space": "an_inner_space_is_nothing",
    "6 a zone among counties": "a_zone_among_counties_is_matched_or_refused",
    "6 many in one cell, an office, none": "an_office_or_nobody_is_no_place",
    "7 merged sources": "merged_sources_stay_merged",
    "7 sector money relabelled": "relabelled_sector_money_keeps_its_name",
    "7 library wishes and limits": "wishes_are_no_money",
    "7 farmers' own or donors' money": "own_money_is_not_the_budgets",
    "8 reductions, withdrawals, splits, moves": "a_change_points_at_the_earlier_document",
    "8 the earlier document stays as it is": "a_change_leaves_the_earlier_rows_as_they_are",
}


@cache
def notices() -> dict[str, NoticeIntake]:
    folder = REAL if (REAL / "index.csv").is_file() else DEMO
    return {
        each.notice_id: each for path in notice_paths(folder) for each in take_in_file(path, TREE)
    }


def row(notice: str, number: int) -> RowResult:
    return next(each for each in notices()[notice].rows if each.row == number)


def amount(text: str, unit: str | None = None) -> object:
    """What a template's column of amounts reads in a cell."""
    column = Column("amount_fen", "金额", Kind.AMOUNT, "", "")
    return cell_reader(column, unit=unit)(text)


def day(text: str) -> object:
    return cell_reader(Column("on", "日期", Kind.DAY, "", ""), unit=None)(text)


def test_the_table_names_every_test_and_every_test_is_in_it() -> None:
    there = {name.removeprefix("test_") for name in _HERE if name.startswith("test_")}
    assert there - set(IRREGULARITIES.values()) == {
        "the_table_names_every_test_and_every_test_is_in_it",
        "the_readme_has_no_more_chapters",
    }
    assert set(IRREGULARITIES.values()) <= there


@needs_all
def test_the_readme_has_no_more_chapters() -> None:
    text = (REAL / "README.md").read_text(encoding="utf-8")
    chapters = [line[0] for line in text.split("## What an importer meets")[1].splitlines()
                if line[:1].isdigit()]  # fmt: skip
    assert chapters == sorted({name[0] for name in IRREGULARITIES})


def test_wan_in_the_cell() -> None:
    assert row("A03", 2).amount_fen == 730_000_000
    assert amount("730万元") == 730_000_000
    assert amount("730", "万元") == 730_000_000, "the unit stands in the header"


def test_wan_in_the_header() -> None:
    found = row("A20", 2)
    assert (found.printed.amount_yuan_text, found.amount_fen) == ("421", 421_000_000)
    assert "单位见表头:万元" in found.printed.note
    with pytest.raises(CellRefused):
        amount("421")  # a template without a unit in its header does not guess


@needs_all
def test_wan_without_yuan() -> None:
    assert row("A24", 7).printed.amount_yuan_text == "660万"
    assert intake_of([cells(amount_yuan_text="660万", amount_fen="660000000")]).rows[
        0
    ].amount_fen == (660_000_000)
    assert amount("660万") == 660_000_000


@needs_all
def test_yuan_with_fen() -> None:
    assert (row("A36", 2).printed.amount_yuan_text, row("A36", 2).amount_fen) == (
        "27262.35元", 2_726_235,
    )  # fmt: skip
    assert (amount("27262.35元"), amount("27262元")) == (2_726_235, 2_726_200)


@pytest.mark.parametrize("text", ["100", "0.001元", "1.0000001万元", "3万元又20元5分3厘"])
def test_no_unit_or_finer_than_a_fen_is_refused(text: str) -> None:
    (one,) = intake_of([cells(amount_yuan_text=text, amount_fen="")]).rows
    template: Callable[[], object] = lambda: amount(text)  # noqa: E731
    if text != "100":  # a notice says its unit in amount_fen; a template never guesses
        assert one.outcome is Outcome.REFUSED and one.reason
    with pytest.raises(CellRefused):
        template()


def test_six_decimals_of_wan_are_exact_fen() -> None:
    found = row("A03", 7)
    assert (found.printed.amount_yuan_text, found.amount_fen) == ("724.712484万元", 724_712_484)
    assert amount("724.712484万元") == 724_712_484


def test_a_blank_before_the_unit() -> None:
    found = row("A02", 2)
    assert (found.printed.amount_yuan_text, found.amount_fen) == ("1245 万元", 1_245_000_000)
    assert amount("1245 万元") == 1_245_000_000


def test_a_thousands_sign_beside_none() -> None:
    rows = [
        cells(amount_yuan_text="22,057.35元", amount_fen="2205735"),
        cells(amount_yuan_text="28231.31元", amount_fen="2823131"),
    ]
    assert [each.amount_fen for each in intake_of(rows).rows] == [2_205_735, 2_823_131]
    assert (amount("22,057.35元"), amount("28231.31元")) == (2_205_735, 2_823_131)


@needs_all
def test_a_zero_is_a_zero() -> None:
    assert (row("A21", 2).printed.amount_yuan_text, row("A21", 2).amount_fen) == ("0.0", 0)


def test_text_inside_the_amount() -> None:
    found = row("A25", 14)
    assert found.printed.amount_yuan_text == "10(其中,灾情因素6万元)"
    assert (found.amount_fen, found.outcome) == (10_000_000, Outcome.USED)
    assert amount("10(其中,灾情因素6万元)", "万元") == 10_000_000, "the part is not added"


@needs_all
def test_a_missing_total_stays_missing() -> None:
    for notice in ("A35", "A46"):
        totals = notices()[notice].totals
        assert totals.printed_fen is None and totals.computed_fen
        assert totals.difference_fen is None


@needs_all
def test_two_totals_are_kept_apart() -> None:
    totals = notices()["A39"].totals
    assert (totals.printed_fen, totals.computed_fen, totals.difference_fen) == (
        380_000_000, 379_752_780, -247_220,
    )  # fmt: skip
    assert any("两数都保留" in each for each in notices()["A39"].remarks)


@needs_all
def test_a_running_total_makes_no_voucher() -> None:
    assert notices()["A43"].plan is None and notices()["A51"].plan is None


def test_other_views_are_not_added() -> None:
    found = row("A03", 5)
    assert (found.tag, found.outcome, found.reason) == (
        "SUBTOTAL", Outcome.NOT_MONEY, "小计,已含在其他行中",
    )  # fmt: skip
    for tag in ("OF_WHICH", "ALT_VIEW", "ROWTOTAL"):
        rows = [cells(), cells(note=f"[{tag}]", recipient_region_or_unit="其中数")]
        taken = intake_of(rows)
        assert [each.outcome for each in taken.rows] == [Outcome.USED, Outcome.NOT_MONEY], tag
        assert taken.totals.computed_fen == 100_000_000, tag


def test_no_document_number_is_none() -> None:
    found = row("A01", 2)
    assert found.printed.doc_no == ""
    assert found.money is not None and found.money.doc_nos == ()


def test_three_numbers_in_one_citation() -> None:
    found = row("A03", 2)
    assert found.printed.doc_no.endswith("洛财预[2018]148、149、250号")
    assert found.money is not None
    assert found.money.doc_nos[1:] == (
        "洛财预〔2018〕148号", "洛财预〔2018〕149号", "洛财预〔2018〕250号",
    )  # fmt: skip


def test_one_number_for_three_levels_makes_three_lots() -> None:
    levels = (("中央", 1), ("省级", 2), ("县级", 3))
    taken = intake_of(
        [
            cells(
                fund_source_level=level,
                amount_yuan_text=f"{wan}万元",
                amount_fen=str(wan * 1_000_000),
                note="[SRC]",
            )
            for level, wan in levels
        ]
    )
    assert taken.plan is not None
    lots = [lot for each in taken.plan.vouchers for lot in each.voucher.lots]
    assert [(each.level, each.origin_amount_fen) for each in lots] == [
        ("central", 1_000_000), ("province", 2_000_000), ("county", 3_000_000),
    ]  # fmt: skip
    assert len({each.lot for each in lots}) == 3
    assert {each.doc_nos for each in lots} == {("汉财办〔2019〕1号",)}


def test_brackets_of_any_kind_or_lost() -> None:
    for left, right in ("[]", "〔〕", "﹝﹞", "【】"):
        (one,) = intake_of([cells(doc_no=f"汉财办{left}2019{right}1号")]).rows
        assert one.money is not None and one.money.doc_nos == ("汉财办〔2019〕1号",), left
    (lost,) = intake_of([cells(doc_no="宁乡振发〔202283号")]).rows
    assert lost.money is not None and lost.money.doc_nos == ("宁乡振发〔202283号",), "not guessed"


def test_an_absent_date_is_that_of_publication() -> None:
    taken = intake_of([cells(notice_date="")])
    assert taken.dated is None
    assert taken.rows[0].outcome is Outcome.REFUSED and "没有日期" in taken.rows[0].reason


def test_a_year_is_a_year() -> None:
    dated = notices()["A12"].dated
    assert dated is not None
    assert (dated.precision, dated.last_on) == (Precision.YEAR, date(2018, 12, 31))
    with pytest.raises(CellRefused):
        day("2018")  # a payment has a day


@pytest.mark.parametrize("text", ["20229月", "2019-02-29", "2019年2月29日"])
def test_a_damaged_or_impossible_day_is_refused(text: str) -> None:
    (one,) = intake_of([cells(notice_date=text)]).rows
    assert one.outcome is Outcome.REFUSED
    with pytest.raises(CellRefused):
        day(text)


def test_publication_long_after_is_kept_apart() -> None:
    taken = notices()["A01"]
    assert taken.entry is not None and taken.entry.published is not None
    assert taken.entry.published.last_on == date(2019, 2, 18)
    assert isinstance(taken.dated, PartialDate)


def test_a_name_without_its_class_is_matched() -> None:
    assert recipient("略阳", "汉中市财政局") == ("610727000000", 610727)


def test_an_inner_space_is_nothing() -> None:
    assert recipient("睢 县", "商丘市财政局") == ("411422000000", 411422)
    title = Column("n", "户内 人数", Kind.COUNT, "", "")
    assert title_form("户 内人 数") == title_form(title.title), "nor in a template's column name"


def test_a_zone_among_counties_is_matched_or_refused() -> None:
    assert row("A01", 7).printed.recipient_region_or_unit == "巴中经济开发区"
    assert row("A01", 7).outcome is Outcome.USED
    refused = row("A05", 4)
    assert (refused.outcome, refused.column) == (Outcome.REFUSED, "recipient_region_or_unit")
    assert "没有登记「示范区」" in refused.reason


def test_an_office_or_nobody_is_no_place() -> None:
    for name in ("县扶贫办", ""):
        assert recipient(name, "略阳县财政局") == ("610727000000", None), name
    with pytest.raises(RecipientsInOneCell):
        recipient("略阳县、宁强县", "汉中市财政局")


def test_merged_sources_stay_merged() -> None:
    (one,) = intake_of([cells(fund_source_level="中央及省级")]).rows
    assert one.money is not None
    assert [each.value for each in one.money.level.levels] == ["central", "province"]
    assert one.money.level.printed == "中央及省级"


def test_relabelled_sector_money_keeps_its_name() -> None:
    """Water money that a county may pool stays water money; both documents are kept."""
    found = row("A20", 2)
    assert found.money is not None
    assert found.money.category == "水利发展资金(纳入整合)"
    assert found.money.doc_nos == ("商财预〔2020〕131号", "豫财农水〔2020〕30号")


def test_wishes_are_no_money() -> None:
    for tag in ("LIBRARY", "QUOTA", "LOAN_STOCK", "INFO"):
        taken = intake_of([cells(), cells(note=f"[{tag}]")])
        assert taken.rows[1].outcome is Outcome.NOT_MONEY, tag
        assert taken.totals.computed_fen == 100_000_000, tag


@needs_all
def test_own_money_is_not_the_budgets() -> None:
    taken = notices()["A48"]
    assert taken.plan is None, "a plan with farmers' own money makes no voucher"
    assert taken.classed.kind.value == "plan"


def test_a_change_points_at_the_earlier_document() -> None:
    for tag in ("ADJ_FROM", "ADJ_TO", "WITHDRAW", "MOVE", "REPLACE"):
        taken = intake_of([cells(), cells(note=f"[{tag}]", doc_no="汉财办〔2018〕9号")])
        assert taken.rows[1].outcome is Outcome.NOT_MONEY, tag
        assert taken.plan is not None
        assert all(each.voucher.kind.value != "adjust" for each in taken.plan.vouchers)


def test_a_change_leaves_the_earlier_rows_as_they_are() -> None:
    first = intake_of([cells()])
    both = intake_of([cells(), cells(note="[WITHDRAW]", doc_no="汉财办〔2018〕9号")])
    assert first.plan is not None and both.plan is not None
    assert [each.voucher for each in both.plan.vouchers] == [
        each.voucher for each in first.plan.vouchers
    ]
    assert both.rows[1].printed.doc_no == "汉财办〔2018〕9号", "what it points at is kept"


def recipient(name: str, org: str) -> tuple[str, int | None]:
    """The place that a recipient is matched with, and its book if it keeps one of its own."""
    on = date(2019, 5, 16)
    found = find_recipient(name, find_issuer("", org, TREE, on), TREE, on)
    return found.region.code.code, found.book
