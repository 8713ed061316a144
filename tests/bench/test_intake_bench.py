"""How near are files to their own libraries: reading to calamine, writing to xlsxwriter?

The roster has 100,000 rows and is previewed against a book that knows its 100,000 households: read,
validated, asked about, counted and added up. (`make bench`)
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from ledger.intake.report_workbook import Form, Head, write_report
from ledger.intake.sheet_export import write_sheet_rows
from ledger.intake.sheet_import import sheet_file
from ledger.intake.sheet_post import Progress, post_file
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.taking import SheetKind
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from tests.bench.table import Table, in_turn, timed
from tests.bench.table import speed as seconds_of
from tests.conftest import _clone
from tests.intake.bureau import (
    AGENT,
    BOOK,
    CHECKER,
    MAKER,
    PROJECT_CODE,
    SEALER,
    VILLAGE,
    Bureau,
    bureau_on,
)

pytestmark = pytest.mark.bench

ROWS = 100_000
POSTED_ROWS = 10_000
HOUSEHOLDS: SheetKind[Any] = SHEET_KINDS["households"]
LIST: SheetKind[Any] = SHEET_KINDS["approved-list"]
PAYMENTS: SheetKind[Any] = SHEET_KINDS["payments"]


def households() -> Iterator[tuple[Any, ...]]:
    for number in range(ROWS):
        yield (
            f"H{number:07}",
            VILLAGE,
            "一组",
            "registered",
            3,
            date(2018, 1, 1),
            None,
            "",
            "",
            "",
        )


def roster() -> Iterator[tuple[Any, ...]]:
    head = (
        *("QD-1", "2020年生态护林员劳务补助", "生态护林员劳务补助", PROJECT_CODE, "610727000000"),
        *(date(2020, 1, 1), date(2020, 12, 31), date(2020, 5, 1), date(2020, 12, 28), ""),
    )
    for number in range(ROWS):
        yield (*head, f"H{number:07}", 1000, 600_000 + number, 600_000 + number)


def payments(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        yield (
            *("一卡通", "PC-1", date(2020, 6, 30), "代发", AGENT, "", f"P{number:07}"),
            *(PROJECT_CODE, "", "生态护林员劳务补助", f"H{number:07}", f"张三{number}"),
            *(f"6217{number:015}", None, None, None, None, 1, "", None),
        )


@pytest.fixture(scope="module")
def bureau(
    server: Server, table: Table, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bureau]:
    path = tmp_path_factory.mktemp("bench") / "h.xlsx"
    write_sheet_rows(path, HOUSEHOLDS.sheet, households())
    with ExitStack() as stack:
        database: Database = stack.enter_context(_clone(server, demo=True))
        opened = stack.enter_context(bureau_on(database))
        begun = time.perf_counter()
        opened.take("households", path)
        table.state("households imported", ROWS / (time.perf_counter() - begun), "rows/s")
        with database.connect(database.owner) as owner:
            owner.execute("ANALYZE")  # as autovacuum has done in any book older than a minute
        yield opened


@pytest.fixture(scope="module")
def roster_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "r.xlsx"
    write_sheet_rows(path, LIST.sheet, roster())
    return path


def test_a_roster_previewed_beside_calamine_alone(
    table: Table, bureau: Bureau, roster_file: Path
) -> None:
    def previewed(path: Path) -> None:
        with bureau.desk() as desk, sheet_file(path, LIST, desk) as file:
            found = file.preview()
        assert (found.good, found.bad) == (ROWS, 0)

    def bare(path: Path) -> None:
        sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
        assert len(sheet.to_python()) == ROWS + 2

    given: Callable[[], Path] = lambda: roster_file  # noqa: E731
    ours, theirs = in_turn(timed(given, previewed), timed(given, bare))
    table.ratio(
        "100,000 roster rows previewed / calamine reading the file, time",
        seconds_of(theirs, ours),
        at_most=3,
    )
    table.state("roster rows previewed", ROWS / ours.median, "rows/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.state("peak memory of this process", peak, "MiB")


def test_a_report_written_beside_bare_xlsxwriter(table: Table, tmp_path: Path) -> None:
    heads = (
        *(Head("户编号", Form.CODE), Head("项目", Form.TEXT), Head("日期", Form.DAY)),
        *(Head("数量", Form.MILLI), Head("标准", Form.FEN), Head("金额", Form.FEN, summed=True)),
    )
    day = date(2020, 6, 30)
    rows = [(f"H{n:07}", "生态护林员", day, 1000, 600_000, 600_000 + n) for n in range(ROWS)]

    def ours(path: Path) -> None:
        assert write_report(path, "报表", heads, rows) == ROWS

    def bare(path: Path) -> None:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            text, number = book.add_format({"num_format": 49}), book.add_format({"num_format": 4})
            dates = book.add_format({"num_format": "yyyy-mm-dd"})
            for n, row in enumerate(rows):
                sheet.write_string(n, 0, row[0], text)
                sheet.write_string(n, 1, row[1], text)
                sheet.write_datetime(n, 2, row[2], dates)
                sheet.write_number(n, 3, row[3], number)
                sheet.write_number(n, 4, row[4], number)
                sheet.write_number(n, 5, row[5], number)

    given: Callable[[], Path] = lambda: tmp_path / "w.xlsx"  # noqa: E731
    measured, baseline = in_turn(timed(given, ours), timed(given, bare))
    table.ratio(
        "100,000 rows written / xlsxwriter bare, time",
        seconds_of(baseline, measured),
        at_most=1.5,
    )


def test_a_roster_goes_from_its_file_to_the_ledger(
    table: Table, bureau: Bureau, tmp_path: Path
) -> None:
    path = tmp_path / "p.xlsx"
    write_sheet_rows(path, PAYMENTS.sheet, payments(POSTED_ROWS))
    begun = time.perf_counter()
    made = bureau.take("payments", path)
    table.state("payment lines drafted", POSTED_ROWS / (time.perf_counter() - begun), "lines/s")
    said: list[Progress] = []
    begun = time.perf_counter()
    post_file(
        bureau.connection,
        bureau.engine,
        BOOK,
        "payments:一卡通/PC-1",
        maker=MAKER,
        checker=CHECKER,
        reason="",
        sealer=SEALER,
        say=said.append,
    )
    table.state(
        "payment lines approved and posted", POSTED_ROWS / (time.perf_counter() - begun), "lines/s"
    )
    assert len(said) == len(made.drafts) + 1
