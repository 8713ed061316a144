"""How are names, ID numbers and cards invented, so that nobody can take them for real ones?

A name is a heavenly stem and a number (甲十七): no family of that name, and never a living person.
An ID number has a wrong check digit (GB 11643), a card fails Luhn: neither can belong to anyone.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID

from ledger.values.identity import check_card, check_credit_code, check_resident_id
from ledger.values.refusal import Refusal

STEMS = "甲乙丙丁戊己庚辛壬癸"
FIRST_EXTRA_SERIAL = 900_000
"""Cards made for what is planted never meet those of the villagers."""

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 999 as it is read: 一, 十, 十七, 二十, 九十九, 一百零一, 一百一十."""
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    head = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        head += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        head += "零"
    return head + (_DIGITS[ones] if ones else "")


def invented_name(member: int, home: int) -> str:
    """The `member`-th person (from 0) of the `home`-th household (from 1) of a village."""
    return STEMS[member % len(STEMS)] + chinese_number(home)


def invented_resident_id(county: int, born_year: int, serial: int) -> str:
    """18 characters with a possible birth date and a wrong check digit; one for each serial."""
    day, rest = serial % 28 + 1, serial // 28
    month, order = rest % 12 + 1, rest // 12
    return _failing(f"{county}{born_year}{month:02}{day:02}{order:03}", check_resident_id)


def misread_resident_id(number: str) -> str:
    """The number of nobody that differs from this invented one in the first digit of its order,
    where no serial of the demo reaches, and perhaps in the check digit."""
    return _failing(f"{number[:14]}9{number[15:17]}", check_resident_id)


def invented_card(county: int, serial: int) -> str:
    """19 digits that fail Luhn; one for each serial."""
    return _failing(f"62{county}{serial:010}", check_card)


def invented_key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _failing(stem: str, check: Callable[[object], str]) -> str:
    """The stem with the first last digit that the check refuses; at most one digit passes."""
    for digit in "01":
        try:
            check(stem + digit)
        except Refusal:
            return stem + digit
    raise AssertionError("two check digits cannot both be right")


def invented_credit_code(county: int, serial: int) -> str:
    """A credit code whose check character is right (GB 32100) around an organisation's nine
    characters whose own is wrong (GB 11714): one for each serial, and of no unit."""
    body = f"{serial:08}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ORGANISATION, strict=True))
    right = 11 - total % 11
    stem = f"91{county}{body}{(right + 1) % 10}"
    for check in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        try:
            return check_credit_code(stem + check)
        except Refusal:
            continue
    raise AssertionError("one of the characters is the right one")


_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)
