"""How does the server run the rules beside its requests: when asked to, and by schedule?

One thread for a run that was asked for, and one that looks at the clock if SUNLEDGER_AUDIT_AT is
set. Both end with the server; a run that is under way is then stopped and has written nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from datetime import time as clock
from typing import Final
from uuid import UUID

import psycopg

from audit.jobs import SCHEDULED, AuditRunning, Job, begin, is_due
from ledger.storage.database import Database
from ledger.values.day import SHANGHAI
from ledger.values.refusal import Refusal

_LOOK_EVERY_S: Final = 30
_LOG = logging.getLogger("sunledger.audit")


def _beijing_now() -> datetime:
    return datetime.now(SHANGHAI)


class Auditing:
    """The runs of one server process."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _beijing_now) -> None:
        self._database, self._now = database, now
        self._ended = threading.Event()
        self._turn = threading.Lock()
        self._running: tuple[Job, threading.Thread] | None = None
        self._watch: threading.Thread | None = None

    def start(
        self,
        *,
        as_of: date,
        actor: str,
        books: Sequence[int] | None,
        full: bool = False,
        rules: Sequence[str] | None = None,
    ) -> UUID:
        """Begin a run in the background. Returns its key. Raises AuditRunning, AuditBookUnknown."""
        job = begin(self._database, as_of=as_of, actor=actor, books=books, rules=rules, full=full)
        thread = threading.Thread(target=_run, args=(job,), name="audit")
        with self._turn:
            self._running = (job, thread)
            if self._ended.is_set():
                job.stop.set()
        thread.start()
        return job.job

    def keep_to(self, at: clock) -> None:
        """From now on run over all books once a day, at this time of Beijing or soon after."""
        self._watch = threading.Thread(target=self._look, args=(at,), name="audit schedule")
        self._watch.start()

    def look_once(self, at: clock) -> UUID | None:
        """What the schedule does each time it looks: begin the day's run if it is time for it."""
        if self._now().timetz().replace(tzinfo=None) < at:
            return None
        today = is_due(self._database, tried_counts=True)
        if today is None:
            return None
        return self.start(as_of=today, actor=SCHEDULED, books=None)

    def close(self) -> None:
        """Stop what is under way and wait for it."""
        self._ended.set()
        with self._turn:
            running = self._running
        if running is not None:
            running[0].stop.set()
            running[1].join()
        if self._watch is not None:
            self._watch.join()

    def _look(self, at: clock) -> None:
        while True:
            try:
                self.look_once(at)
            except AuditRunning:
                pass  # looked at again when it has ended
            except (Refusal, psycopg.Error):
                _LOG.exception("the run by schedule could not be begun")
            if self._ended.wait(_LOOK_EVERY_S):
                return


def _run(job: Job) -> None:
    """How it ended is kept with the job; a fault of ours is in the log too."""
    with job.connection:
        try:
            job.run()
        except Refusal:
            pass
        except Exception:
            _LOG.exception("run %s failed", job.job)
