"""How does it get into the ledger that the payee got the money, or says he did not? (签收)

A batch of confirmations is one event: its leaf states the number of rows and their Merkle root, so
that a signed list of a village is one event and each of its rows can be shown to be in it. A row
names a payment line; it is never changed, a later one names it (`corrects`). Who signed and the
note are sealed and committed to; relation, means and day are public.

The batch has a uuid given by whoever records it: sent twice it is recorded once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from uuid import UUID, uuid5

import psycopg

from ledger.book.books import Recorded
from ledger.book.post import Connection
from ledger.book.private import open_fields, packed, seal_fields, unpacked
from ledger.book.refusals import KeyWithOtherContent, refusal_of
from ledger.book.voucher import Sealed
from ledger.storage.sealing import Sealer
from ledger.values.canonical import Canonical, canonical
from ledger.values.merkle import root
from ledger.values.refusal import Refusal

MOST_ROWS = 5_000


class ConfirmationIncomplete(Refusal):
    """A confirmation says who signed and what was received, or that nothing was."""


class Outcome(StrEnum):
    """What the payee says he received, up to the day he signed."""

    RECEIVED = "received"
    LESS = "less"
    NOT_RECEIVED = "not_received"

    @property
    def chinese(self) -> str:
        return {"received": "已收到", "less": "少收到", "not_received": "没有收到"}[self]


class Signer(StrEnum):
    """Who signed, in relation to the payee."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    KIN = "kin"
    GUARDIAN = "guardian"
    PROXY = "proxy"
    OFFICIAL = "official"

    @property
    def chinese(self) -> str:
        return _SIGNERS[self]


_SIGNERS = {
    Signer.SELF: "本人",
    Signer.SPOUSE: "配偶",
    Signer.CHILD: "子女",
    Signer.PARENT: "父母",
    Signer.KIN: "其他亲属",
    Signer.GUARDIAN: "监护人",
    Signer.PROXY: "他人代领",
    Signer.OFFICIAL: "村干部代领",
}


class Means(StrEnum):
    """By which means it was confirmed."""

    SIGNATURE = "signature"
    FINGERPRINT = "fingerprint"
    SEAL = "seal"
    SMS = "sms"
    FACE = "face"
    PHONE = "phone"
    VISIT = "visit"

    @property
    def chinese(self) -> str:
        return _MEANS[self]


_MEANS = {
    Means.SIGNATURE: "签字",
    Means.FINGERPRINT: "按手印",
    Means.SEAL: "盖章",
    Means.SMS: "短信",
    Means.FACE: "人脸识别",
    Means.PHONE: "电话核实",
    Means.VISIT: "入户核实",
}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One row: what was received of a payment line. No repr of who signed and of the note.

    `amount_fen` counts all that was received of the line so far; goods are said in words. With
    NOT_RECEIVED both are empty. `corrects` names the confirmation of the same line that was wrong.
    """

    year: int
    number: int
    line: int
    outcome: Outcome
    relation: Signer
    means: Means
    signed_on: date
    signer: str = field(repr=False)
    amount_fen: int | None = None
    goods: str = ""
    signed_time: time | None = None
    corrects: UUID | None = None
    evidence: bytes | None = None
    note: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.signer:
            raise ConfirmationIncomplete("必须写明签收人", line=self.line)
        nothing = self.amount_fen is None and not self.goods
        if (self.outcome is Outcome.NOT_RECEIVED) != nothing:
            raise ConfirmationIncomplete(
                "没有收到的不写金额和实物；收到的必须写明金额或实物", line=self.line
            )
        if self.amount_fen is not None and self.amount_fen <= 0:
            raise ConfirmationIncomplete("收到的金额必须大于零", line=self.line)

    @property
    def private(self) -> dict[str, str]:
        return {"signer": self.signer, "note": self.note}


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who records: a login with a township's or village's role, and its region prefixes."""

    login: str
    role: str
    reach: tuple[str, ...]

    def as_json(self) -> str:
        return json.dumps({"login": self.login, "role": self.role, "reach": list(self.reach)})


def key_of(batch: UUID, place: int) -> UUID:
    """The key of the row at `place`, from 1, of a batch."""
    return uuid5(batch, str(place))


