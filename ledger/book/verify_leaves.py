"""Are the bytes of every leaf what the rows say, and do sealed texts match their commitments?

The leaf is rebuilt from the rows and compared byte for byte; when it differs the names of the
parts that differ come along. With a sealer the private rows are opened too: each must hold
exactly what its row commits to, and agree with the columns beside it. An erased row is no
difference here; whether an erasure took it is asked in verify_erasures.py.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from ledger.book.leaf import VoucherTooLong, body, content_digest, lot_facts
from ledger.book.post import MEMO_PURPOSE, Connection
from ledger.book.private import committed, open_fields, unpacked
from ledger.book.verify_report import Code, Difference, Report
from ledger.book.verify_rows import (
    LineRow,
    PostedRows,
    VoucherRow,
    accounts_of,
    lot_of,
    posted_rows,
    rebuilt,
)
from ledger.book.voucher import NewLot, Sealed, Voucher
from ledger.register.persons import card_hmac
from ledger.storage.sealing import Sealer
from ledger.values.canonical import Canonical, parse_canonical
from ledger.values.refusal import Refusal

_LOT: TypeAdapter[NewLot] = TypeAdapter(NewLot)


def check_vouchers(
    connection: Connection, sealer: Sealer | None, book: int, report: Report
) -> None:
    """Compare every voucher of the book with its leaf, content digest and sealed texts."""
    accounts = accounts_of(connection, book)
    for rows in posted_rows(connection, book, private=sealer is not None):
        row = rows.voucher
        report.checked["vouchers"] += 1
        report.checked["entries"] += len(rows.entries)
        report.checked["payment_lines"] += len(rows.lines)

        def differs(code: Code, row: VoucherRow = row, **detail: object) -> None:
            report.add(Difference(code, book, row.year, row.number, dict(detail)))

        lots, strange = _lots(connection, book, rows)
        if strange:
            differs(Code.LEAF_MISMATCH, lots=strange)
        try:
            voucher = rebuilt(rows, accounts, lots)
            made = voucher_leaf(book, row, voucher)
            content = _memo_and_content(sealer, row, voucher) if sealer else None
        except (KeyError, ValueError, VoucherTooLong, Refusal) as impossible:
            differs(Code.LEAF_MISMATCH, impossible=str(impossible))
            continue
        if made != row.leaf:
            differs(Code.LEAF_MISMATCH, parts=_parts(made, row.leaf))
        shifted = [each.entry for each in rows.entries if each.happened_on != row.happened_on]
        if shifted or [each.entry for each in rows.entries] != list(
            range(1, len(rows.entries) + 1)
        ):
            differs(Code.LEAF_MISMATCH, entries_dated_otherwise=shifted)
        if sealer is None:
            continue
        if content is not None and content != row.content:
            differs(Code.CONTENT_MISMATCH, key=row.key)
        for line, why in _sealed_differences(sealer, rows):
            differs(Code.COMMITMENT_MISMATCH, line=line, why=why)
        erased = (row.sealed is None) + sum(1 for each in rows.lines if each.sealed is None)
        report.checked["private_rows"] += 1 + len(rows.lines) - erased
        report.checked["private_rows_absent"] += erased


def voucher_leaf(book: int, row: VoucherRow, voucher: Voucher) -> bytes:
    """The leaf, version 1, that belongs to these rows."""
    made = body(voucher, unpacked(row.sd)).decode()
    return (
        f'{{"body":{made},"book":{book},"event":{row.event},"number":{row.number},'
        f'"recorded_at":"{leaf_instant(row.recorded_at)}","v":1,"year":{row.year}}}'
    ).encode()


def leaf_instant(at: datetime) -> str:
    """An instant as a leaf holds it: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _lots(
    connection: Connection, book: int, rows: PostedRows
) -> tuple[tuple[NewLot, ...], list[str]]:
    """The lots the leaf states: those with a row of this voucher, then those of a receive that
    were here before. The latter stand in the leaf only; their origin facts must be the row's.
    Returns the lots and what is strange about them.
    """
    made = [lot_of(each) for each in rows.lots]
    if rows.voucher.kind != "receive":
        return tuple(made), []
    own, strange = {str(each.lot) for each in made}, []
    for facts in _stated_lots(rows.voucher.leaf):
        lot = str(facts.get("lot"))
        if lot in own:
            continue
        older = connection.execute(
            "SELECT l.lot, l.origin, l.origin_book, l.origin_doc_no, l.origin_on,"
            " l.origin_amount_fen, l.category, l.level, l.direct, l.printed_source FROM lot l"
            " JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number"
            " WHERE l.book = %s AND l.lot::text = %s AND v.event < %s",
            (book, lot, rows.voucher.event),
        ).fetchone()
        try:
            stated = _from_facts(facts)
        except (KeyError, TypeError, ValueError, ValidationError):
            strange.append(lot)
            continue
        known = lot_facts(stated)
        if older is None or [str(each) for each in older[:8]] + [older[8], older[9]] != [
            *(str(known[n]) for n in ("lot", "origin", "origin_book", "origin_doc_no")),
            *(str(known[n]) for n in ("origin_on", "origin_amount_fen", "category", "level")),
            bool(known["direct"]),
            known["printed_source"],
        ]:
            strange.append(lot)
        made.append(stated)
    return tuple(made), strange


