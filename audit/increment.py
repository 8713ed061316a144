"""What has changed in a book since a run, so that only this need be judged again?

A key is the text of what a finding may be about: a uuid of lot, project, list, household or notice,
the keyed hash of a card, the owner of a payee account, `year/number` of a voucher, its year, and
the month of its day (`year-month`). Too many keys cost time, too few would be wrong; so each new
row names all it may concern, and households that share a card or a person count as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import LiteralString

from audit.facts import Snapshot, few_rows
from audit.household_keys import HOUSEHOLD_KEYS, HOUSEHOLD_LINKS
from audit.pieces import region_prefix
from audit.register_keys import REGISTER_KEYS

WHOLE_BOOK = "book"
"""The key of what a rule says of the book as a whole: touched when anything is."""

OVERLAP = timedelta(hours=1)
"""A register row gets its instant before it is committed: so look back by longer than that takes.
What is seen twice is judged again with the same outcome."""

_SHARED = ("benefit", "fund_category", "spending_rule", "purpose", "exit_rule")
_PLACED = ("standard", "disclosure_requirement", "limit_standard")
_PLACES = ("region", "region_class")

GROWING = ("organisation", "book", "fund_regime", "calendar_day")
"""Tables whose rows do not say when they came. They grow often, or concern few: only rules that are
judged whole and read one are judged again when it has grown."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a book is judged by: days and instants of facts, and the first event not read."""

    as_of: date
    known_at: datetime
    mark: int


_NAMES: LiteralString = """CROSS JOIN LATERAL (SELECT x.of_year, x.of_number FROM entry x
  WHERE x.book = %(book)s AND x.year = v.year AND x.number = v.number
    AND x.relation IS NOT NULL AND x.of_book IS NULL OFFSET 0) e"""

_VOUCHERS: LiteralString = f"""
CREATE TEMP TABLE fresh ON COMMIT DROP AS
WITH new AS (
  SELECT v.year, v.number FROM voucher v
  WHERE v.book = %(book)s AND v.happened_on <= %(as_of)s AND v.recorded_at <= %(known_at)s
    AND v.event < %(mark)s
    AND (v.event >= %(old_mark)s OR v.happened_on > %(old_as_of)s
         OR v.recorded_at > %(old_known_at)s)
)
SELECT year, number, false AS named FROM new
UNION
SELECT e.of_year, e.of_number, true FROM new v
{_NAMES}
"""
"""New vouchers, and those that they name."""

_NAMED_BY_NAMED: LiteralString = f"""
INSERT INTO fresh
SELECT e.of_year, e.of_number, true FROM fresh f
JOIN voucher v ON v.book = %(book)s AND v.year = f.year AND v.number = f.number
  AND v.kind <> 'disburse'
{_NAMES}
WHERE f.named
EXCEPT SELECT year, number, named FROM fresh
"""
"""And those that these name: what comes back names the bank's file, and that the roster, which
alone may say whom it paid."""

