"""Which facts of a book do all rules read? Temporary tables, made once a book and run.

Each holds what happened on or before `%(as_of)s` and was recorded at or before `%(known_at)s`, of
vouchers below the event `%(mark)s`:

    known      vouchers: year, number, event, kind, doc_no, happened_on, recorded_at, maker,
               checker, backfill, late, warned, payment_mode, payment_no, bank_on
    flowed     what a voucher moved from account to account of one lot: the sum of its entries;
               `undoes` is the event of the voucher it takes back, -1 for money that moves on
    moved      single entries, but not those of rosters (to or from a household or an agent)
    back       entries that return or reverse, with the entry that they name: of_fen, of_from_kind,
               of_to_kind …, and household, project, benefit of its payment line
    effective  those of `moved` that are no return and no reversal; `left_fen` is what those left;
               card_hmac and line_project of its payment line
    paid       money that reached households, by entry × payment line, with what the roster line
               said; `paid_fen` is what returns and reversals left of it, never 0
    project_paid   the same; in a run over changes that of touched projects and lists
    shown_paid  the same of projects and lists that notices show or somebody objects to
    banked     the same onto cards of which there are bank statements
    belonging  who belonged to a household: household, person, relation, joined_on,
               left_on (exclusive), hash of the ID number
    newest     the newest version of each approved list
    duties     what had to be disclosed by when, and was: disclosure_duties without more holidays
    external_kind  which lists of other offices are loaded, here or by a book above: kind, list,
               office, as_of_on, rows; the newest of a kind, of bank data all
    external   their rows: kind, hmac, other_hmac, name_hmac, org, role, thing, region, from_on,
               until_on, amount_fen

In a run over changes `paid` and `belonging` hold the touched households only, `project_paid` the
touched projects and lists; both hold payments that name none where the voucher is touched. The
others are small and hold all. `touched (key text)` and `touched_id (id uuid)` say what is to be
judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import LiteralString, TypeAlias

import psycopg
from psycopg.rows import TupleRow

from audit.paid import (
    BANKED,
    PAID_BY_ALL,
    PAID_TO_TOUCHED,
    PROJECT_PAID_OF_TOUCHED,
    SHOWN_PAID,
    VIEWS_OF_PAID,
)
from audit.pieces import region_prefix
from audit.rule import Rule, looked_up, looked_up_id

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
CROSS JOIN LATERAL (SELECT * FROM entry x
  WHERE x.book = %(book)s AND x.year = s.year AND x.number = s.number OFFSET 0) e
JOIN account f ON f.book = %(book)s AND f.account = e.from_account
  AND f.kind NOT IN ('household', 'agent')
JOIN account t ON t.book = %(book)s AND t.account = e.to_account
  AND t.kind NOT IN ('household', 'agent')
"""

_BACK: LiteralString = """
CREATE TEMP TABLE back ON COMMIT DROP AS
SELECT e.year, e.number, e.entry, k.event, k.kind AS voucher_kind, e.relation, e.lot, e.amount_fen,
  e.happened_on, e.of_year, e.of_number, e.of_entry, o.amount_fen AS of_fen,
  f.kind AS of_from_kind, f.owner AS of_from_owner, t.kind AS of_to_kind, t.owner AS of_to_owner,
  coalesce(l.household, r.household) AS household, coalesce(l.project, r.project) AS project,
  coalesce(l.benefit, r.benefit) AS benefit
-- By kind, not by `undoes`: what comes back in a later year goes to that year's account.
FROM (SELECT DISTINCT w.year, w.number FROM flowed w
  WHERE w.voucher_kind IN ('return', 'reverse')) v
JOIN known k ON k.year = v.year AND k.number = v.number
CROSS JOIN LATERAL (SELECT * FROM entry x
  WHERE x.book = %(book)s AND x.year = v.year AND x.number = v.number
    AND x.relation IN ('returns', 'reverses') OFFSET 0) e
JOIN entry o ON o.book = %(book)s AND o.year = e.of_year AND o.number = e.of_number
  AND o.entry = e.of_entry
JOIN account f ON f.book = %(book)s AND f.account = o.from_account
JOIN account t ON t.book = %(book)s AND t.account = o.to_account
LEFT JOIN payment_line l ON l.book = %(book)s AND l.year = o.year AND l.number = o.number
  AND l.line = o.line
LEFT JOIN payment_line r ON r.book = %(book)s AND r.year = l.of_year AND r.number = l.of_number
  AND r.line = l.of_line
"""

