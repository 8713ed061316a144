"""Which leads belong together: of one payment, household, project, or person who answers for it?

Nothing of this is stored. What a lead is about is read from its subject and its evidence, so a new
rule needs no registration; persons of responsibility come from the register of duties. Leads are
those of the newest run of each rule, with what is being done about them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from audit.cases import LeadState
from ledger.book.post import Connection


class Around(StrEnum):
    """What leads are merged round."""

    PAYMENT = "payment"
    HOUSEHOLD = "household"
    PROJECT = "project"
    RESPONSIBLE = "responsible"

    @property
    def chinese(self) -> str:
        return {
            "payment": "付款",
            "household": "户",
            "project": "项目",
            "responsible": "责任人",
        }[self.value]


@dataclass(frozen=True, slots=True, order=True)
class About:
    """One thing of one book. `key`: a uuid, or of a payment `year-number` or `year-number-line`.

    Of a person of responsibility it is one of his duties: the person is sealed.
    """

    around: Around
    key: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead of the newest run of its rule, as the database gives it."""

    book: int
    rule: str
    identity: bytes
    run: UUID
    severity: str
    subject_kind: str
    subject: str
    title: str
    amount_fen: int | None
    evidence: dict[str, object]
    score: int
    state: LeadState
    case_id: UUID | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", LeadState(self.state))


@dataclass(frozen=True, slots=True)
class Group:
    """Leads of one book that share what they are about. Amounts overlap, so they are not added:
    the largest stands for the group; its score is the sum of theirs."""

    book: int
    abouts: tuple[About, ...]
    leads: tuple[Lead, ...]

    @property
    def score(self) -> int:
        return sum(each.score for each in self.leads)

    @property
    def largest_fen(self) -> int | None:
        return max((each.amount_fen for each in self.leads if each.amount_fen), default=None)


def groups(connection: Connection, books: Sequence[int]) -> list[Group]:
    """Two leads or more that wait, round one thing, the highest score first.

    Several things with the very same leads are one group.
    """
    waiting = [
        each
        for each in leads(connection, books)
        if each.state not in (LeadState.SETTLED, LeadState.SUPPRESSED)
    ]
    return _grouped(waiting, _duties(connection, books))


def around(connection: Connection, book: int, identity: bytes) -> list[Lead]:
    """The other leads of the book that share something with this one, the highest score first."""
    duties = _duties(connection, [book])
    of_book = leads(connection, [book])
    mine = {
        about for each in of_book if each.identity == identity for about in abouts_of(each, duties)
    }
    return [
        each
        for each in of_book
        if each.identity != identity and not mine.isdisjoint(abouts_of(each, duties))
    ]


def about_voucher(connection: Connection, book: int, year: int, number: int) -> list[Lead]:
    """The leads whose evidence names this voucher of the book."""
    return _leads(
        connection,
        [book],
        " AND jsonb_path_exists(n.evidence, '$.** ? (@.year == $y && @.number == $n"
        " && (!exists(@.book) || @.book == $b))',"
        " jsonb_build_object('y', %(year)s::int, 'n', %(number)s::int, 'b', %(book)s::int))",
        {"year": year, "number": number, "book": book},
    )


def about_thing(connection: Connection, books: Sequence[int], thing: UUID) -> list[Lead]:
    """The leads that name this household, project or lot, as subject or in the evidence."""
    return _leads(
        connection,
        books,
        " AND (position(%(thing)s in n.subject) > 0"
        " OR position(%(thing)s in n.evidence::text) > 0)",
        {"thing": str(thing)},
    )


def leads(connection: Connection, books: Sequence[int]) -> list[Lead]:
    """All leads of the newest runs over these books, the highest score first."""
    return _leads(connection, books, "", {})


def abouts_of(lead: Lead, duties: dict[About, frozenset[str]] | None = None) -> set[About]:
    """What a lead is about. `duties`: who answers for a project or household."""
    found = set(_named(lead.evidence, lead.book))
    for part in lead.subject.split(":"):
        if lead.subject_kind in ("household", "project") and _is_uuid(part):
            found.add(About(Around(lead.subject_kind), part))
    for about in list(found):
        found |= {
            About(Around.RESPONSIBLE, duty) for duty in (duties or {}).get(about, frozenset())
        }
    return found


