"""The server, the ledgers and the table that the benchmarks share; nothing is made unless asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.system import System
from tests.bench.ledger import Ledger, Ledgers
from tests.bench.table import Table
from tests.demo.larger import larger_demo


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
def demo(request: pytest.FixtureRequest) -> Iterator[System]:
    """The demo of `--scale` in the directory of `--demos`; made once, and left there."""
    with larger_demo(request.config) as system:
        yield system


@pytest.fixture(scope="session")
def grown(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """A ledger with many rosters: the demo of `--scale`, else see test_grown.py for how many."""
    if request.config.getoption("--scale"):
        database = request.getfixturevalue("demo").database
        with database.connect() as connection:
            yield Ledger(database, connection, is_demo=True)
    else:
        with request.getfixturevalue("ledgers").new("grown") as made:
            yield made
