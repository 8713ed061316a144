"""Which place does a region code (区划代码) name, and what lies inside it?

12 digits: 2 province, 2 prefecture, 2 county, 3 township, 3 village. Written short when the
rest is zero: 610727 (略阳县) is 610727000000. The code says nothing about when the place had
it: codes expire (大同县 140227 became 云州区 140215), which the register of regions dates.

A few prefectures have townships and no counties (东莞 441900, its townships 441900003 …), so
the county part alone may be zero above a non-zero part.

Codes that begin with 9 are refused: 9xxxxx numbers a book of a zone or farm without a code
(非国标) and is never read as a region.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from ledger.values.refusal import Refusal, shown
from ledger.values.text import clean_text, half_width

_WIDTHS = (2, 2, 2, 3, 3)
_ENDS = tuple(accumulate(_WIDTHS))
_CODE = re.compile(r"[1-8][0-9]{5}(?:[0-9]{3}){0,2}")
_LENGTH = 12


class RegionCodeMalformed(Refusal):
    """A region code has 6, 9 or 12 digits and does not begin with 0 or 9."""


class RegionCodeSkipsLevel(Refusal):
    """A region code leaves no level zero above a non-zero one, the county level excepted."""


class RegionLevel(StrEnum):
    """How high a place stands, highest first."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]

    @property
    def depth(self) -> int:
        """1 for a province to 5 for a village."""
        return list(RegionLevel).index(self) + 1


_CHINESE = {
    RegionLevel.PROVINCE: "省级",
    RegionLevel.PREFECTURE: "地级",
    RegionLevel.COUNTY: "县级",
    RegionLevel.TOWNSHIP: "乡级",
    RegionLevel.VILLAGE: "村级",
}


@dataclass(frozen=True, order=True)
class RegionCode:
    """A checked region code. `code` always has 12 digits; codes order as their text does."""

    code: str

    def __post_init__(self) -> None:
        if len(self.code) != _LENGTH or not _CODE.fullmatch(self.code):
            raise RegionCodeMalformed(
                f"区划代码应为 6、9 或 12 位数字,首位为 1 至 8,收到 {shown(self.code)}",
                found=self.code,
            )
        present = [part.strip("0") != "" for part in self._parts]
        depth = self.level.depth
        if any(not here for index, here in enumerate(present[:depth]) if index != 2):
            raise RegionCodeSkipsLevel(
                f"区划代码 {self.code} 的上级部分为 0,不存在这样的区划", found=self.code
            )

    @classmethod
    def parse(cls, text: object) -> RegionCode:
        """From 6, 9 or 12 digits; blanks at the ends and full-width digits are read."""
        digits = half_width(clean_text(text))
        if not _CODE.fullmatch(digits):
            raise RegionCodeMalformed(
                f"区划代码应为 6、9 或 12 位数字,首位为 1 至 8,收到 {shown(text)}", found=digits
            )
        return cls(digits.ljust(_LENGTH, "0"))

    @property
    def level(self) -> RegionLevel:
        """The deepest level with a non-zero part."""
        significant = self.code.rstrip("0")
        return next(
            level for level, end in zip(RegionLevel, _ENDS, strict=True) if len(significant) <= end
        )

    @property
    def parent(self) -> RegionCode | None:
        """The place directly above, None for a province. 441900003 lies in 441900."""
        start = _ENDS[self.level.depth - 1] - _WIDTHS[self.level.depth - 1]
        above = self.code[:start]
        return RegionCode(above.ljust(_LENGTH, "0")) if above else None

    @property
    def ancestors(self) -> list[RegionCode]:
        """All places above, the nearest first."""
        above: list[RegionCode] = []
        here = self.parent
        while here is not None:
            above.append(here)
            here = here.parent
        return above

    @property
    def prefix(self) -> str:
        """The leading digits that every place inside shares: 2, 4, 6, 9 or 12 of them."""
        return self.code[: _ENDS[self.level.depth - 1]]

    @property
    def short(self) -> str:
        """As printed: 6 digits down to the county, 9 for a township, 12 for a village."""
        return self.code[: max(6, len(self.prefix))]

    def contains(self, other: RegionCode) -> bool:
        """Whether `other` is this place or lies in it, by code; mergers are the register's."""
        return other.code.startswith(self.prefix)

    def __str__(self) -> str:
        return self.code

    @property
    def _parts(self) -> list[str]:
        return [self.code[end - width : end] for width, end in zip(_WIDTHS, _ENDS, strict=True)]
