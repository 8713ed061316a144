"""How does one command give us a PostgreSQL server, and take it away again?

`with Embedded(settings, secrets).running() as server:` starts the server of the data directory,
or joins it where another process has it running already; the last one out stops it. It listens
on a Unix socket in a private directory and on no TCP port, and asks everyone for a password.
A new server has the administrator's login only; `migrate.make_roles` makes the others.

    start.lock   held while one process starts the server; the next finds it ready
    users.lock   shared, held by everyone who uses the server (see keeper.py, which stops it)
    keeper.lock  held by the keeper; while it is free there is no server, or only a remnant

Whatever was killed with -9 (server, keeper, or us), the next start cleans up and goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from ledger.storage import keeper
from ledger.storage.binaries import Binaries, locate
from ledger.storage.cluster import (
    Cluster,
    check_version,
    create_data,
    locate_cluster,
    locked,
    new_socket_directory,
    outside_directories,
)
from ledger.storage.os_user import ENVIRONMENT
from ledger.storage.remnants import end_remnants
from ledger.storage.secrets import DatabaseRole, DiskFull, Secrets, refused
from ledger.storage.server_options import options, options_of
from ledger.storage.settings import Settings
from ledger.values.refusal import Refusal

DEFAULT_DATABASE = "sunledger"

_PORT = 5432  # part of the socket's file name; nothing listens on it
_START_TIMEOUT_S = 120.0  # after a crash the server first replays its log
_LEAVE_TIMEOUT_S = 45.0
_POLL_S = 0.02


class ServerNotStarting(Refusal):
    """The embedded server does not start; the end of its log is in the message."""


class ServerPasswordRefused(Refusal):
    """The file of secrets does not belong to this data directory."""


# The keepers that we started: our children until they have ended and been waited for.
_started: list[tuple[Path, subprocess.Popen[bytes]]] = []


@dataclass(frozen=True, repr=False)
class Server:
    """A running server. `DatabaseRole` says who may connect."""

    socket_directory: Path
    passwords: Mapping[str, str]
    log: Path

    def conninfo(self, role: DatabaseRole, database: str = DEFAULT_DATABASE) -> str:
        """libpq's key=value form, for psycopg."""
        return make_conninfo(
            host=str(self.socket_directory),
            port=_PORT,
            user=role.value,
            password=self.passwords[role],
            dbname=database,
        )

    def url(self, role: DatabaseRole, database: str = DEFAULT_DATABASE) -> str:
        """The same as `postgresql://…`, for settings of the shape of DATABASE_URL."""
        return (
            f"postgresql://{role.value}:{quote(self.passwords[role], safe='')}@/"
            f"{quote(database, safe='')}?host={quote(str(self.socket_directory), safe='')}"
            f"&port={_PORT}"
        )


