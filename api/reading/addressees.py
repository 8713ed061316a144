"""Whom can a case of this book be given to, or a question be put to? Users and units of its place.

Users are read as the application: the reading role does not see them.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.reading.row import Row, fetch
from api.site import Site
from api.users import list_users
from ledger.book.post import Connection

MOST = 400


class Unit(Row):
    """A unit on the register."""

    org: str
    name: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """Logins with name and role, and units; typed ones need not be among them."""

    users: list[tuple[str, str]]
    units: list[Unit]


def addressees(site: Site, snapshot: Connection, book: int) -> Addressees:
    """Active users of the book, of its place or of a place inside or above it."""
    regions = [
        row[0] for row in snapshot.execute("SELECT region FROM book_region WHERE book = %s", [book])
    ]
    with site.system.database.connect() as connection:
        users = [each for each in list_users(connection) if each.active]
    found = []
    for user in users:
        roles = [
            grant.role.chinese
            for grant in user.grants
            if grant.book == book
            or any(
                code.startswith(grant.region.prefix)
                or grant.region.code.startswith(code.rstrip("0"))
                for code in regions
            )
        ]
        if roles:
            found.append((user.login, f"{user.name}（{'、'.join(dict.fromkeys(roles))}）"))
    units = fetch(
        snapshot,
        Unit,
        """SELECT DISTINCT o.org, o.name FROM organisation o
        JOIN book_region r ON r.book = %(book)s AND left(o.region, 6) = left(r.region, 6)
        WHERE o.kind <> 'firm'
        ORDER BY o.name LIMIT 400""",
        {"book": book},
    )
    return Addressees(found[:MOST], units)
