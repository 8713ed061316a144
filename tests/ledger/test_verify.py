"""verify is silent on what the ledger wrote itself, and says what it looked at."""

from __future__ import annotations

import json

from ledger.book.verify import verify
from ledger.book.verify_report import CODE_CHINESE, LISTED_PER_CODE, Code, Difference, Report
from tests.ledger.scene import LOWER, UPPER, Scene
from tests.ledger.story import story


def test_a_story_with_every_kind_of_voucher_verifies(told: Scene) -> None:
    told.assert_silent()


def test_the_report_counts_what_was_compared(told: Scene) -> None:
    checked = told.verified().checked
    steps = story()
    assert checked["vouchers"] == len(steps)
    assert checked["entries"] == sum(len(step.voucher.entries) for step in steps)
    assert checked["payment_lines"] == 4
    assert checked["events"] == 12
    assert (checked["confirmations"], checked["attachments"]) == (2, 2)
    assert checked["books"] == 2
    assert checked["private_rows"] == len(steps) + 4


def test_one_book_can_be_verified_alone(told: Scene) -> None:
    report = told.verified([LOWER])
    assert report.ok
    assert report.checked["vouchers"] == len([each for each in story() if each.book == LOWER])


def test_the_reading_role_verifies_everything_but_sealed_texts(told: Scene) -> None:
    with told.database.reading() as connection:
        report = verify(connection, None)
    assert report.ok
    assert not report.sealed
    assert report.checked["private_rows"] == 0


def test_the_same_ledger_gives_the_same_json(told: Scene) -> None:
    first, second = (json.dumps(told.verified().as_json()) for _ in range(2))
    assert first == second
    assert set(json.loads(first)) == {"checked", "differences", "not_listed", "ok", "sealed"}


def test_a_sealed_row_that_no_erasure_took_is_named(told: Scene) -> None:
    with told.undone(told.administrator) as connection:
        connection.execute("DELETE FROM private_line WHERE book = %s AND line = 1", (LOWER,))
        report = verify(connection, told.sealer)
        assert {each.code for each in report.differences} == {Code.PRIVATE_MISSING}
        assert all(each.number and each.detail["line"] == 1 for each in report.differences)
        assert report.checked["private_rows_absent"] == len(report.differences) == 3


def test_a_book_that_does_not_exist_is_a_difference(told: Scene) -> None:
    report = told.verified([UPPER, 123456])
    assert [(each.code, each.book) for each in report.differences] == [(Code.ORPHAN_BOOK, 123456)]


def test_every_code_has_a_chinese_text() -> None:
    assert set(CODE_CHINESE) == set(Code)
    assert all(code.chinese for code in Code)


def test_a_damaged_ledger_does_not_fill_the_memory() -> None:
    report = Report()
    for number in range(LISTED_PER_CODE + 5):
        report.add(Difference(Code.LEAF_MISMATCH, UPPER, 2019, number, {}))
    assert len(report.differences) == LISTED_PER_CODE
    assert report.not_listed == {"LEAF_MISMATCH": 5}
