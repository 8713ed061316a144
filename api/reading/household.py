"""What is known of one household on a day, as known at an instant: one page.

Members, cards, incomes against the line of their year, steps of its exit done and missing, splits
and moves, who answers for it. What of it may be shown in full says `names`; without it names are
masked and addresses, causes of poverty and ID numbers are left out.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from api.reading.household_exits import ExitRow, exits_of
from api.reading.household_incomes import IncomeRow, incomes_with_line
from api.reading.households import ERASED, shown_name
from api.reading.owner_names import OwnerNames
from api.reading.row import Money, Row, fetch
from ledger.book.household_money import household_money
from ledger.book.post import Connection
from ledger.register.cards import authorities_of, cards_of
from ledger.register.codes import codes_of
from ledger.register.contacts import HomeOn, homes_on
from ledger.register.households import HouseholdKind, HouseholdOn, household_history
from ledger.register.members import Member, labour_of, members_of
from ledger.register.moves import moves_of
from ledger.register.persons import Identity, identities
from ledger.register.responsible import DutyKind, names_of
from ledger.storage.sealing import Sealer


class StatusRow(Row):
    """One thing said of the household: `holds` on the day asked."""

    valid_from: date
    valid_to: date | None
    kind: HouseholdKind
    kind_name: str
    region: str
    region_name: str
    village_group: str
    members: int
    doc_no: str
    known_at: datetime
    holds: bool


class MemberRow(Row):
    """A period of membership; `here` on the day asked."""

    person: UUID
    name: str
    erased: bool
    relation: str
    resident_id: str
    phone: str
    labour: str
    joined_on: date
    joined_cause: str
    left_on: date | None
    left_cause: str
    here: bool


class CardRow(Row):
    """A card of a member: the last four digits only."""

    person: UUID
    holder: str
    bank: str
    opened_in: str
    number: str
    valid_from: date
    valid_to: date | None


class AuthorityRow(Row):
    """`payee` may receive what is `person`'s."""

    person: str
    payee: str
    reason: str
    doc_no: str
    valid_from: date
    valid_to: date | None


class MoveRow(Row):
    """分户, 并户 or 迁移; `other` is the other household, if there is one."""

    kind: str
    other: UUID | None
    other_code: str
    gave: bool
    happened_on: date
    from_name: str
    to_name: str
    doc_no: str


class DutyRow(Row):
    """Somebody who answers for the household, or for its village."""

    duty: UUID
    kind: str
    kind_name: str = ""
    name: str = ""
    post: str
    org_name: str
    for_village: bool
    valid_from: date
    valid_to: date | None


class EntryRow(Row):
    """Who registered something of the household by form, and when it became known."""

    sheet: str
    actor: str
    known_at: datetime


class HouseholdFacts(Row):
    """A household on one page."""

    book: int
    household: UUID
    code: str
    as_of: date
    known_at: datetime
    region: str
    region_name: str
    village_group: str
    kind: HouseholdKind
    kind_name: str
    member_count: int
    names: bool
    address: str
    causes: list[str]
    timeline: list[StatusRow]
    members: list[MemberRow]
    cards: list[CardRow]
    authorities: list[AuthorityRow]
    incomes: list[IncomeRow]
    exits: list[ExitRow]
    moves: list[MoveRow]
    duties: list[DutyRow]
    entries: list[EntryRow]
    arrived: Money
    on_the_way: Money


def household_facts(
    connection: Connection,
    work: Session,
    sealer: Sealer,
    book: int,
    fact: HouseholdOn,
    *,
    day: date,
    known_at: datetime,
    names: bool,
) -> HouseholdFacts:
    """All of it. `fact` is what holds on that day (household_reach.readable_household)."""
    home = fact.household
    places = OwnerNames(connection, [book], [])
    history = household_history(work, book, home, known_at=known_at)
    members = members_of(work, book, [home], known_at=known_at)
    persons = list({each.person for each in members})
    opened = identities(work, sealer, book, persons, known_at=known_at)
    labour = labour_of(work, book, persons, day=day, known_at=known_at)
    home_on = homes_on(work, sealer, book, [home], day=day, known_at=known_at).get(home, HomeOn())
    money = household_money(connection, book, home, as_of=day, known_at=known_at)
    return HouseholdFacts(
        book=book,
        household=home,
        code=codes_of(work, book, "household", [home]).get(home, ""),
        as_of=day,
        known_at=known_at,
        region=fact.region.code,
        region_name=places.region(fact.region.code),
        village_group=fact.village_group,
        kind=fact.kind,
        kind_name=fact.kind.chinese,
        member_count=fact.members,
        names=names,
        address=home_on.address if names else "",
        causes=[each.value for each in home_on.causes] if names else [],
        timeline=[
            StatusRow(
                valid_from=each.valid_from,
                valid_to=each.valid_to,
                kind=each.kind,
                kind_name=each.kind.chinese,
                region=each.region.code,
                region_name=places.region(each.region.code),
                village_group=each.village_group,
                members=each.members,
                doc_no=each.doc_no,
                known_at=known,
                holds=each == fact,
            )
            for each, known in history
        ],
        members=[
            _member(
                each,
                opened.get(each.person),
                labour[each.person].chinese if each.person in labour else "",
                day=day,
                names=names,
            )
            for each in members
        ],
        cards=_cards(work, sealer, book, opened, persons, places, known_at, names),
        authorities=_authorities(work, sealer, book, persons, known_at, names),
        incomes=incomes_with_line(work, book, home, fact.region, known_at=known_at),
        exits=exits_of(work, book, home, [each for each, _ in history], known_at=known_at),
        moves=_moves(work, book, home, places, known_at),
        duties=_duties(connection, work, sealer, book, fact, day, known_at, names),
        entries=fetch(
            connection, EntryRow, _ENTRIES, {"book": book, "home": home, "known_at": known_at}
        ),
        arrived=Money.of(money.arrived_fen),
        on_the_way=Money.of(money.on_the_way_fen),
    )


