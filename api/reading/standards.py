"""Which standards and limits hold for a place on a day, and what may money be spent on?"""

from __future__ import annotations

from datetime import date
from typing import Final, LiteralString

from api.reading.row import Row, fetch
from ledger.book.post import Connection
from ledger.register.limits import NATIONWIDE, LimitKind
from ledger.register.regions import RegionUnknown
from ledger.values.money import yuan
from ledger.values.region import RegionCode

STANDINGS: Final = {
    "holds": "适用",
    "same": "另有同样规定",
    "conflict": "规定相互矛盾",
    "overridden": "被更具体的规定取代",
}
_MEASURES: Final = {
    "years": "年",
    "times": "次",
    "months": "个月",
    "persons": "人",
    "households": "户",
    "days": "天",
    "person_times": "人次",
    "measures": "项",
    "industries": "个产业",
    "organisations": "个",
}


class LimitRow(Row):
    """One row of a standard, what it says in words, and how it stands on the day asked."""

    code: str
    subject: str
    name: str
    standing: str
    standing_name: str
    kind: str
    says: str
    measure: str
    low: int | None
    high: int | None
    per: str
    basis: str
    condition: str
    region: str
    region_name: str
    place_classes: list[str]
    valid_from: date
    valid_to: date | None
    phrase: str
    source: str
    disputed: bool
    note: str


class LimitAnswer(Row):
    """What holds in a place on a day; `classes` are those of the place on that day."""

    region: str
    region_name: str
    on: date
    classes: list[str]
    limits: list[LimitRow]


class Regime(Row):
    """资金制度."""

    regime: str
    valid_from: date
    valid_to: date | None
    successor: str
    source: str


class Category(Row):
    """资金类别; `integrable`: may be pooled by a county."""

    category: str
    name: str
    regime: str
    levels: list[str]
    instrument: str
    integrable: bool
    valid_from: date
    valid_to: date | None
    source: str


class Spending(Row):
    """One purpose that a regime allows or forbids, and by which words it is known."""

    rule: str
    regime: str
    allowed: bool
    text: str
    keywords: list[str]
    valid_from: date
    valid_to: date | None
    source: str


class BudgetCode(Row):
    """政府收支分类科目."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    source: str


class Branch(Row):
    """A branch of a province's tree of purposes; `depth` is 0 for the tree itself."""

    purpose: str
    depth: int
    name: str
    region: str
    region_name: str
    valid_from: date
    valid_to: date
    phrase: str
    source: str


class Catalogue(Row):
    """资金目录: what exists on a day, or ever."""

    regimes: list[Regime]
    categories: list[Category]
    spending: list[Spending]
    codes: list[BudgetCode]
    purposes: list[Branch]


def limits_for(
    connection: Connection,
    region: RegionCode,
    on: date,
    *,
    subject: str = "",
    text: str = "",
    overridden: bool = True,
) -> LimitAnswer:
    """The rows that speak to a place on a day, by subject, those that hold first.

    Raises RegionUnknown where neither the place nor any it lies in is registered.
    """
    asked: dict[str, object] = {
        "region": region.code,
        "above": [each.code for each in (region, *region.ancestors)],
        "on": on,
        "subject": subject or None,
        "text": f"%{text}%" if text else "",
        "overridden": overridden,
    }
    name = connection.execute(_PLACE, asked).fetchone()
    if name is None:
        raise RegionUnknown(f"区划 {region} 没有登记", code=region, on=on)
    classes = [kind for (kind,) in connection.execute(_CLASSES, asked)]
    found = fetch(connection, LimitRow, _LIMITS, asked)
    return LimitAnswer(
        region=region.code,
        region_name=name[0],
        on=on,
        classes=classes,
        limits=[
            each.model_copy(
                update={
                    "says": said(each),
                    "standing_name": STANDINGS[each.standing],
                    "region_name": "全国" if each.region == NATIONWIDE else each.region_name,
                }
            )
            for each in found
        ],
    )


def catalogue(connection: Connection, on: date | None) -> Catalogue:
    """What is registered; with a day, only what holds on it."""
    asked: dict[str, object] = {"on": on}
    return Catalogue(
        regimes=fetch(connection, Regime, _REGIMES, asked),
        categories=fetch(connection, Category, _CATEGORIES, asked),
        spending=fetch(connection, Spending, _SPENDING, asked),
        codes=fetch(connection, BudgetCode, _CODES, asked),
        purposes=fetch(connection, Branch, _PURPOSES, asked),
    )


