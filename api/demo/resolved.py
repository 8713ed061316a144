"""What does a rule call a planted subject, once the world is in a ledger?

Most kinds are named by keys of the plan. A delivery is named by the voucher that sent it, a card or
a telephone by the beginning of its keyed hash.
"""

from __future__ import annotations

from api.demo.planted import LookAlike, Planted
from ledger.book.post import Connection
from ledger.register.contacts import phone_hmac
from ledger.register.persons import card_hmac
from ledger.storage.sealing import Sealer
from ledger.values.refusal import Refusal

CARD_DIGEST_HEX = 32
"""How much of a card's hash CN01 shows."""


class PlantedNotFound(Refusal):
    """What was planted is in the ledger."""


def subject_of(connection: Connection, sealer: Sealer, planted: Planted | LookAlike) -> str:
    """The subject as a finding names it. Raises PlantedNotFound."""
    if planted.subject_kind == "card":
        hashed = card_hmac(sealer, planted.subject)
        assert hashed is not None
        return hashed.hex()[:CARD_DIGEST_HEX]
    if planted.subject_kind == "phone":
        hashed = phone_hmac(sealer, planted.subject)
        assert hashed is not None
        return hashed.hex()[:CARD_DIGEST_HEX]
    if planted.subject_kind == "gathering" and planted.subject.startswith("转账/"):
        how, card, day = planted.subject.split("/")
        hashed = card_hmac(sealer, card)
        assert hashed is not None
        return f"{how}/{hashed.hex()[:CARD_DIGEST_HEX]}/{day}"
    if planted.subject_kind == "delivery":
        lot, _, doc_no = planted.subject.partition("/")
        row = connection.execute(
            "SELECT origin_book, origin_year, origin_number, origin_entry FROM inbound "
            "WHERE book = %s AND lot = %s::uuid AND doc_no = %s",
            [planted.book, lot, doc_no],
        ).fetchone()
        if row is None:
            raise PlantedNotFound(f"账簿 {planted.book} 没有收到下达 {doc_no}", lot=lot)
        return "/".join(map(str, row))
    return planted.subject
