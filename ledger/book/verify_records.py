"""Is what stands beside the vouchers still what was recorded: confirmations, files, the opening?

Bodies of the events are put together again from the rows and compared with the leaves; what a row
names must exist; sealed names must be those committed to; a posted voucher's files must be those
fixed before it was posted; the opening is compared with its list anew, as of its closing. Given
the store of files, every attached byte is read and hashed.
"""

from __future__ import annotations

import json
from datetime import date, time
from typing import LiteralString
from uuid import UUID

from ledger.book.attachment import attachment_body, files_on, fixed_body
from ledger.book.confirmation import batch_body
from ledger.book.opening import Signed, against_ledger, closing_body
from ledger.book.post import Connection
from ledger.book.private import committed, unpacked
from ledger.book.verify_report import Code, Difference, Report
from ledger.book.voucher import Sealed
from ledger.storage.attachments import AttachmentAltered, AttachmentMissing, AttachmentStore
from ledger.storage.sealing import SealBroken, Sealer
from ledger.values.canonical import Canonical, canonical, parse_canonical
from ledger.values.commitment import DisclosureDamaged
from ledger.values.refusal import Refusal


def check_records(
    connection: Connection,
    sealer: Sealer | None,
    files: AttachmentStore | None,
    book: int,
    report: Report,
) -> None:
    """Compare every record of the book with its event and with what it names."""

    def differs(code: Code, **detail: object) -> None:
        report.add(Difference(code, book, None, None, detail))

    bodies = {
        event: (kind, key, _body(leaf))
        for event, kind, key, leaf in connection.execute(_EVENTS, [book])
    }
    stated: dict[int, bytes] = {}
    _confirmations(connection, book, bodies, stated, report)
    for attachment, event, *said in connection.execute(_ATTACHED, [book]):
        report.checked["attachments"] += 1
        stated[event] = attachment_body(attachment, *said)
    closings = connection.execute(_CLOSINGS, [book]).fetchall()
    for event, key, total_fen, signed_on, scan, digest, sd in closings:
        signed = Signed(key, signed_on, total_fen, "", bytes(scan) if scan else None)
        stated[event] = closing_body(signed, bytes(digest or b""), bytes(sd))
        _opening(connection, book, key, event, total_fen, report=report)
    for event in sorted(bodies.keys() | stated.keys()):
        kind, key, body = bodies.get(event, ("", "", None))
        if kind == "attachments":
            continue
        if stated.get(event) != body or body is None:
            differs(Code.RECORD_MISMATCH, event=event, kind=kind, key=key)
    for kind, name, why in connection.execute(_DANGLING, {"book": book}):
        differs(Code.RECORD_MISMATCH, kind=kind, record=name, why=why)
    _fixed(connection, book, bodies, report)
    if sealer is not None:
        _sealed(connection, sealer, book, report)
    if files is not None:
        _bytes(connection, files, book, report)


def _confirmations(
    connection: Connection,
    book: int,
    bodies: dict[int, tuple[str, str, bytes | None]],
    stated: dict[int, bytes],
    report: Report,
) -> None:
    batch: list[dict[str, Canonical]] = []
    at: int | None = None

    def close() -> None:
        if at is not None:
            key = bodies.get(at, ("", "", None))[1]
            stated[at] = batch_body(key.rpartition(":")[2], batch)

    for event, sd, *rest in connection.execute(_CONFIRMED, [book]):
        if event != at:
            close()
            batch, at = [], event
        report.checked["confirmations"] += 1
        fact: dict[str, Canonical] = {
            name: _said(value) for name, value in zip(_FIELDS, rest, strict=True) if _tells(value)
        }
        fact["sd"] = [each.hex() for each in unpacked(sd)]
        batch.append(fact)
    close()


_FIELDS = (
    *("confirmation", "place", "year", "number", "line", "outcome", "amount_fen", "goods"),
    *("relation", "means", "signed_on", "signed_time", "corrects", "evidence"),
)


def _tells(value: object) -> bool:
    return value is not None and value != ""


