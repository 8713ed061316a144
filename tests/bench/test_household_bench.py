"""How near is a household as of a day to a read by primary key, in a register of 800,000?

    python -m pytest -m bench tests/bench/test_household_bench.py

The register is filled by COPY: each household with three facts (registered, corrected, lifted), so
2.4 million rows. A look-up asks the facts that hold on a day as known at an instant; the baseline
reads one fact by its whole key. Both are prepared statements on one connection, 2,000 of each with
keys drawn anew. The target is twice the baseline.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from uuid import UUID

import psycopg
import pytest

from ledger.register.households import AS_OF
from ledger.storage.database import session
from ledger.storage.embedded import Server
from tests.bench.table import Table, in_turn, speed, timed
from tests.conftest import _clone

pytestmark = pytest.mark.bench

HOUSEHOLDS = 800_000
LOOKUPS = 2_000
BOOK = 610727
BY_KEY = (
    "SELECT * FROM household_fact WHERE book = %(book)s AND household = %(household)s"
    " AND valid_from = '2014-01-01' AND known_at = '2015-01-01'"
)


def key(number: int) -> UUID:
    """A key that looks drawn, so that neighbours are not neighbours on disk."""
    return UUID(bytes=random.Random(number).randbytes(16), version=4)


@pytest.fixture(scope="module")
def register(server: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with ExitStack() as stack:
        database = stack.enter_context(_clone(server, demo=False))
        with psycopg.connect(session(database.owner)) as owner:
            owner.execute("INSERT INTO book VALUES (%s, 'b', 'b', 'county', false, '2014-01-01')",
                          (BOOK,))  # fmt: skip
            with owner.cursor().copy("COPY household (book, household, known_at) FROM STDIN") as c:
                for number in range(HOUSEHOLDS):
                    c.write_row((BOOK, key(number), "2015-01-01"))
            with owner.cursor().copy(
                "COPY household_fact (book, household, valid_from, known_at, valid_to, region,"
                " village_group, kind, members, doc_no) FROM STDIN"
            ) as c:
                for number in range(HOUSEHOLDS):
                    here, region = key(number), f"6107271012{number % 90 + 10}"
                    for day, known, kind in (
                        ("2014-01-01", "2015-01-01", "registered"),
                        ("2014-01-01", "2015-06-01", "registered"),
                        ("2018-12-20", "2019-01-10", "lifted"),
                    ):
                        c.write_row((BOOK, here, day, known, None, region, "", kind, 3, ""))
            owner.commit()
        with psycopg.connect(session(database.owner), autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE household_fact")
        yield stack.enter_context(database.connect(database.read))


def test_a_household_as_of_a_day(
    register: psycopg.Connection[tuple[object, ...]], table: Table
) -> None:
    def asked(query: str, **values: object) -> float:
        numbers = [random.randrange(HOUSEHOLDS) for _ in range(LOOKUPS)]
        wanted = [{"book": BOOK, "household": key(number), **values} for number in numbers]

        def ask(parameters: list[dict[str, object]]) -> None:
            with register.cursor() as cursor:
                for each in parameters:
                    cursor.execute(query.encode(), each, prepare=True)
                    assert cursor.fetchone() is not None

        return timed(lambda: wanted, ask)()

    ours, by_key = in_turn(
        lambda: asked(AS_OF, day=date(2019, 6, 1), known_at="2019-06-01"),
        lambda: asked(BY_KEY),
    )
    ratio = speed(by_key, ours)
    table.ratio("household as of a day beside a read by key, 800,000", ratio, at_most=2)
    table.state("households read as of a day", LOOKUPS / ours.median, "reads/s")
