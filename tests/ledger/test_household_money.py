"""Are a household's moves those of its lines, wherever in the voucher its entries stand?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ledger.book.household_money import household_money
from ledger.book.voucher import PaymentLine
from tests.ledger.past_model import BOOKS, FIRST, PROJECTS, Past
from tests.ledger.scene import K, Scene, V, account, entry, named, voucher

_LINES = 40
# Which line each entry of a roster is of, in the order of the entries.
_EACH_ONE = [*range(1, _LINES + 1)]
_EACH_TWO = sorted(_EACH_ONE * 2)
_BACKWARDS = [*reversed(_EACH_ONE)]
_ONE_OF_TWO = sorted([*_EACH_ONE, 7])
_ONE_AND_THREE = sorted([*_EACH_ONE, *[line for line in _EACH_ONE if line % 2 == 0] * 2])
_TWO_ROWS = _EACH_ONE * 2
_ROSTERS = (_EACH_ONE, _EACH_TWO, _BACKWARDS, _ONE_OF_TWO, _ONE_AND_THREE, _TWO_ROWS)


@pytest.mark.parametrize("rosters", [_ROSTERS, _ROSTERS[:1] * 20], ids=["all", "many"])
def test_a_line_has_its_entries_wherever_they_stand(
    scene: Scene, rosters: tuple[list[int], ...]
) -> None:
    past = Past(scene, next(BOOKS))
    past.open()
    past.step("a", 0, 9_000, 0)
    past.step("m", 0, 90_000, 1)
    posted: list[tuple[int, int, int, int]] = []
    for lines in rosters:
        made = _roster(past, lines)
        posted += [(made, line, n, n) for n, line in enumerate(lines, 1)]
    for line in (1, 2, 7, 8, 20, 39, 40):
        # A household stands on two lines, so what should be theirs may overlap.
        on = {line, line + 1 if line % 2 else line - 1}
        found = household_money(scene.connection, past.book, named(f"户{(line + 1) // 2}"))
        assert [(each.number, each.line, each.entry, each.amount_fen) for each in found.moves] == [
            each for each in posted if each[1] in on
        ]
        assert found.arrived_fen == sum(each[3] for each in posted if each[1] in on)
    assert not household_money(scene.connection, past.book, named("无此户")).moves


def _roster(past: Past, lines: list[int]) -> int:
    """Entry n moves n fen; two lines that follow each other are of one household."""
    (of,) = past.lots
    project, home = account(K.PROJECT, PROJECTS[0]), account(K.HOUSEHOLD)
    entries = [replace(entry(project, home, of, n), line=line) for n, line in enumerate(lines, 1)]
    paid = [
        PaymentLine(
            line,
            sum(each.amount_fen for each in entries if each.line == line),
            "610727100200",
            household=named(f"户{(line + 1) // 2}"),
        )
        for line in _EACH_ONE
    ]
    made = voucher(V.DISBURSE, *entries, happened_on=FIRST + timedelta(days=2))
    return past.post(replace(made, lines=tuple(paid))).number
