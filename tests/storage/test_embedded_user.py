"""As whom the embedded server runs, and where its data lie when that user cannot get home."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.storage.cluster import locate_cluster
from ledger.storage.secrets import Secrets
from tests.storage.server_processes import (
    REPOSITORY,
    administrator,
    embedded,
    new_home,
    other_user,
    postmaster,
    processes_in,
)

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")


def test_the_server_never_runs_as_root() -> None:
    with new_home() as home, embedded(home).running():
        data = home / "postgres" / "data"
        owner = Path(f"/proc/{postmaster(data)}").stat().st_uid
        assert owner != 0
        assert owner == data.stat().st_uid
        if os.geteuid() != 0:
            assert owner == os.geteuid()


@root_only
def test_the_home_directory_keeps_its_mode_and_owner() -> None:
    with new_home() as home:
        home.mkdir(mode=0o751)
        before = home.stat()
        with embedded(home).running():
            pass
        after = home.stat()
        assert (before.st_mode, before.st_uid) == (after.st_mode, after.st_uid)


@root_only
def test_a_home_only_root_can_enter_has_its_cluster_elsewhere_and_finds_it_when_moved() -> None:
    with new_home("private/home") as home:
        home.parent.mkdir(mode=0o700)
        cluster = locate_cluster(home_made(home), Secrets.load(home).cluster_id)
        try:
            assert not cluster.directory.is_relative_to(home)
            with embedded(home).running() as server, administrator(server) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 7 AS fen")
            assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
            moved = home.rename(home.with_name("moved"))
            with embedded(moved).running() as server, administrator(server) as connection:
                assert connection.execute("SELECT fen FROM kept").fetchone() == (7,)
        finally:
            shutil.rmtree(cluster.directory)


def home_made(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    return home


@root_only
def test_an_unprivileged_user_runs_his_own_server_and_root_joins_in() -> None:
    python = _python_for("nobody")
    with new_home("his/home") as home:
        home.parent.mkdir()
        os.chown(home.parent, pwd.getpwnam("nobody").pw_uid, -1)
        with other_user(home, user="nobody", python=python) as other:
            assert other.answer()["data"] == str(home / "postgres" / "data")
            assert _owner_of_server(home) == "nobody"
            assert other.leave() == 0
        assert not processes_in(home / "postgres" / "data")
        with embedded(home).running():  # root, later, on his data
            assert _owner_of_server(home) == "nobody"
        with other_user(home, user="nobody", python=python) as other:
            assert other.answer()["data"] == str(home / "postgres" / "data")
            assert other.leave() == 0


@root_only
def test_an_unprivileged_user_is_refused_a_home_he_cannot_write() -> None:
    python = _python_for("nobody")
    with new_home() as home, other_user(home, user="nobody", python=python) as other:
        refusal = other.refusal()
        assert refusal["refused"] == "home_not_usable"
        assert "没有权限" in refusal["message"]


def _owner_of_server(home: Path) -> str:
    number = postmaster(home / "postgres" / "data")
    return pwd.getpwuid(Path(f"/proc/{number}").stat().st_uid).pw_name


def _python_for(user: str) -> str:
    """An interpreter that `user` can run and that finds our modules, or skip."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        try:
            tried = subprocess.run(
                [python, "-c", "import psycopg, cryptography, tests.storage.using_server"],
                cwd=REPOSITORY,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                user=user,
                extra_groups=[],
                capture_output=True,
                check=False,
            )
        except OSError:
            continue
        if tried.returncode == 0:
            return python
    pytest.skip(f"{user} can run no interpreter that finds this repository and its packages")