def _stated_lots(leaf: bytes) -> list[dict[str, Canonical]]:
    try:
        stated = parse_canonical(leaf)
    except Refusal:
        return []
    inner = stated.get("body") if isinstance(stated, dict) else None
    lots = inner.get("lots") if isinstance(inner, dict) else None
    return [each for each in lots if isinstance(each, dict)] if isinstance(lots, list) else []


def _from_facts(facts: dict[str, Canonical]) -> NewLot:
    """The inverse of `lot_facts`. Raises KeyError, TypeError or ValueError."""
    doc_nos, amount = facts["doc_nos"], facts["origin_amount_fen"]
    if not isinstance(doc_nos, list) or not isinstance(amount, int):
        raise TypeError("not the facts of a lot")
    made: NewLot = _LOT.validate_python({**facts, "direct": facts["direct"] == 1})
    if lot_facts(made) != facts:
        raise ValueError("not the facts of a lot")
    return made


def _parts(made: bytes, stored: bytes) -> list[str]:
    """The names of the members of the leaf and of its body that differ."""
    try:
        ours, theirs = json.loads(made), json.loads(stored)
        pairs = [("", ours, theirs), ("body.", ours.pop("body"), theirs.pop("body"))]
        names = [
            prefix + name
            for prefix, one, other in pairs
            for name in sorted({*one, *other})
            if one.get(name) != other.get(name)
        ]
    except (ValueError, KeyError, AttributeError):
        return ["not a leaf"]
    return names or ["bytes"]


def _memo_and_content(sealer: Sealer, row: VoucherRow, voucher: Voucher) -> bytes | None:
    """The content digest the rows stand for, or None where the memo cannot be read any more."""
    if row.sealed is None:
        return None
    try:
        memo = open_fields(sealer, Sealed(unpacked(row.sd), row.sealed)).get("memo", "")
    except Refusal:
        return None  # reported as a commitment that differs
    return content_digest(voucher, memo_hmac=sealer.hmac(MEMO_PURPOSE, memo))


def _sealed_differences(sealer: Sealer, rows: PostedRows) -> Iterator[tuple[int, str]]:
    """(line, why) for each private row that does not hold what its row says; line 0: voucher."""
    row = rows.voucher
    said = {"maker": row.maker, "checker": row.checker, "key": row.key}
    why = _opened(sealer, row.sd, row.sealed, said, must=True)
    if why:
        yield 0, why
    for line in rows.lines:
        why = _opened(sealer, line.sd, line.sealed, _said(line), must=False)
        if not why and line.sealed is not None:
            fields = open_fields(sealer, Sealed(unpacked(line.sd), line.sealed))
            card = card_hmac(sealer, fields["card"]) if "card" in fields else line.card_hmac
            if not hmac.compare_digest(card or b"", line.card_hmac or b""):
                why = "card"
        if why:
            yield line.line, why


def _said(line: LineRow) -> dict[str, str]:
    said = {"household": line.household, "person": line.person}
    return {name: str(value) if value else "" for name, value in said.items()}


def _opened(
    sealer: Sealer, sd: bytes, sealed: bytes | None, said: dict[str, str], *, must: bool
) -> str:
    """Why the sealed fields are not the row's, or an empty text. `must`: every field is there."""
    if sealed is None:
        return ""
    try:
        private = Sealed(unpacked(sd), sealed)
        if not committed(sealer, private):
            return "other commitments"
        fields = open_fields(sealer, private)
    except (Refusal, ValueError):
        return "cannot be opened"
    for name, value in said.items():
        if (must or name in fields) and fields.get(name, "") != value:
            return name
    return ""