class Embedded:
    """The server of one data directory. `options` override settings of PostgreSQL."""

    def __init__(
        self, settings: Settings, secrets: Secrets, *, options: Mapping[str, str] | None = None
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._options = dict(options or {})

    @contextmanager
    def running(self) -> Iterator[Server]:
        """The running server, started or joined.

        Raises BinariesMissing, BinariesNotUsable, ClusterNotCreated, ClusterOfOtherVersion,
        DiskFull, HomeNotUsable, NoServerUser, ServerNotStarting, ServerPasswordRefused.
        """
        home = self._settings.home
        try:
            cluster = locate_cluster(home, self._secrets.cluster_id)
            users = cluster.lock_file("users")
        except OSError as error:
            raise refused(error, home) from error
        try:
            # Before looking whether a server runs: from here on nobody stops it.
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield self._started_or_joined(cluster)
            finally:
                _leave(cluster, users)
        finally:
            os.close(users)

    def _started_or_joined(self, cluster: Cluster) -> Server:
        try:
            with _descriptor(cluster, "start") as start, locked(start):
                if not _is_kept(cluster):
                    return self._start(cluster)
                server = self._server(cluster)
                if _answers(server):
                    return server
                # The server has crashed a moment ago and its keeper is about to end.
                _wait_until_unkept(cluster)
                return self._start(cluster)
        except OSError as error:
            raise refused(error, cluster.directory) from error

    def _start(self, cluster: Cluster) -> Server:
        binaries = self._binaries(cluster)
        if cluster.data.exists():
            check_version(cluster, binaries)
            end_remnants(cluster.data)
        else:
            password = self._secrets.passwords[DatabaseRole.ADMINISTRATOR]
            create_data(cluster, binaries, password=password)
        socket_directory = new_socket_directory(cluster)
        command = [binaries.postgres, "-D", str(cluster.data)]
        given = options(socket_directory, port=_PORT) | options_of(binaries.directory)
        for name, value in (given | self._options).items():
            command += ["-c", f"{name}={value}"]
        server = self._server(cluster)
        _launch(cluster, command, server)
        return server

    def _binaries(self, cluster: Cluster) -> Binaries:
        copies = [] if cluster.user.is_self else outside_directories()
        return locate(self._settings.pg_bin, user=cluster.user, copies=copies)

    def _server(self, cluster: Cluster) -> Server:
        directory = cluster.socket_directory
        if directory is None:
            raise ServerNotStarting("数据库正在运行，但找不到它的套接字", log=str(cluster.log))
        return Server(directory, self._secrets.passwords, cluster.log)


def _launch(cluster: Cluster, command: list[str], server: Server) -> None:
    """Start a keeper and through it the server; return when it answers.

    Raises ServerNotStarting, ServerPasswordRefused, DiskFull.
    """
    _forget_ended()
    request = {
        "locks": str(cluster.directory),
        "socket_directory": str(server.socket_directory),
        "command": command,
        "user": cluster.user.uid,
        "group": cluster.user.gid,
    }
    os.close(cluster.lock_file("keeper"))  # it must exist
    log = cluster.open_log()
    try:
        logged = os.fstat(log).st_size
        deadline = time.monotonic() + _START_TIMEOUT_S
        while True:
            process = subprocess.Popen(
                # -I -S: nothing of the caller's environment or packages, and a quick start.
                [sys.executable, "-I", "-S", keeper.__file__, json.dumps(request)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for us; we then leave in good order
            )
            _started.append((cluster.directory, process))
            while process.poll() is None:
                if _answers(server):
                    return
                if time.monotonic() > deadline:
                    process.terminate()
                    process.wait()
                    break
                time.sleep(_POLL_S)
            if process.returncode != keeper.EXIT_ALREADY_KEPT or time.monotonic() > deadline:
                break
            # Someone who was leaving looked at the lock in just that moment.
            time.sleep(_POLL_S)
    finally:
        os.close(log)
    said = cluster.log_from(logged).strip()
    if "No space left on device" in said:
        raise DiskFull("磁盘已满，数据库无法启动", log=str(cluster.log))
    raise ServerNotStarting(
        f"数据库没有启动。日志在 {cluster.log}，末尾是：\n{said[-2000:]}", log=str(cluster.log)
    )


def _answers(server: Server) -> bool:
    """Whether the server takes connections. Raises ServerPasswordRefused."""
    socket = server.socket_directory / f".s.PGSQL.{_PORT}"
    if not socket.exists():
        return False
    try:
        administrator = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
        psycopg.connect(administrator, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise ServerPasswordRefused(
                "数据库不接受 secrets.json 里的密码：这个文件不是这份数据的。"
                "请恢复与数据一同备份的 secrets.json。"
            ) from error
        return False
    return True


def _leave(cluster: Cluster, users: int) -> None:
    """Give up our share; where we were the last, wait until the server has stopped."""
    fcntl.flock(users, fcntl.LOCK_UN)
    deadline = time.monotonic() + _LEAVE_TIMEOUT_S
    while _is_kept(cluster) and not _somebody_stays(users) and time.monotonic() < deadline:
        time.sleep(_POLL_S)
    if not _is_kept(cluster):
        # The lock is free a moment before the keeper has wholly ended.
        for directory, process in _started:
            if directory == cluster.directory:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=5)
    _forget_ended()


def _forget_ended() -> None:
    _started[:] = [each for each in _started if each[1].poll() is None]


def _somebody_stays(users: int) -> bool:
    """Whether another user holds a share, as opposed to the keeper having or wanting it all.

    An exclusive lock is refused by a user's share and by the keeper's exclusive lock; a shared
    one only by the keeper's. Asking for shared again at the end tells a keeper that came between.
    """
    shared, exclusive = fcntl.LOCK_SH, fcntl.LOCK_EX
    return _free(users, shared) and not _free(users, exclusive) and _free(users, shared)


def _is_kept(cluster: Cluster) -> bool:
    with _descriptor(cluster, "keeper") as descriptor:
        return not _free(descriptor, fcntl.LOCK_SH)


def _wait_until_unkept(cluster: Cluster) -> None:
    deadline = time.monotonic() + _LEAVE_TIMEOUT_S
    while _is_kept(cluster):
        if time.monotonic() > deadline:
            raise ServerNotStarting(
                f"数据库的看护进程仍在，数据库却不应答。日志在 {cluster.log}。",
                log=str(cluster.log),
            )
        time.sleep(_POLL_S)


def _free(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return True


@contextmanager
def _descriptor(cluster: Cluster, name: str) -> Iterator[int]:
    with closing(os.fdopen(cluster.lock_file(name), "rb", buffering=0)) as file:
        yield file.fileno()
