"""单位登记信息: registered, cancelled, who stands behind it; the personal columns are sealed.

The public columns are said as they stand: an empty cell says that nothing is known of it. An empty
personal cell keeps what was sealed before, because exports leave these cells empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import NamedTuple

from ledger.intake.lookups import organisations_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.organisation_facts import (
    NewOrganisationFact,
    add_organisation_facts,
    check_fact,
    known_facts,
)
from ledger.register.versions import RegisterRowWrong


class OrganisationFactRow(NamedTuple):
    org: str
    valid_from: date
    credit_code: str
    registered_on: date | None
    cancelled_on: date | None
    source: str
    legal_name: str
    legal_id: str
    phone: str
    address: str
    account: str

    def __repr__(self) -> str:
        return f"OrganisationFactRow({self.org!r}, {self.valid_from})"


class OrganisationFactTaker:
    """Registers what is new of units; what is known already is passed over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: set[tuple[str, date]] = set()

    def check(self, rows: Sequence[ReadRow[OrganisationFactRow]]) -> list[Fault]:
        orgs = self._orgs(rows)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            if row.org not in orgs:
                faults.append(Fault(each.number, "单位", f"没有登记单位 {row.org}，请先导入单位"))
                continue
            key = (orgs[row.org], row.valid_from)
            if key in self._seen:
                faults.append(Fault(each.number, "单位", "与本文件中前面的一行重复"))
            self._seen.add(key)
            try:
                check_fact(_fact(row, orgs))
            except RegisterRowWrong as refusal:
                faults.append(Fault(each.number, "注销日期", refusal.message))
        return faults

    def take(self, rows: Iterator[ReadRow[OrganisationFactRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            orgs = self._orgs(some)
            facts = [_fact(each.taken(), orgs) for each in some]
            known = known_facts(
                desk.work, desk.sealer, [(each.org, each.valid_from) for each in facts]
            )
            new += add_organisation_facts(
                desk.work,
                [
                    merged
                    for each in facts
                    if (merged := each.over(before := known.get((each.org, each.valid_from))))
                    != before
                ],
                sealer=desk.sealer,
                actor=desk.maker,
                known_at=desk.now,
            )
        return Made(new)

    def _orgs(self, rows: Sequence[ReadRow[OrganisationFactRow]]) -> dict[str, str]:
        return organisations_named(self._desk.work, (each.taken().org for each in rows))


def _fact(row: OrganisationFactRow, orgs: dict[str, str]) -> NewOrganisationFact:
    values = row._asdict() | {"org": orgs[row.org]}
    return NewOrganisationFact(
        **{each.name: values[each.name] for each in fields(NewOrganisationFact)}
    ).cleaned()


ORGANISATION_FACTS = SheetKind(
    Sheet(
        name="organisation-facts",
        title="单位登记信息",
        purpose="登记单位的工商登记、注销和法定代表人。信用代码照录，校验位不对也收下并标明；"
        "个人信息加密保存，空着就是不改。所有账簿共用。",
        columns=(
            Column("org", "单位", Kind.TEXT, "单位编号或名称，先导入单位", "略阳县示例建筑公司"),
            Column("valid_from", "起始日期", Kind.DAY, "从这一天起是这样", "2018-03-01"),
            Column(
                "credit_code", "统一社会信用代码", Kind.CODE, "照证照或票据填写",
                "91350100M000100Y43", required=False,
            ),
            Column("registered_on", "登记日期", Kind.DAY, "成立", "2018-03-01", required=False),
            Column("cancelled_on", "注销日期", Kind.DAY, "注销或吊销", "", required=False),
            Column("source", "来源", Kind.TEXT, "从哪里查到", "企业信用信息公示系统"),
            Column("legal_name", "法定代表人", Kind.NAME, "", "张三", required=False),
            Column("legal_id", "法定代表人证件号码", Kind.ID, "", "", required=False),
            Column("phone", "联系电话", Kind.PHONE, "", "", required=False),
            Column("address", "住所", Kind.NAME, "", "略阳县城关镇示例路1号", required=False),
            Column("account", "银行账号", Kind.CARD, "", "", required=False),
        ),
        make=OrganisationFactRow,
        key=("org", "valid_from"),
    ),
    OrganisationFactTaker,
)  # fmt: skip
