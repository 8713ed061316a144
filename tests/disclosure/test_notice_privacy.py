"""Whatever is put into a page, no personal number comes out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.disclosure.content import page_digest
from ledger.disclosure.glyphs import NoticeGlyphMissing
from ledger.disclosure.page import NoticePage
from ledger.disclosure.render import render
from ledger.disclosure.section import HouseholdLine, Remark
from ledger.values.refusal import Refusal
from tests.disclosure.reading import html_data, html_text, pdf_text, personal_numbers
from tests.disclosure.samples import announcement, line, rangers, road

# Digits, letters and blanks that build personal numbers, and ordinary characters around them.
_TEXT = st.text(alphabet="0123456789１２Xx -张村号·（）<#*", min_size=1, max_size=40)
_PERSONAL = st.sampled_from(
    ("11010519491231002X", "6222020000000000000", "13800000000", "138 0000 0000", "")
)
_NAMES = st.builds(lambda before, number, after: before + number + after, _TEXT, _PERSONAL, _TEXT)


def _page(texts: list[str], lines: list[HouseholdLine]) -> NoticePage:
    first, second, third, fourth = texts
    section = replace(
        rangers(0),
        name=f"补助{first}",
        task=second,
        lines=tuple(lines),
        stated_lines_total_fen=None,
    )
    project = replace(road(), place=third, responsible_person=fourth)
    return replace(announcement(section, project), title=f"公告{fourth}", issuer=f"村委会{third}")


_LINES = st.lists(
    st.builds(
        lambda name, group, fen, remark: replace(
            line(1, amount_fen=fen), full_name=f"张{name}", group=group, remark=remark
        ),
        _TEXT,
        _TEXT,
        st.integers(0, 10**12),
        st.sampled_from((None, *Remark)),
    ),
    max_size=4,
)


@settings(
    max_examples=60,
    deadline=None,
    # Each try makes a PDF, and the draws are small: shrinking would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_output_shows_a_personal_number(data: st.DataObject) -> None:
    try:
        page = _page(data.draw(st.lists(_NAMES, min_size=4, max_size=4)), data.draw(_LINES))
        made = render(page)
    except Refusal as refused:
        assert not isinstance(refused, NoticeGlyphMissing), "the alphabet is in the fonts"
        assert personal_numbers(refused.message) == []
        return
    assert personal_numbers(html_text(made.html)) == []
    assert personal_numbers(html_data(made.html).decode()) == []
    assert personal_numbers(pdf_text(made.pdf)) == []
    assert made.digest == page_digest(page)


def test_full_names_are_on_the_village_paper_and_nowhere_else() -> None:
    made = render(announcement(rangers(3)))
    assert "钱样乙" in pdf_text(made.pdf)
    assert "钱样乙" not in made.html.decode() and "钱样乙" not in html_data(made.html).decode()
