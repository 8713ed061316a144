"""Verbs for many at once: households with their members, payments, confirmations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from ledger.book.confirmation import Confirmation, Confirmer, Means, Outcome, Signer, confirm
from ledger.book.reverse import money_back
from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.persons import NewPerson, Relation, add_persons
from ledger.values.region import RegionCode
from tests.audit.banking import loaded
from tests.audit.funding import catalogued, granted
from tests.audit.owning import resident_number
from tests.audit.paying import To, paid
from tests.audit.projecting import planned
from tests.audit.steps import assigned, listed
from tests.audit.world import YEAR, Step, World, day


def crowd(
    count: int,
    *,
    kind: str = "registered",
    since: str = "2000-01-01",
    until: str | None = None,
    members: bool = False,
    first: int = 0,
) -> Step:
    """Households 户0, 户1 … of one class; `members`: with a householder 户0/人."""

    def step(world: World) -> None:
        village = RegionCode.parse(world.village)
        homes = [f"户{n}" for n in range(first, first + count)]
        facts = [
            HouseholdOn(
                world.key(each),
                day(since),
                village,
                "一组",
                HouseholdKind(kind),
                3,
                valid_to=day(until) if until else None,
            )
            for each in homes
        ]
        persons = [
            NewPerson(
                world.key(f"{each}/人"),
                world.key(each),
                Relation.HOUSEHOLDER,
                "测试人",
                resident_number(number),
            )
            for number, each in enumerate(homes, start=first)
        ]

        def add(work: Session) -> None:
            add_households(work, world.book, facts, known_at=world.now())
            if members:
                add_persons(
                    work, world.book, persons, sealer=world.ground.sealer, known_at=world.now()
                )

        world.register(add)

    return step


def project_money(
    fen: int, on: str, project: str = "护林", *, lot: str = "甲批", **details: Any
) -> tuple[Step, ...]:
    """Special poverty money that arrives and is assigned to a project on the same day."""
    return (
        catalogued(),
        granted(lot, fen, on),
        planned(project, **details),
        assigned(lot, project, fen, on),
    )


def gave(fens: Iterable[int], on: str, *, first: int = 0, name: str = "", **to: Any) -> Step:
    """户0, 户1 … are paid these amounts in one voucher.

    `listed` names the list; `named`: the lines name the member too.
    """
    of = to.pop("listed", None)
    project = to.pop("project", "护林")
    cards = to.pop("cards", "")
    if cards:
        return paid(
            on,
            *(
                To(f"户{first + n}", fen, card=f"{cards}{first + n}", **to)
                for n, fen in enumerate(fens)
            ),
            name=name,
            project=project,
        )
    whose = "/人" if to.pop("named", False) else ""
    return paid(
        on,
        *(
            To(f"户{first + n}{whose}", fen, (of, n + 1) if of else None, **to)
            for n, fen in enumerate(fens)
        ),
        name=name,
        project=project,
    )


def approved_list(name: str, fens: Iterable[int], on: str, **other: Any) -> Step:
    """An approved list over 户0, 户1 …"""
    return listed(
        name,
        {f"户{n}": fen for n, fen in enumerate(fens)},
        approved_on=on,
        **{"period": (on, on[:4] + "-12-31"), "final_by": on[:4] + "-12-31", **other},
    )


def owners(kind: ListKind, numbers: Iterable[int], **row: Any) -> Step:
    """The list of an office names the members with these numbers."""
    rows = (NewExternalRow(person=resident_number(n), **row) for n in numbers)
    return loaded(kind, *rows)


def signed_all(payment: str, got: Mapping[int, int | None], full: int, on: str) -> Step:
    """Payees of lines of a named voucher say what they received of `full` (None: nothing)."""

    def step(world: World) -> None:
        voucher = world.vouchers[payment]
        rows = [
            Confirmation(
                year=voucher.year,
                number=voucher.number,
                line=line,
                outcome=Outcome.NOT_RECEIVED
                if fen is None
                else Outcome.LESS
                if fen < full
                else Outcome.RECEIVED,
                relation=next(iter(Signer)),
                means=Means.SIGNATURE,
                signed_on=day(on),
                signer="测试人",
                amount_fen=fen,
            )
            for line, fen in got.items()
        ]
        confirm(
            world.ground.connection,
            world.book,
            world.key(f"sign/{payment}/{on}"),
            rows,
            by=Confirmer("村签收员", "village", (world.village,)),
            sealer=world.ground.sealer,
        )

    return step


def gave_back(payment: str, fens: Mapping[int, int], on: str) -> Step:
    """退回 of several lines of a named voucher in one."""

    def step(world: World) -> None:
        made = money_back(
            world.ground.connection,
            world.book,
            world.vouchers[payment],
            amounts_fen=dict(fens),
            fiscal_year=YEAR,
            happened_on=day(on),
        )
        world.post_made(made)

    return step
