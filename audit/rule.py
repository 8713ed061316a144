"""What is an audit rule? One SELECT over one book, with its parameters and its page.

The SELECT is given `%(book)s`, `%(as_of)s` (facts that happened on or before this day),
`%(known_at)s` (facts recorded at or before this instant) and each parameter by its name, and finds
the tables of audit/facts.py. It returns one row a subject, so that coverage is counted and missing
data is never silence:

    subject_kind  text    lot, delivery, entitlement, notice, payment_line …
    subject       text    unique among the rows of one book; stays the same between runs
    title         text    of flagged rows: one Chinese line, without names of persons
    outcome       text    flagged, clear or not_computable
    reason        text    why it is not computable, in Chinese, naming what is missing
    amount_fen    bigint  the money in question, may be NULL
    evidence      jsonb   of flagged rows: voucher keys, dates, the figures that were compared.
                          Nothing in it depends on the day of the run, so that the same facts
                          have the same fingerprint in every run.
    severity      text    optional; H, M or L where it differs from the rule's own

A rule whose verdict on one thing (a household, a lot, a card …) depends only on what is recorded
about that thing can be run over changes. It filters its subjects by `only()` or `only_id()` and
returns two columns more:

    key           text    what the filter was asked: every verdict on a touched key is made again
    due_on        date    the first day after as_of on which the verdict can differ although nothing
                          was recorded; NULL if never

A rule without a filter is judged whole, but only when something that it reads has changed in the
book (audit/unchanged.py finds the tables in its SQL), or a day has come. Which days, it says in
`due`: None (the default) for every day other than that of the run before; `NO_DAY` where it
compares the day with recorded days only, by `<=` or `>`; else a SELECT of the first day after as_of
on which it can say something else though nothing was recorded, NULL if never (pieces:
audit/days.py). It finds the facts that the rule's own SELECT names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, LiteralString, TypeAlias

from ledger.values.canonical import Canonical
from ledger.values.refusal import Refusal, shown

ParameterValue: TypeAlias = "int | date | tuple[date, ...]"

DEFAULT = "系统默认值"
"""The source of a parameter that no document fixes."""

TO_BE_CHECKED = "待核"

_CODE = re.compile(r"[A-Z]{2}[0-9]{2}")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_GIVEN = frozenset({"book", "as_of", "known_at", "whole"})


def only(key: LiteralString) -> LiteralString:
    """A condition: this text is one of the touched keys, or everything is to be judged."""
    return f"(%(whole)s OR {key} IN (SELECT key FROM touched))"


def only_id(key: LiteralString) -> LiteralString:
    """The same for a uuid."""
    return f"(%(whole)s OR {key} IN (SELECT id FROM touched_id))"


def looked_up(column: LiteralString, among: LiteralString) -> LiteralString:
    """A condition: one of what `among` SELECTs, each found by an index; in a full run all pass.

    For the registers that a run over changes joins: they are many times as large as what it asks
    of them. `column` and those that are held equal beside it begin an index.
    """
    return f"(%(whole)s OR {column} = ANY (ARRAY({among})))"


def looked_up_id(column: LiteralString) -> LiteralString:
    """The same as `only_id()`, by an index."""
    return looked_up(column, "SELECT id FROM touched_id")


def only_hash(key: LiteralString) -> LiteralString:
    """The same as `only()` for the keyed hash of a card or telephone."""
    return f"(%(whole)s OR {key} IN (SELECT hmac FROM touched))"


class RuleMalformed(Refusal):
    """A rule file does not have the shape of a rule."""


class ParameterUnknown(Refusal):
    """A run names a parameter that the rule does not have, or gives it another type."""


class Severity(StrEnum):
    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"

    @property
    def chinese(self) -> str:
        return {"H": "高", "M": "中", "L": "低"}[self.value]


class Kind(StrEnum):
    """What a rule looks for; the two letters that its code begins with."""

    DIVERSION = "DV"
    IDLE = "ID"
    DISCLOSURE = "DS"
    ELIGIBILITY = "EL"
    STANDARD = "ST"
    CONCENTRATION = "CN"
    INTEGRITY = "IN"
    PROCESS = "PR"

    @property
    def chinese(self) -> str:
        return {
            "DV": "挪用截留",
            "ID": "闲置滞留",
            "DS": "公示公告",
            "EL": "对象资格",
            "ST": "补助标准",
            "CN": "集中异常",
            "IN": "账务操作",
            "PR": "项目管理",
        }[self.value]


@dataclass(frozen=True, slots=True)
class LimitOf:
    """Where the register of limits may have a parameter's value: its subject, the end of it that is
    meant (`low` or `high`), and what turns its measure into the parameter's: × `times` ÷ `per`.
    """

    subject: str
    end: Literal["low", "high"]
    times: int = 1
    per: int = 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or day that a rule compares with, and who fixed it.

    `source` is a document with its article, or 系统默认值 where no document fixes it. What a place
    has fixed instead is found by audit/parameters.py.
    """

    name: str
    default: ParameterValue
    meaning: str
    source: str
    limit: LimitOf | None = None

    def read(self, value: object) -> ParameterValue:
        """A value as it is kept (see `recorded`). Raises ParameterUnknown."""
        try:
            if isinstance(self.default, tuple) and isinstance(value, list):
                return tuple(date.fromisoformat(each) for each in value)
            if isinstance(self.default, date) and isinstance(value, str):
                return date.fromisoformat(value)
        except (TypeError, ValueError):
            pass
        else:
            if type(self.default) is int and type(value) is int and abs(value) < 2**63:
                return value
        raise ParameterUnknown(f"参数 {self.name} 不能是{shown(str(value))}", parameter=self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """An audit rule. A change of what it finds is a new `version`."""

    code: str
    version: int
    name: str
    kind: Kind
    severity: Severity
    needs: frozenset[str]
    sql: LiteralString = field(repr=False)
    parameters: tuple[Parameter, ...] = ()
    due: LiteralString | None = field(default=None, repr=False)
    by_key: bool = field(init=False)
    """Whether it can judge touched keys only."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", "%(whole)s" in self.sql)
        if not _CODE.fullmatch(self.code) or not self.code.startswith(self.kind):
            raise RuleMalformed(f"规则代码{shown(self.code)}应是类别 {self.kind} 加两位数字")
        asked = set(_PLACEHOLDER.findall(self.sql))
        if self.due is not None and (
            self.by_key or not set(_PLACEHOLDER.findall(self.due)) <= _GIVEN | asked
        ):
            raise RuleMalformed(
                f"规则 {self.code} 的到期日应由它自己的参数决定，而且它不分对象判断"
            )
        if asked - _GIVEN != {each.name for each in self.parameters}:
            raise RuleMalformed(
                f"规则 {self.code} 的查询应使用它的全部参数，不用别的",
                asked=sorted(asked),
            )

    def parameter(self, name: str) -> Parameter:
        """Raises ParameterUnknown."""
        for each in self.parameters:
            if each.name == name:
                return each
        raise ParameterUnknown(f"规则 {self.code} 没有这样的参数：{shown(name)}", rule=self.code)

    def values(self, changed: Mapping[str, ParameterValue]) -> dict[str, ParameterValue]:
        """Every parameter with the value of this run. Raises ParameterUnknown."""
        values = {each.name: each.default for each in self.parameters}
        for name, value in changed.items():
            if name not in values or type(value) is not type(values[name]):
                raise ParameterUnknown(f"规则 {self.code} 没有这样的参数：{shown(name)}")
            values[name] = value
        return values


def recorded(values: Mapping[str, ParameterValue]) -> dict[str, Canonical]:
    """The parameters of a run as they are kept with its outcomes."""
    return {name: plain(value) for name, value in values.items()}


def plain(value: ParameterValue) -> Canonical:
    """One value as it is kept."""
    if isinstance(value, tuple):
        return [each.isoformat() for each in value]
    return value.isoformat() if isinstance(value, date) else value
