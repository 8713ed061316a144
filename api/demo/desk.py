"""How do the clerks of one book post? Draft, submit, approve by another, post: as everyone does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from sqlalchemy import Engine

from api.demo.diary import Diary, Task
from api.demo.invented import invented_key
from api.demo.purse import Purse
from api.demo.units import checker_of, maker_of
from ledger.book import drafts
from ledger.book.post import Connection
from ledger.book.voucher import Voucher, VoucherRef
from ledger.storage.database import unit_of_work
from ledger.storage.sealing import Sealer


class Desk:
    """The clerks of one book with their diary, their purse and what they count."""

    def __init__(
        self, book: int, connection: Connection, engine: Engine, sealer: Sealer, rng: Random
    ) -> None:
        self.book, self.sealer = book, sealer
        self.maker, self.checker = maker_of(book), checker_of(book)
        self.diary, self.purse = Diary(), Purse()
        self.connection, self._engine, self._rng = connection, engine, rng
        self.vouchers = self.entries = self.lines = 0

    def work_through(self, day: date) -> None:
        """Post all that is due, and all that follows from it by the same day."""
        while tasks := self.diary.due(day):
            made = [(task, voucher) for task in tasks if (voucher := task.make())]
            if not made:
                continue
            posted = self._post(made, day)
            for (task, _), reference in zip(made, posted, strict=True):
                if task.then:
                    task.then(reference)

    def note(self, task: Task, *, recorded_on: date | None = None) -> None:
        self.diary.note(task, recorded_on=recorded_on)

    def leave(self, titled: Sequence[tuple[str, Voucher]], day: date, *, submitted: bool) -> None:
        """Write drafts that nobody decides: saved only, or waiting for the checker."""
        with unit_of_work(self._engine) as work:
            keys = drafts.save(
                work,
                self.book,
                self._drafts(titled),
                maker=self.maker,
                today=day,
                sealer=self.sealer,
            )
            if submitted:
                drafts.submit(work, keys, actor=self.maker)

    def _drafts(self, titled: Sequence[tuple[str, Voucher]]) -> list[drafts.NewDraft]:
        return [
            drafts.NewDraft(voucher, title, draft=invented_key(self._rng))
            for title, voucher in titled
        ]

    def _post(self, made: Sequence[tuple[Task, Voucher]], day: date) -> list[VoucherRef]:
        new = self._drafts([(task.title, voucher) for task, voucher in made])
        with unit_of_work(self._engine) as work:
            keys = drafts.save(
                work, self.book, new, maker=self.maker, today=day, sealer=self.sealer
            )
            drafts.submit(work, keys, actor=self.maker)
            reasons = [task.reason for task, _ in made]
            for reason in dict.fromkeys(reasons):
                of_it = [key for key, each in zip(keys, reasons, strict=True) if each == reason]
                drafts.approve(work, of_it, checker=self.checker, reason=reason)
        with unit_of_work(self._engine) as work:
            posted = drafts.post_approved(
                self.connection,
                work,
                keys,
                checker=self.checker,
                reach=(self.book,),
                sealer=self.sealer,
            )
        self.vouchers += len(posted)
        self.entries += sum(len(voucher.entries) for _, voucher in made)
        self.lines += sum(len(voucher.lines) for _, voucher in made)
        return [VoucherRef(each.year, each.number) for each in posted]
