"""What can be registered about a tiny world's projects, contracts, links, work and loans?

A verb puts one row of one version into a register; the project, unit or household that it names is
registered with it if it was not. Amounts are fen, days ISO texts; a row known later than another of
its key has the higher `version`.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from ledger.book.voucher import Entry
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from ledger.values.region import RegionCode
from ledger.values.sort_key import sort_key
from tests.audit.world import Step, World, day


def org_key(world: World, name: str) -> str:
    """Units are of all books, so each world has its own."""
    return f"{world.book}{name}"


def planned(project: str, **details: Any) -> Step:
    """A project of the library; days as ISO texts."""

    def step(world: World) -> None:
        world.register(lambda work: _project(work, world, project, _days(details)))

    return step


def unit(name: str, kind: str = "firm") -> Step:
    def step(world: World) -> None:
        world.register(lambda work: _unit(work, world, name, kind))

    return step


def looked_up(name: str, *, valid: bool | None = True, **details: Any) -> Step:
    """What the register of companies says of a unit."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            org = _unit(work, world, name)
            work.add(
                t.OrganisationFact(
                    org=org,
                    valid_from=date(2018, 1, 1),
                    known_at=world.now(),
                    credit_code="91610000000000000X",
                    credit_code_valid=valid,
                    source="测试",
                    actor="经办甲",
                    **_days(details),
                )
            )

        world.register(add)

    return step


def stepped(project: str, kind: str, on: str) -> Step:
    """申报 … 验收 of a project."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            work.add(
                t.ProjectEvent(
                    book=world.book,
                    project=_project(work, world, project),
                    kind=kind,
                    happened_on=day(on),
                    doc_no="测项〔2019〕1号",
                    known_at=world.now(),
                    actor="经办甲",
                    remark="",
                    version=1,
                )
            )

        world.register(add)

    return step


def registered(
    table: type[t.Versioned],
    *,
    version: int = 1,
    void: bool = False,
    doc_no: str = "",
    **columns: Any,
) -> Step:
    """A version of a row. Names of projects, households and units become their keys."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            work.add(
                table(
                    book=world.book,
                    version=version,
                    void=void,
                    change="变更" if version > 1 else "",
                    doc_no=doc_no,
                    actor="经办甲",
                    known_at=world.now(),
                    **_keyed(work, world, _days(columns)),
                )
            )

        world.register(add)

    return step


def contracted(contract: str, fen: int, on: str = "2019-02-01", **other: Any) -> Step:
    return registered(
        t.Contract,
        **{
            "contract": contract,
            "project": "路",
            "name": contract,
            "kind": "works",
            "buyer": "水利局",
            "supplier": "甲公司",
            "tender_mode": "direct",
            "tender": "",
            "limit_source": "",
            "signed_on": on,
            "amount_fen": fen,
            **other,
        },
    )


def accepted(acceptance: str, fen: int, on: str = "2019-06-01", **other: Any) -> Step:
    return registered(
        t.Acceptance,
        **{
            "acceptance": acceptance,
            "project": "路",
            "accepted_on": on,
            "accepted_by": "验收组",
            "item": "硬化道路",
            "unit": "公里",
            "value_fen": fen,
            "result": "passed",
            "final": True,
            **other,
        },
    )


def approved(fen: int, on: str = "2019-01-05", **other: Any) -> Step:
    return registered(
        t.ProjectApproval,
        **{
            "project": "路",
            "approved_on": on,
            "purpose": "产业发展",
            "region": "村",
            "task": "",
            "approved_fen": fen,
            "public_good": False,
            **other,
        },
    )


def waged(line: int, fen: int, to: str = "2019-05-31", **other: Any) -> Step:
    return registered(
        t.Wage,
        **{
            "list": "工资表",
            "line": line,
            "project": "路",
            "household": f"工{line}家",
            "period_from": to[:8] + "01",
            "period_to": to,
            "amount_fen": fen,
            "signed_on": to,
            **other,
        },
    )


