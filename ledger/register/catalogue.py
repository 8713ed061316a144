"""What may money of a fund regime be spent on, and under which budget code is it spent?

A regime (资金制度) is a set of rules with a beginning and an end; its categories are in
`fund_categories.csv`. A spending rule allows or forbids a purpose. Article numbers of the two
national rules are from memory and marked 待核 in `source`: print that word with them.

A text is matched by keywords, so a match is a lead and never a verdict; a match of an economic
class (部门预算支出经济分类科目) is firmer. An allowing rule may except its purpose from a
forbidding one: 雨露计划 is education all the same, 项目管理费 pays an office all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.register.sources import RegisterDataDamaged, data_rows, day_or_none
from ledger.values.text import without_blanks


@dataclass(frozen=True, slots=True)
class Regime:
    """资金制度 between two days; `successor` carries on what it left."""

    regime: str
    valid_from: date
    valid_to: date | None
    successor: str
    source: str


@dataclass(frozen=True, slots=True)
class SpendingRule:
    """One purpose that a regime allows or forbids."""

    rule: str
    regime: str
    allowed: bool
    text: str
    keywords: tuple[str, ...]
    economic_classes: tuple[str, ...]
    exempts: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    source: str

    def names(self, purpose: str) -> bool:
        return any(each in purpose for each in self.keywords)


@dataclass(frozen=True, slots=True)
class ExpenditureCode:
    """政府收支分类科目: a code and its name between two days."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    source: str


def shipped_regimes() -> tuple[Regime, ...]:
    return tuple(
        Regime(
            row["regime"],
            date.fromisoformat(row["valid_from"]),
            day_or_none(row["valid_to"]),
            row["successor"],
            row["source"],
        )
        for row in data_rows("fund_regimes.csv")
    )


def shipped_spending_rules() -> tuple[SpendingRule, ...]:
    return tuple(
        SpendingRule(
            rule=row["rule"],
            regime=row["regime"],
            allowed={"yes": True, "no": False}[row["allowed"]],
            text=row["text"],
            keywords=_parts(row["keywords"]),
            economic_classes=_parts(row["economic_classes"]),
            exempts=_parts(row["exempts"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            source=row["source"],
        )
        for row in data_rows("spending_rules.csv")
    )


def shipped_expenditure_codes() -> tuple[ExpenditureCode, ...]:
    return tuple(
        ExpenditureCode(
            row["code"],
            row["name"],
            date.fromisoformat(row["valid_from"]),
            day_or_none(row["valid_to"]),
            row["source"],
        )
        for row in data_rows("expenditure_codes.csv")
    )


def regime_after(regimes: Iterable[Regime], regime: str, on: date) -> Regime:
    """The regime that carries on `regime` on a day: itself while it lasts, then its successor.

    Raises RegisterDataDamaged where none is known.
    """
    known = {each.regime: each for each in regimes}
    here = known.get(regime)
    while here is not None and here.valid_to is not None and here.valid_to <= on:
        here = known.get(here.successor)
    if here is None or on < here.valid_from:
        raise RegisterDataDamaged(f"{on}没有{regime}的资金制度", regime=regime, on=on)
    return here


def forbidding(
    rules: Iterable[SpendingRule], regime: str, on: date, *, purpose: str, economic_class: str = ""
) -> tuple[SpendingRule, ...]:
    """The rules of a regime that a purpose or an economic class may break on a day."""
    text = without_blanks(purpose)
    due = [
        each
        for each in rules
        if each.regime == regime
        and each.valid_from <= on
        and (each.valid_to is None or on < each.valid_to)
    ]
    excepted = {code for each in due if each.names(text) for code in each.exempts}
    return tuple(
        each
        for each in due
        if not each.allowed
        and each.rule not in excepted
        and (each.names(text) or economic_class.startswith(each.economic_classes))
    )


def code_name(codes: Iterable[ExpenditureCode], code: str, on: date) -> str:
    """The name a budget code has on a day, "" where it is not known."""
    for each in codes:
        if each.code == code and each.valid_from <= on < (each.valid_to or date.max):
            return each.name
    return ""


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
