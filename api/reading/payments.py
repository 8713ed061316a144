"""Where did a payment come from, within reach? And what is all the money of a household?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from api.access import Caller, Permission
from api.reach import reachable_books
from api.reading.names import voucher_kind
from api.reading.owner_names import OwnerNames
from api.reading.row import Money, Row
from ledger.book.household_money import household_money
from ledger.book.payment_trace import Link, Step, trace_payment
from ledger.book.post import Connection


class StepRow(Row):
    """A voucher on the way; `part` of its `amount` belongs to the payment."""

    book: int
    book_name: str
    year: int
    number: int
    voucher_kind: str
    doc_no: str
    happened_on: date
    from_name: str
    to_name: str
    amount: Money
    part: Money
    by_rule: bool

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.voucher_kind)


class StayRow(Row):
    """A stage in which money of the payment stood, and for how many days."""

    book: int
    book_name: str
    name: str
    entered_on: date
    left_on: date
    days: int
    part: Money
    link: Link
    exact: bool

    @computed_field
    def link_name(self) -> str:
        return self.link.chinese


class DrawRow(Row):
    """One lot that pays: how much, and whether a document or a rule chose it."""

    entry: int
    line: int | None
    lot: UUID
    origin_doc_no: str
    doc_nos: list[str]
    document_on: date
    category: str
    amount: Money
    by_rule: bool
    taken_back: Money

    @computed_field
    def chosen_name(self) -> str:
        return "按规则（先进先出）" if self.by_rule else "文件载明"


class PaymentFull(Row):
    """A payment from its 文号 down. `complete`: no step lies outside the caller's reach."""

    book: int
    year: int
    number: int
    line: int | None
    entry: int | None
    amount: Money
    taken_back: Money
    found: Money
    draws: list[DrawRow]
    steps: list[StepRow]
    stays: list[StayRow]
    complete: bool


class HouseholdMoveRow(Row):
    """What one voucher moved for the household."""

    event: int
    by_year: int
    by_number: int
    voucher_kind: str
    happened_on: date
    recorded_at: datetime
    late: bool
    takes_back: bool
    year: int
    number: int
    line: int
    entry: int
    benefit_name: str
    period_from: date | None
    period_to: date | None
    from_name: str
    to_name: str
    lot: UUID
    lot_doc_no: str
    by_rule: bool
    amount: Money
    arrived: Money

    @computed_field
    def kind_name(self) -> str:
        return voucher_kind(self.voucher_kind)


class HouseholdStanding(Row):
    """What of the household's money stands in one kind of account."""

    kind: str
    name: str
    balance: Money


class HouseholdFull(Row):
    """All money of a household in a book. `arrived` is running in each move."""

    book: int
    household: UUID
    as_of: date | None
    known_at: datetime | None
    arrived: Money
    on_the_way: Money
    standing: list[HouseholdStanding]
    moves: list[HouseholdMoveRow]


def payment_trace(
    connection: Connection,
    caller: Caller,
    book: int,
    year: int,
    number: int,
    *,
    line: int | None = None,
    entry: int | None = None,
    known_at: datetime | None = None,
) -> PaymentFull:
    """Of a voucher, one payment line or one entry. Raises LotUnknown where there is none."""
    found = trace_payment(connection, book, year, number, line=line, entry=entry, known_at=known_at)
    reach = set(reachable_books(connection, caller, Permission.VOUCHER_TRACE))
    steps = [each for each in found.steps if each.book in reach]
    stays = [each for each in found.stays if each.book in reach]
    owners = [owner for each in steps for owner in (each.from_owner, each.to_owner)]
    names = OwnerNames(connection, {each.book for each in steps}, owners)
    return PaymentFull(
        book=book,
        year=year,
        number=number,
        line=line,
        entry=entry,
        amount=Money.of(found.amount_fen),
        taken_back=Money.of(found.taken_back_fen),
        found=Money.of(found.found_fen),
        draws=[
            DrawRow(
                entry=each.entry,
                line=each.line,
                lot=each.lot,
                origin_doc_no=each.origin_doc_no,
                doc_nos=each.doc_nos,
                document_on=each.document_on,
                category=each.category,
                amount=Money.of(each.amount_fen),
                by_rule=each.by_rule,
                taken_back=Money.of(each.taken_back_fen),
            )
            for each in found.draws
        ],
        steps=[_step(each, names) for each in steps],
        stays=[
            StayRow(
                book=each.book,
                book_name=names.book(each.book),
                name="下达在途"
                if each.kind == "upstream"
                else names.account(each.book, each.kind, each.owner),
                entered_on=each.entered_on,
                left_on=each.left_on,
                days=each.days,
                part=Money.of(each.part_fen),
                link=each.link,
                exact=each.link.exact,
            )
            for each in stays
        ],
        complete=len(steps) == len(found.steps),
    )


def by_document(draws: list[DrawRow]) -> list[DrawRow]:
    """The draws added up by lot and by who chose it: a roster has thousands of them."""
    found: dict[tuple[UUID, bool], DrawRow] = {}
    for each in draws:
        seen = found.get((each.lot, each.by_rule))
        if seen is not None:
            each = each.model_copy(
                update={
                    "amount": Money.of(each.amount.fen + seen.amount.fen),
                    "taken_back": Money.of(each.taken_back.fen + seen.taken_back.fen),
                }
            )
        found[each.lot, each.by_rule] = each
    return sorted(found.values(), key=lambda each: (each.document_on, each.origin_doc_no))


def household_trace(
    connection: Connection,
    book: int,
    household: UUID,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> HouseholdFull:
    """Every payment, return and reversal of a household, and where its money stands."""
    found = household_money(connection, book, household, as_of=as_of, known_at=known_at)
    names = OwnerNames(connection, [book], [])
    return HouseholdFull(
        book=book,
        household=household,
        as_of=as_of,
        known_at=known_at,
        arrived=Money.of(found.arrived_fen),
        on_the_way=Money.of(found.on_the_way_fen),
        standing=[
            HouseholdStanding(kind=kind, name=kind.chinese, balance=Money.of(fen))
            for kind, fen in found.standing_fen.items()
        ],
        moves=[
            HouseholdMoveRow(
                event=each.event,
                by_year=each.by_year,
                by_number=each.by_number,
                voucher_kind=each.voucher_kind,
                happened_on=each.happened_on,
                recorded_at=each.recorded_at,
                late=each.late,
                takes_back=each.relation in ("reverses", "returns"),
                year=each.year,
                number=each.number,
                line=each.line,
                entry=each.entry,
                benefit_name=names.benefit(each.benefit) if each.benefit else "",
                period_from=each.period_from,
                period_to=each.period_to,
                from_name=names.account(book, each.from_kind, ""),
                to_name=names.account(book, each.to_kind, ""),
                lot=each.lot,
                lot_doc_no=each.lot_doc_no,
                by_rule=each.by_rule,
                amount=Money.of(each.amount_fen),
                arrived=Money.of(arrived),
            )
            for each, arrived in zip(found.moves, found.arrived_after_fen, strict=True)
        ],
    )


def _step(step: Step, names: OwnerNames) -> StepRow:
    return StepRow(
        book=step.book,
        book_name=names.book(step.book),
        year=step.year,
        number=step.number,
        voucher_kind=step.voucher_kind,
        doc_no=step.doc_no,
        happened_on=step.happened_on,
        from_name=names.account(step.book, step.from_kind, step.from_owner),
        to_name=names.account(step.book, step.to_kind, step.to_owner),
        amount=Money.of(step.amount_fen),
        part=Money.of(step.part_fen),
        by_rule=step.by_rule_fen > 0,
    )
