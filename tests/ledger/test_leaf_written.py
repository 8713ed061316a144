"""Leaves written member by member are those that rfc8785 writes of the same facts, whatever these
are; and what has no canonical form is refused there too.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.book.leaf import body, body_and_content, content_digest
from ledger.book.voucher import (
    AccountRef,
    Change,
    Entry,
    LineRef,
    ListLine,
    Payment,
    PaymentLine,
    Sealed,
    Voucher,
    VoucherRef,
    voucher_json,
)
from ledger.values.canonical import LARGEST_INTEGER
from ledger.values.merkle import root
from ledger.values.refusal import Refusal
from tests.ledger import independent_leaf
from tests.ledger.scene import K, V, entry, named
from tests.ledger.scene import voucher as scene_voucher

_TEXT = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=6
).map(lambda text: unicodedata.normalize("NFC", text))
_COUNT = st.integers(0, LARGEST_INTEGER)
_FEN = st.integers(1, LARGEST_INTEGER // 8)
_DAY = st.dates(date(1, 1, 1), date(9999, 12, 31))
_YEAR = st.integers(1949, 2999)
_DIGESTS = st.lists(st.binary(min_size=32, max_size=32), max_size=4).map(tuple)
_ACCOUNTS = st.builds(AccountRef, st.sampled_from(K), _YEAR, st.just("") | _TEXT)
_ENTRIES = st.builds(
    Entry,
    start=_ACCOUNTS,
    end=_ACCOUNTS,
    lot=st.uuids(),
    amount_fen=_FEN,
    line=st.none() | _COUNT,
    by_rule=st.booleans(),
    source_row=st.none() | _COUNT,
)
_LINES = st.builds(
    PaymentLine,
    line=_COUNT,
    amount_fen=_FEN,
    region=_TEXT,
    payee_kind=_TEXT,
    benefit=st.none() | _TEXT,
    period_from=st.none() | _DAY,
    period_to=st.none() | _DAY,
    quantity_milli=st.none() | _COUNT,
    rate_fen=st.none() | _COUNT,
    bank_result=st.none() | _TEXT,
    entitlement=st.none() | st.builds(ListLine, st.uuids(), _COUNT, _COUNT),
    of=st.none() | st.builds(LineRef, _YEAR, _COUNT, _COUNT),
    card_hmac=st.none() | st.binary(min_size=32, max_size=32),
    private=st.builds(Sealed, _DIGESTS),
)
_REFERENCES = st.none() | st.builds(VoucherRef, _YEAR, _COUNT)
_VOUCHERS = st.builds(
    Voucher,
    kind=st.sampled_from(V),
    year=_YEAR,
    happened_on=_DAY,
    entries=st.lists(_ENTRIES, max_size=5).map(tuple),
    doc_no=st.just("") | _TEXT,
    lines=st.lists(_LINES, max_size=5, unique_by=lambda line: line.line).map(
        lambda lines: tuple(sorted(lines, key=lambda line: line.line))
    ),
    document=st.none() | st.uuids(),
    reverses=_REFERENCES,
    replaces=_REFERENCES,
    backfill=st.booleans(),
    warned=st.lists(_TEXT, max_size=2).map(tuple),
    payment=st.none() | st.builds(Payment, _TEXT, st.just("") | _TEXT, st.none() | _DAY),
    changes=st.none() | st.lists(st.from_type(Change), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(_VOUCHERS, _DIGESTS)
def test_a_body_is_what_rfc8785_writes(voucher: Voucher, commitments: tuple[bytes, ...]) -> None:
    stated = json.loads(voucher_json(voucher))
    try:
        made, content = body_and_content(voucher, commitments, memo_hmac=b"\1" * 32)
    except Refusal:  # a text of a change that is not NFC
        with pytest.raises(Refusal):
            body(voucher, commitments)
        return
    assert made == rfc8785.dumps(independent_leaf.body(stated, list(commitments)))
    assert made == body(voucher, commitments)
    digest = independent_leaf.content({"voucher": stated, "memo_hmac": ("\1" * 32).encode().hex()})
    assert content == digest == content_digest(voucher, memo_hmac=b"\1" * 32)


@given(st.lists(st.binary(max_size=3), max_size=70))
def test_a_root_is_what_the_definition_says(leaves: list[bytes]) -> None:
    assert root(leaves) == independent_leaf.tree(leaves)


_PAID = entry(AccountRef(K.PROJECT, 2019, "甲"), AccountRef(K.VENDOR, 2019, "乙"), "批次甲", 1)
_LINE = PaymentLine(1, 1, "610727100201", household=named("户"))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(_PAID, amount_fen=True),
        replace(_PAID, amount_fen=1.0),  # type: ignore[arg-type]
        replace(_PAID, amount_fen=LARGEST_INTEGER + 1),
        replace(_PAID, line=True),
        replace(_PAID, end=AccountRef(K.VENDOR, 2019, "e\u0301")),
        replace(_PAID, end=AccountRef(K.VENDOR, 2019, "\ud800")),
        replace(_LINE, amount_fen=2**53),
        replace(_LINE, line=True),
        replace(_LINE, rate_fen=1.5),  # type: ignore[arg-type]
        replace(_LINE, region="a\0"),
        replace(_LINE, benefit="e\u0301"),
        replace(_LINE, entitlement=ListLine(named("单"), 2**53, 1)),
    ],
    ids=str,
)
def test_what_has_no_canonical_form_is_refused(wrong: Entry | PaymentLine) -> None:
    made = scene_voucher(V.PAY, wrong if isinstance(wrong, Entry) else replace(_PAID, line=1))
    if isinstance(wrong, PaymentLine):
        made = replace(made, lines=(wrong,))
    with pytest.raises(Refusal):
        body(made, ())
