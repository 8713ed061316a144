"""The databases that tests are given: migrated, empty, one each."""

from __future__ import annotations

import psycopg
import pytest

from ledger.storage.database import Database
from ledger.storage.migrate import is_demo


def test_a_test_gets_a_migrated_database_that_is_no_demo(database: Database) -> None:
    assert not is_demo(database.read)


def test_a_demo_database_is_marked_as_one(demo_database: Database) -> None:
    assert is_demo(demo_database.read)


def test_an_empty_database_has_no_migration_yet(empty_database: Database) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        is_demo(empty_database.owner)


@pytest.mark.parametrize("login", ["owner", "app", "read"])
def test_each_role_enters_with_its_own_password(database: Database, login: str) -> None:
    with psycopg.connect(getattr(database, login)) as connection:
        assert connection.info.user == f"sunledger_{login}"
