"""A template is made from its declaration: what it asks for is what the reader takes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import python_calamine

from ledger.intake.sheet import Kind, Sheet
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.sheets.registers import REGISTER_SHEETS
from ledger.intake.template_workbook import write_template
from tests.intake.sheet_samples import read_all

SHEETS = [each.sheet for each in SHEET_KINDS.values()]
by_name = pytest.mark.parametrize("sheet", SHEETS, ids=lambda each: each.name)


@pytest.fixture
def template(sheet: Sheet[Any], tmp_path: Path) -> Path:
    path = tmp_path / "t.xlsx"
    write_template(path, sheet)
    return path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_there_are_fifty_five_templates() -> None:
    assert len(SHEETS) == 55


@by_name
def test_the_row_has_one_field_for_each_column(sheet: Sheet[Any]) -> None:
    keys = [each.key for each in sheet.columns]
    if sheet.name in REGISTER_SHEETS:  # their rows are cells by key
        assert list(sheet.make(*keys)) == keys
    else:
        assert list(get_type_hints(sheet.make)) == keys
    assert {*sheet.key, *sheet.sums} <= {each.key for each in sheet.columns}
    assert len({each.title for each in sheet.columns}) == len(sheet.columns)


@by_name
def test_an_empty_template_has_no_rows_though_it_shows_an_example(
    sheet: Sheet[Any], template: Path
) -> None:
    assert sheet.total_required or read_all(template, sheet) == []
    rows = python_calamine.load_workbook(template).get_sheet_by_index(0).to_python()
    assert rows[0] == [each.heading for each in sheet.columns]
    assert str(rows[1][0]).startswith("示例")


@by_name
def test_a_template_has_a_frozen_header_notes_and_drop_downs(
    sheet: Sheet[Any], template: Path
) -> None:
    page = part(template, "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="1"' in page
    assert 'state="frozen"' in page
    for each in sheet.columns:
        if each.choices:
            assert f'"{",".join(printed for printed, _ in each.choices)}"' in page.replace(
                "&quot;", '"'
            )
    notes = part(template, "xl/comments1.xml")
    assert notes.count("<comment ") == len(sheet.columns)


@by_name
def test_columns_that_excel_would_turn_into_numbers_are_text(
    sheet: Sheet[Any], template: Path
) -> None:
    page, styles = part(template, "xl/worksheets/sheet1.xml"), part(template, "xl/styles.xml")
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="[^"]*" style="(\d+)"', page)
    style_of = {n: int(s) for lo, hi, s in columns for n in range(int(lo), int(hi) + 1)}
    for place, each in enumerate(sheet.columns, start=1):
        if each.kind.as_text:
            assert formats[style_of[place]] == "49", each.title  # 49 is the format @


@by_name
def test_every_column_is_explained(sheet: Sheet[Any], template: Path) -> None:
    page = python_calamine.load_workbook(template).get_sheet_by_name("说明").to_python()
    titles = {row[0]: row for row in page}
    for each in sheet.columns:
        assert titles[each.heading][1] == ("是" if each.required else "否")
        assert titles[each.heading][2]


@by_name
def test_the_example_is_a_row_that_reads_well(sheet: Sheet[Any], tmp_path: Path) -> None:
    """A clerk who copies the example must not be told that it is wrong."""
    path = tmp_path / "f.csv"
    cells = [each.example for each in sheet.columns]
    heads = ",".join(each.heading for each in sheet.columns)
    sums = ["合计", *cells[1:]]
    total = [
        cell if place == 0 or each.key in sheet.sums else ""
        for place, (each, cell) in enumerate(zip(sheet.columns, sums, strict=True))
    ]
    path.write_text(f"{heads}\n{','.join(cells)}\n{','.join(total)}\n", "utf-8")
    (read,) = read_all(path, sheet, rows_stated=1)
    assert read.faults == ()


def test_personal_columns_are_those_of_persons_and_payees() -> None:
    personal = {
        f"{sheet.name}.{each.key}"
        for sheet in SHEETS
        for each in sheet.columns
        if each.kind in (Kind.NAME, Kind.ID, Kind.CARD, Kind.PHONE)
        and not sheet.name.startswith("external-")
    }
    assert personal == {
        "cards.card",
        "confirmations.signer",
        "cards.name",
        "cards.resident_id",
        "households.address",
        "households.causes",
        "persons.name",
        "persons.resident_id",
        "persons.phone",
        "payee-authorities.name",
        "payee-authorities.resident_id",
        "payee-authorities.payee_name",
        "payee-authorities.payee_id",
        "payments.payee",
        "payments.card",
        "organisation-facts.legal_name",
        "organisation-facts.legal_id",
        "organisation-facts.phone",
        "organisation-facts.address",
        "organisation-facts.account",
        "responsible.name",
        "responsible.resident_id",
        "responsible.phone",
        "notice-register.text",
        "objections.contact",
        "objections.name",
        "objections.text",
        "objections.answer",
    }
