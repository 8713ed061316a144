"""Document numbers become equal when they mean the same, and lose nothing."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.document import DocNo, DocumentNumberMissing, normalise_doc_no, split_doc_nos
from ledger.values.refusal import Refusal


@pytest.mark.parametrize(
    "text",
    ["洛财预[2018]148号", "洛财预〔2018〕148号", "洛财预﹝2018﹞148号", "洛财预【2018】148号",
     "洛财预（2018）148号", "洛财预(2018)148号",
     "洛财预［２０１８］１４８号", " 洛财预 〔2018〕 148 号\n"],
)  # fmt: skip
def test_every_way_of_writing_a_number_gives_one_form(text: str) -> None:
    assert normalise_doc_no(text) == DocNo("洛财预〔2018〕148号", damaged=False)


@pytest.mark.parametrize(
    "text",
    ["宁乡振发〔202283号", "凤巩领〔20228号", "洛财预〔2018148号", "洛财预〔18〕148号",
     "洛财预2018〕148号", "洛财预〔2018〕148", "洛财预〔2018〕号", "〔2018〕148号", "148号",
     "宁乡振发202283号", "洛财预〔2018〕1481481号", "洛财预〔٢٠١٨〕148号", "见附件"],
)  # fmt: skip
def test_a_damaged_number_is_kept_and_flagged(text: str) -> None:
    assert normalise_doc_no(text) == DocNo(text, damaged=True)


@pytest.mark.parametrize(
    "text",
    ["海东市人民政府专题会议纪要105号", "财政部公告2018年第5号", "财政部令第87号",
     "国办发〔2016〕22号",
     "建档〔2018〕第3号"],
)  # fmt: skip
def test_other_known_forms_are_not_damaged(text: str) -> None:
    assert normalise_doc_no(text) == DocNo(text, damaged=False)


def test_empty_text_is_no_document_number_and_an_empty_citation_has_none() -> None:
    with pytest.raises(DocumentNumberMissing):
        normalise_doc_no(" \u3000")
    assert split_doc_nos("") == []
    assert split_doc_nos(" ;、 ") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "孟脱贫组[2018]34号; 洛财预[2018]148、149、250号",
            [
                "孟脱贫组〔2018〕34号",
                "洛财预〔2018〕148号",
                "洛财预〔2018〕149号",
                "洛财预〔2018〕250号",
            ],
        ),
        (
            "焦财预〔2017〕440号; 焦财预〔2017〕450号、490号",
            ["焦财预〔2017〕440号", "焦财预〔2017〕450号", "焦财预〔2017〕490号"],
        ),
        ("洛财预(2018)148号和149号", ["洛财预〔2018〕148号", "洛财预〔2018〕149号"]),
        ("洛财预〔2018〕148号、〔2019〕3号", ["洛财预〔2018〕148号", "洛财预〔2019〕3号"]),
        ("洛财预〔2018〕148号 豫财〔2019〕3号", ["洛财预〔2018〕148号", "豫财〔2019〕3号"]),
        ("洛财预〔2018〕148号\n豫财〔2019〕3号", ["洛财预〔2018〕148号", "豫财〔2019〕3号"]),
        ("洛财预\n〔2018〕148号", ["洛财预〔2018〕148号"]),
        ("洛财预〔2018〕148号及豫财〔2019〕3号", ["洛财预〔2018〕148号", "豫财〔2019〕3号"]),
        ("财政厅、扶贫办〔2018〕1号", ["财政厅、扶贫办〔2018〕1号"]),
        ("豫人社和财〔2018〕1号", ["豫人社和财〔2018〕1号"]),
        ("新财预〔2022〕289号；凤巩领〔20228号", ["新财预〔2022〕289号", "凤巩领〔20228号"]),
        ("凤巩领〔20228号、9号", ["凤巩领〔20228号", "9号"]),
        ("洛财预〔2018〕148、149", ["洛财预〔2018〕148", "洛财预〔2018〕149"]),
    ],
)
def test_a_citation_is_split_and_an_enumeration_repeats_its_prefix(
    text: str, numbers: list[str]
) -> None:
    assert [number.text for number in split_doc_nos(text)] == numbers


def test_what_is_damaged_in_a_citation_is_flagged_alone() -> None:
    found = split_doc_nos("新财预〔2022〕289号；凤巩领〔20228号、9号；洛财预〔2018〕148、149")
    assert [number.damaged for number in found] == [False, True, True, True, True]


citations = st.text("洛财预和及与第号年〔〕[]()201489;,、 \n", max_size=40)
SEPARATORS_AND_BLANKS = set(";,、 \n和及与")


@given(citations)
def test_no_character_of_a_citation_is_lost(text: str) -> None:
    written = text.translate(str.maketrans("[(])", "〔〔〕〕"))
    kept = Counter("".join(number.text for number in split_doc_nos(text)))
    wanted = Counter(sign for sign in written if sign not in SEPARATORS_AND_BLANKS)
    assert wanted <= kept


@given(citations)
def test_splitting_again_what_was_split_changes_nothing(text: str) -> None:
    found = [number for number in split_doc_nos(text) if not number.damaged]
    assert split_doc_nos(";".join(number.text for number in found)) == found


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_any_text_gives_a_number_or_a_refusal(text: str) -> None:
    try:
        number = normalise_doc_no(text)
        assert normalise_doc_no(number.text) == number
        split_doc_nos(text)
    except Refusal as refusal:
        assert refusal.message


def test_an_absurdly_long_citation_is_split_without_delay() -> None:
    assert len(split_doc_nos("洛〔2018〕1" + "、1" * 50_000)) == 50_001
    for unit in ("号和", "号和〔", "2018", "〔2018〕", "、号", "第1号", "a\n"):
        assert split_doc_nos(unit * 20_000)
