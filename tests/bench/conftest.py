"""The server, the ledgers and the table that the benchmarks share; nothing is made unless asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench.ledger import Ledger, Ledgers
from tests.bench.table import Table


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Printed when the last benchmark is done; written where `--json` says."""
    made = Table()
    yield made
    made.print()
    if target := request.config.getoption("--json"):
        made.write(Path(target))


@pytest.fixture(scope="session")
def ledgers() -> Iterator[Ledgers]:
    """A server of its own with the settings of the product: it waits for the disk."""
    with ExitStack() as stack:
        yield Ledgers.started(stack)


@pytest.fixture(scope="session")
def ledger(ledgers: Ledgers) -> Iterator[Ledger]:
    """A ledger with one book, its lots and projects, and hardly a voucher."""
    with ledgers.new("young") as made:
        yield made


@pytest.fixture(scope="session")
def grown(ledgers: Ledgers) -> Iterator[Ledger]:
    """The same after many rosters; see test_grown.py for how many."""
    with ledgers.new("grown") as made:
        yield made
