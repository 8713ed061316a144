"""What stands in the working paper of one book and period?

Everything follows from rows that never change: the newest outcome of each rule whose run was as of
a day of the period, its leads, the ledger as known when it ran, and the dispositions of cases. So
the same database, book, period and maker give the same paper, byte by byte.

Leads are those that stood on the day of the run, also those that arose before the period; each says
as of which day it was first raised. Amounts of leads are not added up over rules as if they were
different money: one payment may be in several; the sums say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from psycopg.rows import class_row, dict_row

from audit.catalogue import catalogue
from audit.dispositions import CaseMoney, LeadHeld, leads_held, money_back
from audit.evidence import keys_named, vouchers_named
from audit.paper.chain import Chain, chain_of, vouchers_behind
from audit.rule import Kind, Severity
from ledger.book.post import Connection
from ledger.book.refusals import BookUnknown
from ledger.values.refusal import Refusal

TEN = 10
_CHAINS_A_LEAD = 3


class PaperWithoutRun(Refusal):
    """A working paper is made from runs of the rules as of a day of its period."""


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What one rule said of the book, and from which run that is. `mark`: the first event of the
    book that the run did not read; None where it looked at the past."""

    rule: str
    name: str
    kind: str
    version: int
    as_of: date
    known_at: datetime
    mark: int | None
    parameters: dict[str, object]
    flagged: int
    clear: int
    not_computable: int
    reasons: dict[str, int]

    @property
    def subjects(self) -> int:
        return self.flagged + self.clear + self.not_computable


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One lead. `first_on`: the earliest day as of which a run raised it."""

    rule: str
    severity: Severity
    identity: bytes
    title: str
    subject: str
    amount_fen: int | None
    first_on: date
    evidence: dict[str, object]


@dataclass(frozen=True, slots=True)
class KindTotal:
    """The leads of one kind of rule."""

    kind: str
    rules: int
    leads: int
    high: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Largest:
    """One of the ten largest leads, with the ways of its first vouchers; `more`: others named."""

    place: int
    lead: LeadLine
    chains: tuple[Chain, ...]
    more: int


@dataclass(frozen=True, slots=True)
class VoucherTotal:
    """Vouchers of one kind that happened in the period."""

    kind: str
    vouchers: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole paper. `unjudged`: rules of the catalogue that no run of the period used."""

    book: int
    book_name: str
    bureau: str
    from_on: date
    to_on: date
    made_by: str
    demo: bool
    vouchers: tuple[VoucherTotal, ...]
    rules: tuple[RuleSaid, ...]
    unjudged: tuple[str, ...]
    kinds: tuple[KindTotal, ...]
    leads: tuple[LeadLine, ...]
    largest: tuple[Largest, ...]
    held: tuple[LeadHeld, ...]
    money: tuple[CaseMoney, ...]


def collect(
    connection: Connection, book: int, *, from_on: date, to_on: date, made_by: str
) -> Paper:
    """Raises BookUnknown, PaperWithoutRun."""
    row = connection.execute(
        "SELECT b.name, b.bureau, (SELECT demo FROM installation) FROM book b WHERE b.book = %s",
        (book,),
    ).fetchone()
    if row is None:
        raise BookUnknown(f"没有账簿 {book}", book=book)
    if from_on > to_on:
        raise PaperWithoutRun(f"期间的起日 {from_on} 晚于止日 {to_on}")
    values: dict[str, object] = {"book": book, "from_on": from_on, "to_on": to_on}
    rules = _rules(connection, values)
    if not rules:
        raise PaperWithoutRun(
            f"账簿 {book} 在 {from_on} 至 {to_on} 之间没有运行过规则；"
            f"请先按期间内的一天（例如 {to_on}）运行规则",
            book=book,
        )
    leads = _leads(connection, values)
    held = leads_held(connection, [book])
    return Paper(
        book=book,
        book_name=row[0],
        bureau=row[1],
        from_on=from_on,
        to_on=to_on,
        made_by=made_by,
        demo=row[2],
        vouchers=tuple(_vouchers(connection, values, max(each.known_at for each in rules))),
        rules=tuple(rules),
        unjudged=tuple(code for code in catalogue() if code not in {r.rule for r in rules}),
        kinds=tuple(_kinds(rules, leads)),
        leads=tuple(leads),
        largest=tuple(_largest(connection, book, rules, leads)),
        held=tuple(held),
        money=tuple(money_back(connection, [book])),
    )


