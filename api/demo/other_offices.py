"""What do other offices tell a county of the demo: who died, is paid by the state, owns what?

A list tells of everybody, so the mere fact that it is loaded makes a rule judge a whole book: the
rows of a plant are added to the list of its county, and all others of that county must be clean.
There is one list of a kind in a book, as of the last day, and it is loaded on that day: `told`
gives it, and makes it when it is asked for first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sqlmodel import Session

from api.demo.days import AS_OF
from api.demo.invented import invented_key
from api.demo.papers import Act
from api.demo.people import Home, homes_of
from api.demo.planned import OfficeList, World
from ledger.register.external_lists import ListKind, NewExternalRow, NewList, add_external_list
from ledger.storage.sealing import Sealer

_OFFICES = {
    ListKind.POPULATION: "公安局",
    ListKind.DEATHS: "民政局",
    ListKind.CADRES: "县委组织部",
    ListKind.KIN: "县纪委监委",
    ListKind.PAYROLL: "人力资源和社会保障局",
    ListKind.VEHICLES: "公安局交通管理大队",
    ListKind.PROPERTY: "不动产登记中心",
    ListKind.COMPANIES: "市场监督管理局",
    ListKind.BANK_FLOWS: "演示银行",
    ListKind.BANK_BALANCES: "演示银行",
}


def told(world: World, book: int, kind: ListKind) -> OfficeList:
    """The list of this kind in a book, to which rows may be added; it is loaded on the last day.

    That of the population has everybody who was there when the book opened, but those `left_out`.
    """
    found = world.told.get((book, kind))
    if found is None:
        found = world.told[book, kind] = OfficeList()
        loaded = found

        def load(work: Session, sealer: Sealer, known_at: datetime) -> None:
            key = invented_key(Random(f"{world.seed}/{book} {kind}"))
            add_external_list(
                work,
                book,
                NewList(key, kind, _OFFICES[kind], AS_OF),
                _rows(world, book, kind, loaded),
                sealer=sealer,
                actor="演示项目主管",
                known_at=known_at,
            )

        world.acts.append(Act(book, AS_OF, f"外部名单：{kind.chinese}", load))
    return found


def _rows(world: World, book: int, kind: ListKind, told: OfficeList) -> Iterator[NewExternalRow]:
    yield from told.rows
    if kind is ListKind.POPULATION:
        for home in _homes(world, book):
            for member in home.members:
                if member.person not in told.left_out:
                    yield NewExternalRow(
                        person=member.resident_id, name=member.name, region=home.village.code.code
                    )


def _homes(world: World, book: int) -> Iterator[Home]:
    planned = world.counties[book]
    for homes in planned.homes.values():
        yield from homes
    yield from planned.newcomers
    for order in range(len(planned.county.others)):
        yield from homes_of(planned.county, order, world.seed)
