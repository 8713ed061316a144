"""Who may import which kind of file into which book?

The permission that somebody needs to enter one row by hand is the one he needs for a file of them:
money and its standards are the finance maker's, projects the project department's, and a notice,
an objection or a confirmation that of whoever records them, for places of his own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from api.access import WRITES, Caller, Grant, Permission
from api.noticing import book_of
from api.registering import of_projects
from ledger.book.post import Connection
from ledger.book.refusals import BookOutOfReach
from ledger.disclosure.village import RegionHasNoBook
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.sheets.registers import REGISTER_SHEETS
from ledger.intake.taking import Made, SheetKind, Source, Taker
from ledger.values.refusal import Refusal

NOTICES: Final = "notices"
"""The kind that is no template: published notices, as their own columns."""
NOTICES_TITLE: Final = "资金分配公告"

P = Permission
_MONEY = (P.DRAFT_WRITE,)
_EITHER = (P.DRAFT_WRITE, P.PROJECT_WRITE)
_NEEDS: Final[dict[str, tuple[Permission, ...]]] = {
    **dict.fromkeys(SHEET_KINDS, _MONEY),
    **dict.fromkeys(
        (
            *("organisations", "projects", "households", "persons", "cards"),
            *("household-moves", "household-incomes", "exit-steps", "payee-authorities"),
            *REGISTER_SHEETS,
        ),
        _EITHER,
    ),
    **{name: (P.PROJECT_WRITE,) for name, each in REGISTER_SHEETS.items() if of_projects(each)},
    "confirmations": (P.CONFIRMATION_WRITE,),
    "notice-register": (P.NOTICE_RECORD,),
    "objections": (P.OBJECTION_WRITE,),
    NOTICES: _MONEY,
}
_OF_OWN_PLACES = ("notice-register", "objections")


class ImportKindUnknown(Refusal):
    """A file is of one of the kinds that there are templates for."""


class ImportNotAllowed(Refusal):
    """A file of a kind is imported by whoever may enter its rows."""


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind that somebody may import into one of his books."""

    name: str
    title: str
    purpose: str


def kind_title(name: str) -> str:
    """Raises ImportKindUnknown."""
    if name == NOTICES:
        return NOTICES_TITLE
    if name not in SHEET_KINDS:
        raise ImportKindUnknown(f"没有 {name} 这种导入文件", kind=name)
    return SHEET_KINDS[name].sheet.title


def check_importable(connection: Connection, caller: Caller, book: int, name: str) -> None:
    """Raises ImportKindUnknown, ImportNotAllowed, BookOutOfReach."""
    title = kind_title(name)
    needs = _NEEDS[name]
    if not any(caller.may(each) for each in needs):
        raise ImportNotAllowed(f"您的角色不能导入{title}", kind=name)
    if not any(_reaches(connection, caller, each, book) for each in needs):
        raise BookOutOfReach(f"账簿 {book} 不是您办理业务的账簿，不能导入", book=book)


def importable(connection: Connection, caller: Caller, book: int) -> list[ImportKind]:
    """The kinds that the caller may import into this book, in the order of filling a book."""
    reached = {
        each
        for each in {permission for needs in _NEEDS.values() for permission in needs}
        if _reaches(connection, caller, each, book)
    }
    return [
        ImportKind(name, kind_title(name), purpose_of(name))
        for name, needs in _NEEDS.items()
        if reached & set(needs)
    ]


def purpose_of(name: str) -> str:
    if name == NOTICES:
        return "各级公布的资金分配公告，按公告原有的列；可附目录 index.csv。读懂的生成待复核草稿。"
    return SHEET_KINDS[name].sheet.purpose


def import_books(connection: Connection, caller: Caller) -> list[int]:
    """The books that the caller imports into."""
    found = {
        book
        for grant in caller.grants
        if grant.holds(P.IMPORT_WRITE)
        for book in (_book_of(connection, grant),)
        if book is not None
    }
    return sorted(found)


def bounded(kind: SheetKind[Any], caller: Caller) -> SheetKind[Any]:
    """The kind with its rows held to the caller's own places, where a row is of a place."""
    name = kind.sheet.name
    if name not in _OF_OWN_PLACES:
        return kind
    covers = caller.scope(_NEEDS[name][0]).covers_region
    return replace(kind, taker=lambda desk: _OwnPlaces(kind.taker(desk), covers))


def _reaches(connection: Connection, caller: Caller, permission: Permission, book: int) -> bool:
    if permission in WRITES:
        return caller.writes_in(permission, book)
    return any(
        grant.holds(permission) and _book_of(connection, grant) == book for grant in caller.grants
    )


def _book_of(connection: Connection, grant: Grant) -> int | None:
    if grant.book is not None:
        return grant.book
    try:
        return book_of(connection, grant.region)
    except RegionHasNoBook:
        return None


class _OwnPlaces:
    """A taker whose rows must be of the importer's own places."""

    def __init__(self, inner: Taker[Any], covers: Callable[[str], bool]) -> None:
        self._inner, self._covers = inner, covers

    def check(self, rows: Sequence[ReadRow[Any]]) -> list[Fault]:
        return [
            *self._inner.check(rows),
            *(
                Fault(each.number, "区划代码", "不在您的辖区内，不能办理")
                for each in rows
                if not self._covers(each.taken().region)
            ),
        ]

    def take(self, rows: Iterator[ReadRow[Any]], source: Source) -> Made:
        return self._inner.take(rows, source)
