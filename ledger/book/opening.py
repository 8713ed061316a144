"""When is the opening of a book closed? When the ledger is what the signed list says (期初).

The list comes from the template `opening`; its vouchers are drafted, checked and posted like any
others. Closing compares what `open` vouchers posted with the list, account by account and lot by
lot, and is an event; from then on the book takes no `open` voucher. Who made the list does not
close it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import psycopg

from ledger.book.books import Recorded
from ledger.book.post import Connection
from ledger.book.private import packed, seal_fields
from ledger.book.refusals import KeyWithOtherContent, OpeningDiffers, OpeningListUnknown, refusal_of
from ledger.storage.sealing import Sealer
from ledger.values.canonical import Canonical, canonical
from ledger.values.kinds import AccountKind
from ledger.values.money import yuan
from ledger.values.refusal import Refusal

NAMED = 20
"""Differences that a refusal names one by one."""


class OpeningUnsigned(Refusal):
    """A list is signed by a person on a day."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list: `row` of its file, an account, a lot and what stands there."""

    row: int
    kind: AccountKind
    owner: str
    lot: UUID
    doc_no: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature under a list: who, when, the total he signed, and the scan's SHA-256."""

    list: UUID
    signed_on: date
    total_fen: int
    signer: str = field(repr=False)
    scan: bytes | None = None


@dataclass(frozen=True, slots=True)
class Closer:
    """Who closes: a finance checker with the books he may write."""

    login: str
    reach: tuple[int, ...]
    role: str = "finance_checker"


@dataclass(frozen=True, slots=True)
class Standing:
    """One account and lot: what the list says and what the ledger holds."""

    kind: str
    owner: str
    lot: UUID
    doc_no: str
    signed_fen: int
    posted_fen: int


