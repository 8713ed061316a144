"""What ships reaches the database unchanged, and the database refuses what Python refuses."""

from dataclasses import replace
from itertools import product

import psycopg
import pytest
from sqlalchemy import func, select

from ledger.register.catalogue import shipped_regimes, shipped_spending_rules
from ledger.register.limits import LimitKind, shipped_limits
from ledger.register.load_catalogue import add_limits, load_catalogue, registered_limits
from ledger.register.once import RegisteredOtherwise
from ledger.register.purposes import shipped_purposes
from ledger.register.sources import RegisterDataDamaged
from ledger.storage.database import Database, unit_of_work
from ledger.storage.tables import FundRegime, LimitStandard, PurposeRow, SpendingRule
from tests.register.test_limits import ONE


def test_the_catalogue_is_loaded_once(database: Database) -> None:
    with unit_of_work(database.engine()) as work:
        assert load_catalogue(work) > 300
    with unit_of_work(database.engine()) as work:
        assert load_catalogue(work) == 0
        for table, shipped in (
            (FundRegime, shipped_regimes()),
            (SpendingRule, shipped_spending_rules()),
            (PurposeRow, tuple(shipped_purposes())),
            (LimitStandard, shipped_limits()),
        ):
            count = work.execute(select(func.count()).select_from(table)).scalar_one()
            assert count == len(shipped)


def test_limits_come_back_as_they_went_in(database: Database) -> None:
    with unit_of_work(database.engine()) as work:
        add_limits(work, shipped_limits())
        assert registered_limits(work) == tuple(
            sorted(shipped_limits(), key=lambda each: each.code)
        )


def test_a_limit_that_stands_otherwise_is_refused(database: Database) -> None:
    with unit_of_work(database.engine()) as work:
        assert add_limits(work, (ONE,)) == 1
        with pytest.raises(RegisteredOtherwise):
            add_limits(work, (replace(ONE, high=1),))


_INSERT = """
INSERT INTO limit_standard (code, subject, name, kind, measure, low, high, per, basis, condition,
  region, place_classes, benefit, valid_from, valid_to, phrase, source, disputed, note)
VALUES ('x', 's', 'n', %s, %s, %s, %s, '', '', '', '000000000000', '{}', '', '2016-01-01', %s,
  '', 'x', false, '')
"""


_PAIRS = [(None, None), (1, None), (None, 1), (1, 1), (1, 2), (2, 1), (0, None), (0, 0), (None, 0)]


def fits(kind: LimitKind, measure: str, low: int | None, high: int | None) -> bool:
    try:
        replace(ONE, kind=kind, measure=measure, low=low, high=high)
    except RegisterDataDamaged:
        return False
    return True


def test_the_database_and_the_value_agree_on_which_numbers_fit(database: Database) -> None:
    agreed = 0
    with psycopg.connect(database.owner) as connection:
        connection.execute("SET search_path = sunledger")
        for kind, measure, (low, high) in product(LimitKind, ("", "fen"), _PAIRS):
            if not measure and kind not in (LimitKind.REQUIRED, LimitKind.PARAMETER):
                continue
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(_INSERT, (kind.value, measure, low, high, None))
                stands = True
            except psycopg.errors.CheckViolation:
                stands = False
            assert stands == fits(kind, measure, low, high), (kind, measure, low, high)
            agreed += stands
    assert agreed > 20


@pytest.mark.parametrize(("until", "stands"), [("2016-01-02", True), ("2016-01-01", False)])
def test_a_limit_lasts_at_least_a_day(database: Database, until: str, stands: bool) -> None:
    with psycopg.connect(database.owner) as connection:
        connection.execute("SET search_path = sunledger")
        if stands:
            connection.execute(_INSERT, ("minimum", "fen", 1, None, until))
        else:
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(_INSERT, ("minimum", "fen", 1, None, until))


@pytest.mark.parametrize(
    ("tree", "parent", "purpose", "stands"),
    [
        ("Z", "", "Z", True),
        ("Z", "Z", "Z.1", True),
        ("Z", "Z.1", "Z.1.02", True),
        ("Z", "", "Z.1", False),
        ("Z", "Z.2", "Z.1.02", False),
        ("Z", "Z", "Z.1.02", False),
        ("Y", "Z", "Z.1", False),
    ],
)
def test_a_purpose_lies_directly_in_its_parent(
    database: Database, tree: str, parent: str, purpose: str, stands: bool
) -> None:
    with psycopg.connect(database.owner) as connection:
        connection.execute("SET search_path = sunledger")
        row = (purpose, tree, parent)
        insert = (
            "INSERT INTO purpose VALUES (%s, %s, %s, 'n', '140000000000', '2016-01-01', "
            "'2021-01-01', 'p', 's')"
        )
        if stands:
            connection.execute(insert, row)
        else:
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(insert, row)
