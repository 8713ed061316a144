"""How does a pass-down reach a county on its own machine, and its receipt come back?

The upper book writes what it passed down as a signed file; the lower book takes it in through the
same `deliver()` that carries it inside one database, so that a file taken in twice, or an older
one after a newer, counts once. The lower book writes back what arrived and how much it has
received by then; the upper book keeps that beside its entry. What the lower book sends back goes
the same way upward: its file of deliveries, the upper book's receipt.

What was reversed by its sender is still in the file, marked as withdrawn. Where the other book
has received the money already the delivery stays, and the receipt says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from ledger.book.books import ORIGIN_FACTS
from ledger.book.exchange_lines import arrivals_of, deliveries_of
from ledger.book.peers import Installation
from ledger.book.post import Connection
from ledger.book.refusals import BookUnknown, refusal_of
from ledger.book.signed_file import (
    ExchangeFileUnreadable,
    FileForAnotherBook,
    FileOfADemo,
    SignedFile,
    instant_text,
    open_signed,
    sign,
)
from ledger.storage.signing import SigningKey
from ledger.values.canonical import Canonical


@dataclass(frozen=True, slots=True)
class Written:
    """A file for another installation. `withdrawn` of its lines were reversed above."""

    content: bytes
    lines: int
    amount_fen: int
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file brought. `kept`: withdrawn above, but received here before."""

    format: str
    from_book: int
    to_book: int
    lines: int
    replayed: bool
    delivered: int = 0
    withdrawn: int = 0
    kept: int = 0
    acknowledged: int = 0


def export_deliveries(
    connection: Connection, key: SigningKey, book: int, other: int, *, every: bool = False
) -> Written:
    """What `book` passed down or sent back to `other` and has no receipt for, or `every` one.

    It is also sent again when it was reversed after its receipt. Raises BookUnknown.
    """
    here = _here(connection, book)
    rows = _rows(connection, _SENT, {"book": book, "other": str(other)})
    chosen = [row for row in rows if every or not row["settled"]]
    lines = [_delivery(row) for row in chosen]
    return Written(
        content=sign(
            key,
            "deliveries",
            lines,
            from_book=book,
            to_book=other,
            demo=here.demo,
            installation=here.installation,
            made_at=here.now,
        ),
        lines=len(lines),
        amount_fen=sum(row["amount_fen"] for row in chosen if not row["withdrawn"]),
        withdrawn=sum(bool(row["withdrawn"]) for row in chosen),
    )


def export_receipt(connection: Connection, key: SigningKey, book: int, other: int) -> Written:
    """What arrived at `book` from `other`, when, and how much of each was received by now.

    Raises BookUnknown.
    """
    here = _here(connection, book)
    rows = _rows(connection, _ARRIVED, {"book": book, "other": other})
    lines: list[dict[str, Canonical]] = [
        {
            "amount_fen": row["amount_fen"],
            "delivered_at": instant_text(row["delivered_at"]),
            "entry": row["origin_entry"],
            "lot": str(row["lot"]),
            "number": row["origin_number"],
            "received_fen": row["received_fen"],
            "withdrawn": 1 if row["withdrawn"] else 0,
            "year": row["origin_year"],
        }
        for row in rows
    ]
    return Written(
        content=sign(
            key,
            "receipt",
            lines,
            from_book=book,
            to_book=other,
            demo=here.demo,
            installation=here.installation,
            made_at=here.now,
        ),
        lines=len(lines),
        amount_fen=sum(row["received_fen"] for row in rows),
        withdrawn=sum(bool(row["withdrawn"]) for row in rows),
    )


def take_in(connection: Connection, content: bytes, *, actor: str) -> TakenIn:
    """Take in a signed file, deliveries or receipt: everything in it, or nothing.

    The same file again changes nothing. Raises ExchangeFileUnreadable, ExchangeVersionUnknown,
    SignatureBroken, FileOfADemo, FileForAnotherBook, SignerUnknown, SignerMayNotSpeak,
    SignerRevoked, DeliveredOtherwise, ReceiptOfNothing.
    """
    file = open_signed(content)
    if file.format == "key":
        raise ExchangeFileUnreadable("这是公钥文件，请用 exchange trust 登记")
    here = Installation.of(connection)
    if file.demo != here.demo:
        raise FileOfADemo(
            "文件来自演示库，不能导入正式账套" if file.demo else "文件来自正式账套，不能导入演示库"
        )
    try:
        _here(connection, file.to_book)
    except BookUnknown as error:
        raise FileForAnotherBook(
            f"文件是给账簿 {file.to_book} 的，本库没有这个账簿", book=file.to_book
        ) from error
    if file.format == "deliveries":
        return _take_deliveries(connection, file, actor)
    return _take_receipt(connection, file, actor)


