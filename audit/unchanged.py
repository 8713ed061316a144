"""What does a rule read, and has nothing of it changed since a run?

Then what it said in that run stands. What it reads are the tables after FROM and JOIN in its SQL,
and those behind its facts, views and functions; a test asks PostgreSQL for the same. A table has
changed in a book where a row became known, or came with an event, since the run before, or one of
its days lies after the day of that run and not after the day of this one. Whatever is not known to
be unchanged is judged again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final, LiteralString

from sqlalchemy import Date
from sqlalchemy.dialects.postgresql import TIMESTAMP

from audit.facts import Snapshot, few_rows
from audit.increment import GROWING, Basis, since
from audit.rule import Rule
from ledger.storage.tables import SCHEMA, metadata

_READ = re.compile(r"\b(?:FROM|JOIN)\s+(?:LATERAL\s+)?(\w+)")
_HOUSES: Final[LiteralString] = "('household', 'agent')"

FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "known": ("vouchers",),
    "flowed": ("vouchers",),
    "moved": ("moves",),
    "back": ("returns",),
    "taken_back": ("returns",),
    "effective": ("moves", "undone"),
    "paid": ("payments",),
    "project_paid": ("payments",),
    "shown_paid": ("payments", "notice_item", "objection", "entitlement_list"),
    "banked": ("payments", "external_list", "external_row"),
    "belonging": ("membership", "person_identity"),
    "newest": ("entitlement_list",),
    "duties": ("disclosure_duties",),
    "external_kind": ("external_list", "book_region"),
    "external": ("external_list", "book_region", "external_row"),
}
"""Fact → what must have changed for it to change: tables, or kinds of vouchers (`_VOUCHERS`)."""

VIEWS: Final[Mapping[str, str]] = {
    "person_identity": "person_private",
    "organisation_identity": "organisation_private",
    "responsible_identity": "responsible_private",
    "phone_identity": "person_phone",
    "address_identity": "household_private",
}
"""View → its table, which the reader may not see."""

_SEEN_AS: Final[Mapping[str, str]] = {table: view for view, table in VIEWS.items()}

FUNCTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "disclosure_duties": (
        *("arranging", "lot", "book", "book_region", "project", "accepting"),
        *("project_event_void", "entitlement_list", "entitlement", "region", "fund_category"),
        *("disclosure_requirement", "calendar_day", "notice", "notice_item", "notice_reading"),
        "notice_step",
    ),
    "limit_at": ("limit_standing", "limit_standard"),
    "limit_standing": ("limit_standard", "region", "region_class"),
}
"""Function → what it reads; for duties of vouchers only those that make one or take it back."""

WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "entitlement": ("entitlement_list",),
    "external_row": ("external_list", "external_day"),
    "notice_item": ("notice_reading",),
    "notice_exposure": ("notice_reading",),
    "person_private": ("person", "erasure"),
    "responsible_private": ("responsible_person", "erasure"),
    "organisation_private": ("organisation_private", "erasure"),
    "household_private": ("household_private", "erasure"),
    "linkage_pair": ("linkage",),
    "person_phone": ("person_phone", "erasure"),
    # An event is looked up by its number, for the instant at which a notice was recorded.
    "book_event": (),
    # Written once, before all books.
    "installation": (),
    # Comes with the program (DS04 has a CTE of that name).
    "movement": (),
    # What is folded from vouchers to find them sooner.
    "audit_mark": (),
    "paid_under": (),
    **dict.fromkeys(
        ("voucher", "entry", "flow", "payment_line", "account", "card_household"), ("any_voucher",)
    ),
}
"""Table → what its rows come with, or go with where they are erased, if not by themselves."""

EVERYWHERE: Final = frozenset({"erasure"})
"""Tables of which rules read rows of other books too."""

COUNTED: Final = frozenset(
    {"benefit", "fund_category", "spending_rule", "purpose", "exit_rule", "standard"}
    | {"disclosure_requirement", "limit_standard", "region", "region_class", "book_region"}
    | {"external_list"}
)
"""Registers that make a book start anew when they grow (audit/increment.py); days still come."""

UNCOMPARED: Final[Mapping[str, frozenset[str]]] = {
    "project": frozenset({"starts_on", "ends_on"}),
    "project_approval": frozenset({"starts_on", "ends_on"}),
    "contract": frozenset({"starts_on", "ends_on"}),
    "notice": frozenset({"from_on", "until_on"}),
    "external_list": frozenset({"as_of_on"}),
}
"""Days that no rule compares with the day of the run but in its `due`, of tables that many read."""

_VOUCHERS: Final[Mapping[str, str]] = {
    # `fresh` (audit/increment.py): what is new to the facts, by its number or by its day.
    "vouchers": "SELECT FROM fresh",
    # A fact takes what it knows; a rule that reads the tables sees later days and numbers too.
    "any_voucher": "SELECT FROM fresh UNION ALL SELECT FROM voucher v"
    " WHERE v.book = %(book)s AND v.event >= %(first)s",
    "moves": f"""SELECT FROM fresh f
      JOIN flow w ON w.book = %(book)s AND w.year = f.year AND w.number = f.number
      JOIN account a ON a.book = %(book)s AND a.account = w.from_account
        AND a.kind NOT IN {_HOUSES}
      JOIN account b ON b.book = %(book)s AND b.account = w.to_account
        AND b.kind NOT IN {_HOUSES}""",
    "returns": """SELECT FROM fresh f
      JOIN voucher v ON v.book = %(book)s AND v.year = f.year AND v.number = f.number
        AND v.kind IN ('return', 'reverse')""",
    "payments": """SELECT FROM fresh f
      JOIN flow w ON w.book = %(book)s AND w.year = f.year AND w.number = f.number
      JOIN account b ON b.book = %(book)s AND b.account = w.to_account AND b.kind = 'household'
      UNION ALL SELECT FROM fresh f
      JOIN voucher v ON v.book = %(book)s AND v.year = f.year AND v.number = f.number
        AND v.kind IN ('return', 'reverse')""",
    "undone": f"""SELECT FROM fresh f
      JOIN voucher v ON v.book = %(book)s AND v.year = f.year AND v.number = f.number
        AND v.kind IN ('return', 'reverse')
      JOIN entry e ON e.book = %(book)s AND e.year = f.year AND e.number = f.number
      JOIN entry o ON o.book = %(book)s AND o.year = e.of_year AND o.number = e.of_number
        AND o.entry = e.of_entry
      JOIN account a ON a.book = %(book)s AND a.account = o.from_account
        AND a.kind NOT IN {_HOUSES}
      JOIN account b ON b.book = %(book)s AND b.account = o.to_account
        AND b.kind NOT IN {_HOUSES}""",
    # What takes back a payment takes back no duty.
    "arranging": """SELECT FROM fresh f
      JOIN voucher v ON v.book = %(book)s AND v.year = f.year AND v.number = f.number
        AND v.kind NOT IN ('disburse', 'pay', 'return', 'reverse')
      UNION ALL SELECT FROM fresh f
      JOIN voucher v ON v.book = %(book)s AND v.year = f.year AND v.number = f.number
        AND v.kind IN ('return', 'reverse')
      JOIN entry e ON e.book = %(book)s AND e.year = f.year AND e.number = f.number
      JOIN voucher o ON o.book = %(book)s AND o.year = e.of_year AND o.number = e.of_number
        AND o.kind NOT IN ('disburse', 'pay')""",
    "lot": """SELECT FROM lot l
      WHERE l.book = %(book)s AND ((l.year, l.number) IN (SELECT f.year, f.number FROM fresh f)
        OR (l.year, l.number) IN (SELECT v.year, v.number FROM voucher v
          WHERE v.book = %(book)s AND v.event >= %(first)s)
        OR (l.received_on > %(old_as_of)s AND l.received_on <= %(as_of)s))""",
    "accepting": """SELECT FROM project_event r
      WHERE r.book = %(book)s AND r.kind = 'accepted' AND (r.known_at > %(since)s
        OR (r.happened_on > %(old_as_of)s AND r.happened_on <= %(as_of)s))""",
    # Of this book, and what it passed down.
    "inbound": """SELECT FROM inbound r
      WHERE (r.book = %(book)s OR r.origin_book = %(book)s) AND (r.delivered_at > %(since)s
        OR (r.sent_on > %(old_as_of)s AND r.sent_on <= %(as_of)s))""",
    # The same photo may be shown for a notice of another book.
    "posting_evidence": """SELECT FROM posting_evidence r
      WHERE (r.known_at > %(since)s OR (r.taken_on > %(old_as_of)s AND r.taken_on <= %(as_of)s))
        AND (r.book = %(book)s OR EXISTS (SELECT FROM posting_evidence o
          WHERE o.book = %(book)s AND o.digest = r.digest))""",
    # Only of what banks list are days compared with the day of the run.
    "external_day": """SELECT FROM external_list l
      CROSS JOIN LATERAL (SELECT FROM external_row r WHERE r.book = l.book AND r.list = l.list
        AND r.from_on > %(old_as_of)s AND r.from_on <= %(as_of)s OFFSET 0) r
      WHERE l.kind IN ('bank_flows', 'bank_balances')""",
}
"""What is asked otherwise than by the instants and days of one table; first of all of vouchers."""

UNTOLD: Final = ""
"""Something that does not say when it changed."""


def changes(
    snapshot: Snapshot, book: int, old: Basis, new: Basis, names: Iterable[str]
) -> frozenset[str]:
    """Which of these names have changed, and UNTOLD. `fresh` is there (audit/increment.py)."""
    asked = [(name, _question(name)) for name in sorted(names)]
    query = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS ({rows})" for name, rows in asked if rows is not None
    )
    arguments = _arguments(snapshot, book, old, new)
    with few_rows(snapshot):
        rows = snapshot.execute(query.encode(), arguments).fetchall() if query else []
    return frozenset({UNTOLD, *(row[0] for row in rows)})


def standing(
    snapshot: Snapshot,
    book: int,
    rules: Iterable[Rule],
    old: Basis,
    new: Basis,
    changed: AbstractSet[str],
) -> list[Rule]:
    """Those of these rules, judged in the run before, whose outcome of that run stands.

    `changed`: by `changes()`, with tables of `GROWING` that have another number of rows.
    """
    left = list(rules)
    if old.as_of != new.as_of:
        left = [rule for rule in left if rule.by_key or rule.due is not None]
    came = _came(snapshot, book, new, left)
    return [rule for rule in left if rule.code not in came and not what(rule) & changed]


@cache
def what(rule: Rule) -> frozenset[str]:
    """What a rule depends on: names that have a question, and UNTOLD where something has none."""
    return _told(reads(rule.sql) | reads(rule.due or ""))


@cache
def sources(query: str) -> frozenset[str]:
    """The same of a query for touched keys (audit/increment.py)."""
    own = reads(query)
    return _told(own | {"vouchers"} if "fresh" in own else own)


def _told(read: AbstractSet[str]) -> frozenset[str]:
    own = {name for name in closed(read) if name in _VOUCHERS or _is_table(name)}
    asked = {name for name in own if name in GROWING or _question(name) is not None}
    unknown = {name for name in own - asked if name not in WITH and name not in COUNTED}
    return frozenset(asked | ({UNTOLD} if unknown else set()))


def closed(names: Iterable[str]) -> AbstractSet[str]:
    """These, and all that is behind them."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= {each for each in _behind(name) if each not in found}
    return found