_KEYS: tuple[LiteralString, ...] = (
    "SELECT f.year || '/' || f.number FROM fresh f",
    """
    SELECT v.year::text FROM voucher v WHERE v.book = %(book)s AND v.recorded_at <= %(known_at)s
      AND (v.event >= %(old_mark)s OR v.recorded_at > %(old_known_at)s)
    """,
    """
    SELECT to_char(v.happened_on, 'YYYY-MM') FROM fresh f
    JOIN voucher v ON v.book = %(book)s AND v.year = f.year AND v.number = f.number
    WHERE NOT f.named
    """,
    # A roster that went to the bank has paid nobody yet: neither its project is judged anew for it,
    # whose rules are about payments, nor are its lines' households, before the bank's file came.
    """
    SELECT x.key FROM fresh f
    JOIN flow w ON w.book = %(book)s AND w.year = f.year AND w.number = f.number
    JOIN account t ON t.book = %(book)s AND t.account = w.to_account
    JOIN account a ON a.book = %(book)s AND a.account IN (w.from_account, w.to_account)
    CROSS JOIN LATERAL (VALUES (w.lot::text), (CASE
      WHEN f.named OR t.kind <> 'agent' OR a.kind <> 'project' THEN nullif(a.owner, '') END)) x(key)
    WHERE x.key IS NOT NULL
    """,
    # But notices that show the project are: they may print what lay with the bank by then.
    """
    SELECT i.notice::text FROM fresh f
    JOIN flow w ON w.book = %(book)s AND w.year = f.year AND w.number = f.number
    JOIN account t ON t.book = %(book)s AND t.account = w.to_account AND t.kind = 'agent'
    JOIN account a ON a.book = %(book)s AND a.account = w.from_account AND a.kind = 'project'
    JOIN notice_item i ON i.book = %(book)s AND i.project::text = a.owner
    """,
    """
    SELECT x.key FROM (
      SELECT f.year, f.number FROM fresh f WHERE f.named
      UNION
      SELECT w.year, w.number FROM fresh f
      JOIN flow w ON w.book = %(book)s AND w.year = f.year AND w.number = f.number
      JOIN account a ON a.book = %(book)s AND a.account = w.to_account AND a.kind <> 'agent'
    ) f
    JOIN payment_line l ON l.book = %(book)s AND l.year = f.year AND l.number = f.number
    CROSS JOIN LATERAL (VALUES (l.household::text), (l.person::text), (l.project::text),
      (l.list::text), (l.benefit), (encode(l.card_hmac, 'hex'))) x(key)
    WHERE x.key IS NOT NULL
    """,
    """
    SELECT e.of_book || '/' || e.of_year || '/' || e.of_number || '/' || e.of_entry FROM fresh f
    JOIN entry e ON e.book = %(book)s AND e.year = f.year AND e.number = f.number
    WHERE e.relation = 'receives'
    """,
    """
    SELECT %(book)s || '/' || e.year || '/' || e.number || '/' || e.entry FROM fresh f
    JOIN entry e ON e.book = %(book)s AND e.year = f.year AND e.number = f.number
    JOIN account a ON a.book = %(book)s AND a.account = e.to_account AND a.kind = 'sent_down'
    """,
    """
    SELECT i.origin_book || '/' || i.origin_year || '/' || i.origin_number || '/' || i.origin_entry
    FROM inbound i LEFT JOIN inbound_withdrawal w USING (book, origin_book, origin_year,
      origin_number, origin_entry)
    WHERE i.book = %(book)s AND (i.delivered_at > %(since)s OR w.withdrawn_at > %(since)s
      OR (i.sent_on > %(old_as_of)s AND i.sent_on <= %(as_of)s))
    """,
    # What this book passed down was delivered to, or withdrawn from, another one meanwhile.
    """
    SELECT i.origin_book || '/' || i.origin_year || '/' || i.origin_number || '/' || i.origin_entry
    FROM inbound i WHERE i.origin_book = %(book)s AND i.delivered_at > %(since)s
    """,
    """
    SELECT x.key FROM notice n
    JOIN book_event e ON e.book = n.book AND e.event = n.event
    CROSS JOIN LATERAL (VALUES (n.notice::text), (n.subject_key), (n.project::text),
      (n.list::text)) x(key)
    WHERE n.book = %(book)s AND (e.recorded_at > %(since)s
      OR (n.published_on > %(old_as_of)s AND n.published_on <= %(as_of)s))
    """,
    """
    SELECT x.key FROM project p CROSS JOIN LATERAL (VALUES (p.project::text)) x(key)
    WHERE p.book = %(book)s AND p.known_at > %(since)s
    """,
    """
    SELECT p.project::text FROM project_event p
    WHERE p.book = %(book)s AND (p.known_at > %(since)s
      OR (p.happened_on > %(old_as_of)s AND p.happened_on <= %(as_of)s))
    """,
    "SELECT v.project::text FROM project_event_void v"
    " WHERE v.book = %(book)s AND v.known_at > %(since)s",
    """
    SELECT x.key FROM entitlement_list n
    JOIN entitlement e ON e.book = n.book AND e.list = n.list AND e.version = n.version
    CROSS JOIN LATERAL (VALUES (n.list::text), (n.project::text), (e.household::text),
      (e.person::text)) x(key)
    WHERE n.book = %(book)s AND x.key IS NOT NULL
      AND (n.known_at > %(since)s
        OR (n.approved_on > %(old_as_of)s AND n.approved_on <= %(as_of)s))
    """,
    """
    SELECT h.household::text FROM household_fact h
    WHERE h.book = %(book)s AND (h.known_at > %(since)s
      OR (h.valid_from > %(old_as_of)s AND h.valid_from <= %(as_of)s)
      OR (h.valid_to > %(old_as_of)s AND h.valid_to <= %(as_of)s))
    """,
    """
    SELECT x.key FROM person p
    CROSS JOIN LATERAL (VALUES (p.household::text), (p.person::text)) x(key)
    WHERE p.book = %(book)s AND p.known_at > %(since)s
    """,
)
"""Each gives keys of the book; `since` is the instant of the run before, less the overlap."""

