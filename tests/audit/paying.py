"""What happens when households are paid? Rosters, bank results, direct payments.

`who` is "张家" or "张家/张三": a household, or a person of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ledger.book.voucher import AccountRef, Entry, EntryRef, LineRef, ListLine, PaymentLine
from ledger.book.voucher import Relation as Names
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.persons import NewPerson, Relation, add_persons, card_hmac
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from ledger.values.region import RegionCode
from tests.audit.world import Step, World, day


@dataclass(frozen=True)
class To:
    """One payment line. `listed`: (list, line), and the version if it is not the first;
    `reckoned`: rate and quantity (in thousandths); `of_project`: the line names its project."""

    who: str
    fen: int
    listed: tuple[str, int] | tuple[str, int, int] | None = None
    benefit: str | None = "forest_ranger"
    period: tuple[str, str] | None = ("2019-01-01", "2019-12-31")
    card: str = ""
    lot: str = "甲批"
    reckoned: tuple[int, int] | None = None
    of_project: bool = True

    def line(self, world: World, number: int, project: str) -> PaymentLine:
        return PaymentLine(
            line=number,
            amount_fen=self.fen,
            region=world.village,
            household=world.key(self.who.split("/")[0]) if self.who else None,
            person=world.key(self.who) if "/" in self.who else None,
            project=world.key(project) if self.of_project else None,
            benefit=self.benefit,
            period_from=day(self.period[0]) if self.period else None,
            period_to=day(self.period[1]) if self.period else None,
            entitlement=_list_line(world, *self.listed) if self.listed else None,
            card_hmac=card_hmac(world.ground.sealer, self.card),
            rate_fen=self.reckoned[0] if self.reckoned else None,
            quantity_milli=self.reckoned[1] if self.reckoned else None,
        )


def paid(on: str, *to: To, project: str = "护林", name: str = "", kind: K = K.HOUSEHOLD) -> Step:
    """直接支付: project → households (or a collective), each with its line."""
    return _disbursed(on, to, project, kind, name)


def rostered(on: str, *to: To, project: str = "护林", name: str = "名册") -> Step:
    """一卡通: project → agent, with the lines of the roster."""
    return _disbursed(on, to, project, K.AGENT, name)


def settled(on: str, of: dict[int, int], *, roster: str = "名册", name: str = "") -> Step:
    """The bank's successes, roster line → fen: agent → household. Its lines only name the
    roster's."""

    def step(world: World) -> None:
        sent = world.vouchers[roster]
        lots: dict[int, UUID] = dict(
            world.ground.connection.execute(
                "SELECT entry, lot FROM entry WHERE book = %s AND year = %s AND number = %s",
                (world.book, sent.year, sent.number),
            ).fetchall()
        )
        entries, lines = [], []
        for place, (number, fen) in enumerate(of.items(), start=1):
            entries.append(
                Entry(
                    world.account(K.AGENT),
                    world.account(K.HOUSEHOLD),
                    lots[number],
                    fen,
                    line=place,
                    relation=Names.SETTLES,
                    of=EntryRef(sent.year, sent.number, number),
                )
            )
            lines.append(
                PaymentLine(
                    line=place,
                    amount_fen=fen,
                    region=world.village,
                    of=LineRef(sent.year, sent.number, number),
                    bank_result="成功",
                )
            )
        world.post(V.PAY, day(on), entries, lines=lines, name=name)

    return step


def without_line(on: str, lot: str, fen: int, *, project: str = "护林") -> Step:
    """Money that reached households, and nobody wrote down which."""

    def step(world: World) -> None:
        start = world.account(K.PROJECT, str(world.key(project)))
        entry = Entry(start, world.account(K.HOUSEHOLD), world.lot(lot), fen)
        world.post(V.DISBURSE, day(on), [entry])

    return step


def lives(who: str, *, resident_id: str = "", head: bool = True) -> Step:
    """A household and one registered member of it."""

    def step(world: World) -> None:
        home, village = world.key(who.split("/")[0]), RegionCode.parse(world.village)
        fact = HouseholdOn(home, date(2018, 1, 1), village, "一组", HouseholdKind.REGISTERED, 3)
        kin = Relation.HOUSEHOLDER if head else Relation.CHILD
        member = NewPerson(world.key(who), home, kin, "测试人", resident_id)

        def add(work: Session) -> None:
            add_households(work, world.book, [fact], known_at=world.now())
            add_persons(
                work, world.book, [member], sealer=world.ground.sealer, known_at=world.now()
            )

        world.register(add)

    return step


def _disbursed(on: str, to: tuple[To, ...], project: str, kind: K, name: str) -> Step:
    def step(world: World) -> None:
        start: AccountRef = world.account(K.PROJECT, str(world.key(project)))
        end = world.account(kind, "某合作社" if kind is K.COLLECTIVE else "")
        lines = [each.line(world, n, project) for n, each in enumerate(to, start=1)]
        entries = [
            Entry(start, end, world.lot(each.lot), each.fen, line=n)
            for n, each in enumerate(to, start=1)
        ]
        world.post(V.DISBURSE, day(on), entries, lines=lines, name=name)

    return step


def _list_line(world: World, name: str, line: int, version: int = 1) -> ListLine:
    return ListLine(world.key(name), version, line)
