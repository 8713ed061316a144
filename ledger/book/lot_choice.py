"""Which lots pay an amount out of an account? The ones a document names, else the oldest first.

One rule for rosters, notices and drafts: by `received_on`, then `document_on`, then in the order
given. A `Purse` is filled once with what stands and drawn from line by line, so that no fen is
promised twice. What other drafts promise is not known here: posting refuses what is no longer
there. Every share says whether a document stated its lot or this rule chose it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.balance import Subject, standings
from ledger.book.post import Connection
from ledger.book.voucher import AccountRef
from ledger.values.document import normalise_doc_no
from ledger.values.money import yuan
from ledger.values.refusal import Refusal


class LotsShort(Refusal):
    """An amount whose lots are to be chosen is there, in lots that its document allows."""


@dataclass(frozen=True, slots=True)
class HeldLot:
    """What stands of a lot, and what its age is told by; `doc_nos` in their normal form."""

    lot: UUID
    received_on: date
    document_on: date
    held_fen: int
    doc_nos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A part of an amount that one lot pays; `by_rule`: no document says that it is this lot."""

    lot: UUID
    amount_fen: int
    by_rule: bool


class Purse:
    """Lots to pay from; never gives more of one than is left."""

    def __init__(self, held: Iterable[HeldLot]) -> None:
        self._order = sorted(held, key=lambda each: (each.received_on, each.document_on))
        self.left_fen = {each.lot: each.held_fen for each in self._order}

    @property
    def youngest(self) -> UUID | None:
        """The lot that is paid from last; None if there is none."""
        return self._order[-1].lot if self._order else None

    def with_doc_no(self, doc_no: str) -> frozenset[UUID]:
        """The lots that carry this 文号, however it is written."""
        form = doc_no_form(doc_no)
        return frozenset(each.lot for each in self._order if form in each.doc_nos)

    def standing_fen(self, told: Collection[UUID] | None = None) -> int:
        """What is left of the lots told, or of all."""
        return sum(fen for lot, fen in self.left_fen.items() if told is None or lot in told)

    def draw(
        self, amount_fen: int, told: Collection[UUID] | None = None
    ) -> tuple[list[Share], int]:
        """(shares, shortfall in fen): of the lots told, else of all, the oldest first.

        One lot told is documented. Of several told, which of them pays is still this rule's choice.
        """
        by_rule = told is None or len(told) > 1
        shares: list[Share] = []
        for each in self._order:
            if told is not None and each.lot not in told:
                continue
            part = min(amount_fen, self.left_fen[each.lot])
            if part:
                self.left_fen[each.lot] -= part
                amount_fen -= part
                shares.append(Share(each.lot, part, by_rule))
        return shares, amount_fen

    def draw_all(self, amount_fen: int, told: Collection[UUID] | None = None) -> list[Share]:
        """The whole amount or nothing. Raises LotsShort."""
        left_fen = self.standing_fen(told)
        if left_fen < amount_fen:
            raise LotsShort(
                f"余额不足：需要 {yuan(amount_fen)}，还有 {yuan(left_fen)}",
                wanted_fen=amount_fen,
                left_fen=left_fen,
            )
        return self.draw(amount_fen, told)[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An amount to pay out of an account: of this lot, of a lot with this 文号, or of any."""

    account: AccountRef
    amount_fen: int
    lot: UUID | None = None
    doc_no: str = ""


class Purses:
    """The purses of a book's accounts, each read when it is first asked for."""

    def __init__(self, connection: Connection, book: int) -> None:
        self._connection, self._book = connection, book
        self._known: dict[AccountRef, Purse] = {}

    def of(self, account: AccountRef) -> Purse:
        if account not in self._known:
            self._known[account] = Purse(held_lots(self._connection, self._book, account))
        return self._known[account]

    def draw(self, wanted: Wanted) -> list[Share]:
        """The whole amount, by rule or as its 文号 says. Raises LotsShort: nothing is drawn."""
        purse = self.of(wanted.account)
        told = None
        if wanted.doc_no:
            told = purse.with_doc_no(wanted.doc_no)
            if not told:
                raise LotsShort(f"没有文号为 {wanted.doc_no} 的资金", doc_no=wanted.doc_no)
        return purse.draw_all(wanted.amount_fen, told)


def choose(connection: Connection, book: int, wanted: Sequence[Wanted]) -> list[list[Share]]:
    """The shares of each amount, of what stands now. Raises LotsShort.

    Lots that are stated are set aside first, whether or not they suffice: posting judges those.
    """
    purses = Purses(connection, book)
    for each in wanted:
        if each.lot is not None:
            purses.of(each.account).draw(each.amount_fen, (each.lot,))
    return [
        [Share(each.lot, each.amount_fen, by_rule=False)]
        if each.lot is not None
        else purses.draw(each)
        for each in wanted
    ]


def held_lots(
    connection: Connection,
    book: int,
    account: AccountRef,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[HeldLot]:
    """What stands in an account, lot by lot: now, or as of a day as known at an instant."""
    found = connection.execute(
        "SELECT account FROM account WHERE book = %s AND kind = %s AND owner = %s AND year = %s",
        [book, account.kind.value, account.owner, account.year],
    ).fetchone()
    if found is None:
        return []
    stands = {
        each.lot: each.balance_fen
        for each in standings(
            connection, book, Subject(account=found[0]), as_of=as_of, known_at=known_at
        )
        if each.balance_fen > 0
    }
    with connection.cursor(row_factory=class_row(_Facts)) as cursor:
        facts = cursor.execute(_FACTS, {"book": book, "lots": list(stands)}).fetchall()
    return [
        HeldLot(
            each.lot,
            each.received_on,
            each.document_on,
            stands[each.lot],
            tuple(map(doc_no_form, (*each.doc_nos, each.origin_doc_no))),
        )
        for each in facts
    ]


def doc_no_form(doc_no: str) -> str:
    """The one form of a 文号; of a text that is none, the text."""
    try:
        return normalise_doc_no(doc_no).text
    except Refusal:
        return doc_no


@dataclass(frozen=True, slots=True)
class _Facts:
    lot: UUID
    received_on: date
    document_on: date
    doc_nos: list[str]
    origin_doc_no: str


_FACTS = """
SELECT l.lot, l.received_on, l.document_on, l.doc_nos, l.origin_doc_no
FROM lot l WHERE l.book = %(book)s AND l.lot = ANY(%(lots)s) ORDER BY l.lot
"""
