"""Which households live in which village, of what class, on a day as known at an instant?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from sqlmodel import Session

from api.access import Caller, Permission
from api.household_reach import in_reach
from api.reading.row import Row, fetch
from ledger.book.post import Connection
from ledger.register.codes import codes_of
from ledger.register.households import HouseholdKind, HouseholdOn, households_in
from ledger.register.persons import householders, identities
from ledger.storage.sealing import Sealer
from ledger.values.identity import mask_name
from ledger.values.region import RegionCode

ERASED = "已删除"
"""Shown where the personal data of somebody were erased."""


class HouseholdBook(Row):
    """A book whose households the caller may see."""

    book: int
    name: str


class VillageRow(Row):
    """A village with the number of its households, by class, and of their members."""

    region: str
    region_name: str
    township_name: str
    households: int
    members: int
    registered: int
    lifted: int
    relapsed: int
    monitored: int


class HouseholdRow(Row):
    """One household on that day; the householder is masked for who may not see names."""

    household: UUID
    code: str
    householder: str
    village_group: str
    kind: HouseholdKind
    kind_name: str
    members: int
    valid_from: date


class HouseholdList(Row):
    """The households of one place as of a day, as known at an instant; `left_out` did not fit."""

    book: int
    region: str
    as_of: date
    known_at: datetime
    households: list[HouseholdRow]
    left_out: int


def household_books(connection: Connection, caller: Caller) -> list[HouseholdBook]:
    """The caller's own, and those with households in his regions."""
    scope = caller.scope(Permission.HOUSEHOLD_READ).parameters
    return fetch(connection, HouseholdBook, _BOOKS, scope)


def villages(
    connection: Connection, caller: Caller, book: int, *, day: date, known_at: datetime
) -> list[VillageRow]:
    """Villages in reach where households of the book lived on that day, as known then."""
    return fetch(
        connection,
        VillageRow,
        _VILLAGES,
        {
            "book": book,
            "day": day,
            "known_at": known_at,
            **caller.scope(Permission.HOUSEHOLD_READ).parameters,
        },
    )


def household_list(
    work: Session,
    sealer: Sealer,
    caller: Caller,
    book: int,
    region: RegionCode,
    *,
    day: date,
    known_at: datetime,
    names: bool,
    kind: HouseholdKind | None = None,
    limit: int = 500,
) -> HouseholdList:
    """Those in the place that the caller reaches, by group and number."""
    found = [
        each
        for each in households_in(work, book, region, day=day, known_at=known_at)
        if in_reach(caller, Permission.HOUSEHOLD_READ, book, each.region.code)
        and (kind is None or each.kind is kind)
    ]
    codes = codes_of(work, book, "household", [each.household for each in found])
    found.sort(key=lambda each: (each.village_group, codes.get(each.household, ""), each.household))
    shown = found[:limit]
    heads = shown_householders(work, sealer, book, shown, day=day, known_at=known_at, names=names)
    return HouseholdList(
        book=book,
        region=region.code,
        as_of=day,
        known_at=known_at,
        households=[
            HouseholdRow(
                household=each.household,
                code=codes.get(each.household, ""),
                householder=heads.get(each.household, ""),
                village_group=each.village_group,
                kind=each.kind,
                kind_name=each.kind.chinese,
                members=each.members,
                valid_from=each.valid_from,
            )
            for each in shown
        ],
        left_out=len(found) - len(shown),
    )


def shown_householders(
    work: Session,
    sealer: Sealer,
    book: int,
    households: list[HouseholdOn],
    *,
    day: date,
    known_at: datetime,
    names: bool,
) -> dict[UUID, str]:
    """Householders as they may be shown; 已删除 where erased."""
    keys = [each.household for each in households]
    heads = householders(work, book, keys, day=day, known_at=known_at)
    opened = identities(work, sealer, book, list(heads.values()), known_at=known_at)
    names_of: Mapping[UUID, str] = {person: each.name for person, each in opened.items()}
    return {home: shown_name(names_of.get(person), names=names) for home, person in heads.items()}


def shown_name(name: str | None, *, names: bool) -> str:
    """In full, as 张*, or 已删除."""
    if name is None:
        return ERASED
    return name if names else mask_name(name)


_BOOKS: LiteralString = """
SELECT b.book, b.name FROM book b
WHERE b.book = ANY(%(scope_books)s) OR EXISTS (
  SELECT FROM household_fact f WHERE f.book = b.book AND f.region LIKE ANY(%(scope_prefixes)s))
ORDER BY b.book
"""

_VILLAGES: LiteralString = """
WITH held AS (
  SELECT DISTINCT ON (f.household) f.household, f.region, f.kind, f.members
  FROM household_fact f
  WHERE f.book = %(book)s AND f.known_at <= %(known_at)s AND f.valid_from <= %(day)s
    AND (f.valid_to IS NULL OR f.valid_to > %(day)s)
  ORDER BY f.household, f.known_at DESC, f.valid_from DESC
)
SELECT t.region,
  coalesce((SELECT r.name FROM region r WHERE r.code = t.region
            ORDER BY r.valid_from DESC LIMIT 1), t.region) AS region_name,
  coalesce((SELECT r.name FROM region r WHERE r.code = left(t.region, 9) || '000'
            ORDER BY r.valid_from DESC LIMIT 1), left(t.region, 9)) AS township_name,
  count(*)::int AS households, sum(t.members)::int AS members,
  count(*) FILTER (WHERE t.kind = 'registered')::int AS registered,
  count(*) FILTER (WHERE t.kind = 'lifted')::int AS lifted,
  count(*) FILTER (WHERE t.kind = 'relapsed')::int AS relapsed,
  count(*) FILTER (WHERE t.kind = 'monitored')::int AS monitored
FROM held t
WHERE t.kind <> 'struck_off'
  AND (%(book)s = ANY(%(scope_books)s) OR t.region LIKE ANY(%(scope_prefixes)s))
GROUP BY t.region ORDER BY t.region
"""
