"""Registers that rules read: their keys are those of the tables, and new rows are noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from audit.pieces import region_prefix
from audit.register_keys import REGISTER_KEYS
from audit.registered import REGISTERS
from ledger.storage import tables
from ledger.values.region import RegionCode
from tests.audit.world import Ground

TABLES = {
    str(each.__tablename__): inspect(each).local_table for each in tables.Versioned.__subclasses__()
}


def test_the_key_of_a_register_is_the_key_of_its_table_without_book_and_version() -> None:
    for register, key in REGISTERS.items():
        columns = [column.name for column in TABLES[register].primary_key]
        assert ["book", *key.split(", "), "version"] == columns


def test_new_rows_of_every_register_that_rules_read_touch_something() -> None:
    said = "\n".join(REGISTER_KEYS)
    assert [each for each in REGISTERS if f"FROM {each} r" not in said] == []


@pytest.mark.parametrize(
    "code",
    [
        *("000000000000", "610000000000", "610700000000", "610727000000", "610727100000"),
        *("610727100201", "652722400000", "659001000000"),
    ],
)
def test_the_prefix_in_sql_is_that_of_the_place(ground: Ground, code: str) -> None:
    query = f"SELECT {region_prefix('%(code)s::text')}"
    row = ground.connection.execute(query.encode(), {"code": code}).fetchone()
    assert row is not None
    assert row[0] == ("" if code == "0" * 12 else RegionCode(code).prefix)
