"""Which value has each parameter of a rule in a place on a day, and who fixed it?

A value is looked for in three places: in `audit_parameter`, where whoever may has recorded one with
source and reason; in the register of limits, where the documents of a place stand; last in the rule
file. The lowest place wins; in one place what was recorded wins over the register, a row for a fund
regime that is in force over one for all, of those the latest begun. Values of equal rank that
differ are a conflict, and none of them holds: the rule is then not computable there, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, LiteralString

from psycopg.rows import dict_row

from audit.facts import Snapshot
from audit.rule import Parameter, ParameterUnknown, ParameterValue, Rule
from ledger.register.limits import NATIONWIDE
from ledger.values.region import RegionCode


@dataclass(frozen=True, slots=True)
class Fixed:
    """One value that somebody fixed for a place, with its source and days.

    `limit`: the code of the row in the register of limits, '' where it was recorded here. `fault`:
    why it cannot be used, in Chinese.
    """

    value: ParameterValue | None
    region: str
    regime: str
    from_on: date
    until_on: date | None
    source: str
    limit: str = ""
    fault: str = ""
    actor: str = ""
    reason: str = ""
    known_at: datetime | None = None

    @property
    def rank(self) -> tuple[int, bool, bool, date]:
        depth = 0 if self.region == NATIONWIDE else RegionCode(self.region).level.depth
        return depth, not self.limit, self.regime != "", self.from_on


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds for one parameter. `chosen` None: the rule's default, or a conflict."""

    rule: str
    parameter: Parameter
    chosen: Fixed | None = None
    conflicts: tuple[Fixed, ...] = ()
    overridden: tuple[Fixed, ...] = ()

    @property
    def value(self) -> ParameterValue:
        """The value that holds; the default where nothing does."""
        if self.chosen is None or self.chosen.value is None:
            return self.parameter.default
        return self.chosen.value

    @property
    def source(self) -> str:
        return self.chosen.source if self.chosen else self.parameter.source

    @property
    def fault(self) -> str:
        """Why the rule cannot be computed with this parameter; '' where it can."""
        name = self.parameter.meaning
        if self.conflicts:
            said = "、".join(sorted({each.source for each in self.conflicts}))
            return f"参数“{name}”的规定相互矛盾：{said}"
        if self.chosen and self.chosen.fault:
            return f"参数“{name}”的规定不能使用：{self.chosen.fault}"
        return ""


@dataclass(frozen=True, slots=True)
class Given:
    """The parameters of one rule for one book: values, and those that cannot be told."""

    values: Mapping[str, ParameterValue]
    faults: Mapping[str, str] = field(default_factory=dict)


def in_force(
    snapshot: Snapshot, rules: Iterable[Rule], region: str | None, on: date, known_at: datetime
) -> list[InForce]:
    """Every parameter of these rules in a place (12 digits; None: nowhere in particular)."""
    rules = [rule for rule in rules if rule.parameters]
    found = _recorded(snapshot, rules, region, on, known_at)
    for key, fixed in _limits(snapshot, rules, region, on).items():
        found.setdefault(key, []).extend(fixed)
    return [
        chosen_of(rule.code, parameter, found.get((rule.code, parameter.name), []))
        for rule in rules
        for parameter in rule.parameters
    ]


def given_to(
    snapshot: Snapshot, rules: Sequence[Rule], book: int, on: date, known_at: datetime
) -> dict[str, Given]:
    """What a run gives each rule for a book: by the place that the book is of on the day."""
    values: dict[str, dict[str, ParameterValue]] = {rule.code: {} for rule in rules}
    faults: dict[str, dict[str, str]] = {rule.code: {} for rule in rules}
    for each in in_force(snapshot, rules, place_of(snapshot, book, on), on, known_at):
        values[each.rule][each.parameter.name] = each.value
        if each.fault:
            faults[each.rule][each.parameter.name] = each.fault
    return {rule.code: Given(values[rule.code], faults[rule.code]) for rule in rules}


def place_of(snapshot: Snapshot, book: int, on: date) -> str | None:
    """The place (12 digits) that a book is of on a day."""
    row = snapshot.execute(
        "SELECT region FROM book_region WHERE book = %s AND valid_from <= %s"
        " AND (valid_to IS NULL OR valid_to > %s) ORDER BY valid_from DESC LIMIT 1",
        (book, on, on),
    ).fetchone()
    return str(row[0]) if row else None


