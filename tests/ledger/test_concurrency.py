"""Many processes post at once: serial within a book, independent between books, never too much."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import pytest

from tests.ledger.posting_process import sender
from tests.ledger.scene import YEAR, K, Scene, allocation, lot, named

SENDERS = ("a", "b", "c", "d")
BATCHES, SIZE, AMOUNT_FEN = 12, 10, 100
SENT = len(SENDERS) * BATCHES


@pytest.mark.parametrize("books", [(610721,), (610721, 610722, 610723)], ids=["one", "three"])
def test_four_processes_post_without_gap_deadlock_or_overdraft(
    scene: Scene, books: tuple[int, ...]
) -> None:
    enough_for = SENT * 2 // 3 // len(books)
    for book in books:
        scene.open(book, YEAR)
        scene.post(book, "money", allocation(lot(f"批次{book}", enough_for * SIZE * AMOUNT_FEN)))
    lots = {book: named(f"批次{book}") for book in books}
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                sender(
                    scene.database,
                    books=[*books[n % len(books) :], *books[: n % len(books)]],
                    sender=name,
                    batches=BATCHES,
                    size=SIZE,
                    amount_fen=AMOUNT_FEN,
                    lots={str(book): str(of) for book, of in lots.items()},
                )
            )
            for n, name in enumerate(SENDERS)
        ]
        answers = [answer for each in running for answer in each.answers()]

    assert len(answers) == SENT
    assert {each.get("refused", "no_overdraft") for each in answers} == {"no_overdraft"}
    accepted = Counter(each["book"] for each in answers if "numbers" in each)
    for book in books:
        numbers = sorted(n for each in answers if each["book"] == book
                         for n in each.get("numbers", ()))  # fmt: skip
        assert numbers == list(range(2, 2 + accepted[book] * SIZE))
        assert accepted[book] == enough_for
        left = scene.one(
            "SELECT balance_fen FROM balance b JOIN account a USING (book, account)"
            " WHERE b.book = %s AND a.kind = %s",
            book,
            K.UNASSIGNED.value,
        )
        assert left == 0
    scene.assert_silent()
