"""Does a ledger stay quick when it has grown, and how long is verifying all of it? (`make bench`)

With `--scale prefecture` the grown ledger is the demo of nine million entries (`--demos DIR` says
where it is, or is made); nothing is left in it. Without, rosters are posted for a minute and a
half. The size is stated. S is one warm scan of the entries by the reading role. Verify runs once,
with the leaves rebuilt (not of a demo: that takes an hour); what that takes of it is told apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import LiteralString, ParamSpec, TypeVar

import pytest

from ledger.book.verify import verify
from ledger.book.verify_events import check_events
from ledger.book.verify_leaves import check_vouchers
from tests.bench.ledger import Ledger, Ledgers
from tests.bench.table import Sample, Table, in_turn, speed, timed

pytestmark = pytest.mark.bench

GROW_S = 90
SCAN: LiteralString = "SELECT count(*), sum(amount_fen) FROM entry"

P = ParamSpec("P")
R = TypeVar("R")


def test_posting_on_a_grown_ledger_beside_an_empty_one(
    table: Table, ledgers: Ledgers, grown: Ledger
) -> None:
    if not grown.is_demo:
        ends = time.monotonic() + GROW_S
        while time.monotonic() < ends:
            grown.post(grown.roster())
    table.state("entries of the grown ledger", grown.one("SELECT count(*) FROM entry"), "entries")
    with ledgers.new("empty") as empty, grown.left_as_it_is(), empty.left_as_it_is():
        if grown.is_demo:
            grown.prepare()
        on_grown, on_empty = in_turn(
            timed(grown.roster, grown.post), timed(empty.roster, empty.post)
        )
    name = "1,000 payment lines on the grown ledger / on an empty one"
    table.ratio(name, speed(on_grown, on_empty), at_least=0.8, reach=0.95)


def test_verify_beside_one_scan_of_the_entries(
    table: Table, grown: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves = _Watch()
    for name, deed in (("check_vouchers", check_vouchers), ("check_events", check_events)):
        watched = (lambda *_: None) if grown.is_demo else leaves.watched(deed)
        monkeypatch.setattr(f"ledger.book.verify.{name}", watched)
    with grown.database.reading() as connection:
        (scan,) = in_turn(timed(lambda: SCAN, lambda query: connection.execute(query).fetchall()))
    with grown.database.reading() as connection:
        begun = time.perf_counter()
        report = verify(connection, None)
        whole = time.perf_counter() - begun
    assert report.ok
    rows = Sample(tuple((whole - leaves.seconds) / each for each in scan.values))
    table.state("S: one warm scan of the entries", scan.median * 1_000, "ms")
    table.ratio("verify of rows, in S", rows, at_most=6, reach=3)
    if not grown.is_demo:
        table.state("verify with every leaf rebuilt, in S", whole / scan.median, "ratio")
        table.state("verify with every leaf rebuilt", grown.entries / whole, "entries/s")


class _Watch:
    """How long some functions took altogether."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def watched(self, deed: Callable[P, R]) -> Callable[P, R]:
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            begun = time.perf_counter()
            try:
                return deed(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - begun

        return run
