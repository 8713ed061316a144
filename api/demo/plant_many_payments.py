"""Whose many small payments are no natural ones: IN06 本福特偏离, IN07 整数金额过多?

In three counties a department buys from many suppliers at once, each bill an entry of one voucher.
In two of them every fourth bill is just ten thousand yuan, and a township pays almost nothing but
whole tens of thousands.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from api.demo.benefits import project_steps
from api.demo.days import between
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.money import WAN_FEN
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.units import builder_of, department_of, township_of
from ledger.book.voucher import AccountRef, Entry, Payment, Voucher, VoucherRef
from ledger.register.organisations import NewOrganisation, OrganisationKind
from ledger.values.kinds import AccountKind, VoucherKind

_BILLS = 1_020
_EVEN = 300
"""Bills of just ten thousand yuan where they are planted."""

_FEW_BILLS = 25
"""Well below the thirty from which IN07 compares a payer."""

_YEAR = 2019
_BUYER = "农业农村局"
_SUPPLIERS = 5
_TOWNSHIP_BILLS, _TOWNSHIP_ODD = 32, 2


def plant_many_payments(stage: Stage) -> None:
    declared = stage.declared
    for planted in (True, True, False):
        county = stage.county("IN06", _small_payers)
        township = _buy(stage, county, even=planted)
        book, buyer = county.book, department_of(county.book, _BUYER)
        if not planted:
            declared.resemble("IN06", book, "book", str(book), "上千笔货款的前两位数字符合规律")
            continue
        declared.plant("IN06", book, "book", str(book), "上千笔货款里有三百笔恰好一万元")
        declared.plant("IN07", book, "payer", township, "镇报账户付出的几乎都是整万元")
        declared.resemble("IN07", book, "payer", buyer, "整万元的货款虽多，占比和其他单位相近")


def _small_payers(county: PlannedCounty) -> bool:
    """A county whose departments pay too few bills of their own to be compared (IN07)."""
    entries: Counter[str] = Counter()
    for project in county.projects:
        if project.invoices:
            lots = sum(project.key in use.gifts for use in county.uses)
            entries[project.new.org] += len(project.invoices) + lots - 1
    return max(entries.values()) < _FEW_BILLS


def _buy(stage: Stage, county: PlannedCounty, *, even: bool) -> str:
    """The purchase; the township that pays a part of it where it is to be planted."""
    rng = stage.rng
    amounts = _natural(_BILLS - _EVEN if even else _BILLS, rng) + (
        [WAN_FEN] * _EVEN if even else []
    )
    rng.shuffle(amounts)
    by_township = (
        [rng.randint(1, 3) * WAN_FEN for _ in range(_TOWNSHIP_BILLS)]
        + [rng.randint(1, 3) * WAN_FEN + rng.randint(1, 999_999) for _ in range(_TOWNSHIP_ODD)]
        if even
        else []
    )
    accepted_on = between(rng, date(_YEAR, 4, 14), date(_YEAR, 4, 18))
    village = rng.choice(list(county.homes))

    def of_seedlings(project: PlannedProject) -> None:
        """Bought in spring, accepted, then paid: there is no builder."""
        project.invoices.clear()
        project.steps[:] = project_steps(project.key, _YEAR, date(_YEAR, 3, 20), accepted_on, rng)
        project.new = replace(
            project.new,
            name=f"{_YEAR}年{village.township.name}{village.name}产业种苗农资集中采购",
            org=department_of(county.book, _BUYER),
            purpose="产业发展",
            task="集中采购种苗、农资",
            responsible=f"{county.county.region.name}{_BUYER}",
            mechanism="种苗农资发给种养户",
            starts_on=date(_YEAR, 3, 20),
            ends_on=accepted_on,
        )

    project = stage.work(
        county, _YEAR, sum(amounts) + sum(by_township), village=village, spoil=of_seedlings
    )
    suppliers = [f"{county.book}-supplier-{n}" for n in range(1, _SUPPLIERS + 1)]
    region = county.county.region
    stage.world.organisations += [
        NewOrganisation(
            org, f"{region.name}演示农资{'一二三四五'[n]}公司", OrganisationKind.FIRM, region.code
        )
        for n, org in enumerate(suppliers)
    ]
    township = township_of(village.township)
    paid_on = between(rng, date(_YEAR, 4, 22), date(_YEAR, 5, 6))
    _note_bills(stage, project, amounts, suppliers, paid_on)
    if by_township:
        builders = [builder_of(county.book, n) for n in range(1, 4)]
        _note_township(stage, project, by_township, township, builders, paid_on)
    return township


def _natural(count: int, rng: Random) -> list[int]:
    """About `count` amounts from 10 to 9,999 yuan whose first two digits are as often as
    Benford's law says, and which are no round numbers."""
    found = []
    for digits in range(10, 100):
        share = (1 + Decimal(1) / digits).log10()
        for _ in range(int((count * share).quantize(Decimal(1), ROUND_HALF_UP))):
            scale = 10 ** rng.randint(2, 4)
            found.append(digits * scale + rng.randint(1, scale - 1))
    return found


def _note_bills(
    stage: Stage, project: PlannedProject, amounts: list[int], suppliers: list[str], day: date
) -> None:
    def note(desk: Desk) -> None:
        def pay() -> Voucher:
            start = AccountRef(AccountKind.PROJECT, _YEAR, str(project.key))
            entries = []
            for turn, fen in enumerate(amounts):
                end = AccountRef(AccountKind.VENDOR, _YEAR, suppliers[turn % len(suppliers)])
                entries += [
                    Entry(start, end, lot, part, by_rule=True)
                    for lot, part in desk.purse.take(project.key, fen)
                ]
            return _voucher(VoucherKind.DISBURSE, day, entries, "直接支付")

        desk.note(Task(day, f"{project.new.name}货款", pay))

    stage.errand(project.village.book, f"{project.new.name}货款", note)


def _note_township(
    stage: Stage,
    project: PlannedProject,
    amounts: list[int],
    township: str,
    payees: list[str],
    day: date,
) -> None:
    """The township gets its part and pays the bills from its own account."""
    unit = AccountRef(AccountKind.UNIT, _YEAR, township)

    def note(desk: Desk) -> None:
        held: list[Entry] = []

        def send() -> Voucher:
            start = AccountRef(AccountKind.PROJECT, _YEAR, str(project.key))
            held.extend(
                Entry(start, unit, lot, fen, by_rule=True)
                for lot, fen in desk.purse.take(project.key, sum(amounts))
            )
            return _voucher(VoucherKind.DISBURSE, day, held, "实拨")

        def pay() -> Voucher:
            (lot,) = {each.lot for each in held}
            vendors = [AccountRef(AccountKind.VENDOR, _YEAR, each) for each in payees]
            bills = [
                Entry(unit, vendors[turn % len(vendors)], lot, fen)
                for turn, fen in enumerate(amounts)
            ]
            return _voucher(VoucherKind.PAY, day, bills, "报账")

        def then(_: VoucherRef) -> None:
            desk.note(Task(day, f"{project.new.name}镇报账", pay))

        desk.note(Task(day, f"{project.new.name}拨镇报账", send, then))

    stage.errand(project.village.book, f"{project.new.name}镇报账", note)


def _voucher(kind: VoucherKind, day: date, entries: list[Entry], mode: str) -> Voucher:
    return Voucher(
        kind=kind,
        year=_YEAR,
        happened_on=day,
        entries=tuple(entries),
        payment=Payment(mode, bank_on=day),
    )
