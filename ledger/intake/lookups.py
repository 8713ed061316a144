"""What do the names and numbers in a file mean in this book?

Answers for many at once: a portion of rows costs one question of each kind. What is not found is
left out, and the caller says which cell named it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from ledger.register.codes import codes_there, keys_of
from ledger.storage.tables import (
    Benefit,
    Book,
    BookRegion,
    BookYear,
    Household,
    Organisation,
    Project,
    RegionRow,
)
from ledger.values.region import RegionCode


def households_named(work: Session, book: int, codes: Iterable[str]) -> dict[str, UUID]:
    """By 户编号, or by the household's own key as an export writes it."""
    wanted = set(codes)
    found = keys_of(work, book, "household", wanted)
    keys = {text: key for text in wanted - found.keys() if (key := _uuid(text))}
    if keys:
        here = set(
            work.execute(
                select(col(Household.household)).where(
                    col(Household.book) == book, col(Household.household).in_(keys.values())
                )
            ).scalars()
        )
        found |= {text: key for text, key in keys.items() if key in here}
    return found


def households_known(work: Session, book: int, codes: Iterable[str]) -> set[str]:
    """Those of the codes that `households_named` finds."""
    wanted = set(codes)
    found = codes_there(work, book, "household", wanted)
    return found | households_named(work, book, wanted - found).keys() if wanted > found else found


def projects_named(work: Session, book: int, codes: Iterable[str]) -> dict[str, UUID]:
    """By 项目编号."""
    rows = work.execute(
        select(col(Project.code), col(Project.project)).where(
            col(Project.book) == book, col(Project.code).in_(set(codes))
        )
    )
    return dict(rows.all())


def benefits_named(work: Session, names: Iterable[str]) -> dict[str, str]:
    """By the name of the benefit, or its code."""
    wanted = set(names) - {""}
    rows = work.execute(
        select(col(Benefit.benefit), col(Benefit.name)).where(
            or_(col(Benefit.benefit).in_(wanted), col(Benefit.name).in_(wanted))
        )
    )
    found: dict[str, str] = {}
    for benefit, name in rows:
        found |= {name: benefit, benefit: benefit}
    return {name: found[name] for name in wanted if name in found}


def organisations_named(work: Session, names: Iterable[str]) -> dict[str, str]:
    """The key of a unit, by that key or by its name where only one unit has it."""
    wanted = set(names) - {""}
    rows = work.execute(
        select(col(Organisation.org), col(Organisation.name)).where(
            or_(col(Organisation.org).in_(wanted), col(Organisation.name).in_(wanted))
        )
    ).all()
    by_key = {org: org for org, _ in rows}
    names_seen = [name for _, name in rows]
    by_name = {name: org for org, name in rows if names_seen.count(name) == 1}
    return {each: org for each in wanted if (org := by_key.get(each) or by_name.get(each))}


class Places:
    """Whether a region code may stand in a file of this book."""

    def __init__(self, work: Session, book: int) -> None:
        self._work = work
        self._book_prefixes = [
            RegionCode(code).prefix
            for code in work.execute(
                select(col(BookRegion.region)).where(col(BookRegion.book) == book)
            ).scalars()
        ]
        self._registered = set(
            work.execute(
                select(col(RegionRow.level))
                .distinct()
                .where(or_(*(col(RegionRow.code).startswith(each) for each in self._book_prefixes)))
            ).scalars()
            if self._book_prefixes
            else ()
        )
        self._known: dict[str, str] = {}

    def fault(self, code: str) -> str:
        """Why the place is refused; empty where it is not.

        A place lies in the book's region. Where places of its level are registered there, it is
        one of them; where that level is not registered, its code is all that is known.
        """
        if code not in self._known:
            self._known[code] = self._ask(code)
        return self._known[code]

    def _ask(self, code: str) -> str:
        if self._book_prefixes and not code.startswith(tuple(self._book_prefixes)):
            return f"区划 {code} 不在本账簿的辖区内"
        if RegionCode(code).level.value in self._registered:
            here = self._work.execute(
                select(col(RegionRow.code)).where(col(RegionRow.code) == code).limit(1)
            ).scalar_one_or_none()
            if here is None:
                return f"区划代码 {code} 没有登记"
        return ""


class Years:
    """Which fiscal years of the book are open, and from when it is live."""

    def __init__(self, work: Session, book: int) -> None:
        self.open = set(
            work.execute(
                select(col(BookYear.year)).where(
                    col(BookYear.book) == book, col(BookYear.closed_at).is_(None)
                )
            ).scalars()
        )
        self.live_from: date = work.execute(
            select(func.coalesce(func.max(col(Book.live_from)), date(1900, 1, 1))).where(
                col(Book.book) == book
            )
        ).scalar_one()

    def fault(self, year: int) -> str:
        """Why money cannot be booked in that year; empty where it can."""
        return "" if year in self.open else f"{year} 会计年度没有打开或已经结账"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
