"""Which bytes of a voucher go into the log, and which decide whether two are the same?

Leaf version 1: `{"body":B,"book":…,"event":…,"number":…,"recorded_at":"…","v":1,"year":…}`, made in
`post()` from B, which is made here. B holds kinds, dates, 文号, lots, amounts and the keys of
organisations and projects; households, persons, cards and memos only as salted commitments.

B always has one form, whatever the length: `moves` adds up the entries by account and lot,
`entries_root` and `lines_root` are RFC 6962 roots over the canonical bytes of each entry and each
payment line. So a leaf is short however long the roster, and one line can be proved alone.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import count
from typing import TypeAlias
from uuid import UUID

from ledger.book.voucher import Entry, NewLot, PaymentLine, Voucher
from ledger.values.canonical import LARGEST_INTEGER, Canonical, canonical
from ledger.values.merkle import root
from ledger.values.refusal import Refusal

LARGEST_BODY = 65_000
"""Bytes of B; the frame around it takes less than 535, so a leaf stays below 65,536."""


class VoucherTooLong(Refusal):
    """The voucher moves money between too many accounts for one leaf; it must be split."""


def body(voucher: Voucher, commitments: Iterable[bytes]) -> bytes:
    """B: the canonical bytes of the voucher's public facts. Raises VoucherTooLong."""
    lines = list(map(line_bytes, in_order(voucher.lines)))
    return _short(_with_sd(canonical(_with_lines(_facts(voucher), lines)), commitments))


def body_and_content(
    voucher: Voucher, commitments: Iterable[bytes], *, memo_hmac: bytes
) -> tuple[bytes, bytes]:
    """`body` and `content_digest` of one voucher, whose entries and lines are read once."""
    facts, lines = _facts(voucher), in_order(voucher.lines)
    unsalted = list(map(_unsalted, lines))
    salted = [
        _with_sd(u, line.private.commitments) for u, line in zip(unsalted, lines, strict=True)
    ]
    bare = canonical(facts)
    made = canonical(_with_lines(facts, salted)) if lines else bare
    return _short(_with_sd(made, commitments)), _content(voucher, bare, unsalted, memo_hmac)


def content_digest(voucher: Voucher, *, memo_hmac: bytes) -> bytes:
    """SHA-256 (32 bytes) of what the voucher says, without salts, actors and time.

    Two vouchers under one key must have the same content. Persons enter by their keys, cards and
    the memo by their keyed hashes, so the digest gives nobody away.
    """
    unsalted = list(map(_unsalted, in_order(voucher.lines)))
    return _content(voucher, canonical(_facts(voucher)), unsalted, memo_hmac)


def _facts(voucher: Voucher) -> dict[str, Canonical]:
    """What B says but for commitments (of which there are none yet) and payment lines."""
    named = [(each.start.name, each.end.name, str(each.lot)) for each in voucher.entries]
    entries = root(map(_entry_bytes, count(1), voucher.entries, named))
    fields: dict[str, Canonical | None] = {
        "_sd": [],
        "backfill": 1 if voucher.backfill else None,
        "doc_no": voucher.doc_no or None,
        "document": _text(voucher.document),
        "entries": len(voucher.entries),
        "entries_root": entries.hex(),
        "happened_on": voucher.happened_on.isoformat(),
        "kind": voucher.kind.value,
        "lots": [lot_facts(lot) for lot in sorted(voucher.lots, key=_by_id)] or None,
        "moves": _moves(voucher.entries, named),
        "precision": voucher.precision,
        "warned": list(voucher.warned) or None,
    }
    if voucher.payment:
        fields["payment"] = _present(
            mode=voucher.payment.mode,
            number=voucher.payment.number or None,
            bank_on=_text(voucher.payment.bank_on),
        )
    for name, reference in (("reverses", voucher.reverses), ("replaces", voucher.replaces)):
        if reference:
            fields[name] = {"number": reference.number, "year": reference.year}
    return _present(**fields)


def _with_lines(facts: dict[str, Canonical], lines: Sequence[bytes]) -> dict[str, Canonical]:
    return facts | {"lines": len(lines), "lines_root": root(lines).hex()} if lines else facts


def _short(made: bytes) -> bytes:
    if len(made) > LARGEST_BODY:
        raise VoucherTooLong(
            f"凭证涉及的账户和批次太多（{len(made)} 字节，上限 {LARGEST_BODY}），请拆成几张凭证",
            bytes=len(made),
        )
    return made


def _content(voucher: Voucher, bare: bytes, unsalted: Sequence[bytes], memo_hmac: bytes) -> bytes:
    private: list[Canonical] = [
        _present(
            card=line.card_hmac.hex() if line.card_hmac else None,
            household=_text(line.household),
            n=line.line,
            person=_text(line.person),
        )
        for line in in_order(voucher.lines)
    ]
    return hashlib.sha256(
        canonical(
            {
                "body": hashlib.sha256(_short(bare)).hexdigest(),
                "lines": root(unsalted).hex(),
                "memo": memo_hmac.hex(),
                "private": private,
                "year": voucher.year,
            }
        )
    ).digest()


