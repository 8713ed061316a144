"""What the embedded server refuses to start with, and that it says why."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.storage.binaries import BinariesMissing, BinariesNotUsable
from ledger.storage.cluster import ClusterOfOtherVersion
from ledger.storage.embedded import Embedded, ServerNotStarting
from ledger.storage.secrets import DiskFull, HomeNotUsable, Secrets, SecretsMissing
from ledger.storage.settings import Settings
from tests.storage.server_processes import embedded, keepers_of, new_home, processes_in


@pytest.fixture
def home() -> Iterator[Path]:
    with new_home() as directory:
        yield directory


def test_a_directory_without_programs_is_named(home: Path) -> None:
    with (
        pytest.raises(BinariesMissing, match=r"没有 PostgreSQL 的程序 initdb.*PG_BIN"),
        Embedded(Settings(home=home, pg_bin=home), Secrets.load(home)).running(),
    ):
        pass


@pytest.mark.parametrize("major", [14, 19])
def test_programs_of_an_unsupported_version_are_refused(home: Path, major: int) -> None:
    programs = home.with_name("programs")
    programs.mkdir(mode=0o755)
    for name in ("initdb", "postgres"):
        (programs / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.1'\n")
        (programs / name).chmod(0o755)
    with (
        pytest.raises(BinariesNotUsable, match=f"PostgreSQL {major}，支持的是 15 至 18"),
        Embedded(Settings(home=home, pg_bin=programs), Secrets.load(home)).running(),
    ):
        pass


def test_data_of_another_version_are_not_touched(home: Path) -> None:
    data = home / "postgres" / "data"
    with embedded(home).running():
        pass
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterOfOtherVersion, match="由 PostgreSQL 14 建立"):
        embedded(home).running().__enter__()


def test_data_whose_secrets_are_gone_do_not_get_new_ones(home: Path) -> None:
    with embedded(home).running():
        pass
    (home / "secrets.json").unlink()
    with pytest.raises(SecretsMissing, match="请从备份恢复"):
        embedded(home)


def test_a_home_that_cannot_be_made_is_refused() -> None:
    with pytest.raises(HomeNotUsable, match="无法使用数据目录"):
        Secrets.load(Path("/proc/sunledger"))


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("")
    with pytest.raises(HomeNotUsable, match="不是目录"):
        Secrets.load(home)


def test_a_path_too_long_for_postgresql_is_refused(home: Path) -> None:
    deep = home.joinpath(*["x" * 180] * 5)
    with pytest.raises(HomeNotUsable, match="路径过长"):
        embedded(deep).running().__enter__()


def test_a_damaged_cluster_shows_the_end_of_the_log(home: Path) -> None:
    with embedded(home).running():
        pass
    shutil.rmtree(home / "postgres" / "data" / "global")
    with pytest.raises(ServerNotStarting, match="global"):
        embedded(home).running().__enter__()
    assert not processes_in(home / "postgres" / "data")
    assert not keepers_of(home / "postgres")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("size", ["4k", "8m", "60m"])
def test_a_full_disk_is_named(home: Path, size: str) -> None:
    home.mkdir(mode=0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "none", str(home)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("this root may not mount")
    try:
        if size == "60m":  # enough to begin with; then somebody fills it
            with embedded(home).running():
                pass
            _fill(home)
        with pytest.raises(DiskFull, match="磁盘已满"):
            embedded(home).running().__enter__()
        assert not keepers_of(home / "postgres")
    finally:
        subprocess.run(["umount", str(home)], check=True)


def _fill(directory: Path) -> None:
    try:
        with (directory / "filler").open("wb") as file:
            for size in (65536, 4096, 1):
                while True:
                    try:
                        file.write(b"\0" * size)
                        file.flush()
                    except OSError:
                        break
    except OSError:
        pass  # closing it had nothing more to write
