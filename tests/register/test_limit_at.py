"""What the database says of limits is what limit_on() says, for every shipped row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from psycopg.rows import TupleRow

from ledger.register.limits import Limit, limit_on, shipped_limits
from ledger.register.load_catalogue import add_limits
from ledger.register.places import load_regions
from ledger.register.region_classes import classes_on, load_region_classes, shipped_classes
from ledger.register.regions import shipped_regions
from ledger.storage.database import Database, unit_of_work
from ledger.values.region import RegionCode
from tests.register.test_limits import ONE

TREE, CLASSES = shipped_regions(), shipped_classes()
ODD = {"140227", "140215", "610727101901", "610727101000", "652722", "140105", "410322", "410308"}
"""Renamed, divided, unregistered and low places beside those that limits name."""


@pytest.fixture
def loaded(database: Database) -> Database:
    with unit_of_work(database.engine()) as work:
        load_regions(work, TREE)
        load_region_classes(work)
        add_limits(work, shipped_limits())
    return database


def standing(connection: psycopg.Connection[TupleRow], place: str, on: date) -> dict[str, str]:
    rows = connection.execute("SELECT * FROM limit_standing(NULL, %s, %s)", [place, on])
    return {str(code): str(stands) for code, stands in rows}


def expected(of: Mapping[str, list[Limit]], place: str, on: date) -> dict[str, str]:
    """`of`: the limits by subject."""
    code = RegionCode.parse(place)
    classes = classes_on(CLASSES, code, on)
    found: dict[str, str] = {}
    for subject, limits in of.items():
        says = limit_on(limits, subject, code, on, tree=TREE, classes=classes)
        found |= {each.code: "overridden" for each in says.overridden}
        found |= {each.code: "conflict" for each in says.conflicts}
        if says.limit:
            found[says.limit.code] = "holds"
    return found


def test_every_place_and_day_of_the_shipped_limits_gets_the_same_answer(loaded: Database) -> None:
    limits = tuple(sorted(shipped_limits(), key=lambda each: each.code))
    of: dict[str, list[Limit]] = defaultdict(list)
    for each in limits:
        of[each.subject].append(each)
    places = sorted({each.region.code for each in limits if each.region} | ODD)
    compared = 0
    with loaded.reading() as connection:
        for place in places:
            full = RegionCode.parse(place).code
            for on in _days(limits, full):
                found = standing(connection, full, on)
                held = {code: says for code, says in found.items() if says != "same"}
                assert held == expected(of, place, on), (place, on)
                compared += len(held)
    assert compared > 1_000


def _days(limits: tuple[Limit, ...], place: str) -> list[date]:
    """The first days of what may hold there, and those before them."""
    begins = {
        each.valid_from
        for each in limits
        if each.region is not None and place.startswith(each.region.code.rstrip("0"))
    } or {each.valid_from for each in limits}
    return sorted(begins | {day - timedelta(days=1) for day in begins} | {date(2020, 12, 31)})


def test_one_row_holds_and_a_contradiction_holds_none(loaded: Database) -> None:
    place, on = "652722000000", date(2019, 1, 1)
    query = "SELECT code FROM limit_at(%s, %s, %s)"
    with loaded.reading() as connection:
        assert connection.execute(query, [ONE.subject, place, on]).fetchall() == [(ONE.code,)]
        assert connection.execute(query, ["nothing", place, on]).fetchall() == []
        assert connection.execute(query, [None, place, on]).fetchall() == []
    assert ONE.high is not None
    with unit_of_work(loaded.engine()) as work:
        add_limits(work, (replace(ONE, code="X1", source="另一份"),))
    with loaded.reading() as connection:
        assert connection.execute(query, [ONE.subject, place, on]).fetchall() == [(ONE.code,)]
    with unit_of_work(loaded.engine()) as work:
        add_limits(work, (replace(ONE, code="X2", high=ONE.high + 1),))
    with loaded.reading() as connection:
        assert connection.execute(query, [ONE.subject, place, on]).fetchall() == []
        stands = standing(connection, place, on)
    assert {stands[each] for each in (ONE.code, "X1", "X2")} == {"conflict"}


def test_the_reading_role_may_ask(loaded: Database) -> None:
    with psycopg.connect(loaded.read) as connection:
        place = ["special_fund_share", "610727000000", date(2019, 1, 1)]
        rows = connection.execute("SELECT code FROM sunledger.limit_at(%s, %s, %s)", place)
        assert rows.fetchall() == [("D1a",)]
