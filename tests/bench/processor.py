"""How much processor time did something take, in this process and in the server?

On a machine that others use too, processor time says more than the clock: who waits is not counted.
Of the server all processes count, the ended ones too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from ledger.storage.database import Database

_PROC = Path("/proc")


class Processor:
    """Processor time of this process and of an embedded server on the same machine (Linux)."""

    def __init__(self, database: Database) -> None:
        with database.connect() as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            assert row is not None
            self._server = int(_fields(int(row[0]))[1])
        self._tick_s = 1 / os.sysconf("SC_CLK_TCK")

    def seconds(self) -> float:
        """Since some fixed moment: only differences mean anything."""
        # utime, stime, cutime and cstime: the server's first process, and all that have ended.
        ended = sum(int(each) for each in _fields(self._server)[11:15]) * self._tick_s
        listed = _PROC / str(self._server) / "task" / str(self._server) / "children"
        return time.process_time() + ended + sum(map(_run_s, listed.read_text().split()))


def spent_by(
    connection: psycopg.Connection[TupleRow],
) -> Callable[[Callable[[], None]], Callable[[], float]]:
    """Turns a deed into one that says how long the server process of this connection worked."""
    process = str(connection.info.backend_pid)

    def timed(deed: Callable[[], None]) -> Callable[[], float]:
        def seconds() -> float:
            begun = _run_s(process)
            deed()
            return _run_s(process) - begun

        return seconds

    return timed


def _fields(process: int) -> list[str]:
    """What /proc/<process>/stat says after the name: state, parent …"""
    return (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()


def _run_s(process: str) -> float:
    """How long a process has run; one that has ended meanwhile is counted as ended next time."""
    try:
        return int((_PROC / process / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0
