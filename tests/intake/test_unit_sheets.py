"""Steps of projects, facts of units and responsible persons come from files and leave as such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from ledger.intake.exports import EXPORTS
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.sheets.projects import project_key
from ledger.register.library import LibraryState, library_entries, state_on
from ledger.register.organisation_facts import known_facts
from ledger.register.organisations import NewOrganisation, OrganisationKind, add_organisations
from ledger.register.projects import NewProjectEvent, ProjectStep
from ledger.register.responsible import names_of
from ledger.register.steps import Step, StepNeedsReason, record_step, steps_of, void_step
from ledger.storage.database import Database
from ledger.values.region import RegionCode
from tests.intake.bureau import BOOK, Bureau, bureau_on, filled, household

BUILDER = "略阳县示例建筑公司"


@pytest.fixture
def bureau(shipped_database: Database, tmp_path: Path) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        with opened.desk() as desk:
            county = RegionCode.parse("610727")
            add_organisations(
                desk.work,
                [
                    NewOrganisation(each, each, OrganisationKind.FIRM, county)
                    for each in (BUILDER, "略阳县交通运输局")
                ],
            )
        homes = [household(1, household="H0001")]
        path = filled(tmp_path / "h.xlsx", SHEET_KINDS["households"].sheet, homes)
        opened.take("households", path)
        yield opened


def give(path: Path, name: str, *rows: Mapping[str, object]) -> Path:
    sheet = SHEET_KINDS[name].sheet
    example = {each.key: each.example for each in sheet.columns}
    return filled(path, sheet, [example | dict(row) for row in rows])


def reasons(bureau: Bureau, name: str, path: Path) -> list[str]:
    found = bureau.preview(name, path)
    return [f"{each.column}：{each.reason}" for faults in found.faults.values() for each in faults]


def leaves_as_it_came(bureau: Bureau, name: str, path: Path, rows: int) -> None:
    with bureau.connection.transaction():
        assert EXPORTS[name].write(bureau.connection, BOOK, path) == rows
    again = bureau.take(name, path)
    assert (again.new, again.aside) == (0, 0)


def state(bureau: Bureau, code: str, on: date) -> LibraryState:
    key = project_key(BOOK, code)
    with bureau.desk() as desk:
        return state_on(library_entries(desk.work, BOOK, [key]).get(key), on)


def test_a_project_is_in_the_library_from_the_day_of_its_file_on(
    bureau: Bureau, tmp_path: Path
) -> None:
    row: dict[str, object] = {"code": "XM-7", "org": BUILDER, "approved_on": "2020-01-05"}
    path = give(tmp_path / "p.xlsx", "projects", row | {"entered_on": ""})
    assert bureau.take("projects", path).new == 1
    assert state(bureau, "XM-7", date(2020, 1, 5)) is LibraryState.NOT_ENTERED
    entered = row | {"entered_on": "2019-11-20", "entered_doc": "略脱贫办〔2019〕30号"}
    path = give(tmp_path / "q.xlsx", "projects", entered)
    assert bureau.take("projects", path).new == 1
    assert bureau.take("projects", path).new == 0
    assert state(bureau, "XM-7", date(2019, 11, 19)) is LibraryState.NOT_YET
    assert state(bureau, "XM-7", date(2019, 11, 20)) is LibraryState.IN
    other = give(tmp_path / "r.xlsx", "projects", entered | {"entered_on": "2019-11-21"})
    assert "入库日期：已登记审定入库 2019-11-20" in reasons(bureau, "projects", other)[0]
    late = give(tmp_path / "s.xlsx", "projects", row | {"code": "XM-8", "entered_on": "2199-01-01"})
    assert "入库日期：在今天之后" in reasons(bureau, "projects", late)[0]
    with bureau.connection.transaction():
        rows = EXPORTS["projects"].write(bureau.connection, BOOK, tmp_path / "out.xlsx")
    assert rows == 2
    assert bureau.take("projects", tmp_path / "out.xlsx").new == 0


def test_steps_come_from_a_file_in_any_order_and_odd_ones_need_a_reason(
    bureau: Bureau, tmp_path: Path
) -> None:
    def step(name: str, on: str, **more: object) -> dict[str, object]:
        return {"step": name, "happened_on": on, "doc_no": "略1号", "remark": ""} | more

    rows = [step("审定入库", "2019-11-20"), step("评审", "2019-11-02"), step("申报", "2019-10-01")]
    path = give(tmp_path / "a.xlsx", "project-steps", *rows)
    assert reasons(bureau, "project-steps", path) == []
    assert bureau.take("project-steps", path).new == 3
    assert bureau.take("project-steps", path).new == 0
    leaves_as_it_came(bureau, "project-steps", tmp_path / "out.xlsx", 3)
    for row, said in (
        (step("批复", "2019-12-01"), "说明：还没有登记立项"),
        (step("出库", "2019-11-01"), "环节：项目不能出库：当时尚未审定入库"),
        (step("评审", "2199-01-01"), "发生日期：在今天之后"),
        (step("评审", "2019-11-02", doc_no="略2号"), "文号或说明不同"),
        (step("评审", "2019-11-03", project="XM-9"), "没有登记项目 XM-9"),
    ):
        found = reasons(bureau, "project-steps", give(tmp_path / "b.xlsx", "project-steps", row))
        assert len(found) == 1
        assert said in found[0]
    odd = give(tmp_path / "c.xlsx", "project-steps", step("批复", "2019-12-01", remark="先批后立"))
    assert bureau.take("project-steps", odd).new == 1


def test_a_voided_step_is_entered_again_for_its_day_and_all_of_it_stays(
    bureau: Bureau, tmp_path: Path
) -> None:
    project = bureau.project
    step = Step(ProjectStep.PROPOSED, date(2019, 10, 1))
    again = NewProjectEvent(project, step.step, step.happened_on, actor="wang")

    def void(desk_work: Session) -> None:
        void_step(desk_work, BOOK, project, step, reason="日期错", actor="wang", known_at=desk.now)

    with bureau.desk() as desk:
        record_step(desk.work, BOOK, again, today=desk.today, known_at=desk.now)
        void(desk.work)
        with pytest.raises(StepNeedsReason, match="曾经登记，后因“日期错”作废"):
            record_step(desk.work, BOOK, again, today=desk.today, known_at=desk.now)
    with bureau.desk() as desk:
        meant = NewProjectEvent(project, step.step, step.happened_on, "", "wang", "原日期无误")
        record_step(desk.work, BOOK, meant, today=desk.today, known_at=desk.now)
        assert steps_of(desk.work, BOOK, project) == [step]
    assert bureau.count("project_event") == 2
    path = give(
        tmp_path / "a.xlsx",
        "project-steps",
        {"step": "申报", "happened_on": "2019-10-01", "doc_no": "", "remark": ""},
    )
    with bureau.desk() as desk:
        void(desk.work)
        assert steps_of(desk.work, BOOK, project) == []
    assert bureau.count("project_event_void") == 2
    assert "曾经登记" in reasons(bureau, "project-steps", path)[0]


def test_facts_of_units_keep_a_wrong_code_and_what_was_sealed(
    bureau: Bureau, tmp_path: Path
) -> None:
    wrong = {"credit_code": "91350100M000100Y44", "org": BUILDER}
    path = give(tmp_path / "a.xlsx", "organisation-facts", wrong)
    assert reasons(bureau, "organisation-facts", path) == []
    assert bureau.take("organisation-facts", path).new == 1
    assert bureau.take("organisation-facts", path).new == 0
    leaves_as_it_came(bureau, "organisation-facts", tmp_path / "out.xlsx", 1)
    bureau.connection.execute("SELECT set_demo_clock('2020-07-02 09:00:00+08')")
    gone = {"cancelled_on": "2020-02-01", "legal_name": "", "address": ""}
    path = give(tmp_path / "b.xlsx", "organisation-facts", wrong | gone)
    assert bureau.take("organisation-facts", path).new == 1
    with bureau.desk() as desk:
        key = (BUILDER, date(2018, 3, 1))
        (fact,) = known_facts(desk.work, desk.sealer, [key]).values()
    assert (fact.cancelled_on, fact.legal_name) == (date(2020, 2, 1), "张三")
    assert "张三" not in repr(fact)
    with bureau.connection.transaction():
        rows = bureau.connection.execute(
            "SELECT credit_code_valid, cancelled_on FROM organisation_fact ORDER BY known_at"
        ).fetchall()
    assert rows == [(False, None), (False, date(2020, 2, 1))]
    early = give(tmp_path / "c.xlsx", "organisation-facts", wrong | {"cancelled_on": "2018-02-01"})
    assert reasons(bureau, "organisation-facts", early) == ["注销日期：注销日期早于登记日期"]
    unknown = give(tmp_path / "d.xlsx", "organisation-facts", {"org": "无此公司"})
    assert "没有登记单位 无此公司" in reasons(bureau, "organisation-facts", unknown)[0]


def test_responsible_persons_are_sealed_and_a_duty_ends_without_naming_them(
    bureau: Bureau, tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"org": ""},
        {"kind": "项目终身负责人", "region": "", "project": "XM-2020-001", "name": "李四"},
        {"kind": "帮扶责任人", "region": "", "household": "H0001", "name": "王五"},
    ]
    path = give(tmp_path / "a.xlsx", "responsible", *rows)
    assert reasons(bureau, "responsible", path) == []
    assert bureau.take("responsible", path).new == 3
    assert bureau.take("responsible", path).new == 0
    leaves_as_it_came(bureau, "responsible", tmp_path / "out.xlsx", 3)
    ended = give(tmp_path / "b.xlsx", "responsible", {"org": "", "valid_to": "2020-05-01"})
    assert bureau.take("responsible", ended).new == 1
    with bureau.connection.transaction():
        found = bureau.connection.execute(
            "SELECT duty FROM responsible_person WHERE version = 2"
        ).fetchall()
    with bureau.desk() as desk:
        assert list(names_of(desk.work, desk.sealer, BOOK, [found[0][0]]).values()) == ["张三"]
    for row, said in (
        ({"org": "", "post": "科长", "valid_to": "2020-05-01"}, "须写明依据文号和变更说明"),
        ({"name": "", "valid_from": "2019-01-01"}, "姓名：没有登记过的责任人要写姓名"),
        ({"project": "XM-2020-001"}, "三者写一个"),
        ({"kind": "帮扶责任人"}, "户编号：帮扶责任人要写明帮扶的户"),
        ({"region": "610729"}, "区划代码：区划 610729000000 不在本账簿的辖区内"),
        ({"household": "H9", "region": ""}, "没有登记户编号 H9"),
        ({"duty": "x"}, "责任登记号：照导出的文件填写"),
    ):
        found_reasons = reasons(
            bureau, "responsible", give(tmp_path / "c.xlsx", "responsible", row)
        )
        assert len(found_reasons) == 1
        assert said in found_reasons[0]
