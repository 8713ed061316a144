"""What is said of the households and persons of a tiny world?"""

from __future__ import annotations

from sqlmodel import Session

from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.persons import NewPerson, Relation, add_persons
from ledger.values.region import RegionCode
from tests.audit.world import Step, World, day


def home(
    who: str, kind: str, since: str, until: str | None = None, *, elsewhere: bool = False
) -> Step:
    """A household is of this class between two days, in this village or in another county."""

    def step(world: World) -> None:
        fact = HouseholdOn(
            world.key(who),
            day(since),
            RegionCode.parse(f"{world.upper}100201" if elsewhere else world.village),
            "一组",
            HouseholdKind(kind),
            3,
            valid_to=day(until) if until else None,
        )
        world.register(lambda work: add_households(work, world.book, [fact], known_at=world.now()))

    return step


def member(who: str, *, resident_id: str = "", name: str = "测试人") -> Step:
    """A person "张家/张三" of a household that is there."""

    def step(world: World) -> None:
        person = NewPerson(
            world.key(who), world.key(who.split("/")[0]), Relation.CHILD, name, resident_id
        )

        def add(work: Session) -> None:
            add_persons(
                work, world.book, [person], sealer=world.ground.sealer, known_at=world.now()
            )

        world.register(add)

    return step
