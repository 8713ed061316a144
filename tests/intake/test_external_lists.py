"""Lists of other offices come from files, once, and leave nobody's number behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger.intake.sheets import SHEET_KINDS
from ledger.register.external_lists import ListKind, external_lists
from ledger.register.persons import card_hmac, id_hmac
from ledger.storage.database import Database
from tests.intake.bureau import BOOK, MAKER, SEALER, Bureau, bureau_on, filled

DEAD, KIN_OF = "610727195001011234", "610727196001011237"
CARD, OTHER_CARD = "6217000000000000001", "6217000000000000002"


@pytest.fixture
def bureau(shipped_database: Database) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        yield opened


def dead(**changed: object) -> dict[str, object]:
    return {
        "office": "略阳县民政局",
        "as_of_on": "2020-02-01",
        "person": DEAD,
        "name": "张三",
        "from_on": "2019-12-01",
    } | changed


def taken(bureau: Bureau, name: str, path: Path, *rows: dict[str, object]) -> int:
    return bureau.take(name, filled(path, SHEET_KINDS[name].sheet, rows)).new


def rows(bureau: Bureau) -> list[tuple[object, ...]]:
    return bureau.connection.execute(
        "SELECT kind, row, hmac, other_hmac, role, thing, from_on, amount_fen FROM external_row"
        " JOIN external_list USING (book, list) ORDER BY kind, row"
    ).fetchall()


def test_every_kind_has_a_template() -> None:
    assert {f"external-{kind.value.replace('_', '-')}" for kind in ListKind} <= set(SHEET_KINDS)


def test_a_list_is_kept_with_its_office_and_day_and_matches_by_keyed_hash(
    bureau: Bureau, tmp_path: Path
) -> None:
    path = tmp_path / "d.xlsx"
    assert taken(bureau, "external-deaths", path, dead(), dead(person=KIN_OF, name="李四")) == 2
    assert rows(bureau)[0][:3] == ("deaths", 1, id_hmac(SEALER, DEAD))
    with bureau.desk() as desk:
        (listed,) = external_lists(desk.work, BOOK)
    assert (listed.kind, listed.office, listed.as_of_on, listed.rows, listed.actor) == (
        ListKind.DEATHS,
        "略阳县民政局",
        date(2020, 2, 1),
        2,
        MAKER,
    )


def test_the_same_file_twice_adds_nothing(bureau: Bureau, tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    assert [taken(bureau, "external-deaths", path, dead()) for _ in range(2)] == [1, 0]
    assert len(rows(bureau)) == 1


def test_no_column_of_any_table_holds_a_name_or_a_number_of_the_list(
    bureau: Bureau, tmp_path: Path
) -> None:
    taken(bureau, "external-deaths", tmp_path / "d.xlsx", dead(name="欧阳某某"))
    tables = bureau.connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'sunledger'"
        " AND table_type = 'BASE TABLE' AND table_name NOT IN ('app_user', 'app_user_role')"
    ).fetchall()
    for (table,) in tables:
        query = f"SELECT count(*) FROM {table} t WHERE t::text LIKE ANY (%s)"
        found = bureau.connection.execute(query.encode(), ([f"%{DEAD}%", "%欧阳某某%"],)).fetchone()
        assert found == (0,), table


def test_bank_flows_hash_cards_as_payments_do(bureau: Bureau, tmp_path: Path) -> None:
    flow: dict[str, object] = {
        "office": "农商行",
        "as_of_on": "2020-02-01",
        "card": CARD,
        "thing": "取现",
        "other_card": OTHER_CARD,
        "from_on": "2020-01-05",
        "role": "1",
        "amount_fen": "1000.00",
    }
    taken(bureau, "external-bank-flows", tmp_path / "f.xlsx", flow)
    (row,) = rows(bureau)
    assert row[2:4] == (card_hmac(SEALER, CARD), card_hmac(SEALER, OTHER_CARD))
    assert row[5:] == ("取现", date(2020, 1, 5), 100000)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"as_of_on": "2199-01-01"}, "数据日期"),
        ({"from_on": "2020-05-01", "until_on": "2020-04-30"}, "截止日期"),
    ],
)
def test_days_that_cannot_be_are_refused_with_their_row(
    bureau: Bureau, tmp_path: Path, changed: dict[str, object], column: str
) -> None:
    row = {"org": "一中", "role": "在编"} | dead() | changed
    sheet = SHEET_KINDS["external-payroll"].sheet
    found = bureau.preview("external-payroll", filled(tmp_path / "p.xlsx", sheet, [row]))
    assert {each.column for faults in found.faults.values() for each in faults} == {column}


def test_an_id_number_that_excel_kept_as_a_number_is_refused(
    bureau: Bureau, tmp_path: Path
) -> None:
    sheet = SHEET_KINDS["external-deaths"].sheet
    path = filled(tmp_path / "d.xlsx", sheet, [dead(person=610727195001011234)])
    found = bureau.preview("external-deaths", path)
    (faults,) = found.faults.values()
    assert "文本" in faults[0].reason
