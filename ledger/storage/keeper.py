"""Who stops the embedded server when nobody uses it any more?

This program: the parent of one PostgreSQL server, started by `embedded.py` by file name and
without the rest of the package (only the standard library, so that it starts in milliseconds
and stays small). Everyone who uses the server holds a shared lock on the file `users`, which the
kernel releases however its holder ends, `kill -9` included. The keeper waits for the exclusive
lock on it; having it means that the last user is gone, and the server is stopped.

    users    shared: each user            exclusive: the keeper, while it stops the server
    keeper   exclusive: the keeper, as long as it lives; so nobody else starts a second server

If the keeper itself is killed, the kernel tells the server to stop (PR_SET_PDEATHSIG). Rejected:
that signal directly from the first user, since it is sent when the *thread* that started the
server ends, and other users may remain.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from types import FrameType
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
_FAST_SHUTDOWN = signal.SIGINT
_IMMEDIATE_SHUTDOWN = signal.SIGQUIT
_STOP_TIMEOUT_S = 30.0
_IMMEDIATE_TIMEOUT_S = 10.0

EXIT_ALREADY_KEPT = 75


class _Ended(BaseException):
    """The server has ended, or this program was asked to end."""


def keep(
    *, locks: str, socket_directory: str, command: list[str], user: int | None, group: int | None
) -> int:
    """Run the server until its last user is gone. Returns the exit status of this program."""
    keeper = os.open(os.path.join(locks, "keeper.lock"), os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return EXIT_ALREADY_KEPT
    users = os.open(os.path.join(locks, "users.lock"), os.O_RDWR | os.O_CLOEXEC)
    # Before the server exists, or an early end of it would be missed.
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _end)
    server: subprocess.Popen[bytes] | None = None
    try:
        server = _start(command, user=user, group=group)
        fcntl.flock(users, fcntl.LOCK_EX)
    except _Ended:
        pass
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN if number != signal.SIGCHLD else signal.SIG_DFL)
    status = _stop(server) if server is not None else 1
    shutil.rmtree(socket_directory, ignore_errors=True)
    return status


def _start(command: list[str], *, user: int | None, group: int | None) -> subprocess.Popen[bytes]:
    libc = ctypes.CDLL(None)
    keeper = os.getpid()

    def die_with_keeper() -> None:
        # Runs after the change of user, which would clear the request.
        libc.prctl(_PR_SET_PDEATHSIG, int(_FAST_SHUTDOWN), 0, 0, 0)
        if os.getppid() != keeper:
            os._exit(1)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        preexec_fn=die_with_keeper,
    )


def _stop(server: subprocess.Popen[bytes]) -> int:
    for request, timeout_s in (
        (_FAST_SHUTDOWN, _STOP_TIMEOUT_S),
        (_IMMEDIATE_SHUTDOWN, _IMMEDIATE_TIMEOUT_S),
        (signal.SIGKILL, None),
    ):
        server.send_signal(request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return server.wait(timeout_s)
    return 1


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise _Ended


if __name__ == "__main__":
    sys.exit(keep(**json.loads(sys.argv[1])))
