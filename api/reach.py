"""Is this book, place or lot within the caller's reach?

Out of reach is answered in the words of not there. Writing to a book that one may only read is
refused openly: its existence is no secret to the caller.
"""

from __future__ import annotations

from api.access import Caller, Permission
from ledger.book.post import Connection
from ledger.book.refusals import BookOutOfReach, BookUnknown

IN_SCOPE = """(b.book = ANY(%(scope_books)s) OR EXISTS (
  SELECT FROM book_region r WHERE r.book = b.book AND r.region LIKE ANY(%(scope_prefixes)s)))"""
"""A condition on `book b`: one of the caller's own, or of a place in his regions at any time."""


def reachable_books(connection: Connection, caller: Caller, permission: Permission) -> list[int]:
    """The numbers of the books that the caller may read under this permission."""
    rows = connection.execute(
        f"SELECT b.book FROM book b WHERE {IN_SCOPE} ORDER BY b.book",
        caller.scope(permission).parameters,
    )
    return [book for (book,) in rows]


def check_readable(
    connection: Connection, caller: Caller, permission: Permission, book: int
) -> None:
    """Raises BookUnknown, also where the book exists and is out of reach."""
    found = connection.execute(
        f"SELECT FROM book b WHERE b.book = %(book)s AND {IN_SCOPE}",
        {"book": book, **caller.scope(permission).parameters},
    ).fetchone()
    if found is None:
        raise BookUnknown(f"没有账簿 {book}", book=book)


def check_writable(
    connection: Connection, caller: Caller, permission: Permission, book: int
) -> None:
    """Raises BookUnknown, or BookOutOfReach where the caller may read but not write."""
    if not caller.writes_in(permission, book):
        check_readable(connection, caller, permission, book)
        raise BookOutOfReach(f"账簿 {book} 不是您所属的账簿，只能查看，不能办理", book=book)


def sees_names(connection: Connection, caller: Caller, book: int) -> bool:
    """Whether the caller may see full names of payees in this book."""
    if not caller.may(Permission.NAME_READ):
        return False
    try:
        check_readable(connection, caller, Permission.NAME_READ, book)
    except BookUnknown:
        return False
    return True
