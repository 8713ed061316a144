"""What is an audit view? A SELECT that auditors may build upon, with every column described.

Schema `audit_view`, readable by the role `sunledger_query` alone, which can read nothing else. A
view shows only the books of the query that is running, as of its day and as known at its instant:
`audit_view.reach()`, `as_of()` and `known_at()` read them from that row of `audit_query_run` which
the session's key opens. Nothing personal stands in clear: persons, cards and addresses are keyed
hashes of which 16 digits are shown (`…_key`), enough to find equal ones in one county.

A body marks these three as `:books`, `:as_of` and `:known_at`, so that the same SELECT can also
stand in a rule (audit/query/promote.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import LiteralString

from ledger.values.kinds import (
    ACCOUNT_CHINESE,
    AUTHORITY,
    FINAL,
    OUTSIDE,
    VOUCHER_CHINESE,
    AccountKind,
)

VIEWS = "audit_view"
"""The schema."""


@dataclass(frozen=True, slots=True)
class View:
    """`title`: what it shows, in Chinese. `columns`: name and meaning, in the order of the body."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    body: LiteralString

    def statements(self) -> Iterable[str]:
        """CREATE VIEW and its comments."""
        body = (
            self.body.strip()
            .replace(":books", "((SELECT audit_view.reach())::integer[])")
            .replace(":as_of", "(SELECT audit_view.as_of())")
            .replace(":known_at", "(SELECT audit_view.known_at())")
        )
        names = ", ".join(name for name, _ in self.columns)
        # security_barrier: no condition of a query, however cheap, is asked of a row out of reach.
        yield f"CREATE VIEW {VIEWS}.{self.name} ({names}) WITH (security_barrier) AS\n{body}"
        yield f"COMMENT ON VIEW {VIEWS}.{self.name} IS '{self.title}'"
        for name, meaning in self.columns:
            yield f"COMMENT ON COLUMN {VIEWS}.{self.name}.{name} IS '{meaning}'"


def columns(text: str) -> tuple[tuple[str, str], ...]:
    """`name 含义` line by line."""
    pairs = (line.split(maxsplit=1) for line in text.strip().splitlines())
    return tuple((name, meaning) for name, meaning in pairs)


def _case(column: LiteralString, names: dict[str, str]) -> LiteralString:
    whens = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in names.items())
    return f"CASE {column} {whens} ELSE {column} END"


def account_name(column: LiteralString) -> LiteralString:
    """账户类别 in Chinese."""
    return _case(column, {kind.value: name for kind, name in ACCOUNT_CHINESE.items()})


def voucher_name(column: LiteralString) -> LiteralString:
    """凭证类别 in Chinese."""
    return _case(column, {kind.value: name for kind, name in VOUCHER_CHINESE.items()})


def stage_name(column: LiteralString) -> LiteralString:
    """指标 (not paid out), 资金 (paid out, not arrived), 已支付, 转出, 在途, 来源."""
    stages: dict[str, str] = {}
    for kind in AccountKind:
        if kind is AccountKind.RELEASED:
            stages[kind.value] = "转出"
        elif kind in FINAL:
            stages[kind.value] = "已支付"
        elif kind in AUTHORITY:
            stages[kind.value] = "指标"
        elif kind in (AccountKind.SENT_DOWN, AccountKind.SENT_UP):
            stages[kind.value] = "在途"
        else:
            stages[kind.value] = "来源" if kind in OUTSIDE else "资金"
    return _case(column, stages)


REGION_NAME: LiteralString = """(SELECT DISTINCT ON (code) code, name FROM sunledger.region
  ORDER BY code, valid_from DESC)"""
"""Every place by its newest name."""

CODES: LiteralString = "sunledger.register_code"


def counting(register: LiteralString, key: LiteralString) -> LiteralString:
    """Of each key of a register with versions the last row known, unless void."""
    return f"""(SELECT n.* FROM (
      SELECT DISTINCT ON (book, {key}) * FROM sunledger.{register}
      WHERE book = ANY (:books) AND known_at <= :known_at ORDER BY book, {key}, version DESC
    ) n WHERE NOT n.void)"""


