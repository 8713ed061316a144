"""单位: bureaus, departments, townships, firms, cooperatives, banks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from ledger.intake.lookups import Places
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.organisations import NewOrganisation, OrganisationKind, add_organisations
from ledger.storage.tables import Organisation
from ledger.values.identity import check_credit_code
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode


class OrganisationRow(NamedTuple):
    org: str
    name: str
    kind: str
    region: str
    credit_code: str
    phone: str


class OrganisationTaker:
    """Registers units; one registered before must be the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: set[str] = set()

    def check(self, rows: Sequence[ReadRow[OrganisationRow]]) -> list[Fault]:
        known = self._known(rows)
        places = Places(self._desk.work, 0)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            if row.org in self._seen:
                faults.append(Fault(each.number, "单位编号", f"{row.org} 在本文件中重复"))
            self._seen.add(row.org)
            if row.credit_code:
                try:
                    check_credit_code(row.credit_code)
                except Refusal as refusal:
                    faults.append(Fault(each.number, "统一社会信用代码", refusal.message))
            if reason := places.fault(row.region):
                faults.append(Fault(each.number, "区划代码", reason))
            before = known.get(row.org)
            if before is not None and before != _compared(row):
                faults.append(
                    Fault(each.number, "单位编号", f"{row.org} 已经登记，内容不同；登记后不能改写")
                )
        return faults

    def take(self, rows: Iterator[ReadRow[OrganisationRow]], source: Source) -> Made:
        new = 0
        for some in portions(rows):
            known = self._known(some)
            new += add_organisations(
                self._desk.work,
                [_new(each.taken()) for each in some if each.taken().org not in known],
            )
        return Made(new)

    def _known(self, rows: Sequence[ReadRow[OrganisationRow]]) -> dict[str, OrganisationRow]:
        found = self._desk.work.execute(
            select(Organisation).where(
                col(Organisation.org).in_([each.taken().org for each in rows])
            )
        ).scalars()
        return {
            each.org: OrganisationRow(
                each.org,
                each.name,
                each.kind,
                each.region,
                each.credit_code or "",
                each.phone or "",
            )
            for each in found
        }


def _compared(row: OrganisationRow) -> OrganisationRow:
    return row._replace(credit_code=row.credit_code.upper())


def _new(row: OrganisationRow) -> NewOrganisation:
    return NewOrganisation(
        row.org,
        row.name,
        OrganisationKind(row.kind),
        RegionCode(row.region),
        row.credit_code or None,
        row.phone or None,
    )


ORGANISATIONS = SheetKind(
    Sheet(
        name="organisations",
        title="单位",
        purpose="登记财政部门、主管部门、乡镇、企业、合作社和代发银行。所有账簿共用。",
        columns=(
            Column("org", "单位编号", Kind.TEXT, "单位在账上的名字，一经登记不变", "610727-nyj"),
            Column("name", "单位名称", Kind.TEXT, "全称", "略阳县农业农村局"),
            Column(
                "kind",
                "单位类别",
                Kind.CHOICE,
                "",
                "主管部门",
                choices=choices_of(OrganisationKind),
            ),
            Column("region", "区划代码", Kind.REGION, "单位所在地", "610727"),
            Column(
                "credit_code",
                "统一社会信用代码",
                Kind.CODE,
                "18 位，核对校验位",
                "",
                required=False,
            ),
            Column("phone", "办公电话", Kind.CODE, "单位的电话，不填个人电话", "", required=False),
        ),
        make=OrganisationRow,
        key=("org",),
    ),
    OrganisationTaker,
)
