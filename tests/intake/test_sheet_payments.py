"""A payment file becomes drafts, vouchers, and with the bank's file payments and returns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.book.verify import verify
from ledger.intake.sheet_import import FileHasBadRows
from ledger.intake.sheet_post import Progress, post_file
from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.database import Database
from tests.intake.bureau import (
    BOOK,
    CHECKER,
    MAKER,
    SEALER,
    Bureau,
    bureau_on,
    filled,
    household,
    payment,
    result,
)

PAYMENTS = SHEET_KINDS["payments"].sheet
RESULTS = SHEET_KINDS["bank-result"].sheet


@pytest.fixture
def bureau(shipped_database: Database, tmp_path: Path) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        rows = [household(number) for number in range(1, 6)]
        opened.take(
            "households", filled(tmp_path / "h.xlsx", SHEET_KINDS["households"].sheet, rows)
        )
        yield opened


def posted(bureau: Bureau, external_id: str) -> int:
    said: list[Progress] = []
    done = post_file(
        bureau.connection,
        bureau.engine,
        BOOK,
        external_id,
        maker=MAKER,
        checker=CHECKER,
        reason="",
        sealer=SEALER,
        say=said.append,
    )
    assert len(said) == done + 1
    assert [each.number > 0 for each in said] == [False, *[True] * done]
    return done


def test_a_roster_is_paid_settled_and_returned_line_by_line(bureau: Bureau, tmp_path: Path) -> None:
    rows = [payment(number) for number in range(1, 6)]
    made = bureau.take("payments", filled(tmp_path / "p.xlsx", PAYMENTS, rows))
    assert (made.new, len(made.drafts), made.aside) == (5, 1, 0)
    assert posted(bureau, "payments:一卡通/PC-1") == 1
    assert posted(bureau, "payments:一卡通/PC-1") == 0

    results = [result(number) for number in range(1, 5)]
    results.append(result(5, result="失败", reason="账号不存在"))
    made = bureau.take("bank-result", filled(tmp_path / "r.xlsx", RESULTS, results))
    assert (made.new, len(made.drafts)) == (5, 2)
    assert posted(bureau, "bank-result:一卡通/JG-1") == 2
    balances = bureau.rows(
        "SELECT a.kind, sum(b.balance_fen) FROM balance b JOIN account a USING (book, account)"
        " WHERE a.kind IN ('agent', 'household', 'project') GROUP BY 1 ORDER BY 1"
    )
    assert balances == [
        ("agent", 0),
        ("household", 4 * 3005),
        ("project", 2_000_000_00 - 4 * 3005),
    ]
    report = verify(bureau.connection, SEALER)
    assert report.ok, report.differences


def test_the_same_file_again_adds_nothing(bureau: Bureau, tmp_path: Path) -> None:
    path = filled(tmp_path / "p.xlsx", PAYMENTS, [payment(1), payment(2)])
    bureau.take("payments", path)
    before = [bureau.count(table) for table in ("draft", "source_row", "external_number")]
    again = bureau.take("payments", path)
    assert (again.document, again.new, again.drafts) == (None, 0, ())
    assert [bureau.count(table) for table in ("draft", "source_row", "external_number")] == before


def test_more_lines_under_the_same_batch_add_only_what_is_new(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.take("payments", filled(tmp_path / "p.xlsx", PAYMENTS, [payment(1)]))
    more = bureau.take("payments", filled(tmp_path / "q.xlsx", PAYMENTS, [payment(1), payment(2)]))
    assert (more.version, more.new, len(more.drafts)) == (2, 1, 1)
    assert posted(bureau, "payments:一卡通/PC-1") == 2


def test_a_number_used_before_with_another_amount_is_refused(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.take("payments", filled(tmp_path / "p.xlsx", PAYMENTS, [payment(1)]))
    path = filled(tmp_path / "q.xlsx", PAYMENTS, [payment(1, amount_fen=31)])
    found = bureau.preview("payments", path)
    assert [fault.column for faults in found.faults.values() for fault in faults] == ["外部编号"]
    with pytest.raises(FileHasBadRows):
        bureau.take("payments", path)


def test_the_oldest_lot_pays_first_and_a_line_may_be_paid_by_two(
    shipped_database: Database, tmp_path: Path
) -> None:
    with bureau_on(shipped_database, fund_fen=50_00) as bureau:
        bureau.take(
            "households",
            filled(
                tmp_path / "h.xlsx",
                SHEET_KINDS["households"].sheet,
                [household(number) for number in (1, 2, 3)],
            ),
        )
        rows = [payment(number) for number in (1, 2, 3)]
        bureau.take("payments", filled(tmp_path / "p.xlsx", PAYMENTS, rows))
        posted(bureau, "payments:一卡通/PC-1")
        shares = bureau.rows(
            "SELECT e.line, e.amount_fen, e.attribution FROM entry e WHERE e.line IS NOT NULL"
            " ORDER BY e.entry"
        )
        assert shares == [
            (1, 3005, "rule"),
            (2, 1995, "rule"),
            (2, 1010, "rule"),
            (3, 3005, "rule"),
        ]
        four = [payment(4, household="H00001", batch="PC-2", amount_fen=9.86)]
        short = bureau.preview("payments", filled(tmp_path / "s.xlsx", PAYMENTS, four))
        assert "项目余额不足" in short.faults[2][0].reason
        four[0]["amount_fen"] = 9.85
        exact = bureau.preview("payments", filled(tmp_path / "t.xlsx", PAYMENTS, four))
        assert not exact.faults


def test_a_result_is_refused_for_another_amount_or_an_unposted_roster(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.take("payments", filled(tmp_path / "p.xlsx", PAYMENTS, [payment(1)]))
    early = bureau.preview("bank-result", filled(tmp_path / "r.xlsx", RESULTS, [result(1)]))
    assert "还没有记账" in early.faults[2][0].reason
    posted(bureau, "payments:一卡通/PC-1")
    other = filled(tmp_path / "s.xlsx", RESULTS, [result(1, amount_fen=30.06), result(9)])
    found = bureau.preview("bank-result", other)
    assert found.faults[2][0].column == "金额"
    assert found.faults[3][0].reason == "没有外部编号为 P0000009 的支付"


def test_names_and_cards_are_kept_sealed_only(bureau: Bureau, tmp_path: Path) -> None:
    path = filled(tmp_path / "p.xlsx", PAYMENTS, [payment(1)])
    bureau.take("payments", path)
    posted(bureau, "payments:一卡通/PC-1")
    tables = ("source_row", "source_document", "draft_version", "payment_line", "voucher")
    for table in tables:
        for (row,) in bureau.rows(f"SELECT to_jsonb(t)::text FROM {table} t"):
            assert "张三" not in row, table
            assert "6217000000000000001" not in row, table
