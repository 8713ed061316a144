"""Which limits and classes of places hold in a tiny world, and which purposes in all of them?"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from ledger.register.places import add_book_region
from ledger.storage import tables as t
from ledger.values.region import RegionCode
from tests.audit.world import Step, World, day


def limited(
    subject: str,
    kind: str,
    low: int | None,
    *,
    high: int | None = None,
    measure: str = "fen",
    classes: tuple[str, ...] = (),
    since: str = "2018-01-01",
    basis: str = "",
    until: str = "",
    at: str = "county",
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
                    basis=basis,
                    condition="",
                    region=getattr(world, at),
                    place_classes=list(classes),
                    benefit="",
                    valid_from=day(since),
                    valid_to=day(until) if until else None,
                    phrase="",
                    source="测试",
                    disputed=False,
                    note="",
                )
            )

        world.register(add)

    return step


def formerly(until: str) -> Step:
    """The book was the ledger of another place (`at="former"`) before this day."""

    def step(world: World) -> None:
        region = RegionCode.parse(world.former)
        world.register(lambda work: add_book_region(work, world.book, region, valid_to=day(until)))

    return step


def classed(kind: str, *, at: str = "village", since: str = "2018-01-01", until: str = "") -> Step:
    """A village, township or this county is of a class from 2018 on."""

    def step(world: World) -> None:
        row = t.RegionClass(
            code=getattr(world, at),
            kind=kind,
            valid_from=day(since),
            valid_to=day(until) if until else None,
            source="测试",
        )
        world.register(lambda work: work.add(row))

    return step


def add_purposes(work: Session) -> None:
    """A tree of purposes that all worlds share: ZZ with 产业 (种植) and 道路."""
    for purpose, parent, name in (
        ("ZZ", "", "全部"),
        ("ZZ.1", "ZZ", "产业"),
        ("ZZ.1.01", "ZZ.1", "种植"),
        ("ZZ.2", "ZZ", "道路"),
    ):
        work.add(
            t.PurposeRow(
                purpose=purpose,
                tree="ZZ",
                parent=parent,
                name=name,
                region="000000000000",
                valid_from=date(2016, 1, 1),
                valid_to=date(2030, 1, 1),
                phrase="",
                source="测试",
            )
        )
