"""Whose signed files do we take in, and how do others come to know our key?

A key file carries a public key; it proves only that its maker holds the private one. Which books
the key may speak for is said by the one who registers it, having compared the fingerprint over
another way (telephone, paper): a peer that could say so itself could speak for anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from ledger.book.post import Connection
from ledger.book.refusals import refusal_of
from ledger.book.signed_file import ExchangeFileUnreadable, open_signed, sign
from ledger.storage.signing import SigningKey


@dataclass(frozen=True, slots=True)
class Peer:
    """What was last decided of a key and a book of another database."""

    book: int
    key: bytes
    name: str
    trusted: bool
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True, slots=True)
class Installation:
    """This database: its name for others, whether it is a demo, and what time it is in it."""

    installation: str
    demo: bool
    now: datetime

    @classmethod
    def of(cls, connection: Connection) -> Installation:
        row = connection.execute(
            "SELECT installation::text, demo, ledger_now() FROM installation"
        ).fetchone()
        assert row is not None
        return cls(*row)


def key_file(connection: Connection, key: SigningKey) -> bytes:
    """Our public key as a file for others to register."""
    here = Installation.of(connection)
    return sign(
        key,
        "key",
        [],
        from_book=0,
        to_book=0,
        demo=here.demo,
        installation=here.installation,
        made_at=here.now,
    )


def key_of(content: bytes) -> bytes:
    """The public key of a key file. Raises ExchangeFileUnreadable, SignatureBroken."""
    opened = open_signed(content)
    if opened.format != "key":
        raise ExchangeFileUnreadable("这不是公钥文件，而是往来文件")
    return opened.key


def trust(
    connection: Connection, key: bytes, *, name: str, books: Sequence[int], actor: str
) -> list[int]:
    """From now on this key speaks for these books. Returns those for which that is new.

    Raises PeerOfOwnBook.
    """
    return _decide(connection, key, name, books, actor, trusted=True)


def revoke(
    connection: Connection, key: bytes, *, name: str, books: Sequence[int], actor: str
) -> list[int]:
    """From now on this key no longer speaks for these books; what was taken in before stays."""
    return _decide(connection, key, name, books, actor, trusted=False)


def peers(connection: Connection) -> list[Peer]:
    """What was last decided of every key and book."""
    rows = connection.execute(
        "SELECT DISTINCT ON (book, key) book, key, name, trusted, decided_at, decided_by"
        " FROM exchange_peer ORDER BY book, key, seq DESC"
    )
    return [Peer(book, bytes(key), *rest) for book, key, *rest in rows]


def _decide(
    connection: Connection,
    key: bytes,
    name: str,
    books: Sequence[int],
    actor: str,
    *,
    trusted: bool,
) -> list[int]:
    new = []
    try:
        with connection.transaction():
            for book in sorted(set(books)):
                row = connection.execute(
                    "SELECT trust_peer(%s, %s, %s, %s, %s)", [book, key, name, trusted, actor]
                ).fetchone()
                if row and row[0]:
                    new.append(book)
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    return new
