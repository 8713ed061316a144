"""How far is a demo of a larger scale, and how fast is it made?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from api.demo.days import last_posting_day
from api.demo.monthly import entry_count
from api.demo.monthly_desk import Done
from api.demo.planned import World

_EVERY_S = 10.0


@dataclass(slots=True)
class Progress:
    """Says every ten seconds how many entries stand, and at the year's end how many in each book.

    `planned` counts the monthly benefits alone; nothing is said where there are none.
    """

    world: World
    say: Callable[[str], None]
    planned: int = 0
    _begun: float = field(default_factory=monotonic)
    _said: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        projects = [each for county in self.world.counties.values() for each in county.monthly]
        self.planned = entry_count(projects, self.world.seed)
        if self.planned:
            homes = sum(each.county.other_households for each in self.world.counties.values())
            self.say(f"按月发放的补助：{homes} 户，三年共 {self.planned} 笔分录；先登记户和人……")

    def registered(self) -> None:
        if self.planned:
            self._said = now = monotonic()
            self.say(f"户和人已登记（{now - self._begun:.0f} 秒）")
            self._begun = now

    def day(self, day: date, done: Sequence[Done]) -> None:
        now, entries = monotonic(), sum(each.entries for each in done)
        if entries and now - self._said >= _EVERY_S:
            self._said = now
            rate = entries / (now - self._begun)
            self.say(
                f"{day}：{entries} / {self.planned} 笔分录（{entries / self.planned:.0%}），"
                f"每秒 {rate:.0f} 笔，约还需 {(self.planned - entries) / rate / 60:.1f} 分钟"
            )
        if day != last_posting_day(day.year):
            return
        for each in done:
            name = self.world.counties[each.book].county.region.name
            self.say(f"  {day.year} 年末 {name}：{each.vouchers} 张凭证，{each.entries} 笔分录")
        self.say(f"演示数据：{day.year} 年已完成")
