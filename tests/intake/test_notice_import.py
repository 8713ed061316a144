"""A notice gets into the database whole or not at all, and only once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Engine

from api.demo.notices import post_real_notices
from ledger.book.drafts import DraftIncomplete, DraftState, list_drafts, submit
from ledger.book.post import Connection
from ledger.book.verify import verify
from ledger.intake.notice_import import Imported, Importer
from ledger.intake.notice_intake import take_in_file
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import Sealer
from tests.intake.samples import DEMO, REAL, TREE, needs_real

TODAY = date(2020, 12, 31)
SEALER = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)
COUNTED = (
    "book",
    "source_document",
    "source_row",
    "draft",
    "draft_version",
    "project",
    "notice",
    "voucher",
)


@dataclass
class Desk:
    """A clerk's desk: one database and an importer on it."""

    connection: Connection
    engine: Engine

    def take(self, path: Path) -> list[Imported]:
        importer = Importer(self.connection, self.engine, SEALER, TREE, "经办甲", TODAY, TODAY)
        taken = [importer.take(each) for each in take_in_file(path, TREE)]
        return [each for each in taken if each]

    def counts(self) -> dict[str, int]:
        return {
            table: self.connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][
                0
            ]
            for table in COUNTED
        }


@pytest.fixture
def desk(demo_database: Database) -> Iterator[Desk]:
    with demo_database.connect() as connection:
        connection.execute("SELECT set_demo_clock('2020-12-31 12:00:00+08')")
        yield Desk(connection, demo_database.engine())


def notice(name: str) -> Path:
    return next((DEMO / "notices").glob(f"{name}_*.csv"))


def as_workbook(path: Path, target: Path) -> Path:
    """The same cells, saved by a spreadsheet: numbers become numbers."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if r and cell.isascii() and cell.isdigit():
                    sheet.write_number(r, c, int(cell))
                else:
                    sheet.write_string(r, c, cell)
    return target


def test_importing_the_same_notice_again_adds_nothing(desk: Desk) -> None:
    first = desk.take(notice("A03"))
    before = desk.counts()
    again = desk.take(notice("A03"))
    assert [each.new for each in first] == [True]
    assert [(each.new, each.drafts) for each in again] == [(False, ())]
    assert desk.counts() == before


def test_a_workbook_saved_from_the_same_rows_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.take(notice("A12"))
    before = desk.counts()
    again = desk.take(as_workbook(notice("A12"), tmp_path / "A12.xlsx"))
    assert [each.new for each in again] == [False]
    assert desk.counts() == before


def test_a_changed_notice_is_a_new_version_of_the_document_and_of_its_drafts(
    desk: Desk, tmp_path: Path
) -> None:
    desk.take(notice("A20"))
    changed = tmp_path / "A20_changed.csv"
    text = notice("A20").read_text("utf-8")
    changed.write_text(text.replace(",421,421000000,", ",422,422000000,"), "utf-8")
    (imported,) = desk.take(changed)
    assert imported.new
    assert {key.version for key in imported.drafts} == {2}
    assert desk.counts()["source_document"] == 2


def test_a_refused_row_keeps_its_draft_waiting_and_unsubmittable(desk: Desk) -> None:
    (imported,) = desk.take(notice("A05"))
    with unit_of_work(desk.engine) as work:
        states = {
            each.voucher.kind.value: each.state
            for each in list_drafts(work, imported.book, document=imported.document)
        }
        assert states == {"allocate": DraftState.OPEN, "pass_down": DraftState.INCOMPLETE}
        with pytest.raises(DraftIncomplete, match="待补正"):
            submit(work, imported.drafts, actor="经办甲")
    outcomes = desk.connection.execute(
        "SELECT outcome, count(*) FROM source_row GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert outcomes == [("not_money", 1), ("refused", 1), ("used", 8)]


def test_the_ten_notices_are_posted_once_and_the_ledger_verifies(desk: Desk) -> None:
    said: list[str] = []
    arguments = (desk.connection, desk.engine, SEALER)
    assert post_real_notices(*arguments, today=TODAY, say=said.append) == 22
    assert post_real_notices(*arguments, today=TODAY, say=said.append) == 0
    report = verify(desk.connection, SEALER)
    assert report.ok, report.differences
    assert report.checked["vouchers"] == 22


@needs_real
def test_all_real_notices_are_written_and_only_allocations_make_drafts(desk: Desk) -> None:
    taken = [each for path in sorted(REAL.glob("notices/*.csv")) for each in desk.take(path)]
    assert len(taken) == len(list(REAL.glob("notices/*.csv")))
    drafts_by_class = desk.connection.execute(
        "SELECT s.kind, count(d.draft) > 0 FROM source_document s "
        "LEFT JOIN draft d ON d.book = s.book AND d.document = s.document GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert drafts_by_class == [
        ("allocation", True),
        ("plan", False),
        ("result", False),
        ("running total", False),
    ]
    assert desk.counts()["voucher"] == 0