def _said(value: object) -> Canonical:
    """A column as the leaf writes it."""
    match value:
        case int() | str():
            return value
        case bytes():
            return value.hex()
        case time():
            return value.isoformat("seconds")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _opening(
    connection: Connection, book: int, key: UUID, event: int, total_fen: int, *, report: Report
) -> None:
    standing = against_ledger(connection, book, key, before=event)
    wrong = [each for each in standing if each.signed_fen != each.posted_fen]
    for each in wrong:
        detail: dict[str, object] = {
            "kind": each.kind,
            "lot": str(each.lot),
            "signed_fen": each.signed_fen,
            "posted_fen": each.posted_fen,
        }
        report.add(Difference(Code.OPENING_MISMATCH, book, None, None, detail))
    listed = sum(each.signed_fen for each in standing)
    if listed != total_fen:
        why: dict[str, object] = {"signed_fen": total_fen, "listed_fen": listed}
        report.add(Difference(Code.OPENING_MISMATCH, book, None, None, why))
    for year, number in connection.execute(_OPENED_LATER, [book, event]):
        late: dict[str, object] = {"why": "an opening voucher after the closing"}
        report.add(Difference(Code.OPENING_MISMATCH, book, year, number, late))


def _fixed(
    connection: Connection,
    book: int,
    bodies: dict[int, tuple[str, str, bytes | None]],
    report: Report,
) -> None:
    """The last event of files before a voucher lists what hangs on its draft, and nothing else."""
    fixed: dict[str, list[tuple[int, bytes]]] = {}
    for event, (kind, key, body) in sorted(bodies.items()):
        if kind == "attachments" and body is not None:
            fixed.setdefault(key.rpartition(":")[0].partition(":")[2], []).append((event, body))
    drafts: dict[str, int] = dict(connection.execute(_DRAFTS_WITH_FILES, [book]).fetchall())
    if not drafts and not fixed:
        return  # the common case does not read the vouchers again
    for key, year, number, event in connection.execute(_POSTED_DRAFTS, [book]):
        draft = key.split(":")[1]
        if draft not in drafts and key not in fixed:
            continue
        files = files_on(connection, book, [draft]).get(draft, [])
        expected = fixed_body(key, files)
        before = [body for at, body in fixed.get(key, []) if at < event]
        if (before[-1] if before else None) != (expected if files else None):
            detail: dict[str, object] = {"why": "the files of the voucher", "key": key}
            report.add(Difference(Code.RECORD_MISMATCH, book, year, number, detail))


def _sealed(connection: Connection, sealer: Sealer, book: int, report: Report) -> None:
    for record, sd, sealed in connection.execute(_PRIVATE, {"book": book}):
        detail: dict[str, object] = {"record": str(record)}
        if sd is None:
            report.add(Difference(Code.ORPHAN_PRIVATE, book, None, None, detail))
            continue
        try:
            same = committed(sealer, Sealed(unpacked(sd), sealed))
        except (SealBroken, DisclosureDamaged, json.JSONDecodeError):
            same = False
        if not same:
            report.add(Difference(Code.COMMITMENT_MISMATCH, book, None, None, detail))


def _bytes(connection: Connection, files: AttachmentStore, book: int, report: Report) -> None:
    for (digest,) in connection.execute(_DIGESTS, {"book": book}):
        report.checked["files"] += 1
        try:
            files.check(bytes(digest))
        except (AttachmentMissing, AttachmentAltered) as refusal:
            missing = isinstance(refusal, AttachmentMissing)
            code = Code.FILE_MISSING if missing else Code.FILE_ALTERED
            detail: dict[str, object] = {"digest": bytes(digest).hex()}
            report.add(Difference(code, book, None, None, detail))


def _body(leaf: bytes) -> bytes | None:
    try:
        parsed = parse_canonical(leaf)
    except Refusal:
        return None
    return canonical(parsed["body"]) if isinstance(parsed, dict) and "body" in parsed else None


_EVENTS = """
SELECT event, kind, key, leaf FROM book_event
WHERE book = %s AND kind IN ('confirmations', 'attachment', 'attachments', 'close_opening')
ORDER BY event
"""