_TAKEN_BACK: LiteralString = """
CREATE TEMP TABLE taken_back ON COMMIT DROP AS
-- A return or reversal counts unless it was itself reversed.
SELECT b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS fen
FROM back b
LEFT JOIN back r ON r.relation = 'reverses' AND r.of_year = b.year AND r.of_number = b.number
  AND r.of_entry = b.entry
WHERE r.year IS NULL
GROUP BY b.of_year, b.of_number, b.of_entry
"""

_EFFECTIVE: LiteralString = """
CREATE TEMP TABLE effective ON COMMIT DROP AS
SELECT m.*, m.amount_fen - coalesce(u.fen, 0) AS left_fen, l.card_hmac, l.project AS line_project
FROM moved m
LEFT JOIN taken_back u ON u.of_year = m.year AND u.of_number = m.number AND u.of_entry = m.entry
LEFT JOIN payment_line l ON l.book = %(book)s AND l.year = m.year AND l.number = m.number
  AND l.line = m.line
WHERE m.relation IS NULL OR m.relation NOT IN ('returns', 'reverses')
"""

_BELONGING: LiteralString = f"""
CREATE TEMP TABLE belonging ON COMMIT DROP AS
WITH m AS (
  SELECT DISTINCT ON (m.household, m.person, m.joined_on) m.* FROM membership m
  WHERE m.book = %(book)s AND m.known_at <= %(known_at)s AND {looked_up_id("m.household")}
  ORDER BY m.household, m.person, m.joined_on, m.known_at DESC
)
SELECT m.household, m.person, m.relation, m.joined_on, m.left_on, i.id_hmac AS hash
FROM m
LEFT JOIN person_identity i ON i.book = %(book)s AND i.person = m.person
  AND {looked_up("i.person", "SELECT person FROM m")}
WHERE m.left_on IS NULL OR m.left_on > m.joined_on
"""

_NEWEST: LiteralString = """
CREATE TEMP TABLE newest ON COMMIT DROP AS
SELECT DISTINCT ON (n.list) n.*, min(n.approved_on) OVER (PARTITION BY n.list) AS first_on
FROM entitlement_list n
WHERE n.book = %(book)s AND n.approved_on <= %(as_of)s AND n.known_at <= %(known_at)s
ORDER BY n.list, n.version DESC
"""

