"""Which payments to builders are early, late, swapped, or out and back, or leave something over?

PR01 无验收付尾款, PR05 完工结余未交回, IN03 倒签补录, IN04 红冲换户, IN08 跨年对冲.
Planted in works of the ordinary world: their days and builders are changed, their money stays as
large as it was. Which works: plant_works.py.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from api.demo.amended import a_work, amend, another_builder
from api.demo.days import after, fiscal_year, posting_days
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.papers import Paper
from api.demo.planned import PlannedProject
from api.demo.staged import Stage
from api.demo.units import builder_of
from api.demo.works import Label
from ledger.book.reverse import money_back
from ledger.book.voucher import AccountRef, Entry, Payment, Voucher, VoucherRef
from ledger.register.contracts import ACCEPTANCES
from ledger.values.kinds import AccountKind, VoucherKind

_LATE_D = 30
"""How late IN03 lets a voucher be entered."""

_LEFT_MILLI = 30
"""Of a village's work, what is never billed; a third of it went through the township and came
back, see works_paid.py."""


# PR01, PR05 --------------------------------------------------------------------------------------


def pay_before_acceptance(stage: Stage, road: PlannedProject) -> None:
    """The last invoice of November comes in October; the second is entered by then, see
    `enter_late`."""
    last = road.invoices[-1]
    last.day = date(last.day.year, 10, stage.rng.randint(5, 14))
    stage.declared.plant(
        "PR01", road.village.book, "project", str(road.key), "竣工验收以前就付清了工程款"
    )


def pay_by_progress(stage: Stage) -> None:
    """The bridge that is not accepted yet was billed nine tenths."""
    for county in stage.world.counties.values():
        for each in county.projects:
            if each.new.code.endswith(f"-{Label.BRIDGE.value}"):
                stage.declared.resemble(
                    "PR01", county.book, "project", str(each.key), "还没有验收，恰好付到合同的90%"
                )


def leave_balance(stage: Stage) -> None:
    """Of two works accepted in September, a bit is never billed: in one it is retained.

    Not in the county where the last invoice of ID03 is never paid.
    """
    there = {each.book for each in stage.declared.planted if each.rule == "PR05"}
    for retained in (False, True):
        county, village = a_work(
            stage,
            "PR05",
            Label.VILLAGE,
            (2020,),
            lambda county, _: county.book not in there,
            used_up=False,
        )
        village.invoices[-1].share_milli = 320 - _LEFT_MILLI
        if retained:
            amend(stage, village, ACCEPTANCES, _retaining)
            stage.declared.resemble(
                "PR05", county.book, "project", str(village.key), "留着的是还没有到期的质保金"
            )
        else:
            stage.declared.plant(
                "PR05", county.book, "project", str(village.key), "验收后三个月还有结余没有交回"
            )


def _retaining(paper: Paper) -> list[Paper]:
    row = paper.entered.row
    kept = replace(
        row,
        retention_fen=row.value_fen * (_LEFT_MILLI + 1) // 1000,  # what is cut off is paid less
        retention_due_on=row.accepted_on + timedelta(days=365),
    )
    return [replace(paper, entered=replace(paper.entered, row=kept))]


# IN03 --------------------------------------------------------------------------------------------


def enter_late(stage: Stage, road: PlannedProject) -> None:
    second = road.invoices[1]
    second.day = date(second.day.year, 8, stage.rng.randint(1, 10))
    second.recorded_late_d = stage.rng.randint(_LATE_D + 4, _LATE_D + 10)
    stage.declared.plant(
        "IN03",
        road.village.book,
        "voucher",
        f"{road.key}@{second.day}",
        "工程款付了一个多月才入账",
    )


def enter_on_the_last_day(stage: Stage, road: PlannedProject) -> None:
    second = road.invoices[1]
    year = second.day.year
    entered_on = stage.rng.choice(
        [day for day in posting_days() if date(year, 8, 31) <= day <= date(year, 10, 5)]
    )
    second.day, second.recorded_late_d = entered_on - timedelta(days=_LATE_D), _LATE_D
    stage.declared.resemble(
        "IN03",
        road.village.book,
        "voucher",
        f"{road.key}@{second.day}",
        "第三十天入账，还不算晚",
    )


# IN04 --------------------------------------------------------------------------------------------


def swap_builder(stage: Stage, water: PlannedProject) -> None:
    first = water.invoices[0]
    first.swapped_for = _other_builder(stage, water)
    stage.declared.plant(
        "IN04",
        water.village.book,
        "entry",
        f"{water.key}@{first.day}",
        "付给签约公司的款红冲后，付给了没有合同的另一家",
    )


def correct_builder(stage: Stage, water: PlannedProject) -> None:
    first = water.invoices[0]
    first.wrong_vendor = _other_builder(stage, water)
    stage.declared.resemble(
        "IN04",
        water.village.book,
        "entry",
        f"{water.key}@{first.day}",
        "录错的收款单位更正为签约公司",
    )


def _other_builder(stage: Stage, water: PlannedProject) -> str:
    county = stage.world.counties[water.village.book]
    first = water.invoices[0].vendor
    return builder_of(county.book, another_builder(stage, county, water.village, first))


# IN08 --------------------------------------------------------------------------------------------


def out_and_back(stage: Stage, water: PlannedProject) -> None:
    year = water.invoices[0].day.year
    sent_on = date(year, 12, stage.rng.randint(18, 28))
    # After what stands was carried over, before the last invoice.
    back_on = date(year + 1, 1, stage.rng.randint(18, 28))
    _note_out_and_back(stage, water, sent_on, back_on)
    stage.declared.plant(
        "IN08",
        water.village.book,
        "payment",
        f"{water.key}@{sent_on}",
        "年底把尾款打给施工单位，过了年原路退回",
    )


def back_within_the_year(stage: Stage, water: PlannedProject) -> None:
    sent_on = date(water.invoices[0].day.year, 12, stage.rng.randint(16, 20))
    back_on = after(stage.rng, sent_on, 4, 9)
    _note_out_and_back(stage, water, sent_on, back_on)
    stage.declared.resemble(
        "IN08",
        water.village.book,
        "payment",
        f"{water.key}@{sent_on}",
        "错付的尾款当年就退回了",
    )


def _note_out_and_back(stage: Stage, project: PlannedProject, sent_on: date, back_on: date) -> None:
    """What stands on the project goes to its builder, and all of it comes back."""
    key, vendor, title = project.key, project.invoices[0].vendor, f"{project.new.name}工程款"

    def note(desk: Desk) -> None:
        posted: list[Entry] = []

        def pay() -> Voucher | None:
            year = fiscal_year(sent_on)
            start = AccountRef(AccountKind.PROJECT, year, str(key))
            end = AccountRef(AccountKind.VENDOR, year, vendor)
            posted.extend(
                Entry(start, end, lot, fen, by_rule=True)
                for lot, fen in desk.purse.take(key, desk.purse.rest(key))
            )
            return Voucher(
                kind=VoucherKind.DISBURSE,
                year=year,
                happened_on=sent_on,
                entries=tuple(posted),
                payment=Payment("直接支付", bank_on=sent_on),
                memo="工程进度款",
            )

        def give_back(reference: VoucherRef) -> Voucher:
            for entry in posted:
                desk.purse.put(key, entry.lot, entry.amount_fen)
            return money_back(
                desk.connection,
                desk.book,
                reference,
                amounts_fen={n: entry.amount_fen for n, entry in enumerate(posted, start=1)},
                fiscal_year=fiscal_year(back_on),
                happened_on=back_on,
                memo="施工单位退回",
            )

        def then(reference: VoucherRef) -> None:
            desk.note(Task(back_on, f"{title}退回", lambda: give_back(reference)))

        desk.note(Task(sent_on, title, pay, then))

    stage.errand(project.village.book, f"{title}年底付出又退回", note)
