"""Is this household or person within the caller's reach, and may he write there?

Read: the household lies in one of his regions, or in his own book, on the day asked (where nothing
is said of that day: on any). Written by a township or village: it lies in that place today. Out of
reach is answered like not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from api.access import Caller, Permission
from api.not_found import NotFound
from api.noticing import PlaceOutOfReach
from api.recording import places_of
from ledger.register.households import HouseholdOn, household_history, households_as_of
from ledger.register.members import memberships_of
from ledger.storage.tables import HouseholdFact, Person


def in_reach(caller: Caller, permission: Permission, book: int, region: str) -> bool:
    """Whether a household there is the caller's to see."""
    scope = caller.scope(permission)
    return book in scope.books or scope.covers_region(region)


def own_place(caller: Caller, region: str) -> bool:
    """Whether the place lies in the caller's own township or village."""
    places = places_of(caller)
    return bool(places) and region.startswith(places)


def readable_household(
    work: Session, caller: Caller, book: int, household: UUID, *, day: date, known_at: datetime
) -> HouseholdOn:
    """What is said of it on that day, or the nearest before or after. Raises NotFound."""
    found = households_as_of(work, book, [household], day=day, known_at=known_at).get(household)
    if found is None:
        history = [each for each, _ in household_history(work, book, household, known_at=known_at)]
        before = [each for each in history if each.valid_from <= day]
        nearest = before or history[:1]
        found = nearest[-1] if nearest else None
    if found is None or not in_reach(caller, Permission.HOUSEHOLD_READ, book, found.region.code):
        raise _not_there(book, household)
    return found


def check_household_writable(
    work: Session, caller: Caller, book: int, household: UUID, *, day: date, known_at: datetime
) -> HouseholdOn:
    """Raises NotFound, or PlaceOutOfReach where the caller may see but not write."""
    found = readable_household(work, caller, book, household, day=day, known_at=known_at)
    check_own_place(caller, found.region.code)
    return found


def check_own_place(caller: Caller, region: str) -> None:
    """Raises PlaceOutOfReach."""
    if not own_place(caller, region):
        raise PlaceOutOfReach(f"区划 {region} 不在您的辖区内，不能办理", region=region)


def check_person(
    work: Session,
    caller: Caller,
    permission: Permission,
    book: int,
    person: UUID,
    *,
    known_at: datetime,
) -> list[UUID]:
    """The households of the person, the newest last. Raises NotFound.

    In reach: the book is the caller's own, or one of the households lies (as known last) in the
    caller's own place; to read requests, in one of his regions.
    """
    if work.get(Person, (book, person)) is None:
        raise _nobody(book, person)
    homes = [each.household for each in memberships_of(work, book, person, known_at=known_at)]
    if book in caller.scope(permission).books:
        return homes
    reached = caller.scope(permission).covers_region
    if permission is not Permission.ERASURE_READ:
        reached = partial(own_place, caller)
    if any(map(reached, _regions(work, book, homes, known_at))):
        return homes
    raise _nobody(book, person)


def person_readable(
    work: Session,
    caller: Caller,
    permission: Permission,
    book: int,
    person: UUID,
    *,
    known_at: datetime,
) -> bool:
    """Whether a household of the person lies in one of the caller's regions."""
    homes = [each.household for each in memberships_of(work, book, person, known_at=known_at)]
    scope = caller.scope(permission)
    return any(map(scope.covers_region, _regions(work, book, homes, known_at)))


def _regions(work: Session, book: int, households: Iterable[UUID], known_at: datetime) -> list[str]:
    fact = HouseholdFact
    return list(
        work.execute(
            select(col(fact.region))
            .ext(distinct_on(col(fact.household)))
            .where(
                col(fact.book) == book,
                col(fact.household).in_(list(households)),
                col(fact.known_at) <= known_at,
            )
            .order_by(
                col(fact.household),
                func.coalesce(col(fact.valid_to), date.max).desc(),
                col(fact.known_at).desc(),
            )
        ).scalars()
    )


def _not_there(book: int, household: UUID) -> NotFound:
    return NotFound(f"账簿 {book} 没有户 {household}", book=book, household=str(household))


def _nobody(book: int, person: UUID) -> NotFound:
    return NotFound(f"账簿 {book} 没有登记这个人", book=book, person=str(person))
