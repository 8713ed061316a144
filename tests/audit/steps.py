"""What can happen in a tiny world? Verbs that read as a story, one voucher or register row each.

    arrives("甲批", 100_00, "2019-01-10"), assigned("甲批", "护林", 60_00, "2019-02-01")

Amounts are fen, days ISO texts. `name=` names a voucher so that a later step can return or
reverse it.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.book.books import deliver
from ledger.book.reverse import money_back, reversal
from ledger.book.voucher import Entry, EntryRef, Relation
from ledger.register.entitlements import NewEntitlement, NewList, add_list
from ledger.register.projects import NewProject, add_projects
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from ledger.values.region import RegionCode
from tests.audit.projecting import org_key
from tests.audit.world import YEAR, Step, World, day


def arrives(lot: str, fen: int, on: str, *, received_on: str = "", name: str = "") -> Step:
    """上级下达 from a bureau that is not on the system."""

    def step(world: World) -> None:
        new = world.new_lot(lot, fen, day(on), day(received_on or on), world.upper)
        entry = Entry(world.account(K.SOURCE), world.account(K.UNASSIGNED), world.lot(lot), fen)
        world.post(V.ALLOCATE, day(on), [entry], lots=[new], name=name)

    return step


def opening(lot: str, fen: int, on: str, *, received_on: str, kind: K = K.UNASSIGNED) -> Step:
    """期初: what a lot still had when the book was opened."""

    def step(world: World) -> None:
        new = world.new_lot(lot, fen, day(received_on), day(received_on), world.upper)
        entry = Entry(world.account(K.SOURCE), world.account(kind), world.lot(lot), fen)
        world.post(V.OPEN, day(on), [entry], lots=[new])

    return step


def sent_down(
    lot: str,
    fen: int,
    on: str,
    *,
    name: str = "下达",
    to: int | None = None,
    delivered: bool = True,
) -> Step:
    """The upper book allocates a lot and passes all of it down, by default to this county."""

    def step(world: World) -> None:
        upper = world.upper
        world.open(upper, "prefecture")
        new = world.lots[lot] = world.new_lot(lot, fen, day(on), day(on), upper)
        source, unassigned = world.account(K.SOURCE), world.account(K.UNASSIGNED)
        there = [Entry(source, unassigned, world.lot(lot), fen)]
        world.post(V.ALLOCATE, day(on), there, lots=[new], book=upper)
        down = Entry(unassigned, world.account(K.SENT_DOWN, str(world.book)), world.lot(lot), fen)
        world.post(V.PASS_DOWN, day(on), [down], book=upper, name=name)
        if delivered:
            deliver(world.ground.connection, upper)

    return step


def received(lot: str, fen: int, on: str, *, of: str = "下达", name: str = "") -> Step:
    """收到 all or a part of a delivery."""

    def step(world: World) -> None:
        sent = world.vouchers[of]
        here = replace(world.lots[lot], document_on=day(on), received_on=day(on))
        entry = Entry(
            world.account(K.UPSTREAM, str(world.upper)),
            world.account(K.UNASSIGNED),
            world.lot(lot),
            fen,
            relation=Relation.RECEIVES,
            of=EntryRef(sent.year, sent.number, 1, world.upper),
        )
        first = lot not in world.received
        world.received.add(lot)
        world.post(V.RECEIVE, day(on), [entry], lots=[here] if first else [], name=name)

    return step


def taken_back(on: str, *, of: str = "下达") -> Step:
    """The upper book reverses a pass-down, which withdraws its delivery."""

    def step(world: World) -> None:
        sent = world.vouchers[of]
        connection, upper = world.ground.connection, world.upper
        made = reversal(connection, upper, sent, fiscal_year=YEAR, happened_on=day(on))
        world.post_made(made, book=upper)

    return step


def pooled(lot: str, fen: int, on: str) -> Step:
    """统筹整合."""
    return moved(V.INTEGRATE, lot, fen, on, K.UNASSIGNED, K.POOL)


def assigned(
    lot: str, project: str, fen: int, on: str, *, start: K = K.UNASSIGNED, name: str = ""
) -> Step:
    """安排到项目."""
    return moved(V.ASSIGN, lot, fen, on, start, K.PROJECT, to=project, name=name)


def passed_on(lot: str, fen: int, on: str, *, name: str = "") -> Step:
    """转下达 to a book that is not here."""
    return moved(V.PASS_DOWN, lot, fen, on, K.UNASSIGNED, K.SENT_DOWN, owner="999999", name=name)


def carried_over(
    lot: str, fen: int, on: str, kind: K = K.UNASSIGNED, *, owner: str = "", unit: str = ""
) -> Step:
    """结转 to the next year's account of the same kind; of a project, `owner` is its name; of a
    registered `unit`, its own account."""

    def step(world: World) -> None:
        whose = str(world.key(owner)) if kind is K.PROJECT else owner
        start = world.account(kind, org_key(world, unit) if unit else whose)
        end = replace(start, year=YEAR + 1)
        world.post(V.CARRY_OVER, day(on), [Entry(start, end, world.lot(lot), fen)])

    return step


def disbursed(
    lot: str, project: str, fen: int, on: str, kind: K, *, owner: str = "某单位", name: str = ""
) -> Step:
    """拨付 without payment lines, to a unit, firm or fund."""

    def step(world: World) -> None:
        entry = Entry(
            world.account(K.PROJECT, str(world.key(project))),
            world.account(kind, owner),
            world.lot(lot),
            fen,
        )
        world.post(V.DISBURSE, day(on), [entry], name=name)

    return step


def moved(
    kind: V,
    lot: str,
    fen: int,
    on: str,
    start: K,
    end: K,
    *,
    to: str = "",
    of: str = "",
    owner: str = "",
    name: str = "",
) -> Step:
    """One entry of any kind of voucher; `of` and `to` name the projects it leaves and goes to."""

    def step(world: World) -> None:
        target = str(world.key(to)) if to else owner
        origin = str(world.key(of)) if of else ""
        entry = Entry(world.account(start, origin), world.account(end, target), world.lot(lot), fen)
        world.post(kind, day(on), [entry], name=name)

    return step


def reversed_(name: str, on: str, *, as_name: str = "", entry: int | None = None) -> Step:
    """红冲 of a named voucher, or of one of its entries."""

    def step(world: World) -> None:
        made = reversal(
            world.ground.connection,
            world.book,
            world.vouchers[name],
            fiscal_year=YEAR,
            happened_on=day(on),
            only_entries=None if entry is None else {entry},
        )
        world.post_made(made, name=as_name)

    return step


def returned(name: str, fen: int, on: str, *, entry: int = 1, as_name: str = "") -> Step:
    """退回: money of one entry of a named voucher came back."""

    def step(world: World) -> None:
        made = money_back(
            world.ground.connection,
            world.book,
            world.vouchers[name],
            amounts_fen={entry: fen},
            fiscal_year=YEAR,
            happened_on=day(on),
        )
        world.post_made(made, name=as_name)

    return step


def in_library(project: str, *, at: str = "village") -> Step:
    """A project in the county's library, at the village, township or county."""

    def step(world: World) -> None:
        new = NewProject(
            project=world.key(project),
            code=project,
            name=f"{project}项目",
            region=RegionCode.parse(getattr(world, at)),
            org="",
            purpose="产业发展",
            task="",
            standard_text="",
            responsible="",
            target="",
            mechanism="",
        )
        world.register(lambda work: add_projects(work, world.book, [new], known_at=world.now()))

    return step


def listed(
    name: str,
    lines: dict[str, int],
    *,
    benefit: str = "forest_ranger",
    project: str = "护林",
    period: tuple[str, str] = ("2019-01-01", "2019-12-31"),
    approved_on: str = "2019-01-15",
    final_by: str = "2019-12-31",
    at: str = "village",
) -> Step:
    """A version of an approved list: "张家" or "张家/张三" (household/person) → approved fen."""

    def step(world: World) -> None:
        new = NewList(
            list=world.key(name),
            title=f"{name}清单",
            benefit=benefit,
            project=world.key(project),
            region=RegionCode.parse(getattr(world, at)),
            period_from=day(period[0]),
            period_to=day(period[1]),
            approved_on=day(approved_on),
            final_by=day(final_by),
            doc_no="测审〔2019〕1号",
            lines=tuple(
                NewEntitlement(
                    household=world.key(who.split("/")[0]),
                    person=world.key(who) if "/" in who else None,
                    quantity_milli=1000,
                    rate_fen=fen,
                    approved_fen=fen,
                )
                for who, fen in lines.items()
            ),
        )
        world.register(
            lambda work: add_list(
                work, world.book, new, maker="经办甲", checker="复核乙", known_at=world.now()
            )
        )

    return step
