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
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import count
from typing import NamedTuple, TypeAlias
from uuid import UUID

from ledger.book.voucher import Change, Entry, NewLot, PaymentLine, Voucher, VoucherRef
from ledger.values.canonical import LARGEST_INTEGER, Canonical, canonical
from ledger.values.commitment import URL_SAFE
from ledger.values.merkle import root
from ledger.values.refusal import Refusal

LARGEST_BODY = 65_000
"""Bytes of B; the frame around it takes less than 535, so a leaf stays below 65,536."""


class VoucherTooLong(Refusal):
    """The voucher moves money between too many accounts for one leaf; it must be split."""


def body(voucher: Voucher, commitments: Iterable[bytes]) -> bytes:
    """B: the canonical bytes of the voucher's public facts. Raises VoucherTooLong."""
    facts, lines = _facts(voucher), list(map(line_bytes, in_order(voucher.lines)))
    return _short(facts.written(_sd(commitments), _lines(lines)))


def body_and_content(
    voucher: Voucher, commitments: Iterable[bytes], *, memo_hmac: bytes
) -> tuple[bytes, bytes]:
    """`body` and `content_digest` of one voucher, whose entries and lines are read once."""
    facts, lines = _facts(voucher), in_order(voucher.lines)
    unsalted = list(map(_unsalted, lines))
    salted = [
        _with_sd(u, line.private.commitments) for u, line in zip(unsalted, lines, strict=True)
    ]
    return (
        _short(facts.written(_sd(commitments), _lines(salted))),
        _content(facts, lines, unsalted, voucher.year, memo_hmac),
    )


def content_digest(voucher: Voucher, *, memo_hmac: bytes) -> bytes:
    """SHA-256 (32 bytes) of what the voucher says, without salts, actors and time.

    Two vouchers under one key must have the same content. Persons enter by their keys, cards and
    the memo by their keyed hashes, so the digest gives nobody away.
    """
    lines = in_order(voucher.lines)
    return _content(_facts(voucher), lines, list(map(_unsalted, lines)), voucher.year, memo_hmac)


class _Facts(NamedTuple):
    """What B says but for commitments and payment lines, as members of an object in their order."""

    before: str
    after: str

    def written(self, sd: str, lines: str) -> bytes:
        return f'{{"_sd":{sd}{self.before}{lines}{self.after}}}'.encode()


def _facts(voucher: Voucher) -> _Facts:
    """Written out, member by member as sorted, because vouchers come by the thousand too.

    Every text is quoted, every number checked by `canonical`.
    """
    named = [(each.start.name, each.end.name, _text(each.lot)) for each in voucher.entries]
    entries = root([*map(_entry_bytes, count(1), voucher.entries, named)])
    backfill = ',"backfill":1' if voucher.backfill else ""
    doc_no = f',"doc_no":{_quoted(voucher.doc_no)}' if voucher.doc_no else ""
    document = f',"document":"{voucher.document}"' if voucher.document else ""
    changes = lots = payment = warned = ""
    if voucher.changes:
        changes = f',"changes":{canonical(changes_json(voucher.changes)).decode()}'
    if voucher.lots:
        facts = [lot_facts(lot) for lot in sorted(voucher.lots, key=_by_id)]
        lots = f',"lots":{canonical(facts).decode()}'
    if voucher.payment:
        stated = _present(
            mode=voucher.payment.mode,
            number=voucher.payment.number or None,
            bank_on=None if voucher.payment.bank_on is None else str(voucher.payment.bank_on),
        )
        payment = f',"payment":{canonical(stated).decode()}'
    if voucher.warned:
        warned = f',"warned":{canonical([*voucher.warned]).decode()}'
    return _Facts(
        f'{backfill}{changes}{doc_no}{document},"entries":{len(voucher.entries)}'
        f',"entries_root":"{entries.hex()}","happened_on":"{_text(voucher.happened_on)}"'
        f',"kind":{_quoted(voucher.kind.value)}',
        f'{lots},"moves":{_moves(voucher.entries, named)}{payment}'
        f',"precision":{_quoted(voucher.precision)}{_reference("replaces", voucher.replaces)}'
        f"{_reference('reverses', voucher.reverses)}{warned}",
    )


def _reference(name: str, of: VoucherRef | None) -> str:
    if of is None:
        return ""
    return f',"{name}":{{"number":{_number(of.number)},"year":{_number(of.year)}}}'


def _lines(lines: Sequence[bytes]) -> str:
    return f',"lines":{len(lines)},"lines_root":"{root(lines).hex()}"' if lines else ""


def _short(made: bytes) -> bytes:
    if len(made) > LARGEST_BODY:
        raise VoucherTooLong(
            f"凭证涉及的账户和批次太多（{len(made)} 字节，上限 {LARGEST_BODY}），请拆成几张凭证",
            bytes=len(made),
        )
    return made


