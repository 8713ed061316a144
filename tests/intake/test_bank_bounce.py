"""A payment that the bank called a success comes back days later (退票)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ledger.book.books import open_year
from ledger.book.household_money import household_money
from ledger.book.payment_trace import trace_payment
from ledger.book.verify import verify
from ledger.intake.sheet_post import post_file
from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.database import Database
from tests.intake.bureau import (
    BOOK,
    CHECKER,
    MAKER,
    SEALER,
    YEAR,
    Bureau,
    bureau_on,
    filled,
    household,
    payment,
    result,
)

RESULTS = SHEET_KINDS["bank-result"].sheet
FEN = 3005


@pytest.fixture
def bureau(shipped_database: Database, tmp_path: Path) -> Iterator[Bureau]:
    """Three lines sent, of two lots; the first two were paid, the third waits for the bank."""
    with bureau_on(shipped_database, fund_fen=5_000) as opened:
        files = (
            ("households", [household(n) for n in (1, 2, 3)]),
            ("payments", [payment(n) for n in (1, 2, 3)]),
        )
        for name, rows in files:
            opened.take(name, filled(tmp_path / f"{name}.xlsx", SHEET_KINDS[name].sheet, rows))
        post(opened, "payments:一卡通/PC-1")
        opened.take("bank-result", told(tmp_path, "JG-1", [result(1), result(2)]))
        post(opened, "bank-result:一卡通/JG-1")
        opened.connection.execute("SELECT set_demo_clock('2020-07-10 09:00:00+08')")
        yield opened
        report = verify(opened.connection, SEALER)
        assert report.ok, report.differences


def post(bureau: Bureau, external_id: str) -> int:
    return post_file(
        bureau.connection,
        bureau.engine,
        BOOK,
        external_id,
        maker=MAKER,
        checker=CHECKER,
        reason="",
        sealer=SEALER,
        say=lambda progress: None,
    )


def told(directory: Path, batch: str, rows: list[dict[str, object]]) -> Path:
    return filled(directory / f"{batch}.xlsx", RESULTS, [each | {"batch": batch} for each in rows])


def bounce(number: int, **changed: object) -> dict[str, object]:
    return result(number, result="退票", reason="户名不符", bank_on="2020-07-08") | changed


def standing(bureau: Bureau) -> dict[str, int]:
    return dict(
        bureau.rows(
            "SELECT a.kind, sum(b.balance_fen)::bigint FROM balance b"
            " JOIN account a USING (book, account)"
            " WHERE a.kind IN ('agent', 'household', 'project') GROUP BY 1"
        )
    )


def reasons(bureau: Bureau, path: Path) -> list[str]:
    found = bureau.preview("bank-result", path)
    return [fault.reason for faults in found.faults.values() for fault in faults]


def of_household(bureau: Bureau, number: int) -> UUID:
    ((key,),) = bureau.rows(
        "SELECT key FROM register_code WHERE kind = 'household' AND code = %s", f"H{number:05}"
    )
    assert isinstance(key, UUID)
    return key


def test_the_money_goes_back_to_the_project_under_the_lines_it_had_paid(
    bureau: Bureau, tmp_path: Path
) -> None:
    assert standing(bureau) == {"agent": FEN, "household": 2 * FEN, "project": 10_000 - 3 * FEN}
    # The second line was paid by two lots: both come back, each the way it went.
    made = bureau.take("bank-result", told(tmp_path, "TP-1", [bounce(1), bounce(2)]))
    assert (made.new, len(made.drafts)) == (2, 1)
    assert post(bureau, "bank-result:一卡通/TP-1") == 1
    assert standing(bureau) == {"agent": FEN, "household": 0, "project": 10_000 - FEN}
    lines: list[tuple[Any, ...]] = bureau.rows(
        "SELECT l.line, l.amount_fen, l.bank_result, p.bank_result, w.kind, l.household ="
        " p.household FROM payment_line l"
        " JOIN voucher v USING (book, year, number)"
        " JOIN payment_line p ON p.book = l.book AND p.year = l.of_year AND p.number = l.of_number"
        "   AND p.line = l.of_line"
        " JOIN voucher w ON w.book = p.book AND w.year = p.year AND w.number = p.number"
        " WHERE v.kind = 'return' ORDER BY l.line"
    )
    assert lines == [(n, FEN, "退票：户名不符", "成功", "pay", True) for n in (1, 2)]
    paid = bureau.rows("SELECT year, number FROM voucher WHERE kind = 'pay'")
    for line in (1, 2):
        traced = trace_payment(bureau.connection, BOOK, *paid[0], line=line)
        assert (traced.amount_fen, traced.taken_back_fen) == (FEN, FEN)
    lots = bureau.rows(
        "SELECT lot, sum(CASE WHEN relation = 'settles' THEN amount_fen ELSE 0 END),"
        " sum(CASE WHEN relation = 'returns' THEN amount_fen ELSE 0 END) / 2"
        " FROM entry WHERE relation IS NOT NULL GROUP BY 1"
    )
    assert len(lots) == 2
    assert all(paid == back for _, paid, back in lots)


def test_the_household_sees_what_came_and_that_it_went_back(bureau: Bureau, tmp_path: Path) -> None:
    key = of_household(bureau, 2)
    assert household_money(bureau.connection, BOOK, key).arrived_fen == FEN
    bureau.take("bank-result", told(tmp_path, "TP-1", [bounce(2)]))
    post(bureau, "bank-result:一卡通/TP-1")
    money = household_money(bureau.connection, BOOK, key)
    assert (money.arrived_fen, money.on_the_way_fen, money.standing_fen) == (0, 0, {})
    back = [each for each in money.moves if each.voucher_kind == "return"]
    assert [(each.from_kind, each.to_kind) for each in back] == [
        *(("household", "agent"), ("agent", "project")) * 2
    ]
    assert {each.happened_on for each in back} == {date(2020, 7, 8)}
    # Before the bounce was known, or on the days before it, the money had arrived.
    before = household_money(bureau.connection, BOOK, key, as_of=date(2020, 7, 7))
    assert before.arrived_fen == FEN
    # A neighbour's payment is untouched.
    assert household_money(bureau.connection, BOOK, of_household(bureau, 1)).arrived_fen == FEN


def test_paid_anew_under_a_new_number(bureau: Bureau, tmp_path: Path) -> None:
    bureau.take("bank-result", told(tmp_path, "TP-1", [bounce(1)]))
    post(bureau, "bank-result:一卡通/TP-1")
    again = payment(9, household="H00001", batch="PC-2")
    bureau.take("payments", filled(tmp_path / "again.xlsx", SHEET_KINDS["payments"].sheet, [again]))
    post(bureau, "payments:一卡通/PC-2")
    bureau.take("bank-result", told(tmp_path, "JG-2", [result(9)]))
    post(bureau, "bank-result:一卡通/JG-2")
    assert household_money(bureau.connection, BOOK, of_household(bureau, 1)).arrived_fen == FEN


def test_a_bounce_is_told_once(bureau: Bureau, tmp_path: Path) -> None:
    path = told(tmp_path, "TP-1", [bounce(1)])
    bureau.take("bank-result", path)
    # Before it is posted and after: the same file adds nothing, another one with it neither.
    for _ in range(2):
        assert bureau.take("bank-result", path).document is None
        other = told(tmp_path, "TP-2", [bounce(1)])
        assert reasons(bureau, other) == ["P0000001 的结果已经导入过，内容不同"]
        post(bureau, "bank-result:一卡通/TP-1")
    assert standing(bureau)["household"] == FEN
    assert reasons(bureau, told(tmp_path, "TP-3", [result(1, bank_on="2020-07-09")])) == [
        "P0000001 的结果已经导入过，内容不同"
    ]


def test_only_what_was_paid_bounces_and_wholly(bureau: Bureau, tmp_path: Path) -> None:
    wrong = [
        bounce(3),
        bounce(1, amount_fen=30.06),
        bounce(2, reason=""),
        bounce(7),
    ]
    assert reasons(bureau, told(tmp_path, "TP-1", wrong)) == [
        "P0000003 没有已记账的成功结果，不能登记退票",
        "发放 30.05元，银行结果 30.06元",
        "结果为失败或退票时必填",
        "没有外部编号为 P0000007 的支付",
    ]


def test_a_bounce_of_the_next_year_belongs_to_that_year(bureau: Bureau, tmp_path: Path) -> None:
    late = told(tmp_path, "TP-1", [bounce(1, bank_on="2021-01-04")])
    bureau.connection.execute("SELECT set_demo_clock('2021-01-10 09:00:00+08')")
    open_year(bureau.connection, BOOK, YEAR + 1, "系统")
    bureau.take("bank-result", late)
    post(bureau, "bank-result:一卡通/TP-1")
    assert bureau.rows("SELECT year, number FROM voucher WHERE kind = 'return'") == [(YEAR + 1, 1)]
    assert household_money(bureau.connection, BOOK, of_household(bureau, 1)).arrived_fen == 0
