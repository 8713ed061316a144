"""Where does a lot lie too long on its way (ID01), in a third year (ID04), once recovered (ID09)?

What a unit keeps into the third year lies longer than one (ID03), and its bank may say otherwise
(ID10).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.demo.days import AS_OF, after, between
from api.demo.diary import Task
from api.demo.money import WAN_FEN, work_of
from api.demo.places import PREFECTURE
from api.demo.planned import Part, PlannedCounty, PlannedLot, Use
from api.demo.staged import Stage
from api.demo.unit_banks import bank_says
from api.demo.works import Label
from ledger.book.voucher import AccountRef, Entry, Voucher
from ledger.values.kinds import AccountKind, VoucherKind

_BANK_DAY = date(2020, 11, 30)
_UNIT_SPENDS_MILLI = (600, 250)


def plant_idle_lots(stage: Stage) -> None:
    _pass_down_late(stage)
    _keep_for_years(stage)
    _recover_and_forget(stage)


# ID01 --------------------------------------------------------------------------------------------


def _pass_down_late(stage: Stage) -> None:
    """A part of central money reaches a county after the thirty days; its road is paid with it."""
    world, rng = stage.world, stage.rng
    for year in rng.sample((2018, 2019, 2020), 2):
        county = stage.county("ID01", lambda each: not each.county.deep)
        lot = next(
            each for each in world.lots if _central(each, year) and county.book in each.shares
        )
        sent_on = after(rng, lot.received_on, 34, 46)
        received_on = after(rng, sent_on, 3, 8)
        amount_fen = rng.randint(10, 40) * WAN_FEN
        doc_no = stage.numbers.next("汉演财农", year)
        lot.shares[county.book].append(
            Part(sent_on, doc_no, amount_fen, [(received_on, amount_fen)])
        )
        road = work_of(county, Label.ROAD, year, rng)
        county.uses.append(
            Use(lot.lot, None, after(rng, received_on, 4, 9), {road.key: amount_fen})
        )
        stage.declared.plant(
            "ID01", PREFECTURE, "lot", str(lot.lot), "中央资金有一部分过了三十天才下达到县"
        )
    last = next(
        each for each in world.lots if each.book == PREFECTURE and each.received_on.month == 11
    )
    stage.declared.resemble("ID01", PREFECTURE, "lot", str(last.lot), "年底到的资金在三十天内下达")


def _central(lot: PlannedLot, year: int) -> bool:
    """The first central money of a year, which feeds the roads."""
    return (
        (lot.book, lot.level, lot.category) == (PREFECTURE, "central", "扶贫发展资金")
        and lot.received_on.year == year
        and lot.received_on.month < 3
    )


# ID04, ID10 --------------------------------------------------------------------------------------


def _keep_for_years(stage: Stage) -> None:
    """A bureau gets all of a work's money in 2018 and still has a part of it at the end of 2020."""
    declared = stage.declared
    for budget_year, at_bank_milli in ((2017, 200), (2017, 1000), (2018, 1300)):
        county = stage.county("ID04")
        amount_fen = stage.rng.randint(20, 60) * WAN_FEN
        project = stage.work(
            county,
            2018,
            amount_fen,
            label=Label.VILLAGE,
            pooled=False,
            budget_year=2017 if budget_year == 2017 else None,
        )
        unit, first = project.new.org, project.invoices[0]
        first.share_milli, first.through_unit, first.unit_keeps = None, unit, True
        del project.invoices[1:]
        lot = str(stage.world.lots[-1].lot)
        note = "拨到主管部门的钱报账后剩下的部分，三年没有用完，也没有收回"
        declared.plant("ID03", county.book, "lot", lot, note)
        if budget_year == 2017:
            declared.plant("ID04", county.book, "lot", lot, note)
        else:
            declared.resemble(
                "ID04", county.book, "lot", lot, "2018年预算的资金，年底当天还不满两年"
            )
        kept_fen = amount_fen - sum(amount_fen * milli // 1000 for milli in _UNIT_SPENDS_MILLI)
        subject = bank_says(stage, county.book, unit, _BANK_DAY, kept_fen * at_bank_milli // 1000)
        if at_bank_milli == 1000:
            declared.resemble("ID10", county.book, "bank_balance", subject, "账上和银行一致")
        else:
            how = "少" if at_bank_milli < 1000 else "多"
            note = f"单位账户的银行余额比账面{how}"
            declared.plant("ID10", county.book, "bank_balance", subject, note)


# ID09 --------------------------------------------------------------------------------------------


def _recover_and_forget(stage: Stage) -> None:
    """What is pooled beyond all plans is recovered in spring; one county uses it in summer."""
    rng, declared = stage.rng, stage.declared
    for used_again in (False, False, True):
        county = stage.county("ID02", lambda each: _own_pooled(stage, each) is not None)
        lot = _own_pooled(stage, county)
        assert lot is not None
        amount_fen = rng.randint(6, 20) * WAN_FEN
        lot.own_fen += amount_fen
        recovered_on = between(rng, date(AS_OF.year, 4, 10), date(AS_OF.year, 5, 20))
        pool, back = AccountKind.POOL, AccountKind.RECOVERED
        _move(stage, county, lot.lot, amount_fen, recovered_on, VoucherKind.RECOVER, pool, back)
        if not used_again:
            declared.plant("ID09", county.book, "lot", str(lot.lot), "收回存量以后一直没有重新安排")
            continue
        reissued_on = after(rng, recovered_on, 20, 40)
        kind, free = VoucherKind.REISSUE, AccountKind.UNASSIGNED
        _move(stage, county, lot.lot, amount_fen, reissued_on, kind, back, free)
        road = work_of(county, Label.ROAD, AS_OF.year, rng)
        given_on = after(rng, reissued_on, 4, 12)
        county.uses.append(Use(lot.lot, None, given_on, {road.key: amount_fen}))
        declared.resemble("ID09", county.book, "lot", str(lot.lot), "收回以后两个月内重新安排了")


def _own_pooled(stage: Stage, county: PlannedCounty) -> PlannedLot | None:
    """The county's own money of the last year, which it pools."""
    pooled = {use.lot for use in county.uses if use.integrated_on}
    found = (
        lot
        for lot in stage.world.lots
        if lot.book == county.book
        and lot.level == "county"
        and lot.received_on.year == AS_OF.year
        and lot.lot in pooled
    )
    return next(found, None)


def _move(
    stage: Stage,
    county: PlannedCounty,
    lot: UUID,
    amount_fen: int,
    day: date,
    kind: VoucherKind,
    start: AccountKind,
    end: AccountKind,
) -> None:
    """One voucher that moves a part of a lot between two accounts of the bureau."""
    year = day.year
    title = f"{kind.chinese}{amount_fen // WAN_FEN}万元"
    doc_no = f"{county.county.short}演财〔{year}〕收{day.month}号"

    def make() -> Voucher:
        return Voucher(
            kind=kind,
            year=year,
            happened_on=day,
            doc_no=doc_no,
            entries=(Entry(AccountRef(start, year), AccountRef(end, year), lot, amount_fen),),
            memo=title,
        )

    stage.errand(county.book, title, lambda desk: desk.note(Task(day, title, make)))
