"""How is a run stopped that is waiting for a slow rule? Its queries are cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

import psycopg

from audit.facts import Snapshot
from ledger.values.refusal import Refusal

_ASK_EVERY_S = 0.5


class AuditCancelled(Refusal):
    """A run was stopped by the one who started it; it wrote nothing."""


class Stopping:
    """Asks now and then whether a run is to stop, until the run has ended."""

    def __init__(self, asked: Callable[[], bool]) -> None:
        self._asked = asked
        self._turn = Lock()
        self._reading: set[Snapshot] = set()
        self._ended = Event()
        self._stopped = Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        watcher = Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._ended.set()
            watcher.join()

    @contextmanager
    def over(self, reading: Snapshot) -> Iterator[None]:
        """While these queries run they may be cancelled. Raises AuditCancelled then."""
        with self._turn:
            self._reading.add(reading)
        try:
            yield
        except (Refusal, psycopg.Error):
            self.check()
            raise
        finally:
            with self._turn:
                self._reading.discard(reading)

    def check(self) -> None:
        """Raises AuditCancelled when the run is to stop."""
        if self._stopped.is_set() or self._asked():
            self._stopped.set()
            raise AuditCancelled("审计运行已停止，没有写入任何结果")

    def _watch(self) -> None:
        while not self._ended.wait(_ASK_EVERY_S):
            if self._stopped.is_set() or self._asked():
                self._stopped.set()
                with self._turn:
                    for each in self._reading:
                        with suppress(psycopg.Error):
                            each.cancel_safe(timeout=_ASK_EVERY_S)
