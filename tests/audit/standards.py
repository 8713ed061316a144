"""What is a benefit worth in a tiny world? Standards, and lists with rates and quantities."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.register.entitlements import NewEntitlement, NewList, add_list
from ledger.storage.tables import Standard
from ledger.values.region import RegionCode
from tests.audit.world import Step, World, day


@dataclass(frozen=True)
class Line:
    """One line of a list: who, how much by which rate and quantity (in thousandths)."""

    who: str
    approved_fen: int
    rate_fen: int
    quantity_milli: int = 1000


def standard(
    rate_fen: int,
    *,
    benefit: str = "forest_ranger",
    region: str = "county",
    valid: tuple[str, str | None] = ("2018-01-01", None),
    source: str = "测试文件第1条",
) -> Step:
    """A rate of a benefit in a place of this world."""

    def step(world: World) -> None:
        row = Standard(
            benefit=benefit,
            region=getattr(world, region),
            valid_from=day(valid[0]),
            valid_to=day(valid[1]) if valid[1] else None,
            rate_fen=rate_fen,
            unit="元",
            source=source,
        )
        world.register(lambda work: work.add(row))

    return step


def reckoned(
    *lines: Line,
    benefit: str = "forest_ranger",
    period: tuple[str, str] = ("2019-01-01", "2019-12-31"),
    name: str = "名单",
) -> Step:
    """An approved list whose lines say rate and quantity."""

    def step(world: World) -> None:
        new = NewList(
            list=world.key(name),
            title=f"{name}清单",
            benefit=benefit,
            project=world.key("护林"),
            region=RegionCode.parse(world.village),
            period_from=day(period[0]),
            period_to=day(period[1]),
            approved_on=day("2019-01-15"),
            final_by=day("2019-12-31"),
            doc_no="测审〔2019〕1号",
            lines=tuple(
                NewEntitlement(
                    household=world.key(each.who.split("/")[0]),
                    person=world.key(each.who) if "/" in each.who else None,
                    quantity_milli=each.quantity_milli,
                    rate_fen=each.rate_fen,
                    approved_fen=each.approved_fen,
                )
                for each in lines
            ),
        )
        world.register(
            lambda work: add_list(
                work, world.book, new, maker="经办甲", checker="复核乙", known_at=world.now()
            )
        )

    return step
