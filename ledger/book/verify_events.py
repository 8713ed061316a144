"""Do the events that are no vouchers say what their leaves say: openings, closings, notices, links?

What an event states stands in other rows too (the book, the key, the notice, the link of two
lots); it is put together from those and compared with the leaf, and its SHA-256 with the content
digest.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from ledger.book.post import Connection
from ledger.book.verify_leaves import leaf_instant
from ledger.book.verify_report import Code, Difference, Report
from ledger.values.canonical import Canonical, canonical, parse_canonical
from ledger.values.refusal import Refusal

_EVENTS = """
SELECT e.event, e.key, e.content, e.kind, e.recorded_at, e.leaf, b.name, b.bureau, b.level,
       b.live_from, b.non_gb,
       jsonb_strip_nulls(coalesce(to_jsonb(n) - 'book' - 'event',
         to_jsonb(s) - ARRAY['book', 'event', 'stated_by', 'recorded_at']))
FROM book_event e
LEFT JOIN book b ON b.book = e.book
LEFT JOIN notice n ON n.book = e.book AND n.event = e.event
LEFT JOIN same_as s ON s.book = e.book AND s.event = e.event
WHERE e.book = %s ORDER BY e.event, n.notice
"""

_NOTICES_WITHOUT_EVENT = """
SELECT n.event, n.notice::text FROM notice n
LEFT JOIN book_event e ON e.book = n.book AND e.event = n.event AND e.kind = 'publication'
WHERE n.book = %s AND e.book IS NULL ORDER BY 1, 2
"""

_LINKS_WITHOUT_EVENT = """
SELECT s.event, s.lot::text FROM same_as s
LEFT JOIN book_event e ON e.book = s.book AND e.event = s.event AND e.kind = 'same_as'
  AND e.actor = s.stated_by AND e.recorded_at = s.recorded_at
WHERE s.book = %s AND e.book IS NULL ORDER BY 1, 2
"""


def check_events(connection: Connection, book: int, report: Report) -> None:
    """Compare the leaf of every event with its row, and with the rows that say the same."""

    def differs(event: int, key: str, why: str) -> None:
        detail: dict[str, object] = {"event": event, "key": key, "why": why}
        report.add(Difference(Code.EVENT_LEAF_MISMATCH, book, None, None, detail))

    for row in connection.execute(_EVENTS, (book,)):
        event, key, content, kind, recorded_at, leaf, *facts = row
        report.checked["events"] += 1
        why = _why(book, event, recorded_at, content, leaf, _stated(kind, key, *facts))
        if why:
            differs(event, key, why)
    for event, notice in connection.execute(_NOTICES_WITHOUT_EVENT, (book,)):
        differs(event, f"notice:{notice}", "a notice without its event")
    for event, lot in connection.execute(_LINKS_WITHOUT_EVENT, (book,)):
        differs(event, f"same_as:{lot}", "a link without its event")


def _stated(
    kind: str,
    key: str,
    name: str | None,
    bureau: str | None,
    level: str | None,
    live_from: date | None,
    non_gb: bool | None,
    told: dict[str, Canonical] | None,
) -> Canonical | None:
    """What the other rows say; None for a kind of event that has no other row."""
    match kind:
        case "open_book":
            return {
                "kind": kind,
                "name": name or "",
                "bureau": bureau or "",
                "level": level or "",
                "live_from": live_from.isoformat() if live_from else "",
                "non_gb": 1 if non_gb else 0,
            }
        case "open_year" | "close_year":
            year = key.rpartition(":")[2]
            return {"kind": kind, "year": int(year) if year.isdecimal() else 0}
        case "close_month":
            year, _, month = key.rpartition(":")[2].partition("-")
            return {
                "kind": kind,
                "month": int(month) if month.isdecimal() else 0,
                "year": int(year) if year.isdecimal() else 0,
            }
        case "publication" | "same_as":
            stated = {"kind": kind, **(told or {})}
            if "page_digest" in stated:
                stated["page_digest"] = str(stated["page_digest"]).removeprefix("\\x")
            return stated
        case _:
            return None


def _why(
    book: int,
    event: int,
    recorded_at: datetime,
    content: bytes,
    leaf: bytes,
    stated: Canonical | None,
) -> str:
    """Why the leaf of an event is not what its row says, or an empty text."""
    try:
        parsed = parse_canonical(leaf)
    except Refusal:
        return "not canonical"
    if not isinstance(parsed, dict) or "body" not in parsed:
        return "not a leaf"
    frame: dict[str, Canonical] = {
        "body": parsed["body"],
        "book": book,
        "event": event,
        "recorded_at": leaf_instant(recorded_at),
        "v": 1,
    }
    if parsed != frame:
        return "book, event or time"
    if stated is not None and parsed["body"] != stated:
        return "what it states"
    return "" if hashlib.sha256(canonical(parsed["body"])).digest() == content else "content"
