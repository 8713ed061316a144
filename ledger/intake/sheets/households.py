"""户: where a household lives, of what class, how many members, from which day on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

from ledger.intake.lookups import Places, households_named
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.codes import add_codes
from ledger.register.contacts import AddressOn, Cause, CausesOn, add_addresses, add_causes
from ledger.register.households import (
    HouseholdKind,
    HouseholdOn,
    add_households,
    households_as_of,
)
from ledger.values.region import RegionCode


class HouseholdRow(NamedTuple):
    household: str
    region: str
    village_group: str
    kind: str
    members: int
    valid_from: date
    valid_to: date | None
    doc_no: str = ""
    address: str = ""
    causes: str = ""


class HouseholdTaker:
    """Records what is new about households; what the register says already is passed over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.work, desk.book)
        self._seen: set[tuple[str, date]] = set()

    def check(self, rows: Sequence[ReadRow[HouseholdRow]]) -> list[Fault]:
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            if reason := self._places.fault(row.region):
                faults.append(Fault(each.number, "区划代码", reason))
            if row.members < 1:
                faults.append(Fault(each.number, "户内人数", "户内至少一人"))
            if row.valid_to is not None and row.valid_to <= row.valid_from:
                faults.append(Fault(each.number, "截止日期", "应晚于起始日期"))
            if unknown := [word for word in _words(row.causes) if word not in set(Cause)]:
                faults.append(
                    Fault(each.number, "致贫原因", f"有 {len(unknown)} 项不在登记表的原因里")
                )
            if (row.household, row.valid_from) in self._seen:
                faults.append(Fault(each.number, "户编号", "同一户同一起始日期在本文件中重复"))
            self._seen.add((row.household, row.valid_from))
        return faults

    def take(self, rows: Iterator[ReadRow[HouseholdRow]], source: Source) -> Made:
        return Made(sum(self._take(some) for some in portions(rows)))

    def _take(self, rows: Sequence[ReadRow[HouseholdRow]]) -> int:
        desk = self._desk
        known = households_named(desk.work, desk.book, (each.taken().household for each in rows))
        fresh: dict[str, UUID] = {}
        facts: list[HouseholdOn] = []
        for each in rows:
            row = each.taken()
            if row.household not in known:
                known[row.household] = fresh[row.household] = uuid4()
            facts.append(_fact(row, known[row.household]))
        before: dict[tuple[UUID, date], HouseholdOn] = {}
        for day in {each.valid_from for each in facts}:
            keys = [each.household for each in facts if each.valid_from == day]
            found = households_as_of(desk.work, desk.book, keys, day=day, known_at=desk.now)
            before |= {(key, day): fact for key, fact in found.items()}
        new = [each for each in facts if before.get((each.household, each.valid_from)) != each]
        add_households(desk.work, desk.book, new, known_at=desk.now)
        add_codes(desk.work, desk.book, "household", fresh, known_at=desk.now)
        return max(len(new), self._take_private([each.taken() for each in rows], known))

    def _take_private(self, rows: Sequence[HouseholdRow], known: dict[str, UUID]) -> int:
        """Addresses and causes, where a row says any; an empty cell takes nothing back."""
        desk = self._desk
        addresses = [
            AddressOn(known[row.household], row.valid_from, row.address, row.valid_to)
            for row in rows
            if row.address
        ]
        causes = [
            CausesOn(
                known[row.household],
                row.valid_from,
                tuple(map(Cause, _words(row.causes))),
                row.valid_to,
            )
            for row in rows
            if row.causes
        ]
        return max(
            add_addresses(desk.work, desk.book, addresses, sealer=desk.sealer, known_at=desk.now),
            add_causes(desk.work, desk.book, causes, sealer=desk.sealer, known_at=desk.now),
        )


def _words(causes: str) -> list[str]:
    return [each.strip() for each in causes.replace(",", "、").split("、") if each.strip()]


def _fact(row: HouseholdRow, key: UUID) -> HouseholdOn:
    return HouseholdOn(
        household=key,
        valid_from=row.valid_from,
        region=RegionCode(row.region),
        village_group=row.village_group,
        kind=HouseholdKind(row.kind),
        members=row.members,
        valid_to=row.valid_to,
        doc_no=row.doc_no,
    )


HOUSEHOLDS = SheetKind(
    Sheet(
        name="households",
        title="户",
        purpose="登记农户及其类别的变化。同一户类别变化时另起一行，写新的起始日期，不改旧行。",
        columns=(
            Column("household", "户编号", Kind.CODE, "本县唯一，其他表用它指这一户", "H0001"),
            Column("region", "区划代码", Kind.REGION, "所在行政村", "610727101201"),
            Column("village_group", "村民小组", Kind.TEXT, "", "一组", required=False),
            Column(
                "kind", "户类别", Kind.CHOICE, "", "建档立卡户", choices=choices_of(HouseholdKind)
            ),
            Column("members", "户内人数", Kind.COUNT, "", "4"),
            Column("valid_from", "起始日期", Kind.DAY, "从哪一天起是这样", "2018-01-01"),
            Column(
                "valid_to",
                "截止日期",
                Kind.DAY,
                "到哪一天为止（不含这一天），没有就空着",
                "",
                required=False,
            ),
            Column("doc_no", "依据文号", Kind.TEXT, "认定、退出、返贫的文件", "", required=False),
            Column("address", "住址", Kind.NAME, "门牌或院落，加密保存", "", required=False),
            Column(
                "causes",
                "致贫原因",
                Kind.NAME,
                "主因在前，用“、”分开；加密保存",
                "因病、缺劳力",
                required=False,
            ),
        ),
        make=HouseholdRow,
        key=("household", "valid_from"),
    ),
    HouseholdTaker,
)
