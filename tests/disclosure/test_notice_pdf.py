"""The paper page: full names on the village board, embedded fonts, the same bytes anywhere."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from ledger.disclosure.content import digest_text, page_digest, qr_text
from ledger.disclosure.glyphs import NoticeGlyphMissing
from ledger.disclosure.pdf import render_pdf
from ledger.disclosure.section import Section
from ledger.values.money import yuan
from ledger.values.region import RegionLevel
from tests.disclosure.reading import decoded, pdf_pictures, pdf_text
from tests.disclosure.samples import announcement, line, poultry, rangers, road

PAGE = announcement(rangers(23), road(), poultry())


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_pdf(PAGE)


def _renamed(*names: str) -> Section:
    lines = tuple(line(number, full_name=name) for number, name in enumerate(names, 1))
    return replace(rangers(1), lines=lines, stated_lines_total_fen=None)


def test_the_paper_says_what_the_model_asks_for(paper: bytes) -> None:
    text = pdf_text(paper)
    for said in (
        "钱样乙",
        "欧阳例",
        "12317",
        "12388",
        "0916-4820000",
        "盖章处",
        "有异议怎么办",
        "共10天",
        "待存证",
        "演示数据",
        "未提供",
        "1,221,075.00元",
        digest_text(page_digest(PAGE)),
    ):
        assert said in text, said


def test_paper_above_the_village_is_masked_like_the_web() -> None:
    text = pdf_text(render_pdf(replace(announcement(rangers(2)), level=RegionLevel.TOWNSHIP)))
    assert "钱*" in text and "钱样" not in text


def test_two_processes_make_the_same_bytes(paper: bytes) -> None:
    program = (
        "import hashlib, sys\n"
        "from ledger.disclosure.pdf import render_pdf\n"
        "from tests.disclosure.test_notice_pdf import PAGE\n"
        "sys.stdout.write(hashlib.sha256(render_pdf(PAGE)).hexdigest())\n"
    )
    root = Path(__file__).parents[2]
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={"PYTHONPATH": str(root), "PYTHONHASHSEED": seed, "TZ": zone, "HOME": "/nowhere"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert made == {hashlib.sha256(paper).hexdigest()}


def test_the_paper_is_a3_and_declares_pdf_a_2b(paper: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(paper))
    for page in reader.pages:
        width_mm, height_mm = (round(float(side) * 25.4 / 72) for side in page.mediabox[2:])
        assert (width_mm, height_mm) == (297, 420)
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert reader.metadata and reader.metadata.title == PAGE.title
    assert "2019-08-1" in metadata, "the clock of the document is the notice's own date"


def test_every_font_is_embedded(paper: bytes) -> None:
    names = set()
    for page in pypdf.PdfReader(io.BytesIO(paper)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            assert {"/FontFile3", "/FontFile2"} & set(descriptor)
            names.add(str(descriptor["/FontName"]).partition("+")[2])
    assert names and all(name.startswith(("NotoSansSC", "NotoSerifSC")) for name in names)


@pytest.mark.parametrize("address", [PAGE.address, ""])
def test_every_page_carries_the_qr_code_and_its_number(tmp_path: Path, address: str) -> None:
    page = replace(PAGE, address=address)
    document = render_pdf(page)
    pictures = pdf_pictures(document, tmp_path)
    assert len(pictures) == len(pypdf.PdfReader(io.BytesIO(document)).pages) > 1
    for number, picture in enumerate(pictures, 1):
        assert decoded(picture) == [qr_text(page, page_digest(page))]
        text = pypdf.PdfReader(io.BytesIO(document)).pages[number - 1].extract_text()
        assert f"第{number}页" in text and f"共{len(pictures)}页" in text


@pytest.mark.parametrize("count", [0, 1, 10, 500])
def test_rosters_of_any_length_are_printed_whole(count: int) -> None:
    section = rangers(count)
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(announcement(section))))
    texts = [page.extract_text() for page in reader.pages]
    assert sum(text.count("村民小组") for text in texts) >= count
    with_rows = [text for text in texts if "本页小计" in text]
    assert all("数量" in text and "备注" in text for text in with_rows), "the header repeats"
    if count == 0:
        assert with_rows == []
        return
    assert yuan(section.lines_total_fen) in "".join(texts)
    rows = [text.count("6,000.00元/人") for text in with_rows]
    assert sum(rows) == count
    for text, number in zip(with_rows, rows, strict=True):
        assert f"共{number}笔" in text and yuan(number * 600_000) in text


@pytest.mark.parametrize("fen", [1, 9, 10, 99, 100, 99_999, 100_000, 123_456_789, 2**53 - 1])
def test_the_subtotal_is_written_as_all_money_is(fen: int) -> None:
    section = replace(rangers(1), lines=(line(1, amount_fen=fen),), stated_lines_total_fen=None)
    text = pdf_text(render_pdf(announcement(section)))
    subtotal = text.partition("本页小计")[2].partition("共1笔")[0]
    assert subtotal.strip() == yuan(fen)


def test_rare_characters_of_names_are_printed() -> None:
    text = pdf_text(render_pdf(announcement(_renamed("𬭶一", "㛃二", "镕三", "喆四"))))
    for name in ("𬭶一", "㛃二", "镕三", "喆四"):
        assert name in text


def test_a_character_the_fonts_lack_is_refused_with_its_place() -> None:
    with pytest.raises(NoticeGlyphMissing) as refused:
        render_pdf(announcement(road(), _renamed("甲", "乙𠀀")))
    assert "“𠀀”(U+20000,见于第2项第2行姓名)" in refused.value.message
    assert refused.value.details["missing"] == [
        {"character": "𠀀", "code_point": "U+20000", "places": ["第2项第2行姓名"]}
    ]


def test_very_long_names_and_texts_stay_on_the_paper(tmp_path: Path) -> None:
    long = replace(
        _renamed("阿卜杜热合曼" * 30, "A" * 190),
        name="示例" * 150,
        task="硬化道路，" * 390,
        performance_target="X" * 2000,
    )
    page = replace(announcement(long, road()), title="示例村扶贫资金公告" * 20)
    document = render_pdf(page)
    assert pdf_text(document).count("X") >= 2000
    for picture in pdf_pictures(document, tmp_path, dpi=20):
        edge = picture.crop((picture.width - 10, 0, picture.width, picture.height))
        assert min(edge.convert("L").tobytes()) == 255, "nothing runs over the right margin"


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "#panic()",
        "$x^2$ *粗* _斜_ `码` @ref <label> \\ // /* */",
        '"] #text(red)[x',
        "= 标题",
        "#{",
    ],
)
def test_typst_markup_in_texts_is_printed_and_not_obeyed(hostile: str) -> None:
    page = announcement(replace(_renamed(hostile), task=hostile, name=hostile))
    text = pdf_text(render_pdf(replace(page, title=hostile, demo=False)))
    assert text.replace(" ", "").count(hostile.replace(" ", "")) >= 3
