"""Registers, lists, indicators and opening balances come from files, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger.book.drafts import DraftState, list_drafts
from ledger.intake.sheet_post import post_file
from ledger.intake.sheet_rows import SheetTotalDiffers, SheetTotalMissing
from ledger.intake.sheets import SHEET_KINDS
from ledger.register.households import households_as_of
from ledger.storage.database import Database
from tests.intake.bureau import (
    BOOK,
    CHECKER,
    MAKER,
    OTHER_VILLAGE,
    PROJECT_CODE,
    SEALER,
    Bureau,
    bureau_on,
    filled,
    household,
)


@pytest.fixture
def bureau(shipped_database: Database) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        yield opened


def give(bureau: Bureau, name: str, path: Path, *rows: dict[str, object]) -> Path:
    return filled(path, SHEET_KINDS[name].sheet, rows)


def reasons(bureau: Bureau, name: str, path: Path) -> list[str]:
    found = bureau.preview(name, path)
    return [f"{each.column}：{each.reason}" for faults in found.faults.values() for each in faults]


def listed(number: int, **changed: object) -> dict[str, object]:
    return {
        "list": "QD-1",
        "title": "护林员",
        "benefit": "生态护林员劳务补助",
        "project": PROJECT_CODE,
        "region": "610727",
        "period_from": "2020-01-01",
        "period_to": "2020-12-31",
        "approved_on": "2020-05-01",
        "final_by": "2020-12-28",
        "household": f"H{number:05}",
        "quantity_milli": 1,
        "rate_fen": 6000,
        "approved_fen": 6000,
    } | changed


def indicator(**changed: object) -> dict[str, object]:
    return {
        "doc_no": "汉财农〔2020〕8号",
        "document_on": "2020-03-01",
        "received_on": "2020-03-05",
        "origin": "上级下达",
        "printed_source": "省级专项",
        "category": "扶贫发展资金",
        "level": "省级",
        "direct": "否",
        "budget_year": 2020,
        "amount_fen": "12.5万元",
    } | changed


def opening(**changed: object) -> dict[str, object]:
    return {
        "as_of": "2019-12-31",
        "account": "项目",
        "owner": PROJECT_CODE,
        "doc_no": "汉财农〔2019〕8号",
        "document_on": "2019-03-01",
        "printed_source": "省级专项",
        "category": "扶贫发展资金",
        "level": "省级",
        "budget_year": 2019,
        "origin_fen": 5000,
        "balance_fen": 1200,
    } | changed


def test_a_change_of_class_is_a_second_row_and_the_past_stays(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.take("households", give(bureau, "households", tmp_path / "a.xlsx", household(1)))
    exit_row = household(1, kind="脱贫户", valid_from="2020-03-01")
    both = give(bureau, "households", tmp_path / "b.xlsx", household(1), exit_row)
    assert bureau.take("households", both).new == 1
    with bureau.desk() as desk:
        ((key,),) = bureau.rows("SELECT household FROM household")
        kinds = [
            households_as_of(desk.work, BOOK, [key], day=day, known_at=desk.now)[key].kind.chinese
            for day in (date(2020, 2, 29), date(2020, 3, 1))
        ]
    assert kinds == ["建档立卡户", "脱贫户"]


def test_households_are_asked_about_their_place(bureau: Bureau, tmp_path: Path) -> None:
    path = give(
        bureau,
        "households",
        tmp_path / "a.xlsx",
        household(1, region=OTHER_VILLAGE),
        household(2, region="610727101999"),
        household(3, region="610728101201"),
        household(1, region=OTHER_VILLAGE),
        household(5, members=0),
    )
    assert reasons(bureau, "households", path) == [
        "区划代码：区划代码 610727101999 没有登记",
        "区划代码：区划 610728101201 不在本账簿的辖区内",
        "户编号：同一户同一起始日期在本文件中重复",
        "户内人数：户内至少一人",
    ]


def test_a_list_is_a_version_and_the_next_file_the_next(bureau: Bureau, tmp_path: Path) -> None:
    bureau.take(
        "households", give(bureau, "households", tmp_path / "h.xlsx", household(1), household(2))
    )
    first = give(bureau, "approved-list", tmp_path / "a.xlsx", listed(1))
    assert bureau.take("approved-list", first).version == 1
    assert bureau.take("approved-list", first).document is None
    second = give(bureau, "approved-list", tmp_path / "b.xlsx", listed(1), listed(2))
    assert bureau.take("approved-list", second).version == 2
    assert bureau.rows("SELECT version, count(*) FROM entitlement GROUP BY 1 ORDER BY 1") == [
        (1, 1),
        (2, 2),
    ]


def test_a_list_is_one_list_of_known_households_and_projects(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.take("households", give(bureau, "households", tmp_path / "h.xlsx", household(1)))
    path = give(
        bureau,
        "approved-list",
        tmp_path / "a.xlsx",
        listed(1, project="XM-0", benefit="没有的补助"),
        listed(9, project="XM-0", benefit="没有的补助"),
        listed(1, project="XM-0", benefit="没有的补助", title="另一份"),
    )
    assert reasons(bureau, "approved-list", path) == [
        "清单名称：与第 2 行不同，一个文件只能有一种",
        "补助项目：没有登记补助 没有的补助",
        "项目编号：项目库中没有 XM-0",
        "户编号：没有登记 H00009，请先导入户",
    ]


def test_indicators_become_drafts_of_lots_once(bureau: Bureau, tmp_path: Path) -> None:
    path = give(bureau, "indicators", tmp_path / "a.xlsx", indicator())
    assert bureau.preview("indicators", path).sums == {"amount_fen": 12_500_000}
    made = bureau.take("indicators", path)
    again = give(
        bureau,
        "indicators",
        tmp_path / "b.xlsx",
        indicator(),
        indicator(doc_no="汉财农[2020]9号", amount_fen="3元"),
    )
    assert (made.new, bureau.take("indicators", again).new) == (1, 1)
    with bureau.desk() as desk:
        drafts = list_drafts(desk.work, BOOK)
    assert [(each.state, each.voucher.amount_fen) for each in drafts] == [
        (DraftState.OPEN, 12_500_000),
        (DraftState.OPEN, 300),
    ]
    assert drafts[1].voucher.doc_no == "汉财农〔2020〕9号"
    other = give(bureau, "indicators", tmp_path / "c.xlsx", indicator(amount_fen="4元"))
    assert "金额不同" in reasons(bureau, "indicators", other)[0]


def test_opening_balances_close_against_the_signed_total(bureau: Bureau, tmp_path: Path) -> None:
    rows = [opening(), opening(account="待分配", owner="", balance_fen=300)]
    with pytest.raises(SheetTotalMissing, match="签字确认"):
        bureau.preview("opening", give(bureau, "opening", tmp_path / "a.xlsx", *rows))
    wrong: dict[str, object] = {"as_of": "合计", "balance_fen": 1500.01}
    with pytest.raises(SheetTotalDiffers):
        bureau.preview("opening", give(bureau, "opening", tmp_path / "b.xlsx", *rows, wrong))
    right: dict[str, object] = {"as_of": "合计", "balance_fen": 1500}
    path = give(bureau, "opening", tmp_path / "c.xlsx", *rows, right)
    made = bureau.take("opening", path)
    assert (made.new, len(made.drafts)) == (1, 1)
    assert made.document is not None
    external = bureau.rows(
        "SELECT external_id FROM source_document WHERE document = %s", made.document
    )[0][0]
    done = post_file(
        bureau.connection,
        bureau.engine,
        BOOK,
        external,
        maker=MAKER,
        checker=CHECKER,
        reason="",
        sealer=SEALER,
        say=lambda _: None,
    )
    assert done == 1
    assert bureau.rows(
        "SELECT a.kind, b.balance_fen FROM balance b JOIN account a USING (book, account)"
        " JOIN lot l USING (book, lot) WHERE l.origin = 'opening' AND b.balance_fen > 0"
        " ORDER BY 1"
    ) == [("project", 1200_00), ("unassigned", 300_00)]


def test_opening_balances_are_not_more_than_their_lot(bureau: Bureau, tmp_path: Path) -> None:
    path = give(
        bureau,
        "opening",
        tmp_path / "a.xlsx",
        opening(balance_fen=5000),
        opening(account="待分配", owner="", balance_fen=0.01),
        opening(account="单位/乡镇报账户", owner="没有的", doc_no="甲〔2019〕1号"),
        {"as_of": "合计", "balance_fen": 6200.01},
    )
    assert reasons(bureau, "opening", path) == [
        "余额：这个批次的余额合计 5,000.01元，超过原始金额",
        "账户归属：没有登记单位 没有的",
    ]


def test_projects_and_units_are_registered_once_and_never_rewritten(
    bureau: Bureau, tmp_path: Path
) -> None:
    unit: dict[str, object] = {
        "org": "农业农村局",
        "name": "略阳县农业农村局",
        "kind": "主管部门",
        "region": "610727",
        "credit_code": "91350100M000100Y43",
    }
    path = give(bureau, "organisations", tmp_path / "o.xlsx", unit)
    assert bureau.take("organisations", path).new == 1
    changed = give(bureau, "organisations", tmp_path / "o2.xlsx", unit | {"name": "另一个名字"})
    assert "不能改写" in reasons(bureau, "organisations", changed)[0]
    wrong = unit | {"org": "乙", "credit_code": "91350100M000100Y44"}
    assert (
        "校验位"
        in reasons(
            bureau, "organisations", give(bureau, "organisations", tmp_path / "o3.xlsx", wrong)
        )[0]
    )
    project: dict[str, object] = {
        "code": "XM-2",
        "name": "产业奖补",
        "region": "610727101201",
        "org": "略阳县农业农村局",
        "purpose": "产业发展",
        "task": "奖补",
        "planned_fen": "5万元",
        "responsible": "局长",
        "target": "增收",
        "mechanism": "到户",
        "approved_on": "2020-02-01",
        "approved_doc": "略发〔2020〕3号",
    }
    path = give(bureau, "projects", tmp_path / "p.xlsx", project)
    assert bureau.take("projects", path).new == 1
    again = give(bureau, "projects", tmp_path / "q.xlsx", project, project | {"code": "XM-3"})
    assert bureau.take("projects", again).new == 1
    assert bureau.count("project_event") == 2
    changed = give(bureau, "projects", tmp_path / "r.xlsx", project | {"planned_fen": "6万元"})
    assert "内容不同" in reasons(bureau, "projects", changed)[0]
