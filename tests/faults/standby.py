"""A standby of a running server that must have every commit before it is acknowledged."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ledger.storage.binaries import locate
from ledger.storage.cluster import outside_directories
from ledger.storage.embedded import Server
from ledger.storage.os_user import ENVIRONMENT, OsUser, server_user
from ledger.storage.secrets import DatabaseRole
from ledger.storage.server_options import options
from ledger.storage.settings import Settings
from tests.storage.server_processes import wait_until


@dataclass(frozen=True)
class Standby:
    """A copy that follows; `server` is how to reach it, as long as it runs."""

    server: Server
    process: subprocess.Popen[bytes]

    def promote(self) -> None:
        """It is the primary from now on, and waits for nobody."""
        with _administrator(self.server) as connection:
            connection.execute("SELECT pg_promote(true, 60)")
            connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
            connection.execute("SELECT pg_reload_conf()")


@contextmanager
def standby_of(primary: Server, directory: Path) -> Iterator[Standby]:
    """A synchronous standby, made from a base backup into a new directory; ended with the block."""
    user = server_user(None)
    directory.mkdir()
    user.own(directory)
    programs = locate(Settings.read().pg_bin, user=user, copies=outside_directories())
    data, sockets = directory / "data", directory / "s"
    sockets.mkdir()
    user.own(sockets)
    done = user.run(
        [
            str(programs.directory / "pg_basebackup"),
            *("--dbname", primary.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")),
            *("--pgdata", str(data), "--write-recovery-conf", "--checkpoint=fast"),
        ]
    )
    assert done.returncode == 0, done.stderr
    process = _start(programs.postgres, data, sockets, user)
    try:
        server = Server(sockets, primary.passwords, directory / "log")
        assert wait_until(lambda: _follows(primary), timeout_s=120)
        with _administrator(primary) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
        assert wait_until(lambda: _follows(primary, "sync"), timeout_s=120)
        yield Standby(server, process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        if process.poll() is None:
            process.kill()
            process.wait()
        shutil.rmtree(directory, ignore_errors=True)


def _start(program: str, data: Path, sockets: Path, user: OsUser) -> subprocess.Popen[bytes]:
    command = [program, "-D", str(data)]
    for name, value in options(sockets, port=5432).items():
        command += ["-c", f"{name}={value}"]
    return subprocess.Popen(
        command,
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user.uid,
        group=user.gid,
        extra_groups=None if user.is_self else [],
    )


def _follows(primary: Server, state: str = "") -> bool:
    with _administrator(primary) as connection:
        rows = connection.execute(
            "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'"
        ).fetchall()
    return [row[0] for row in rows] == [state] if state else len(rows) == 1


def _administrator(server: Server) -> psycopg.Connection:
    conninfo = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
    return psycopg.connect(conninfo, autocommit=True)
