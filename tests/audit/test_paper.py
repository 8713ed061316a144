"""The working paper of a small county: what stands in it, as PDF and as workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import load_workbook

from audit.engine import run
from audit.paper import wording
from audit.paper.contents import Paper, PaperWithoutRun
from audit.paper.files import PaperFileUnknown, make_paper, write_file
from audit.paper.pdf import paper_pdf
from ledger.book.refusals import BookUnknown
from tests.audit.paying import To, lives, paid
from tests.audit.steps import arrives, assigned, in_library
from tests.audit.world import Ground, World
from tests.disclosure.reading import pdf_text

FROM, TO = date(2019, 1, 1), date(2019, 12, 31)
RULES = ["EL05", "ID03", "ID02", "CN04"]


@pytest.fixture(scope="module")
def world(ground: Ground) -> World:
    made = World(ground)
    for step in (
        arrives("旧批", 80_000_00, "2017-05-01"),
        arrives("甲批", 1_000_00, "2019-01-10"),
        in_library("护林"),
        assigned("甲批", "护林", 900_00, "2019-02-01"),
        lives("张家/张三", resident_id="110101199001010019"),
        paid("2019-04-01", To("张家/张三", 100_00), name="一"),
        paid("2019-05-01", To("张家/张三", 60_00), name="二"),
    ):
        step(made)
    for as_of in (date(2019, 6, 30), TO):
        run(ground.database, as_of=as_of, actor="审计丙", books=[made.book], rules=RULES)
    return made


@pytest.fixture(scope="module")
def paper(world: World) -> Paper:
    return make_paper(world.ground.database, world.book, from_on=FROM, to_on=TO, made_by="审计丙")


def test_the_paper_tells_coverage_leads_and_their_chains(paper: Paper) -> None:
    assert {each.rule for each in paper.rules} == set(RULES)
    assert {each.as_of for each in paper.rules} == {TO}
    assert all(each.mark is not None for each in paper.rules)
    assert "DV04" in paper.unjudged, "a rule that was not run is named"
    assert paper.leads, "the old lot is idle"
    amounts = [each.amount_fen for each in paper.leads]
    assert amounts == sorted(amounts, key=lambda fen: -(fen or 0))
    assert sum(each.leads for each in paper.kinds) == len(paper.leads)
    first = paper.largest[0]
    assert first.lead.amount_fen == 80_000_00
    assert first.lead.first_on == date(2019, 6, 30), "it was raised half a year before"
    assert first.chains[0].doc_nos == ("测凭〔2019〕1号",), "by its lot, if by no voucher"
    twice = next(each for each in paper.largest if each.lead.rule == "EL05")
    chain = twice.chains[0]
    assert chain.doc_nos == ("测凭〔2019〕2号",)
    assert [step.kind for step in chain.steps] == ["安排/下达", "安排到项目", "拨付"]
    assert chain.steps[0].part_fen == chain.amount_fen
    kinds = {each.kind: (each.vouchers, each.amount_fen) for each in paper.vouchers}
    assert kinds["disburse"] == (2, 160_00)
    unknown = sum(each.not_computable for each in paper.rules)
    assert unknown == sum(count for _, _, count in wording.reasons(paper))


def test_the_same_paper_is_the_same_pdf_and_says_everything(world: World, paper: Paper) -> None:
    first = paper_pdf(paper)
    again = make_paper(world.ground.database, world.book, from_on=FROM, to_on=TO, made_by="审计丙")
    assert paper_pdf(again) == first
    text = pdf_text(first).replace("\n", "")
    for said in (
        *("审计工作底稿", "数据覆盖", "疑点分类", "金额最大的十条", "无法判断的事项", "核查和认定"),
        *("所用参数", "80,000.00元", "2019-01-01至2019-12-31", "属实", "疑点是线索"),
    ):
        assert said in text.replace(" ", ""), said


def test_the_workbook_has_sums_that_are_formulas_and_frozen_headers(
    paper: Paper, tmp_path: Path
) -> None:
    one, two = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    write_file(one, paper)
    write_file(two, paper)
    assert one.read_bytes() == two.read_bytes()
    book = load_workbook(one)
    assert book.sheet_names == [
        *("范围", "期间凭证", "数据覆盖", "疑点分类", "疑点清单", "最大十条凭证链"),
        *("无法判断", "认定", "参数"),
    ]
    leads = book.get_sheet_by_name("疑点清单").to_python()
    assert leads[1][5] == 80_000.00
    with ZipFile(one) as archive:
        for sheet in range(1, 10):
            written = archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()
            assert 'state="frozen"' in written
        coverage = archive.read("xl/worksheets/sheet3.xml").decode()
    assert f"<f>SUM(D2:D{len(RULES) + 1})</f>" in coverage


def test_a_paper_needs_a_run_of_its_period_and_a_known_book(world: World, tmp_path: Path) -> None:
    database = world.ground.database
    for wrong in ((date(2018, 1, 1), date(2018, 12, 31)), (TO, FROM)):
        with pytest.raises(PaperWithoutRun):
            make_paper(database, world.book, from_on=wrong[0], to_on=wrong[1], made_by="审计丙")
    with pytest.raises(BookUnknown):
        make_paper(database, 999998, from_on=FROM, to_on=TO, made_by="审计丙")
    half = make_paper(database, world.book, from_on=FROM, to_on=date(2019, 7, 1), made_by="审计丙")
    assert {each.as_of for each in half.rules} == {date(2019, 6, 30)}
    with pytest.raises(PaperFileUnknown):
        write_file(tmp_path / "底稿.docx", half)
    assert not list(tmp_path.iterdir())