FLOWS: LiteralString = """(SELECT f.* FROM sunledger.flow f WHERE f.book = ANY (:books)
      AND f.happened_on <= :as_of AND f.recorded_at <= :known_at)"""
"""What was moved up to the day, as known then; a reversal and a return are rows of their own."""

VOUCHERS: LiteralString = """(SELECT v.* FROM sunledger.voucher v WHERE v.book = ANY (:books)
      AND v.happened_on <= :as_of AND v.recorded_at <= :known_at)"""

NET: LiteralString = f"""
flows AS {FLOWS},
net AS (
  SELECT x.book, x.lot, x.account, sum(x.fen)::bigint AS balance_fen,
    max(x.happened_on) AS last_moved_on,
    min(x.happened_on) FILTER (WHERE x.fen > 0) AS first_in_on
  FROM (
    SELECT book, lot, to_account AS account, amount_fen AS fen, happened_on FROM flows
    UNION ALL
    SELECT book, lot, from_account, -amount_fen, happened_on FROM flows
  ) x GROUP BY x.book, x.lot, x.account
)
"""
"""CTE `net`: what stands of each lot in each account."""

PAID: LiteralString = f"""
known AS {VOUCHERS},
reached AS (
  SELECT e.book, e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen, k.doc_no,
    k.kind AS voucher_kind, k.recorded_at, k.maker, k.checker, k.payment_mode, k.bank_on,
    a.kind AS from_kind, a.owner AS from_owner
  FROM sunledger.entry e
  JOIN known k ON k.book = e.book AND k.year = e.year AND k.number = e.number
    AND k.kind IN ('disburse', 'pay')
  JOIN sunledger.account a ON a.book = e.book AND a.account = e.from_account
  JOIN sunledger.account h ON h.book = e.book AND h.account = e.to_account AND h.kind = 'household'
  WHERE e.book = ANY (:books)
),
back AS (
  SELECT b.book, b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
  FROM sunledger.entry b
  JOIN known k ON k.book = b.book AND k.year = b.year AND k.number = b.number
  WHERE b.book = ANY (:books) AND b.relation IN ('returns', 'reverses') AND NOT EXISTS (
    SELECT FROM sunledger.entry r
    JOIN known n ON n.book = r.book AND n.year = r.year AND n.number = r.number
    WHERE r.book = b.book AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry)
  GROUP BY b.book, b.of_year, b.of_number, b.of_entry
),
paid AS (
  SELECT m.*, m.amount_fen - coalesce(u.fen, 0) AS paid_fen,
    coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
    coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
    coalesce(l.period_from, o.period_from) AS period_from,
    coalesce(l.period_to, o.period_to) AS period_to,
    coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
    coalesce(l.rate_fen, o.rate_fen) AS rate_fen, coalesce(l.list, o.list) AS list,
    coalesce(l.list_version, o.list_version) AS list_version,
    coalesce(l.list_line, o.list_line) AS list_line,
    coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
  FROM reached m
  LEFT JOIN back u ON u.book = m.book AND u.of_year = m.year AND u.of_number = m.number
    AND u.of_entry = m.entry
  LEFT JOIN sunledger.payment_line l ON l.book = m.book AND l.year = m.year
    AND l.number = m.number AND l.line = m.line
  LEFT JOIN sunledger.payment_line o ON o.book = l.book AND o.year = l.of_year
    AND o.number = l.of_number AND o.line = l.of_line
  WHERE m.amount_fen > coalesce(u.fen, 0)
)
"""
"""CTE `paid`: money that reached households, less what came back (as `paid` of audit/facts.py)."""


def key(column: LiteralString) -> LiteralString:
    """A keyed hash as auditors see it: 16 hexadecimal digits."""
    return f"left(encode({column}, 'hex'), 16)"
