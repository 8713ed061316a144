"""项目库: projects with the nine fields a notice must show, and the step of approval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import col

from ledger.intake.lookups import Places, benefits_named, organisations_named
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, portions
from ledger.register.projects import (
    NewProject,
    NewProjectEvent,
    ProjectStep,
    add_project_events,
    add_projects,
)
from ledger.register.steps import recorded_steps
from ledger.storage.tables import Project
from ledger.values.region import RegionCode


class ProjectRow(NamedTuple):
    code: str
    name: str
    region: str
    org: str
    purpose: str
    benefit: str
    task: str
    standard_text: str
    planned_fen: int | None
    starts_on: date | None
    ends_on: date | None
    responsible: str
    target: str
    mechanism: str
    approved_on: date | None
    approved_doc: str
    entered_on: date | None = None
    entered_doc: str = ""

    @property
    def events(self) -> dict[ProjectStep, tuple[date, str]]:
        """The steps that the row names, with day and document."""
        named = {
            ProjectStep.ENTERED: (self.entered_on, self.entered_doc),
            ProjectStep.APPROVED: (self.approved_on, self.approved_doc),
        }
        return {step: (day, doc) for step, (day, doc) in named.items() if day is not None}


class ProjectTaker:
    """Puts projects into the library; one that is there must be the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = Places(desk.work, desk.book)
        self._seen: set[str] = set()

    def check(self, rows: Sequence[ReadRow[ProjectRow]]) -> list[Fault]:
        desk = self._desk
        orgs = organisations_named(desk.work, (each.taken().org for each in rows))
        benefits = benefits_named(desk.work, (each.taken().benefit for each in rows))
        known = self._known(rows)
        steps = self._steps(known)
        faults: list[Fault] = []
        for each in rows:
            row = each.taken()
            if row.code in self._seen:
                faults.append(Fault(each.number, "项目编号", f"{row.code} 在本文件中重复"))
            self._seen.add(row.code)
            if reason := self._places.fault(row.region):
                faults.append(Fault(each.number, "区划代码", reason))
            if row.org not in orgs:
                faults.append(Fault(each.number, "实施单位", f"没有登记单位 {row.org}"))
            if row.benefit and row.benefit not in benefits:
                faults.append(Fault(each.number, "补助项目", f"没有登记补助 {row.benefit}"))
            if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
                faults.append(Fault(each.number, "计划竣工", "不应早于计划开工"))
            if row.approved_doc and row.approved_on is None:
                faults.append(Fault(each.number, "批复日期", "写了批复文号就要写批复日期"))
            if row.entered_doc and row.entered_on is None:
                faults.append(Fault(each.number, "入库日期", "写了入库文号就要写入库日期"))
            for step, (day, _) in row.events.items():
                title = _TITLES[step]
                if day > desk.today:
                    faults.append(Fault(each.number, title, "在今天之后，发生后再登记"))
                there = steps.get(row.code, {}).get(step, set())
                if there and day not in there:
                    why = f"已登记{step.chinese} {min(there)}；别的日子用 project-steps 登记"
                    faults.append(Fault(each.number, title, why))
            before = known.get(row.code)
            if before is not None and row.org in orgs:
                new = _content(self._new(row, orgs[row.org], benefits.get(row.benefit)))
                if new != _content(before):
                    faults.append(
                        Fault(each.number, "项目编号", f"{row.code} 已在项目库中，内容不同")
                    )
        return faults

    def take(self, rows: Iterator[ReadRow[ProjectRow]], source: Source) -> Made:
        desk, new = self._desk, 0
        for some in portions(rows):
            orgs = organisations_named(desk.work, (each.taken().org for each in some))
            benefits = benefits_named(desk.work, (each.taken().benefit for each in some))
            known = self._known(some)
            fresh = [
                self._new(row, orgs[row.org], benefits.get(row.benefit))
                for row in (each.taken() for each in some)
                if row.code not in known
            ]
            steps = self._steps(known)
            new += add_projects(desk.work, desk.book, fresh, known_at=desk.now)
            events = [
                NewProjectEvent(
                    known[row.code].project
                    if row.code in known
                    else project_key(desk.book, row.code),
                    step,
                    day,
                    doc_no,
                    desk.maker,
                )
                for row in (each.taken() for each in some)
                for step, (day, doc_no) in row.events.items()
                if step not in steps.get(row.code, {})
            ]
            added = add_project_events(desk.work, desk.book, events, known_at=desk.now)
            new += 0 if fresh else added
        return Made(new)

    def _steps(self, known: dict[str, NewProject]) -> dict[str, dict[ProjectStep, set[date]]]:
        """The days of each step of the registered projects that count, by their numbers."""
        recorded = recorded_steps(
            self._desk.work, self._desk.book, [each.project for each in known.values()]
        )
        found: dict[str, dict[ProjectStep, set[date]]] = {}
        for code, project in known.items():
            for each in recorded.get(project.project, ()):
                found.setdefault(code, {}).setdefault(each.step, set()).add(each.happened_on)
        return found

    def _known(self, rows: Sequence[ReadRow[ProjectRow]]) -> dict[str, NewProject]:
        found = self._desk.work.execute(
            select(Project).where(
                col(Project.book) == self._desk.book,
                col(Project.code).in_([each.taken().code for each in rows]),
            )
        ).scalars()
        return {
            each.code: NewProject(
                project=each.project,
                code=each.code,
                name=each.name,
                region=RegionCode(each.region),
                org=each.org,
                purpose=each.purpose,
                benefit=each.benefit,
                task=each.task,
                standard_text=each.standard_text,
                planned_fen=each.planned_fen,
                starts_on=each.starts_on,
                ends_on=each.ends_on,
                responsible=each.responsible,
                target=each.target,
                mechanism=each.mechanism,
            )
            for each in found
        }

    def _new(self, row: ProjectRow, org: str, benefit: str | None) -> NewProject:
        return NewProject(
            project=project_key(self._desk.book, row.code),
            code=row.code,
            name=row.name,
            region=RegionCode(row.region),
            org=org,
            purpose=row.purpose,
            benefit=benefit,
            task=row.task,
            standard_text=row.standard_text,
            planned_fen=row.planned_fen,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            responsible=row.responsible,
            target=row.target,
            mechanism=row.mechanism,
        )


