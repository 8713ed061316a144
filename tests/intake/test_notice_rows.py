"""Rows: each has one outcome, and a refused one names row, column and reason in Chinese."""

from __future__ import annotations

import pytest

from ledger.intake.notice_cells import CellProblem, printed_row
from ledger.intake.notice_rows import NOT_MONEY_TAGS, Outcome, RowResult, read_row
from tests.intake.samples import cells


def result(**changes: str) -> RowResult:
    return read_row(printed_row(7, cells(**changes)))


@pytest.mark.parametrize(
    ("text", "note", "fen"),
    [
        ("1245 万元", "[SRC]", 1_245_000_000),
        ("724.712484万元", "[ALLOC]", 724_712_484),
        ("27262.35元", "[ALLOC]", 2_726_235),
        ("8383584元", "[ALLOC]", 838_358_400),
        ("280", "[ALLOC] 单位见表头:万元;", 280_000_000),
        ("10(其中,灾情因素6万元)", "[ALLOC] 单位见表头:万元", 10_000_000),
        ("22,057.35", "[ALLOC] 单位见表头:元", 2_205_735),
        ("１２３．５", "[ALLOC] 单位见表头:万元", 123_500_000),
        ("660万", "[ALLOC]", 660_000_000),
    ],
)
def test_a_printed_amount_is_read_with_its_own_or_the_tables_unit(
    text: str, note: str, fen: int
) -> None:
    read = result(amount_yuan_text=text, amount_fen=str(fen), note=note)
    assert (read.outcome, read.amount_fen) == (Outcome.USED, fen)


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"amount_yuan_text": "280"}, "amount_yuan_text", "没有单位"),
        ({"amount_yuan_text": "0.0000001万元"}, "amount_yuan_text", "不足一分"),
        ({"amount_yuan_text": "-5万元"}, "amount_yuan_text", "负数"),
        ({"amount_yuan_text": ""}, "amount_yuan_text", "没有金额"),
        ({"amount_yuan_text": "五万元"}, "amount_yuan_text", "不是可以读出的金额"),
        ({"amount_fen": "100000001"}, "amount_fen", "不一致"),
        ({"amount_fen": "1e8"}, "amount_fen", "整数分"),
        ({"amount_fen": "-100000000"}, "amount_fen", "不一致"),
        ({"amount_fen": "٣"}, "amount_fen", "整数分"),
        ({"notice_date": "2019-02-29"}, "notice_date", "没有这一天"),
        ({"notice_date": "20229月"}, "notice_date", "年与月连在一起"),
        ({"note": ""}, "note", "没有方括号标签"),
        ({"note": "[ALOC]"}, "note", "不认识"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_column_and_reason(
    changes: dict[str, str], column: str, said: str
) -> None:
    read = result(**changes)
    assert (read.outcome, read.column, read.row) == (Outcome.REFUSED, column, 7)
    assert said in read.reason and read.money is None


def test_an_amount_is_kept_although_another_column_refuses_the_row() -> None:
    assert result(notice_date="2019-02-29").amount_fen == 100_000_000
    assert result(amount_yuan_text="x").amount_fen is None


def test_an_inexact_workbook_number_refuses_its_row() -> None:
    row = printed_row(3, cells(), (CellProblem("amount_yuan_text", "公式结果"),))
    assert read_row(row).column == "amount_yuan_text"
    harmless = printed_row(3, cells(), (CellProblem("persons", "公式结果"),))
    assert read_row(harmless).outcome is Outcome.USED


@pytest.mark.parametrize("tag", NOT_MONEY_TAGS)
def test_a_tag_of_the_list_is_not_money_whatever_its_amount_says(tag: str) -> None:
    read = result(note=f"[{tag}] x", amount_yuan_text="unreadable", notice_date="never")
    assert (read.outcome, read.column, read.amount_fen) == (Outcome.NOT_MONEY, "note", None)
    assert read.reason


@pytest.mark.parametrize("note", ["[alloc]", "【ALLOC】", "［ALLOC］", " [ALLOC] x"])
def test_a_tag_is_read_in_any_case_and_bracket(note: str) -> None:
    assert result(note=note).tag == "ALLOC"


def test_an_empty_amount_in_fen_has_nothing_to_disagree_with() -> None:
    assert result(amount_fen="").outcome is Outcome.USED


def test_a_zero_row_is_used_with_a_remark() -> None:
    read = result(amount_yuan_text="0.0万元", amount_fen="0")
    assert (read.outcome, read.amount_fen) == (Outcome.USED, 0)
    assert "金额为 0" in read.remarks[0]


def test_a_damaged_document_number_is_a_remark() -> None:
    read = result(doc_no="新财预〔2022〕289号; 凤巩领〔20228号")
    assert read.outcome is Outcome.USED and "凤巩领〔20228号" in read.remarks[0]


def test_a_rule_cited_as_document_number_is_not_the_moneys_own() -> None:
    read = result(note="[ALLOC]  | doc (rule)")
    assert read.money and read.money.doc_nos == () and "依据的规定" in read.remarks[0]


def test_an_unreadable_number_of_households_is_a_remark() -> None:
    read = result(households="约三十户")
    assert read.money and read.money.households is None and "户数" in read.remarks[0]
    assert (money := result(households="1,546 户").money) and money.households == 1546
