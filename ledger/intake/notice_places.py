"""Is a recipient a place with a book of its own, a place without, or a unit?

    issuer 商丘市   睢 县          → 睢县, its book: money is passed down
    issuer 商丘市   示范区         → no such place registered: refused
    issuer 凤泉区   大块镇人民政府  → a unit at 大块镇
    issuer 于田县   于田县贫困户、35户低收入农户、7个乡镇 → a group, the issuer's own
    issuer 耀州区   水务局         → a department, the issuer's own

Matched are the issuer and what lies in it on the document's day. A name that looks like a place of
a level which is registered there, and matches none or several, is refused with the candidates:
money must not go to a book by guess. Where that level is not registered at all (the villages of
most counties), the name is kept as a unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ledger.register.regions import Region, RegionTree
from ledger.values.refusal import Refusal, shown
from ledger.values.region import RegionLevel
from ledger.values.text import half_width, without_blanks

_OFFICE = re.compile(
    r"(?P<place>.+?)(?:人民政府|政府|财政所|财政局|财政分局|农业农村局|乡村振兴局|党委|经管站)"
)
_GROUP = re.compile(
    r"^[各全]|^[0-9]+(?:个|户|家|名|人|余)|(?:户|贫困户|农户|群众|家庭|学生)$|^市直|^县直|^区直|未列|不详|^市本级|^县本级"
)
_SEVERAL = re.compile(r"[、,;/]|(?<=[县区市乡镇村])[和及与]")
_ZONE = re.compile(
    r"(?:开发区|园区|示范区|新区|管理区|工业区|保税区|聚集区|风景区|景区|社区|小区|灌区|林区|库区)$"
)
_ENDINGS = (
    (RegionLevel.PROVINCE, re.compile(r"(?:省|自治区)$")),
    (RegionLevel.PREFECTURE, re.compile(r"(?:自治州|州|地区|盟)$")),
    (RegionLevel.TOWNSHIP, re.compile(r"(?:乡|镇|街道|街道办|街道办事处|苏木)$")),
    (RegionLevel.VILLAGE, re.compile(r"(?:村|社区|居委会|村委会|嘎查)$")),
    (RegionLevel.COUNTY, re.compile(r"(?:县|区|市|旗)$")),
)


class RecipientRefused(Refusal, abstract=True):
    """A recipient that names a place names exactly one registered place."""


class RecipientPlaceUnknown(RecipientRefused):
    """A recipient that looks like a place is registered inside the issuer."""


class RecipientPlaceAmbiguous(RecipientRefused):
    """A recipient that looks like a place matches only one."""


class RecipientsInOneCell(RecipientRefused):
    """Places with books of their own stand in rows of their own."""


class IssuerPlaceUnknown(Refusal):
    """The issuer of a notice is one registered place on the document's day."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets money: `printed`, at `region`; `book` is set if that place keeps its own book."""

    printed: str
    region: Region
    book: int | None = None
    remark: str = ""


def find_issuer(place: str, org: str, tree: RegionTree, on: date) -> Region:
    """The place whose bureau issues a notice: by its place, else by the first unit's name.

    Raises IssuerPlaceUnknown.
    """
    unit = re.split("[;；]", org, maxsplit=1)[0]
    found = tree.locate(place, on) if place else tree.locate_start(unit, on)
    if len(found) != 1:
        problem = f"不唯一,候选:{_listed(found)}" if found else f"在 {on} 没有登记"
        raise IssuerPlaceUnknown(
            f"发布单位所在区划{problem}:{shown(place or unit)}", found=place or unit
        )
    return found[0]


def find_recipient(text: str, issuer: Region, tree: RegionTree, on: date) -> Recipient:
    """The recipient a cell names. Raises the refusals of this file."""
    plain = half_width(without_blanks(text))
    if not plain or _GROUP.search(plain):
        return Recipient(text, issuer)
    if found := tree.find(plain, issuer, on):
        return _matched(text, found, issuer, tree)
    if office := _OFFICE.fullmatch(plain):
        return _office(text, office["place"], issuer, tree, on)
    if _SEVERAL.search(plain):
        return _several(text, plain, issuer, tree, on)
    level = _looks_like(plain, issuer)
    if level and tree.registers(level, issuer, on):
        raise RecipientPlaceUnknown(
            f"{issuer.name}内没有登记{shown(text)}这个{level.chinese}区划,请改为全称或先登记",
            found=text,
            issuer=issuer.name,
        )
    remark = (
        f"{shown(text)}:{issuer.name}的{level.chinese}区划没有登记,按单位名称保留" if level else ""
    )
    return Recipient(text, issuer, remark=remark)


def has_own_book(place: Region, issuer: Region) -> bool:
    """Whether a place inside the issuer keeps its own book: prefectures and counties do."""
    return place.code != issuer.code and place.level.depth <= RegionLevel.COUNTY.depth


def _matched(text: str, found: list[Region], issuer: Region, tree: RegionTree) -> Recipient:
    if len(found) > 1:
        raise RecipientPlaceAmbiguous(
            f"{shown(text)}在{issuer.name}内不唯一,候选:{_listed(found)}",
            found=text,
            candidates=[each.code.code for each in found],
        )
    place = found[0]
    book = tree.book_of(place) if has_own_book(place, issuer) else None
    return Recipient(text, place, book)


def _office(text: str, place: str, issuer: Region, tree: RegionTree, on: date) -> Recipient:
    """An office of a known place stands there; of an unknown one it is the issuer's own."""
    found = tree.find(place, issuer, on)
    if len(found) > 1:
        return _matched(text, found, issuer, tree)
    region = found[0] if found else issuer
    return Recipient(text, region, tree.book_of(region) if has_own_book(region, issuer) else None)


def _several(text: str, plain: str, issuer: Region, tree: RegionTree, on: date) -> Recipient:
    places = [each for part in _SEVERAL.split(plain) for each in tree.find(part, issuer, on)]
    if sum(has_own_book(each, issuer) for each in places) > 1:
        raise RecipientsInOneCell(
            f"一格列有几个县(区),无法分开记账,请分行:{shown(text)}", found=text
        )
    return Recipient(text, issuer, remark=f"一格列有几个接收方,未拆分:{shown(text)}")


def _looks_like(plain: str, issuer: Region) -> RegionLevel | None:
    """The level a name's ending claims. Zones inside a county are units, not places."""
    if issuer.level.depth >= RegionLevel.COUNTY.depth and _ZONE.search(plain):
        return RegionLevel.VILLAGE if plain.endswith("社区") else None
    return next((level for level, ending in _ENDINGS if ending.search(plain)), None)


def _listed(found: list[Region]) -> str:
    return "、".join(f"{each.name}({each.code.short})" for each in found)