_TITLES = {ProjectStep.ENTERED: "入库日期", ProjectStep.APPROVED: "批复日期"}


def project_key(book: int, code: str) -> UUID:
    """The key of a project that a file brings into the library."""
    return uuid5(INTAKE_NAMESPACE, f"{book}/project/{code}")


def _content(project: NewProject) -> tuple[object, ...]:
    """What is compared: all but the key, which a project entered by hand has of its own."""
    return (
        project.code, project.name, project.region, project.org, project.purpose, project.benefit,
        project.task, project.standard_text, project.planned_fen, project.starts_on,
        project.ends_on, project.responsible, project.target, project.mechanism,
    )  # fmt: skip


PROJECTS = SheetKind(
    Sheet(
        name="projects",
        title="项目库",
        purpose="县级项目库。一经登记不改写；批复和审定入库写在后四列，其他环节用项目环节模板。",
        columns=(
            Column("code", "项目编号", Kind.CODE, "本县唯一", "XM-2020-001"),
            Column("name", "项目名称", Kind.TEXT, "", "2020年生态护林员项目"),
            Column("region", "区划代码", Kind.REGION, "建设地点", "610727101201"),
            Column("org", "实施单位", Kind.TEXT, "单位编号或名称，先导入单位", "略阳县林业局"),
            Column("purpose", "项目类别", Kind.TEXT, "如 产业发展", "生态扶贫"),
            Column(
                "benefit", "补助项目", Kind.TEXT, "发给农户的补助，没有就空着", "", required=False
            ),
            Column("task", "建设任务", Kind.TEXT, "", "聘用护林员100名"),
            Column("standard_text", "补助标准", Kind.TEXT, "", "6000元/人·年", required=False),
            Column("planned_fen", "计划投资", Kind.AMOUNT, "", "600000", required=False),
            Column("starts_on", "计划开工", Kind.DAY, "", "2020-01-01", required=False),
            Column("ends_on", "计划竣工", Kind.DAY, "", "2020-12-31", required=False),
            Column("responsible", "责任人", Kind.TEXT, "公告中要写明的项目责任人", "局长"),
            Column("target", "绩效目标", Kind.TEXT, "", "管护责任区无重大毁林"),
            Column("mechanism", "带贫机制", Kind.TEXT, "", "一人护林，全家受益"),
            Column("approved_on", "批复日期", Kind.DAY, "", "", required=False),
            Column("approved_doc", "批复文号", Kind.TEXT, "", "", required=False),
            Column(
                "entered_on",
                "入库日期",
                Kind.DAY,
                "县级项目库审定的日子；没有就不算在库",
                "2019-11-20",
                required=False,
            ),
            Column("entered_doc", "入库文号", Kind.TEXT, "", "", required=False),
        ),
        make=ProjectRow,
        key=("code",),
        sums=("planned_fen",),
    ),
    ProjectTaker,
)