def _content(
    facts: _Facts,
    lines: Sequence[PaymentLine],
    unsalted: Sequence[bytes],
    year: int,
    memo_hmac: bytes,
) -> bytes:
    bare = hashlib.sha256(_short(facts.written("[]", ""))).hexdigest()
    private = ",".join(map(_identity, lines))
    return hashlib.sha256(
        f'{{"body":"{bare}","lines":"{root(unsalted).hex()}","memo":"{memo_hmac.hex()}"'
        f',"private":[{private}],"year":{_number(year)}}}'.encode()
    ).digest()


def _identity(line: PaymentLine) -> str:
    card = f'"card":"{line.card_hmac.hex()}",' if line.card_hmac else ""
    household = "" if line.household is None else f'"household":"{line.household}",'
    person = "" if line.person is None else f',"person":"{line.person}"'
    return f'{{{card}{household}"n":{_number(line.line)}{person}}}'


def entry_bytes(number: int, entry: Entry) -> bytes:
    """The canonical bytes of one entry: a leaf of `entries_root`."""
    return _entry_bytes(number, entry, (entry.start.name, entry.end.name, _text(entry.lot)))


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


@lru_cache(maxsize=16384)
def _quoted(text: str) -> str:
    return canonical(text).decode()


def _number(value: int) -> str:
    if type(value) is int and -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return str(value)
    return canonical(value).decode()


@lru_cache(maxsize=16384)
def _text(value: UUID | date) -> str:
    """Of lots, projects, lists and days, of which there are few; households have none here."""
    return str(value)


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
    return b'{"_sd":' + _sd(commitments).encode() + bare[len(_NO_SD) :]


def _unsalted(line: PaymentLine) -> bytes:
    """The line as it would be had it nothing private; written out like an entry."""
    listed, of = line.entitlement, line.of
    bank = "" if line.bank_result is None else f',"bank_result":{_quoted(line.bank_result)}'
    benefit = "" if line.benefit is None else f',"benefit":{_quoted(line.benefit)}'
    if listed is None:
        entitled = ""
    else:
        entitled = (
            f',"list":{{"line":{_number(listed.line)},"list":"{_text(listed.list)}"'
            f',"version":{_number(listed.version)}}}'
        )
    if of is None:
        named = ""
    else:
        named = (
            f',"of":{{"line":{_number(of.line)},"number":{_number(of.number)}'
            f',"year":{_number(of.year)}}}'
        )
    since = "" if line.period_from is None else f',"period_from":"{_text(line.period_from)}"'
    until = "" if line.period_to is None else f',"period_to":"{_text(line.period_to)}"'
    project = "" if line.project is None else f',"project":"{_text(line.project)}"'
    quantity = line.quantity_milli
    counted = "" if quantity is None else f',"quantity_milli":{_number(quantity)}'
    rate = "" if line.rate_fen is None else f',"rate_fen":{_number(line.rate_fen)}'
    return (
        f'{{"_sd":[],"amount_fen":{_number(line.amount_fen)}{bank}{benefit}{entitled}'
        f',"n":{_number(line.line)}{named},"payee_kind":{_quoted(line.payee_kind)}{since}{until}'
        f'{project}{counted}{rate},"region":{_quoted(line.region)}}}'
    ).encode()


def lot_facts(lot: NewLot) -> dict[str, Canonical]:
    """A lot as it comes about in this book, every field; `asset` only where there is one."""
    earned: dict[str, Canonical] = {"asset": str(lot.asset)} if lot.asset else {}
    return earned | {
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


def changes_json(changes: Sequence[Change]) -> list[Canonical]:
    """What an adjustment changes, in the order given."""
    return [
        {"after": each.after, "before": each.before, "what": each.what.value} for each in changes
    ]


def in_order(lines: Iterable[PaymentLine]) -> list[PaymentLine]:
    """Lines by their number: rows have no other order, and `verify` rebuilds the root from rows."""
    return sorted(lines, key=lambda line: line.line)


def _by_id(lot: NewLot) -> str:
    return str(lot.lot)


def _moves(entries: Sequence[Entry], named: Sequence[Names]) -> str:
    """Sums by (start, end, lot), in canonical order."""
    sums: dict[Names, int] = {}
    for entry, key in zip(entries, named, strict=True):
        sums[key] = sums.get(key, 0) + entry.amount_fen
    written = [
        f'{{"amount_fen":{_number(amount)},"end":{_quoted(end)},"lot":"{lot}"'
        f',"start":{_quoted(start)}}}'
        for (start, end, lot), amount in sorted(sums.items())
    ]
    return f"[{','.join(written)}]"


def _sd(commitments: Iterable[bytes]) -> str:
    """RFC 9901 `_sd`: base64url digests, sorted so that their order says nothing.

    A zero byte after each of 32 makes whole groups of three, so one call encodes all of them.
    """
    joined = b"\0".join([*commitments, b""])
    if not joined:
        return "[]"
    text = b2a_base64(joined, newline=False).translate(URL_SAFE).decode()
    digests = [text[at : at + 43] for at in range(0, len(text), 44)]
    return '["' + '","'.join(sorted(digests)) + '"]'


def _present(**fields: Canonical | None) -> dict[str, Canonical]:
    return {name: value for name, value in fields.items() if value is not None}