def confirm(
    connection: Connection,
    book: int,
    batch: UUID,
    rows: Sequence[Confirmation],
    *,
    by: Confirmer,
    sealer: Sealer,
) -> Recorded:
    """Record a batch of 1 to MOST_ROWS confirmations as one event, all of them or none.

    Raises ConfirmedLineUnknown, ConfirmedLineOutOfReach, ConfirmationContradictsLine,
    ConfirmationDayImpossible, CorrectedUnknown, ConfirmedAlready, RoleMayNotConfirm,
    KeyWithOtherContent where this batch was recorded with other rows.
    """
    if not 1 <= len(rows) <= MOST_ROWS:
        raise ConfirmationIncomplete(f"一次登记 1 至 {MOST_ROWS} 笔签收", rows=len(rows))
    facts, given = list[dict[str, Canonical]](), list[dict[str, object]]()
    for place, row in enumerate(rows, start=1):
        sealed = seal_fields(sealer, row.private)
        fact = facts_of(key_of(batch, place), place, row)
        facts.append({**fact, "sd": [each.hex() for each in sealed.commitments]})
        stored: dict[str, object] = {"goods": "", **fact}
        if row.evidence is not None:
            stored["evidence"] = "\\x" + row.evidence.hex()
        stored["sd"] = "\\x" + packed(sealed.commitments).hex()
        stored["sealed"] = "\\x" + sealed.sealed.hex()
        given.append(stored)
    body = batch_body(batch, facts)
    try:
        found = connection.execute(
            "SELECT event, recorded_at, replayed"
            " FROM confirm(%s, %s::jsonb, %s, %s, %s, %s::jsonb)",
            [
                book,
                by.as_json(),
                f"confirmations:{batch}",
                hashlib.sha256(body).digest(),
                body.decode(),
                json.dumps(given, ensure_ascii=False),
            ],
        ).fetchone()
    except psycopg.Error as error:
        refusal = refusal_of(error)
        # Salts are new each time, so the same rows again differ in their root: compare the rows.
        if isinstance(refusal, KeyWithOtherContent):
            same = _same_again(connection, book, batch, rows, sealer)
            if same is not None:
                return same
        raise refusal or error from None
    assert found is not None
    return Recorded(*found)


def facts_of(key: UUID, place: int, row: Confirmation) -> dict[str, Canonical]:
    """Every public field that says something; names are those of the table."""
    fields: dict[str, Canonical | None] = {
        "confirmation": str(key),
        "place": place,
        "year": row.year,
        "number": row.number,
        "line": row.line,
        "outcome": row.outcome.value,
        "amount_fen": row.amount_fen,
        "goods": row.goods or None,
        "relation": row.relation.value,
        "means": row.means.value,
        "signed_on": row.signed_on.isoformat(),
        "signed_time": row.signed_time.isoformat("seconds") if row.signed_time else None,
        "corrects": str(row.corrects) if row.corrects else None,
        "evidence": row.evidence.hex() if row.evidence else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def batch_body(batch: UUID | str, facts: Sequence[dict[str, Canonical]]) -> bytes:
    """What the leaf of a batch states: how many rows, and the root over their bytes."""
    return canonical(
        {
            "kind": "confirmations",
            "batch": str(batch),
            "count": len(facts),
            "root": root(canonical(fact) for fact in facts).hex(),
        }
    )


_STORED = """
SELECT e.event, e.recorded_at, c.year, c.number, c.line, c.outcome, c.relation, c.means,
  c.signed_on, c.amount_fen, c.goods, c.signed_time, c.corrects, c.evidence, c.sd, p.sealed
FROM book_event e
JOIN confirmation c ON c.book = e.book AND c.event = e.event
LEFT JOIN record_private p ON p.book = c.book AND p.record = c.confirmation
WHERE e.book = %s AND e.key = %s ORDER BY c.place
"""


def _same_again(
    connection: Connection, book: int, batch: UUID, rows: Sequence[Confirmation], sealer: Sealer
) -> Recorded | None:
    """The event of this batch if it recorded exactly these rows; None if it did not."""
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        return None  # inside the caller's transaction nothing more can be read
    stored = connection.execute(_STORED, (book, f"confirmations:{batch}")).fetchall()
    if len(stored) != len(rows):
        return None
    for place, (row, found) in enumerate(zip(rows, stored, strict=True), start=1):
        _, _, year, number, line, outcome, relation, means, on, fen, goods, at, of, seen, *sd = (
            found
        )
        if sd[1] is None:
            return None  # erased: nobody can tell any more
        fields = open_fields(sealer, Sealed(unpacked(sd[0]), sd[1]))
        again = Confirmation(
            year, number, line, Outcome(outcome), Signer(relation), Means(means), on,
            fields.get("signer", ""), fen, goods, at, of, seen, fields.get("note", ""),
        )  # fmt: skip
        key = key_of(batch, place)
        if again.private != row.private or facts_of(key, place, again) != facts_of(key, place, row):
            return None
    return Recorded(stored[0][0], stored[0][1], True)
