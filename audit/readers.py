"""How do several connections read the same ledger at once? In one exported snapshot.

Each is used for one book after the other: a new one would have to map all memory of the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import TracebackType

import psycopg
from psycopg import sql

from audit.facts import Snapshot, hash_joins_only
from ledger.storage.database import Database, session


class Readers:
    """Connections of the reading role, as many as are in use at once; temporary tables only."""

    def __init__(self, database: Database, snapshot: str) -> None:
        # Rules read what reached households again and again: a large county's fits.
        self._conninfo = session(database.read, more="-c temp_buffers=128MB")
        self._snapshot = sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot)
        self._free: SimpleQueue[Snapshot] = SimpleQueue()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """One that sees what the exporting transaction sees; its temporary tables go at the end."""
        try:
            connection = self._free.get_nowait()
        except Empty:
            connection = psycopg.connect(self._conninfo)
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        try:
            connection.execute(self._snapshot)
            hash_joins_only(connection)
            yield connection
        finally:
            connection.rollback()
            self._free.put(connection)

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while not self._free.empty():
            self._free.get_nowait().close()
