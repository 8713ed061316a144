"""Which irregularities are planted in the demo, and which look like one but are none?

The seed decides where; what is planted, how often, and why a look-alike is legitimate stands in
the planting modules (plant_*.py). A finding that is not declared here is a mistake of a rule or of
the demo, and so is a declared one that is not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from api.demo.invented import FIRST_EXTRA_SERIAL, invented_card
from api.demo.planned import PlannedCounty, PlannedList, PlannedProject, World
from audit.catalogue import catalogue

Place = TypeVar("Place")

CANNOT: dict[str, str] = {
    "IN01": "凭证号、事件号由数据库连续给出，分录和流转同一次记账写入；只有绕过系统改数据库才会断",
    "IN02": "登录名只有小写字母，记账和审定清单都拒绝一人经办又复核；只有绕过系统改数据库才会有",
}
"""Rules for which nothing can be planted by the product's own means, and why not."""


def plantable() -> list[str]:
    """Every rule of the catalogue but those."""
    return [code for code in catalogue() if code not in CANNOT]


class NoPlaceLeft(LookupError):
    """The draws of a seed have used up what a plant needs; see `plan`."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An irregularity. `subject` is what the rule calls it, except where it is only known later:

    - `delivery`: lot/文号 of the passing-down; the rule says the voucher's number,
    - `card`, `phone`, the account of a `gathering`: the number itself; the rule says the beginning
      of its keyed hash; so too of `payee`: household/person/benefit/card, and `credit`: card/day,
    - `entry`: a project that pays a builder to one account; the rule says that payment's entry,
    - `unit_payment`: project/lot/unit; the rule says the voucher, the lot and the account,
    - project@day: what the project paid first on that day; the rule says voucher or entry.
    """

    rule: str
    book: int
    subject_kind: str
    subject: str = field(repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Something the rule must not flag, and why it is legitimate; `subject` as in Planted."""

    rule: str
    book: int
    subject_kind: str
    subject: str = field(repr=False)
    legitimate: str = ""


@dataclass(slots=True)
class Declared:
    """All that was planted, and the places used up by it: no place serves twice.

    `turn`: how often the same was planted before; at larger scales it is, in other places.
    """

    planted: list[Planted] = field(default_factory=list)
    look_alikes: list[LookAlike] = field(default_factory=list)
    turn: int = 0
    _used: set[object] = field(default_factory=set)

    def plant(self, rule: str, book: int, kind: str, subject: str, note: str) -> None:
        self.planted.append(Planted(rule, book, kind, subject, note))

    def resemble(self, rule: str, book: int, kind: str, subject: str, why: str) -> None:
        self.look_alikes.append(LookAlike(rule, book, kind, subject, why))

    def counts(self) -> dict[str, tuple[int, int]]:
        """Rule → (planted, look-alikes), for every rule."""
        planted = Counter(each.rule for each in self.planted)
        similar = Counter(each.rule for each in self.look_alikes)
        return {rule: (planted[rule], similar[rule]) for rule in plantable()}

    def extra_card(self, book: int, order: int) -> str:
        """A card of nobody who lives there; `order` (below 100) tells those of one turn apart."""
        return invented_card(book, FIRST_EXTRA_SERIAL + 100 * self.turn + order)

    def use(self, *places: object) -> None:
        self._used.update(places)

    def is_free(self, place: object) -> bool:
        return place not in self._used

    def a_list(
        self,
        world: World,
        rng: Random,
        benefit: str,
        suits: Callable[[PlannedList], bool] = lambda _: True,
    ) -> tuple[PlannedProject, PlannedList]:
        """A list of this benefit that serves nothing else yet; it is used up."""
        found = self._draw(
            rng,
            (
                (project, each)
                for project in world.projects
                if project.new.benefit == benefit
                for each in project.lists
                if self.is_free(each.new.list) and suits(each)
            ),
        )
        self.use(found[1].new.list)
        return found

    def a_county(
        self,
        world: World,
        rng: Random,
        purpose: str,
        suits: Callable[[PlannedCounty], object] = lambda _: True,
    ) -> PlannedCounty:
        """A county that serves this purpose not yet; it is used up for it."""
        found = self._draw(
            rng,
            (
                each
                for each in world.counties.values()
                if self.is_free((purpose, each.book)) and suits(each)
            ),
        )
        self.use((purpose, found.book))
        return found

    @staticmethod
    def _draw(rng: Random, places: Iterable[Place]) -> Place:
        """One of the places, each as likely. Raises NoPlaceLeft."""
        if not (found := list(places)):
            raise NoPlaceLeft
        return rng.choice(found)
