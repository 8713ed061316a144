"""What else hangs in the demo's villages? 完成公告 of accepted projects, 村务公开 of every quarter.

Both are duties (`disclosure_duties`): an accepted project is announced within twenty working days,
and a village publishes its affairs each quarter, from the first one that its book sees whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from api.demo.boards import BOARD_D
from api.demo.days import AS_OF, BEGINS_ON, after
from api.demo.invented import invented_key
from api.demo.places import Village
from api.demo.planned import PlannedCounty, PlannedProject
from ledger.book.publication import Publication
from ledger.register.projects import ProjectStep

_QUARTERS = ("一", "二", "三", "四")


def quarters() -> Iterator[date]:
    """The last day of each quarter that the demo saw from its first day to its last."""
    for year in range(BEGINS_ON.year, AS_OF.year + 1):
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)):
            ends_on = date(year, month, day)
            if date(year, month - 2, 1) >= BEGINS_ON and ends_on <= AS_OF:
                yield ends_on


def village_affairs(village: Village, ends_on: date, rng: Random) -> Publication:
    """村务公开 of the quarter that ends on this day, hung up in its last days."""
    quarter = (ends_on.month - 1) // 3
    published_on = ends_on - timedelta(days=rng.randint(0, 12))
    return _on_board(
        village,
        published_on,
        rng,
        subject_key=f"{village.code.code}:{ends_on.year}Q{quarter + 1}",
        title=f"{village.name}{ends_on.year}年第{_QUARTERS[quarter]}季度村务公开",
    )


def plan_village_boards(county: PlannedCounty, rng: Random) -> None:
    """Fill `county.village_notices`."""
    for village in county.homes:
        county.village_notices += [village_affairs(village, each, rng) for each in quarters()]
    for project in county.projects:
        announce_completion(county, project, rng)


def announce_completion(county: PlannedCounty, project: PlannedProject, rng: Random) -> None:
    """完成公告, if the project is ever accepted."""
    accepted_on = _accepted_on(project)
    if accepted_on is not None:
        county.village_notices.append(
            _on_board(
                project.village,
                after(rng, accepted_on, 2, 12),
                rng,
                subject_key=str(project.key),
                title=f"{project.new.name}完成情况公告",
                project=project,
            )
        )


def _accepted_on(project: PlannedProject) -> date | None:
    return next(
        (each.happened_on for each in project.steps if each.step is ProjectStep.ACCEPTED), None
    )


def _on_board(
    village: Village,
    published_on: date,
    rng: Random,
    *,
    subject_key: str,
    title: str,
    project: PlannedProject | None = None,
) -> Publication:
    return Publication(
        notice=invented_key(rng),
        stage="after",
        level="village",
        channel="board",
        region=village.code.code,
        subject="completion" if project else "village_affairs",
        subject_key=subject_key,
        title=title,
        published_on=published_on,
        from_on=published_on,
        until_on=published_on + timedelta(days=BOARD_D - 1 + rng.randint(0, 4)),
        project=project.key if project else None,
        place=f"{village.name}公示栏",
    )
