"""What does one call of `post()` hand over? Columns of vouchers, accounts, entries and lines.

Everything that needs a key or a canonical form is made here: bodies of leaves, content digests,
sealed fields. The names are those of the function's parameters (ledger/storage/sql/post.sql).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.book.leaf import body_and_content, changes_json, lot_facts
from ledger.book.private import FieldSealer, packed
from ledger.book.voucher import AccountRef, Entry, PaymentLine, Voucher
from ledger.storage.columns import bigints, booleans, days, integers, octets, texts, uuids
from ledger.storage.sealing import Sealer
from ledger.values.money import check_fen

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


def arguments(
    book: int, postings: Sequence[Posting], actor: Actor, sealer: Sealer
) -> dict[str, object]:
    """The arguments by the names of the parameters. Raises VoucherTooLong, or a refusal of money
    or text.
    """
    actors = {actor: 1}
    whose = [
        1 if each.actor is None else actors.setdefault(each.actor, len(actors) + 1)
        for each in postings
    ]
    vouchers = [each.voucher for each in postings]
    entries = [entry for voucher in vouchers for entry in voucher.entries]
    lines = [line for voucher in vouchers for line in voucher.lines]
    accounts: dict[AccountRef, int] = {}
    return (
        {"p_book": book, "p_actors": json.dumps([*map(_who, actors)])}
        | {"v_actor": integers(whose)}
        | _made(postings, actor, sealer)
        | _vouchers(vouchers)
        | {"p_lots": json.dumps(_lots(vouchers), ensure_ascii=False)}
        | {"e_voucher": integers(_owners([len(each.entries) for each in vouchers]))}
        | {"e_entry": integers([n for v in vouchers for n in range(1, len(v.entries) + 1)])}
        | _entries(entries, accounts)
        | {
            "a_kind": texts([each.kind.value for each in accounts]),
            "a_owner": texts([each.owner for each in accounts]),
            "a_year": integers([each.year for each in accounts]),
        }
        | {"l_voucher": integers(_owners([len(each.lines) for each in vouchers]))}
        | _lines(lines)
    )


def _who(actor: Actor) -> dict[str, object]:
    return {
        "maker": actor.maker,
        "checker": actor.checker,
        "role": actor.role,
        "reach": list(actor.reach),
    }


def _made(postings: Sequence[Posting], first: Actor, sealer: Sealer) -> dict[str, object]:
    """What is made of each voucher: body and digest, and its own sealed fields."""
    bodies, contents, commitments, sealed = [], [], [], []
    seal = FieldSealer(sealer)
    memos: dict[str, bytes] = {}
    for posting in postings:
        actor, voucher = posting.actor or first, posting.voucher
        memo = voucher.memo
        if memo not in memos:
            memos[memo] = sealer.hmac(MEMO_PURPOSE, memo)
        private = seal(
            {
                "checker": actor.checker,
                "key": posting.key,
                "maker": actor.maker,
                "memo": memo,
                "reason": actor.reason,
            }
        )
        body, content = body_and_content(voucher, private.commitments, memo_hmac=memos[memo])
        bodies.append(body)
        contents.append(content)
        commitments.append(packed(private.commitments))
        sealed.append(private.sealed or None)
    return {
        "v_key": texts([each.key for each in postings]),
        "v_content": octets(contents),
        "v_body": octets(bodies),
        "v_sd": octets(commitments),
        "v_sealed": octets(sealed),
    }


def _vouchers(vouchers: Sequence[Voucher]) -> dict[str, object]:
    reverses = [each.reverses for each in vouchers]
    replaces = [each.replaces for each in vouchers]
    payment = [each.payment for each in vouchers]
    return {
        "v_kind": texts([each.kind.value for each in vouchers], few=True),
        "v_year": integers([each.year for each in vouchers]),
        "v_on": days([each.happened_on for each in vouchers]),
        "v_precision": texts([each.precision for each in vouchers], few=True),
        "v_doc_no": texts([each.doc_no for each in vouchers], few=True),
        "v_document": uuids([each.document for each in vouchers]),
        "v_reverses_year": integers([None if each is None else each.year for each in reverses]),
        "v_reverses_number": integers([None if each is None else each.number for each in reverses]),
        "v_replaces_year": integers([None if each is None else each.year for each in replaces]),
        "v_replaces_number": integers([None if each is None else each.number for each in replaces]),
        "v_backfill": booleans([each.backfill for each in vouchers]),
        # An array of arrays would have to be rectangular.
        "v_warned": texts([json.dumps(each.warned) if each.warned else None for each in vouchers]),
        "v_payment_mode": texts(
            [None if each is None else each.mode for each in payment], few=True
        ),
        "v_payment_no": texts([None if each is None else each.number for each in payment]),
        "v_changes": texts(
            [
                json.dumps(changes_json(each.changes), ensure_ascii=False) if each.changes else None
                for each in vouchers
            ]
        ),
        "v_bank_on": days([None if each is None else each.bank_on for each in payment]),
    }


def _lots(vouchers: Sequence[Voucher]) -> list[dict[str, object]]:
    return [
        {**lot_facts(lot), "direct": lot.direct, "voucher": at}
        for at, voucher in enumerate(vouchers, start=1)
        for lot in voucher.lots
    ]


def _entries(entries: Sequence[Entry], accounts: dict[AccountRef, int]) -> dict[str, object]:
    """Entries; their accounts are numbered in the order in which they are named first."""
    ends = [
        (
            accounts.setdefault(each.start, len(accounts) + 1),
            accounts.setdefault(each.end, len(accounts) + 1),
        )
        for each in entries
    ]
    of = [each.of for each in entries]
    return {
        "e_from": integers([start for start, _ in ends]),
        "e_to": integers([end for _, end in ends]),
        "e_lot": uuids([each.lot for each in entries]),
        "e_amount": bigints([check_fen(each.amount_fen) for each in entries]),
        "e_line": integers([each.line for each in entries]),
        "e_rule": booleans([each.by_rule for each in entries]),
        "e_relation": texts(
            [None if each.relation is None else each.relation.value for each in entries], few=True
        ),
        "e_of_book": integers([None if each is None else each.book for each in of]),
        "e_of_year": integers([None if each is None else each.year for each in of]),
        "e_of_number": integers([None if each is None else each.number for each in of]),
        "e_of_entry": integers([None if each is None else each.entry for each in of]),
        "e_source_row": integers([each.source_row for each in entries]),
    }


def _lines(lines: Sequence[PaymentLine]) -> dict[str, object]:
    listed, of = [each.entitlement for each in lines], [each.of for each in lines]
    return {
        "l_line": integers([each.line for each in lines]),
        "l_amount": bigints([check_fen(each.amount_fen) for each in lines]),
        "l_household": uuids([each.household for each in lines]),
        "l_person": uuids([each.person for each in lines]),
        "l_payee_kind": texts([each.payee_kind for each in lines], few=True),
        "l_region": texts([each.region for each in lines], few=True),
        "l_project": uuids([each.project for each in lines]),
        "l_benefit": texts([each.benefit for each in lines], few=True),
        "l_period_from": days([each.period_from for each in lines]),
        "l_period_to": days([each.period_to for each in lines]),
        "l_quantity_milli": bigints([each.quantity_milli for each in lines]),
        "l_rate_fen": bigints([each.rate_fen for each in lines]),
        "l_list": uuids([None if each is None else each.list for each in listed]),
        "l_list_version": integers([None if each is None else each.version for each in listed]),
        "l_list_line": integers([None if each is None else each.line for each in listed]),
        "l_of_year": integers([None if each is None else each.year for each in of]),
        "l_of_number": integers([None if each is None else each.number for each in of]),
        "l_of_line": integers([None if each is None else each.line for each in of]),
        "l_bank_result": texts([each.bank_result for each in lines], few=True),
        "l_card": octets([each.card_hmac for each in lines]),
        "l_sd": octets([packed(each.private.commitments) for each in lines]),
        "l_sealed": octets([each.private.sealed or None for each in lines]),
    }


def _owners(lengths: Sequence[int]) -> list[int]:
    """Of each row the place of its voucher, from 1."""
    return [at for at, length in enumerate(lengths, start=1) for _ in range(length)]
