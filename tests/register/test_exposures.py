"""What counts as personal data on a notice, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.register.exposures import ExposureKind, exposures
from ledger.register.nine_fields import NoticeField, fields_in, has_hotline, missing_of

ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"户主张三 {ID}", ["id_number"]),
        ("身份证 110105 19491231 002X", ["id_number"]),
        ("１１０１０５１９４９１２３１００２Ｘ", ["id_number"]),
        ("110105194912310021", ["account"]),  # wrong check digit, still 18 digits of an account
        ("110105194912310020X", []),
        ("电话13812345678", ["phone"]),
        ("电话138-1234-5678", ["phone"]),
        ("座机 0916-4822317，举报 12317、12388", []),
        ("12812345678", []),
        ("1381234567", []),
        ("138123456789", []),
        ("账号 622202260100012", []),  # 15 digits
        ("账号 6222022601000123", ["account"]),
        ("账号 6222022601000123456", ["account"]),
        ("账号 62220226010001234567", []),  # 20 digits are no account
        ("账号 6222 0226 0100 0123 456", ["account"]),
        ("统一社会信用代码 913101150000000007", ["account"]),
        ("患肝炎", ["health"]),
        ("肢体残疾", ["health"]),
        ("二级肢体残疾", ["health"]),
        ("因病致贫", ["health"]),
        ("防止因病致贫", []),
        ("大病保险补助、慢性病签约服务、重病救助", []),
        ("重病", ["health"]),
        ("残疾人两项补贴", []),
        ("2019-08-14 2019-08-23", []),
        ("金额13812345.67元", []),
        ("组长１13812345678", ["phone"]),  # the full-width digit stands before the number
        ("13812345678２", ["phone"]),
        ("１３８１２３４５６７８", ["phone"]),
        ("６2220226010001234", ["account"]),  # one number, found once
    ],
)
def test_what_is_found(text: str, kinds: list[str]) -> None:
    assert [each.kind.value for each in exposures(text)] == kinds


def test_the_excerpt_does_not_leak_the_number_again() -> None:
    (found,) = exposures(f"身份证号：{ID}，")
    assert (found.kind, found.position) == (ExposureKind.ID_NUMBER, 5)
    assert found.excerpt == "110***************（18位）"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "户", "，"]))
def test_every_mobile_number_is_found_whatever_stands_around(number: str, mark: str) -> None:
    found = exposures(f"{mark}{number}{mark}")
    assert [each.kind for each in found] == [ExposureKind.PHONE]
    assert number not in found[0].excerpt


def test_the_nine_fields_are_known_by_their_headings() -> None:
    text = (
        "项目名称 建设地点 建设任务 补助标准 资金来源 资金规模 实施期限 实施单位 责任人 绩效目标 "
        "带贫减贫机制 监督电话12317"
    )
    assert missing_of(fields_in(text)) == ()
    assert has_hotline(text)
    less = text.replace("责任人", "").replace("资金规模", "").replace("12317", "123170")
    assert missing_of(fields_in(less)) == (NoticeField.SOURCE, NoticeField.RESPONSIBLE)
    assert not has_hotline(less)
    assert has_hotline("举报电话１２３１７")
    assert fields_in("关于下达资金的通知") == frozenset()