_CONFIRMED: LiteralString = """
SELECT event, sd, confirmation, place, year, number, line, outcome, amount_fen, goods, relation,
  means, signed_on, signed_time, corrects, evidence
FROM confirmation WHERE book = %s ORDER BY event, place
"""

_ATTACHED = """
SELECT attachment, event, subject, subject_key, digest, size_bytes, media_type, what
FROM attachment WHERE book = %s AND event IS NOT NULL ORDER BY event
"""

_CLOSINGS = """
SELECT c.event, c.list, c.total_fen, c.signed_on, c.scan, o.digest, c.sd FROM opening_closing c
LEFT JOIN opening_list o ON o.book = c.book AND o.list = c.list WHERE c.book = %s
"""

_OPENED_LATER = """
SELECT year, number FROM voucher WHERE book = %s AND kind = 'open' AND event > %s ORDER BY 1, 2
"""

_DRAFTS_WITH_FILES = """
SELECT subject_key, count(*) FROM attachment WHERE book = %s AND subject = 'draft' GROUP BY 1
"""

_POSTED_DRAFTS = """
SELECT key, year, number, event FROM voucher WHERE book = %s AND key LIKE 'draft:%%' ORDER BY event
"""

_DANGLING = """
SELECT 'confirmation', c.confirmation::text, 'its payment line' FROM confirmation c
WHERE c.book = %(book)s AND NOT EXISTS (
  SELECT FROM payment_line l JOIN voucher v ON v.book = l.book AND v.year = l.year
    AND v.number = l.number AND v.kind IN ('disburse', 'pay')
  JOIN book_event e ON e.book = c.book AND e.event = c.event AND e.event > v.event
  WHERE l.book = c.book AND l.year = c.year AND l.number = c.number AND l.line = c.line)
UNION ALL
SELECT 'confirmation', c.confirmation::text, 'what it corrects' FROM confirmation c
WHERE c.book = %(book)s AND c.corrects IS NOT NULL AND NOT EXISTS (
  SELECT FROM confirmation o WHERE o.book = c.book AND o.confirmation = c.corrects
    AND o.event < c.event AND (o.year, o.number, o.line) = (c.year, c.number, c.line))
UNION ALL
SELECT 'attachment', a.attachment::text, 'its subject' FROM attachment a
WHERE a.book = %(book)s AND NOT CASE a.subject
  WHEN 'draft' THEN EXISTS (SELECT FROM draft d WHERE d.book = a.book
                            AND d.draft::text = a.subject_key)
  WHEN 'voucher' THEN EXISTS (SELECT FROM voucher v WHERE v.book = a.book
                              AND v.year || '-' || v.number = a.subject_key)
  WHEN 'notice' THEN EXISTS (SELECT FROM notice n WHERE n.book = a.book
                             AND n.notice::text = a.subject_key)
  WHEN 'confirmations' THEN EXISTS (SELECT FROM book_event e WHERE e.book = a.book
                                    AND e.key = 'confirmations:' || a.subject_key)
  WHEN 'document' THEN EXISTS (SELECT FROM source_document d WHERE d.book = a.book
                               AND d.document::text = a.subject_key)
  ELSE a.subject_key = a.book::text END
ORDER BY 1, 2, 3
"""

_PRIVATE = """
SELECT p.record, coalesce(c.sd, o.sd), p.sealed FROM record_private p
LEFT JOIN confirmation c ON c.book = p.book AND c.confirmation = p.record
LEFT JOIN opening_closing o ON o.book = p.book AND o.list = p.record
WHERE p.book = %(book)s ORDER BY 1
"""

_DIGESTS = """
SELECT digest FROM attachment WHERE book = %(book)s
UNION SELECT evidence FROM confirmation WHERE book = %(book)s AND evidence IS NOT NULL
UNION SELECT scan FROM opening_closing WHERE book = %(book)s AND scan IS NOT NULL
UNION SELECT digest FROM audit_case_file WHERE book = %(book)s
ORDER BY 1
"""
