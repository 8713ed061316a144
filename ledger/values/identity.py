"""Is a resident ID, credit code or card number well formed, and how is a name masked?

No message or detail of these refusals repeats the number itself: refusals reach logs and
screens that must not hold it. A failed check is for the caller to weigh: real lists contain
wrong numbers, which a rule reports (EL06, CN09), and account numbers of passbooks follow no
check digit at all.

Full-width digits and letters are read, blanks dropped, letters made capital; digits of other
scripts are refused.
"""

from __future__ import annotations

import re
from datetime import date

from ledger.values.refusal import Refusal
from ledger.values.text import clean_text, half_width, without_blanks

_RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
_RESIDENT_ID_1985 = re.compile(r"[1-9][0-9]{14}")
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(
    rf"[{_CREDIT_ALPHABET[1:]}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}"  # registrar, type, region
)
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

_CARD = re.compile(r"[0-9]{12,19}")

_COMPOUND_SURNAMES = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容"
    "仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋轩辕令狐段干"
    "百里呼延东郭南门羊舌微生梁丘左丘东门西门南荣第五"
)
_COMPOUND = frozenset(
    _COMPOUND_SURNAMES[at : at + 2] for at in range(0, len(_COMPOUND_SURNAMES), 2)
)
_NAME_DOTS = re.compile(r"[·•・‧∙.]")


class ResidentIdMalformed(Refusal):
    """A resident ID has 18 characters (17 digits and a digit or X) or, before 1999, 15 digits."""


class ResidentIdBirthImpossible(Refusal):
    """The birth date inside a resident ID is a day of the calendar."""


class ResidentIdCheckWrong(Refusal):
    """The last character of a resident ID is its ISO 7064 MOD 11-2 check (GB 11643-1999)."""


class CreditCodeMalformed(Refusal):
    """A credit code has 18 capital letters and digits without I, O, S, V, Z."""


class CreditCodeCheckWrong(Refusal):
    """The last character of a credit code is its modulo-31 check (GB 32100-2015)."""


class CardNumberMalformed(Refusal):
    """A card number has 12 to 19 digits."""


class CardNumberCheckWrong(Refusal):
    """The last digit of a card number is its Luhn check (ISO/IEC 7812-1)."""


class NameMissing(Refusal):
    """A name was expected and the text is empty or not readable as text."""


def check_resident_id(text: object) -> str:
    """The ID with capital X. Raises ResidentIdMalformed, …BirthImpossible or …CheckWrong.

    15-digit numbers have no check digit; only their birth date is checked.
    """
    number = _plain(text)
    if not _RESIDENT_ID.fullmatch(number) and not _RESIDENT_ID_1985.fullmatch(number):
        raise ResidentIdMalformed(
            f"身份证号应为 18 位(末位可为 X)或 15 位数字,收到 {len(number)} 位", length=len(number)
        )
    birth = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError as impossible:
        raise ResidentIdBirthImpossible("身份证号中的出生日期不存在") from impossible
    if len(number) == 18 and _resident_check(number) != number[17]:
        raise ResidentIdCheckWrong("身份证号的校验位不对")
    return number


def resident_id_18(text: object) -> str:
    """A checked ID in 18 characters, so that a 15-digit one equals its successor."""
    number = check_resident_id(text)
    if len(number) == 18:
        return number
    longer = number[:6] + "19" + number[6:]
    return longer + _resident_check(longer)


def born_on(text: object) -> date:
    """The birth date of a checked resident ID."""
    number = resident_id_18(text)
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def check_credit_code(text: object) -> str:
    """The unified social credit code (统一社会信用代码) in capitals."""
    code = _plain(text)
    if not _CREDIT_CODE.fullmatch(code):
        raise CreditCodeMalformed(
            f"统一社会信用代码应为 18 位数字或大写字母(不含 I、O、S、V、Z):共 {len(code)} 位",
            length=len(code),
        )
    total = sum(
        _CREDIT_ALPHABET.index(sign) * weight
        for sign, weight in zip(code[:17], _CREDIT_WEIGHTS, strict=True)
    )
    if _CREDIT_ALPHABET[-total % 31] != code[17]:
        raise CreditCodeCheckWrong("统一社会信用代码的校验位不对")
    return code


def check_card(text: object) -> str:
    """The digits of a bank card number that passes Luhn. Passbook accounts need not pass."""
    number = _plain(text)
    if not _CARD.fullmatch(number):
        raise CardNumberMalformed(
            f"银行卡号应为 12 至 19 位数字,收到 {len(number)} 位", length=len(number)
        )
    total = 0
    for place, digit in enumerate(map(int, reversed(number))):
        total += digit if place % 2 == 0 else sum(divmod(digit * 2, 10))
    if total % 10:
        raise CardNumberCheckWrong("银行卡号的校验位不对")
    return number


def mask_name(name: object) -> str:
    """A name for web pages: surname and one star, so that its length is hidden too.

    张三丰 → 张*; 欧阳修 → 欧阳*; 阿卜杜拉·买买提 → 阿* (no surname, so one character).
    Of a two-character name only the first is shown, even if both make a compound surname.
    """
    plain = without_blanks(_quietly(name))
    if not plain:
        raise NameMissing("没有姓名")
    compound = len(plain) > 2 and plain[:2] in _COMPOUND and not _NAME_DOTS.search(plain)
    return plain[: 2 if compound else 1] + "*"


def _plain(text: object) -> str:
    return without_blanks(half_width(_quietly(text))).upper()


def _quietly(text: object) -> str:
    """Clean text, or nothing: the refusals of `clean_text` would quote the personal datum."""
    try:
        return clean_text(text)
    except Refusal:
        return ""


def _resident_check(number: str) -> str:
    total = sum(
        int(digit) * weight for digit, weight in zip(number[:17], _RESIDENT_WEIGHTS, strict=True)
    )
    return _RESIDENT_CHECKS[total % 11]
