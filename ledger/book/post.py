"""How do vouchers get into the ledger? One call of the database's `post()`, set-based.

All vouchers of a call are posted or none. A key posted before with the same content returns the
voucher it made then; so a lost reply is answered by sending the same call again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from ledger.book.leaf import body_and_content, changes_json, content_digest, lot_facts
from ledger.book.private import packed, seal_fields
from ledger.book.refusals import refusal_of
from ledger.book.voucher import AccountRef, Voucher
from ledger.storage.sealing import Sealer
from ledger.values.money import check_fen

Connection = psycopg.Connection[TupleRow]

MEMO_PURPOSE = "memo"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who posts: the maker of the draft, the checker, the checker's role and writable books."""

    maker: str
    checker: str
    reach: tuple[int, ...]
    role: str = "finance_checker"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One voucher under its key (`draft:<uuid>:<version>`, or the key of an outside system).

    `actor` where it differs from that of the other vouchers of the call.
    """

    key: str
    voucher: Voucher
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What the ledger answered: the voucher's number, its event, and whether it was here before."""

    year: int
    number: int
    event: int
    recorded_at: datetime
    replayed: bool


def digest_of(voucher: Voucher, sealer: Sealer) -> bytes:
    """The content digest (32 bytes) that a draft is approved by."""
    return content_digest(voucher, memo_hmac=sealer.hmac(MEMO_PURPOSE, voucher.memo))


def post(
    connection: Connection, book: int, postings: Sequence[Posting], actor: Actor, sealer: Sealer
) -> list[Posted]:
    """Post the vouchers in order, as one transaction of its own; the connection is in autocommit.

    Raises a LedgerRefusal, VoucherTooLong, or a refusal of money; then nothing was posted.
    """
    arguments = _Arguments(sealer, actor)
    for posting in postings:
        arguments.add(posting)
    try:
        rows = connection.execute(
            _CALL,
            [book, arguments.actor(), *arguments.values()],
        ).fetchall()
    except psycopg.Error as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from None
    return [Posted(*row[1:]) for row in rows]


_TYPES: tuple[LiteralString, ...] = (
    *("integer[]",) * 4,  # e_voucher, e_entry, e_from, e_to
    *(
        "uuid[]",
        "bigint[]",
        "integer[]",
        "boolean[]",
        "text[]",
    ),  # lot, amount, line, rule, relation
    *("integer[]",) * 5,  # of_book, of_year, of_number, of_entry, source_row
    *("integer[]", "integer[]", "bigint[]", "jsonb", "bytea[]", "bytea[]", "bytea[]"),  # lines
    *("bytea[]", "bytea[]"),  # v_sd, v_sealed
)
_CALL = sql.SQL("SELECT * FROM post(%s, %s::jsonb, %s::jsonb, %s::jsonb, %s::jsonb, {})").format(
    sql.SQL(", ").join(sql.SQL("%s::") + sql.SQL(kind) for kind in _TYPES)
)


