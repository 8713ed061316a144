"""Of which kind can money be? Verbs for lots of a category, level and year, and its catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledger.book.voucher import Entry
from ledger.register.load_catalogue import load_catalogue
from ledger.register.shipped import load_fund_categories
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.world import YEAR, Step, World, day


def granted(
    lot: str,
    fen: int,
    on: str,
    *,
    category: str = "扶贫发展资金",
    level: str = "central",
    budget_year: int = YEAR,
    received_on: str = "",
    direct: bool = False,
) -> Step:
    """安排/下达 of a lot of this category, level and budget year."""

    def step(world: World) -> None:
        plain = world.new_lot(lot, fen, day(on), day(received_on or on), world.upper)
        new = replace(plain, category=category, level=level, budget_year=budget_year, direct=direct)
        entry = Entry(world.account(K.SOURCE), world.account(K.UNASSIGNED), world.lot(lot), fen)
        world.post(V.ALLOCATE, day(on), [entry], lots=[new])

    return step


def donated(lot: str, fen: int, on: str) -> Step:
    """收益: a gift, which no upper bureau sent."""

    def step(world: World) -> None:
        new = replace(world.new_lot(lot, fen, day(on), day(on), world.book), origin="donation")
        entry = Entry(world.account(K.SOURCE), world.account(K.UNASSIGNED), world.lot(lot), fen)
        world.post(V.INCOME, day(on), [entry], lots=[new])

    return step


def began_with(
    lot: str, fen: int, on: str, *, category: str = "扶贫发展资金", budget_year: int = YEAR - 1
) -> Step:
    """期初: what stands unassigned of a central lot when the book begins."""

    def step(world: World) -> None:
        plain = world.new_lot(lot, fen, day(on), day(on), world.upper)
        new = replace(plain, category=category, budget_year=budget_year)
        entry = Entry(world.account(K.SOURCE), world.account(K.UNASSIGNED), world.lot(lot), fen)
        world.post(V.OPEN, day(on), [entry], lots=[new])

    return step


def paid_from_unit(
    lot: str, fen: int, on: str, *, owner: str = "某单位", to: K = K.VENDOR, firm: str = "某公司"
) -> Step:
    """支付 from a unit's account to a supplier, without payment lines."""

    def step(world: World) -> None:
        entry = Entry(world.account(K.UNIT, owner), world.account(to, firm), world.lot(lot), fen)
        world.post(V.PAY, day(on), [entry])

    return step


def catalogued() -> Step:
    """The shipped fund categories, regimes and limits are in the database."""

    def step(world: World) -> None:
        if "catalogue" not in world.ground.loaded:
            world.register(load_fund_categories)
            world.register(load_catalogue)
            world.ground.loaded.add("catalogue")

    return step


def later(on: str, days: int) -> str:
    """The day so many days after."""
    return date.fromordinal(date.fromisoformat(on).toordinal() + days).isoformat()
