"""Eight processes post random batches between fifty tight accounts: serial, gapless, never below
zero at any moment, and every batch is either accepted or refused."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace

import pytest

from ledger.book.post import Posting
from ledger.book.refusals import EntryReversed
from ledger.book.voucher import VoucherRef
from tests.faults.conftest import Rounds
from tests.faults.mixing_process import LOT
from tests.ledger.posting_process import sender
from tests.ledger.scene import UPPER, YEAR, Scene, V, allocation, lot, mirror, voucher

PROCESSES = 8
FEN_A_BATCH = 25
REASONS = {"no_overdraft", "return_exceeds_entry", "entry_reversed", "money_moved_on"}
BELOW_ZERO = """
SELECT count(*) FROM (
  SELECT sum(l.fen) OVER (PARTITION BY l.account, l.lot ORDER BY l.event) AS fen, l.kind
  FROM (
    SELECT v.event, a.account, a.kind, e.lot,
      sum(CASE WHEN e.to_account = a.account THEN e.amount_fen ELSE -e.amount_fen END) AS fen
    FROM entry e
    JOIN voucher v USING (book, year, number)
    JOIN account a ON a.book = e.book AND a.account IN (e.from_account, e.to_account)
    GROUP BY 1, 2, 3, 4
  ) l
) r WHERE r.fen < 0 AND r.kind <> 'source'
"""


def test_eight_processes_between_fifty_tight_accounts(scene: Scene, rounds: Rounds) -> None:
    batches = len(rounds(few=8, many=500))
    scene.open(UPPER, YEAR)
    scene.post(UPPER, "money", allocation(lot(LOT, PROCESSES * batches * FEN_A_BATCH)))
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                sender(scene.database, "tests.faults.mixing_process", seed=seed, batches=batches)
            )
            for seed in range(PROCESSES)
        ]
        answers = [each.answers() for each in running]
    every = [answer for each in answers for answer in each]
    assert [each for each in every if "failed" in each] == []  # a deadlock, say
    assert [len(each) for each in answers] == [batches] * PROCESSES
    refused = Counter(each["refused"] for each in every if "refused" in each)
    accepted = [each["numbers"] for each in every if "numbers" in each]
    assert len(accepted) + refused.total() == PROCESSES * batches
    assert set(refused) <= REASONS
    assert accepted
    assert refused["no_overdraft"]
    numbers = sorted(number for each in accepted for number in each)
    assert numbers == list(range(2, 2 + len(numbers)))
    assert scene.one("SELECT count(*) FROM voucher") == 1 + len(numbers)
    assert scene.one("SELECT max(event) - count(*) FROM voucher") == 1  # opened: book and year
    assert scene.one(BELOW_ZERO) == 0
    scene.assert_silent()
    rounds.count({"accepted": len(accepted), "vouchers": len(numbers), **refused})


def test_two_reversals_of_one_entry_in_one_call_are_refused_in_words(scene: Scene) -> None:
    scene.open(UPPER, YEAR)
    made = scene.post(UPPER, "money", allocation(lot(LOT, 5)))
    entry = mirror(allocation(lot(LOT, 5)).entries[0], made, 1)
    undone = replace(voucher(V.REVERSE, entry), reverses=VoucherRef(made.year, made.number))
    with pytest.raises(EntryReversed, match="红冲了两次"):
        scene.batch(UPPER, [Posting("a", undone), Posting("b", undone)])
    assert scene.one("SELECT count(*) FROM voucher") == 1
    assert [each.number for each in scene.batch(UPPER, [Posting("a", undone)])] == [2]
