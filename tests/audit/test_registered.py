"""Registers that rules read: their keys are those of the tables, and new rows are noticed."""

from __future__ import annotations

from sqlalchemy import inspect

from audit.register_keys import REGISTER_KEYS
from audit.registered import REGISTERS
from ledger.storage import tables

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
