"""Where demos of each scale and seed stand, and that a disk too small is refused beforehand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.demo.making import DiskTooSmallForDemo, check_disk, settings_of
from api.demo.scale import COUNTY, DEFAULT_SEED, PREFECTURE, SMALL
from ledger.storage.settings import Settings


def test_every_scale_and_seed_has_a_directory_of_its_own(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings_of(settings, SMALL, DEFAULT_SEED) == settings
    homes = {
        settings_of(settings, scale, seed).home
        for scale in (SMALL, COUNTY, PREFECTURE)
        for seed in (DEFAULT_SEED, 7)
    }
    assert len(homes) == 6
    assert all(each == tmp_path or each.parent == tmp_path for each in homes)


def test_a_disk_too_small_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    home = tmp_path / "not there yet"
    huge = replace(COUNTY, disk_bytes=2**60)
    with pytest.raises(DiskTooSmallForDemo, match="county 规模的演示数据需要"):
        check_disk(Settings(home=home), huge)
    check_disk(Settings(home=home), replace(COUNTY, disk_bytes=1))
    assert not home.exists()


def test_the_disk_of_another_machine_is_not_looked_at(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="postgresql://elsewhere/db")
    check_disk(settings, replace(COUNTY, disk_bytes=2**60))
