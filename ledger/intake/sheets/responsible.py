"""责任人: who answers for a project, a place or a household; name and numbers are sealed.

A file that leaves carries 责任登记号 and no name. A row with that number changes what is said of
the duty (it ends); a row without it is of a person who must be named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.intake.lookups import Places, households_named, organisations_named, projects_named
from ledger.intake.register_sheet import CHANGE, DOC_NO
from ledger.intake.sheet import Column, Kind, Sheet, choices_of
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.responsible import (
    DUTIES,
    Answering,
    Duty,
    DutyKind,
    add_responsible,
    duty_key,
)
from ledger.register.versions import RegisterRowWrong, content, difference, last_versions


class ResponsibleRow(NamedTuple):
    duty: str
    kind: str
    region: str
    project: str
    household: str
    org: str
    post: str
    name: str
    resident_id: str
    phone: str
    valid_from: date
    valid_to: date | None
    doc_no: str
    change: str

    def __repr__(self) -> str:
        return f"ResponsibleRow({self.kind!r}, {self.post!r}, {self.valid_from})"


class _Names(NamedTuple):
    projects: dict[str, UUID]
    households: dict[str, UUID]
    orgs: dict[str, str]


class ResponsibleTaker:
    """Registers duties in versions, with their persons."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.work, desk.book)
        self._seen: set[UUID] = set()

    def check(self, rows: Sequence[ReadRow[ResponsibleRow]]) -> list[Fault]:
        names = self._names(rows)
        faults: list[Fault] = []
        found: list[tuple[int, Answering]] = []
        for each in rows:
            row = each.taken()
            if wrong := self._unknown(each.number, row, names):
                faults.extend(wrong)
                continue
            answering = self._answering(row, names)
            try:
                content(DUTIES, answering.duty)
            except RegisterRowWrong as refusal:
                at = refusal.details.get("column")
                title = _SHEET.column(at).title if isinstance(at, str) else "区划代码"
                faults.append(Fault(each.number, title, refusal.message))
                continue
            if answering.duty.duty in self._seen:
                faults.append(Fault(each.number, "责任", "与本文件中前面的一行重复"))
            self._seen.add(answering.duty.duty)
            found.append((each.number, answering))
        return faults + self._against(found)

    def take(self, rows: Iterator[ReadRow[ResponsibleRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            names = self._names(some)
            new += add_responsible(
                desk.work,
                desk.book,
                [self._answering(each.taken(), names) for each in some],
                sealer=desk.sealer,
                actor=desk.maker,
                known_at=desk.now,
            )
        return Made(new)

    def _unknown(self, number: int, row: ResponsibleRow, names: _Names) -> list[Fault]:
        faults = []
        if row.project and row.project not in names.projects:
            faults.append(Fault(number, "项目编号", f"没有登记项目 {row.project}"))
        if row.household and row.household not in names.households:
            faults.append(Fault(number, "户编号", f"没有登记户编号 {row.household}"))
        if row.org and row.org not in names.orgs:
            faults.append(Fault(number, "所在单位", f"没有登记单位 {row.org}"))
        if row.region and (reason := self._places.fault(row.region)):
            faults.append(Fault(number, "区划代码", reason))
        if row.duty and _uuid(row.duty) is None:
            faults.append(Fault(number, "责任登记号", "照导出的文件填写，新登记的空着"))
        return faults

    def _against(self, found: Sequence[tuple[int, Answering]]) -> list[Fault]:
        """What the register says against rows that agree with themselves."""
        desk, faults = self._desk, []
        keys = [(each.duty.duty,) for _, each in found]
        known = last_versions(desk.work, DUTIES, desk.book, keys)
        for number, each in found:
            before = known.get((each.duty.duty,))
            if before is None:
                if not each.name:
                    faults.append(Fault(number, "姓名", "没有登记过的责任人要写姓名"))
                continue
            unlike = difference(before, content(DUTIES, each.duty))
            if (unlike.changed or unlike.revived) and not (each.doc_no and each.change):
                what = "、".join(_SHEET.column(one).title for one in unlike.changed) or "已作废"
                why = f"已有登记，内容不同（{what}）；要变更，须写明依据文号和变更说明"
                faults.append(Fault(number, CHANGE.title, why))
        return faults

    def _answering(self, row: ResponsibleRow, names: _Names) -> Answering:
        desk, kind = self._desk, DutyKind(row.kind)
        project = names.projects.get(row.project)
        household = names.households.get(row.household)
        subject = str(project or household or row.region)
        key = _uuid(row.duty) or duty_key(
            desk.sealer, desk.book, kind, subject, row.name, row.valid_from
        )
        return Answering(
            duty=Duty(
                duty=key,
                kind=kind,
                post=row.post,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                region=row.region or None,
                project=project,
                household=household,
                org=names.orgs.get(row.org),
            ),
            name=row.name,
            resident_id=row.resident_id,
            phone=row.phone,
            doc_no=row.doc_no,
            change=row.change,
        )

    def _names(self, rows: Sequence[ReadRow[ResponsibleRow]]) -> _Names:
        work, book = self._desk.work, self._desk.book
        taken = [each.taken() for each in rows]
        return _Names(
            projects_named(work, book, (each.project for each in taken)),
            households_named(work, book, (each.household for each in taken if each.household)),
            organisations_named(work, (each.org for each in taken)),
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


_SHEET = Sheet(
    name="responsible",
    title="责任人",
    purpose="登记项目终身负责人、第一书记、帮扶责任人、驻村工作队员、包村领导和包村单位联系人。"
    "区划、项目、户三者写一个。姓名和号码加密保存；离任后补填截止日期。",
    columns=(
        Column(
            "duty", "责任登记号", Kind.CODE, "导出的文件里带的；新登记的空着", "", required=False
        ),
        Column("kind", "责任", Kind.CHOICE, "", "第一书记", choices=choices_of(DutyKind)),
        Column("region", "区划代码", Kind.REGION, "负责的村或乡镇", "610727101201", required=False),
        Column("project", "项目编号", Kind.CODE, "终身负责的项目", "", required=False),
        Column("household", "户编号", Kind.CODE, "帮扶的户", "", required=False),
        Column("org", "所在单位", Kind.TEXT, "单位编号或名称", "略阳县交通运输局", required=False),
        Column("post", "职务", Kind.TEXT, "", "副科长"),
        Column("name", "姓名", Kind.NAME, "新登记的必须写", "张三", required=False),
        Column("resident_id", "证件号码", Kind.ID, "", "", required=False),
        Column("phone", "联系电话", Kind.PHONE, "", "", required=False),
        Column("valid_from", "起始日期", Kind.DAY, "", "2018-05-01"),
        Column("valid_to", "截止日期", Kind.DAY, "不含这一天", "", required=False),
        DOC_NO,
        CHANGE,
    ),
    make=ResponsibleRow,
    key=("duty", "kind", "region", "project", "household", "name", "valid_from"),
)
RESPONSIBLE = SheetKind(_SHEET, ResponsibleTaker)
