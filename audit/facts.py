"""Which facts of a book do all rules read? Temporary tables, made once a book and run.

Each holds what happened on or before `%(as_of)s` and was recorded at or before `%(known_at)s`, of
vouchers below the event `%(mark)s`:

    known      vouchers: year, number, event, kind, doc_no, happened_on, recorded_at, maker,
               checker, backfill, late, warned, payment_mode, payment_no, bank_on
    flowed     what a voucher moved from account to account of one lot: the sum of its entries;
               `undoes` is the event of the voucher it takes back, -1 for money that moves on
    moved      single entries, but not those of rosters (to or from a household or an agent)
    effective  those of `moved` that are no return and no reversal; `left_fen` is what those left
    paid       money that reached households: entry × payment line, with what the roster line said;
               `paid_fen` is what returns and reversals left of it
    belonging  who belonged to a household: household, person, relation, joined_on,
               left_on (exclusive), hash of the ID number
    newest     the newest version of each approved list
    external_kind  which lists of other offices are loaded, here or by a book above: kind, list,
               office, as_of_on, rows; the newest of a kind, of bank data all
    external   their rows: kind, hmac, other_hmac, name_hmac, org, role, thing, region, from_on,
               until_on, amount_fen

In a run over changes `paid` and `belonging` hold the touched households only; the others are small
and hold all. `touched (key text)` and `touched_id (id uuid)` say what is to be judged.
"""

from __future__ import annotations

import re
from typing import LiteralString, TypeAlias

import psycopg
from psycopg.rows import TupleRow

from audit.pieces import region_prefix
from audit.rule import Rule

Snapshot: TypeAlias = psycopg.Connection[TupleRow]

_KNOWN: LiteralString = """
CREATE TEMP TABLE known ON COMMIT DROP AS
SELECT v.year, v.number, v.event, v.kind, v.doc_no, v.happened_on, v.recorded_at, v.maker,
  v.checker, v.backfill, v.late, v.warned, v.payment_mode, v.payment_no, v.bank_on
FROM voucher v
WHERE v.book = %(book)s AND v.happened_on <= %(as_of)s AND v.recorded_at <= %(known_at)s
  AND v.event < %(mark)s
"""

_FLOWED: LiteralString = """
CREATE TEMP TABLE flowed ON COMMIT DROP AS
SELECT w.year, w.number, w.event, k.kind AS voucher_kind, k.doc_no, k.happened_on, w.lot,
  f.kind AS from_kind, f.owner AS from_owner, f.year AS from_year,
  t.kind AS to_kind, t.owner AS to_owner, t.year AS to_year, w.amount_fen, w.entries,
  w.undoes
FROM flow w
JOIN known k ON k.year = w.year AND k.number = w.number
JOIN account f ON f.book = %(book)s AND f.account = w.from_account
JOIN account t ON t.book = %(book)s AND t.account = w.to_account
WHERE w.book = %(book)s
"""

_MOVED: LiteralString = """
CREATE TEMP TABLE moved ON COMMIT DROP AS
SELECT e.year, e.number, e.entry, e.lot, e.line, e.amount_fen, e.happened_on, e.attribution,
  e.relation, e.of_book, e.of_year, e.of_number, e.of_entry, s.voucher_kind, s.doc_no,
  f.kind AS from_kind, f.owner AS from_owner, f.year AS from_year,
  t.kind AS to_kind, t.owner AS to_owner, t.year AS to_year
FROM (
  SELECT DISTINCT year, number, voucher_kind, doc_no FROM flowed
  WHERE from_kind NOT IN ('household', 'agent') AND to_kind NOT IN ('household', 'agent')
) s
JOIN entry e ON e.book = %(book)s AND e.year = s.year AND e.number = s.number
JOIN account f ON f.book = %(book)s AND f.account = e.from_account
  AND f.kind NOT IN ('household', 'agent')
JOIN account t ON t.book = %(book)s AND t.account = e.to_account
  AND t.kind NOT IN ('household', 'agent')
"""

_EFFECTIVE: LiteralString = """
CREATE TEMP TABLE effective ON COMMIT DROP AS
-- A return or reversal counts unless it was itself reversed.
WITH undone AS (
  SELECT u.of_year, u.of_number, u.of_entry, sum(u.amount_fen)::bigint AS undone_fen
  FROM moved u
  LEFT JOIN moved r ON r.relation = 'reverses' AND r.of_year = u.year AND r.of_number = u.number
    AND r.of_entry = u.entry
  WHERE u.relation IN ('returns', 'reverses') AND r.year IS NULL
  GROUP BY u.of_year, u.of_number, u.of_entry
)
SELECT m.*, m.amount_fen - coalesce(u.undone_fen, 0) AS left_fen
FROM moved m
LEFT JOIN undone u ON u.of_year = m.year AND u.of_number = m.number AND u.of_entry = m.entry
WHERE m.relation IS NULL OR m.relation NOT IN ('returns', 'reverses')
"""

