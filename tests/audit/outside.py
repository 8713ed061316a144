"""What other offices list, and what is registered of cards, addresses, moves, duties and exits.

`who` is "张家/张三", a person of a household; numbers are any texts, compared by keyed hash only.
"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from ledger.book.voucher import Entry
from ledger.register.cards import AuthorityOn, AuthorityReason, CardOn, add_authorities, add_cards
from ledger.register.contacts import AddressOn, PhoneOn, add_addresses, add_phones
from ledger.register.exits import StepDone, add_exit_steps
from ledger.register.external_lists import ListKind, NewExternalRow, NewList, add_external_list
from ledger.register.incomes import Income, add_incomes
from ledger.register.members import Left
from ledger.register.moves import Move, MoveKind, add_moves
from ledger.register.organisation_facts import NewOrganisationFact, add_organisation_facts
from ledger.register.organisations import NewOrganisation, OrganisationKind, add_organisations
from ledger.register.persons import NewPerson, Relation, add_persons
from ledger.register.responsible import Answering, Duty, DutyKind, add_responsible
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from ledger.values.region import RegionCode
from tests.audit.projecting import org_key
from tests.audit.world import Step, World, day


def outside(kind: ListKind, *rows: NewExternalRow, as_of_on: str = "2020-12-31") -> Step:
    """A list of another office, loaded; a unit that it names is this world's."""

    def step(world: World) -> None:
        new = NewList(world.key(f"{kind}/{as_of_on}"), kind, "某局", day(as_of_on))
        known_at, sealer = world.now(), world.ground.sealer
        world.register(
            lambda work: add_external_list(
                work, world.book, new, rows, sealer=sealer, actor="经办甲", known_at=known_at
            )
        )

    return step


def died(number: str, on: str, *, as_of_on: str = "2020-12-31") -> Step:
    row = NewExternalRow(person=number, from_on=day(on))
    return outside(ListKind.DEATHS, row, as_of_on=as_of_on)


def in_home(
    who: str,
    number: str = "",
    *,
    joined: str = "",
    left: str = "",
    relation: Relation = Relation.CHILD,
    name: str = "测试人",
) -> Step:
    """A person of a household that is there, from a day on or up to one."""

    def step(world: World) -> None:
        person = NewPerson(
            world.key(who),
            world.key(who.split("/")[0]),
            relation,
            name,
            number,
            joined_on=day(joined) if joined else None,
            left_on=day(left) if left else None,
            left_cause=Left.MARRIED_OUT if left else None,
        )
        sealer = world.ground.sealer
        world.register(
            lambda work: add_persons(
                work, world.book, [person], sealer=sealer, known_at=world.now()
            )
        )

    return step


def carded(
    card: str,
    who: str = "",
    *,
    holder: str = "",
    since: str = "2018-01-01",
    until: str = "",
    opened_in: str = "",
) -> Step:
    """Whose a card is: of the register, or of somebody with this number."""

    def step(world: World) -> None:
        new = CardOn(
            card,
            day(since),
            world.key(who) if who else None,
            holder,
            "信用社",
            RegionCode.parse(opened_in) if opened_in else None,
            day(until) if until else None,
        )
        sealer = world.ground.sealer
        world.register(
            lambda work: add_cards(work, world.book, [new], sealer=sealer, known_at=world.now())
        )

    return step


def may_receive(payee: str, person: str) -> Step:
    """A guardian or a written order."""

    def step(world: World) -> None:
        new = AuthorityOn(
            world.key(person), world.key(payee), AuthorityReason.GUARDIAN, "", date(2018, 1, 1)
        )
        world.register(lambda work: add_authorities(work, world.book, [new], known_at=world.now()))

    return step


def phoned(who: str, phone: str, *, official: bool = False) -> Step:
    def step(world: World) -> None:
        new = PhoneOn(world.key(who), date(2018, 1, 1), phone, official=official)
        sealer = world.ground.sealer
        world.register(
            lambda work: add_phones(work, world.book, [new], sealer=sealer, known_at=world.now())
        )

    return step


def housed(home: str, address: str, *, since: str = "2018-01-01", until: str = "") -> Step:
    def step(world: World) -> None:
        new = AddressOn(world.key(home), day(since), address, day(until) if until else None)
        sealer = world.ground.sealer
        world.register(
            lambda work: add_addresses(work, world.book, [new], sealer=sealer, known_at=world.now())
        )

    return step


def split(
    old: str, new: str, on: str, *, annulled: bool = False, kind: MoveKind = MoveKind.SPLIT
) -> Step:
    """分户 (or 并户) of two households that are there."""

    def step(world: World) -> None:
        village = RegionCode.parse(world.village)
        move = Move(
            kind,
            world.key(old),
            world.key(new),
            day(on),
            village,
            village,
            annulled=annulled,
        )
        world.register(lambda work: add_moves(work, world.book, [move], known_at=world.now()))

    return step


