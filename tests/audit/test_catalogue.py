"""The rules are the files of audit/rules; a file that is not a rule is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import audit.rules
from audit.catalogue import HEADINGS, catalogue, page_of
from audit.findings import explain
from audit.pages import rules_markdown
from audit.rule import DEFAULT, Parameter, RuleMalformed
from audit.wording import evidence_lines
from tests.audit.catalogued import CATALOGUED

GOOD = catalogue()["ID03"]


def file(name: str = "id03_idle", page: str = GOOD.page, **attributes: object) -> ModuleType:
    made = ModuleType(f"audit.rules.{name}", page)
    for key, value in {"RULE": GOOD.rule, **attributes}.items():
        setattr(made, key, value)
    return made


def test_every_file_of_the_folder_is_a_rule() -> None:
    files = {each.stem for each in Path(audit.rules.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == {each.module for each in catalogue().values()}
    assert len(files) >= 8


def test_every_rule_of_the_catalogue_is_written() -> None:
    assert len(CATALOGUED) == 74
    assert sum(name.startswith("★") for name in CATALOGUED.values()) == 25
    written = {code: each.rule.name for code, each in catalogue().items() if code in CATALOGUED}
    assert CATALOGUED.keys() - written.keys() == set()
    assert {code: CATALOGUED[code].lstrip("★") for code in written} == written


def test_a_good_file_is_taken() -> None:
    assert page_of(file()).rule == GOOD.rule


@pytest.mark.parametrize(
    "wrong",
    [
        file(name="idle"),
        file(page="别的名称\n" + GOOD.page),
        file(page=GOOD.page.replace(HEADINGS[2], "## 例外")),
        file(page=GOOD.page + "\n## 附注\n"),
        file(page=""),
        file(RULE=None),
    ],
    ids=["name", "first line", "heading", "heading too many", "no page", "no rule"],
)
def test_a_file_of_another_shape_is_refused(wrong: ModuleType) -> None:
    with pytest.raises(RuleMalformed):
        page_of(wrong)


def test_a_query_uses_every_parameter_and_nothing_else() -> None:
    with pytest.raises(RuleMalformed):
        replace(GOOD.rule, parameters=())
    with pytest.raises(RuleMalformed):
        replace(GOOD.rule, parameters=(*GOOD.rule.parameters, Parameter("x", 1, "", DEFAULT)))
    with pytest.raises(RuleMalformed):
        replace(GOOD.rule, code="DV03")


@pytest.mark.parametrize("code", catalogue())
def test_a_page_says_every_parameter_with_its_source_and_default(code: str) -> None:
    said = explain(code)
    section = said.page.split(HEADINGS[4])[1]
    assert said.parameters or section.strip() == "无。"
    for each in said.parameters:
        assert each.source
        (line,) = (text for text in section.split("\n- ") if f"**{each.name}**" in text[:40])
        assert DEFAULT in line if each.source == DEFAULT else each.source.split("（")[0] in line
        if each.default != ():
            assert str(each.default) in line


def test_the_generated_page_holds_every_rule_and_no_second_title() -> None:
    text = rules_markdown()
    assert text.count("\n# ") == 0 and text.startswith("# ")
    for code, each in catalogue().items():
        assert f"\n## {code} {each.rule.name}\n" in text
        assert text.count(f"[{code}](#") == 1
    assert text.endswith("。\n")


def test_evidence_reads_in_chinese() -> None:
    lines = list(
        evidence_lines(
            {
                "payments": [{"claim": "2019/1/1", "paid_fen": 123456}],
                "doc_no": "测财〔2019〕1号",
                "entries": [{"book": 610727, "year": 2019, "number": 3, "entry": 1}],
                "stands_fen_by_kind": {"pool": 100},
            }
        )
    )
    assert [(each.depth, each.label, each.text) for each in lines] == [
        (0, "文号", "测财〔2019〕1号"),
        (0, "凭证分录", "账簿610727 2019年第3号第1条"),
        (0, "到户款项", "第1笔"),
        (1, "应发清单行或发放明细", "2019/1/1"),
        (1, "实发金额", "1,234.56元"),
        (0, "停留的账户", "统筹1.00元"),
    ]
