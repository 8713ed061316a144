"""All 35 real notices: sums, classes with a reason each, and what each irregularity becomes."""

from __future__ import annotations

import csv
import json
from functools import cache

import pytest

from ledger.intake.notice_class import NoticeClass
from ledger.intake.notice_intake import NoticeIntake, notice_paths, take_in_file
from ledger.intake.notice_report import report_of
from ledger.intake.notice_rows import Outcome
from tests.intake.samples import REAL, TREE, needs_real

pytestmark = needs_real

ALLOCATION, PLAN = NoticeClass.ALLOCATION, NoticeClass.PLAN
RUNNING, RESULT = NoticeClass.RUNNING_TOTAL, NoticeClass.RESULT

CLASSES = {
    "A01": (ALLOCATION, "a city splits a provincial batch among counties"),
    "A02": (ALLOCATION, "a county states its year's sources; only the table of uses is missing"),
    "A03": (ALLOCATION, "a county's second batch, sources and uses"),
    "A05": (ALLOCATION, "a city's own second batch to counties, with 文号"),
    "A06": (ALLOCATION, "a central batch to townships; 'paid straight to cards' is how, not when"),
    "A07": (
        RUNNING,
        "cumulative by source up to a cut-off day (截止): a later one would repeat it",
    ),
    "A08": (ALLOCATION, "a zone assigns three sources to one education line"),
    "A10": (ALLOCATION, "a letter that releases money; its attachments are missing"),
    "A12": (ALLOCATION, "a city splits central and provincial money among counties and a farm"),
    "A13": (ALLOCATION, "a city splits added cooperation money among six counties"),
    "A14": (ALLOCATION, "money received in one month; the whole pool's projects are a remark"),
    "A15": (ALLOCATION, "a district allocates provincial money to two projects"),
    "A16": (ALLOCATION, "本次分配金额: this batch's share of projects"),
    "A17": (ALLOCATION, "分配结果公告 is the result of allocating, not of spending"),
    "A18": (ALLOCATION, "a third batch; the changes of earlier ones have tags of their own"),
    "A19": (ALLOCATION, "called a plan, but the chain of 文号 ends with the bureau's release"),
    "A20": (ALLOCATION, "a city passes sector money to three counties"),
    "A21": (ALLOCATION, "a city passes a school subsidy to counties"),
    "A24": (ALLOCATION, "a city's own money by project; the view by office has a tag of its own"),
    "A25": (ALLOCATION, "an advance batch to villages"),
    "A28": (ALLOCATION, "unspent money and the county's own to nine townships, with 文号"),
    "A29": (ALLOCATION, "a county passes municipal money to a township"),
    "A31": (PLAN, "a project library and what is drawn into next year's plan; bonds applied for"),
    "A34": (RESULT, "bins bought by quantity × price for a project of the year before"),
    "A35": (RESULT, "settlement amounts of finished projects"),
    "A36": (ALLOCATION, "公示 before payment, from the district's own money, to the fen"),
    "A37": (PLAN, "概算 for a year not begun"),
    "A38": (RESULT, "subsidy already paid in six batches"),
    "A39": (PLAN, "three quarters of it for loans only planned (计划新增)"),
    "A41": (
        ALLOCATION,
        "the first batch of 2021's PV income is released; only its origin cumulates",
    ),
    "A43": (RUNNING, "a year's income and uses: batches that were notices already"),
    "A46": (ALLOCATION, "a year's central money arranged by subsidy type, level stated"),
    "A48": (PLAN, "a project's whole funding with farmers' own money; 600 of 1000 released"),
    "A49": (PLAN, "a news item; of a planned 2000 + 1058"),
    "A51": (RUNNING, "only this batch and a cumulative figure; the first batch must be derived"),
}


@cache
def notices() -> dict[str, NoticeIntake]:
    return {
        each.notice_id: each for path in notice_paths(REAL) for each in take_in_file(path, TREE)
    }


def remarks(notice_id: str) -> str:
    return "\n".join(notices()[notice_id].remarks)


def refused(notice_id: str) -> list[tuple[str, str, str]]:
    return [
        (each.printed.recipient_region_or_unit, each.column, each.reason)
        for each in notices()[notice_id].rows
        if each.outcome is Outcome.REFUSED
    ]


def test_all_35_notices_are_taken_in_and_have_an_expected_class() -> None:
    assert len(notices()) == 35
    assert set(CLASSES) == set(notices())


@pytest.mark.parametrize("notice_id", CLASSES)
def test_a_real_notice_has_the_class_a_reader_gives_it(notice_id: str) -> None:
    classed = notices()[notice_id].classed
    assert (classed.kind, bool(classed.reason)) == (CLASSES[notice_id][0], True)


@pytest.mark.parametrize("notice_id", CLASSES)
def test_only_an_allocation_makes_vouchers(notice_id: str) -> None:
    plan = notices()[notice_id].plan
    assert (plan is not None) == (CLASSES[notice_id][0] is ALLOCATION)
    assert plan is None or plan.vouchers


@pytest.mark.parametrize("notice_id", CLASSES)
def test_every_row_of_a_real_notice_has_exactly_one_outcome(notice_id: str) -> None:
    report = report_of(notices()[notice_id])
    assert report["rows"] == report["used"] + report["not_money"] + report["refused"] > 0
    rows = [each for each in report["reasons"] if each["row"] is not None]
    assert len(rows) == report["not_money"] + report["refused"]
    assert all(each["reason"] for each in report["reasons"])
    assert json.loads(json.dumps(report)) == report


