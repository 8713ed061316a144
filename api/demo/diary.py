"""What is to be posted when, and what follows from it?

A task builds its voucher only when it is due, from what stands then; what follows (the bank's
answer to a roster) is noted once the voucher has its number.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from api.demo.days import AS_OF, posting_day
from ledger.book.voucher import Voucher, VoucherRef


@dataclass(slots=True)
class Task:
    """A voucher to come. `make` may find that there is nothing to post (None).

    `reason`: why the checker approves it though the ledger warns of it.
    """

    happened_on: date
    title: str
    make: Callable[[], Voucher | None]
    then: Callable[[VoucherRef], None] | None = None
    reason: str = ""


class Diary:
    """The tasks of one book, by the day they are recorded, then by the day they happened."""

    def __init__(self) -> None:
        self._tasks: list[tuple[date, date, int, Task]] = []
        self._count = 0

    def note(self, task: Task, *, recorded_on: date | None = None) -> None:
        """Note a task; what happens after the last day of the demo never does."""
        if task.happened_on > AS_OF:
            return
        self._count += 1
        due = posting_day(recorded_on or task.happened_on)
        heapq.heappush(self._tasks, (due, task.happened_on, self._count, task))

    def due(self, day: date) -> list[Task]:
        """The tasks to be recorded by this day, taken out of the diary."""
        found = []
        while self._tasks and self._tasks[0][0] <= day:
            found.append(heapq.heappop(self._tasks)[-1])
        return found
