"""How long do questions of the past take on a grown ledger, beside reading one row by its key?

    make bench ARGS="--scale prefecture --demos DIR tests/bench/test_reads.py"   # 9 million entries
    make bench ARGS="tests/bench/test_reads.py"                 # rosters are posted first
    GROW_ROSTERS=9000 ROSTERS=120 make bench …                  # so many that it is as large

Each question is asked in turn with the primary-key read, on one connection, with other subjects
each time; p50 and p99 are stated, and the ratio of the medians. A server that was stopped first
reads again what it had in memory (ledger/storage/server_options.py); that is waited for and stated.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

import pytest

from ledger.book.balance import Subject, standings
from ledger.book.household_money import household_money
from ledger.book.payment_trace import trace_payment
from ledger.book.statement import statement
from tests.bench.ledger import Ledger
from tests.bench.table import Table

pytestmark = pytest.mark.bench

GROW = int(os.environ.get("GROW_ROSTERS", "300"))
ROUNDS = 300
LIMIT_MS = 10
_LONGEST_S = 300

_LINES: LiteralString = (
    "SELECT l.book, l.year, l.number, l.line FROM payment_line l TABLESAMPLE SYSTEM (1)"
    " ORDER BY random() LIMIT 1000"
)
_ENTRIES: LiteralString = (
    "SELECT book, year, number, entry FROM entry TABLESAMPLE SYSTEM (1)"
    " ORDER BY random() LIMIT 1000"
)
_HOUSEHOLDS: LiteralString = (
    "SELECT DISTINCT book, household FROM (SELECT book, household"
    " FROM payment_line TABLESAMPLE SYSTEM (1) ORDER BY random() LIMIT 1000) x"
)
_BALANCES: LiteralString = "SELECT book, account, lot FROM balance ORDER BY random() LIMIT 1000"


@dataclass(frozen=True)
class Subjects:
    """What is asked about, drawn once: keys of lines, entries, households and balances."""

    lines: Sequence[tuple[Any, ...]]
    entries: Sequence[tuple[Any, ...]]
    households: Sequence[tuple[Any, ...]]
    balances: Sequence[tuple[Any, ...]]
    as_of: date

    @classmethod
    def drawn(cls, grown: Ledger) -> Subjects:
        def rows(query: LiteralString) -> list[tuple[Any, ...]]:
            return grown.connection.execute(query).fetchall()

        row = grown.connection.execute("SELECT max(happened_on) FROM voucher").fetchone()
        assert row is not None
        return cls(rows(_LINES), rows(_ENTRIES), rows(_HOUSEHOLDS), rows(_BALANCES), row[0])


def test_questions_of_the_past_beside_a_read_by_key(table: Table, grown: Ledger) -> None:
    if not grown.is_demo:
        for _ in range(GROW):
            grown.post(grown.roster())
        grown.connection.execute("ANALYZE entry, flow, voucher, balance, payment_line")
    table.state("after a restart, pages are back in memory after", _warmed_s(grown), "s")
    table.state("entries of the ledger read", grown.one("SELECT count(*) FROM entry"), "entries")
    _measure(table, grown, Subjects.drawn(grown))


def _warmed_s(grown: Ledger) -> float:
    """How long the server goes on reading what it had; as long as anybody waits for it."""
    begun = last = time.monotonic()
    while time.monotonic() - last < 2 and time.monotonic() - begun < _LONGEST_S:
        if grown.one(
            # What kind of process it is, others are not told: it is the cluster's own user.
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usesysid = 10"
        ):
            last = time.monotonic()
        time.sleep(0.1)
    return last - begun


def _measure(table: Table, grown: Ledger, subjects: Subjects) -> None:
    chance, connection = random.Random(11), grown.connection
    past = subjects.as_of

    def by_key() -> None:
        connection.execute(
            "SELECT * FROM entry WHERE book = %s AND year = %s AND number = %s AND entry = %s",
            chance.choice(subjects.entries),
        ).fetchone()

    def traced() -> None:
        book, year, number, line = chance.choice(subjects.lines)
        found = trace_payment(connection, book, year, number, line=line)
        assert found.found_fen == found.amount_fen

    def whole() -> None:
        found = trace_payment(connection, *chance.choice(subjects.lines)[:3])
        assert found.found_fen == found.amount_fen

    def household() -> None:
        assert household_money(connection, *chance.choice(subjects.households), as_of=past).moves

    def balance() -> None:
        book, account, lot = chance.choice(subjects.balances)
        standings(connection, book, Subject(account=account, lot=lot), as_of=past)

    def page() -> None:
        book, account, lot = chance.choice(subjects.balances)
        statement(connection, book, Subject(account=account, lot=lot), vouchers=50)

    questions: list[tuple[str, Callable[[], None], int]] = [
        ("trace of a payment line", traced, LIMIT_MS),
        ("trace of a whole roster", whole, 0),
        ("all money of a household as of a day", household, LIMIT_MS),
        ("balance of an account and lot as of a day", balance, LIMIT_MS),
        ("statement page of an account and lot", page, 0),
    ]
    for name, ask, limit_ms in questions:
        mine, keys = [], []
        for _ in range(ROUNDS):
            mine.append(_ms(ask))
            keys.append(_ms(by_key))
        p99 = statistics.quantiles(mine, n=100)[98]
        table.state(f"{name}, p50", statistics.median(mine), "ms")
        table.state(f"{name}, p99{f' (target {limit_ms} ms)' if limit_ms else ''}", p99, "ms")
        table.state(
            f"{name} / a read by primary key",
            statistics.median(mine) / statistics.median(keys),
            "ratio",
        )


def _ms(ask: Callable[[], None]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1_000
