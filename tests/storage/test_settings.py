"""What a setting may be, and that each is declared once with a description."""

from __future__ import annotations

from dataclasses import fields
from datetime import time
from pathlib import Path

import pytest

from ledger.storage.settings import DECLARED, SettingNotUnderstood, Settings


def test_without_variables_everything_has_its_default() -> None:
    settings = Settings.read({})
    assert settings == Settings(home=Path.cwd() / ".sunledger")


def test_every_field_is_declared_once_and_described_in_chinese() -> None:
    assert len(DECLARED) == len(fields(Settings)) > 0
    assert len({each.name for each in DECLARED}) == len(DECLARED)
    for each in DECLARED:
        assert any("一" <= letter <= "鿿" for letter in each.description), each.name


def test_every_declared_variable_is_read() -> None:
    default = Settings.read({})
    for each in DECLARED:
        assert Settings.read({each.name: "1"}) != default, each.name


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert Settings.read({each.name: "" for each in DECLARED}) == Settings.read({})


def test_a_home_is_made_absolute_and_a_tilde_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/li")
    assert Settings.read({"SUNLEDGER_HOME": "~/账本"}).home == Path("/home/li/账本")
    assert Settings.read({"SUNLEDGER_HOME": "账本"}).home == Path.cwd() / "账本"


@pytest.mark.parametrize("text", ["0", "1", "8080", "65535"])
def test_a_port_up_to_its_limit_is_taken(text: str) -> None:
    assert Settings.read({"SUNLEDGER_PORT": text}).port == int(text)


@pytest.mark.parametrize("text", ["65536", "-1", "８０８０", "8_0", " 80", "http", "٨٠", "9" * 9])
def test_a_port_beyond_its_limit_or_not_in_plain_digits_is_refused(text: str) -> None:
    with pytest.raises(SettingNotUnderstood, match="SUNLEDGER_PORT"):
        Settings.read({"SUNLEDGER_PORT": text})


@pytest.mark.parametrize(
    ("text", "at"), [("2", time(2)), ("02:30", time(2, 30)), ("23:59", time(23, 59))]
)
def test_the_time_of_the_daily_run_is_an_hour_or_hour_and_minute(text: str, at: time) -> None:
    assert Settings.read({"SUNLEDGER_AUDIT_AT": text}).audit_at == at


@pytest.mark.parametrize("text", ["24:00", "2:60", "半夜", "2:3", "-1", "2.5"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(SettingNotUnderstood, match="SUNLEDGER_AUDIT_AT"):
        Settings.read({"SUNLEDGER_AUDIT_AT": text})


def test_the_public_address_has_no_slash_at_its_end() -> None:
    assert Settings.read({"SUNLEDGER_PUBLIC_URL": "https://a.cn/b/"}).public_url == "https://a.cn/b"
