"""Which notices are due in the books and places that a caller may see?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from pydantic import computed_field

from api.access import Caller, Permission
from api.reach import reachable_books
from api.reading.names import STAGES
from api.reading.row import Money, Row
from ledger.book.post import Connection
from ledger.register.duties import DUTY_SUBJECTS, Duty, DutyState, duties_due
from ledger.values.region import RegionLevel


class DutyRow(Row):
    """One notice that is or was due."""

    book: int
    requirement: str
    subject: str
    subject_key: str
    name: str
    stage: str
    level: str
    region: str
    region_name: str = ""
    amount: Money | None
    born_on: date
    due_on: date | None
    minimum_days: int | None
    source: str
    notice: UUID | None
    published_on: date | None
    from_on: date | None
    until_on: date | None
    hung_days: int | None
    state: str
    reason: str

    @computed_field
    def subject_name(self) -> str:
        return DUTY_SUBJECTS.get(self.subject, self.subject)

    @computed_field
    def stage_name(self) -> str:
        return STAGES.get(self.stage, self.stage)

    @computed_field
    def level_name(self) -> str:
        return RegionLevel(self.level).chinese if self.level else ""

    @computed_field
    def state_name(self) -> str:
        return DutyState(self.state).chinese

    @classmethod
    def of(cls, book: int, duty: Duty) -> DutyRow:
        said = {name: getattr(duty, name) for name in Duty.__slots__ if name != "amount_fen"}
        amount = None if duty.amount_fen is None else Money.of(duty.amount_fen)
        return cls(book=book, amount=amount, **said)


def duties_of(
    connection: Connection,
    caller: Caller,
    *,
    as_of: date,
    states: Collection[DutyState],
    region: str = "",
    limit: int = 300,
) -> list[DutyRow]:
    """In the books and places that the caller reads notices of, those due first leading.

    A county's notices are the county's duty; a village user is shown those of his village.
    """
    scope = caller.scope(Permission.NOTICE_READ)
    known = connection.execute("SELECT ledger_now()").fetchone()
    assert known is not None
    found: list[DutyRow] = []
    for book in _books(connection, caller):
        for prefix in _outermost(scope.prefixes) if book not in scope.books else [""]:
            asked = region if region.startswith(prefix) else prefix
            if region and not (region.startswith(prefix) or prefix.startswith(region)):
                continue
            found += [
                DutyRow.of(book, each)
                for each in duties_due(
                    connection,
                    book,
                    as_of=as_of,
                    known_at=known[0],
                    states=states,
                    region=asked,
                    limit=limit,
                )
            ]
    found.sort(key=lambda each: (each.due_on or date.max, each.subject, each.region))
    return _named(connection, found[:limit], as_of)


def _named(connection: Connection, found: list[DutyRow], as_of: date) -> list[DutyRow]:
    """With the names of their places, as they are on that day or were last."""
    names: dict[str, str] = dict(
        connection.execute(
            "SELECT DISTINCT ON (code) code, name FROM region WHERE code = ANY(%s)"
            " ORDER BY code, valid_from <= %s DESC, valid_from DESC",
            [list({each.region for each in found}), as_of],
        ).fetchall()
    )
    return [each.model_copy(update={"region_name": names.get(each.region, "")}) for each in found]


def _books(connection: Connection, caller: Caller) -> list[int]:
    """Books in the caller's regions, and the books in whose region his places lie."""
    reached = set(reachable_books(connection, caller, Permission.NOTICE_READ))
    above = [
        code
        for grant in caller.grants
        if grant.holds(Permission.NOTICE_READ)
        for code in [each.code for each in (grant.region, *grant.region.ancestors)]
    ]
    rows = connection.execute(
        "SELECT DISTINCT b.book FROM book b JOIN book_region r ON r.book = b.book"
        " WHERE b.level = 'county' AND r.region = ANY(%s)",
        [above],
    )
    return sorted(reached | {book for (book,) in rows})


def _outermost(prefixes: Collection[str]) -> list[str]:
    """Without those that lie in another, so that nothing is listed twice."""
    return [
        each
        for each in prefixes
        if not any(other != each and each.startswith(other) for other in prefixes)
    ]
