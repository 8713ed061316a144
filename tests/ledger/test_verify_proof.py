"""What verify finds by its proof in one pass is what it finds by reading the entries each time."""

from __future__ import annotations

import pytest

from ledger.book.verify import verify
from ledger.book.verify_proof import folds
from tests.ledger.invariant_cells import CELLS, GUARDS_OFF, By, Cell, Who
from tests.ledger.scene import LOWER, UPPER, Scene

_ALTERED = [each for each in CELLS if each.by is By.VERIFY and each.who is Who.SUPERUSER]

_TAMPERED = {
    "an amount": "UPDATE entry SET amount_fen = amount_fen + 1 WHERE (number, entry) = (3, 1)",
    "an amount beyond 32 bits": "UPDATE entry SET amount_fen = amount_fen + 2^33::bigint"
    " WHERE (number, entry) = (3, 1)",
    "two amounts, their sum unaltered": "UPDATE entry SET amount_fen = amount_fen + CASE number"
    " WHEN 3 THEN 1 ELSE -1 END WHERE entry = 1 AND number IN (3, 4)",
    "an account": "UPDATE entry SET to_account = 1 WHERE (number, entry) = (4, 1)",
    "a lot": "UPDATE entry SET lot = gen_random_uuid() WHERE (number, entry) = (3, 1)",
    "a day": "UPDATE entry SET happened_on = happened_on + 1 WHERE (number, entry) = (3, 1)",
    "an attribution": "UPDATE entry SET attribution = 'rule' WHERE (number, entry) = (3, 1)",
    "a line named": "UPDATE entry SET line = line + 50 WHERE line IS NOT NULL",
    "a line's amount": "UPDATE payment_line SET amount_fen = amount_fen + 1",
    "a line gone": "DELETE FROM payment_line WHERE line = 1",
    "a flow": "UPDATE flow SET amount_fen = amount_fen + 1 WHERE number = 3",
    "a flow's entries": "UPDATE flow SET entries = entries + 1 WHERE number = 3",
    "a flow gone": "DELETE FROM flow WHERE number = 3",
    "a relation": "UPDATE entry SET relation = 'settles' WHERE (number, entry) = (3, 1)",
}


def test_an_untouched_ledger_is_proved(told: Scene) -> None:
    with told.database.reading() as connection:
        every = folds(connection, [LOWER, UPPER], every=True)
        assert len(every) > 10
        assert len(folds(connection, [LOWER], every=False)) == len(every) - 1


@pytest.mark.parametrize("what", _TAMPERED)
def test_nothing_is_proved_once_anything_was_altered(told: Scene, what: str) -> None:
    with told.undone(told.administrator) as connection:
        connection.execute(GUARDS_OFF)
        assert connection.execute(_TAMPERED[what].encode()).rowcount > 0
        assert folds(connection, [LOWER, UPPER], every=True) == {}


@pytest.mark.parametrize("cell", _ALTERED, ids=lambda cell: str(cell.deed))
def test_the_report_is_the_same_without_the_proof(
    told: Scene, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told.undone(told.administrator) as connection:
        connection.execute(GUARDS_OFF)
        for statement in cell.sql:
            connection.execute(statement.encode())
        quick = verify(connection, None).as_json()
        monkeypatch.setattr("ledger.book.verify.folds", lambda *_, **__: {})
        assert quick == verify(connection, None).as_json()
