"""Who pays the monthly benefits of a larger scale? Processes, each with some of the books.

Preparing a thousand lines (sealing, digests) costs Python as much time as posting them costs the
database, so one process would leave most of a machine idle. Each has the books it was given for
good, so that the vouchers of a book are numbered the same way every time. All wait for each other
at the end of a posting day, because the simulated clock is one.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import date, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe

from api.demo.monthly_desk import Done, MonthlyDesk
from api.demo.planned import PlannedCounty, World
from ledger.storage.database import Database
from ledger.storage.sealing import Sealer
from ledger.values.refusal import Refusal


class DemoHandFailed(Refusal):
    """Every process that helps to make a demo does its part."""


class Crew:
    """The processes; none where no county has other villages. Started before any thread."""

    def __init__(self, world: World, database: Database, conninfo: str, sealer: Sealer) -> None:
        # Forked: the plan is shared as it stands, and keys need not be sent.
        fork = get_context("fork")
        self._pipes: list[Pipe] = []
        self._processes = []
        for counties in _shared_out(world):
            ours, theirs = fork.Pipe()
            self._pipes.append(ours)
            process = fork.Process(
                target=_work,
                args=(theirs, list(self._pipes), counties, world.seed, database, conninfo, sealer),
                daemon=True,
            )
            process.start()
            theirs.close()
            self._processes.append(process)

    @property
    def at_work(self) -> bool:
        return bool(self._processes)

    def open(self, known_at: datetime) -> None:
        """Register all people."""
        self._all(known_at)

    def work_through(self, day: date) -> list[Done]:
        """Post what is due on this day in all books; what each has posted so far."""
        return self._all(day)

    def close(self) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(timeout=10)
            if process.is_alive():
                process.terminate()
                process.join()

    def _all(self, message: date | datetime) -> list[Done]:
        for pipe in self._pipes:
            pipe.send(message)
        done: list[Done] = []
        for pipe in self._pipes:
            try:
                answer = pipe.recv()
            except EOFError:
                answer = "the process has ended"
            if isinstance(answer, str):
                raise DemoHandFailed(f"生成演示数据的一个进程失败：{answer}")
            done += answer
        return done


def _shared_out(world: World) -> list[list[PlannedCounty]]:
    """The counties with monthly benefits, the largest first, to one more process than cores."""
    counties = [each for each in world.counties.values() if each.monthly]
    hands = min(len(counties), (os.cpu_count() or 1) + 1)
    shares: list[list[PlannedCounty]] = [[] for _ in range(hands)]
    for each in sorted(counties, key=lambda each: -each.county.other_households):
        smallest = min(shares, key=lambda share: sum(c.county.other_households for c in share))
        smallest.append(each)
    return shares


def _work(
    pipe: Pipe,
    inherited: Sequence[Pipe],
    counties: Sequence[PlannedCounty],
    seed: int,
    database: Database,
    conninfo: str,
    sealer: Sealer,
) -> None:
    """Answer each day with what was posted, and a failure with its text, until the pipe closes."""
    # Ctrl-C is for the one who started us. Were the other ends left open here, nobody would ever
    # learn that he has gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in inherited:
        each.close()
    with ExitStack() as stack:
        try:
            engine = database.engine(conninfo)
            stack.callback(engine.dispose)
            desks = [
                MonthlyDesk(
                    each,
                    seed,
                    stack.enter_context(database.connect(conninfo)),
                    engine,
                    sealer,
                )
                for each in counties
            ]
            while True:
                message = pipe.recv()
                if isinstance(message, datetime):
                    for desk in desks:
                        desk.open(message)
                    pipe.send([])
                else:
                    pipe.send([desk.work_through(message) for desk in desks])
        except EOFError:
            pass
        except Exception as error:
            with suppress(OSError):
                pipe.send(f"{error}\n{traceback.format_exc()}")
