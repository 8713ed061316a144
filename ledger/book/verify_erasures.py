"""Did every sealed row that is gone go by an erasure, and is each erasure what was decided?

Each erasure has its event with the bytes that name its request, a request, and an approval by
another; each erasure event has its row. With a sealer, that is for the role that may see sealed
rows, those that are missing without an erasure are named: a payment line or voucher that commits to
something, a confirmation with a signer, a person who was registered. Nobody who was erased has
anything sealed left.
"""

from __future__ import annotations

import json
from typing import LiteralString

from ledger.book.post import Connection
from ledger.book.verify_report import Code, Difference, Report
from ledger.values.canonical import canonical, parse_canonical
from ledger.values.refusal import Refusal


def check_erasures(connection: Connection, book: int, report: Report, *, sealed: bool) -> None:
    """Compare the erasures of the book with their events, and what is gone with the erasures."""
    given = {"book": book}
    for event, key, leaf, request, agreed in connection.execute(_EVENTS, given):
        report.checked["erasures"] += 1
        body = canonical({"kind": "erasure", "request": str(request)})
        if not agreed or key != f"erasure:{request}" or _body(leaf) != body:
            detail: dict[str, object] = {"event": event, "request": str(request), "why": "decided"}
            report.add(Difference(Code.ERASURE_MISMATCH, book, None, None, detail))
    if not sealed:
        return
    for query in (_LINES, _RECORDS, _PERSONS, _LEFT):
        for code, year, number, found in connection.execute(query, given):
            report.add(Difference(Code(code), book, year, number, found))


def _body(leaf: bytes | None) -> bytes | None:
    if leaf is None:
        return None
    try:
        parsed = parse_canonical(bytes(leaf))
    except (Refusal, json.JSONDecodeError):
        return None
    return canonical(parsed["body"]) if isinstance(parsed, dict) and "body" in parsed else None


_EVENTS: LiteralString = """
SELECT coalesce(v.event, e.event), v.key, v.leaf, e.request,
  d.action = 'approve' AND d.actor = e.checker AND r.actor = e.maker AND r.person = e.person
    AND e.maker <> e.checker IS TRUE
FROM (SELECT * FROM book_event WHERE book = %(book)s AND kind = 'erasure') v
FULL JOIN (SELECT * FROM erasure WHERE book = %(book)s) e ON e.event = v.event
LEFT JOIN erasure_request r ON r.book = e.book AND r.request = e.request
LEFT JOIN erasure_decision d ON d.book = e.book AND d.request = e.request
ORDER BY 1
"""

_LINES: LiteralString = """
SELECT 'PRIVATE_MISSING', l.year, l.number, jsonb_build_object('line', l.line)
FROM payment_line l
LEFT JOIN private_line p ON p.book = l.book AND p.year = l.year AND p.number = l.number
  AND p.line = l.line
LEFT JOIN erased_line x ON x.book = l.book AND x.year = l.year AND x.number = l.number
  AND x.line = l.line
WHERE l.book = %(book)s AND length(l.sd) > 0 AND (p.book IS NULL) <> (x.book IS NOT NULL)
UNION ALL
SELECT 'PRIVATE_MISSING', v.year, v.number, jsonb_build_object('line', 0)
FROM voucher v
WHERE v.book = %(book)s AND length(v.sd) > 0 AND NOT EXISTS (
  SELECT FROM private_line p WHERE p.book = v.book AND p.year = v.year AND p.number = v.number
    AND p.line = 0)
"""

_RECORDS: LiteralString = """
SELECT 'PRIVATE_MISSING', c.year, c.number,
  jsonb_build_object('line', c.line, 'record', c.confirmation)
FROM confirmation c
LEFT JOIN record_private p ON p.book = c.book AND p.record = c.confirmation
LEFT JOIN erased_record x ON x.book = c.book AND x.record = c.confirmation
WHERE c.book = %(book)s AND length(c.sd) > 0 AND (p.book IS NULL) <> (x.book IS NOT NULL)
"""

_PERSONS: LiteralString = """
SELECT 'PRIVATE_MISSING', NULL::integer, NULL::integer, jsonb_build_object('person', n.person)
FROM person n
WHERE n.book = %(book)s
  AND NOT EXISTS (SELECT FROM person_private p WHERE p.book = n.book AND p.person = n.person)
  AND NOT EXISTS (SELECT FROM erasure e WHERE e.book = n.book AND e.person = n.person)
"""

_LEFT: LiteralString = """
SELECT 'ERASURE_MISMATCH', NULL::integer, NULL::integer,
  jsonb_build_object('person', e.person, 'event', e.event, 'why', 'left')
FROM erasure e
WHERE e.book = %(book)s AND (
  EXISTS (SELECT FROM person_private p WHERE p.book = e.book AND p.person = e.person)
  OR EXISTS (SELECT FROM person_phone p WHERE p.book = e.book AND p.person = e.person))
"""
