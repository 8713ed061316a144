"""What does a township or village register: members, status, exit steps, incomes, moves, phones?

A form and a JSON body give cells as texts, by the keys of a template; they are read and checked as
one row of that file, so that form, API and file refuse the same with the same words. What is said
of somebody who is registered already (he left, has another telephone) names him by his key, because
a village clerk should not have to type an ID number again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import Session

from api.access import Caller
from api.household_reach import check_household_writable, check_own_place
from api.not_found import NotFound
from api.registering import RegisterFormWrong, cells_of, wrong_cells
from api.site import Site
from ledger.intake.lookups import households_named
from ledger.intake.register_sheet import CellFault
from ledger.intake.sheet_rows import ReadRow
from ledger.intake.sheets.cards import CARDS
from ledger.intake.sheets.exit_steps import EXIT_STEPS
from ledger.intake.sheets.household_incomes import HOUSEHOLD_INCOMES
from ledger.intake.sheets.household_moves import HOUSEHOLD_MOVES
from ledger.intake.sheets.households import HOUSEHOLDS
from ledger.intake.sheets.payee_authorities import PAYEE_AUTHORITIES
from ledger.intake.sheets.persons import PERSONS
from ledger.intake.taking import Desk, SheetKind, Source
from ledger.register.contacts import PhoneOn, add_phones
from ledger.register.households import HouseholdOn
from ledger.register.known import SaidOtherwiseAtOnce, ledger_now
from ledger.register.members import Joined, Left, Member, Relation, add_members, members_of
from ledger.storage.database import unit_of_work
from ledger.storage.tables import HouseholdEntry
from ledger.values.day import SHANGHAI, shanghai_day
from ledger.values.refusal import Refusal

FORMS: Final[dict[str, SheetKind[Any]]] = {
    each.sheet.name: each
    for each in (
        PERSONS,
        HOUSEHOLDS,
        EXIT_STEPS,
        HOUSEHOLD_INCOMES,
        HOUSEHOLD_MOVES,
        CARDS,
        PAYEE_AUTHORITIES,
    )
}
"""What is registered of a household in the form of a row, by the name of its template."""

_PLACES: Final = ("region", "from_region")
"""Columns that must lie in the caller's own place; where a household moves to need not."""


class NotYetHappened(Refusal):
    """What is registered of a person has happened."""


class HouseholdCodeTaken(Refusal):
    """A number (户编号) is given to one household."""


def form_named(name: str) -> SheetKind[Any]:
    """Raises NotFound."""
    if name not in FORMS:
        raise NotFound(f"没有登记表 {name}", register=name)
    return FORMS[name]


@dataclass(frozen=True, slots=True)
class Entering:
    """One transaction about one household that the caller may write."""

    work: Session
    book: int
    fact: HouseholdOn
    today: date
    now: datetime


@contextmanager
def entering(
    site: Site, caller: Caller, book: int, household: UUID, sheet: str
) -> Iterator[Entering]:
    """Check the reach, and remember who registered. Raises NotFound, PlaceOutOfReach."""
    try:
        with unit_of_work(site.engine) as work:
            now = ledger_now(work)
            today = shanghai_day(now)
            fact = check_household_writable(work, caller, book, household, day=today, known_at=now)
            yield Entering(work, book, fact, today, now)
            work.add(_entry(book, household, sheet, caller, now))
    except SaidOtherwiseAtOnce as refusal:
        if not site.system.demo:
            raise
        raise SaidOtherwiseAtOnce(
            f"演示数据的时钟停在 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}，"
            "同一件事在同一时刻只能登记一种内容，刚登记的内容不能马上改登；"
            "正式系统的时钟在走，没有这个限制"
        ) from refusal


def record_household_row(
    site: Site, caller: Caller, book: int, household: UUID, name: str, texts: Mapping[str, str]
) -> int:
    """Register one row of the household. Returns how much was new: 0 where it is there already.

    Raises NotFound, PlaceOutOfReach, RegisterFormWrong, SaidOtherwiseAtOnce, and what the register
    refuses.
    """
    kind = form_named(name)
    pinned = {**texts, "household": str(household)}
    cells = cells_of(kind.sheet.columns, pinned)
    for column in _PLACES:
        if cells.get(column):
            check_own_place(caller, str(cells[column]))
    values = tuple(cells[each.key] for each in kind.sheet.columns)
    read = ReadRow(1, kind.sheet.make(*values), (), values)
    with entering(site, caller, book, household, name) as at:
        desk = Desk(at.work, book, site.system.sealer, caller.login, "", at.today, at.now)
        taker = kind.taker(desk)
        if faults := taker.check([read]):
            raise wrong_cells([CellFault(each.column, each.reason) for each in faults])
        return taker.take(iter([read]), Source(uuid4(), 1, "")).new


