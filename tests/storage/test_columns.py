"""Columns reach the server as they were given, whatever is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.storage.columns import bigints, booleans, days, integers, octets, texts, uuids
from ledger.storage.database import Database

_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
_SMALL = st.integers(-(2**31), 2**31 - 1)
_COLUMNS: dict[str, tuple[Callable[..., bytes], st.SearchStrategy[object]]] = {
    "integers": (integers, _SMALL),
    "bigints": (bigints, st.integers(-(2**63), 2**63 - 1)),
    "texts": (texts, _TEXT),
    "few texts": (
        lambda values: texts(values, few=True),
        st.sampled_from(["", "甲", '"\\{},NULL']),
    ),
    "octets": (octets, st.binary()),
    "uuids": (uuids, st.uuids()),
    "days": (days, st.dates(date(1900, 1, 1), date(2999, 12, 31))),
}


@pytest.mark.parametrize("name", _COLUMNS)
def test_what_is_sent_is_what_arrives(database: Database, name: str) -> None:
    sent, element = _COLUMNS[name]

    with database.connect() as connection:

        @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(st.lists(st.none() | element, max_size=9))
        def arrives(values: Sequence[object]) -> None:
            row = connection.execute("SELECT %s", [sent(values)]).fetchone()
            assert row is not None
            given_values = [] if all(each is None for each in values) else [*values]
            assert row[0] == given_values

        arrives()


def test_truth_values_arrive(database: Database) -> None:
    with database.connect() as connection:
        for values in ([], [True], [False, True, False]):
            assert connection.execute("SELECT %s", [booleans(values)]).fetchone() == (values,)


def test_an_empty_column_is_null_beside_a_longer_one(database: Database) -> None:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT * FROM unnest(%s, %s, %s)",
            [integers([1, 2]), uuids([None, None]), uuids([UUID(int=7), None])],
        ).fetchall()
    assert rows == [(1, None, UUID(int=7)), (2, None, None)]


def test_a_number_too_large_is_refused_not_cut() -> None:
    for too_large in ([2**31], [None, 2**31]):
        with pytest.raises(OverflowError):
            integers(too_large)
    with pytest.raises(OverflowError):
        bigints([2**63])
