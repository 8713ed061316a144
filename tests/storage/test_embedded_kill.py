"""What `kill -9` leaves behind, and that the next start works all the same."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.server_processes import (
    administrator,
    embedded,
    keepers_of,
    new_home,
    other_user,
    postmaster,
    processes_in,
    wait_until,
)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data directory with one row in it."""
    with new_home() as directory:
        with embedded(directory).running() as server, administrator(server) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 123456::bigint AS fen")
        yield directory


def _starts_with_its_data(home: Path) -> None:
    with embedded(home).running() as server, administrator(server) as connection:
        assert connection.execute("SELECT fen FROM kept").fetchall() == [(123456,)]
    assert not processes_in(home / "postgres" / "data")
    assert not keepers_of(home / "postgres")


def test_the_server_ends_when_its_only_user_is_killed(home: Path) -> None:
    with other_user(home) as other:
        other.answer()
        assert processes_in(home / "postgres" / "data")
        other.kill()
        assert wait_until(lambda: not processes_in(home / "postgres" / "data"))
        assert wait_until(lambda: not keepers_of(home / "postgres"))
    _starts_with_its_data(home)


def test_the_server_stays_for_the_others_when_its_starter_is_killed(home: Path) -> None:
    with other_user(home) as other:
        other.answer()
        with embedded(home).running() as server:
            other.kill()
            with administrator(server) as connection:
                assert connection.execute("SELECT fen FROM kept").fetchone() == (123456,)
        assert not processes_in(home / "postgres" / "data")


def test_the_server_ends_when_its_keeper_is_killed(home: Path) -> None:
    with embedded(home).running():
        (keeper,) = keepers_of(home / "postgres")
        os.kill(keeper, signal.SIGKILL)
        assert wait_until(lambda: not processes_in(home / "postgres" / "data"))
    _starts_with_its_data(home)


def test_a_killed_postmaster_is_followed_by_a_new_one(home: Path) -> None:
    with embedded(home).running():
        os.kill(postmaster(home / "postgres" / "data"), signal.SIGKILL)
        with embedded(home).running() as server, administrator(server) as connection:
            assert connection.execute("SELECT fen FROM kept").fetchone() == (123456,)
    _starts_with_its_data(home)


def test_keeper_and_postmaster_killed_together_are_followed_by_a_new_server(home: Path) -> None:
    with embedded(home).running():
        (keeper,) = keepers_of(home / "postgres")
        server_process = postmaster(home / "postgres" / "data")
        os.kill(keeper, signal.SIGKILL)
        os.kill(server_process, signal.SIGKILL)
        _starts_with_its_data_beside_us(home)
    _starts_with_its_data(home)


def _starts_with_its_data_beside_us(home: Path) -> None:
    with embedded(home).running() as server, administrator(server) as connection:
        assert connection.execute("SELECT fen FROM kept").fetchone() == (123456,)


def test_a_stale_pid_file_that_names_a_living_process_is_no_obstacle(home: Path) -> None:
    data = home / "postgres" / "data"
    with embedded(home).running():
        kept = (data / "postmaster.pid").read_text()
    owner = data.stat()
    with subprocess.Popen(
        ["sleep", "60"],
        user=owner.st_uid if os.geteuid() == 0 else None,
        cwd="/",
    ) as living:
        try:
            lines = kept.splitlines()
            lines[0] = str(living.pid)
            (data / "postmaster.pid").write_text("\n".join(lines) + "\n")
            os.chown(data / "postmaster.pid", owner.st_uid, owner.st_gid)
            _starts_with_its_data(home)
            assert living.poll() is None, "a process that is none of ours was ended"
        finally:
            living.kill()


def test_a_creation_that_was_killed_half_way_is_begun_again() -> None:
    with new_home() as directory:
        half = directory / "postgres" / ".new-abc"
        (half / "data").mkdir(parents=True)
        (half / "password").write_text("secret")
        with embedded(directory).running() as server, administrator(server) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert not half.exists()


def test_a_copy_of_a_running_directory_does_not_disturb_the_original(home: Path) -> None:
    with embedded(home).running() as server, new_home() as copy:
        copy.mkdir()
        (copy / "postgres").mkdir()
        shutil.copy(home / "secrets.json", copy / "secrets.json")
        shutil.copy(home / "postgres" / "socket", copy / "postgres" / "socket")
        with embedded(copy).running() as other:
            assert other.socket_directory != server.socket_directory
            with administrator(server) as connection:
                assert connection.execute("SELECT fen FROM kept").fetchone() == (123456,)