def _rules(connection: Connection, values: dict[str, object]) -> list[RuleSaid]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_RULES, values).fetchall()
    names = catalogue()
    return [
        RuleSaid(
            rule=row["rule"],
            name=names[row["rule"]].rule.name if row["rule"] in names else "（已停用的规则）",
            kind=kind_name(row["rule"]),
            version=row["version"],
            as_of=row["as_of"],
            known_at=row["known_at"],
            mark=int(row["mark"]) if row["mark"] is not None else None,
            parameters=row["parameters"],
            flagged=row["flagged"],
            clear=row["clear"],
            not_computable=row["not_computable"],
            reasons=row["reasons"],
        )
        for row in rows
    ]


def kind_name(rule: str) -> str:
    """The class of a rule by the first letters of its code."""
    code = rule[:2]
    return Kind(code).chinese if code in set(Kind) else code


def _leads(connection: Connection, values: dict[str, object]) -> list[LeadLine]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_LEADS, values).fetchall()
    return [LeadLine(**{**row, "severity": Severity(row["severity"])}) for row in rows]


def _vouchers(
    connection: Connection, values: dict[str, object], known_at: datetime
) -> list[VoucherTotal]:
    with connection.cursor(row_factory=class_row(VoucherTotal)) as cursor:
        return cursor.execute(_VOUCHERS, {**values, "known_at": known_at}).fetchall()


def _kinds(rules: Sequence[RuleSaid], leads: Sequence[LeadLine]) -> list[KindTotal]:
    totals = []
    for kind in dict.fromkeys(each.kind for each in rules):
        mine = [each for each in leads if kind_name(each.rule) == kind]
        totals.append(
            KindTotal(
                kind=kind,
                rules=sum(each.kind == kind for each in rules),
                leads=len(mine),
                high=sum(each.severity is Severity.HIGH for each in mine),
                amount_fen=sum(each.amount_fen or 0 for each in mine),
            )
        )
    return totals


def _largest(
    connection: Connection, book: int, rules: Sequence[RuleSaid], leads: Sequence[LeadLine]
) -> list[Largest]:
    known = {each.rule: each.known_at for each in rules}
    found = []
    for place, lead in enumerate(leads[:TEN], start=1):
        named = vouchers_named(lead.evidence, book)
        if not named:
            things = keys_named([lead.subject, lead.evidence])
            named = vouchers_behind(connection, book, things, known_at=known[lead.rule])
        chains = [
            chain_of(connection, each, known_at=known[lead.rule]) for each in named[:_CHAINS_A_LEAD]
        ]
        found.append(Largest(place, lead, tuple(chains), max(len(named) - _CHAINS_A_LEAD, 0)))
    return found


_NEWEST: LiteralString = """
SELECT DISTINCT ON (o.rule) o.*, r.as_of, r.known_at, r.basis->'marks'->>(o.book::text) AS mark
FROM audit_outcome o JOIN audit_run r ON r.run = o.run
WHERE o.book = %(book)s AND r.finished_at IS NOT NULL AND r.as_of BETWEEN %(from_on)s AND %(to_on)s
ORDER BY o.rule, r.as_of DESC, r.known_at DESC, r.finished_at DESC, r.run
"""

_RULES: LiteralString = f"""
SELECT n.rule, n.version, n.as_of, n.known_at, n.mark, n.parameters, n.flagged, n.clear,
  n.not_computable, n.reasons
FROM ({_NEWEST}) n ORDER BY n.rule
"""

_LEADS: LiteralString = f"""
SELECT f.rule, f.severity, f.identity, f.title, f.subject, f.amount_fen, f.evidence,
  least(n.as_of, (SELECT min(r.as_of) FROM finding e JOIN audit_run r ON r.run = e.run
    WHERE e.book = f.book AND e.identity = f.identity)) AS first_on
FROM ({_NEWEST}) n
JOIN finding f ON f.run = n.run AND f.book = n.book AND f.rule = n.rule
ORDER BY f.amount_fen DESC NULLS LAST, array_position(ARRAY['H', 'M', 'L'], f.severity), f.rule,
  f.identity
"""

_VOUCHERS: LiteralString = """
SELECT v.kind, count(*)::integer AS vouchers, coalesce(sum(s.fen), 0)::bigint AS amount_fen
FROM voucher v
LEFT JOIN (
  SELECT f.year, f.number, sum(f.amount_fen) AS fen FROM flow f
  WHERE f.book = %(book)s AND f.happened_on BETWEEN %(from_on)s AND %(to_on)s
  GROUP BY f.year, f.number
) s ON s.year = v.year AND s.number = v.number
WHERE v.book = %(book)s AND v.happened_on BETWEEN %(from_on)s AND %(to_on)s
  AND v.recorded_at <= %(known_at)s
GROUP BY v.kind ORDER BY v.kind
"""
