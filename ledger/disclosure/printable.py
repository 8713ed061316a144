"""What may stand on a public page?

A notice is the one product of the ledger that leaves it for good: it is photographed on a wall
and copied off the web. So every text, number and amount is checked once, when the page is made.
A page that carries a personal number, or a character that hides or reorders what is read,
does not exist.
"""

from __future__ import annotations

import re
import unicodedata

from ledger.values.money import check_fen, yuan
from ledger.values.refusal import Refusal, shown
from ledger.values.text import clean_text, half_width

LONGEST_TEXT = 2000

# The shapes that rule DS06 (泄露个人信息) looks for, whole or in the groups people type them in.
# Longer runs of digits count as cards, too: nothing on a notice has more than fifteen. Other gaps
# are not closed up: two ISO dates side by side hold sixteen digits.
_PERSONAL = tuple(
    (kind, re.compile(rf"(?<![0-9])(?:{shape})(?![0-9])"))
    for kind, shape in (
        ("身份证号", r"[0-9]{17}[0-9Xx]|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]"),
        ("银行卡号", r"[0-9]{16,}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?"),
        ("手机号", r"1[3-9][0-9]{9}|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}"),
    )
)

# Area code and number, a bare local number, or a short public code such as 12345.
_OFFICE_LINE = re.compile(r"0[0-9]{2,3}-[2-8][0-9]{6,7}|[2-8][0-9]{6,7}|1[0-9]{4}")

_BLANKS = re.compile(r"\s+")

# Controls, formats (direction, zero width), half pairs, private use, unassigned.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


class NoticeTextMissing(Refusal):
    """A notice names its place, issuer, title and each project, benefit and recipient."""


class NoticeTextTooLong(Refusal):
    """A text of a notice fits on a board."""


class NoticeTextUnprintable(Refusal):
    """A text of a notice holds only characters that are seen where they stand."""


class NoticeShowsPersonalNumber(Refusal):
    """A notice shows no ID number, bank card or mobile number (PIPL Art 28; rule DS06)."""


class NoticePhoneNotOffice(Refusal):
    """The telephone on a notice is an office line, never a person's."""


class NoticeNumberOutOfRange(Refusal):
    """Versions, years and event numbers start at 1; amounts and voucher numbers at 0."""


class NoticeTotalDiffers(Refusal):
    """A total stated for a notice equals the sum of its lines."""


def printable(text: str, *, where: str, required: bool = False, longest: int = LONGEST_TEXT) -> str:
    """`text` as it is printed: NFC, runs of blanks and line breaks as one blank, none outside.

    `where` names the place in Chinese for the message. Raises NoticeTextMissing,
    NoticeTextTooLong, NoticeTextUnprintable, NoticeShowsPersonalNumber, or what `clean_text` does.
    """
    clean = _BLANKS.sub(" ", clean_text(text))
    if required and not clean:
        raise NoticeTextMissing(f"{where}不能为空", where=where)
    if len(clean) > longest:
        raise NoticeTextTooLong(
            f"{where}有 {len(clean)} 个字,最多 {longest} 个字",
            where=where,
            length=len(clean),
            longest=longest,
        )
    for position, character in enumerate(clean):
        if unicodedata.category(character) in _UNPRINTABLE:
            raise NoticeTextUnprintable(
                f"{where}第 {position + 1} 个字符(U+{ord(character):04X})不可打印:{shown(clean)}",
                where=where,
                position=position + 1,
                character=f"U+{ord(character):04X}",
            )
    # Full-width digits read as digits on the wall, so they are looked for as digits; but one before
    # a number must not hide it from those who look for plain digits only.
    for kind, shape in _PERSONAL:
        if shape.search(half_width(clean)) or shape.search(clean):
            # The number itself stays out of the message: messages are logged.
            raise NoticeShowsPersonalNumber(
                f"{where}含有疑似{kind}的号码,公示公告中不得出现", where=where, kind=kind
            )
    return clean


def office_line(number: str, *, where: str) -> str:
    """An office telephone number or "". Raises NoticePhoneNotOffice."""
    clean = clean_text(number)
    if clean and not _OFFICE_LINE.fullmatch(clean):
        raise NoticePhoneNotOffice(
            f"{where}只能是办公电话(如 0916-4820000),不能是手机号或其他号码", where=where
        )
    return clean


def printable_amount(amount_fen: int | None, *, where: str) -> int | None:
    """Fen >= 0, or None for an amount nobody provided."""
    return None if amount_fen is None else number_from(0, check_fen(amount_fen), where=where)


def number_from(least: int, number: int, *, where: str) -> int:
    if number < least:
        raise NoticeNumberOutOfRange(
            f"{where}不能小于 {least},收到 {number}", where=where, least=least, found=number
        )
    return number


def check_total(stated_fen: int | None, computed_fen: int, *, where: str) -> None:
    """Raises NoticeTotalDiffers if a total was stated and is not the sum of the lines."""
    check_fen(computed_fen)
    if stated_fen is not None and check_fen(stated_fen) != computed_fen:
        raise NoticeTotalDiffers(
            f"{where}合计 {yuan(stated_fen)} 与逐行之和 {yuan(computed_fen)} 不符,"
            f"相差 {yuan(stated_fen - computed_fen)}",
            where=where,
            stated_fen=stated_fen,
            computed_fen=computed_fen,
        )
