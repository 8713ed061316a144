"""Who is to get what, as approved? The lists (应发清单) that payment lines pay.

A list is a number of versions, each complete, each approved by another than its maker. A version is
never changed: payments and the notice (公示) name the version they rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from ledger.storage.tables import Entitlement, EntitlementList
from ledger.values.money import check_fen, check_positive_fen
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import clean_text

_AT_ONCE = 5_000
"""Lines of one insert."""


class ListApprovedByItsMaker(Refusal):
    """A list is approved by another person than made it."""


class ListIsEmpty(Refusal):
    """A list names at least one household."""


class ListPeriodEndsBeforeStart(Refusal):
    """The period that a list pays for does not end before it begins."""


@dataclass(frozen=True, slots=True)
class NewEntitlement:
    """One line: `quantity_milli` thousandths of the benefit's unit at `rate_fen` each."""

    household: UUID
    quantity_milli: int
    rate_fen: int
    approved_fen: int
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """A version of a list. `final_by`: the day until which all of it is to be paid."""

    list: UUID
    title: str
    benefit: str
    project: UUID
    region: RegionCode
    period_from: date
    period_to: date
    approved_on: date
    final_by: date
    doc_no: str
    lines: tuple[NewEntitlement, ...] = ()


def add_list(
    work: Session, book: int, new: NewList, *, maker: str, checker: str, known_at: datetime
) -> int:
    """Add the next version of the list, lines numbered from 1. Returns the version.

    Raises ListApprovedByItsMaker, ListIsEmpty, ListPeriodEndsBeforeStart, AmountNotPositive.
    """
    return add_lists(work, book, [new], maker=maker, checker=checker, known_at=known_at)[0]


def add_lists(
    work: Session,
    book: int,
    lists: Sequence[NewList],
    *,
    maker: str,
    checker: str,
    known_at: datetime,
) -> list[int]:
    """Add the next version of each list (each list once). Returns the versions in order."""
    pairs = [(each, each.lines) for each in lists]
    return _add(work, book, pairs, maker=maker, checker=checker, known_at=known_at)


def add_long_list(
    work: Session,
    book: int,
    new: NewList,
    lines: Iterable[NewEntitlement],
    *,
    maker: str,
    checker: str,
    known_at: datetime,
) -> int:
    """`add_list` with lines that are read once, in portions, instead of those of `new`: a list of a
    county may have more lines than memory should hold. Nothing may be kept if this raises."""
    pairs = [(new, lines)]
    return _add(work, book, pairs, maker=maker, checker=checker, known_at=known_at)[0]


def _add(
    work: Session,
    book: int,
    lists: Sequence[tuple[NewList, Iterable[NewEntitlement]]],
    *,
    maker: str,
    checker: str,
    known_at: datetime,
) -> list[int]:
    if maker == checker:
        raise ListApprovedByItsMaker(f"应发清单的编制人与审定人不能同为{maker}", maker=maker)
    newest = {
        key: version
        for key, version in work.execute(
            select(col(EntitlementList.list), func.max(col(EntitlementList.version)))
            .where(
                col(EntitlementList.book) == book,
                col(EntitlementList.list).in_([each.list for each, _ in lists]),
            )
            .group_by(col(EntitlementList.list))
        )
    }
    versions = [newest.get(each.list, 0) + 1 for each, _ in lists]
    heads: list[dict[str, object]] = []
    for (each, _), version in zip(lists, versions, strict=True):
        if each.period_to < each.period_from:
            raise ListPeriodEndsBeforeStart(
                f"应发清单「{each.title}」的期间 {each.period_from} 至 {each.period_to} 不成立",
                list=str(each.list),
            )
        heads.append(
            {
                "book": book,
                "list": each.list,
                "version": version,
                "title": clean_text(each.title),
                "benefit": each.benefit,
                "project": each.project,
                "region": each.region.code,
                "period_from": each.period_from,
                "period_to": each.period_to,
                "approved_on": each.approved_on,
                "final_by": each.final_by,
                "doc_no": each.doc_no,
                "maker": maker,
                "checker": checker,
                "known_at": known_at,
            }
        )
    if heads:
        work.execute(insert(EntitlementList), heads)
    portion: list[dict[str, object]] = []
    for row in _lines(book, lists, versions):
        portion.append(row)
        if len(portion) == _AT_ONCE:
            work.execute(insert(Entitlement), portion)
            portion = []
    if portion:
        work.execute(insert(Entitlement), portion)
    return versions


def _lines(
    book: int,
    lists: Sequence[tuple[NewList, Iterable[NewEntitlement]]],
    versions: Sequence[int],
) -> Iterator[dict[str, object]]:
    for (each, entitled), version in zip(lists, versions, strict=True):
        number = 0
        for number, line in enumerate(entitled, start=1):
            yield {
                "book": book,
                "list": each.list,
                "version": version,
                "line": number,
                "household": line.household,
                "person": line.person,
                "quantity_milli": check_fen(line.quantity_milli),
                "rate_fen": check_fen(line.rate_fen),
                "approved_fen": check_positive_fen(line.approved_fen),
            }
        if number == 0:
            raise ListIsEmpty(f"应发清单「{each.title}」没有一户", list=str(each.list))
