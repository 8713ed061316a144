"""Does a demo world stand in this database already, which one, and how large is it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from api.demo.days import AS_OF, YEARS
from api.demo.places import PREFECTURE, VILLAGE_SOURCE
from api.demo.planned import World
from api.demo.planted import Declared
from ledger.book.post import Connection
from ledger.values.refusal import Refusal

LAST_OPENED_YEAR = YEARS[-1] + 1
"""The prefecture opens its next year as the very last step: by it a finished demo is known."""


class DemoHalfBuilt(Refusal):
    """A demo that was interrupted while it was made is not completed but made anew."""


class DemoOfOtherSeed(Refusal):
    """The demo of this database was made from another seed."""


class DemoOfOtherScale(Refusal):
    """The demo of this database was made at another scale."""


@dataclass(frozen=True, slots=True)
class WorldReport:
    """What was made. `built` is false where the same world stood here already."""

    seed: int
    scale: str
    as_of: date
    built: bool
    seconds: float
    books: int
    households: int
    vouchers: int
    entries: int
    lines: int
    notices: int
    declared: Declared


def to_be_made(connection: Connection, world: World) -> bool:
    """Whether the world is still to be made.

    Raises DemoHalfBuilt, DemoOfOtherSeed, DemoOfOtherScale.
    """

    def there(query: LiteralString, *arguments: object) -> bool:
        found = connection.execute(f"SELECT EXISTS ({query})", arguments).fetchone()
        return bool(found and found[0])

    if not there("SELECT FROM book WHERE book = ANY(%s)", [PREFECTURE, *world.counties]):
        return True
    if not there(
        "SELECT FROM book_year WHERE book = %s AND year = %s", PREFECTURE, LAST_OPENED_YEAR
    ):
        raise DemoHalfBuilt("演示数据只生成了一部分，请删除数据目录后重新生成")
    first = next(iter(world.counties.values()))
    home = next(iter(first.homes.values()))[0]
    if not there(
        "SELECT FROM household WHERE book = %s AND household = %s", first.book, home.household
    ):
        raise DemoOfOtherSeed(
            f"这里的演示数据不是用种子 {world.seed} 生成的；换种子请用新的数据目录", seed=world.seed
        )
    villages = sum(
        len(each.county.villages) + len(each.county.others) for each in world.counties.values()
    )
    if not there(
        "SELECT FROM region WHERE source = %s HAVING count(*) = %s", VILLAGE_SOURCE, villages
    ):
        raise DemoOfOtherScale(
            f"这里的演示数据不是 {world.scale.name} 规模的；换规模请用新的数据目录",
            scale=world.scale.name,
        )
    return False


def report_on(
    connection: Connection, world: World, declared: Declared, built: bool, seconds: float
) -> WorldReport:
    books = [PREFECTURE, *world.counties]
    row = connection.execute(_COUNTS, {"books": books}).fetchone()
    assert row is not None
    households, vouchers, entries, lines, notices = row
    return WorldReport(
        seed=world.seed,
        scale=world.scale.name,
        as_of=AS_OF,
        built=built,
        seconds=round(seconds, 1),
        books=len(books),
        households=households,
        vouchers=vouchers,
        entries=entries,
        lines=lines,
        notices=notices,
        declared=declared,
    )


_COUNTS = """
SELECT (SELECT count(*) FROM household WHERE book = ANY(%(books)s)),
  (SELECT count(*) FROM voucher WHERE book = ANY(%(books)s)),
  (SELECT count(*) FROM entry WHERE book = ANY(%(books)s)),
  (SELECT count(*) FROM payment_line WHERE book = ANY(%(books)s)),
  (SELECT count(*) FROM notice WHERE book = ANY(%(books)s))
"""
