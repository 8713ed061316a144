"""What does a rule call a planted subject, once the world is in a ledger?

Most kinds are named by keys of the plan. A delivery is named by the voucher that sent it, a card or
a telephone by the beginning of its keyed hash, money sent to a unit by voucher, lot and account, a
payment to a builder by its entry, a payment of a project by its voucher.
"""

from __future__ import annotations

from api.demo.planted import LookAlike, Planted
from ledger.book.post import Connection
from ledger.register.contacts import phone_hmac
from ledger.register.persons import card_hmac
from ledger.storage.sealing import Sealer
from ledger.values.refusal import Refusal

CARD_DIGEST_HEX = 32
"""How much of a card's hash rules show."""


class PlantedNotFound(Refusal):
    """What was planted is in the ledger."""


def subject_of(connection: Connection, sealer: Sealer, planted: Planted | LookAlike) -> str:
    """The subject as a finding names it. Raises PlantedNotFound."""
    if planted.subject_kind == "card":
        return _digest(sealer, planted.subject)
    if planted.subject_kind == "phone":
        return _shown(phone_hmac(sealer, planted.subject))
    if planted.subject_kind == "gathering" and planted.subject.startswith("转账/"):
        how, card, day = planted.subject.split("/")
        return f"{how}/{_digest(sealer, card)}/{day}"
    if "@" in planted.subject:
        return _paid(connection, planted)
    if planted.subject_kind == "payee" and planted.rule == "DV06":
        of_whom, _, card = planted.subject.rpartition("/")
        return f"{of_whom}/{_digest(sealer, card)}"
    if planted.subject_kind == "credit":
        card, _, day = planted.subject.partition("/")
        return f"{_digest(sealer, card)}/{day}"
    if planted.subject_kind == "entry":
        row = connection.execute(
            "SELECT e.year, e.number, e.entry FROM account p"
            " JOIN entry e ON e.book = p.book AND e.from_account = p.account"
            " JOIN account v ON v.book = e.book AND v.account = e.to_account"
            " WHERE p.book = %s AND p.kind = 'project' AND p.owner = %s"
            " AND v.kind = 'vendor' AND e.line IS NOT NULL",
            [planted.book, planted.subject],
        ).fetchone()
        if row is None:
            raise PlantedNotFound("项目没有注明账号的付款", project=planted.subject)
        return "/".join(map(str, row))
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
    if planted.subject_kind == "unit_payment":
        project, lot, unit = planted.subject.split("/")
        row = connection.execute(_SENT_TO_UNIT, [planted.book, lot, project, unit]).fetchone()
        if row is None:
            raise PlantedNotFound(f"账簿 {planted.book} 没有拨到 {unit}", lot=lot)
        return f"{row[0]}/{row[1]}/{lot}/unit/{unit}"
    return planted.subject


def _digest(sealer: Sealer, card: str) -> str:
    return _shown(card_hmac(sealer, card))


def _shown(hashed: bytes | None) -> str:
    assert hashed is not None
    return hashed.hex()[:CARD_DIGEST_HEX]


_SENT_TO_UNIT = """
SELECT w.year, w.number FROM flow w
JOIN account f ON f.book = w.book AND f.account = w.from_account
JOIN account t ON t.book = w.book AND t.account = w.to_account
WHERE w.book = %s AND w.lot = %s::uuid AND w.undoes < 0
  AND f.kind = 'project' AND f.owner = %s AND t.kind = 'unit' AND t.owner = %s
"""


def _paid(connection: Connection, planted: Planted | LookAlike) -> str:
    """The first payment that left a project on a day (`project@day`), as `voucher`, `entry` or
    `payment` (IN08) are named."""
    project, _, day = planted.subject.partition("@")
    row = connection.execute(_FIRST_PAID, [planted.book, project, day]).fetchone()
    if row is None:
        raise PlantedNotFound(f"账簿 {planted.book} 的项目 {project} 在 {day} 没有付款")
    year, number, entry, lot, payee_kind, payee = row
    if planted.subject_kind == "voucher":
        return f"{year}/{number}"
    if planted.subject_kind == "entry":
        return f"{year}/{number}/{entry}"
    return "/".join(map(str, (year, number, lot, project, payee_kind, payee)))


_FIRST_PAID = """
SELECT e.year, e.number, e.entry, e.lot, t.kind, t.owner FROM entry e
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN account f ON f.book = e.book AND f.account = e.from_account
JOIN account t ON t.book = e.book AND t.account = e.to_account
WHERE e.book = %s AND f.kind = 'project' AND f.owner = %s AND e.happened_on = %s
  AND v.kind = 'disburse'
ORDER BY e.year, e.number, e.entry LIMIT 1
"""
