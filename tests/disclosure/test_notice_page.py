"""A page that exists is fit to print."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.disclosure.page import (
    ListBasis,
    NoticeAddressRefused,
    NoticeBasisDoesNotFit,
    NoticeIdRefused,
    NoticeKind,
    NoticeLevelDoesNotFit,
    NoticePage,
    Region,
)
from ledger.disclosure.printable import (
    NoticeNumberOutOfRange,
    NoticePhoneNotOffice,
    NoticeShowsPersonalNumber,
    NoticeTextMissing,
    NoticeTextTooLong,
    NoticeTextUnprintable,
    NoticeTotalDiffers,
    office_line,
    printable,
)
from ledger.disclosure.section import (
    Calculation,
    FundSource,
    HouseholdLine,
    NoticeQuantityRefused,
    Section,
    Standard,
)
from ledger.values.day import PeriodEndsBeforeStart
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode, RegionLevel
from tests.disclosure.samples import announcement, line, poultry, proposal, rangers, road


def test_the_period_counts_both_of_its_ends() -> None:
    assert announcement().days == 10
    assert replace(announcement(), end_on=date(2019, 8, 14)).days == 1


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(PeriodEndsBeforeStart):
        replace(announcement(), end_on=date(2019, 8, 13))


def test_totals_are_the_sums_of_the_lines() -> None:
    page = announcement(rangers(3), road(), poultry())
    assert page.lines_total_fen == 3 * 600_000 + 205 * 1_500
    assert page.lines_count == 7


def test_a_stated_total_that_equals_the_sum_is_accepted() -> None:
    page = announcement(rangers(3), poultry())
    assert replace(page, stated_total_fen=2_107_500).stated_total_fen == 2_107_500


@pytest.mark.parametrize("wrong_fen", [2_107_499, 2_107_501, 0])
def test_a_stated_page_total_one_fen_off_is_refused(wrong_fen: int) -> None:
    with pytest.raises(NoticeTotalDiffers) as refused:
        replace(announcement(rangers(3), poultry()), stated_total_fen=wrong_fen)
    assert refused.value.details["computed_fen"] == 2_107_500
    assert "不符" in refused.value.message


@pytest.mark.parametrize("wrong_fen", [1_799_999, 1_800_001])
def test_a_stated_section_total_one_fen_off_is_refused(wrong_fen: int) -> None:
    with pytest.raises(NoticeTotalDiffers):
        replace(rangers(3), stated_lines_total_fen=wrong_fen)


def test_a_proposal_rests_on_a_list_and_an_announcement_on_vouchers() -> None:
    assert isinstance(proposal().basis, ListBasis)
    with pytest.raises(NoticeBasisDoesNotFit):
        replace(announcement(), kind=NoticeKind.BEFORE)
    with pytest.raises(NoticeBasisDoesNotFit):
        replace(proposal(), kind=NoticeKind.AFTER)


def test_a_village_board_does_not_carry_a_whole_county() -> None:
    county = Region(code=RegionCode("610727000000"), path=("陕西省", "汉中市", "略阳县"))
    assert replace(announcement(), region=county, level=RegionLevel.COUNTY).region == county
    with pytest.raises(NoticeLevelDoesNotFit):
        replace(announcement(), region=county)
    with pytest.raises(NoticeLevelDoesNotFit):
        replace(announcement(), level=RegionLevel.PROVINCE)


def test_a_township_board_may_carry_a_village() -> None:
    assert replace(announcement(), level=RegionLevel.TOWNSHIP).level is RegionLevel.TOWNSHIP


@pytest.mark.parametrize("address", ["", "http://10.0.0.5:8000/n/1", "https://sun.example.cn"])
def test_plain_addresses_are_accepted(address: str) -> None:
    assert replace(announcement(), address=address).address == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://sun.example.cn/n?id=1",
        "https://sun.example.cn/#x",
        'https://sun.example.cn/"x',
        "https://sun.example.cn/ x",
        "https://sun.example.cn/6222021234567",
        "https://sun.example.cn/" + "a" * 180,
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(NoticeAddressRefused):
        replace(announcement(), address=address)


@pytest.mark.parametrize("notice_id", ["", "-1", "a b", "公示1", "a" * 65, "1" * 13])
def test_other_notice_ids_are_refused(notice_id: str) -> None:
    with pytest.raises(NoticeIdRefused):
        replace(announcement(), notice_id=notice_id)


@pytest.mark.parametrize("number", ["0916-4820000", "029-82203456", "12345", "82203456", ""])
def test_office_lines_are_accepted(number: str) -> None:
    assert office_line(number, where="办公电话") == number


@pytest.mark.parametrize("number", ["13800000000", "138-0000-0000", "029-12345", "1234567", "无"])
def test_a_mobile_number_or_anything_else_is_no_office_line(number: str) -> None:
    with pytest.raises(NoticePhoneNotOffice):
        replace(announcement(), office_phone=number)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("证号11010519491231002X", "身份证号"),
        ("110105 19491231 002x", "身份证号"),
        ("１１０１０５１９４９１２３１００２Ｘ", "身份证号"),
        ("卡6222020000000000", "银行卡号"),
        ("6222 0200 0000 0000 000", "银行卡号"),
        ("6222020000000000000", "银行卡号"),
        ("62220200000000000001", "银行卡号"),
        ("电话13800000000。", "手机号"),
        ("138 0000 0000", "手机号"),
    ],
)
def test_a_personal_number_is_refused_and_not_repeated(text: str, kind: str) -> None:
    with pytest.raises(NoticeShowsPersonalNumber) as refused:
        printable(text, where="备注")
    assert refused.value.details == {"where": "备注", "kind": kind}
    assert text not in refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        "2019-08-14 2019-08-23",
        "陕财农〔2019〕123号",
        "610727999201",
        "0916-4820000",
        "15位数字123456789012345",
        "28000000000",
    ],
)
def test_other_numbers_are_printed(text: str) -> None:
    assert printable(text, where="备注") == text


@pytest.mark.parametrize("text", ["张\u202e三", "张\ue000", "张\ud800", "张\u0378", "张\0", "\x07"])
def test_text_that_is_not_seen_as_it_stands_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        printable(text, where="姓名")


def test_private_use_characters_are_refused_with_their_place() -> None:
    with pytest.raises(NoticeTextUnprintable) as refused:
        printable("张\ue000", where="姓名")
    assert refused.value.details["character"] == "U+E000"
    assert refused.value.details["position"] == 2


def test_line_breaks_of_workbook_cells_become_blanks() -> None:
    assert printable(" 硬化道路\r\n2公里\t ", where="建设任务") == "硬化道路 2公里"


def test_a_text_is_as_long_as_its_limit_and_no_longer() -> None:
    assert printable("字" * 200, where="姓名", longest=200) == "字" * 200
    with pytest.raises(NoticeTextTooLong):
        printable("字" * 201, where="姓名", longest=200)


def test_a_line_without_a_name_is_refused() -> None:
    with pytest.raises(NoticeTextMissing):
        line(1, full_name=" \u3000")


def test_a_negative_amount_is_refused_and_zero_is_not() -> None:
    assert line(1, amount_fen=0).amount_fen == 0
    with pytest.raises(NoticeNumberOutOfRange):
        line(1, amount_fen=-1)


@pytest.mark.parametrize("quantity", ["NaN", "Infinity", "-1", "1e7", "0.0000001"])
def test_a_quantity_that_cannot_be_printed_plainly_is_refused(quantity: str) -> None:
    with pytest.raises(NoticeQuantityRefused):
        Calculation(quantity=Decimal(quantity), unit="亩", rate_fen=1, rate_per="亩")


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [("3.50", "3.5"), ("100", "100"), ("1e2", "100"), ("0.000001", "0.000001")],
)
def test_a_quantity_is_printed_without_exponent_or_idle_zeros(quantity: str, shown: str) -> None:
    made = Calculation(quantity=Decimal(quantity), unit="亩", rate_fen=1, rate_per="亩")
    assert made.quantity_text == shown


def test_no_value_of_a_page_has_a_field_for_private_data() -> None:
    names = {
        field.name
        for kind in (NoticePage, Region, Section, HouseholdLine, Standard, FundSource, Calculation)
        for field in fields(kind)
    }
    assert names
    assert not names & {"id_no", "card", "account", "phone", "cause", "health", "household_key"}


@given(digits=st.text(alphabet="0123456789", min_size=16))
def test_no_text_of_a_page_can_hold_sixteen_digits_or_more(digits: str) -> None:
    with pytest.raises(NoticeShowsPersonalNumber):
        replace(rangers(0), task=f"见{digits}。")
