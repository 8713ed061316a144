"""What leaves as a workbook can be read by an office, and registers can come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
import python_calamine

from ledger.intake.exports import EXPORTS
from ledger.intake.report_workbook import Form, Head, exact_decimal, write_report
from ledger.intake.sheet_post import post_file
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
)


@pytest.fixture
def bureau(shipped_database: Database, tmp_path: Path) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        rows = [household(1), household(2), household(1, kind="脱贫户", valid_from="2020-03-01")]
        path = filled(tmp_path / "h.xlsx", SHEET_KINDS["households"].sheet, rows)
        opened.take("households", path)
        yield opened


def exported(bureau: Bureau, name: str, path: Path) -> list[list[object]]:
    with bureau.database.reading() as connection:
        count = EXPORTS[name].write(connection, BOOK, path)
    sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
    rows: list[list[object]] = [[*row] for row in sheet.to_python()]
    assert len(rows) >= count + 1
    return rows


HOME = "H00001"
OF_HOUSEHOLDS: dict[str, dict[str, object]] = {
    "household-incomes": {"household": HOME, "year": 2018, "income": "12000.50元", "members": 3},
    "household-moves": {"kind": "分户", "household": HOME, "to_household": "H00002",
                        "happened_on": "2019-03-01", "from_region": "610727101201",
                        "to_region": "610727101201"},
    "exit-steps": {"household": HOME, "region": "610727101201", "procedure": "HZ100-household",
                   "exit_year": 2019, "step": 1, "done_on": "2019-11-01", "passed": "通过"},
}  # fmt: skip


@pytest.mark.parametrize("name", OF_HOUSEHOLDS)
def test_what_is_said_of_households_comes_back_and_adds_nothing(
    bureau: Bureau, tmp_path: Path, name: str
) -> None:
    path = filled(tmp_path / "n.xlsx", SHEET_KINDS[name].sheet, [OF_HOUSEHOLDS[name]])
    assert bureau.take(name, path).new == 1
    rows = exported(bureau, name, tmp_path / "e.xlsx")
    assert HOME in rows[1]
    made = bureau.take(name, tmp_path / "e.xlsx")
    assert (made.new, made.aside) == (0, 0)


@pytest.mark.parametrize("name", ["organisations", "projects", "households"])
def test_an_exported_register_adds_nothing_when_it_comes_back(
    bureau: Bureau, tmp_path: Path, name: str
) -> None:
    rows = exported(bureau, name, tmp_path / "e.xlsx")
    assert len(rows) > 1
    made = bureau.take(name, tmp_path / "e.xlsx")
    assert (made.new, made.aside) == (0, 0)


def test_households_leave_under_their_numbers_with_each_of_their_times(
    bureau: Bureau, tmp_path: Path
) -> None:
    first = exported(bureau, "households", tmp_path / "e.xlsx")
    assert [row[0] for row in first[1:3]] == ["H00001", "H00001"]
    assert [row[5] for row in first[1:3]] == [date(2018, 1, 1), date(2020, 3, 1)]


def test_payment_lines_leave_with_their_numbers_and_a_formula_below(
    bureau: Bureau, tmp_path: Path
) -> None:
    path = filled(tmp_path / "p.xlsx", SHEET_KINDS["payments"].sheet, [payment(1), payment(2)])
    bureau.take("payments", path)
    post_file(
        bureau.connection,
        bureau.engine,
        BOOK,
        "payments:一卡通/PC-1",
        maker=MAKER,
        checker=CHECKER,
        reason="",
        sealer=SEALER,
        say=lambda _: None,
    )
    rows = exported(bureau, "payment-lines", tmp_path / "e.xlsx")
    at = rows[0].index("金额（元）")
    assert [row[at] for row in rows[1:]] == [30.05, 30.05, 60.1]
    assert [row[rows[0].index("外部编号")] for row in rows[1:3]] == ["P0000001", "P0000002"]
    assert rows[3][0] == "合计2行"
    with ZipFile(tmp_path / "e.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>SUM(N2:N3)</f>" in page
    assert 'state="frozen"' in page
    assert str(exported(bureau, "vouchers", tmp_path / "v.xlsx")[-1][0]).startswith("合计")


def test_an_amount_is_a_number_to_fifteen_digits_and_text_beyond(tmp_path: Path) -> None:
    largest, beyond = 999_999_999_999_999, 1_000_000_000_000_001
    assert exact_decimal(largest, 2) is not None
    assert exact_decimal(beyond, 2) is None
    path = tmp_path / "r.xlsx"
    write_report(
        path, "报表", (Head("甲", Form.TEXT), Head("乙", Form.FEN)), [("a", largest), ("b", beyond)]
    )
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == [9_999_999_999_999.99, "10000000000000.01"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, "报表", (Head("甲", Form.TEXT),), [("=1+1",), ("http://example.invalid",)])
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["=1+1", "http://example.invalid"]
    with ZipFile(path) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