_LINES: LiteralString = """
CREATE TEMP TABLE touched_line ON COMMIT DROP AS
SELECT l.year, l.number, l.line FROM payment_line l
WHERE l.book = %(book)s AND l.household IN (SELECT id FROM touched_id)
UNION
-- A line of the bank's result file may leave out the household that its roster line names.
SELECT s.year, s.number, s.line
FROM payment_line l
JOIN entry r ON r.book = %(book)s AND r.year = l.year AND r.number = l.number AND r.line = l.line
JOIN entry s ON s.book = %(book)s AND s.relation = 'settles' AND s.of_year = r.year
  AND s.of_number = r.number AND s.of_entry = r.entry
WHERE l.book = %(book)s AND l.household IN (SELECT id FROM touched_id)
UNION
SELECT l.year, l.number, l.line
FROM (
  SELECT split_part(key, '/', 1)::integer AS year, split_part(key, '/', 2)::integer AS number
  FROM touched WHERE key ~ '^[0-9]{4}/[0-9]+$'
) t
JOIN payment_line l ON l.book = %(book)s AND l.year = t.year AND l.number = t.number
  AND l.household IS NULL
"""

_PAID: LiteralString = """
CREATE TEMP TABLE paid ON COMMIT DROP AS
WITH reached AS (
  SELECT e.year, e.number, e.entry, e.line, e.lot, e.happened_on, e.amount_fen, k.doc_no,
    k.kind AS voucher_kind, a.kind AS from_kind, a.owner AS from_owner
  FROM entry e
  JOIN known k ON k.year = e.year AND k.number = e.number AND k.kind IN ('disburse', 'pay')
  JOIN account a ON a.book = %(book)s AND a.account = e.from_account
  WHERE e.book = %(book)s AND e.to_account IN (
    SELECT h.account FROM account h WHERE h.book = %(book)s AND h.kind = 'household')
    AND (%(whole)s
      OR (e.year, e.number, e.line) IN (SELECT t.year, t.number, t.line FROM touched_line t)
      OR e.line IS NULL)
),
back AS (
  SELECT b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
  FROM entry b
  JOIN known k ON k.year = b.year AND k.number = b.number
  WHERE b.book = %(book)s AND b.relation IN ('returns', 'reverses') AND NOT EXISTS (
    SELECT FROM entry r JOIN known n ON n.year = r.year AND n.number = r.number
    WHERE r.book = %(book)s AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry)
  GROUP BY b.of_year, b.of_number, b.of_entry
)
SELECT m.year, m.number, m.entry, m.line, m.lot, m.happened_on, m.doc_no, m.voucher_kind,
  m.from_kind, m.from_owner, m.amount_fen - coalesce(u.fen, 0) AS paid_fen,
  coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
  l.payee_kind, coalesce(l.project, o.project) AS project,
  coalesce(l.benefit, o.benefit) AS benefit,
  coalesce(l.period_from, o.period_from) AS period_from,
  coalesce(l.period_to, o.period_to) AS period_to,
  coalesce(l.quantity_milli, o.quantity_milli) AS quantity_milli,
  coalesce(l.rate_fen, o.rate_fen) AS rate_fen, l.amount_fen AS line_fen,
  coalesce(l.list, o.list) AS list, coalesce(l.list_version, o.list_version) AS list_version,
  coalesce(l.list_line, o.list_line) AS list_line,
  coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
FROM reached m
LEFT JOIN back u ON u.of_year = m.year AND u.of_number = m.number AND u.of_entry = m.entry
LEFT JOIN payment_line l ON l.book = %(book)s AND l.year = m.year AND l.number = m.number
  AND l.line = m.line
LEFT JOIN payment_line o ON o.book = %(book)s AND o.year = l.of_year AND o.number = l.of_number
  AND o.line = l.of_line
WHERE m.amount_fen > coalesce(u.fen, 0)
"""

