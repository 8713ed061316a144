"""Every list leaves as a .xlsx: frozen header, numbers as numbers, sums as formulas, no formulas
from the data, for whoever may read the page and nobody else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine
from fastapi.testclient import TestClient

from api import reports
from api.exporting import OF_BOOK_READERS
from api.reports import Report
from ledger.intake.report_workbook import Form, Head, write_report
from tests.api.conftest import Signed
from tests.api.test_pages import form_token
from tests.api.world import FULL_NAME, LOWER, World

Bearer = Callable[[str], dict[str, str]]
LISTS = {
    "/books.xlsx": "maker",
    f"/books/{LOWER}/projects.xlsx": "township",
    f"/books/{LOWER}/lots.xlsx": "auditor",
    f"/books/{LOWER}/balances.xlsx?as_of=2019-05-31": "auditor",
    f"/books/{LOWER}/aside.xlsx": "auditor",
    "/drafts.xlsx?state=open": "checker",
    "/imports.xlsx": "auditor",
    "/findings.xlsx": "inspector",
    "/cases.xlsx": "inspector",
    "/notices.xlsx": "village",
    "/duties.xlsx": "project",
    "/objections.xlsx?all=1": "auditor",
    "/confirmations.xlsx": "auditor",
}


def parts(content: bytes) -> tuple[str, str]:
    """The sheet and the texts of a workbook, as XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        texts = "xl/sharedStrings.xml"
        return (
            archive.read("xl/worksheets/sheet1.xml").decode(),
            archive.read(texts).decode() if texts in names else "",
        )


@pytest.mark.parametrize("address", LISTS)
def test_a_list_leaves_as_a_workbook_with_its_button_on_the_page(
    browse: Signed, address: str
) -> None:
    browser = browse(LISTS[address])
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    sheet, _ = parts(answer.content)
    assert 'state="frozen"' in sheet and 'topLeftCell="A2"' in sheet
    assert FULL_NAME not in str(
        python_calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    page = browser.get(address.replace(".xlsx", "")).text
    if "aside" not in address:  # its button is there when there are rows
        assert address.replace("&", "&amp;") in page


@pytest.mark.parametrize("name", OF_BOOK_READERS)
def test_every_export_of_a_book_leaves_and_names_nobody(
    browse: Signed, client: TestClient, bearer: Bearer, name: str
) -> None:
    auditor = browse("auditor")
    answer = auditor.get(f"/books/{LOWER}/exports/{name}.xlsx")
    assert answer.status_code == 200, answer.text
    rows = python_calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert rows.to_python() and FULL_NAME not in str(rows.to_python())
    assert f"/books/{LOWER}/exports/{name}.xlsx" in auditor.get(f"/books/{LOWER}/exports").text
    of_api = client.get(f"/api/books/{LOWER}/exports/{name}", headers=bearer("auditor"))
    assert of_api.status_code == 200
    assert client.get(
        f"/api/books/{LOWER}/exports/{name}", headers=bearer("stranger")
    ).status_code == 404  # fmt: skip


def test_reports_are_for_who_reads_the_page(browse: Signed, world: World) -> None:
    for address, login in (
        ("/findings.xlsx", "maker"),
        ("/drafts.xlsx", "township"),
        (f"/books/{LOWER}/balances.xlsx", "village"),
        (f"/books/{LOWER}/exports/payment-lines.xlsx", "township"),
        ("/books.xlsx", "admin"),
    ):
        assert browse(login).get(address).status_code == 403, address
    for address in ("lots.xlsx", "balances.xlsx", "exports", "exports/vouchers.xlsx"):
        assert browse("stranger").get(f"/books/{LOWER}/{address}").status_code == 404
    assert browse("maker").get(f"/books/{LOWER}/exports/objections.xlsx").status_code == 404


def test_amounts_are_numbers_and_sums_are_formulas(browse: Signed) -> None:
    answer = browse("auditor").get(f"/books/{LOWER}/lots.xlsx")
    sheet, texts = parts(answer.content)
    assert re.search(r"<f>SUM\(G2:G2\)</f><v>2000000", sheet), sheet[-900:]
    assert "文件金额（元）" in sheet + texts


def test_a_text_that_looks_like_a_formula_is_written_as_text(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x", "\t=1"]
    heads = (Head("文字", Form.TEXT), Head("编号", Form.CODE))
    path = tmp_path / "r.xlsx"
    write_report(path, "表", heads, [(each, each) for each in texts])
    sheet, _ = parts(path.read_bytes())
    assert "<f>" not in sheet and "hyperlink" not in sheet
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows[1:]] == [[each, each] for each in texts]


def test_every_declared_report_has_heads_that_differ() -> None:
    declared = [each for each in vars(reports).values() if isinstance(each, Report)]
    assert len(declared) == 14
    for each in declared:
        titles = [field.head.title for field in each.fields]
        assert len(set(titles)) == len(titles)


def test_registers_that_name_people_leave_for_a_purpose_and_are_recorded(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    at = f"/api/books/{LOWER}/sealed-exports"
    for login, status in (("checker", 403), ("auditor", 403), ("township", 403), ("admin", 403)):
        refused = client.post(f"{at}/persons", json={"purpose": "核对"}, headers=bearer(login))
        assert refused.status_code == status, login
    empty = client.post(f"{at}/persons", json={"purpose": " "}, headers=bearer("maker"))
    assert empty.status_code == 422
    unknown = client.post(f"{at}/vouchers", json={"purpose": "核对"}, headers=bearer("maker"))
    assert unknown.status_code == 404
    assert client.get(at, headers=bearer("auditor")).json() == []
    taken = client.post(f"{at}/persons", json={"purpose": "与民政局核对"}, headers=bearer("maker"))
    assert taken.status_code == 200
    sheet = python_calamine.load_workbook(io.BytesIO(taken.content)).get_sheet_by_index(0)
    assert FULL_NAME in [row[1] for row in sheet.to_python()]
    (kept,) = client.get(at, headers=bearer("auditor")).json()
    assert (kept["title"], kept["actor"], kept["purpose"]) == ("人", "maker", "与民政局核对")

    maker, place = browse("maker"), f"/books/{LOWER}/exports"
    assert "与民政局核对" in browse("auditor").get(place).text
    assert "导出并记录" not in browse("auditor").get(place).text
    form = {"form_token": form_token(maker, place), "name": "cards", "purpose": ""}
    assert maker.post(place, data=form).status_code == 422
    given = maker.post(place, data={**form, "purpose": "换卡核对"})
    assert given.headers["content-type"].startswith("application/vnd.openxml")
    assert "换卡核对" in maker.get(place).text
