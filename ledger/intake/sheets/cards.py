"""银行卡: whose card is it, of which bank, opened where, from which day on?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import households_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.cards import CardOn, add_cards
from ledger.register.persons import persons_named
from ledger.values.region import RegionCode


class CardRow(NamedTuple):
    household: str
    name: str
    resident_id: str
    card: str
    bank: str
    opened_in: str
    valid_from: date
    valid_to: date | None


class CardTaker:
    """Records whose cards are; a holder who is no member is known by his ID number alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, rows: Sequence[ReadRow[CardRow]]) -> list[Fault]:
        homes, holders = self._found(rows)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            if row.household not in homes:
                faults.append(Fault(each.number, "户编号", f"没有登记 {row.household}，请先导入户"))
            elif _holder(homes, holders, row) is None and not row.resident_id:
                faults.append(
                    Fault(each.number, "持卡人", "户内没有登记这个人；户外持卡人请填写证件号码")
                )
            if row.valid_to is not None and row.valid_to < row.valid_from:
                faults.append(Fault(each.number, "截止日期", "早于起始日期"))
        return faults

    def take(self, rows: Iterator[ReadRow[CardRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            homes, holders = self._found(some)
            cards = [
                CardOn(
                    row.card,
                    row.valid_from,
                    person := _holder(homes, holders, row),
                    "" if person else row.resident_id,
                    row.bank,
                    RegionCode(row.opened_in) if row.opened_in else None,
                    row.valid_to,
                )
                for row in (each.taken() for each in some)
            ]
            new += add_cards(desk.work, desk.book, cards, sealer=desk.sealer, known_at=desk.now)
        return Made(new)

    def _found(
        self, rows: Sequence[ReadRow[CardRow]]
    ) -> tuple[dict[str, UUID], dict[tuple[UUID, str, str], UUID]]:
        desk = self._desk
        homes = households_named(desk.work, desk.book, (each.taken().household for each in rows))
        wanted = [
            (homes[row.household], row.name, row.resident_id)
            for row in (each.taken() for each in rows)
            if row.household in homes
        ]
        return homes, persons_named(desk.work, desk.sealer, desk.book, wanted)


def _holder(
    homes: dict[str, UUID], holders: dict[tuple[UUID, str, str], UUID], row: CardRow
) -> UUID | None:
    return holders.get((homes[row.household], row.name, row.resident_id))


CARDS = SheetKind(
    Sheet(
        name="cards",
        title="银行卡",
        purpose="登记一卡通等银行卡的持卡人和开户地。换卡时另起一行；旧卡写上截止日期再导入一次。",
        columns=(
            Column("household", "户编号", Kind.CODE, "先导入户和人", "H0001"),
            Column("name", "持卡人", Kind.NAME, "", "张三"),
            Column("resident_id", "证件号码", Kind.ID, "户外的持卡人必填", "", required=False),
            Column("card", "卡号", Kind.CARD, "", "6222000000000000001"),
            Column("bank", "开户银行", Kind.TEXT, "", "略阳农商行", required=False),
            Column(
                "opened_in", "开户地区划", Kind.REGION, "开户网点所在的县或乡镇", "610727",
                required=False,
            ),
            Column("valid_from", "起始日期", Kind.DAY, "从哪一天起使用", "2018-01-01"),
            Column("valid_to", "截止日期", Kind.DAY, "停用之日，没有就空着", "", required=False),
        ),
        make=CardRow,
        key=("household", "card", "valid_from"),
    ),
    CardTaker,
)  # fmt: skip
