"""What verify finds by its proof in one pass is what it finds by reading the entries each time."""

from __future__ import annotations

import pytest

from ledger.book.verify import verify
from ledger.book.verify_proof import Proof, prove
from ledger.book.verify_report import Code
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
        every = prove(connection, [LOWER, UPPER], every=True).instead
        assert len(every) > 10
        assert len(prove(connection, [LOWER], every=False).instead) == len(every) - 1


@pytest.mark.parametrize("what", _TAMPERED)
def test_nothing_is_proved_once_anything_was_altered(told: Scene, what: str) -> None:
    with told.undone(told.administrator) as connection:
        connection.execute(GUARDS_OFF)
        assert connection.execute(_TAMPERED[what].encode()).rowcount > 0
        assert prove(connection, [LOWER, UPPER], every=True) == Proof()


@pytest.mark.parametrize("cell", _ALTERED, ids=lambda cell: str(cell.deed))
def test_the_report_is_the_same_without_the_proof(
    told: Scene, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told.undone(told.administrator) as connection:
        connection.execute(GUARDS_OFF)
        for statement in cell.sql:
            connection.execute(statement.encode())
        quick = verify(connection, None).as_json()
        monkeypatch.setattr("ledger.book.verify.prove", lambda *_, **__: Proof())
        assert quick == verify(connection, None).as_json()


# Vouchers of the lower book: 5 is a roster of two lines, 6 pays the first, 7 returns the second.
_ANSWERED_WRONGLY = {
    "the other line": ("UPDATE entry SET of_entry = 2 WHERE relation = 'settles'",),
    "a line that is not there": ("UPDATE entry SET of_entry = 3 WHERE relation = 'settles'",),
    "a voucher that is not there": ("UPDATE entry SET of_number = 99 WHERE relation = 'settles'",),
    "each the other's line": (
        "UPDATE entry SET of_entry = 3 - of_entry WHERE of_number = 5 AND number IN (6, 7)",
    ),
    "another book's": ("UPDATE entry SET of_book = 610700 WHERE relation = 'settles'",),
    "another lot": (
        "UPDATE entry SET lot = gen_random_uuid() WHERE number = 6",
        "UPDATE flow f SET lot = e.lot FROM entry e WHERE f.number = 6 AND e.book = f.book"
        " AND e.number = 6 AND e.year = f.year",
    ),
    "another account": (
        "UPDATE entry SET from_account = 1 WHERE number = 6 AND book = 610727",
        "UPDATE flow SET from_account = 1 WHERE number = 6 AND book = 610727",
    ),
    "more than the line": (
        "UPDATE entry SET amount_fen = amount_fen + 1 WHERE number = 6",
        "UPDATE flow SET amount_fen = amount_fen + 1 WHERE number = 6",
        "UPDATE payment_line SET amount_fen = amount_fen + 1 WHERE number = 6",
    ),
    "what was no roster": ("UPDATE voucher SET kind = 'adjust' WHERE number = 5",),
    "what came later": ("UPDATE voucher SET event = 9000 WHERE number = 5 AND book = 610727",),
}


def test_a_roster_answered_whole_need_not_be_looked_up(told: Scene) -> None:
    with told.database.reading() as connection:
        proof = prove(connection, [LOWER, UPPER], every=True)
        named = connection.execute(
            "SELECT DISTINCT book, of_year, of_number FROM entry WHERE relation = 'settles'"
        ).fetchall()
    assert named == [(LOWER, 2019, 5)]
    assert 5 not in proof.given["of_numbers"]


@pytest.mark.parametrize("what", _ANSWERED_WRONGLY)
def test_a_roster_answered_wrongly_is_looked_up_entry_by_entry(
    told: Scene, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told.undone(told.administrator) as connection:
        connection.execute(GUARDS_OFF)
        for statement in _ANSWERED_WRONGLY[what]:
            assert connection.execute(statement.encode()).rowcount > 0
        proof = prove(connection, [LOWER, UPPER], every=True)
        assert proof.instead
        assert {5, 99} & set(proof.given["of_numbers"])
        quick = verify(connection, None)
        monkeypatch.setattr("ledger.book.verify.prove", lambda *_, **__: Proof())
        assert quick.as_json() == verify(connection, None).as_json()
    assert Code.RELATION_BROKEN in {each.code for each in quick.differences}