def _take_deliveries(connection: Connection, file: SignedFile, actor: str) -> TakenIn:
    lines = deliveries_of(file)
    delivered, withdrawn, kept, replayed = _call(
        connection, "SELECT * FROM take_deliveries(%s,%s,%s,%s,%s,%s,%s,%s)", file, actor, lines
    )
    return TakenIn(
        format=file.format,
        from_book=file.from_book,
        to_book=file.to_book,
        lines=len(lines),
        replayed=replayed,
        delivered=delivered,
        withdrawn=withdrawn,
        kept=kept,
    )


def _take_receipt(connection: Connection, file: SignedFile, actor: str) -> TakenIn:
    lines = arrivals_of(file)
    acknowledged, replayed = _call(
        connection, "SELECT * FROM take_receipt(%s,%s,%s,%s,%s,%s,%s,%s)", file, actor, lines
    )
    return TakenIn(
        format=file.format,
        from_book=file.from_book,
        to_book=file.to_book,
        lines=len(lines),
        replayed=replayed,
        acknowledged=acknowledged,
    )


def _call(
    connection: Connection,
    query: LiteralString,
    file: SignedFile,
    actor: str,
    lines: Sequence[Mapping[str, object]],
) -> tuple[Any, ...]:
    try:
        row = connection.execute(
            query,
            [
                file.to_book,
                file.from_book,
                file.key,
                file.digest,
                file.content,
                file.made_at,
                actor,
                Jsonb(list(lines)),
            ],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert row is not None
    return tuple(row)


def _here(connection: Connection, book: int) -> Installation:
    if connection.execute("SELECT FROM book WHERE book = %s", [book]).fetchone() is None:
        raise BookUnknown(f"没有账簿 {book}", book=book)
    return Installation.of(connection)


def _rows(
    connection: Connection, query: LiteralString, given: Mapping[str, object]
) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, given).fetchall()


def _delivery(row: Mapping[str, Any]) -> dict[str, Canonical]:
    facts: dict[str, Canonical] = row["facts"]
    # Said only of what goes up, so that older installations read what comes down.
    upward: dict[str, Canonical] = {"upward": 1} if row["upward"] else {}
    return upward | {
        "amount_fen": row["amount_fen"],
        "doc_no": row["doc_no"],
        "entry": row["entry"],
        "facts": facts | {"direct": 1 if facts["direct"] else 0},
        "lot": str(row["lot"]),
        "number": row["number"],
        "sent_on": row["happened_on"].isoformat(),
        "withdrawn": 1 if row["withdrawn"] else 0,
        "year": row["year"],
    }


_SENT: LiteralString = (
    """
SELECT e.year, e.number, e.entry, e.lot, e.amount_fen, v.doc_no, v.happened_on,
       gone.book IS NOT NULL AS withdrawn,
       coalesce(gone.book IS NULL OR last.withdrawn, false) AND last.book IS NOT NULL AS settled,
       """
    + ORIGIN_FACTS
    + """ AS facts, v.kind = 'send_back' AS upward
FROM entry e
JOIN account a ON a.book = e.book AND a.account = e.to_account
  AND a.kind IN ('sent_down', 'sent_up')
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN lot l ON l.book = e.book AND l.lot = e.lot
LEFT JOIN entry gone ON gone.book = e.book AND gone.relation = 'reverses'
  AND gone.of_year = e.year AND gone.of_number = e.number AND gone.of_entry = e.entry
LEFT JOIN LATERAL (
  SELECT r.book, r.withdrawn FROM delivery_receipt r
  WHERE r.book = e.book AND r.year = e.year AND r.number = e.number AND r.entry = e.entry
  ORDER BY r.made_at DESC, r.seq DESC LIMIT 1) last ON true
WHERE e.book = %(book)s AND a.owner = %(other)s AND v.kind IN ('pass_down', 'send_back')
ORDER BY v.event, e.entry
"""
)

_ARRIVED: LiteralString = """
SELECT i.origin_year, i.origin_number, i.origin_entry, i.lot, i.amount_fen, i.delivered_at,
       received_of(i.book, i.origin_book, i.origin_year, i.origin_number, i.origin_entry)
         AS received_fen,
       w.book IS NOT NULL AS withdrawn
FROM inbound i
LEFT JOIN inbound_withdrawal w ON w.book = i.book AND w.origin_book = i.origin_book
  AND w.origin_year = i.origin_year AND w.origin_number = i.origin_number
  AND w.origin_entry = i.origin_entry
WHERE i.book = %(book)s AND i.origin_book = %(other)s
ORDER BY i.origin_year, i.origin_number, i.origin_entry
"""
