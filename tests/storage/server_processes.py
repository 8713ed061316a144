"""What tests need to see and start: the processes of a server, and other users of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ledger.storage.embedded import Embedded, Server
from ledger.storage.secrets import DatabaseRole, Secrets
from ledger.storage.settings import PG_BIN, Settings

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def new_home(name: str = "home") -> Iterator[Path]:
    """A data directory that every user of the machine can reach."""
    with tempfile.TemporaryDirectory(prefix="sunledger-test-") as directory:
        os.chmod(directory, 0o755)
        yield Path(directory, name)


def embedded(home: Path) -> Embedded:
    """As a command of the product would have it; PG_BIN of the test run applies."""
    variables = {"SUNLEDGER_HOME": str(home), PG_BIN.name: os.environ.get(PG_BIN.name, "")}
    return Embedded(Settings.read(variables), Secrets.load(home))


def administrator(server: Server) -> psycopg.Connection:
    conninfo = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
    return psycopg.connect(conninfo, autocommit=True)


def processes_in(data: Path) -> list[int]:
    """The PostgreSQL processes that work in this data directory."""
    return _numbers_where(lambda number: os.readlink(f"/proc/{number}/cwd") == str(data.resolve()))


def keepers_of(directory: Path) -> list[int]:
    """The keepers whose command line names this directory, zombies left out."""
    named = json.dumps(str(directory)).encode()

    def keeps(number: int) -> bool:
        command = Path(f"/proc/{number}/cmdline").read_bytes()
        return b"keeper.py" in command and named in command

    return _numbers_where(keeps)


def postmaster(data: Path) -> int:
    return int(data.joinpath("postmaster.pid").read_text().splitlines()[0])


def wait_until(true: Callable[[], bool], *, timeout_s: float = 20) -> bool:
    deadline = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@dataclass
class OtherUser:
    """Another process that uses the server of a data directory."""

    process: subprocess.Popen[str]

    def answer(self) -> dict[str, str]:
        """`administrator` (a conninfo) and `data` of the server it uses."""
        answer = self._line()
        assert "administrator" in answer, answer
        return answer

    def refusal(self) -> dict[str, str]:
        """`refused` (a code) and `message`."""
        answer = self._line()
        assert "refused" in answer, answer
        return answer

    def _line(self) -> dict[str, str]:
        assert self.process.stdout is not None
        line: dict[str, str] = json.loads(self.process.stdout.readline())
        return line

    def leave(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def other_user(home: Path, *, user: str | None = None, python: str = "") -> Iterator[OtherUser]:
    """`user`: a user of the operating system to run as; `python`: an interpreter he can run."""
    process = subprocess.Popen(
        [python or sys.executable, "-m", "tests.storage.using_server", str(home)],
        cwd=REPOSITORY,
        env={
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PATH": os.environ["PATH"],
            PG_BIN.name: os.environ.get(PG_BIN.name, ""),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        user=user,
        extra_groups=None if user is None else [],
    )
    with process:
        try:
            yield OtherUser(process)
        finally:
            if process.poll() is None:
                process.kill()


def _numbers_where(wanted: Callable[[int], bool]) -> list[int]:
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            try:
                if wanted(int(entry)):
                    found.append(int(entry))
            except OSError:
                continue
    return found
