"""Classes: who says it first, and which words are evidence."""

from __future__ import annotations

import pytest

from ledger.intake.notice_cells import printed_row
from ledger.intake.notice_class import Classed, NoticeClassUnknown, classify
from ledger.intake.notice_index import IndexEntry
from ledger.intake.notice_rows import read_row
from tests.intake.samples import cells

RUNNING = IndexEntry("T1", description="截至6月底累计投入")


def classed(
    *rows: dict[str, str], entry: IndexEntry | None = None, override: str | None = None
) -> Classed:
    read = [read_row(printed_row(2 + at, each)) for at, each in enumerate(rows or (cells(),))]
    return classify(read, entry, override)


def test_an_argument_counts_before_the_index_and_the_index_before_the_words() -> None:
    stated = IndexEntry("T1", description="截至6月底累计投入", stated_class="plan")
    assert classed(entry=stated, override="result").kind.value == "result"
    assert classed(entry=stated).kind.value == "plan"
    assert classed(entry=RUNNING).kind.value == "running total"


@pytest.mark.parametrize("text", ["running total", "running_total", "Running Total", "累计数"])
def test_a_class_may_be_stated_in_english_or_chinese(text: str) -> None:
    assert classed(override=text).kind.value == "running total"


def test_a_stated_class_that_is_none_of_the_four_is_refused() -> None:
    with pytest.raises(NoticeClassUnknown):
        classed(override="draft")


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, "allocation"),
        ({"project_name": "雨露计划"}, "allocation"),
        ({"note": "[CUMULATIVE]"}, "running total"),
        ({"note": "[LIBRARY]"}, "plan"),
        ({"note": "[RELEASED]"}, "plan"),
        ({"note": "[ALLOC] planned"}, "plan"),
        ({"note": "[ALLOC] unplanned"}, "allocation"),
        ({"project_name": "2024年计划新增户贷贴息"}, "plan"),
        ({"content": "贴息概算"}, "plan"),
        ({"note": "[ALLOC] 结算数"}, "result"),
        ({"org": "云南省财政厅(报道)"}, "plan"),
    ],
)
def test_the_words_of_rows_are_evidence(row: dict[str, str], kind: str) -> None:
    assert classed(cells(**row)).kind.value == kind


def test_one_settled_row_among_others_makes_no_result() -> None:
    assert classed(cells(note="[ALLOC] 结算数"), cells()).kind.value == "allocation"


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("District result notice: central money by purpose", "allocation"),
        ("2021年项目结算公告", "result"),
        ("小额信贷贴息已发放情况", "result"),
        ("2025年资金概算", "plan"),
        ("截止7月投入情况", "running total"),
        ("资金分配结果公告", "allocation"),
    ],
)
def test_the_words_of_the_index_are_evidence(description: str, kind: str) -> None:
    assert classed(entry=IndexEntry("T1", description=description)).kind.value == kind


def test_a_plan_that_cites_a_finance_bureaus_release_is_an_allocation() -> None:
    entry = IndexEntry("T1", description="项目计划公示")
    released = classed(cells(doc_no="牟乡振字〔2022〕2号; 牟财农〔2022〕5号"), entry=entry)
    assert released.kind.value == "allocation" and "牟财农〔2022〕5号" in released.reason
    assert classed(cells(doc_no="西农领〔2023〕6号"), entry=entry).kind.value == "plan"


def test_goods_bought_by_unit_price_without_level_and_number_are_a_result() -> None:
    bought = {"project_name": "购置垃圾箱", "content": "20 bins x 5000 yuan"}
    bare = {"doc_no": "", "fund_source_level": ""}
    assert classed(cells(**bought, **bare)).kind.value == "result"
    assert classed(cells(**bought)).kind.value == "allocation"
    assert classed(cells(**bought, **bare), cells()).kind.value == "allocation"
