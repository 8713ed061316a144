"""The embedded server: one start, one place, one way in, and nothing left when all have gone."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.storage.embedded import ServerPasswordRefused
from ledger.storage.secrets import DatabaseRole, Secrets
from tests.storage.server_processes import (
    administrator,
    embedded,
    keepers_of,
    new_home,
    other_user,
    processes_in,
    wait_until,
)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data directory in which a server has run once."""
    with new_home() as directory:
        with embedded(directory).running():
            pass
        yield directory


def test_a_restart_keeps_the_data(home: Path) -> None:
    with embedded(home).running() as server, administrator(server) as connection:
        connection.execute("CREATE TABLE kept (fen bigint)")
        connection.execute("INSERT INTO kept VALUES (123456)")
    with embedded(home).running() as server, administrator(server) as connection:
        assert connection.execute("SELECT fen FROM kept").fetchall() == [(123456,)]


def test_a_restarted_server_has_in_memory_what_it_had(home: Path) -> None:
    """Before anybody asks for it."""
    held = (
        "SELECT count(*) > 100 FROM pg_buffercache WHERE relfilenode = pg_relation_filenode('held')"
    )
    with embedded(home).running() as server, administrator(server) as connection:
        if connection.execute("SHOW shared_preload_libraries").fetchone() != ("pg_prewarm",):
            pytest.skip("these programs have no pg_prewarm")
        connection.execute("CREATE EXTENSION pg_buffercache")
        connection.execute(
            "CREATE TABLE held AS SELECT repeat('x', 500) AS x FROM generate_series(1, 2000)"
        )
        connection.commit()
        assert connection.execute(held).fetchone() == (True,)
    with embedded(home).running() as server, administrator(server) as connection:
        assert wait_until(lambda: connection.execute(held).fetchone() == (True,), timeout_s=30)
        connection.execute("DROP TABLE held; DROP EXTENSION pg_buffercache")


def test_after_the_last_user_no_process_and_no_socket_remains(home: Path) -> None:
    with embedded(home).running() as server:
        assert processes_in(home / "postgres" / "data")
        assert keepers_of(home / "postgres")
    assert not processes_in(home / "postgres" / "data")
    assert not keepers_of(home / "postgres")
    assert not server.socket_directory.exists()


def test_the_server_writes_through_and_has_checksums(home: Path) -> None:
    with embedded(home).running() as server, administrator(server) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()
            for name in ("fsync", "full_page_writes", "data_checksums", "server_encoding")
        }
        locale = connection.execute(
            "SELECT datcollate FROM pg_database WHERE datname = 'postgres'"
        ).fetchone()
    assert shown == {
        "fsync": ("on",),
        "full_page_writes": ("on",),
        "data_checksums": ("on",),
        "server_encoding": ("UTF8",),
    }
    assert locale == ("C",)


def test_nothing_listens_on_tcp(home: Path) -> None:
    with embedded(home).running() as server, administrator(server) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        for address in ("127.0.0.1", "::1"):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(
                    host=address,
                    user="postgres",
                    password=server.passwords[DatabaseRole.ADMINISTRATOR],
                    dbname="postgres",
                    port=_free_port(address),
                )


@pytest.mark.parametrize("password", ["", "postgres", "0" * 48])
def test_a_wrong_password_is_refused(home: Path, password: str) -> None:
    with (
        embedded(home).running() as server,
        pytest.raises(psycopg.OperationalError, match="password"),
    ):
        psycopg.connect(
            host=str(server.socket_directory),
            user="postgres",
            dbname="postgres",
            password=password,
            passfile="/dev/null",
        )


def test_the_socket_and_the_data_are_for_the_owner_only(home: Path) -> None:
    with embedded(home).running() as server:
        assert server.socket_directory.stat().st_mode & 0o077 == 0
        assert (home / "postgres" / "data").stat().st_mode & 0o077 == 0


def test_the_url_names_the_same_server_as_the_conninfo(home: Path) -> None:
    with embedded(home).running() as server:
        url = server.url(DatabaseRole.ADMINISTRATOR, "postgres")
        assert url.startswith("postgresql://postgres:")
        with psycopg.connect(url) as connection:
            assert connection.info.dbname == "postgres"


def test_a_second_use_in_the_same_process_joins_and_the_first_may_leave(home: Path) -> None:
    first, second = embedded(home).running(), embedded(home).running()
    one = first.__enter__()
    two = second.__enter__()
    assert one.socket_directory == two.socket_directory
    first.__exit__(None, None, None)
    with administrator(two) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.__exit__(None, None, None)
    assert not processes_in(home / "postgres" / "data")


def test_another_process_joins_and_keeps_the_server_when_its_starter_leaves(home: Path) -> None:
    with other_user(home) as other:
        with embedded(home).running() as server:
            assert str(server.socket_directory) in other.answer()["administrator"]
        with administrator(server) as connection:  # we have left, the other has not
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert other.leave() == 0
        assert not processes_in(home / "postgres" / "data")


def test_two_processes_that_start_at_once_on_a_new_directory_share_one_server() -> None:
    with (
        new_home() as directory,
        other_user(directory) as one,
        other_user(directory) as two,
    ):
        answers = one.answer(), two.answer()
        assert answers[0] == answers[1]
        assert (one.leave(), two.leave()) == (0, 0)
        assert not processes_in(directory / "postgres" / "data")


def test_a_directory_name_may_be_long_and_have_blanks_and_chinese() -> None:
    name = "扶贫 资金 '账本' \"2020\" $HOME; 略阳县/" + "很长的目录名" * 12 + "/" + "x" * 120
    with new_home(name) as directory:
        assert len(os.fsencode(directory)) > 300
        with embedded(directory).running() as server, administrator(server) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert not keepers_of(directory / "postgres")


def test_secrets_of_other_data_are_refused_and_leave_no_server(home: Path) -> None:
    with new_home() as other:
        Secrets.load(other)
        kept = (home / "secrets.json").read_bytes()
        (home / "secrets.json").write_bytes((other / "secrets.json").read_bytes())
        try:
            with pytest.raises(ServerPasswordRefused), embedded(home).running():
                pass
        finally:
            (home / "secrets.json").write_bytes(kept)
    assert wait_until(lambda: not processes_in(home / "postgres" / "data"))


def test_an_error_of_the_user_still_stops_the_server(home: Path) -> None:
    with pytest.raises(KeyboardInterrupt), embedded(home).running():
        raise KeyboardInterrupt
    assert not processes_in(home / "postgres" / "data")


def _free_port(address: str) -> int:
    """The port PostgreSQL would take if it listened, where nobody else has it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((address, 5432))
        except OSError:
            pytest.skip("another server of this machine has port 5432")
    return 5432
