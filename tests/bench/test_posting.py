"""How near to a plain INSERT is posting? (`make bench`)"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ledger.book.post import Posting
from tests.bench.baseline import Baseline, Rows
from tests.bench.ledger import VENDORS, Ledger
from tests.bench.table import Table, in_turn, speed, timed

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def baseline(ledger: Ledger) -> Iterator[Baseline]:
    made = Baseline(ledger)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "make", "at_least", "reach"),
    [
        ("1 voucher x 1,000 payment lines", Ledger.roster, 0.6, 0.8),
        ("1 voucher x 1,000 plain entries", Ledger.plain, 0.6, 0.8),
        ("1,000 vouchers x 1 entry, one call", Ledger.singles, 0.35, 0.6),
    ],
)
def test_posting_beside_a_multi_row_insert(
    table: Table,
    ledger: Ledger,
    baseline: Baseline,
    name: str,
    make: Callable[[Ledger], list[Posting]],
    at_least: float,
    reach: float,
) -> None:
    def rows() -> Rows:
        return baseline.rows(make(ledger))

    posted, values, arrays = in_turn(
        timed(lambda: make(ledger), ledger.post),
        timed(rows, baseline.values),
        timed(rows, baseline.arrays),
    )
    table.ratio(f"{name} / INSERT VALUES", speed(posted, values), at_least=at_least, reach=reach)
    table.ratio(f"{name} / INSERT unnest(arrays)", speed(posted, arrays))
    table.state(f"{name}", 1_000 / posted.median, "entries/s")


def test_a_hot_account_beside_ten_thousand(table: Table, ledger: Ledger) -> None:
    for at in range(0, len(VENDORS), 1_000):
        ledger.post(ledger.singles(VENDORS[at : at + 1_000]))
    hot, spread = in_turn(
        timed(lambda: ledger.singles(VENDORS[:1]), ledger.post),
        timed(lambda: ledger.singles(VENDORS), ledger.post),
    )
    name = "hot account / spread over 10,000"
    table.ratio(name, speed(hot, spread), at_least=0.7, reach=0.9)


@pytest.mark.parametrize(
    ("name", "make"), [("payment line", Ledger.roster), ("plain entry", Ledger.plain)]
)
def test_bytes_of_disk_and_of_wal(
    table: Table, ledger: Ledger, name: str, make: Callable[[Ledger], list[Posting]]
) -> None:
    size = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'"
    size += " AND relnamespace = 'sunledger'::regnamespace AND relname <> 'bare'"
    written = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
    disk, wal, entries = ledger.one(size), ledger.one(written), ledger.entries
    for _ in range(30):
        ledger.post(make(ledger))
    made = ledger.entries - entries
    table.state(f"disk, a {name}", (ledger.one(size) - disk) / made, "bytes")
    table.state(f"WAL, a {name}", (ledger.one(written) - wal) / made, "bytes")