_DUTIES: LiteralString = """
CREATE TEMP TABLE duties ON COMMIT DROP AS
SELECT * FROM disclosure_duties(%(book)s, %(as_of)s, %(known_at)s, '{}')
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

_OF_PAYMENTS = ("known", "flowed", "back", "taken_back")

_MADE: dict[str, tuple[LiteralString, tuple[str, ...]]] = {
    "known": (_KNOWN, ()),
    "flowed": (_FLOWED, ("known",)),
    "back": (_BACK, ("known", "flowed")),
    "taken_back": (_TAKEN_BACK, ("known", "flowed", "back")),
    "moved": (_MOVED, ("known", "flowed")),
    "effective": (_EFFECTIVE, ("known", "flowed", "back", "taken_back", "moved")),
    "belonging": (_BELONGING, ()),
    "newest": (_NEWEST, ()),
    "duties": (_DUTIES, ()),
    "external_kind": (_EXTERNAL_KIND, ()),
    "external": (_EXTERNAL, ("external_kind",)),
    "paid": (PAID_BY_ALL, _OF_PAYMENTS),
    "project_paid": ("", (*_OF_PAYMENTS, "paid")),
    "shown_paid": (SHOWN_PAID, _OF_PAYMENTS),
    "banked": (BANKED, (*_OF_PAYMENTS, "external_kind", "external")),
}
"""Fact → how it is made for a whole book, and from which other facts."""

_OF_TOUCHED: dict[str, tuple[LiteralString, tuple[str, ...]]] = {
    **_MADE,
    "paid": (PAID_TO_TOUCHED, _OF_PAYMENTS),
    "project_paid": (PROJECT_PAID_OF_TOUCHED, _OF_PAYMENTS),
}
"""The same in a run over changes."""

_BY_KEY = ("back", "moved", "effective")
"""Facts about so few vouchers that their rows are best found by their keys."""

_OF_KEYS = ("paid", "project_paid", "belonging")
"""What holds the touched keys only, in a run over changes; a view after what it is of."""


def hash_joins_only(snapshot: Snapshot) -> None:
    """How the open transaction is planned.

    The planner guesses one row for what a CTE gives and joins thousands to thousands row by row:
    EL05 over 200,000 entries took more than eight minutes, with hash joins seconds.
    """
    snapshot.execute("SET LOCAL enable_nestloop = off")
    snapshot.execute("SET LOCAL enable_mergejoin = off")
    snapshot.execute("SET LOCAL jit = off")
    # The payment lines of a county fit; each of two parts of a join would else go to disk and back.
    snapshot.execute("SET LOCAL work_mem = '48MB'")
    # Which join comes first needs no more; 100 would cost as much as three scans of the entries.
    snapshot.execute("SET LOCAL default_statistics_target = 10")


@contextmanager
def few_rows(snapshot: Snapshot) -> Iterator[None]:
    """For questions about so few rows that each is best found by its key."""
    snapshot.execute("SET LOCAL enable_nestloop = on")
    yield
    snapshot.execute("SET LOCAL enable_nestloop = off")


@cache
def _words(query: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", query))


def facts_of(rules: list[Rule], *, whole: bool) -> list[str]:
    """The facts that these rules read, in the order in which they can be made."""
    words = frozenset().union(*(_words(rule.sql) for rule in rules))
    made = _MADE if whole else _OF_TOUCHED
    wanted = {name for name in made if name in words}
    wanted |= {base for name in wanted for base in made[name][1]}
    return [name for name in made if name in wanted]


def make_facts(snapshot: Snapshot, names: list[str], arguments: dict[str, object]) -> None:
    """Make these facts as temporary tables of the open transaction, with statistics.

    Those that are there already stay. `arguments` holds book, as_of, known_at, mark and whole;
    where not whole, `touched` and `touched_id` are there.
    """
    rows = snapshot.execute("SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()")
    there = {str(row[0]) for row in rows}
    made = _MADE if arguments["whole"] else _OF_TOUCHED
    # A sample of 300 rows tells enough of what was touched; of a whole book one of 3,000.
    sample = 10 if arguments["whole"] else 1
    snapshot.execute(f"SET LOCAL default_statistics_target = {sample}".encode())
    for name in names:
        if name in there:
            continue
        if name in VIEWS_OF_PAID and "paid" in names and arguments["whole"]:
            snapshot.execute(VIEWS_OF_PAID[name])
        else:
            make_fact(snapshot, name, made[name][0], arguments)


def make_fact(
    snapshot: Snapshot, name: str, made: LiteralString, arguments: dict[str, object]
) -> None:
    """Make one of them by this query; those that it reads are there."""
    with few_rows(snapshot) if name in _BY_KEY else nullcontext():
        snapshot.execute(made, arguments)
    snapshot.execute(f"ANALYZE {name}".encode())


def drop_facts(snapshot: Snapshot) -> None:
    """Make room for the facts of other rows in the same transaction."""
    _drop(snapshot, _MADE)


def drop_facts_of_keys(snapshot: Snapshot) -> None:
    """Make room for those of all keys, of the same day and instant."""
    _drop(snapshot, _OF_KEYS)


def _drop(snapshot: Snapshot, names: Iterable[str]) -> None:
    for name in names:
        snapshot.execute(f"DROP TABLE IF EXISTS pg_temp.{name} CASCADE".encode())
