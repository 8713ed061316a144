"""How does a page look on the notice board?

An A3 PDF/A-2b made by typst from `templates/notice.typ`. The page enters as JSON data, never as
markup, so no text of it can act. The fonts are the bundled ones and embedded; the clock is the
notice's own date: the same page gives the same bytes on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import typst

from ledger.disclosure import wording
from ledger.disclosure.content import digest_text, page_digest, qr_text
from ledger.disclosure.glyphs import check_glyphs, font_folder
from ledger.disclosure.page import SUPERVISION_HOTLINES, NoticePage
from ledger.disclosure.qr import qr_svg
from ledger.disclosure.section import HouseholdLine, Section
from ledger.disclosure.wording import Fact
from ledger.values.day import day_starts_at
from ledger.values.money import yuan

_QR_MM = 27  # with its quiet zone; the symbol itself is 22 mm at version 5

_COLUMNS = {
    "name": "姓名",
    "group": "村民小组",
    "benefit": "补助",
    "period": "期间",
    "calculation": "数量和标准",
    "amount": "金额",
    "remark": "备注",
}


def render_pdf(page: NoticePage) -> bytes:
    """The paper notice. Raises NoticeGlyphMissing if a character cannot be printed."""
    check_glyphs(_texts(page))
    return typst.compile(
        (files("ledger.disclosure") / "templates" / "notice.typ").read_bytes(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"page": json.dumps(_data(page), ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=day_starts_at(page.issued_on),
    )


@cache
def fonts() -> typst.Fonts:
    """The two bundled fonts; whoever prints a paper of ours prints it with these."""
    # Typst's own Latin fonts are left out too: everything on the page is one typeface.
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(font_folder())],
    )


def _texts(page: NoticePage) -> Iterator[tuple[str, str]]:
    """Every text of the page that came from outside, with its place in Chinese."""
    yield "标题", page.title
    yield "发布单位", page.issuer
    yield "异议受理单位", page.objection_to
    for fact in wording.page_facts(page):
        yield fact.label, fact.text
    for number, section in enumerate(page.sections, 1):
        place = f"第{number}项"
        yield f"{place}名称", section.name
        for fact in wording.section_facts(section):
            yield f"{place}{fact.label}", fact.text
        for row, line in enumerate(section.lines, 1):
            for name, text in _line(page, line).items():
                if isinstance(text, str):
                    yield f"{place}第{row}行{_COLUMNS[name]}", text


def _data(page: NoticePage) -> dict[str, object]:
    digest = page_digest(page)
    return {
        "title": page.title,
        "issuer": page.issuer,
        "date": [page.issued_on.year, page.issued_on.month, page.issued_on.day],
        "issued_on": wording.chinese_date(page.issued_on),
        "place": page.region.full_name,
        "period": _fact(Fact(wording.period_label(page), wording.period_text(page))),
        "lead": wording.lead_text(page),
        "totals": [_fact(fact) for fact in wording.totals(page)],
        "facts": [_fact(fact) for fact in wording.page_facts(page)],
        "sections": [_section(page, number, each) for number, each in enumerate(page.sections, 1)],
        "no_lines": wording.NO_LINES,
        "no_sections": wording.NO_SECTIONS,
        "objection": wording.objection_text(page),
        "hotlines": [{"number": number, "name": name} for number, name in SUPERVISION_HOTLINES],
        "seal": wording.SEAL,
        "scan": (
            wording.HOW_TO_CHECK_ON_PAPER if page.address else wording.HOW_TO_CHECK_WITHOUT_ADDRESS
        ),
        "address": page.address or wording.NO_ADDRESS,
        "notice_id": page.notice_id,
        "digest": digest_text(digest),
        "qr": qr_svg(qr_text(page, digest)),
        "qr_mm": _QR_MM,
        "demo": wording.DEMO_MARK if page.demo else "",
        "demo_note": f"{wording.DEMO_MARK}：{wording.DEMO_NOTE}",
    }


def _section(page: NoticePage, number: int, section: Section) -> dict[str, object]:
    return {
        "heading": wording.section_heading(number, section),
        "amounts": [_fact(fact) for fact in wording.amounts(section)],
        "facts": [_fact(fact) for fact in wording.section_facts(section)],
        "shared": wording.shared_benefit(section),
        "total": yuan(section.lines_total_fen),
        "caption": wording.roster_caption(section),
        "lines": [_line(page, line) for line in section.lines],
    }


def _line(page: NoticePage, line: HouseholdLine) -> dict[str, str | int]:
    return {
        "name": line.full_name if wording.names_are_full(page) else line.masked_name,
        "group": line.group or wording.NOT_PROVIDED,
        "benefit": line.benefit or wording.NOT_PROVIDED,
        "period": line.period or wording.PERIOD_NOT_PROVIDED,
        "calculation": wording.line_calculation(line),
        "fen": line.amount_fen,
        "amount": yuan(line.amount_fen),
        "remark": line.remark.value if line.remark else "",
    }


def _fact(fact: Fact) -> dict[str, str | bool]:
    return {"label": fact.label, "text": fact.text, "given": fact.given}