def entry_bytes(number: int, entry: Entry) -> bytes:
    """The canonical bytes of one entry: a leaf of `entries_root`."""
    return _entry_bytes(number, entry, (entry.start.name, entry.end.name, str(entry.lot)))


Names: TypeAlias = tuple[str, str, str]
"""Of an entry: start, end, lot."""


def _entry_bytes(number: int, entry: Entry, named: Names) -> bytes:
    """As canonical() of the fields would have it; written out, because entries come by thousands.

    An entry that says more than most, or holds what `canonical` refuses, is left to `canonical`.
    """
    start, end, lot = named
    amount, line = entry.amount_fen, entry.line
    if not (
        entry.of is None
        and entry.relation is None
        and entry.source_row is None
        and type(amount) is int
        and 0 <= amount <= LARGEST_INTEGER
        and (line is None or (type(line) is int and 0 <= line <= LARGEST_INTEGER))
    ):
        return _entry_at_length(number, entry, named)
    attribution = "rule" if entry.by_rule else "documented"
    paid = "" if line is None else f',"line":{line}'
    return (
        f'{{"amount_fen":{amount},"attribution":"{attribution}","end":{_quoted(end)}{paid},'
        f'"lot":"{lot}","n":{number},"start":{_quoted(start)}}}'
    ).encode()


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return canonical(text).decode()


def _entry_at_length(number: int, entry: Entry, named: Names) -> bytes:
    start, end, lot = named
    of = entry.of
    return canonical(
        _present(
            amount_fen=entry.amount_fen,
            attribution="rule" if entry.by_rule else "documented",
            end=end,
            line=entry.line,
            lot=lot,
            n=number,
            of=None
            if of is None
            else _present(book=of.book, entry=of.entry, number=of.number, year=of.year),
            relation=entry.relation.value if entry.relation else None,
            source_row=entry.source_row,
            start=start,
        )
    )


def line_bytes(line: PaymentLine) -> bytes:
    """The canonical bytes of one payment line: a leaf of `lines_root`; nobody is named in it."""
    return _with_sd(_unsalted(line), line.private.commitments)


_NO_SD = b'{"_sd":[]'


def _with_sd(bare: bytes, commitments: Iterable[bytes]) -> bytes:
    """`_sd` sorts before every other name of ours, so it can be filled in afterwards."""
    return b'{"_sd":' + canonical(_sd(commitments)) + bare[len(_NO_SD) :]


def _unsalted(line: PaymentLine) -> bytes:
    """The line as it would be had it nothing private."""
    listed, of = line.entitlement, line.of
    return canonical(
        _present(
            _sd=[],
            amount_fen=line.amount_fen,
            bank_result=line.bank_result,
            benefit=line.benefit,
            list=None
            if listed is None
            else {"line": listed.line, "list": str(listed.list), "version": listed.version},
            n=line.line,
            of=None if of is None else {"line": of.line, "number": of.number, "year": of.year},
            payee_kind=line.payee_kind,
            period_from=_text(line.period_from),
            period_to=_text(line.period_to),
            project=_text(line.project),
            quantity_milli=line.quantity_milli,
            rate_fen=line.rate_fen,
            region=line.region,
        )
    )


def lot_facts(lot: NewLot) -> dict[str, Canonical]:
    """A lot as it comes about in this book, every field."""
    return {
        "budget_year": lot.budget_year,
        "category": lot.category,
        "direct": 1 if lot.direct else 0,
        "doc_nos": list(lot.doc_nos),
        "document_on": lot.document_on.isoformat(),
        "document_precision": lot.document_precision,
        "level": lot.level,
        "lot": str(lot.lot),
        "origin": lot.origin,
        "origin_amount_fen": lot.origin_amount_fen,
        "origin_book": lot.origin_book,
        "origin_doc_no": lot.origin_doc_no,
        "origin_on": lot.origin_on.isoformat(),
        "printed_source": lot.printed_source,
        "received_on": lot.received_on.isoformat(),
    }


def in_order(lines: Iterable[PaymentLine]) -> list[PaymentLine]:
    """Lines by their number: rows have no other order, and `verify` rebuilds the root from rows."""
    return sorted(lines, key=lambda line: line.line)


def _by_id(lot: NewLot) -> str:
    return str(lot.lot)


def _moves(entries: Sequence[Entry], named: Sequence[Names]) -> Canonical:
    """Sums by (start, end, lot), in canonical order."""
    sums: dict[Names, int] = {}
    for entry, key in zip(entries, named, strict=True):
        sums[key] = sums.get(key, 0) + entry.amount_fen
    return [
        {"amount_fen": amount, "end": end, "lot": lot, "start": start}
        for (start, end, lot), amount in sorted(sums.items())
    ]


def _sd(commitments: Iterable[bytes]) -> Canonical:
    """RFC 9901 `_sd`: base64url digests, sorted so that their order says nothing."""
    return [*sorted(urlsafe_b64encode(each).rstrip(b"=").decode() for each in commitments)]


def _text(value: UUID | date | None) -> str | None:
    return None if value is None else str(value)


def _present(**fields: Canonical | None) -> dict[str, Canonical]:
    return {name: value for name, value in fields.items() if value is not None}
