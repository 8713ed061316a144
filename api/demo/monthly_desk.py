"""How does one book pay the monthly benefits of its other villages?

Vouchers of a thousand lines are posted directly, under the names of the maker and the checker: a
draft of a thousand lines costs more than its posting, and the followed villages have drafts enough.
While one voucher is being posted the next is prepared.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from api.demo.diary import Diary, Task
from api.demo.monthly import list_keys, rosters
from api.demo.monthly_paid import RosterPaid
from api.demo.monthly_registers import MonthlyRegisters
from api.demo.planned import PlannedCounty
from api.demo.units import checker_of, maker_of
from ledger.book.post import Actor, Connection, Posted, Posting, post
from ledger.book.voucher import VoucherRef
from ledger.storage.sealing import Sealer

_AHEAD = 1
"""Vouchers prepared while one is being posted."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a book has posted of its monthly benefits so far."""

    book: int
    vouchers: int
    entries: int


class MonthlyDesk:
    """The clerks who pay the other villages of one county."""

    def __init__(
        self,
        county: PlannedCounty,
        seed: int,
        connection: Connection,
        engine: Engine,
        sealer: Sealer,
    ) -> None:
        self._county, self._seed, self._sealer = county, seed, sealer
        self._connection, self.book = connection, county.book
        self._actor = Actor(maker_of(self.book), checker_of(self.book), (self.book,))
        self._registers = MonthlyRegisters(county, seed, engine, sealer)
        self._diary, self._poster = Diary(), ThreadPoolExecutor(1)
        self._counted: Counter[str] = Counter()

    def open(self, known_at: datetime) -> None:
        """Register the people, and note what they will be paid."""
        self._registers.open(known_at)
        for project in self._county.monthly:
            lists = list_keys(project, self._seed)
            claims = self._registers.claims[project.programme.benefit]
            for roster in rosters(project, self._seed):
                RosterPaid(self._sealer, project, roster, claims, lists).note(self._diary)

    def work_through(self, day: date) -> Done:
        """Register, publish and post all that is due, and all that follows by the same day."""
        self._registers.record(self._connection, day)
        while tasks := self._diary.due(day):
            self._post(tasks)
        return Done(self.book, self._counted["vouchers"], self._counted["entries"])

    def _post(self, tasks: list[Task]) -> None:
        sent: deque[tuple[Task, Future[list[Posted]]]] = deque()
        for task in tasks:
            voucher = task.make()
            if voucher is None:
                continue
            self._counted.update(vouchers=1, entries=len(voucher.entries))
            posting = Posting(task.title, voucher)
            sent.append((task, self._poster.submit(self._posted, posting)))
            if len(sent) > _AHEAD:
                _finish(*sent.popleft())
        while sent:
            _finish(*sent.popleft())

    def _posted(self, posting: Posting) -> list[Posted]:
        return post(self._connection, self.book, [posting], self._actor, self._sealer)


def _finish(task: Task, posted: Future[list[Posted]]) -> None:
    """Wait for the voucher's number, and note what follows from it."""
    (answer,) = posted.result()
    if task.then:
        task.then(VoucherRef(answer.year, answer.number))