def reads(sql: str) -> frozenset[str]:
    """What stands after FROM and JOIN: tables, views, functions, facts, and CTEs of its own."""
    return frozenset(_READ.findall(sql))


def _behind(name: str) -> tuple[str, ...]:
    if name in VIEWS:
        return (VIEWS[name],)
    return (*FACTS.get(name, ()), *FUNCTIONS.get(name, ()), *WITH.get(name, ()))


def _is_table(name: str) -> bool:
    return f"{SCHEMA}.{name}" in metadata.tables


@cache
def _question(name: str) -> str | None:
    """A SELECT of rows that changed it; None where it cannot tell by itself."""
    if name in _VOUCHERS:
        return _VOUCHERS[name]
    if name in WITH and name not in WITH[name]:
        return None
    columns = metadata.tables[f"{SCHEMA}.{name}"].columns
    told = [f"r.{each.name} > %(since)s" for each in columns if isinstance(each.type, TIMESTAMP)]
    if "event" in columns:
        told.append("r.event >= %(first)s")
    if not told and name not in COUNTED and name not in GROWING:
        return None
    told += [
        f"(r.{each.name} > %(old_as_of)s AND r.{each.name} <= %(as_of)s)"
        for each in columns
        if isinstance(each.type, Date) and each.name not in UNCOMPARED.get(name, ())
    ]
    if not told:
        return None
    here = "r.book = %(book)s AND " if "book" in columns and name not in EVERYWHERE else ""
    return f"SELECT FROM {_SEEN_AS.get(name, name)} r WHERE {here}({' OR '.join(told)})"


def _arguments(snapshot: Snapshot, book: int, old: Basis, new: Basis) -> dict[str, object]:
    """`first`: the first event that the run before did not see, by its number or its instant."""
    seen = """coalesce((SELECT e.event FROM {} e WHERE e.book = %(book)s AND e.event < %(mark)s
      AND e.recorded_at <= %(known_at)s ORDER BY e.event DESC LIMIT 1), -1)"""
    row = snapshot.execute(
        f"SELECT greatest({seen.format('voucher')}, {seen.format('book_event')}) + 1".encode(),
        {"book": book, "mark": old.mark, "known_at": old.known_at},
    ).fetchone()
    assert row is not None
    return {
        "book": book,
        "as_of": new.as_of,
        "old_as_of": old.as_of,
        "since": since(old),
        "first": row[0],
    }


def _came(snapshot: Snapshot, book: int, new: Basis, rules: list[Rule]) -> frozenset[str]:
    """The rules of which a day has come."""
    rows = snapshot.execute(
        "SELECT DISTINCT rule FROM audit_due WHERE book = %s AND rule = ANY (%s) AND due_on <= %s",
        (book, [rule.code for rule in rules], new.as_of),
    )
    return frozenset(row[0] for row in rows)
