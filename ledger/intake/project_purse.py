"""Which lots pay what a project pays out? The one a document names, else the oldest first.

A purse is filled once from the balances of the book and then drawn from line by line, so that a
roster of many vouchers never promises the same fen twice. What other drafts promise is not known
here: posting refuses what is no longer there.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.storage.tables import Account, Balance, Lot
from ledger.values.document import normalise_doc_no
from ledger.values.kinds import AccountKind
from ledger.values.money import yuan
from ledger.values.refusal import Refusal


@dataclass(slots=True)
class _Held:
    lot: UUID
    doc_nos: tuple[str, ...]
    left_fen: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of an amount that one lot pays."""

    lot: UUID
    amount_fen: int
    by_rule: bool


class ProjectPurse:
    """What projects hold in one fiscal year, lot by lot."""

    def __init__(self, work: Session, book: int, year: int) -> None:
        self._work, self._book, self._year = work, book, year
        self._held: dict[UUID, list[_Held]] = {}

    def draw(self, project: UUID, amount_fen: int, doc_no: str = "") -> list[Share] | str:
        """The shares of an amount, or in words why it cannot be paid; then nothing was drawn."""
        held = self._of(project)
        chosen = held
        if doc_no:
            form = _doc_no_form(doc_no)
            chosen = [each for each in held if form in each.doc_nos]
            if not chosen:
                return f"项目没有文号为 {doc_no} 的资金"
        left = sum(each.left_fen for each in chosen)
        if left < amount_fen:
            return f"项目余额不足：需要 {yuan(amount_fen)}，还有 {yuan(left)}"
        shares: list[Share] = []
        for each in chosen:
            part = min(amount_fen, each.left_fen)
            if part:
                each.left_fen -= part
                amount_fen -= part
                shares.append(Share(each.lot, part, by_rule=not doc_no))
        return shares

    def _of(self, project: UUID) -> list[_Held]:
        if project not in self._held:
            rows = self._work.execute(
                select(
                    col(Lot.lot),
                    col(Lot.doc_nos),
                    col(Lot.origin_doc_no),
                    col(Balance.balance_fen),
                )
                .select_from(Account)
                .join(
                    Balance,
                    (col(Balance.book) == col(Account.book))
                    & (col(Balance.account) == col(Account.account)),
                )
                .join(
                    Lot, (col(Lot.book) == col(Account.book)) & (col(Lot.lot) == col(Balance.lot))
                )
                .where(
                    col(Account.book) == self._book,
                    col(Account.kind) == AccountKind.PROJECT.value,
                    col(Account.owner) == str(project),
                    col(Account.year) == self._year,
                    col(Balance.balance_fen) > 0,
                )
                .order_by(col(Lot.document_on), col(Lot.received_on), col(Lot.lot))
            )
            self._held[project] = [
                _Held(lot, tuple(map(_doc_no_form, (*doc_nos, origin))), balance)
                for lot, doc_nos, origin, balance in rows
            ]
        return self._held[project]


def _doc_no_form(doc_no: str) -> str:
    try:
        return normalise_doc_no(doc_no).text
    except Refusal:
        return doc_no
