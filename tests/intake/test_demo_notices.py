"""The product's own ten notices: whole, postable, traceable to their source, without names."""

from __future__ import annotations

import re
from datetime import date

from ledger.intake.notice_class import NoticeClass
from ledger.intake.notice_intake import NoticeIntake, notice_paths, take_in_file
from ledger.intake.notice_report import report_of
from tests.intake.samples import DEMO, REAL, TREE, needs_real


def shipped() -> list[NoticeIntake]:
    return [each for path in notice_paths(DEMO) for each in take_in_file(path, TREE)]


def test_ten_allocation_notices_are_shipped_and_one_row_waits_for_its_place() -> None:
    notices = shipped()
    assert len(notices) == 10
    for each in notices:
        report = report_of(each)
        unnamed_zone = each.notice_id == "A05"
        assert (report["class"], report["refused"], report["difference_fen"]) == (
            NoticeClass.ALLOCATION.value,
            int(unnamed_zone),
            0,
        )
        assert each.plan is not None
        waiting = [planned.part for planned in each.plan.vouchers if planned.problems]
        assert waiting == (["pass_down"] if unnamed_zone else [])


def test_every_shipped_notice_keeps_its_source_address_and_is_of_the_demos_years() -> None:
    for each in shipped():
        assert each.entry and each.entry.source_url.startswith("http")
        assert each.entry.published and each.entry.published.last_on <= date(2020, 12, 31)


def test_no_persons_name_is_shipped() -> None:
    for path in DEMO.rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[\u4e00-\u9fff]某|联系人|contact|responsible", text), path


def test_each_shipped_notice_stands_in_the_book_of_its_issuer() -> None:
    books = {each.notice_id: each.plan.book for each in shipped() if each.plan}
    assert books["A03"] == 410322
    assert books["A05"] == books["A20"] == 411400


@needs_real
def test_importing_the_original_rows_after_the_shipped_ones_adds_nothing() -> None:
    """Same rows, same digests, same identities of lots, projects and drafts."""
    real = {
        each.notice_id: each for path in notice_paths(REAL) for each in take_in_file(path, TREE)
    }
    for each in shipped():
        assert (each.digest, each.plan) == (real[each.notice_id].digest, real[each.notice_id].plan)
