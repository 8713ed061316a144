"""Notices of other systems and objections come from files, once, and notices go round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger.intake.exports import EXPORTS
from ledger.storage.database import Database
from tests.intake.bureau import BOOK, PROJECT_CODE, VILLAGE, Bureau, bureau_on
from tests.intake.test_sheet_registers import give, reasons

TEXT = "项目名称：路 张三 11010519491231002X 监督电话12317"


@pytest.fixture
def bureau(shipped_database: Database) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        yield opened


def notice(code: str = "GS-1", **changed: object) -> dict[str, object]:
    return {
        "code": code,
        "stage": "公示",
        "level": "村",
        "channel": "公示栏",
        "region": VILLAGE,
        "subject": "项目安排",
        "subject_key": PROJECT_CODE,
        "title": "产业奖补项目公示",
        "published_on": date(2020, 2, 1),
        "from_on": date(2020, 2, 1),
        "until_on": date(2020, 2, 10),
        "place": "村委会",
        "text": TEXT,
        "line_count": 2,
        "total_fen": "1234.50",
        **changed,
    }


def objection(code: str = "YY-1", **changed: object) -> dict[str, object]:
    return {
        "code": code,
        "region": VILLAGE,
        "notice": "GS-1",
        "channel": "窗口",
        "topic": "金额不对",
        "handler": "乡镇",
        "raised_on": date(2020, 2, 3),
        "text": "少了一百元",
        "name": "李四",
        **changed,
    }


def counted(bureau: Bureau, table: str) -> int:
    row = bureau.connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_a_notice_from_a_file_is_published_read_and_searched_once(
    bureau: Bureau, tmp_path: Path
) -> None:
    path = give(bureau, "notice-register", tmp_path / "a.xlsx", notice())
    bureau.take("notice-register", path)
    again = give(bureau, "notice-register", tmp_path / "b.xlsx", notice(), notice("GS-2", text=""))
    bureau.take("notice-register", again)
    rows = bureau.connection.execute(
        "SELECT n.project, r.total_fen, r.hotline, i.printed FROM notice n "
        "JOIN notice_reading r USING (book, notice) "
        "JOIN notice_item i USING (book, notice, reading) WHERE r.scanned"
    ).fetchall()
    assert rows == [(bureau.project, 123_450, True, ["name"])]
    assert (counted(bureau, "notice"), counted(bureau, "notice_exposure")) == (2, 1)


def test_a_notice_registered_otherwise_is_refused(bureau: Bureau, tmp_path: Path) -> None:
    bureau.take("notice-register", give(bureau, "notice-register", tmp_path / "a.xlsx", notice()))
    path = give(
        bureau,
        "notice-register",
        tmp_path / "b.xlsx",
        notice(title="另一个"),
        notice("GS-3", until_on=date(2020, 1, 31)),
        notice("GS-4", region="610802000000"),
    )
    assert reasons(bureau, "notice-register", path) == [
        "公示编号：GS-1 已经登记，内容不同；登记后不能改写",
        "公示止日：早于公示起日",
        "区划代码：区划 610802000000 不在本账簿的辖区内",
    ]


def test_what_is_exported_is_imported_again_as_the_same(bureau: Bureau, tmp_path: Path) -> None:
    bureau.take("notice-register", give(bureau, "notice-register", tmp_path / "a.xlsx", notice()))
    path = tmp_path / "out.xlsx"
    with bureau.database.reading() as connection:
        assert EXPORTS["notice-register"].write(connection, BOOK, path) == 1
    assert reasons(bureau, "notice-register", path) == []
    bureau.take("notice-register", path)
    assert counted(bureau, "notice") == 1


def test_objections_come_with_their_steps_and_once(bureau: Bureau, tmp_path: Path) -> None:
    bureau.take("notice-register", give(bureau, "notice-register", tmp_path / "a.xlsx", notice()))
    path = give(
        bureau,
        "objections",
        tmp_path / "o.xlsx",
        objection(
            accepted_on=date(2020, 2, 4), answered_on=date(2020, 2, 5), answer="已补发",
            closed_on=date(2020, 2, 6), outcome="属实",
        ),
        objection("YY-2", notice=""),
    )  # fmt: skip
    assert reasons(bureau, "objections", path) == []
    bureau.take("objections", path)
    more = give(bureau, "objections", tmp_path / "p.xlsx", objection("YY-3"), objection("YY-1"))
    bureau.take("objections", more)
    assert (counted(bureau, "objection"), counted(bureau, "objection_step")) == (3, 6)
    kept = repr(bureau.connection.execute("SELECT cells::text FROM source_row").fetchall())
    assert "少了一百元" not in kept and "李四" not in kept and "已补发" not in kept
    with bureau.database.reading() as connection:
        assert EXPORTS["objections"].write(connection, BOOK, tmp_path / "out.xlsx") == 3


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"notice": "GS-9"}, "公示编号：没有登记公示 GS-9，请先导入公示登记"),
        ({"answered_on": date(2020, 2, 5), "answer": "x"}, "受理日期：答复之前应先受理"),
        ({"accepted_on": date(2020, 2, 2)}, "受理日期：应在 2020-02-03 至"),
        ({"closed_on": date(2020, 2, 5), "outcome": "属实"}, "结论：未经答复就办结的"),
        ({"closed_on": date(2020, 2, 5)}, "结论：办结日期和结论应同时填写"),
    ],
)
def test_steps_that_could_not_be_are_named_before_anything_is_written(
    bureau: Bureau, tmp_path: Path, changed: dict[str, object], reason: str
) -> None:
    row = objection() | {"notice": ""} | changed
    (found,) = reasons(bureau, "objections", give(bureau, "objections", tmp_path / "o.xlsx", row))
    assert found.startswith(reason)