def lent(
    loan: str, fen: int, on: str = "2019-01-10", due: str = "2021-01-10", **other: Any
) -> Step:
    return registered(
        t.Loan,
        **{
            "loan": loan,
            "household": f"{loan}家",
            "bank": "信用社",
            "amount_fen": fen,
            "lent_on": on,
            "due_on": due,
            "rate_ppm": 43500,
            "interest_aid": True,
            "secured": False,
            "purpose": "养殖",
            **other,
        },
    )


def loan_event(loan: str, kind: str, on: str, fen: int | None = None, **other: Any) -> Step:
    return registered(t.LoanEvent, loan=loan, kind=kind, happened_on=on, amount_fen=fen, **other)


def agreed(agreement: str, fen: int, on: str = "2019-01-10", **other: Any) -> Step:
    return registered(
        t.SupportAgreement,
        **{
            "agreement": agreement,
            "project": "路",
            "org": "合作社",
            "mechanism": "dividend",
            "signed_on": on,
            "valid_from": on,
            "support_fen": fen,
            "terms": "",
            **other,
        },
    )


def dividend_due(agreement: str, on: str, fen: int) -> Step:
    return registered(
        t.DividendDue, agreement=agreement, due_on=on, project="路", payee="村", agreed_fen=fen
    )


def bought(
    lot: str,
    fen: int,
    on: str,
    *,
    project: str = "路",
    payee: str = "甲公司",
    kind: K = K.VENDOR,
    name: str = "",
) -> Step:
    """直接支付 from a project to a unit."""

    def step(world: World) -> None:
        world.register(lambda work: _unit(work, world, payee))
        start = world.account(K.PROJECT, str(world.key(project)))
        entry = Entry(start, world.account(kind, org_key(world, payee)), world.lot(lot), fen)
        world.post(V.DISBURSE, day(on), [entry], name=name)

    return step


def _days(columns: dict[str, Any]) -> dict[str, Any]:
    return {
        name: day(value) if value and (name.endswith("_on") or name in _DAYS) else value
        for name, value in columns.items()
    }


_DAYS = {"valid_from", "valid_to", "period_from", "period_to"}


def _keyed(work: Session, world: World, columns: dict[str, Any]) -> dict[str, Any]:
    for name in ("project", "household"):
        if name in columns:
            ensure = _project if name == "project" else _household
            columns[name] = ensure(work, world, columns[name])
    for name in ("org", "buyer", "supplier", "seller"):
        if columns.get(name):
            columns[name] = _unit(work, world, columns[name])
    if columns.get("region") in ("村", "镇", "县"):
        places = {"村": world.village, "镇": world.township, "县": world.county}
        columns["region"] = places[columns["region"]]
    return columns


def _project(work: Session, world: World, name: str, details: dict[str, Any] | None = None) -> UUID:
    key = world.key(name)
    if work.get(t.Project, (world.book, key)) is None:
        row = {
            "region": world.village,
            "purpose": "产业发展",
            "target": "",
            "org": "",
            "task": "",
            "name": f"{name}项目",
            **(details or {}),
        }
        work.add(
            t.Project(
                book=world.book,
                project=key,
                code=name,
                standard_text="",
                responsible="",
                mechanism="",
                known_at=world.now(),
                sort_key=sort_key(name),
                **row,
            )
        )
        work.flush()
    return key


def _household(work: Session, world: World, name: str) -> UUID:
    key = world.key(name)
    if work.get(t.Household, (world.book, key)) is None:
        place = RegionCode.parse(world.village)
        kind = HouseholdKind.ORDINARY if name.startswith("富") else HouseholdKind.REGISTERED
        fact = HouseholdOn(key, date(2018, 1, 1), place, "一组", kind, 3)
        add_households(work, world.book, [fact], known_at=world.now())
    return key


def _unit(work: Session, world: World, name: str, kind: str = "firm") -> str:
    org = org_key(world, name)
    if work.get(t.Organisation, org) is None:
        work.add(
            t.Organisation(
                org=org, name=name, kind=kind, region=world.county, sort_key=sort_key(name)
            )
        )
        work.flush()
    return org