_BELONGING: LiteralString = """
CREATE TEMP TABLE belonging ON COMMIT DROP AS
SELECT m.household, m.person, m.relation, m.joined_on, m.left_on, i.id_hmac AS hash
FROM (
  SELECT DISTINCT ON (m.household, m.person, m.joined_on) m.* FROM membership m
  WHERE m.book = %(book)s AND m.known_at <= %(known_at)s
    AND (%(whole)s OR m.household IN (SELECT id FROM touched_id))
  ORDER BY m.household, m.person, m.joined_on, m.known_at DESC
) m
LEFT JOIN person_identity i ON i.book = %(book)s AND i.person = m.person
WHERE m.left_on IS NULL OR m.left_on > m.joined_on
"""

_NEWEST: LiteralString = """
CREATE TEMP TABLE newest ON COMMIT DROP AS
SELECT DISTINCT ON (n.list) n.*, min(n.approved_on) OVER (PARTITION BY n.list) AS first_on
FROM entitlement_list n
WHERE n.book = %(book)s AND n.approved_on <= %(as_of)s AND n.known_at <= %(known_at)s
ORDER BY n.list, n.version DESC
"""

_EXTERNAL_KIND: LiteralString = f"""
CREATE TEMP TABLE external_kind ON COMMIT DROP AS
SELECT DISTINCT ON (l.book, l.kind,
    CASE WHEN l.kind IN ('bank_flows', 'bank_balances') THEN l.list END)
  l.book, l.kind, l.list, l.office, l.as_of_on, l.rows
FROM external_list l
WHERE l.known_at <= %(known_at)s AND l.book IN (
  SELECT u.book FROM book_region o
  JOIN book_region u ON starts_with(o.region, {region_prefix("u.region")})
  WHERE o.book = %(book)s)
ORDER BY l.book, l.kind, CASE WHEN l.kind IN ('bank_flows', 'bank_balances') THEN l.list END,
  l.as_of_on DESC, l.known_at DESC
"""

_EXTERNAL: LiteralString = """
CREATE TEMP TABLE external ON COMMIT DROP AS
SELECT k.kind, r.list, r.row, r.hmac, r.other_hmac, r.name_hmac, r.org, r.role, r.thing, r.region,
  r.from_on, r.until_on, r.amount_fen
FROM external_kind k JOIN external_row r ON r.book = k.book AND r.list = k.list
"""

_MADE: dict[str, tuple[LiteralString, tuple[str, ...]]] = {
    "known": (_KNOWN, ()),
    "flowed": (_FLOWED, ("known",)),
    "moved": (_MOVED, ("known", "flowed")),
    "effective": (_EFFECTIVE, ("known", "flowed", "moved")),
    "touched_line": (_LINES, ()),
    "paid": (_PAID, ("known", "touched_line")),
    "belonging": (_BELONGING, ()),
    "newest": (_NEWEST, ()),
    "external_kind": (_EXTERNAL_KIND, ()),
    "external": (_EXTERNAL, ("external_kind",)),
}
"""Fact → how it is made, and from which other facts."""


def hash_joins_only(snapshot: Snapshot) -> None:
    """For the open transaction.

    The planner guesses one row for what a CTE gives and joins thousands to thousands row by row:
    EL05 over 200,000 entries took more than eight minutes, with hash joins seconds.
    """
    snapshot.execute("SET LOCAL enable_nestloop = off")
    snapshot.execute("SET LOCAL enable_mergejoin = off")


def facts_of(rules: list[Rule]) -> list[str]:
    """The facts that these rules read, in the order in which they can be made."""
    words = {word for rule in rules for word in re.findall(r"\w+", rule.sql)}
    wanted = {name for name in _MADE if name in words}
    wanted |= {base for name in wanted for base in _MADE[name][1]}
    return [name for name in _MADE if name in wanted]


def make_facts(snapshot: Snapshot, names: list[str], arguments: dict[str, object]) -> None:
    """Make these facts as temporary tables of the open transaction, with statistics.

    `arguments` holds book, as_of, known_at, mark and whole; where not whole, `touched` and
    `touched_id` are there already.
    """
    for name in names:
        made, _ = _MADE[name]
        if name == "touched_line" and arguments["whole"]:
            snapshot.execute(
                "CREATE TEMP TABLE touched_line (year integer, number integer, line integer)"
                " ON COMMIT DROP"
            )
            continue
        snapshot.execute(made, arguments)
        snapshot.execute(f"ANALYZE {name}".encode())


def drop_facts(snapshot: Snapshot) -> None:
    """Make room for the facts of another day in the same transaction."""
    for name in _MADE:
        snapshot.execute(f"DROP TABLE IF EXISTS pg_temp.{name}".encode())