def record_new_household(site: Site, caller: Caller, book: int, texts: Mapping[str, str]) -> UUID:
    """Register a household that has no number yet. Returns its key.

    Raises PlaceOutOfReach, RegisterFormWrong, HouseholdCodeTaken, and what the register refuses.
    """
    columns = HOUSEHOLDS.sheet.columns
    cells = cells_of(columns, texts)
    check_own_place(caller, str(cells["region"]))
    values = tuple(cells[each.key] for each in columns)
    read = ReadRow(1, HOUSEHOLDS.sheet.make(*values), (), values)
    code = str(cells["household"])
    with unit_of_work(site.engine) as work:
        now = ledger_now(work)
        if households_named(work, book, [code]):
            raise HouseholdCodeTaken(f"户编号 {code} 已经有了", code=code)
        desk = Desk(work, book, site.system.sealer, caller.login, "", shanghai_day(now), now)
        taker = HOUSEHOLDS.taker(desk)
        if faults := taker.check([read]):
            raise wrong_cells([CellFault(each.column, each.reason) for each in faults])
        taker.take(iter([read]), Source(uuid4(), 1, ""))
        work.flush()
        household = households_named(work, book, [code])[code]
        work.add(_entry(book, household, "households", caller, now))
    return household


def record_leaving(
    site: Site,
    caller: Caller,
    book: int,
    household: UUID,
    person: UUID,
    *,
    left_on: date,
    cause: Left,
    relation: Relation | None = None,
) -> None:
    """A member leaves on that day; with `relation` he stays and is something else from then on.

    Raises NotFound, PlaceOutOfReach, NotYetHappened, RegisterFormWrong, SaidOtherwiseAtOnce.
    """
    with entering(site, caller, book, household, "members") as at:
        if left_on > at.today:
            raise NotYetHappened(f"{left_on} 还没有到")
        member = _member(at, household, person, left_on)
        if relation is not None and cause is not Left.RELATION:
            raise RegisterFormWrong("改变与户主关系的，原因写户主变更")
        periods = [replace(member, left_on=left_on, left_cause=cause)]
        if relation is not None:
            periods.append(Member(household, person, relation, left_on, Joined.RELATION))
        add_members(at.work, book, periods, known_at=at.now)


def record_phone(
    site: Site,
    caller: Caller,
    book: int,
    household: UUID,
    person: UUID,
    *,
    phone: str,
    valid_from: date,
) -> None:
    """Another telephone from that day on; the one before ends.

    Raises NotFound, PlaceOutOfReach, NotYetHappened, RegisterFormWrong, PersonErased,
    SaidOtherwiseAtOnce.
    """
    column = replace(PERSONS.sheet.column("phone"), required=True)
    number = str(cells_of([column], {"phone": phone})["phone"])
    with entering(site, caller, book, household, "phones") as at:
        if valid_from > at.today:
            raise NotYetHappened(f"{valid_from} 还没有到")
        _member(at, household, person, at.today)
        add_phones(
            at.work,
            book,
            [PhoneOn(person, valid_from, number)],
            sealer=site.system.sealer,
            known_at=at.now,
        )


def _entry(book: int, household: UUID, sheet: str, caller: Caller, now: datetime) -> HouseholdEntry:
    return HouseholdEntry(
        book=book,
        entry=uuid4(),
        household=household,
        sheet=sheet,
        actor=caller.login,
        known_at=now,
    )


def _member(at: Entering, household: UUID, person: UUID, day: date) -> Member:
    """The membership that is open on that day."""
    for each in members_of(at.work, at.book, [household], known_at=at.now, day=day):
        if each.person == person:
            return each
    raise NotFound(f"{day} 户内没有这个人", household=str(household), person=str(person))
