"""Who is given the same before every festival, by no list (IN09 节前集中发放)?

Out of the money of a village's work a few of its households get a small sum each time.
"""

from __future__ import annotations

from datetime import date

from api.demo.amended import a_work
from api.demo.days import between
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.people import Home
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.works import Label
from ledger.book.private import seal_fields
from ledger.book.voucher import AccountRef, Entry, Payment, PaymentLine, Voucher
from ledger.register.households import HouseholdKind
from ledger.register.persons import card_hmac
from ledger.values.kinds import AccountKind, VoucherKind

_EVES = {
    2018: (((6, 4), (6, 15)), ((9, 10), (9, 21)), ((9, 24), (9, 27))),
    2019: (((5, 24), (6, 5)), ((8, 30), (9, 11)), ((9, 17), (9, 27))),
}
"""Stretches of days before 端午, 中秋 and 国庆 (the lunar calendar's days as in IN09)."""


def plant_festivals(stage: Stage) -> None:
    for _ in range(2):
        county, village = _give(stage, 3)
        stage.declared.plant(
            "IN09", county.book, "project", str(village.key), "几户总在节前领同样的补助，没有清单"
        )
    county, village = _give(stage, 2)
    stage.declared.resemble(
        "IN09", county.book, "project", str(village.key), "一年只在节前发过两次"
    )


def _give(stage: Stage, times: int) -> tuple[PlannedCounty, PlannedProject]:
    rng = stage.rng
    county, village = a_work(
        stage,
        "IN09",
        Label.VILLAGE,
        tuple(_EVES),
        # Of the counties of ID03 the money of a village's work is to come back in full.
        lambda county, _: stage.declared.is_free(("ID03", county.book)),
        used_up=False,
    )
    year = village.invoices[-1].day.year
    village.invoices[-1].day = date(year, 9, 28)
    poor = [
        each
        for each in county.homes[village.village]
        if each.kind is HouseholdKind.REGISTERED
        and each.village == village.village
        and stage.declared.is_free(each.household)
    ]
    homes = rng.sample(poor, rng.randint(3, 5))
    stage.declared.use(*(each.household for each in homes))
    each_fen = rng.randint(2, 6) * 100_00
    for first, last in sorted(rng.sample(_EVES[year], times)):
        _note(stage, village, homes, each_fen, between(rng, date(year, *first), date(year, *last)))
    return county, village


def _note(
    stage: Stage, project: PlannedProject, homes: list[Home], each_fen: int, day: date
) -> None:
    key = project.key

    def note(desk: Desk) -> None:
        def pay() -> Voucher:
            start = AccountRef(AccountKind.PROJECT, day.year, str(key))
            end = AccountRef(AccountKind.HOUSEHOLD, day.year)
            return Voucher(
                kind=VoucherKind.DISBURSE,
                year=day.year,
                happened_on=day,
                entries=tuple(
                    Entry(start, end, lot, fen, line=line, by_rule=True)
                    for line in range(1, len(homes) + 1)
                    for lot, fen in desk.purse.take(key, each_fen)
                ),
                lines=tuple(line(desk, number, home) for number, home in enumerate(homes, start=1)),
                payment=Payment("直接支付", bank_on=day),
                memo="环境整治误工",
            )

        def line(desk: Desk, number: int, home: Home) -> PaymentLine:
            card = home.head.card
            return PaymentLine(
                line=number,
                amount_fen=each_fen,
                region=home.village.code.code,
                household=home.household,
                project=key,
                card_hmac=card_hmac(desk.sealer, card),
                private=seal_fields(desk.sealer, {"card": card, "household": str(home.household)}),
            )

        desk.note(Task(day, f"{project.new.name}误工", pay))

    stage.errand(project.village.book, f"{project.new.name}节前发放", note)
