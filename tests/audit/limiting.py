"""Which limits and classes of places hold in a tiny world?"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from ledger.storage import tables as t
from tests.audit.world import Step, World, day


def limited(
    subject: str,
    kind: str,
    low: int,
    *,
    high: int | None = None,
    measure: str = "fen",
    classes: tuple[str, ...] = (),
    until: str = "",
) -> Step:
    """A standard of this county only, from 2018 on; `until` is the first day after it."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            work.add(
                t.LimitStandard(
                    code=f"T{world.book}{subject}",
                    subject=subject,
                    name="测试标准",
                    kind=kind,
                    measure=measure,
                    low=low,
                    high=low if kind == "rate" else high,
                    per="",
                    basis="",
                    condition="",
                    region=world.county,
                    place_classes=list(classes),
                    benefit="",
                    valid_from=date(2018, 1, 1),
                    valid_to=day(until) if until else None,
                    phrase="",
                    source="测试",
                    disputed=False,
                    note="",
                )
            )

        world.register(add)

    return step


def classed(kind: str, *, at: str = "village", until: str = "") -> Step:
    """A village, township or this county is of a class from 2018 on."""

    def step(world: World) -> None:
        row = t.RegionClass(
            code=getattr(world, at),
            kind=kind,
            valid_from=date(2018, 1, 1),
            valid_to=day(until) if until else None,
            source="测试",
        )
        world.register(lambda work: work.add(row))

    return step