def said(row: LimitRow) -> str:
    """What a row sets, in words: 不低于 2%, 最高 50,000.00元/户."""
    kind = LimitKind(row.kind)
    if kind is LimitKind.REQUIRED:
        return "必须做到"
    if kind is LimitKind.PARAMETER:
        return "文件未定数值"
    low, high = _number(row, row.low), _number(row, row.high)
    per = f"／{row.per}" if row.per and row.measure != "date" else ""
    match kind:
        case LimitKind.RATE | LimitKind.RATIO:
            return f"{low}{per}"
        case LimitKind.MINIMUM | LimitKind.RATIO_MIN:
            return f"不低于 {low}{per}"
        case LimitKind.MAXIMUM | LimitKind.RATIO_MAX:
            return f"不超过 {high}{per}"
        case LimitKind.RANGE | LimitKind.RATIO_RANGE:
            return f"{low} 至 {high}{per}"
        case LimitKind.GROWTH_MIN:
            return f"增长不低于 {low}"
        case LimitKind.GROWTH_ABOVE:
            return f"增幅须为正，并高出 {low}" if row.low else "增幅须为正，并高于比较的增幅"
        case LimitKind.RISE:
            return f"提高 {low} 至 {high}"
        case LimitKind.TARGET:
            return f"目标 {low}{per}"
        case LimitKind.DEADLINE:
            return f"不晚于 {high}"


def _number(row: LimitRow, number: int | None) -> str:
    if number is None:
        return ""
    if row.measure == "fen":
        return yuan(number)
    if row.measure == "basis_points":
        whole, part = divmod(number, 100)
        return f"{whole}{f'.{part:02}'.rstrip('0') if part else ''}%"
    if row.measure == "date":
        text = str(number)
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return f"{number} {_MEASURES.get(row.measure, row.measure)}"


_NAME: Final[LiteralString] = """coalesce((SELECT r.name FROM region r WHERE r.code = {code}
  ORDER BY r.valid_from DESC LIMIT 1), {code})"""
_PLACE: Final[LiteralString] = """
SELECT coalesce((SELECT r.name FROM region r WHERE r.code = %(region)s
  ORDER BY r.valid_from <= %(on)s DESC, r.valid_from DESC LIMIT 1), %(region)s)
FROM region r WHERE r.code = ANY(%(above)s) LIMIT 1
"""
_CLASSES: Final[LiteralString] = """
SELECT DISTINCT c.kind FROM region_class c WHERE c.code = ANY(%(above)s)
  AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR %(on)s < c.valid_to) ORDER BY 1
"""
_LIMITS: Final[LiteralString] = (
    """
SELECT l.code, l.subject, l.name, s.standing, '' AS standing_name, l.kind, '' AS says, l.measure,
  l.low, l.high, l.per, l.basis, l.condition, l.region, """
    + _NAME.replace("{code}", "l.region")
    + """ AS region_name, l.place_classes,
  l.valid_from, l.valid_to, l.phrase, l.source, l.disputed, l.note
FROM limit_standing(%(subject)s::text, %(region)s, %(on)s) s
JOIN limit_standard l ON l.code = s.code
WHERE (%(text)s = '' OR l.name ILIKE %(text)s OR l.phrase ILIKE %(text)s)
  AND (%(overridden)s OR s.standing <> 'overridden')
ORDER BY min(l.name) OVER (PARTITION BY l.subject) COLLATE "C", l.subject,
  array_position(ARRAY['holds', 'conflict', 'same', 'overridden'], s.standing), l.code COLLATE "C"
"""
)
_ON: Final[LiteralString] = (
    "(%(on)s::date IS NULL OR (t.valid_from <= %(on)s::date"
    " AND (t.valid_to IS NULL OR %(on)s::date < t.valid_to)))"
)
_REGIMES: Final[LiteralString] = (
    "SELECT t.regime, t.valid_from, t.valid_to, t.successor, t.source FROM fund_regime t WHERE "
    + _ON
    + " ORDER BY t.valid_from, t.regime"
)
_CATEGORIES: Final[LiteralString] = (
    "SELECT t.category, t.name, t.regime, t.levels, t.instrument, t.integrable, t.valid_from,"
    " t.valid_to, t.source FROM fund_category t WHERE " + _ON + " ORDER BY t.regime, t.category"
)
_SPENDING: Final[LiteralString] = (
    "SELECT t.rule, t.regime, t.allowed, t.text, t.keywords, t.valid_from, t.valid_to, t.source"
    " FROM spending_rule t WHERE " + _ON + " ORDER BY t.regime, t.allowed, t.rule"
)
_CODES: Final[LiteralString] = (
    "SELECT t.code, t.name, t.valid_from, t.valid_to, t.source FROM expenditure_code t WHERE "
    + _ON
    + " ORDER BY t.code, t.valid_from"
)
_PURPOSES: Final[LiteralString] = (
    "SELECT t.purpose, length(t.purpose) - length(replace(t.purpose, '.', '')) AS depth, t.name,"
    " t.region, "
    + _NAME.replace("{code}", "t.region")
    + " AS region_name, t.valid_from, t.valid_to, t.phrase, t.source FROM purpose t WHERE "
    + _ON
    + """ ORDER BY t.tree, t.purpose COLLATE "C" """
)
