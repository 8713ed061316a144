"""Leaf version 1 is fixed by committed vectors, and three readers agree on every byte."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import pytest

from ledger.book.leaf import LARGEST_BODY, VoucherTooLong, body
from ledger.book.voucher import Voucher, voucher_from_json, voucher_json
from ledger.values.kinds import VoucherKind
from ledger.values.merkle import root
from tests.ledger import independent_leaf
from tests.ledger.leaf_vectors import FILE, counted_salt, text
from tests.ledger.scene import LOWER, UPPER, YEAR, K, Scene, V, account, entry, voucher
from tests.ledger.story import deliver_before, story

VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))


def test_there_is_a_vector_for_every_kind_of_voucher() -> None:
    assert {vector["kind"] for vector in VECTORS} == {kind.value for kind in VoucherKind}


def test_the_code_still_makes_the_committed_bytes() -> None:
    assert FILE.read_text("utf-8") == text()


@each_vector
def test_an_independent_reading_of_the_format_gives_the_same_leaf(vector: dict[str, Any]) -> None:
    leaf = independent_leaf.leaf(vector)
    assert leaf.decode() == vector["leaf"]
    assert hashlib.sha256(b"\x00" + leaf).hexdigest() == vector["leaf_hash"]
    assert independent_leaf.content(vector).hex() == vector["content"]


@each_vector
def test_roots_are_over_the_bytes_of_each_entry_and_line(vector: dict[str, Any]) -> None:
    for many, one in (("entries", "entries_root"), ("lines", "lines_root")):
        leaves = [each.encode() for each in vector[many]]
        assert root(leaves).hex() == independent_leaf.tree(leaves).hex() == vector[one]


@each_vector
def test_commitments_open_to_the_actors_and_hide_behind_16_bytes(vector: dict[str, Any]) -> None:
    said = {}
    for disclosure in vector["disclosures"]:
        salt, field, value = independent_leaf.opened(disclosure)
        assert len(salt) == 16
        said[field] = value
    assert said["maker"] == "经办甲"
    assert said["key"] == f"{vector['book']}-{vector['number']}"
    found = sorted(independent_leaf.commitment(each).hex() for each in vector["disclosures"])
    assert found == vector["commitments"]


@each_vector
def test_no_leaf_names_a_person_a_card_or_a_memo(vector: dict[str, Any]) -> None:
    given = vector["voucher"]
    secret = [given["memo"], "经办甲", "复核乙", *vector["commitments"]]
    for line in given["lines"]:
        secret += [line["household"], line["person"], line["card_hmac"]]
    for public in (vector["leaf"], *vector["lines"], *vector["entries"]):
        assert not [each for each in secret if each and each in public]


@each_vector
def test_a_draft_read_back_from_json_has_the_same_bytes(vector: dict[str, Any]) -> None:
    read = voucher_from_json(json.dumps(vector["voucher"]))
    commitments = [bytes.fromhex(each) for each in vector["commitments"]]
    assert body(read, commitments).decode() == vector["body"]


def test_the_database_puts_the_same_leaf_together(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for book in (UPPER, LOWER):
        scene.open(book, YEAR, YEAR + 1)
    steps = story(counted_salt("line"))
    salt = counted_salt("voucher")
    monkeypatch.setattr(secrets, "token_bytes", lambda _bytes: salt())
    for step in steps:
        deliver_before(scene, step)
        scene.post(step.book, step.key, step.voucher)
    for vector in VECTORS:
        row = scene.connection.execute(
            "SELECT convert_from(leaf, 'UTF8'), encode(content, 'hex') FROM voucher"
            " WHERE book = %s AND event = %s",
            (vector["book"], vector["event"]),
        ).fetchone()
        assert row == (vector["leaf"], vector["content"])


def test_the_order_in_which_lines_and_lots_are_given_changes_no_byte() -> None:
    for step in story(counted_salt("line")):
        turned = voucher_from_json(json.dumps(_turned(step.voucher)))
        assert body(turned, ()) == body(step.voucher, ())


def test_a_voucher_between_too_many_accounts_is_refused_not_cut() -> None:
    def between(accounts: int) -> Voucher:
        return voucher(
            V.ASSIGN,
            *(
                entry(account(K.UNASSIGNED), account(K.PROJECT, f"p{n:07}"), "批次", 1)
                for n in range(accounts)
            ),
        )

    one = len(body(between(301), ())) - len(body(between(300), ()))
    fits = 300 + (LARGEST_BODY - len(body(between(300), ()))) // one
    assert LARGEST_BODY - one < len(body(between(fits), ())) <= LARGEST_BODY
    with pytest.raises(VoucherTooLong):
        body(between(fits + 1), ())


def _turned(given: Voucher) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(voucher_json(given))
    made["lines"].reverse()
    made["lots"].reverse()
    return made
