"""Each cell of the table in ledger/book/INVARIANTS.md, tried on a real ledger."""

from __future__ import annotations

import json

import psycopg
import pytest

from ledger.book.verify import Code, Report, verify
from tests.ledger.invariant_cells import CELLS, GUARDS_OFF, INVARIANTS, By, Cell, Who
from tests.ledger.invariants import FILE, text
from tests.ledger.scene import YEAR, Scene

refused = [each for each in CELLS if each.by in (By.PRIVILEGE, By.TRIGGER, By.CHECK)]
found = [each for each in CELLS if each.by is By.VERIFY]
OF_FILES = {"FILE_MISSING", "FILE_ALTERED"}
"""What happens to bytes outside the database: tests/ledger/test_attachment.py."""
OVERLOOKED = [each for each in CELLS if each.by is By.NOBODY]


def _name(cell: Cell) -> str:
    return f"{cell.who}: {cell.deed}"


def _login(told: Scene, who: Who) -> str:
    return {
        Who.APP: told.database.app,
        Who.READER: told.database.read,
        Who.OWNER: told.database.owner,
        Who.SUPERUSER: told.administrator,
    }[who]


def test_the_table_is_not_empty_and_speaks_of_every_invariant() -> None:
    assert len(refused) > 150
    assert len(found) > 50
    assert {each.invariant for each in CELLS} == set(INVARIANTS)


def test_every_code_of_verify_is_shown_by_some_cell() -> None:
    in_the_database = {str(code) for code in Code} - OF_FILES
    assert {name for each in found for name in each.names} == in_the_database


def test_the_rendered_table_is_current() -> None:
    assert FILE.read_text("utf-8") == text()


@pytest.mark.parametrize("cell", refused, ids=_name)
def test_the_deed_is_refused_by_what_the_table_says(told: Scene, cell: Cell) -> None:
    with told.undone(_login(told, cell.who)) as connection:
        if cell.who is Who.SUPERUSER:
            connection.execute(GUARDS_OFF)
        with pytest.raises(psycopg.Error) as raised:
            for statement in cell.sql:
                connection.execute(statement.encode())
    name = cell.names[0]
    match cell.by:
        case By.PRIVILEGE:
            assert raised.value.sqlstate == name
        case By.TRIGGER:
            assert str(raised.value).startswith(f"[{name}]")
        case _:
            assert raised.value.diag.constraint_name == name


@pytest.mark.parametrize("cell", found, ids=_name)
def test_verify_names_what_was_done_and_the_voucher(told: Scene, cell: Cell) -> None:
    report = _after(told, cell)
    codes = {each.code.value for each in report.differences}
    assert set(cell.names) <= codes, json.dumps(report.as_json(), ensure_ascii=False, indent=1)
    leaves = {
        (each.book, each.number)
        for each in report.differences
        if each.code is Code.LEAF_MISMATCH and each.year == YEAR
    }
    assert leaves == set(cell.vouchers)


@pytest.mark.parametrize("cell", OVERLOOKED, ids=_name)
def test_a_wholly_consistent_rewrite_is_not_found_by_verify(told: Scene, cell: Cell) -> None:
    report = _after(told, cell)
    assert report.ok, json.dumps(report.as_json(), ensure_ascii=False, indent=1)


def _after(told: Scene, cell: Cell) -> Report:
    with told.undone(_login(told, cell.who)) as connection:
        if cell.who is Who.SUPERUSER:
            connection.execute(GUARDS_OFF)
        for statement in cell.sql:
            assert connection.execute(statement.encode()).rowcount != 0, "the deed did nothing"
        return verify(connection, told.sealer)
