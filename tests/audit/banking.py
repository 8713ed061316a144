"""What do banks and other offices say, and whose are cards, accounts and telephones?

Cards and ID numbers are named as in payments: "卡一". Lists are loaded as an office gave them.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from ledger.book.voucher import Entry, PaymentLine
from ledger.register.cards import (
    AuthorityOn,
    AuthorityReason,
    CardOn,
    add_authorities,
    add_cards,
)
from ledger.register.contacts import PhoneOn, add_phones
from ledger.register.external_lists import (
    ListKind,
    NewExternalRow,
    NewList,
    add_external_list,
)
from ledger.register.organisation_facts import NewOrganisationFact, add_organisation_facts
from ledger.register.persons import card_hmac
from ledger.register.places import add_book_region
from ledger.values.kinds import AccountKind, VoucherKind
from ledger.values.region import RegionCode
from tests.audit.projecting import _unit, org_key
from tests.audit.steps import disbursed
from tests.audit.world import Step, World, day

SINCE = date(2018, 1, 1)


class Move(NamedTuple):
    """A line of a bank statement: 入账, 取现, 转账; `other` is the account on the other side."""

    card: str
    thing: str
    on: str
    fen: int
    other: str = ""
    at: str = ""


def loaded(
    kind: str,
    *rows: NewExternalRow,
    as_of: str = "2019-12-31",
    name: str = "",
    above: bool = False,
) -> Step:
    """An external list of this county, or (`above`) of a book that has its place too."""

    def step(world: World) -> None:
        book = world.upper if above else world.book
        if above:
            world.open(book, "prefecture")
            place = RegionCode.parse(world.county)
            world.register(lambda work: add_book_region(work, book, place))
        new = NewList(world.key(f"list/{name or kind}/{as_of}"), ListKind(kind), "某局", day(as_of))
        world.register(
            lambda work: add_external_list(
                work,
                book,
                new,
                rows,
                sealer=world.ground.sealer,
                actor="经办甲",
                known_at=world.now(),
            )
        )

    return step


def statement(*moves: Move, name: str = "") -> Step:
    """银行流水, numbered in turn."""
    rows = [
        NewExternalRow(
            card=each.card,
            other_card=each.other,
            thing=each.thing,
            org=each.at,
            role=str(number),
            from_on=day(each.on),
            amount_fen=each.fen,
        )
        for number, each in enumerate(moves, start=1)
    ]
    return loaded("bank_flows", *rows, name=name)


def cadre(resident_id: str, *, kind: str = "cadres", of: str = "") -> Step:
    """An ID number on the list of cadres, or of their kin."""
    return loaded(
        kind, NewExternalRow(person=resident_id, other_person=of, role="村主任", from_on=SINCE)
    )


def holds(
    who: str, card: str, *, since: str = "2018-01-01", until: str = "", holder_id: str = ""
) -> Step:
    """A card is a registered person's ("张家/张三"), or somebody's outside the register."""

    def step(world: World) -> None:
        new = CardOn(
            card,
            day(since),
            person=world.key(who) if who else None,
            holder_id=holder_id,
            bank="信用社",
            valid_to=day(until) if until else None,
        )
        world.register(
            lambda work: add_cards(
                work, world.book, [new], sealer=world.ground.sealer, known_at=world.now()
            )
        )

    return step


def may_receive(payee: str, of: str, since: str = "2018-01-01", until: str = "") -> Step:
    """监护、委托: `payee` receives what is `of`'s."""

    def step(world: World) -> None:
        new = AuthorityOn(
            world.key(of),
            world.key(payee),
            AuthorityReason.GUARDIAN,
            "测民〔2019〕1号",
            day(since),
            day(until) if until else None,
        )
        world.register(lambda work: add_authorities(work, world.book, [new], known_at=world.now()))

    return step


def account_of(unit: str, card: str, *, since: date = SINCE, phone: str = "") -> Step:
    """A unit, and its bank account."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            fact = NewOrganisationFact(
                org=_unit(work, world, unit),
                valid_from=since,
                source="测试",
                account=card,
                phone=phone,
            )
            add_organisation_facts(
                work, [fact], sealer=world.ground.sealer, actor="经办甲", known_at=world.now()
            )

        world.register(add)

    return step


def invoiced(
    unit: str, fen: int, on: str, card: str, *, project: str = "路", name: str = ""
) -> Step:
    """A supplier's invoice is paid to this account."""

    def step(world: World) -> None:
        world.register(lambda work: _unit(work, world, unit))
        start = world.account(AccountKind.PROJECT, str(world.key(project)))
        end = world.account(AccountKind.VENDOR, org_key(world, unit))
        line = PaymentLine(
            line=1,
            amount_fen=fen,
            region=world.village,
            payee_kind="vendor",
            card_hmac=card_hmac(world.ground.sealer, card),
        )
        entry = Entry(start, end, world.lot("甲批"), fen, line=1)
        world.post(VoucherKind.DISBURSE, day(on), [entry], lines=[line], name=name)

    return step


def paying_unit(
    unit: str, card: str, lot: str = "甲批", project: str = "护林", *, phone: str = ""
) -> Step:
    """A unit through which money of a project goes, and its bank account if it is known."""

    def step(world: World) -> None:
        account_of(unit, card, phone=phone)(world)
        owner = org_key(world, unit)
        disbursed(lot, project, 1, "2019-02-01", AccountKind.UNIT, owner=owner)(world)

    return step


def telephone(
    who: str, phone: str, *, since: str = "2018-01-01", until: str = "", official: bool = False
) -> Step:
    """A registered person's telephone."""

    def step(world: World) -> None:
        new = PhoneOn(world.key(who), day(since), phone, day(until) if until else None, official)
        world.register(
            lambda work: add_phones(
                work, world.book, [new], sealer=world.ground.sealer, known_at=world.now()
            )
        )

    return step


def balances(
    *of: tuple[str, str, str, int],
    as_of: str = "2019-12-31",
    name: str = "",
    above: bool = False,
) -> Step:
    """银行余额: (unit, account, day, fen)."""

    def step(world: World) -> None:
        rows = [
            NewExternalRow(org=org_key(world, unit), card=card, from_on=day(on), amount_fen=fen)
            for unit, card, on, fen in of
        ]
        loaded("bank_balances", *rows, as_of=as_of, name=name, above=above)(world)

    return step
