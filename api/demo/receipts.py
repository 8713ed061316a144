"""What is each household of a county paid in the plan: when, to whom, on which card?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from api.demo.benefits import PROGRAMMES
from api.demo.people import Home, Member
from api.demo.planned import PlannedCounty
from api.demo.planted import Declared

_FOR_THE_POOR = {each.benefit for each in PROGRAMMES if each.category == "扶贫发展资金"}
_AGAIN_D, _HANDED_OUT_D = 3, 90
"""A payment that is sent again arrives so soon; one through a cooperative at most so late."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One line of an instalment. `last_on`: the latest day on which it may have arrived; `poor`: of
    money that only the poor may have."""

    benefit: str
    payee: Member
    by_name: bool
    card: str
    approved_on: date
    sent_on: date
    last_on: date
    period_to: date
    poor: bool


class Reached:
    """Whom the lists of a county reach, as they are planned so far."""

    def __init__(self, county: PlannedCounty) -> None:
        self.county = county
        self.of: dict[UUID, list[Receipt]] = defaultdict(list)
        users: dict[str, set[UUID]] = defaultdict(set)
        for project in county.projects:
            benefit = str(project.new.benefit)
            for planned in project.lists:
                for part in planned.instalments:
                    for line in part.lines:
                        users[line.card].add(line.home.household)
                        late = [part.bank_on]
                        if line.repaid_on:
                            late.append(line.repaid_on + timedelta(days=_AGAIN_D))
                        if part.through_village:
                            late.append(part.sent_on + timedelta(days=_HANDED_OUT_D))
                        receipt = Receipt(
                            benefit,
                            line.payee,
                            line.person is not None,
                            line.card,
                            (planned.revised or planned.new).approved_on,
                            part.sent_on,
                            max(late),
                            part.period_to,
                            benefit in _FOR_THE_POOR,
                        )
                        self.of[line.home.household].append(receipt)
        everyone = [home for homes in county.homes.values() for home in homes] + county.newcomers
        numbers = Counter(each.resident_id for home in everyone for each in home.members)
        self.plain = [
            home
            for homes in county.homes.values()
            for home in homes
            if self.of.get(home.household)
            and all(
                numbers[each.resident_id] == 1 and users[each.card] <= {home.household}
                for each in home.members
            )
        ]
        """Settled households that are paid, whose numbers and cards nobody else has."""

    def receipts(self, home: Home) -> list[Receipt]:
        """Of one household, as they were sent."""
        return sorted(self.of.get(home.household, []), key=lambda each: each.sent_on)

    def asked(self, home: Home) -> list[date]:
        """The days on which this household was approved money for the poor."""
        return sorted({each.approved_on for each in self.of.get(home.household, []) if each.poor})

    def free(
        self, declared: Declared, suits: Callable[[Home], object] = lambda _: True
    ) -> list[Home]:
        """Plain households that serve no plant yet."""
        return [each for each in self.plain if declared.is_free(each.household) and suits(each)]

    def draw(
        self, declared: Declared, rng: Random, suits: Callable[[Home], object] = lambda _: True
    ) -> Home:
        """A plain household that serves no plant yet; it is used up."""
        home = rng.choice(self.free(declared, suits))
        declared.use(home.household)
        return home