def list_opening(
    connection: Connection,
    book: int,
    key: UUID,
    rows: Sequence[ListRow],
    *,
    as_of: date,
    digest: bytes,
    actor: str,
) -> bool:
    """Keep a list as it was read. False where it is here already. Raises OpeningClosed."""
    given = [
        {
            "row": each.row,
            "kind": each.kind.value,
            "owner": each.owner,
            "lot": str(each.lot),
            "doc_no": each.doc_no,
            "amount_fen": each.amount_fen,
        }
        for each in rows
    ]
    try:
        found = connection.execute(
            "SELECT list_opening(%s, %s, %s, %s, %s, %s::jsonb)",
            [book, key, as_of, digest, actor, json.dumps(given, ensure_ascii=False)],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    return bool(found and found[0])


def newest_list(connection: Connection, book: int) -> UUID | None:
    """The list that closing would take."""
    row = connection.execute(
        "SELECT list FROM opening_list WHERE book = %s ORDER BY made_at DESC, list LIMIT 1", [book]
    ).fetchone()
    return row[0] if row else None


def against_ledger(
    connection: Connection, book: int, key: UUID, *, before: int | None = None
) -> list[Standing]:
    """List and ledger side by side; `before`: as they stood before that event of the book."""
    rows = connection.execute(
        "SELECT kind, owner, lot, doc_no, signed_fen, posted_fen "
        "FROM opening_against_list(%s, %s, %s)",
        [book, key, before],
    )
    return [Standing(*row) for row in rows]


def close_opening(
    connection: Connection, book: int, signed: Signed, *, by: Closer, sealer: Sealer
) -> Recorded:
    """Close the opening for ever. The same call again returns the event of then.

    Raises OpeningDiffers naming the differences, OpeningTotalDiffers, OpeningListUnknown,
    MakerIsChecker, RoleMayNotPost, BookOutOfReach, OpeningUnsigned, KeyWithOtherContent.
    """
    if not signed.signer:
        raise OpeningUnsigned("必须写明清单由谁签字")
    if already := _closed_so(connection, book, signed):
        return already
    _name_differences(connection, book, signed.list)
    sealed = seal_fields(sealer, {"signer": signed.signer})
    digest = connection.execute(
        "SELECT digest FROM opening_list WHERE book = %s AND list = %s", [book, signed.list]
    ).fetchone()
    if digest is None:
        raise OpeningListUnknown(OpeningListUnknown.template, book=book)
    sd = packed(sealed.commitments)
    body = closing_body(signed, bytes(digest[0]), sd)
    row: dict[str, object] = {
        "list": str(signed.list),
        "total_fen": signed.total_fen,
        "signed_on": signed.signed_on.isoformat(),
        "sd": "\\x" + sd.hex(),
        "sealed": "\\x" + sealed.sealed.hex(),
    }
    if signed.scan is not None:
        row["scan"] = "\\x" + signed.scan.hex()
    actor = {"login": by.login, "role": by.role, "reach": list(by.reach)}
    try:
        found = connection.execute(
            "SELECT event, recorded_at, replayed "
            "FROM close_opening(%s, %s::jsonb, %s, %s, %s::jsonb)",
            [
                book,
                json.dumps(actor),
                hashlib.sha256(body).digest(),
                body.decode(),
                json.dumps(row),
            ],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert found is not None
    return Recorded(*found)


def closing_body(signed: Signed, digest: bytes, sd: bytes) -> bytes:
    """What the leaf of a closed opening states; the signer only as a commitment."""
    facts: dict[str, Canonical] = {
        "kind": "close_opening",
        "list": str(signed.list),
        "total_fen": signed.total_fen,
        "signed_on": signed.signed_on.isoformat(),
        "digest": digest.hex(),
        "sd": sd.hex(),
    }
    if signed.scan is not None:
        facts["scan"] = signed.scan.hex()
    return canonical(facts)


def _closed_so(connection: Connection, book: int, signed: Signed) -> Recorded | None:
    """The event of the closing, if it was this one. Raises KeyWithOtherContent if another."""
    row = connection.execute(
        "SELECT c.list, c.total_fen, c.signed_on, c.scan, c.event, e.recorded_at "
        "FROM opening_closing c JOIN book_event e ON e.book = c.book AND e.event = c.event "
        "WHERE c.book = %s",
        [book],
    ).fetchone()
    if row is None:
        return None
    if tuple(row[:4]) != (signed.list, signed.total_fen, signed.signed_on, signed.scan):
        raise KeyWithOtherContent("这个账簿的期初已经结清，内容不同", key="close_opening")
    return Recorded(row[4], row[5], True)


def _name_differences(connection: Connection, book: int, key: UUID) -> None:
    differing = [
        each for each in against_ledger(connection, book, key) if each.signed_fen != each.posted_fen
    ]
    if not differing:
        return
    owners = [each.owner for each in differing[:NAMED] if each.owner]
    names: dict[str, str] = dict(
        connection.execute(_OWNERS, {"book": book, "owners": owners}).fetchall()
    )
    said = "；".join(
        f"{AccountKind(each.kind).chinese}"
        f"{'—' + names.get(each.owner, each.owner) if each.owner else ''}"
        f"（{each.doc_no or '无文号'}）清单 {yuan(each.signed_fen)}，账上 {yuan(each.posted_fen)}"
        for each in differing[:NAMED]
    )
    more = f"；另有 {len(differing) - NAMED} 处" if len(differing) > NAMED else ""
    raise OpeningDiffers(
        f"账簿 {book} 的期初与签字清单有 {len(differing)} 处不符：{said}{more}",
        book=book,
        differences=len(differing),
        accounts=[
            {
                "kind": each.kind,
                "owner": each.owner,
                "lot": str(each.lot),
                "signed_fen": each.signed_fen,
                "posted_fen": each.posted_fen,
            }
            for each in differing[:NAMED]
        ],
    )


_OWNERS = """
SELECT org, name FROM organisation WHERE org = ANY(%(owners)s)
UNION ALL
SELECT project::text, name FROM project WHERE book = %(book)s AND project::text = ANY(%(owners)s)
"""