def chosen_of(rule: str, parameter: Parameter, fixed: Sequence[Fixed]) -> InForce:
    """What holds of these values. One of equal rank that says the same is no conflict."""
    if not fixed:
        return InForce(rule, parameter)
    best = max(each.rank for each in fixed)
    first = tuple(each for each in fixed if each.rank == best)
    rest = tuple(each for each in fixed if each.rank < best)
    if len({(each.value, each.fault) for each in first}) > 1:
        return InForce(rule, parameter, None, first, rest)
    return InForce(rule, parameter, first[0], (), rest)


_RECORDED: Final[LiteralString] = """
SELECT DISTINCT ON (p.rule, p.name, p.region, p.regime, p.from_on, p.source)
  p.rule, p.name, p.region, p.regime, p.from_on, p.until_on, p.value, p.source, p.actor, p.reason,
  p.known_at
FROM audit_parameter p
WHERE p.rule = ANY (%(rules)s) AND p.known_at <= %(known_at)s AND p.from_on <= %(on)s
  AND (p.region = %(nationwide)s
    OR p.region IN (SELECT a.code FROM places_above(%(region)s, %(on)s) a))
  AND (p.regime = '' OR EXISTS (SELECT FROM fund_regime r WHERE r.regime = p.regime
    AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR %(on)s < r.valid_to)))
ORDER BY p.rule, p.name, p.region, p.regime, p.from_on, p.source, p.seq DESC
"""

_LIMITS: Final[LiteralString] = """
SELECT l.code, l.subject, l.low, l.high, l.region, l.valid_from, l.valid_to, l.source
FROM limit_standing(NULL, %(region)s, %(on)s) s JOIN limit_standard l ON l.code = s.code
WHERE l.subject = ANY (%(subjects)s) AND s.standing IN ('holds', 'conflict')
ORDER BY l.code
"""


def _recorded(
    snapshot: Snapshot, rules: Sequence[Rule], region: str | None, on: date, known_at: datetime
) -> dict[tuple[str, str], list[Fixed]]:
    asked = {
        "rules": [rule.code for rule in rules],
        "region": region or NATIONWIDE,
        "nationwide": NATIONWIDE,
        "on": on,
        "known_at": known_at,
    }
    parameters = {(rule.code, each.name): each for rule in rules for each in rule.parameters}
    found: dict[tuple[str, str], list[Fixed]] = {}
    with snapshot.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_RECORDED, asked):
            key = (str(row.pop("rule")), str(row.pop("name")))
            kept, until = row.pop("value"), row["until_on"]
            parameter = parameters.get(key)
            # A newer row may end or take back what an older one began.
            if parameter is None or kept is None or (until is not None and until <= on):
                continue
            try:
                fixed = Fixed(value=parameter.read(kept), **row)
            except ParameterUnknown as wrong:
                fixed = Fixed(value=None, fault=wrong.message, **row)
            found.setdefault(key, []).append(fixed)
    return found


def _limits(
    snapshot: Snapshot, rules: Sequence[Rule], region: str | None, on: date
) -> dict[tuple[str, str], list[Fixed]]:
    wanted = [(rule.code, each) for rule in rules for each in rule.parameters if each.limit]
    if not wanted:
        return {}
    subjects = sorted({each.limit.subject for _, each in wanted if each.limit})
    asked = {"region": region or NATIONWIDE, "on": on, "subjects": subjects}
    with snapshot.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_LIMITS, asked).fetchall()
    found: dict[tuple[str, str], list[Fixed]] = {}
    for code, parameter in wanted:
        limit = parameter.limit
        assert limit is not None
        for row in rows:
            number = row[limit.end]
            if row["subject"] != limit.subject or number is None:
                continue
            value, left = divmod(number * limit.times, limit.per)
            fixed = Fixed(
                value=None if left else value,
                region=row["region"],
                regime="",
                from_on=row["valid_from"],
                until_on=row["valid_to"],
                source=row["source"],
                limit=row["code"],
                fault=f"标准 {row['code']} 的数值不能换算" if left else "",
            )
            found.setdefault((code, parameter.name), []).append(fixed)
    return found
