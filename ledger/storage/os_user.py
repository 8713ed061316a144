"""As which user of the operating system does the embedded server run?

PostgreSQL refuses to run as root, with good reason. Where we are root it runs as a user that is
there already and may do nothing else: `postgres`, else `nobody`. Where we are not root it runs
as ourselves. No user is ever created.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ledger.values.refusal import Refusal

_CANDIDATES = ("postgres", "nobody")
_TIMEOUT_S = 120.0


class NoServerUser(Refusal):
    """We are root and there is no unprivileged user to run the database server as."""


@dataclass(frozen=True)
class OsUser:
    """A user of the operating system. `uid` and `gid` are None where that is ourselves."""

    name: str
    uid: int | None
    gid: int | None

    @property
    def is_self(self) -> bool:
        return self.uid is None

    def run(
        self, command: list[str], *, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, with an environment that says nothing of ours."""
        return subprocess.run(
            command,
            env=ENVIRONMENT,
            cwd=cwd or "/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_S,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            check=False,
        )

    def may_write_in(self, directory: Path) -> bool:
        """Asked of the kernel and not computed: modes do not tell everything."""
        return self.run(["test", "-w", str(directory), "-a", "-x", str(directory)]).returncode == 0

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


# LC_ALL: what initdb and the log say is read by us. PG* variables of the caller must not reach
# the server.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def server_user(existing: Path | None) -> OsUser:
    """The user for the server; of an existing data directory, the one who owns it.

    Raises NoServerUser.
    """
    if os.geteuid() != 0:
        return OsUser(str(os.geteuid()), None, None)
    if existing is not None:
        owner = existing.stat()
        if owner.st_uid != 0:
            return OsUser(_name(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in _CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return OsUser(name, found.pw_uid, found.pw_gid)
    raise NoServerUser(
        "数据库不能以 root 运行，而本机没有 postgres 或 nobody 用户。请换一个普通用户运行。"
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
