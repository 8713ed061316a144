"""What is left of a server whose keeper is gone, and how is it cleared away?

Called only while nobody keeps the server and the start lock is held: whatever still works in the
data directory then is a remnant. It is asked to stop in good order first. After `kill -9` of the
postmaster its children may live a moment longer, and PostgreSQL rightly refuses to start beside
them.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

_PATIENCE_S = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
_POLL_S = 0.02


def end_remnants(data: Path) -> None:
    """End every PostgreSQL process of this data directory and remove a stale postmaster.pid.

    A stale postmaster.pid matters after a restart of the machine or the container: its process
    number then often belongs to another process, and PostgreSQL would take that for a server.
    """
    real = os.path.realpath(data)
    for number, patience_s in _PATIENCE_S:
        deadline = time.monotonic() + patience_s
        living = _processes_in(real)
        for process in living:
            _signal(process, number)
        while living and time.monotonic() < deadline:
            time.sleep(_POLL_S)
            living = _processes_in(real)
        if not living:
            break
    data.joinpath("postmaster.pid").unlink(missing_ok=True)


def _processes_in(real: str) -> list[int]:
    """Every process of PostgreSQL works in its data directory; nobody else has reason to."""
    found = []
    for entry in os.scandir("/proc") if os.path.isdir("/proc") else ():
        if not entry.name.isdecimal():
            continue
        try:
            if os.readlink(f"/proc/{entry.name}/cwd") != real:
                continue
            program = os.readlink(f"/proc/{entry.name}/exe").removesuffix(" (deleted)")
        except OSError:  # it has ended, or belongs to somebody else
            continue
        if os.path.basename(program) == "postgres":
            found.append(int(entry.name))
    return found


def _signal(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return