def test_sums_and_differences_are_those_of_sum_checks() -> None:
    checked = 0
    with (REAL / "sum_checks.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            report = report_of(notices()[line["notice_id"]])
            kind = line["check"].split()[0]
            if "stated total" not in line["check"]:
                continue
            sum_fen = report["src_fen"] if kind == "SRC" else report["alloc_fen"]
            assert sum_fen == int(line["sum_of_parts_fen"]), line
            if line["expected_fen"]:
                assert report["printed_fen"] == int(line["expected_fen"]), line
                if kind == "ALLOC" or report["alloc_fen"] is None:
                    assert report["difference_fen"] == int(line["difference_fen"]), line
            checked += 1
    assert checked == 42


def test_a_notice_without_a_printed_total_has_no_difference() -> None:
    for notice_id in ("A35", "A46"):
        report = report_of(notices()[notice_id])
        assert (report["printed_fen"], report["difference_fen"]) == (None, None)
        assert "没有印出总额" in remarks(notice_id)


def test_the_first_amount_of_a_commented_total_is_the_printed_one() -> None:
    assert report_of(notices()["A31"])["printed_fen"] == 18576_000_000
    assert report_of(notices()["A51"])["printed_fen"] == 66185_000_000


def test_an_unregistered_zone_is_refused_and_everything_else_kept() -> None:
    for notice_id, amount_fen in (("A05", 75_000_000), ("A21", 600_000)):
        ((recipient, column, reason),) = refused(notice_id)
        assert (recipient, column) == ("示范区", "recipient_region_or_unit")
        assert "商丘市内没有登记" in reason
        plan = notices()[notice_id].plan
        assert plan is not None
        allocate, down = plan.vouchers
        assert not allocate.problems and [each.reason for each in down.problems] == [reason]
        assert allocate.voucher.amount_fen - down.voucher.amount_fen == amount_fen
    others = set(notices()) - {"A05", "A21"}
    assert [each for each in others if refused(each)] == []


def test_every_plan_moves_no_more_of_a_lot_than_the_lot_has() -> None:
    for each in notices().values():
        if each.plan is None:
            continue
        for lot in each.plan.lots:
            left = {"unassigned": 0, "pool": 0}
            for planned in each.plan.vouchers:
                if planned.part.endswith("-shortfall"):
                    continue
                for entry in planned.voucher.entries:
                    if entry.lot == lot.lot:
                        for kind, sign in ((entry.start.kind, -1), (entry.end.kind, 1)):
                            if kind in left:
                                left[kind] += sign * entry.amount_fen
                assert min(left.values()) >= 0, (each.notice_id, planned.part)


def test_each_irregularity_becomes_what_it_should() -> None:
    """One line for each; what no ledger of amounts can see is listed in the test below."""
    plans = {key: each.plan for key, each in notices().items()}
    assert "没有印出下达文号" in remarks("A01")  # no document number at all
    assert "来源级次合并列示" in remarks("A02")
    assert len(plans["A03"].lots[0].facts.doc_nos) == 4  # type: ignore[union-attr]
    assert "按先到先用分摊" in remarks("A03")
    assert "所存网页不完整" in remarks("A06") and plans["A06"].shortfall_fen == 0  # type: ignore[union-attr]
    assert "比文件日期 2018年9月1日 晚" in remarks("A08")
    assert [each.tag for each in notices()["A10"].rows].count("OF_WHICH") == 1
    assert "日期只到年:2018年" in remarks("A12")
    assert report_of(notices()["A12"])["not_money"] == 7  # the total column is not added
    assert {each.level.level.value for each in plans["A13"].lots} == {"paired_aid"}  # type: ignore[union-attr]
    assert plans["A14"].shortfall_fen == 751_330_000  # type: ignore[union-attr]
    assert "去向超出来源 751.33万元" in remarks("A14")
    assert "凤巩领〔20228号" in remarks("A15")  # damaged, kept as printed
    assert "相差 -613.1万元" in remarks("A16")
    assert report_of(notices()["A17"])["difference_fen"] == 0  # subtotals stay out
    assert "调整或收回" in remarks("A18")
    assert "牟财农〔2022〕5号" in notices()["A19"].classed.reason
    assert "金额为 0,不记账" in remarks("A21")
    assert report_of(notices()["A24"])["not_money"] == 4  # the second view of the same money
    assert "所属预算年度为 2020 年" in remarks("A25")
    assert "结余" in remarks("A28")
    assert notices()["A36"].entry.period is not None  # type: ignore[union-attr]
    assert "晚 112 天" in remarks("A37")
    assert "宁乡振发〔202283号" in remarks("A38")
    assert "相差 -0.24722万元" in remarks("A39")
    assert "依据的规定" in remarks("A41")
    assert "来源级次合并列示" in remarks("A51")


TESTED = (
    "A01 A02 A03 A05 A06 A08 A10 A12 A13 A14 A15 A16 A17 A18 A19 A21 A24 A25 A28 A36 A37 A38 A39 "
    "A41 A51"
)
NOT_FOR_INTAKE = {
    "A07": "which document was the batch before: its class keeps it out",
    "A20": "the title names central money that is absent: index text only",
    "A29": "budget code and deadline stand in the note, kept with the row",
    "A31": "three degrees of reality: its class keeps it out",
    "A34": "three villages in the text, four in the rows: index text only",
    "A35": "a start date without day stands in the content column, kept with the row",
    "A43": "empty header fields, nested sentence: its class keeps it out",
    "A46": "a copied name and a unit among units stand in the content column",
    "A48": "farmers' own money: its class keeps it out",
    "A49": "a typing error of the news item: its class keeps it out",
}


def test_every_irregular_notice_is_tested_or_named() -> None:
    tested = set(TESTED.split())
    irregular = {key for key, each in notices().items() if each.entry and each.entry.irregularities}
    assert irregular == tested | set(NOT_FOR_INTAKE)
