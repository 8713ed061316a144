"""Where does the embedded database of one data directory lie, and how is it created?

<home>/postgres/            or, where the server's user cannot get there,
/var/lib/sunledger/<id>/    the id is kept with the secrets, so a moved home finds it again
    data/                   the PostgreSQL data directory, of the server's user only
    users.lock keeper.lock start.lock
    socket                  the name of the directory of the server's socket
    postgres.log
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.storage.binaries import Binaries
from ledger.storage.os_user import OsUser, server_user
from ledger.storage.secrets import DiskFull, HomeNotUsable
from ledger.values.refusal import Refusal

_OUTSIDE = (Path("/var/lib/sunledger"), Path("/var/tmp/sunledger"))
# PostgreSQL keeps paths in 1,024 bytes, below which file names of its own must still fit.
_PATH_LIMIT_BYTES = 900
_SOCKET_PREFIX = "sunledger-"
_LOG_LIMIT_BYTES = 8 * 1024 * 1024


class ClusterOfOtherVersion(Refusal):
    """The data directory was made by another major version of PostgreSQL."""


class ClusterNotCreated(Refusal):
    """initdb did not succeed."""


@dataclass(frozen=True)
class Cluster:
    """One data directory and what lies beside it, all absolute."""

    directory: Path
    user: OsUser

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "postgres.log"

    def lock_file(self, name: str) -> int:
        """An open descriptor of `<name>.lock`, to be closed by the caller."""
        return self._open(f"{name}.lock", os.O_RDWR)

    def open_log(self) -> int:
        """The log, opened to append. One that has grown large is put aside first."""
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.rename(self.log.with_suffix(".log.old"))
        return self._open(self.log.name, os.O_WRONLY | os.O_APPEND)

    def log_from(self, offset: int) -> str:
        """What was logged after the first `offset` bytes."""
        try:
            with self.log.open("rb") as file:
                file.seek(offset)
                return file.read().decode("utf-8", "replace")
        except OSError:
            return ""

    @property
    def socket_directory(self) -> Path | None:
        """The directory of the running server's socket, as last written down."""
        try:
            text = (self.directory / "socket").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return Path(text) if text else None

    def write_socket_directory(self, directory: Path) -> None:
        descriptor = self._open("socket", os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(str(directory))

    def _open(self, name: str, flags: int) -> int:
        # O_NOFOLLOW: as root we may be writing in a directory that belongs to somebody else.
        descriptor = os.open(
            self.directory / name, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )
        if os.geteuid() == 0:
            owner = os.stat(self.directory)
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        return descriptor


def locate_cluster(home: Path, cluster_id: str) -> Cluster:
    """The cluster of `home`, existing or to be created; its directory is made.

    Raises HomeNotUsable, NoServerUser, OSError.
    """
    inside = home / "postgres"
    outside = [parent / cluster_id for parent in _OUTSIDE]
    for directory in (inside, *(each for each in outside if _is_ours(each))):
        if (directory / "data").exists():
            cluster = Cluster(directory, server_user(directory / "data"))
            if not _reachable(cluster):
                raise HomeNotUsable(
                    f"数据库在 {directory}，但用户 {cluster.user.name} 现在进不去这个目录。"
                    "请恢复它和上级目录的权限，数据不会另建一份。",
                    path=str(directory),
                )
            return cluster
    if len(os.fsencode(inside)) > _PATH_LIMIT_BYTES:
        raise HomeNotUsable(
            f"数据目录的路径过长，最多 {_PATH_LIMIT_BYTES} 字节。请用 SUNLEDGER_HOME 另选一个。",
            path=str(inside),
        )
    user = server_user(None)
    if os.geteuid() != 0 or _tried(inside, user):
        inside.mkdir(exist_ok=True)
        return Cluster(inside, user)
    for directory in outside:
        if _made(directory.parent) and _tried(directory, user):
            return Cluster(directory, user)
    raise HomeNotUsable(
        f"用户 {user.name} 进不去 {home}，{_OUTSIDE[0]} 和 {_OUTSIDE[1]} 也不能用。"
        "请用 SUNLEDGER_HOME 指明一个所有用户都能进入的目录。",
        path=str(home),
    )


def outside_directories() -> list[Path]:
    """Where root may copy programs that the server's user cannot reach."""
    return [parent / "programs" for parent in _OUTSIDE if _made(parent)]


def create_data(cluster: Cluster, binaries: Binaries, *, password: str) -> None:
    """Make the data directory, wholly or not at all. The caller holds the start lock.

    Raises ClusterNotCreated, DiskFull, OSError.
    """
    for leftover in cluster.directory.glob(".new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=cluster.directory))
    try:
        fresh.chmod(0o711)
        data, password_file = fresh / "data", fresh / "password"
        data.mkdir(mode=0o700)
        password_file.touch(mode=0o600)
        password_file.write_text(password, encoding="utf-8")
        for each in (data, password_file):
            cluster.user.own(each)
        done = cluster.user.run(
            [
                binaries.initdb,
                f"--pgdata={data}",
                "--username=postgres",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
                "--no-instructions",
            ]
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            if "No space left on device" in said or "Disk quota exceeded" in said:
                raise DiskFull(f"磁盘已满，无法在 {cluster.directory} 建立数据库", said=said)
            raise ClusterNotCreated(f"无法在 {cluster.directory} 建立数据库：{said}", said=said)
        data.rename(cluster.data)
        _sync(cluster.directory)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def check_version(cluster: Cluster, binaries: Binaries) -> None:
    """Raises ClusterOfOtherVersion."""
    found = cluster.data.joinpath("PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(binaries.major):
        raise ClusterOfOtherVersion(
            f"{cluster.data} 由 PostgreSQL {found} 建立，而 {binaries.directory} 是"
            f" {binaries.major}。请用 PG_BIN 指明 PostgreSQL {found} 的程序。",
            data=found,
            programs=binaries.major,
        )


def new_socket_directory(cluster: Cluster) -> Path:
    """A fresh private directory. Its name is short: a socket's path has at most 107 bytes, which
    a data directory easily exceeds."""
    previous = cluster.socket_directory
    if previous is not None and _is_stale(previous):
        shutil.rmtree(previous, ignore_errors=True)
    for parent in ("/tmp", "/var/tmp", "/dev/shm"):
        try:
            directory = Path(tempfile.mkdtemp(prefix=_SOCKET_PREFIX, dir=parent))
        except OSError:
            continue
        cluster.user.own(directory)
        cluster.write_socket_directory(directory)
        return directory
    raise HomeNotUsable("/tmp、/var/tmp、/dev/shm 都不可写，无处放数据库的套接字")


def _is_stale(directory: Path) -> bool:
    """Whether this is a socket directory that nobody serves.

    Not to be taken for granted: a copy of a data directory still names the original's socket.
    """
    if not directory.name.startswith(_SOCKET_PREFIX):
        return False
    for path in directory.glob(".s.PGSQL.*[0-9]"):
        with closing(socket.socket(socket.AF_UNIX)) as probe, suppress(ConnectionRefusedError):
            probe.connect(str(path))
            return False
    return True


@contextmanager
def locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _tried(directory: Path, user: OsUser) -> bool:
    """Make the directory and see whether `user` gets to a directory of his own in it."""
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)  # ours, not the home's; whatever the umask is
    probe = Path(tempfile.mkdtemp(prefix=".probe-", dir=directory))
    try:
        user.own(probe)
        reached = user.may_write_in(probe)
    finally:
        probe.rmdir()
    if not reached:
        with suppress(OSError):  # not empty: another process tries the same
            directory.rmdir()
    return reached


def _reachable(cluster: Cluster) -> bool:
    return cluster.user.is_self or cluster.user.may_write_in(cluster.data)


def _made(parent: Path) -> bool:
    """Whether a directory that only root can write in is there, or could be made."""
    try:
        parent.mkdir(mode=0o755, exist_ok=True)
    except OSError:
        return False
    return _is_ours(parent)


def _is_ours(directory: Path) -> bool:
    # /var/tmp is everybody's: what another user put there is not taken for ours.
    try:
        found = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