_LINKED: tuple[LiteralString, ...] = (
    """
    SELECT c.household::text FROM card_household c
    WHERE c.book = %(book)s AND c.card_hmac IN (SELECT hmac FROM touched WHERE turn = %(turn)s)
    """,
    """
    SELECT b.household::text
    FROM (SELECT a.person FROM person a WHERE a.book = %(book)s
      AND a.household IN (SELECT id FROM touched WHERE turn = %(turn)s)) a
    CROSS JOIN LATERAL (SELECT i.id_hmac FROM person_identity i
      WHERE i.book = %(book)s AND i.person = a.person OFFSET 0) i
    CROSS JOIN LATERAL (SELECT j.person FROM person_identity j
      WHERE j.id_hmac = i.id_hmac AND j.book = %(book)s OFFSET 0) j
    CROSS JOIN LATERAL (SELECT n.household FROM person n
      WHERE n.book = %(book)s AND n.person = j.person OFFSET 0) b
    """,
    """
    SELECT encode(c.card_hmac, 'hex') FROM card_household c
    WHERE c.book = %(book)s AND c.household IN (SELECT id FROM touched WHERE turn = %(turn)s)
    """,
    """
    SELECT n.notice::text FROM notice n
    WHERE n.book = %(book)s AND n.subject_key IN (SELECT key FROM touched WHERE turn = %(turn)s)
    """,
)
"""What hangs together with what was added in the turn before; asked until nothing is added."""

_SHOWING: LiteralString = """
SELECT i.notice::text FROM notice_item i
WHERE i.book = %(book)s AND (i.project IN (SELECT id FROM touched)
  OR i.list IN (SELECT id FROM touched) OR i.lot IN (SELECT id FROM touched))
"""
"""Notices that show something touched; nothing else hangs together with them."""


def catalogue_counts(snapshot: Snapshot, book: int) -> dict[str, int]:
    """How many rows of each shared register may concern a book; rows are added, never changed.

    When one of them has grown, the book is judged anew (but see `GROWING`).
    """
    near = f"""EXISTS (SELECT FROM book_region b WHERE b.book = %(book)s AND (
      starts_with(b.region, {region_prefix("x.place")})
      OR starts_with(x.place, {region_prefix("b.region")})))"""
    counted = [(name, "SELECT 1 FROM {} x") for name in (*_SHARED, *GROWING)]
    counted += [
        (name, f"SELECT FROM (SELECT region AS place FROM {{}}) x WHERE {near}") for name in _PLACED
    ]
    counted += [
        (name, f"SELECT FROM (SELECT code AS place FROM {{}}) x WHERE {near}") for name in _PLACES
    ]
    counted.append(("book_region", "SELECT FROM {} x WHERE x.book = %(book)s"))
    counted.append(
        (
            "external_list",
            f"""SELECT FROM {{}} x JOIN book_region u ON u.book = x.book
              JOIN book_region o ON starts_with(o.region, {region_prefix("u.region")})
              WHERE o.book = %(book)s""",
        )
    )
    query = " UNION ALL ".join(
        f"SELECT '{name}', count(*) FROM ({rows.format(name)}) n" for name, rows in counted
    )
    return dict(snapshot.execute(query.encode(), {"book": book}).fetchall())


def grown(before: Mapping[str, int], now: Mapping[str, int]) -> frozenset[str]:
    """Which of the tables counted have another number of rows."""
    return frozenset(name for name in before.keys() | now if before.get(name) != now.get(name))


