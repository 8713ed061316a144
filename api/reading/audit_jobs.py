"""Which runs of the rules were asked for, and how far is the one that is under way?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, LiteralString
from uuid import UUID

from pydantic import computed_field

from api.not_found import NotFound
from api.reading.row import Row, fetch
from audit.jobs import is_under_way
from ledger.book.post import Connection
from ledger.storage.database import Database

STATES: Final = {
    "running": "正在运行",
    "stopping": "正在停止",
    "kept": "已完成",
    "stopped": "已停止，没有写入结果",
    "failed": "失败，没有写入结果",
    "broken": "中断，没有写入结果",
}


class BookProgress(Row):
    """One book: how many rules were judged, and whether it is done.

    A run over changes judges only the rules that changes concern.
    """

    book: int
    judged: int
    done: bool


class JobRow(Row):
    """A run that was asked for. `note`: why it failed, or who stopped it."""

    job: UUID
    asked_by: str
    asked_at: datetime
    as_of: date
    rules: int
    full: bool
    state: str
    run: UUID | None
    note: str
    ended_at: datetime | None
    books: list[BookProgress]

    @computed_field
    def state_name(self) -> str:
        return STATES[self.state]

    @computed_field
    def total(self) -> int:
        """Rules × books that there are to judge at most."""
        return self.rules * len(self.books)

    @computed_field
    def done(self) -> int:
        """Of these, how many need no longer be judged."""
        return sum(self.rules if each.done else each.judged for each in self.books)


def jobs(database: Database, books: list[int], *, limit: int = 20) -> list[JobRow]:
    """The newest over any of these books, each with its progress in those only."""
    return _jobs(database, books, None, limit)


def job(database: Database, books: list[int], key: UUID) -> JobRow:
    """Raises NotFound, also where none of its books is within reach."""
    found = _jobs(database, books, key, 1)
    if not found:
        raise NotFound("没有这次运行")
    return found[0]


def books_of(connection: Connection, key: UUID) -> set[int]:
    """All books of a run. Raises NotFound."""
    row = connection.execute("SELECT books FROM audit_job WHERE job = %s", (key,)).fetchone()
    if row is None:
        raise NotFound("没有这次运行")
    return set(row[0])


class _Kept(Row):
    job: UUID
    asked_by: str
    asked_at: datetime
    as_of: date
    rules: int
    full: bool
    books: list[int]
    state: str
    note: str
    ended_at: datetime | None


class _Step(Row):
    job: UUID
    book: int
    judged: int
    done: bool


def _jobs(database: Database, books: list[int], key: UUID | None, limit: int) -> list[JobRow]:
    """On a connection of its own, statement by statement: the lock is looked at first."""
    with database.connect(database.read) as connection:
        held = is_under_way(connection)
        asked: dict[str, object] = {"books": books, "job": key, "limit": limit, "held": held}
        found = fetch(connection, _Kept, _JOBS, asked)
        steps = fetch(connection, _Step, _STEPS, {"jobs": [each.job for each in found]})
    told = {(each.job, each.book): each for each in steps}
    rows = []
    for each in found:
        kept = each.state == "kept"
        reach = [book for book in each.books if book in set(books)]
        progress = [
            BookProgress(
                book=book,
                judged=step.judged if step else 0,
                done=kept or (step.done if step else False),
            )
            for book in reach
            for step in [told.get((each.job, book))]
        ]
        rows.append(
            JobRow(
                **each.model_dump(exclude={"books", "note"}),
                run=UUID(each.note) if kept else None,
                note="" if kept else each.note,
                books=progress,
            )
        )
    return rows


_JOBS: Final[LiteralString] = """
SELECT j.job, j.asked_by, j.asked_at, j.as_of, j.rules, j."full", j.books,
  CASE WHEN e.kind IS NOT NULL THEN e.kind
    WHEN NOT %(held)s OR EXISTS (SELECT FROM audit_job n WHERE n.asked_at > j.asked_at)
      THEN 'broken'
    WHEN s.job IS NOT NULL THEN 'stopping' ELSE 'running' END AS state,
  coalesce(CASE WHEN e.kind = 'stopped' THEN s.note ELSE e.note END, '') AS note,
  e.happened_at AS ended_at
FROM audit_job j
LEFT JOIN audit_job_step e ON e.job = j.job AND e.kind IN ('kept', 'failed', 'stopped')
LEFT JOIN audit_job_step s ON s.job = j.job AND s.kind = 'stop'
WHERE (%(job)s::uuid IS NULL OR j.job = %(job)s)
  AND EXISTS (SELECT FROM jsonb_array_elements(j.books) b
    WHERE b::integer = ANY (%(books)s::integer[]))
ORDER BY j.asked_at DESC LIMIT %(limit)s
"""

_STEPS: Final[LiteralString] = """
SELECT s.job, s.book, (count(*) FILTER (WHERE s.kind = 'judged'))::integer AS judged,
  bool_or(s.kind = 'book') AS done
FROM audit_job_step s WHERE s.job = ANY (%(jobs)s) AND s.kind IN ('judged', 'book')
GROUP BY s.job, s.book
"""
