"""The file of secrets: drawn once, for its owner only, whole or not there at all."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from ledger.storage.secrets import (
    DatabaseRole,
    Secrets,
    SecretsExposed,
    SecretsUnreadable,
)


def test_secrets_are_drawn_once_and_then_stay(tmp_path: Path) -> None:
    assert Secrets.load(tmp_path) == Secrets.load(tmp_path)


def test_every_directory_has_its_own(tmp_path: Path) -> None:
    one, two = Secrets.load(tmp_path / "one"), Secrets.load(tmp_path / "two")
    assert one.cluster_id != two.cluster_id
    assert not {one.jwt_key, one.sealing_key, one.hmac_key} & {
        two.jwt_key,
        two.sealing_key,
        two.hmac_key,
    }
    assert not set(one.passwords.values()) & set(two.passwords.values())


def test_keys_are_32_bytes_and_no_two_secrets_are_alike(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path)
    keys = [secrets.jwt_key, secrets.sealing_key, secrets.hmac_key]
    assert [len(key) for key in keys] == [32, 32, 32]
    assert len({*keys, *secrets.passwords.values()}) == 3 + len(DatabaseRole)


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    Secrets.load(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o601, 0o620])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    Secrets.load(tmp_path)
    (tmp_path / "secrets.json").chmod(mode)
    with pytest.raises(SecretsExposed, match=f"权限是 {mode:o}"):
        Secrets.load(tmp_path)


def test_processes_that_draw_at_once_agree(tmp_path: Path) -> None:
    for attempt in range(5):
        home = tmp_path / str(attempt)
        with ProcessPoolExecutor(4) as pool:
            drawn = list(pool.map(_cluster_id, [home] * 8))
        assert len(set(drawn)) == 1
        assert sorted(each.name for each in home.iterdir()) == [".lock", "secrets.json"]


def _cluster_id(home: Path) -> str:
    return Secrets.load(home).cluster_id


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: "null",
        lambda text: json.dumps(json.loads(text) | {"version": 2}),
        lambda text: json.dumps(json.loads(text) | {"jwt_key": "00"}),
        lambda text: json.dumps(json.loads(text) | {"passwords": {}}),
    ],
)
def test_a_damaged_file_is_refused_without_showing_it(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "secrets.json"
    password = Secrets.load(tmp_path).passwords[DatabaseRole.OWNER]
    assert callable(damage)
    path.write_text(damage(path.read_text()))
    with pytest.raises(SecretsUnreadable) as refused:
        Secrets.load(tmp_path)
    assert password not in str(refused.value)


def test_secrets_do_not_show_themselves(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path)
    shown = f"{secrets!r} {secrets}"
    assert secrets.passwords[DatabaseRole.APP] not in shown
    assert repr(secrets.jwt_key) not in shown
