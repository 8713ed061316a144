"""What is published about a tiny world, and what must be?"""

from __future__ import annotations

from ledger.book.publication import Channel, Level, Publication, Stage, Subject, publish
from ledger.storage.tables import DisclosureRequirement
from tests.audit.world import Step, World, day


def demanded(
    subject: Subject,
    *,
    stage: Stage = "before",
    level: Level = "village",
    due_days: int = 20,
    working_days: bool = False,
    region: str = "county",
    valid: tuple[str, str | None] = ("2018-01-01", None),
    name: str = "",
) -> Step:
    """公示要求: one row of the register, for a place of this world."""

    def step(world: World) -> None:
        row = DisclosureRequirement(
            requirement=name or f"{subject}_{stage}_{level}",
            region=getattr(world, region),
            valid_from=day(valid[0]),
            valid_to=day(valid[1]) if valid[1] else None,
            subject=subject,
            stage=stage,
            level=level,
            due_days=due_days,
            working_days=working_days,
            minimum_days=10,
            source="测试要求",
        )
        world.register(lambda work: work.add(row))

    return step


def published(
    subject: Subject,
    about: str,
    on: str,
    *,
    stage: Stage = "before",
    level: Level = "village",
    channel: Channel = "board",
    period: tuple[str | None, str | None] = (None, None),
    at: str = "village",
    name: str = "",
) -> Step:
    """公示, 公告 of a lot, project or list of this world, at one of its places.

    `name` names the notice, so that a later step can tell what became of it.
    """

    def step(world: World) -> None:
        key = world.lot(about) if subject == "allocation" else world.key(about)
        named = name or f"{subject}/{about}/{on}/{stage}/{level}/{channel}"
        notice = Publication(
            notice=world.key(f"notice/{named}"),
            stage=stage,
            level=level,
            channel=channel,
            region=getattr(world, at),
            subject=subject,
            subject_key=str(key),
            project=key if subject == "project" else None,
            list=key if subject == "benefit_list" else None,
            title=f"{about}公示",
            published_on=day(on),
            from_on=day(period[0]) if period[0] else None,
            until_on=day(period[1]) if period[1] else None,
        )
        publish(world.ground.connection, world.book, notice, "村公示员")

    return step
