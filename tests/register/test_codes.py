"""A number of the bureau's files names one thing of the book, once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from ledger.book.books import NewBook, open_book
from ledger.register.codes import add_codes, codes_of, keys_of
from ledger.register.once import RegisteredOtherwise
from ledger.storage.database import Database, unit_of_work

BOOK = 610727
KNOWN_AT = datetime(2020, 1, 1, tzinfo=UTC)


def opened(database: Database) -> None:
    with database.connect() as connection:
        open_book(
            connection, NewBook(BOOK, "账簿", "财政局", "county", date(2020, 1, 1)), "系统管理"
        )


def test_a_number_is_given_once_and_leads_both_ways(database: Database) -> None:
    opened(database)
    key = uuid4()
    with unit_of_work(database.engine()) as work:
        assert add_codes(work, BOOK, "household", {"户1": key}, known_at=KNOWN_AT) == 1
        assert add_codes(work, BOOK, "household", {"户1": key}, known_at=KNOWN_AT) == 0
        assert keys_of(work, BOOK, "household", ["户1", "户2"]) == {"户1": key}
        assert codes_of(work, BOOK, "household", [key]) == {key: "户1"}
        assert keys_of(work, BOOK, "list", ["户1"]) == {}


def test_a_number_does_not_move_to_another_household(database: Database) -> None:
    opened(database)
    with unit_of_work(database.engine()) as work:
        add_codes(work, BOOK, "household", {"户1": uuid4()}, known_at=KNOWN_AT)
        with pytest.raises(RegisteredOtherwise):
            add_codes(work, BOOK, "household", {"户1": uuid4()}, known_at=KNOWN_AT)