def _member(
    each: Member, opened: Identity | None, labour: str, *, day: date, names: bool
) -> MemberRow:
    return MemberRow(
        person=each.person,
        name=shown_name(opened.name if opened else None, names=names),
        erased=opened is None,
        relation=each.relation.value,
        resident_id=hidden(opened.resident_id, 6) if opened and names else "",
        phone=hidden(opened.phone, 3) if opened and names else "",
        labour=labour,
        joined_on=each.joined_on,
        joined_cause=each.joined_cause.chinese,
        left_on=each.left_on,
        left_cause=each.left_cause.chinese if each.left_cause else "",
        here=each.joined_on <= day and (each.left_on is None or day < each.left_on),
    )


def hidden(number: str, shown: int) -> str:
    """A number with its middle hidden: its first `shown` and last four signs."""
    if len(number) <= shown + 4:
        return "*" * len(number)
    return number[:shown] + "*" * (len(number) - shown - 4) + number[-4:]


def _cards(
    work: Session,
    sealer: Sealer,
    book: int,
    opened: dict[UUID, Identity],
    persons: list[UUID],
    places: OwnerNames,
    known_at: datetime,
    names: bool,
) -> list[CardRow]:
    rows = []
    for each in cards_of(work, sealer, book, persons, known_at=known_at):
        assert each.person is not None
        holder = opened.get(each.person)
        rows.append(
            CardRow(
                person=each.person,
                holder=shown_name(holder.name if holder else None, names=names),
                bank=each.bank,
                opened_in=places.region(each.opened_in) if each.opened_in else "",
                number=f"**** {each.tail}" if each.tail else ERASED,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
            )
        )
    return sorted(rows, key=lambda each: each.valid_from)


def _authorities(
    work: Session, sealer: Sealer, book: int, persons: list[UUID], known_at: datetime, names: bool
) -> list[AuthorityRow]:
    found = authorities_of(work, book, persons, known_at=known_at)
    both = [key for each in found for key in (each.person, each.payee)]
    opened = identities(work, sealer, book, both, known_at=known_at)

    def name(person: UUID) -> str:
        return shown_name(opened[person].name if person in opened else None, names=names)

    return [
        AuthorityRow(
            person=name(each.person),
            payee=name(each.payee),
            reason=each.reason.chinese,
            doc_no=each.doc_no,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in found
    ]


def _moves(
    work: Session, book: int, home: UUID, places: OwnerNames, known_at: datetime
) -> list[MoveRow]:
    found = moves_of(work, book, [home], known_at=known_at)
    others = {each: _other(each.household, each.to_household, home) for each in found}
    codes = codes_of(work, book, "household", [key for key in others.values() if key])
    return [
        MoveRow(
            kind=each.kind.chinese,
            other=other,
            other_code=codes.get(other, "") if other else "",
            gave=each.household == home,
            happened_on=each.happened_on,
            from_name=places.region(each.from_region.code),
            to_name=places.region(each.to_region.code),
            doc_no=each.doc_no,
        )
        for each, other in others.items()
    ]


def _other(one: UUID, two: UUID, home: UUID) -> UUID | None:
    return next((each for each in (one, two) if each != home), None)


def _duties(
    connection: Connection,
    work: Session,
    sealer: Sealer,
    book: int,
    fact: HouseholdOn,
    day: date,
    known_at: datetime,
    names: bool,
) -> list[DutyRow]:
    found = fetch(
        connection,
        DutyRow,
        _DUTIES,
        {
            "book": book,
            "home": fact.household,
            "region": fact.region.code,
            "day": day,
            "known_at": known_at,
        },
    )
    opened = names_of(work, sealer, book, [each.duty for each in found])
    return [
        each.model_copy(
            update={
                "kind_name": DutyKind(each.kind).chinese,
                "name": shown_name(opened.get(each.duty), names=names),
            }
        )
        for each in found
    ]


_DUTIES = """
SELECT d.duty, d.kind, d.post, coalesce(o.name, d.org, '') AS org_name,
  d.household IS NULL AS for_village, d.valid_from, d.valid_to
FROM responsible_person d LEFT JOIN organisation o ON o.org = d.org
WHERE d.book = %(book)s AND (d.household = %(home)s OR d.region = %(region)s)
  AND NOT d.void AND d.known_at <= %(known_at)s AND d.valid_from <= %(day)s
  AND (d.valid_to IS NULL OR d.valid_to > %(day)s)
  AND NOT EXISTS (
    SELECT FROM responsible_person n WHERE n.book = d.book AND n.duty = d.duty
      AND n.version > d.version AND n.known_at <= %(known_at)s)
ORDER BY for_village, d.valid_from, d.duty
"""

_ENTRIES = """
SELECT sheet, actor, known_at FROM household_entry
WHERE book = %(book)s AND household = %(home)s AND known_at <= %(known_at)s
ORDER BY known_at, entry
"""
