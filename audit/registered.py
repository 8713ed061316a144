"""Which rows of the registers with versions count for a run, and what did a project get and spend?

Pieces of SQL for rules over projects, contracts, links, work and loans. The registers are small
beside the entries, so a rule takes all of their rows that count and joins them by hash.
"""

from __future__ import annotations

from typing import Final, LiteralString

REGISTERS: Final[dict[str, LiteralString]] = {
    "acceptance": "acceptance",
    "allocation_factor": "plan, factor, region",
    "allocation_share": "plan, region",
    "beneficiary": "project, household, mechanism, valid_from",
    "bid": "tender, bidder",
    "contract": "contract",
    "dividend_due": "agreement, due_on",
    "inspection": "inspection",
    "invoice": "code, number",
    "loan": "loan",
    "loan_event": "loan, kind, happened_on",
    "member_count": "org, kind, counted_on",
    "post_holder": "post, household, valid_from",
    "project_approval": "project",
    "project_fund": "project, category, level",
    "project_milestone": "project, milestone",
    "project_review": "project, year, level",
    "project_target": "project, target",
    "public_post": "post",
    "support_agreement": "agreement",
    "wage": "list, line",
}
"""Register → the key that stays while versions come; a test compares it with the tables."""


def counting(register: LiteralString) -> LiteralString:
    """The rows of the register that count: of each key the last version known, unless void."""
    key = REGISTERS[register]
    return f"""(SELECT n.* FROM (
      SELECT DISTINCT ON ({key}) * FROM {register}
      WHERE book = %(book)s AND known_at <= %(known_at)s ORDER BY {key}, version DESC
    ) n WHERE NOT n.void)"""


PROJECTS: LiteralString = """
projects AS (
  SELECT p.project, p.project::text AS project_key, p.code, p.name, p.region, p.org, p.purpose,
    p.benefit, p.target, p.planned_fen, p.starts_on, p.ends_on
  FROM project p WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
)
"""

STEPS: LiteralString = """
steps AS (
  SELECT e.project, e.kind, min(e.happened_on) AS first_on, max(e.happened_on) AS last_on
  FROM project_event e
  LEFT JOIN project_event_void v ON v.book = e.book AND v.project = e.project AND v.kind = e.kind
    AND v.happened_on = e.happened_on AND v.version = e.version AND v.known_at <= %(known_at)s
  WHERE e.book = %(book)s AND e.happened_on <= %(as_of)s AND e.known_at <= %(known_at)s
    AND v.project IS NULL
  GROUP BY e.project, e.kind
)
"""
"""Steps of a project's life that happened and were not entered by mistake."""

ACCEPTED: LiteralString = f"""
finished AS (
  SELECT x.project, min(x.on_day) AS accepted_on FROM (
    SELECT a.project, a.accepted_on AS on_day FROM {counting("acceptance")} a
    WHERE a.final AND a.result <> 'failed' AND a.accepted_on <= %(as_of)s
    UNION ALL
    SELECT s.project, s.first_on FROM steps s WHERE s.kind = 'accepted'
  ) x GROUP BY x.project
)
"""
"""The day of 竣工验收, by the register of acceptances or as a step; after `steps`."""

PROJECT_MONEY: LiteralString = """
project_money AS (
  SELECT x.project_key, min(x.happened_on) FILTER (WHERE x.fen > 0) AS first_on,
    coalesce(sum(x.fen) FILTER (WHERE x.other IN ('source', 'unassigned', 'pool', 'project')),
      0)::bigint AS arranged_fen,
    coalesce(-sum(x.fen) FILTER (WHERE x.other NOT IN ('source', 'unassigned', 'pool', 'project',
      'recovered')), 0)::bigint AS out_fen,
    sum(x.fen)::bigint AS stands_fen,
    max(x.happened_on) FILTER (WHERE x.fen < 0 AND x.other NOT IN ('unassigned', 'pool',
      'project', 'recovered')) AS last_out_on
  FROM (
    SELECT w.to_owner AS project_key, w.from_kind AS other, w.amount_fen AS fen, w.happened_on
    FROM flowed w WHERE w.to_kind = 'project'
    UNION ALL
    SELECT w.from_owner, w.to_kind, -w.amount_fen, w.happened_on
    FROM flowed w WHERE w.from_kind = 'project'
  ) x GROUP BY x.project_key
)
"""
"""Of each project: money arranged for it, gone out to payees and units, and still standing;
`first_on` is the day on which money came first (a payment may bear an earlier day than that)."""

VENDOR_PAID: LiteralString = """
vendor_paid AS (
  SELECT m.from_owner AS project_key, m.to_owner AS payee, m.to_kind, m.year, m.number, m.entry,
    m.happened_on, m.left_fen
  FROM effective m
  WHERE m.from_kind = 'project' AND m.to_kind IN ('vendor', 'collective') AND m.left_fen > 0
)
"""
"""Payments out of a project straight to a vendor, firm or cooperative, less what came back. What
went through a unit's account names no project and is not among them."""


def nothing_in(rows: LiteralString, reason: LiteralString) -> LiteralString:
    """A SELECT for a book whose register is empty: one row, not computable."""
    return f"""
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '{reason}', NULL::bigint, NULL::jsonb
WHERE NOT EXISTS (SELECT FROM {rows} nothing)"""
