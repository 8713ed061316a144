"""One database for all worlds of a module: a world is a book of its own, so they do not meet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.register.shipped import load_benefits
from ledger.storage.database import unit_of_work
from ledger.storage.embedded import Server
from ledger.storage.sealing import Sealer
from tests.audit.limiting import add_purposes
from tests.audit.world import Ground
from tests.conftest import _clone


@pytest.fixture(scope="module")
def ground(server: Server) -> Iterator[Ground]:
    with _clone(server, demo=False) as database:
        engine = database.engine()
        sealer = Sealer(sealing_key=b"1" * 32, hmac_key=b"2" * 32)
        with unit_of_work(engine) as work:
            load_benefits(work)
            add_purposes(work)
        with database.connect() as connection:
            yield Ground(database, connection, engine, sealer)
        engine.dispose()