class _Arguments:
    """The arrays of one call, filled voucher by voucher."""

    def __init__(self, sealer: Sealer, actor: Actor) -> None:
        self._sealer = sealer
        self._actors: dict[Actor, int] = {actor: 1}
        self._vouchers: list[dict[str, object]] = []
        self._accounts: dict[AccountRef, int] = {}
        self._lots: list[dict[str, object]] = []
        self._entries: list[tuple[object, ...]] = []
        self._lines: list[tuple[object, ...]] = []
        self._facts: list[dict[str, object]] = []
        self._commitments: list[bytes] = []
        self._sealed: list[bytes | None] = []

    def add(self, posting: Posting) -> None:
        voucher, at = posting.voucher, len(self._vouchers) + 1
        actor = posting.actor or next(iter(self._actors))
        private = seal_fields(
            self._sealer,
            {
                "checker": actor.checker,
                "key": posting.key,
                "maker": actor.maker,
                "memo": voucher.memo,
                "reason": actor.reason,
            },
        )
        made, content = body_and_content(
            voucher,
            private.commitments,
            memo_hmac=self._sealer.hmac(MEMO_PURPOSE, voucher.memo),
        )
        self._commitments.append(packed(private.commitments))
        self._sealed.append(private.sealed or None)
        self._vouchers.append(
            {
                "key": posting.key,
                "actor": self._actors.setdefault(actor, len(self._actors) + 1),
                "content": content.hex(),
                "body": made.decode(),
                "kind": voucher.kind.value,
                "year": voucher.year,
                "happened_on": voucher.happened_on.isoformat(),
                "happened_precision": voucher.precision,
                "doc_no": voucher.doc_no,
                "document": str(voucher.document) if voucher.document else None,
                "reverses_year": voucher.reverses.year if voucher.reverses else None,
                "reverses_number": voucher.reverses.number if voucher.reverses else None,
                "replaces_year": voucher.replaces.year if voucher.replaces else None,
                "replaces_number": voucher.replaces.number if voucher.replaces else None,
                "backfill": voucher.backfill,
                "warned": list(voucher.warned),
                "payment_mode": voucher.payment.mode if voucher.payment else None,
                "payment_no": voucher.payment.number if voucher.payment else None,
                "changes": changes_json(voucher.changes) if voucher.changes else None,
                "bank_on": str(voucher.payment.bank_on)
                if voucher.payment and voucher.payment.bank_on
                else None,
            }
        )
        for lot in voucher.lots:
            self._lots.append({**lot_facts(lot), "direct": lot.direct, "voucher": at})
        for number, entry in enumerate(voucher.entries, start=1):
            of = entry.of
            self._entries.append(
                (
                    at,
                    number,
                    self._account(entry.start),
                    self._account(entry.end),
                    entry.lot,
                    check_fen(entry.amount_fen),
                    entry.line,
                    entry.by_rule,
                    entry.relation.value if entry.relation else None,
                    of.book if of else None,
                    of.year if of else None,
                    of.number if of else None,
                    of.entry if of else None,
                    entry.source_row,
                )
            )
        for line in voucher.lines:
            self._lines.append(
                (
                    at,
                    line.line,
                    check_fen(line.amount_fen),
                    line.card_hmac,
                    packed(line.private.commitments),
                    line.private.sealed or None,
                )
            )
            listed, settled = line.entitlement, line.of
            facts = {
                "household": str(line.household) if line.household else None,
                "person": str(line.person) if line.person else None,
                "payee_kind": line.payee_kind,
                "region": line.region,
                "project": str(line.project) if line.project else None,
                "benefit": line.benefit,
                "period_from": str(line.period_from) if line.period_from else None,
                "period_to": str(line.period_to) if line.period_to else None,
                "quantity_milli": line.quantity_milli,
                "rate_fen": line.rate_fen,
                "list": str(listed.list) if listed else None,
                "list_version": listed.version if listed else None,
                "list_line": listed.line if listed else None,
                "of_year": settled.year if settled else None,
                "of_number": settled.number if settled else None,
                "of_line": settled.line if settled else None,
                "bank_result": line.bank_result,
            }
            self._facts.append({name: fact for name, fact in facts.items() if fact is not None})

    def actor(self) -> str:
        return json.dumps(
            [
                {
                    "maker": actor.maker,
                    "checker": actor.checker,
                    "role": actor.role,
                    "reach": list(actor.reach),
                }
                for actor in self._actors
            ]
        )

    def values(self) -> list[object]:
        accounts = [
            {"kind": ref.kind.value, "owner": ref.owner, "year": ref.year} for ref in self._accounts
        ]
        voucher, line, amount, card, commitments, sealed = _columns(self._lines, 6)
        return [
            json.dumps(self._vouchers, ensure_ascii=False),
            json.dumps(accounts, ensure_ascii=False),
            json.dumps(self._lots, ensure_ascii=False),
            *map(_array, _columns(self._entries, 14)),
            *map(_array, (voucher, line, amount)),
            json.dumps(self._facts, ensure_ascii=False),
            *map(_array, (card, commitments, sealed, self._commitments, self._sealed)),
        ]

    def _account(self, ref: AccountRef) -> int:
        return self._accounts.setdefault(ref, len(self._accounts) + 1)


def _columns(rows: list[tuple[object, ...]], width: int) -> list[Sequence[object]]:
    return [*zip(*rows, strict=True)] if rows else [()] * width


def _array(column: Sequence[object]) -> str:
    """The array as PostgreSQL reads it, of a column of numbers, keys, names of ours or bytes.

    The driver's own way looks at every element several times. A column without a value is an empty
    array: `unnest` fills it up with NULL, and what nothing is said of costs nothing.
    """
    present = next((each for each in column if each is not None), None)
    if present is None:
        return "{}"
    written = _octets if isinstance(present, bytes) else str
    return f"{{{','.join(['NULL' if each is None else written(each) for each in column])}}}"


def _octets(value: object) -> str:
    assert isinstance(value, bytes)
    return f'"\\\\x{value.hex()}"'