def _grouped(waiting: Sequence[Lead], duties: dict[About, frozenset[str]]) -> list[Group]:
    members: dict[tuple[int, About], list[Lead]] = defaultdict(list)
    for each in waiting:
        for about in abouts_of(each, duties):
            members[each.book, about].append(each)
    same: dict[tuple[int, tuple[bytes, ...]], list[About]] = defaultdict(list)
    of: dict[tuple[bytes, ...], tuple[Lead, ...]] = {}
    for (book, about), found in members.items():
        if len(found) > 1:
            key = tuple(sorted(each.identity for each in found))
            same[book, key].append(about)
            of[key] = tuple(found)
    made = [Group(book, tuple(sorted(abouts)), of[key]) for (book, key), abouts in same.items()]
    return sorted(made, key=lambda each: (-each.score, each.book, each.abouts))


def _named(value: object, book: int) -> Iterator[About]:
    if isinstance(value, dict):
        year, number = value.get("year"), value.get("number")
        if isinstance(year, int) and isinstance(number, int) and value.get("book", book) == book:
            line = value.get("line")
            key = f"{year}-{number}-{line}" if isinstance(line, int) else f"{year}-{number}"
            yield About(Around.PAYMENT, key)
        for name, inner in value.items():
            around_it = _NAMES.get(name)
            if around_it is not None:
                many = inner if isinstance(inner, list) else [inner]
                yield from (About(around_it, str(each)) for each in many if _is_uuid(each))
            yield from _named(inner, book)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, book)


_NAMES = {
    "household": Around.HOUSEHOLD,
    "households": Around.HOUSEHOLD,
    "project": Around.PROJECT,
    "projects": Around.PROJECT,
}
"""Names in the evidence whose values are households or projects."""


_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _duties(connection: Connection, books: Sequence[int]) -> dict[About, frozenset[str]]:
    """Project or household → the persons who answer for it, each by the first of his duties."""
    found: dict[About, set[str]] = defaultdict(set)
    for project, household, person in connection.execute(_RESPONSIBLE, {"books": list(books)}):
        about = (
            About(Around.PROJECT, str(project))
            if project is not None
            else About(Around.HOUSEHOLD, str(household))
        )
        found[about].add(str(person))
    return {about: frozenset(persons) for about, persons in found.items()}


def _leads(
    connection: Connection,
    books: Sequence[int],
    more: LiteralString,
    parameters: dict[str, object],
) -> list[Lead]:
    with connection.cursor(row_factory=class_row(Lead)) as cursor:
        return cursor.execute(
            _LEADS.replace("/*more*/", more), {"books": list(books), **parameters}
        ).fetchall()


_LEADS: LiteralString = """
SELECT n.book, n.rule, n.identity, n.run, n.severity, n.subject_kind, n.subject, n.title,
  n.amount_fen, n.evidence, lead_score(n.severity, n.amount_fen) AS score, s.state, s.case_id
FROM newest_leads(%(books)s) n
JOIN lead_states(%(books)s, case_today()) s ON s.book = n.book AND s.identity = n.identity
WHERE true/*more*/
ORDER BY score DESC, n.amount_fen DESC NULLS LAST, n.book, n.rule, n.identity
"""

_RESPONSIBLE: LiteralString = """
SELECT d.project, d.household, min(d.duty::text) OVER (PARTITION BY d.book, i.person)
FROM (
  SELECT DISTINCT ON (r.book, r.duty) r.* FROM responsible_person r
  WHERE r.book = ANY (%(books)s) AND r.region IS NULL ORDER BY r.book, r.duty, r.version DESC
) d
JOIN (SELECT book, duty, coalesce(id_hmac, name_hmac) AS person FROM responsible_identity
  WHERE book = ANY (%(books)s)) i ON i.book = d.book AND i.duty = d.duty
WHERE NOT d.void
"""
