"""The web page: masked names, no script, no outside request."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from ledger.disclosure.content import digest_text, page_digest, public_content, qr_text
from ledger.disclosure.html import render_html
from tests.disclosure.reading import decoded, html_data, html_qr_picture, html_text
from tests.disclosure.samples import ADDRESS, announcement, line, poultry, proposal, rangers, road

PAGE = announcement(rangers(10), road(), poultry())
HOSTILE = "<script>alert(1)</script>\"'&amp;{{7*7}}{%x%}"


class _Balance(HTMLParser):
    VOID = frozenset({"meta", "br", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def _parsed(document: bytes) -> _Balance:
    reader = _Balance()
    reader.feed(document.decode())
    assert reader.open == []
    return reader


def test_the_web_page_masks_names_and_says_amounts_to_the_fen() -> None:
    text = html_text(render_html(PAGE))
    assert "钱*" in text and "欧阳*" in text
    assert all(each.full_name not in text for each in rangers(10).lines)
    assert "6,000.00元" in text and "1,143,075.00元" in text


def test_the_web_page_says_what_the_model_asks_for() -> None:
    text = html_text(render_html(PAGE))
    for said in (
        "12317",
        "12388",
        "0916-4820000",
        "2019年8月14日至2019年8月23日，共10天",
        "待存证（第3402号事件",
        "账簿610727的2019年度凭证，截至第1284号",
        "陕西省汉中市略阳县样板镇示例村",
        "演示数据",
        "虚构财农〔2019〕14号",
        digest_text(page_digest(PAGE)),
        ADDRESS,
    ):
        assert said in text


def test_a_proposal_names_its_list_version() -> None:
    assert "第2版" in html_text(render_html(proposal(rangers(1))))


def test_a_missing_field_is_said_aloud() -> None:
    empty = replace(
        road(), place="", task="", standard=None, sources=(), planned_fen=None, arranged_fen=None,
        paid_fen=None, term="", responsible_unit="", responsible_person="",
    )  # fmt: skip
    text = html_text(render_html(announcement(empty)))
    # Three amounts, ten fields, and two sums over the page.
    assert text.count("未提供") == 15


def test_only_a_demo_page_is_marked_as_demo() -> None:
    assert "演示数据" not in html_text(render_html(replace(PAGE, demo=False)))


def test_markup_in_texts_is_shown_and_not_obeyed() -> None:
    page = announcement(
        replace(
            rangers(1),
            name=HOSTILE,
            lines=(line(1, full_name="甲<b>"), line(2, full_name="<i>乙")),
            stated_lines_total_fen=None,
        )
    )
    document = render_html(replace(page, title=HOSTILE))
    assert _parsed(document).seen & {"script", "b", "i"} == set()
    assert HOSTILE in html_text(document)


def test_the_page_has_no_script_and_asks_nothing_from_outside() -> None:
    document = render_html(PAGE)
    reader = _parsed(document)
    assert reader.seen.isdisjoint({"script", "link", "img", "iframe", "object", "form", "input"})
    targets = [value for name, value in reader.attributes if name in {"src", "href"}]
    assert [each for each in targets if each and not each.startswith(("tel:", "data:"))] == [
        ADDRESS
    ]
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]
    assert "url(" not in document.decode() and "@import" not in document.decode()


def test_the_policy_allows_this_style_sheet_and_nothing_else() -> None:
    text = render_html(PAGE).decode()
    css = re.search(r"<style>(.*?)</style>", text, re.S)
    assert css
    allowed = base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode()
    assert f"default-src &#39;none&#39;; style-src &#39;sha256-{allowed}&#39;" in text


def test_the_download_has_the_digest_the_page_prints() -> None:
    data = html_data(render_html(PAGE))
    assert data == public_content(PAGE)
    assert hashlib.sha256(data).digest() == page_digest(PAGE)


@pytest.mark.parametrize("address", [ADDRESS, "", "https://sun.example.cn/" + "a" * 150])
def test_the_qr_code_reads_as_address_and_digest(address: str) -> None:
    page = replace(PAGE, address=address)
    assert decoded(html_qr_picture(render_html(page))) == [qr_text(page, page_digest(page))]


def test_every_table_has_a_caption_and_header_cells() -> None:
    text = render_html(PAGE).decode()
    assert text.count("<table") == text.count("<caption") == 2
    assert text.count('scope="col"') == 12 and text.count('scope="row"') == 16
    assert '<html lang="zh-CN">' in text


def test_a_benefit_all_lines_share_is_said_once_above_them() -> None:
    shared = html_text(render_html(announcement(rangers(10))))
    assert "补助和期间" not in shared and shared.count("2019年度") == 2
    mixed = replace(
        rangers(2),
        lines=(line(1), replace(line(2), period="2018年度")),
    )
    assert "补助和期间" in html_text(render_html(announcement(mixed)))


def test_a_page_without_sections_says_so() -> None:
    assert "本期没有项目和到户补助" in html_text(render_html(announcement()))


def test_the_same_page_gives_the_same_bytes() -> None:
    assert render_html(PAGE) == render_html(announcement(rangers(10), road(), poultry()))
