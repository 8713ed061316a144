"""`sunledger exchange`, as two bureaus use it that share nothing but files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from api.cli import main
from ledger.storage.embedded import Server
from ledger.storage.secrets import DatabaseRole
from ledger.storage.settings import HOME
from tests.cli.conftest import Run, read_json
from tests.ledger.scene import LOWER, UPPER, Scene, allocation, lot, named
from tests.ledger.two_installations import TwoInstallations, two_installations


@pytest.fixture
def both(server: Server) -> Iterator[TwoInstallations]:
    with two_installations(server) as opened:
        yield opened


@pytest.fixture
def at(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[Scene], Run]:
    """The command line of one of the two: its own database, its own data directory and key."""
    shared = Path(os.environ[HOME.name])

    def installation(scene: Scene) -> Run:
        name = str(conninfo_to_dict(scene.database.owner)["dbname"])
        home = tmp_path / name
        home.mkdir(exist_ok=True)
        # The two databases stand on one server here, so its logins are those of both.
        shutil.copy2(shared / "secrets.json", home)

        def run(*arguments: str | Path) -> tuple[int, str, str]:
            monkeypatch.setenv("DATABASE_URL", server.url(DatabaseRole.ADMINISTRATOR, name))
            monkeypatch.setenv(HOME.name, str(home))
            status = main(["exchange", *(str(each) for each in arguments)])
            printed = capsys.readouterr()
            return status, printed.out, printed.err

        return run

    return installation


def test_a_pass_down_goes_down_by_file_and_a_receipt_comes_back(
    both: TwoInstallations, at: Callable[[Scene], Run], tmp_path: Path
) -> None:
    upper, lower = at(both.upper), at(both.lower)
    keys, report = (tmp_path / "市.key", tmp_path / "县.key"), tmp_path / "r.json"
    for run, key in zip((upper, lower), keys, strict=True):
        assert run("key", "--out", key, "--json", report)[0] == 0
    fingerprint = read_json(report)["fingerprint"]
    status, _, errors = upper("trust", "县财政局", keys[0], "--book", str(LOWER),
                              "--fingerprint", fingerprint)  # fmt: skip
    assert (status, "不符" in errors) == (2, True)
    assert upper("trust", "县财政局", keys[1], "--book", str(LOWER),
                 "--fingerprint", fingerprint.upper())[0] == 0  # fmt: skip

    sent = both.pass_down(60_000_00)
    file, back = tmp_path / "下达.json", tmp_path / "回执.json"
    status, printed, _ = upper("export", "--book", str(UPPER), "--to", str(LOWER), "--out", file)
    assert (status, "1 条" in printed, "60,000.00" in printed) == (0, True, True)

    status, printed, _ = lower("import", file)
    assert (status, "没有登记过" in printed) == (2, True)
    status, printed, _ = lower("trust", "市财政局", keys[0], "--book", str(UPPER))
    assert (status, "核对指纹" in printed) == (0, True)
    for delivered, replayed in ((1, False), (0, True)):
        assert lower("import", file, "--json", report)[0] == 0
        (taken,) = read_json(report)
        assert (taken["delivered"], taken["replayed"]) == (delivered, replayed)

    both.receive(sent, 40_000_00)
    status, printed, _ = lower("receipt", "--book", str(LOWER), "--to", str(UPPER), "--out", back)
    assert (status, "40,000.00" in printed) == (0, True)
    assert upper("import", back, "--json", report)[0] == 0
    assert read_json(report)[0]["acknowledged"] == 1
    assert "0 条" in upper("export", "--book", str(UPPER), "--to", str(LOWER), "--out", file)[1]


def test_one_bad_file_does_not_hold_up_the_others(
    both: TwoInstallations, at: Callable[[Scene], Run], tmp_path: Path
) -> None:
    both.pass_down(60_000_00)
    good, bad = tmp_path / "好.json", tmp_path / "坏.json"
    good.write_bytes(both.down())
    bad.write_bytes(both.down()[:-9])
    report = tmp_path / "r.json"
    assert at(both.lower)("import", bad, good, tmp_path / "无.json", "--json", report)[0] == 1
    assert [each.get("refused") for each in read_json(report)] == [
        "exchange_file_unreadable", None, "not_readable"
    ]  # fmt: skip


def test_a_key_is_struck_off(
    both: TwoInstallations, at: Callable[[Scene], Run], tmp_path: Path
) -> None:
    upper, lower = at(both.upper), at(both.lower)
    key, file = tmp_path / "市.key", tmp_path / "下达.json"
    upper("key", "--out", key)
    lower("trust", "市财政局", key, "--book", str(UPPER))
    status, printed, _ = lower("trust", "市财政局", key, "--book", str(UPPER), "--revoke")
    assert (status, "不再代表" in printed) == (0, True)
    upper("export", "--book", str(UPPER), "--to", str(LOWER), "--out", file)
    status, printed, _ = lower("import", file)
    assert (status, "已注销" in printed) == (2, True)


def test_two_lots_are_said_to_be_the_same_money(
    both: TwoInstallations, at: Callable[[Scene], Run]
) -> None:
    both.upper.post(UPPER, "又录", allocation(lot("又录", 5_00)))
    stated = ("--book", str(UPPER), "--on", "2019-05-01", "--doc-no", "汉财〔2019〕3号")
    lots = (str(named("又录")), str(named("批次甲")))
    status, printed, _ = at(both.upper)("same-as", *lots, *stated)
    assert (status, "同一笔资金" in printed) == (0, True)
    status, printed, _ = at(both.upper)("same-as", *lots, *stated)
    assert (status, "以前已认定" in printed) == (0, True)
    status, _, errors = at(both.upper)("same-as", *reversed(lots), *stated)
    assert (status, "反过来" in errors) == (2, True)
