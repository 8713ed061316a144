"""From which level of government does money come, by the words a notice prints?

    中央 → central   省级 → province   市级 → prefecture   县级配套, 县(区)级 → county
    东西部协作(江苏省), 对口帮扶(鲤城区) → paired aid       农户自筹, 光伏收益 → other
    中央+省级(合并), 中央及省级 → central and province: mixed

The printed words are kept beside what was understood. Words that name no level (上级, 整合部门资金)
are `other`: a level is never guessed from the kind of fund.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ledger.values.region import RegionLevel
from ledger.values.text import half_width, without_blanks


class Level(StrEnum):
    """Where money comes from."""

    CENTRAL = "central"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    PAIRED_AID = "paired_aid"
    OTHER = "other"
    MIXED = "mixed"


_PAIRED_AID = re.compile("协作|对口|帮扶|援助|沪滇|闽宁")
_WORDS = (
    (Level.CENTRAL, re.compile("中央|国家级")),
    (Level.PROVINCE, re.compile("省级?|自治区级?")),
    (Level.PREFECTURE, re.compile("市级?|州级|地级|地区级|盟级")),
    (Level.COUNTY, re.compile("县级?|区级|旗级")),
)
_OWN = {
    RegionLevel.PROVINCE: Level.PROVINCE,
    RegionLevel.PREFECTURE: Level.PREFECTURE,
    RegionLevel.COUNTY: Level.COUNTY,
}
_RANK = {Level.CENTRAL: 0, Level.PROVINCE: 1, Level.PREFECTURE: 2, Level.COUNTY: 3}


@dataclass(frozen=True, slots=True)
class SourceLevel:
    """The levels understood, highest first, and the words printed. Empty text: no levels."""

    levels: tuple[Level, ...]
    printed: str

    @property
    def level(self) -> Level:
        """One word for the whole: the level, `mixed` for several, `other` for none stated."""
        if len(self.levels) > 1:
            return Level.MIXED
        return self.levels[0] if self.levels else Level.OTHER

    def above(self, issuer: RegionLevel) -> bool:
        """Whether any of it comes from a level of government above the issuer's."""
        own = _RANK[_OWN.get(issuer, Level.COUNTY)]
        return any(_RANK.get(each, own) < own for each in self.levels)


def read_source_level(text: str, issuer: RegionLevel | None = None) -> SourceLevel:
    """What the column of source levels says. 本级 is the issuer's own level."""
    plain = half_width(without_blanks(text))
    if not plain:
        return SourceLevel((), text)
    if _PAIRED_AID.search(plain):
        return SourceLevel((Level.PAIRED_AID,), text)
    found: list[Level] = []
    rest = plain.replace("自治区", "省").replace("县(区)", "县").replace("县(市、区)", "县")
    for level, words in _WORDS:
        rest, hits = words.subn("", rest)
        if hits:
            found.append(level)
    own = _OWN.get(issuer) if issuer else None
    if not found and own and "本级" in plain:
        found.append(own)
    return SourceLevel(tuple(found) or (Level.OTHER,), text)
