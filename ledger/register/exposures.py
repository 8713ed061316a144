"""Which personal data does the text of a notice show? (rule DS06, 泄露个人信息)

    exposures("户主 张三 电话 13812345678")    # [Exposure(PHONE, 9, "138********（11位）")]

Looked for: a whole 18-digit ID number that passes its check digit, a mobile number of 11 digits, an
account of 16 to 19 digits, words that tell of an illness or a disability (个人信息保护法第28条).
Digits grouped by blanks or hyphens count as one number. Names of programmes (大病保险) are no
illness. What is found is masked at once: it must not be leaked a second time from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ledger.values.identity import check_credit_code, check_resident_id
from ledger.values.refusal import Refusal
from ledger.values.text import half_width


class ExposureKind(StrEnum):
    """What is shown that must not be."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    HEALTH = "health"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    ExposureKind.ID_NUMBER: "身份证号",
    ExposureKind.PHONE: "手机号",
    ExposureKind.ACCOUNT: "银行账号",
    ExposureKind.HEALTH: "健康状况",
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """One find: its kind, the character where it begins (from 0), and a masked excerpt."""

    kind: ExposureKind
    position: int
    excerpt: str


_GROUPS = (
    r"[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]",
    r"[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?",
    r"1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}",
    r"[0-9]{17}[Xx]|[0-9]{11,19}",
)
_NUMBER = re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(_GROUPS)})(?![0-9A-Za-z])")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_PROGRAMME = (
    "(?!(?:患者)?(?:医疗|救助|保险|报销|集中|专项|签约|保障|补充|补助|补贴|兜底|筛查|门诊|救治"
    "|防治|康复))"
)
_HEALTH = re.compile(
    "癌症?|肿瘤|白血病|尿毒症|艾滋病?|肝炎|肺结核|糖尿病|高血压|冠心病|脑梗|脑出血|心脏病|抑郁症"
    "|癫痫|瘫痪"
    "|精神分裂症?|[一二三四]级(?:肢体|智力|视力|听力|言语|精神|多重)?残疾"
    "|(?:肢体|智力|视力|听力|言语|多重)残疾(?!人)"
    f"|(?:精神病|精神障碍|大病|慢性病|重病|患病){_PROGRAMME}|(?<!防止)(?<!避免)因(?:病|残)致贫"
)


def exposures(text: str) -> list[Exposure]:
    """All finds in the order of the text."""
    plain = half_width(text)  # one character stays one, so positions hold
    # Full-width digits are digits; but one before a number must not hide it from those who look for
    # plain digits only, so the text is read as it stands, too.
    numbers = [match for match in _NUMBER.finditer(plain) if _number(match)]
    numbers += [
        match
        for match in _NUMBER.finditer(text)
        if not any(each.start() <= match.start() < each.end() for each in numbers)
    ]
    found = [each for match in numbers if (each := _number(match))]
    found += [
        Exposure(ExposureKind.HEALTH, match.start(), match.group())
        for match in _HEALTH.finditer(plain)
    ]
    return sorted(found, key=lambda each: each.position)


def _number(match: re.Match[str]) -> Exposure | None:
    digits = re.sub("[ -]", "", match.group()).upper()
    kind = _kind(digits)
    if kind is None:
        return None
    masked = f"{digits[:3]}{'*' * (len(digits) - 3)}（{len(digits)}位）"
    return Exposure(kind, match.start(), masked)


def _kind(digits: str) -> ExposureKind | None:
    if len(digits) == 11:
        return ExposureKind.PHONE if _PHONE.fullmatch(digits) else None
    if len(digits) == 18 and _passes(check_resident_id, digits):
        return ExposureKind.ID_NUMBER
    if len(digits) == 18 and _passes(check_credit_code, digits):
        return None  # the code of a unit is public
    return ExposureKind.ACCOUNT if 16 <= len(digits) <= 19 and digits.isdecimal() else None


def _passes(check: object, digits: str) -> bool:
    assert callable(check)
    try:
        check(digits)
    except Refusal:
        return False
    return True