def make_touched(snapshot: Snapshot) -> None:
    """Make `touched` and `touched_id`, empty, as temporary tables of the open transaction."""
    snapshot.execute(
        "CREATE TEMP TABLE touched (key text PRIMARY KEY, turn integer NOT NULL DEFAULT 0,"
        f" id uuid GENERATED ALWAYS AS (CASE WHEN key ~ '{_UUID}' THEN key::uuid END) STORED,"
        f" hmac bytea GENERATED ALWAYS AS (CASE WHEN key ~ '{_HMAC}' THEN decode(key, 'hex') END)"
        " STORED) ON COMMIT DROP"
    )
    snapshot.execute("CREATE TEMP TABLE touched_id (id uuid PRIMARY KEY) ON COMMIT DROP")


def since(old: Basis) -> datetime:
    """After which instant a register row may be new to what was judged before."""
    return old.known_at - OVERLAP


def find_fresh(snapshot: Snapshot, book: int, old: Basis, new: Basis) -> None:
    """Make `fresh`: vouchers between two bases (not `named`), and those that they name."""
    arguments = _arguments(book, old, new)
    with few_rows(snapshot):
        snapshot.execute(_VOUCHERS, arguments)
        while snapshot.execute(_NAMED_BY_NAMED, arguments).rowcount:
            pass
        snapshot.execute("ANALYZE fresh")


KEYS: tuple[LiteralString, ...] = (*_KEYS, *REGISTER_KEYS, *HOUSEHOLD_KEYS)
"""All that may touch a key: each gives keys of the book."""

KEYS_OF_VOUCHERS: tuple[LiteralString, ...] = tuple(each for each in _KEYS if "fresh" in each)
"""What vouchers touch."""


def touch(
    snapshot: Snapshot,
    book: int,
    old: Basis,
    new: Basis,
    queries: Iterable[LiteralString],
    due: list[str],
) -> int:
    """Fill `touched` and `touched_id` with what changed between two bases. Returns how many keys.

    `fresh` is there; `queries`: those of `KEYS` that may give some; `due`: keys of which a day has
    come.
    """
    arguments = _arguments(book, old, new)
    with few_rows(snapshot):
        for query in queries:
            snapshot.execute(_INSERT + query + _ONCE, arguments)
        add_keys(snapshot, due)
        close_touched(snapshot, book)
    snapshot.execute(
        "INSERT INTO touched (key) SELECT %s WHERE EXISTS (SELECT FROM touched)"
        " ON CONFLICT DO NOTHING",
        (WHOLE_BOOK,),
    )
    row = snapshot.execute("SELECT count(*) FROM touched").fetchone()
    assert row is not None
    return int(row[0])


def _arguments(book: int, old: Basis, new: Basis) -> dict[str, object]:
    return {
        "book": book,
        "as_of": new.as_of,
        "known_at": new.known_at,
        "mark": new.mark,
        "old_as_of": old.as_of,
        "old_known_at": old.known_at,
        "old_mark": old.mark,
        "since": since(old),
    }


def add_keys(snapshot: Snapshot, keys: list[str]) -> None:
    """Add these keys to `touched`."""
    snapshot.execute(
        "INSERT INTO touched (key) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", (keys,)
    )


def close_touched(snapshot: Snapshot, book: int) -> None:
    """Add what hangs together with the touched keys and the notices that show something of it, and
    make `touched_id` of those with a uuid."""
    added, turn = 1, 0
    while added:
        snapshot.execute("ANALYZE touched")
        arguments = {"book": book, "turn": turn, "next": turn + 1}
        added = sum(
            snapshot.execute(_INSERT_NEXT + query + _ONCE, arguments).rowcount
            for query in (*_LINKED, *HOUSEHOLD_LINKS)
        )
        turn += 1
    snapshot.execute(_INSERT + _SHOWING + _ONCE, {"book": book})
    snapshot.execute("INSERT INTO touched_id SELECT id FROM touched WHERE id IS NOT NULL")
    snapshot.execute("ANALYZE touched_id")


_UUID: LiteralString = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_HMAC: LiteralString = "^[0-9a-f]{64}$"
_INSERT: LiteralString = "INSERT INTO touched (key) SELECT DISTINCT x.key FROM ("
_INSERT_NEXT: LiteralString = (
    "INSERT INTO touched (key, turn) SELECT DISTINCT x.key, %(next)s FROM ("
)
_ONCE: LiteralString = ") x(key) WHERE x.key IS NOT NULL ON CONFLICT DO NOTHING"
