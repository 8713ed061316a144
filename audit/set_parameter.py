"""How is another value of a parameter recorded, and which were recorded before?

Rows are added only. A value is corrected, ended early or taken back by a newer row of the same
place, regime, first day and source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from audit.catalogue import rule as rule_of
from audit.facts import Snapshot
from audit.rule import ParameterValue, plain
from ledger.book.post import Connection
from ledger.register.limits import NATIONWIDE
from ledger.values.refusal import Refusal


class ParameterNotRecorded(Refusal):
    """A value of a parameter names a source, a reason, days in order, a place and a regime."""


class ParameterRecordedMeanwhile(Refusal):
    """Two persons recorded a value of the same parameter for the same place at one moment."""


@dataclass(frozen=True, slots=True)
class NewParameter:
    """A value for a place from a day on (`until_on` is the first day after it).

    `region` 12 digits, NATIONWIDE for all of China; `value` None takes back what stands there.
    """

    rule: str
    name: str
    region: str
    value: ParameterValue | None
    from_on: date
    source: str
    reason: str
    until_on: date | None = None
    regime: str = ""


@dataclass(frozen=True, slots=True)
class RecordedParameter:
    """One row as it was recorded. `value` as it is kept; None takes the row before it back."""

    rule: str
    name: str
    region: str
    region_name: str
    seq: int
    regime: str
    from_on: date
    until_on: date | None
    value: object
    source: str
    actor: str
    reason: str
    known_at: datetime


_INSERT: LiteralString = """
INSERT INTO audit_parameter (rule, name, region, seq, regime, from_on, until_on, value, source,
  actor, reason, known_at)
SELECT %(rule)s::text, %(name)s::text, %(region)s::text, coalesce(max(p.seq), 0) + 1,
  %(regime)s, %(from_on)s, %(until_on)s, %(value)s, %(source)s, %(actor)s, %(reason)s,
  greatest(ledger_now(), max(p.known_at))
FROM audit_parameter p
WHERE p.rule = %(rule)s::text AND p.name = %(name)s::text AND p.region = %(region)s::text
RETURNING seq
"""

_KNOWN: LiteralString = """
SELECT p.rule, p.name, p.region, CASE WHEN p.region = %(nationwide)s THEN '全国' ELSE coalesce(
    (SELECT r.name FROM region r WHERE r.code = p.region ORDER BY r.valid_from DESC LIMIT 1),
    p.region) END AS region_name,
  p.seq, p.regime, p.from_on, p.until_on, p.value, p.source, p.actor, p.reason, p.known_at
FROM audit_parameter p
WHERE (%(rule)s::text IS NULL OR p.rule = %(rule)s)
  AND (%(region)s::text IS NULL OR p.region = %(nationwide)s
    OR p.region IN (SELECT a.code FROM places_above(%(region)s, %(on)s) a))
ORDER BY p.known_at DESC, p.rule, p.name, p.region, p.seq DESC LIMIT %(limit)s
"""


def record_parameter(connection: Connection, new: NewParameter, *, actor: str) -> int:
    """Keep a value; whether `actor` may is the caller's question. Returns its number in the place.

    Raises RuleUnknown, ParameterUnknown, ParameterNotRecorded, ParameterRecordedMeanwhile.
    """
    parameter = rule_of(new.rule).rule.parameter(new.name)
    value = None if new.value is None else plain(parameter.read(plain(new.value)))
    source, reason = new.source.strip(), new.reason.strip()
    if not source or not reason:
        raise ParameterNotRecorded("参数的变更须写明依据（没有文件的写“系统默认值”）和理由")
    if new.until_on is not None and new.until_on <= new.from_on:
        raise ParameterNotRecorded("参数的止日应在起日之后")
    asked = {
        "region": new.region,
        "regime": new.regime,
    }
    known = connection.execute(
        "SELECT EXISTS (SELECT FROM region WHERE code = %(region)s),"
        " EXISTS (SELECT FROM fund_regime WHERE regime = %(regime)s)",
        asked,
    ).fetchone()
    assert known is not None
    if new.region != NATIONWIDE and not known[0]:
        raise ParameterNotRecorded(f"区划 {new.region} 没有登记", region=new.region)
    if new.regime and not known[1]:
        raise ParameterNotRecorded(f"资金制度“{new.regime}”没有登记", regime=new.regime)
    if value is None and not _stands(connection, new, source):
        raise ParameterNotRecorded("没有可以撤销的参数：区划、资金制度、起日和依据须与原来的一致")
    try:
        row = connection.execute(
            _INSERT,
            {
                **asked,
                "rule": new.rule,
                "name": new.name,
                "from_on": new.from_on,
                "until_on": new.until_on,
                "value": None if value is None else Jsonb(value),
                "source": source,
                "actor": actor,
                "reason": reason,
            },
        ).fetchone()
    except psycopg.errors.UniqueViolation as error:
        raise ParameterRecordedMeanwhile("另一人刚刚登记了同一参数，请刷新后再看") from error
    assert row is not None
    return int(row[0])


def recorded_parameters(
    snapshot: Snapshot,
    *,
    rule: str | None = None,
    region: str | None = None,
    on: date | None = None,
    limit: int = 500,
) -> list[RecordedParameter]:
    """What was recorded, the newest first: of one rule, or what may speak to a place on a day."""
    asked = {"rule": rule, "region": region, "on": on, "nationwide": NATIONWIDE, "limit": limit}
    with snapshot.cursor(row_factory=dict_row) as cursor:
        return [RecordedParameter(**row) for row in cursor.execute(_KNOWN, asked)]


def _stands(connection: Connection, new: NewParameter, source: str) -> bool:
    row = connection.execute(
        "SELECT value IS NOT NULL FROM audit_parameter WHERE rule = %s AND name = %s"
        " AND region = %s AND regime = %s AND from_on = %s AND source = %s"
        " ORDER BY seq DESC LIMIT 1",
        (new.rule, new.name, new.region, new.regime, new.from_on, source),
    ).fetchone()
    return bool(row and row[0])
