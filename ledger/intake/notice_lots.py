"""Which lots does an allocation notice bring, and from which lot does each recipient get money?

With SRC rows every one of them is a lot. Without, the ALLOC rows say it themselves: one lot for
each (文号, level, category), its origin `as_printed`.

A row states its lot if there is only one, or if its own level, or a 文号 that no other lot has,
leads to exactly one. Then the attribution is documented. Otherwise lots are taken oldest first,
in printed order where days are equal, each until it is used up: attribution by rule. What no lot
covers is never invented: it comes back as a shortfall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from ledger.book.lot_choice import HeldLot, Purse
from ledger.book.voucher import NewLot
from ledger.intake.notice_rows import ALLOC, SRC, MoneyRow
from ledger.intake.source_level import SourceLevel
from ledger.register.regions import Region
from ledger.values.day import PartialDate

NOTICE_NAMESPACE = UUID("6f2d1c1e-7d0c-5c4e-9b7a-3a1f0e8d5b21")
"""Identities of what a notice names are uuid5 in this space: importing again finds them again."""

_BUDGET_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年")


@dataclass(frozen=True, slots=True)
class PlannedLot:
    """A lot with the words its notice prints; `facts` is what is posted."""

    facts: NewLot
    level: SourceLevel
    rows: tuple[int, ...]

    @property
    def lot(self) -> UUID:
        return self.facts.lot

    @property
    def amount_fen(self) -> int:
        return self.facts.origin_amount_fen


@dataclass(frozen=True, slots=True)
class RowShare:
    """Money of one lot for one row."""

    row: MoneyRow
    lot: UUID
    amount_fen: int
    by_rule: bool


def lots_of(
    notice_id: str, rows: Sequence[MoneyRow], issuer: Region, book: int, dated: PartialDate
) -> tuple[PlannedLot, ...]:
    """The lots of a notice in printed order; `dated` stands in for rows without a date."""
    sources = [each for each in rows if each.tag == SRC]
    if sources:
        groups = [(f"src/{each}", [row]) for each, row in _numbered(sources)]
    else:
        by_key: dict[str, list[MoneyRow]] = {}
        for row in rows:
            if row.tag == ALLOC:
                key = "/".join((";".join(row.doc_nos), *row.level.levels, row.category))
                by_key.setdefault(f"alloc/{key}", []).append(row)
        groups = list(by_key.items())
    return tuple(
        _lot(f"{notice_id}/{key}", group, issuer, book, dated, as_printed=not sources)
        for key, group in groups
        if sum(row.amount_fen for row in group) > 0
    )


def stated_lot(row: MoneyRow, lots: Sequence[PlannedLot]) -> PlannedLot | None:
    """The one lot a row itself points to, or None."""
    if len(lots) == 1:
        return lots[0]
    found = list(lots)
    if row.level.levels:
        found = [each for each in lots if each.level.levels == row.level.levels]
    elif not _told_apart_by_doc_no(lots):
        return None
    for same in (
        [each for each in found if each.facts.doc_nos == row.doc_nos],
        [each for each in found if each.facts.category == row.category],
    ):
        if len(found) > 1 and same:
            found = same
    if not row.level.levels and found and found[0].facts.doc_nos != row.doc_nos:
        return None
    return found[0] if len(found) == 1 else None


def purse_of(lots: Sequence[PlannedLot]) -> Purse:
    """The lots of a notice to draw from, the oldest first, those of one day as printed."""
    return Purse(
        HeldLot(each.lot, each.facts.received_on, each.facts.document_on, each.amount_fen)
        for each in lots
    )


def project_of(notice_id: str, row: MoneyRow) -> UUID:
    """The identity of the project a row gives money to: equal in every import of the notice."""
    return uuid5(
        NOTICE_NAMESPACE,
        "\x1f".join((notice_id, row.project, row.recipient, row.site, row.content)),
    )


def _numbered(rows: Iterable[MoneyRow]) -> Iterable[tuple[str, MoneyRow]]:
    """Each row with its digest and a count, so that equal rows are still two lots."""
    seen: dict[bytes, int] = {}
    for row in rows:
        seen[row.digest] = seen.get(row.digest, 0) + 1
        yield f"{row.digest.hex()}/{seen[row.digest]}", row


def _lot(
    name: str,
    rows: Sequence[MoneyRow],
    issuer: Region,
    book: int,
    dated: PartialDate,
    *,
    as_printed: bool,
) -> PlannedLot:
    first = rows[0]
    day = first.dated or dated
    origin = "as_printed" if as_printed else "documented"
    if not as_printed and first.level.above(issuer.level):
        origin = "external"
    facts = NewLot(
        lot=uuid5(NOTICE_NAMESPACE, name),
        origin=origin,
        origin_book=book,
        origin_doc_no=first.doc_nos[0] if first.doc_nos else "",
        origin_on=day.last_on,
        origin_amount_fen=sum(row.amount_fen for row in rows),
        category=first.category,
        level=first.level.level.value,
        doc_nos=first.doc_nos,
        document_on=day.last_on,
        received_on=day.last_on,
        budget_year=_budget_year(first.category, day),
        printed_source=first.level.printed,
        document_precision=day.precision.value,
    )
    return PlannedLot(facts, first.level, tuple(row.row for row in rows))


def _budget_year(category: str, day: PartialDate) -> int:
    """The year the category names (2020年第一批, released in 2019-12), else the document's."""
    found = _BUDGET_YEAR.search(category)
    named = int(found[1]) if found else day.first_on.year
    return named if abs(named - day.first_on.year) <= 1 else day.first_on.year


def _told_apart_by_doc_no(lots: Sequence[PlannedLot]) -> bool:
    numbers = [doc_no for each in lots for doc_no in set(each.facts.doc_nos)]
    return all(each.facts.doc_nos for each in lots) and len(numbers) == len(set(numbers))
