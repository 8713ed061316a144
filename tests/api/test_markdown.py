"""The page of a rule becomes HTML; no text of it can become markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.web.markdown import markdown
from audit.catalogue import catalogue


def test_headings_lists_emphasis_and_wrapped_lines() -> None:
    made = markdown(
        "题目\n\n## 条件\n1. 甲 **days** 天，\n   乙\n2. 丙\n\n一行\n接着 `x`", skip_title=True
    )
    assert made == (
        "<h2>条件</h2>\n<ol><li>甲 <strong>days</strong> 天，乙</li><li>丙</li></ol>\n"
        "<p>一行接着 <code>x</code></p>"
    )


def test_every_rule_has_a_page_that_renders() -> None:
    pages = [markdown(each.page, skip_title=True) for each in catalogue().values()]
    assert pages
    assert all(page.count("<h2>") == 5 for page in pages)


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    made = markdown(f"**{text}** <script>{text}")
    for tag in ("script", "img", "a ", "svg", "iframe"):
        assert f"<{tag}" not in made
