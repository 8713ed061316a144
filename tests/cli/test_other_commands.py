"""The other commands: help in Chinese, exit statuses, reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.catalogue import catalogue
from tests.cli.conftest import Run, read_json
from tests.intake.samples import DEMO


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("demo",),
        ("serve",),
        ("migrate",),
        ("import", "notices"),
        ("audit", "run"),
        ("audit", "list"),
        ("audit", "explain"),
        ("publish",),
        ("verify",),
        ("user", "add"),
    ],
)
def test_help_is_chinese(sunledger: Run, command: tuple[str, ...]) -> None:
    status, printed, _ = sunledger(*command, "--help")
    assert status == 0
    assert printed.startswith("用法：sunledger")
    assert "显示这段说明" in printed


def test_a_missing_argument_is_told_in_chinese(sunledger: Run) -> None:
    status, _, errors = sunledger("publish", "--out", "x")
    assert status == 2
    assert "缺少参数" in errors


def test_migrating_a_real_database_as_a_demo_is_refused(sunledger: Run) -> None:
    assert sunledger("migrate")[0] == 0
    status, _, errors = sunledger("migrate", "--demo")
    assert status == 2
    assert "正式账套" in errors


def test_audit_runs_lists_and_explains(sunledger: Run, tmp_path: Path) -> None:
    sunledger("import", "notices", DEMO)
    report = tmp_path / "audit.json"
    status, printed, _ = sunledger("audit", "run", "--as-of", "2020-12-31", "--json", report)
    assert status == 0, printed  # drafts only: nothing is in the ledger yet
    made = read_json(report)
    assert made["findings"] == []
    assert {each["rule"] for each in made["outcomes"]} == set(catalogue())
    assert sunledger("audit", "list")[0] == 0
    status, printed, _ = sunledger("audit", "explain", "ID03", "--json", report)
    assert "闲置一年以上" in printed
    assert read_json(report)["parameters"][0]["default"] == 365
    assert sunledger("audit", "explain", "ZZ99")[0] == 2


def test_verify_says_that_nothing_differs(sunledger: Run, tmp_path: Path) -> None:
    sunledger("import", "notices", DEMO)
    status, printed, _ = sunledger("verify", "--json", tmp_path / "v.json")
    assert status == 0
    assert "没有差异" in printed
    assert read_json(tmp_path / "v.json")["ok"] is True


def test_a_user_is_added_once_and_listed(sunledger: Run, tmp_path: Path) -> None:
    arguments = ("user", "add", "wang", "--name", "王会计", "--role", "finance_maker")
    status, printed, _ = sunledger(*arguments, "--region", "610727", "--book", "610727")
    assert status == 0
    assert "口令" in printed
    status, _, errors = sunledger(*arguments, "--region", "610727", "--book", "610727")
    assert status == 2
    assert "已经有人使用" in errors
    sunledger("user", "disable", "wang")
    sunledger("user", "list", "--json", tmp_path / "u.json")
    (user,) = read_json(tmp_path / "u.json")
    assert (user["login"], user["active"]) == ("wang", False)


def test_publishing_an_unknown_village_is_told(sunledger: Run, tmp_path: Path) -> None:
    status, _, errors = sunledger("publish", "--region", "610727101999", "--out", tmp_path)
    assert status == 2
    assert "610727101999" in errors
    assert list(tmp_path.iterdir()) == []
