"""How long do questions of the past take on a grown ledger, beside reading one row by its key?

    make bench ARGS="tests/bench/test_reads.py"
    GROW_ROSTERS=9000 ROSTERS=120 make bench …      # 9 million entries, 75 payments a household

Each question is asked in turn with the primary-key read, on one connection, with other subjects
each time; p50 and p99 are stated, and the ratio of the medians.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import date

import pytest

from ledger.book.balance import Subject, standings
from ledger.book.household_money import household_money
from ledger.book.payment_trace import trace_payment
from ledger.book.statement import statement
from tests.bench.ledger import BOOK, LINES, LOTS, YEAR, Ledger, Ledgers
from tests.bench.table import Table

pytestmark = pytest.mark.bench

GROW = int(os.environ.get("GROW_ROSTERS", "300"))
ROUNDS = 200
LIMIT_MS = 10


def test_questions_of_the_past_beside_a_read_by_key(table: Table, ledgers: Ledgers) -> None:
    with ledgers.new("read") as grown:
        vouchers = [grown.post(grown.roster())[0].number for _ in range(GROW)]
        grown.connection.execute("ANALYZE entry, flow, voucher, balance, payment_line")
        table.state("entries of the ledger that is read", grown.entries, "entries")
        _measure(table, grown, vouchers)


def _measure(table: Table, grown: Ledger, vouchers: list[int]) -> None:
    chance = random.Random(11)
    agent = grown.one("SELECT min(account) FROM account WHERE kind = 'agent'")
    households = [
        row[0]
        for row in grown.connection.execute(
            "SELECT household FROM payment_line WHERE book = %s AND line %% 10 = 1", [BOOK]
        )
    ]

    def by_key(connection: Ledger) -> None:
        connection.connection.execute(
            "SELECT * FROM entry WHERE book = %s AND year = %s AND number = %s AND entry = %s",
            [BOOK, YEAR, chance.choice(vouchers), chance.randint(1, LINES)],
        ).fetchone()

    def traced(connection: Ledger) -> None:
        number, line = chance.choice(vouchers), chance.randint(1, LINES)
        found = trace_payment(connection.connection, BOOK, YEAR, number, line=line)
        assert found.found_fen == found.amount_fen

    def whole(connection: Ledger) -> None:
        found = trace_payment(connection.connection, BOOK, YEAR, chance.choice(vouchers))
        assert found.found_fen == found.amount_fen

    def household(connection: Ledger) -> None:
        key = chance.choice(households)
        assert household_money(connection.connection, BOOK, key, as_of=date(YEAR, 12, 31)).moves

    def balance(connection: Ledger) -> None:
        subject = Subject(account=agent, lot=chance.choice(LOTS[:5]))
        standings(connection.connection, BOOK, subject, as_of=date(YEAR, 12, 31))

    def page(connection: Ledger) -> None:
        subject = Subject(account=agent, lot=chance.choice(LOTS[:5]))
        statement(connection.connection, BOOK, subject, vouchers=50)

    questions: list[tuple[str, Callable[[Ledger], None], int]] = [
        ("trace of a payment line", traced, LIMIT_MS),
        ("trace of a roster of 1,000 lines", whole, 0),
        ("all money of a household as of a day", household, LIMIT_MS),
        ("balance of an account and lot as of a day", balance, LIMIT_MS),
        ("statement page of a busy account", page, 0),
    ]
    for name, ask, limit_ms in questions:
        mine, keys = [], []
        for _ in range(ROUNDS):
            mine.append(_ms(ask, grown))
            keys.append(_ms(by_key, grown))
        p99 = statistics.quantiles(mine, n=100)[98]
        table.state(f"{name}, p50", statistics.median(mine), "ms")
        table.state(f"{name}, p99{f' (target {limit_ms} ms)' if limit_ms else ''}", p99, "ms")
        table.state(
            f"{name} / a read by primary key",
            statistics.median(mine) / statistics.median(keys),
            "ratio",
        )


def _ms(ask: Callable[[Ledger], None], grown: Ledger) -> float:
    begun = time.perf_counter()
    ask(grown)
    return (time.perf_counter() - begun) * 1_000
