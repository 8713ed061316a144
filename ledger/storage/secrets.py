"""Which secrets belong to one data directory, and where are they kept?

In `SUNLEDGER_HOME/secrets.json`, readable by its owner only, drawn at random when the directory
is first used and never changed by the program. Whoever has this file and the database has
everything; whoever has the database without it cannot read what is sealed.

Two processes may start at once on a fresh directory: a lock makes one of them write, and a
rename makes the file appear whole or not at all.
"""

from __future__ import annotations

import errno
import fcntl
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ledger.values.refusal import Refusal

_FILE = "secrets.json"
_VERSION = 1
_KEY_BYTES = 32
_OWNER = "sunledger_owner"


class DatabaseRole(StrEnum):
    """A login of the database server. `postgres` administers the embedded server only."""

    ADMINISTRATOR = "postgres"
    OWNER = "sunledger_owner"
    APP = "sunledger_app"
    READ = "sunledger_read"
    QUERY = "sunledger_query"


class HomeNotUsable(Refusal):
    """The data directory cannot be created, read or written."""


class DiskFull(Refusal):
    """The disk that holds the data directory has no room left."""


class SecretsExposed(Refusal):
    """The file of secrets can be read by other users of this machine."""


class SecretsUnreadable(Refusal):
    """The file of secrets is damaged or of another version of the program."""


class SecretsMissing(Refusal):
    """There is a database in the data directory but the file of its secrets is gone."""


@dataclass(frozen=True, repr=False)
class Secrets:
    """The secrets of one data directory. Keys are 32 bytes each.

    It has no repr on purpose: a traceback or a log must not show a key.
    """

    cluster_id: str
    passwords: Mapping[str, str]
    jwt_key: bytes
    sealing_key: bytes
    hmac_key: bytes

    @classmethod
    def load(cls, home: Path) -> Secrets:
        """Read the secrets of `home`, drawing them first where there are none.

        Raises HomeNotUsable, DiskFull, SecretsExposed, SecretsUnreadable, SecretsMissing.
        """
        try:
            home.mkdir(parents=True, exist_ok=True)
            return _read_or_draw(home)
        except OSError as error:
            raise refused(error, home) from error


def refused(error: OSError, path: Path) -> Refusal:
    """The refusal that tells the user what an error of the operating system means for him."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"磁盘已满，无法写入 {path}", path=str(path))
    reason = {
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "文件系统只读",
        errno.ENOTDIR: "路径中有一段不是目录",
        errno.EEXIST: "同名文件已存在，不是目录",
        errno.ENAMETOOLONG: "路径过长",
    }.get(error.errno or 0, os.strerror(error.errno) if error.errno else str(error))
    at = error.filename if isinstance(error.filename, str) else str(path)
    return HomeNotUsable(f"无法使用数据目录 {path}：{reason}（{at}）", path=str(path))


def _read_or_draw(home: Path) -> Secrets:
    path = home / _FILE
    if not path.exists():
        with (home / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                if (home / "postgres" / "data").exists():
                    raise SecretsMissing(
                        f"{home} 中有数据库，却没有 {_FILE}：没有它就打不开已有的数据。"
                        "请从备份恢复这个文件；若要从头开始，请换一个空的 SUNLEDGER_HOME。",
                        path=str(path),
                    )
                write_private(path, _drawn())
    check_private(path)
    return _parse(path)


def check_private(path: Path) -> None:
    """Raises SecretsExposed where others than the owner may read this file."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SecretsExposed(
            f"{path} 的权限是 {mode:o}，其他用户也能读取。请先执行 chmod 600 '{path}'。",
            path=str(path),
        )


def _drawn() -> dict[str, object]:
    return {
        "version": _VERSION,
        "cluster_id": secrets.token_hex(8),
        "passwords": {role.value: secrets.token_hex(24) for role in DatabaseRole},
        "jwt_key": secrets.token_hex(_KEY_BYTES),
        "sealing_key": secrets.token_hex(_KEY_BYTES),
        "hmac_key": secrets.token_hex(_KEY_BYTES),
    }


def write_private(path: Path, drawn: Mapping[str, object]) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    # A name of its own, O_EXCL: a leftover of a killed process is never written into.
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(drawn, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(descriptor)
        os.rename(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _parse(path: Path) -> Secrets:
    try:
        read: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
        if read["version"] != _VERSION:
            raise ValueError("version")
        passwords = read["passwords"]
        if not isinstance(passwords, dict):
            raise ValueError("passwords")
        return Secrets(
            cluster_id=str(read["cluster_id"]),
            passwords={
                role: str(passwords.get(role.value) or _later(role, str(passwords[_OWNER])))
                for role in DatabaseRole
            },
            jwt_key=_key(read["jwt_key"]),
            sealing_key=_key(read["sealing_key"]),
            hmac_key=_key(read["hmac_key"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        # The text of the file is never part of the message: it is all secrets.
        raise SecretsUnreadable(
            f"{path} 已损坏，或属于另一版本的程序。请从备份恢复。", path=str(path)
        ) from error


def _later(role: DatabaseRole, owner_password: str) -> str:
    """The password of a login that came after this file was drawn; the file never changes."""
    return hmac.digest(owner_password.encode(), role.value.encode(), "sha256").hex()[:48]


def _key(text: object) -> bytes:
    key = bytes.fromhex(str(text))
    if len(key) != _KEY_BYTES:
        raise ValueError("key length")
    return key
