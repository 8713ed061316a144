"""What stands in each project, by lot? The clerks of the demo pay from the oldest lot first.

Kept beside ledger/book/lot_choice.py because the demo plans whole years before anything is posted:
there are no balances to read yet, and what comes back has to keep its place. Posting checks it all.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID


class Purse:
    """The project accounts of one book."""

    def __init__(self) -> None:
        self._stands: dict[UUID, dict[UUID, int]] = defaultdict(dict)

    def put(self, project: UUID, lot: UUID, amount_fen: int) -> None:
        """Money comes to the project; a lot that was here before keeps its place."""
        lots = self._stands[project]
        lots[lot] = lots.get(lot, 0) + amount_fen

    def take(self, project: UUID, amount_fen: int) -> list[tuple[UUID, int]]:
        """Take so much, oldest lot first: (lot, fen) of each lot touched."""
        taken: list[tuple[UUID, int]] = []
        lots = self._stands[project]
        for lot, stands in lots.items():
            part = min(stands, amount_fen)
            if part:
                lots[lot] -= part
                amount_fen -= part
                taken.append((lot, part))
        assert amount_fen == 0, f"project {project} lacks {amount_fen} fen"
        return taken

    def rest(self, project: UUID) -> int:
        """What stands there."""
        return sum(self._stands[project].values())