def earned(home: str, year: int, fen: int) -> Step:
    def step(world: World) -> None:
        new = Income(world.key(home), year, fen, 1, "测试")
        world.register(lambda work: add_incomes(work, world.book, [new], known_at=world.now()))

    return step


def procedure(
    subject: str,
    *steps: tuple[str, str],
    of: str = "",
    at: str = "county",
    valid: tuple[str, str | None] = ("2016-01-01", None),
) -> Step:
    """A procedure of exit here: (name, before or after or nothing) of each step. `of`: its name,
    where it is not its subject."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            for number, (name, notice) in enumerate(steps, start=1):
                work.add(
                    t.ExitRule(
                        procedure=f"T{world.book}{of or subject}",
                        step=number,
                        valid_from=day(valid[0]),
                        valid_to=day(valid[1]) if valid[1] else None,
                        region=getattr(world, at),
                        subject=subject,
                        name=name,
                        level="village",
                        notice=notice,
                        source="测试",
                    )
                )

        world.register(add)

    return step


def exit_step(
    who: str,
    number: int,
    on: str,
    *,
    of: str = "household",
    year: int = 2018,
    doc_no: str = "测退〔2018〕1号",
    notice: str = "",
    passed: bool = True,
    annulled: bool = False,
) -> Step:
    """A step that was done in the exit of a household, or ("村") of this village."""

    def step(world: World) -> None:
        village = RegionCode.parse(world.village)
        new = StepDone(
            world.village if who == "村" else str(world.key(who)),
            f"T{world.book}{of}",
            year,
            number,
            village,
            day(on),
            doc_no,
            notice=world.key(notice) if notice else None,
            passed=passed,
            annulled=annulled,
        )
        world.register(lambda work: add_exit_steps(work, world.book, [new], known_at=world.now()))

    return step


def line_of(year: int, fen: int, *, elsewhere: bool = False) -> Step:
    """脱贫收入标准 of one year here, or in another county."""

    def step(world: World) -> None:
        row = t.LimitStandard(
            code=f"T{world.upper if elsewhere else world.book}exit{year}",
            subject="exit_income_line",
            name="脱贫收入标准",
            kind="minimum",
            measure="fen",
            low=fen,
            per="",
            basis="",
            condition="",
            region=f"{world.upper}000000" if elsewhere else world.county,
            place_classes=[],
            benefit="",
            valid_from=date(year, 1, 1),
            valid_to=date(year + 1, 1, 1),
            phrase="",
            source="测试",
            disputed=False,
            note="",
        )
        world.register(lambda work: work.add(row))

    return step


def firm(
    name: str,
    *,
    kind: str = "firm",
    credit_code: str = "",
    empty: bool = False,
    legal_id: str = "",
    phone: str = "",
    address: str = "",
    account: str = "",
) -> Step:
    """A unit with what is sealed of it, or (`empty`) of which nothing is known."""

    def step(world: World) -> None:
        org = org_key(world, name)
        unit = NewOrganisation(
            org, name, OrganisationKind(kind), RegionCode.parse(world.county), credit_code or None
        )
        fact = NewOrganisationFact(
            org=org,
            valid_from=date(2018, 1, 1),
            source="测试",
            legal_id=legal_id,
            phone=phone,
            address=address,
            account=account,
        )

        def add(work: Session) -> None:
            add_organisations(work, [unit])
            if not empty:
                add_organisation_facts(
                    work, [fact], sealer=world.ground.sealer, actor="经办甲", known_at=world.now()
                )

        world.register(add)

    return step


def firm_paid(name: str, fen: int, on: str, *, project: str = "护林", as_name: str = "") -> Step:
    """A project's money to such a unit."""

    def step(world: World) -> None:
        start = world.account(K.PROJECT, str(world.key(project)))
        end = world.account(K.VENDOR, org_key(world, name))
        world.post(V.DISBURSE, day(on), [Entry(start, end, world.lot("甲批"), fen)], name=as_name)

    return step


def answering(number: str, *, phone: str = "", since: str = "2018-01-01") -> Step:
    """A first secretary of the village."""

    def step(world: World) -> None:
        duty = Duty(
            duty=world.key(f"duty/{number}"),
            kind=DutyKind.FIRST_SECRETARY,
            post="第一书记",
            valid_from=day(since),
            region=world.village,
        )
        person = Answering(duty=duty, name="测试干部", resident_id=number, phone=phone)
        world.register(
            lambda work: add_responsible(
                work,
                world.book,
                [person],
                sealer=world.ground.sealer,
                actor="经办甲",
                known_at=world.now(),
            )
        )

    return step
