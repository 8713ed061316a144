"""Registers of a project's life come from files, keep every version, and leave as they came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.intake.exports import EXPORTS
from ledger.intake.register_rows import registered_rows, sheet_rows
from ledger.intake.register_sheet import RegisterSheet
from ledger.intake.register_taking import RegisterTaker
from ledger.intake.sheet_cells import Value
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.sheets.registers import REGISTER_SHEETS
from ledger.intake.taking import Desk, Source
from ledger.register.organisations import NewOrganisation, OrganisationKind, add_organisations
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.values.region import RegionCode
from tests.conftest import _clone
from tests.intake.bureau import BOOK, Bureau, bureau_on, filled, household
from tests.intake.sheet_samples import read_all, rows_of, written

UNITS = ("略阳县交通运输局", "略阳县示例建筑公司", "略阳县示例合作社")


@pytest.fixture
def bureau(shipped_database: Database, tmp_path: Path) -> Iterator[Bureau]:
    with _bureau(shipped_database, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def furnished(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """What other registers name stands; tests leave it as they found it."""
    folder = tmp_path_factory.mktemp("furnished")
    with _clone(server, demo=True, shipped=True) as database, _bureau(database, folder) as opened:
        with opened.desk() as desk:
            for other in ("contracts", "assets", "agreements", "posts", "loans"):
                _take(desk, REGISTER_SHEETS[other], give(folder / "o.xlsx", other, asset=""))
        yield opened


@contextmanager
def _bureau(database: Database, folder: Path) -> Iterator[Bureau]:
    with bureau_on(database) as opened:
        with opened.desk() as desk:
            county = RegionCode.parse("610727")
            add_organisations(
                desk.work,
                [NewOrganisation(each, each, OrganisationKind.FIRM, county) for each in UNITS],
            )
        homes = [household(1, household="H0001"), household(2, household="H0002")]
        opened.take("households", filled(folder / "h.xlsx", SHEET_KINDS["households"].sheet, homes))
        yield opened


def example(kind: RegisterSheet[Any], /, **changed: object) -> dict[str, object]:
    """The example row of a template, without the word that marks it."""
    return {each.key: each.example for each in kind.sheet.columns} | changed


def give(path: Path, name: str, /, **changed: object) -> Path:
    kind = REGISTER_SHEETS[name]
    return filled(path, kind.sheet, [example(kind, **changed)])


def reasons(bureau: Bureau, name: str, path: Path) -> list[str]:
    found = bureau.preview(name, path)
    return [f"{each.column}：{each.reason}" for faults in found.faults.values() for each in faults]


def test_the_example_of_every_template_is_taken_once_and_leaves_as_it_came(
    bureau: Bureau, tmp_path: Path
) -> None:
    assert len(REGISTER_SHEETS) == 23
    for name in REGISTER_SHEETS:
        path = give(tmp_path / f"{name}.xlsx", name)
        assert reasons(bureau, name, path) == []
        assert bureau.take(name, path).new == 1
        out = tmp_path / f"{name}-out.xlsx"
        with bureau.connection.transaction():
            assert EXPORTS[name].write(bureau.connection, BOOK, out) == 1
        again = bureau.take(name, out)
        assert (again.new, again.aside) == (0, 0)


def test_what_was_said_is_changed_only_by_a_document_and_both_versions_stay(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.take("contracts", give(tmp_path / "a.xlsx", "contracts"))
    dearer = {"amount_fen": "700000"}
    for missing in ({}, {"doc_no": ""}, {"doc_no": "略交发〔2020〕9号", "change": ""}):
        path = give(tmp_path / "b.xlsx", "contracts", **dearer | missing)
        (said,) = reasons(bureau, "contracts", path)
        assert "合同金额" in said
        assert "须写明依据文号和变更说明" in said
    why = {"doc_no": "略交发〔2020〕9号", "change": "工程量增加"}
    path = give(tmp_path / "c.xlsx", "contracts", **dearer | why)
    assert bureau.take("contracts", path).new == 1
    with bureau.connection.transaction():
        rows = list(
            registered_rows(
                bureau.connection, REGISTER_SHEETS["contracts"], BOOK, all_versions=True
            )
        )
    assert [(each.version, each.change, each.latest) for each in rows] == [
        (1, "", False),
        (2, "工程量增加", True),
    ]
    assert [cell for each in rows for cell in each.cells if cell in (58_000_000, 70_000_000)] == [
        58_000_000,
        70_000_000,
    ]


def test_what_was_left_open_is_filled_in_without_a_document(bureau: Bureau, tmp_path: Path) -> None:
    bureau.take("milestones", give(tmp_path / "a.xlsx", "milestones"))
    done = give(tmp_path / "b.xlsx", "milestones", done_on="2020-07-01")
    assert bureau.take("milestones", done).new == 1
    undone = give(tmp_path / "c.xlsx", "milestones", done_on="2020-07-02")
    assert "完成日期" in reasons(bureau, "milestones", undone)[0]


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("contracts", {"project": "XM-9"}, "项目编号：没有登记项目编号 XM-9"),
        ("contracts", {"supplier": "无此公司"}, "承包单位：没有登记承包单位 无此公司"),
        ("contracts", {"signed_on": "2020-03-01"}, "早于中标日期"),
        ("contracts", {"amount_fen": "0"}, "合同金额：金额应大于 0"),
        ("contracts", {"retention_milli": "3.25"}, "小数位数太多"),
        ("contracts", {"kind": "其他"}, "合同类别：应为"),
        ("invoices", {"contract": "HT-9"}, "合同编号：没有登记合同编号 HT-9"),
        ("acceptances", {"contract": "", "retention_fen": "600000"}, "质保金：质保金不能超过"),
        ("acceptances", {"contract": "", "unit": ""}, "计量单位：写了验收数量就要写计量单位"),
        ("approvals", {"region": "610729"}, "区划代码：区划 610729000000 不在本账簿的辖区内"),
        ("beneficiaries", {"household": "H9", "agreement": ""}, "户编号：没有登记户编号 H9"),
        ("loans", {"due_on": "2020-04-01"}, "到期日期：到期日应晚于放款日"),
        ("loans", {"loan": 2020000001}, "借据号在 Excel 里存成了数字"),
        ("member-counts", {"registered": "51"}, "建档立卡人数：建档立卡人数不能超过总人数"),
        ("reviews", {"score_milli": "100.001"}, "得分：自评得分不超过 100"),
    ],
)
def test_a_row_that_cannot_be_registered_says_which_cell_and_why(
    bureau: Bureau, tmp_path: Path, name: str, changed: dict[str, object], said: str
) -> None:
    found = reasons(bureau, name, give(tmp_path / "x.xlsx", name, **changed))
    assert len(found) == 1
    assert said in found[0]


def test_a_row_twice_in_one_file_is_said(bureau: Bureau, tmp_path: Path) -> None:
    kind = REGISTER_SHEETS["loans"]
    path = filled(tmp_path / "x.xlsx", kind.sheet, [example(kind), example(kind)])
    assert reasons(bureau, "loans", path) == ["借据号：与本文件中前面的一行重复"]


_LINKED: dict[object, str] = {
    "project": "XM-2020-001",
    "household": "H0001",
    "org": UNITS[0],
    "place": "610727101201",
}


@pytest.mark.parametrize("name", sorted(REGISTER_SHEETS))
@given(data=st.data())
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_rows_that_are_taken_leave_as_they_came_and_are_nothing_new_again(
    furnished: Bureau, tmp_path: Path, name: str, data: st.DataObject
) -> None:
    kind = REGISTER_SHEETS[name]
    drawn = [_linked(kind, row) for row in data.draw(rows_of(kind.sheet))]
    with furnished.desk() as desk:
        raw: Any = desk.work.connection().connection.driver_connection
        before = len(list(sheet_rows(raw, kind, BOOK)))
        good = _take(desk, kind, written(tmp_path / "in.xlsx", kind.sheet, drawn))
        left = list(sheet_rows(raw, kind, BOOK))
        assert len(left) == before + good
        again = _take(desk, kind, written(tmp_path / "out.xlsx", kind.sheet, left))
        assert again == len(left)
        assert list(sheet_rows(raw, kind, BOOK)) == left
        desk.work.rollback()


def _linked(kind: RegisterSheet[Any], row: tuple[Value, ...]) -> tuple[Value, ...]:
    """The row, naming what is registered where it names anything."""
    values = list(row)
    for at, column in enumerate(kind.sheet.columns):
        link = kind.links.get(column.key)
        if values[at] in (None, "") or link is None:
            continue
        values[at] = _LINKED[link] if isinstance(link, str) else column.example or ""
    return tuple(values)


def _take(desk: Desk, kind: RegisterSheet[Any], path: Path) -> int:
    """Take the good rows of a file. Returns how many were good."""
    taker = RegisterTaker(kind, desk)
    rows = [each for each in read_all(path, kind.sheet) if each.row is not None]
    bad = {each.row for each in taker.check(rows)}
    good = [each for each in rows if each.number not in bad]
    taker.take(iter(good), Source(uuid4(), 1, "x"))
    return len(good)
