"""How is a run asked for, followed and stopped, one at a time?

    with begun(database, as_of=…, actor="审计丙", books=[610727]) as job:
        result = job.run()

A job holds an advisory lock of the database for as long as its connection lives, so that a second
one is refused wherever it is asked for, and one whose process died holds it no longer. How far it
has come is kept as rows that are only added; whoever wants it to stop adds one too, and the run
asks for that before each rule. A run that is stopped has written nothing else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final, LiteralString
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from audit.catalogue import catalogue
from audit.engine import AuditBookUnknown, AuditCancelled, run
from audit.outcome import RunResult
from ledger.book.post import Connection
from ledger.storage.database import Database
from ledger.values.day import shanghai_day
from ledger.values.refusal import Refusal

LOCK: Final = 0x61756474  # "audt"
SCHEDULED: Final = "定时"
"""Who asks for a run by schedule."""

_ASK_AGAIN_S: Final = 0.3


class AuditRunning(Refusal):
    """One run of the rules at a time."""


class AuditJobUnknown(Refusal):
    """No run with this key was asked for, or it has ended."""


@dataclass(slots=True)
class Job:
    """A run that was begun. `stop` is how its own process ends it."""

    database: Database
    connection: Connection
    job: UUID
    as_of: date
    actor: str
    books: list[int]
    rules: list[str] | None
    full: bool
    stop: threading.Event = field(default_factory=threading.Event)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _asked_at: float = 0.0

    def run(self, told: Callable[[int, str], object] | None = None) -> RunResult:
        """Run it to its end, keeping how. Raises what `run` raises.

        `told` hears of each book and rule that was judged, from several threads.
        """

        def judged(book: int, rule: str) -> None:
            self._step("judged", book, rule)
            if told:
                told(book, rule)

        try:
            result = run(
                self.database,
                as_of=self.as_of,
                actor=self.actor,
                books=self.books,
                rules=self.rules,
                incremental=not self.full,
                progress=judged,
                finished=lambda book: self._step("book", book),
                cancelled=self._is_stopped,
            )
        except AuditCancelled:
            self._step("stopped")
            raise
        except BaseException as error:
            said = error.message if isinstance(error, Refusal) else type(error).__name__
            self._step("failed", note=said)
            raise
        self._step("kept", note=str(result.run.run))
        return result

    def _step(self, kind: str, book: int = 0, rule: str = "", note: str = "") -> None:
        with self._turn:
            self.connection.execute(_STEP, (self.job, kind, book, rule, note))

    def _is_stopped(self) -> bool:
        with self._turn:
            if not self.stop.is_set() and time.monotonic() - self._asked_at > _ASK_AGAIN_S:
                self._asked_at = time.monotonic()
                if self.connection.execute(_STOPPED, (self.job,)).fetchone() is not None:
                    self.stop.set()
        return self.stop.is_set()


def begin(
    database: Database,
    *,
    as_of: date,
    actor: str,
    books: Sequence[int] | None = None,
    rules: Sequence[str] | None = None,
    full: bool = False,
) -> Job:
    """Take the lock and write the job down; the caller runs it and closes its connection.

    Raises AuditRunning, AuditBookUnknown.
    """
    connection = database.connect()
    try:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        if row is None or not row[0]:
            raise AuditRunning("另一次规则运行正在进行，请等它结束或先停止它")
        here = [book for (book,) in connection.execute("SELECT book FROM book ORDER BY book")]
        for book in books or ():
            if book not in here:
                raise AuditBookUnknown(f"没有账簿 {book}", book=book)
        chosen = here if books is None else sorted(set(books))
        job = uuid4()
        connection.execute(
            _JOB, (job, actor, as_of, Jsonb(chosen), len(set(rules or catalogue())), full)
        )
        return Job(
            database, connection, job, as_of, actor, chosen, list(rules) if rules else None, full
        )
    except BaseException:
        connection.close()
        raise


@contextmanager
def begun(
    database: Database,
    *,
    as_of: date,
    actor: str,
    books: Sequence[int] | None = None,
    rules: Sequence[str] | None = None,
    full: bool = False,
) -> Iterator[Job]:
    """`begin`, with the lock given back at the end."""
    job = begin(database, as_of=as_of, actor=actor, books=books, rules=rules, full=full)
    with job.connection:
        yield job


def ask_to_stop(database: Database, job: UUID, *, actor: str) -> None:
    """Ask a job to stop, wherever it runs. Raises AuditJobUnknown."""
    with database.connect() as connection:
        if connection.execute(_UNDER_WAY, {"job": job, "lock": LOCK}).fetchone() is None:
            raise AuditJobUnknown("这次运行已经结束", job=str(job))
        connection.execute(_STEP, (job, "stop", 0, "", actor))


def is_under_way(connection: Connection) -> bool:
    """Whether some process holds the lock at this moment.

    Ask before reading how jobs ended: who has ended gave the lock back after saying so.
    """
    row = connection.execute(f"SELECT {_LOCK_HELD}", {"lock": LOCK}).fetchone()
    return bool(row and row[0])


def today_of(connection: Connection) -> date:
    """The ledger's day in Shanghai."""
    row = connection.execute("SELECT ledger_now()").fetchone()
    assert row is not None
    return shanghai_day(row[0])


def is_due(database: Database, *, tried_counts: bool) -> date | None:
    """The ledger's day, if no run over the present of all books was kept for it; else None.

    `tried_counts`: neither is it due when the schedule has tried already today.
    """
    with database.connect() as connection:
        today = today_of(connection)
        asked = {"today": today, "tried": tried_counts, "scheduled": SCHEDULED}
        row = connection.execute(_DUE, asked).fetchone()
    return None if row is None else today


_JOB: Final[LiteralString] = (
    'INSERT INTO audit_job (job, asked_by, asked_at, as_of, books, rules, "full")'
    " VALUES (%s, %s, clock_timestamp(), %s, %s, %s, %s)"
)
_STEP: Final[LiteralString] = (
    "INSERT INTO audit_job_step (job, kind, book, rule, note, happened_at)"
    " VALUES (%s, %s, %s, %s, %s, clock_timestamp()) ON CONFLICT DO NOTHING"
)
_STOPPED: Final[LiteralString] = "SELECT FROM audit_job_step WHERE job = %s AND kind = 'stop'"
_LOCK_HELD: Final[LiteralString] = """EXISTS (SELECT FROM pg_locks l
  WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = %(lock)s AND l.granted
    AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))"""
_UNDER_WAY: Final[LiteralString] = f"""
SELECT FROM audit_job j WHERE j.job = %(job)s AND {_LOCK_HELD}
  AND NOT EXISTS (SELECT FROM audit_job_step s WHERE s.job = j.job
    AND s.kind IN ('kept', 'failed', 'stopped'))
  AND NOT EXISTS (SELECT FROM audit_job n WHERE n.asked_at > j.asked_at)
"""
_DUE: Final[LiteralString] = """
SELECT FROM (SELECT coalesce(jsonb_agg(b.book), '[]') AS books FROM book b) h
WHERE jsonb_array_length(h.books) > 0
  AND NOT EXISTS (SELECT FROM audit_run r
    WHERE r.basis IS NOT NULL AND r.as_of >= %(today)s AND r.books @> h.books)
  AND NOT (%(tried)s AND EXISTS (SELECT FROM audit_job j
    WHERE j.as_of = %(today)s AND j.asked_by = %(scheduled)s))
"""
