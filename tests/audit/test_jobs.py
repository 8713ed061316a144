"""A run is one at a time, tells how far it is, and leaves nothing when it is stopped."""

from __future__ import annotations

from datetime import date

import pytest

from audit.engine import AuditBookUnknown, AuditCancelled
from audit.findings import list_runs
from audit.jobs import (
    AuditJobUnknown,
    AuditRunning,
    Job,
    ask_to_stop,
    begin,
    begun,
    is_due,
    today_of,
)
from ledger.storage.database import Database
from tests.audit.steps import arrives
from tests.audit.world import Ground, World

ON = date(2020, 1, 2)
RULES = ["ID02", "ID03"]


@pytest.fixture
def world(ground: Ground) -> World:
    made = World(ground)
    arrives("甲批", 1000, "2019-01-01")(made)
    return made


def steps(database: Database, job: Job) -> list[tuple[str, int, str, str]]:
    with database.connect() as connection:
        return [
            (kind, book, rule, note)
            for kind, book, rule, note in connection.execute(
                "SELECT kind, book, rule, note FROM audit_job_step WHERE job = %s"
                " ORDER BY happened_at",
                (job.job,),
            )
        ]


def kept(database: Database) -> list[object]:
    """What a run leaves behind."""
    with database.connect() as connection:
        return [
            connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
            for name in ("audit_run", "audit_outcome", "finding", "audit_due")
        ]


def test_a_run_tells_each_rule_and_book_and_how_it_ended(world: World) -> None:
    database = world.ground.database
    with begun(database, as_of=ON, actor="审计丙", books=[world.book], rules=RULES) as job:
        result = job.run()
    assert steps(database, job) == [
        ("judged", world.book, "ID02", ""),
        ("judged", world.book, "ID03", ""),
        ("book", world.book, "", ""),
        ("kept", 0, "", str(result.run.run)),
    ]
    assert list_runs(database, limit=1)[0] == result.run
    with pytest.raises(AuditJobUnknown):
        ask_to_stop(database, job.job, actor="审计丁")


def test_there_is_one_run_at_a_time_and_the_next_may_begin_when_it_is_gone(world: World) -> None:
    database = world.ground.database
    asked = {"as_of": ON, "actor": "审计丙", "books": [world.book], "rules": RULES}
    first = begin(database, **asked)  # type: ignore[arg-type]
    with pytest.raises(AuditRunning):
        begin(database, **asked)  # type: ignore[arg-type]
    first.connection.close()
    with begun(database, **asked) as job:  # type: ignore[arg-type]
        assert job.run().findings
    with pytest.raises(AuditBookUnknown):
        begin(database, as_of=ON, actor="丙", books=[999999])


def test_a_run_that_is_stopped_between_two_rules_leaves_nothing_half_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.jobs._ASK_AGAIN_S", 0.0)
    database = world.ground.database
    before = kept(database)
    job = begin(database, as_of=ON, actor="审计丙", books=[world.book], rules=RULES)
    with job.connection, pytest.raises(AuditCancelled):
        job.run(lambda *_: ask_to_stop(database, job.job, actor="审计丁"))
    assert [(kind, rule, note) for kind, _, rule, note in steps(database, job)] == [
        ("judged", "ID02", ""),
        ("stop", "", "审计丁"),
        ("stopped", "", ""),
    ]
    assert kept(database) == before


def test_a_run_is_due_until_one_over_all_books_is_kept_for_the_day(world: World) -> None:
    database = world.ground.database
    with database.connect() as connection:
        today = today_of(connection)
    assert is_due(database, tried_counts=False) == today
    with begun(database, as_of=today, actor="审计丙", books=[world.book], rules=RULES) as job:
        job.run()
    assert is_due(database, tried_counts=False) == today
    with begun(database, as_of=today, actor="审计丙", rules=RULES) as job:
        job.run()
    assert is_due(database, tried_counts=False) is None
