"""A file of 200,000 rows goes through without its rows being held."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.intake.sheet_export import write_sheet_csv, write_sheet_rows
from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.database import Database
from tests.intake.bureau import VILLAGE, bureau_on

SHEET = SHEET_KINDS["households"].sheet
MIB = 2**20


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        stated = (f"H{number:07}", VILLAGE, "一组", "registered", 3, date(2018, 1, 1), None)
        yield (*stated, *[""] * (len(SHEET.columns) - len(stated)))


@pytest.mark.long
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_two_hundred_thousand_rows_take_hardly_more_memory_than_twenty_thousand(
    shipped_database: Database, tmp_path: Path, suffix: str
) -> None:
    peaks: list[int] = []
    with bureau_on(shipped_database) as bureau:
        for count in (20_000, 200_000):
            path = tmp_path / f"{count}.{suffix}"
            if suffix == "xlsx":
                write_sheet_rows(path, SHEET, rows(count))
            else:
                write_sheet_csv(path, SHEET, rows(count))
            tracemalloc.start()
            try:
                found = bureau.preview("households", path)
                peaks.append(tracemalloc.get_traced_memory()[1] - path.stat().st_size)
            finally:
                tracemalloc.stop()
            assert (found.good, found.bad) == (count, 0)
    # What is kept of a row is what finds a duplicate of it: less than 300 bytes.
    assert peaks[1] - peaks[0] < 180_000 * 300
    assert peaks[1] < 80 * MIB


@pytest.mark.long
def test_two_hundred_thousand_rows_are_written_without_being_held(
    shipped_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "h.csv"
    write_sheet_csv(path, SHEET, rows(200_000))
    with bureau_on(shipped_database) as bureau:
        tracemalloc.start()
        try:
            made = bureau.take("households", path)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert made.new == 200_000
        assert bureau.count("household") == 200_000
    assert peak < 120 * MIB
