"""Where does the demo of a scale and seed stand, and how is one of millions of entries made?

The small world of the committed seed is what `sunledger demo` shows and stands in the data
directory itself; any other has a directory of its own in it. A larger one is made on a server that
is set to write much, and read again as any other.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

from api.demo.build import build
from api.demo.scale import DEFAULT_SEED, GIB, SMALL, Scale
from api.demo.standing import DemoHalfBuilt, WorldReport
from api.system import forget_demo, opened
from ledger.storage.settings import Settings
from ledger.values.refusal import Refusal

WRITES_MUCH = {
    # What is interrupted is made anew, so checkpoints only cost; rows are vacuumed at the end.
    "autovacuum": "off",
    "checkpoint_timeout": "30min",
    "max_wal_size": "4GB",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}


class DiskTooSmallForDemo(Refusal):
    """The disk of the data directory has room for the demo of this scale."""


def settings_of(settings: Settings, scale: Scale, seed: int) -> Settings:
    """The settings under which the demo of this scale and seed is found."""
    if scale == SMALL and seed == DEFAULT_SEED:
        return settings
    return replace(settings, home=settings.home / f"{scale.name}-{seed}")


def make(
    settings: Settings, scale: Scale, seed: int, say: Callable[[str], None]
) -> WorldReport | None:
    """Make the demo of a larger scale, unless it is there; None where nothing was to be made.

    `settings` are those of `settings_of`. What an interruption left is dropped and made anew.
    Raises DiskTooSmallForDemo, and what `build` and `opened` raise.
    """
    made = settings.home / "demo-made"
    if made.exists():
        return None
    try:
        report = _made(settings, scale, seed, say)
    except DemoHalfBuilt:
        if settings.database_url:
            raise
        say("上次的演示数据只建了一部分，现在重新建立。")
        forget_demo(settings)
        report = _made(settings, scale, seed, say)
    made.touch()
    return report


def _made(settings: Settings, scale: Scale, seed: int, say: Callable[[str], None]) -> WorldReport:
    check_disk(settings, scale)
    say(f"建立 {scale.name} 规模的演示数据，目录 {settings.home}")
    try:
        with opened(settings, demo=True, options=WRITES_MUCH) as system:
            return build(
                system.database, system.sealer, seed=seed, say=say, home=settings.home, scale=scale
            )
    except KeyboardInterrupt:
        say(
            f"演示数据只建了一部分（在 {settings.home}）。再运行同一条命令会从头重建；"
            "不要了就删除这个目录。"
        )
        raise


def check_disk(settings: Settings, scale: Scale) -> None:
    """Said before the first row, not after an hour. Raises DiskTooSmallForDemo."""
    if settings.database_url:
        return  # another machine's disk
    place = next(each for each in (settings.home, *settings.home.parents) if each.exists())
    free = shutil.disk_usage(place).free
    taken = (
        sum(each.stat().st_size for each in settings.home.rglob("*") if each.is_file())
        if settings.home.exists()
        else 0
    )
    if free + taken < scale.disk_bytes:
        raise DiskTooSmallForDemo(
            f"{scale.name} 规模的演示数据需要 {_gib(scale.disk_bytes)}，"
            f"{place} 所在的磁盘只剩 {_gib(free)}。请腾出空间，或把 SUNLEDGER_HOME 设到别的磁盘。",
            needed_bytes=scale.disk_bytes,
            free_bytes=free,
        )


def _gib(size: int) -> str:
    return f"{size / GIB:.1f} GB"
