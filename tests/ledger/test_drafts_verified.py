"""What went through draft and approval verifies; a posted voucher nobody approved does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from ledger.book.drafts import NewDraft, approve, post_approved, save, submit
from ledger.book.refusals import NotApproved
from ledger.book.verify import Code, verify
from ledger.storage.database import unit_of_work
from tests.ledger.scene import DAY, UPPER, YEAR, Scene, allocation, lot


@pytest.fixture
def engine(scene: Scene) -> Iterator[Engine]:
    made = scene.database.engine()
    scene.open(UPPER, YEAR)
    yield made
    made.dispose()


def _posted_through_draft(scene: Scene, engine: Engine, *, approved: bool = True) -> None:
    what = replace(allocation(lot("批次", 1_000_00)), memo="第一批")
    with unit_of_work(engine) as work:
        keys = save(
            work,
            UPPER,
            [NewDraft(what, "安排第一批")],
            maker="经办甲",
            today=DAY,
            sealer=scene.sealer,
        )
    with unit_of_work(engine) as work:
        submit(work, keys, actor="经办甲")
    if approved:
        with unit_of_work(engine) as work:
            approve(work, keys, checker="复核乙", reason="已核对文件")
    with unit_of_work(engine) as work:
        post_approved(
            scene.connection, work, keys, checker="复核乙", reach=(UPPER,), sealer=scene.sealer
        )


def test_a_voucher_that_went_through_draft_and_approval_verifies(
    scene: Scene, engine: Engine
) -> None:
    _posted_through_draft(scene, engine)
    scene.assert_silent()
    assert scene.one("SELECT count(*) FROM voucher WHERE key LIKE 'draft:%%'") == 1


def test_a_submitted_draft_is_not_posted(scene: Scene, engine: Engine) -> None:
    with pytest.raises(NotApproved):
        _posted_through_draft(scene, engine, approved=False)
    assert scene.one("SELECT count(*) FROM voucher") == 0


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM draft_event WHERE action = 'approve'",
        "UPDATE draft_event SET actor = 'nobody' WHERE action = 'approve'",
        "UPDATE draft_event SET digest = sha256(digest) WHERE action = 'approve'",
        "UPDATE draft_version SET digest = sha256(digest)",
        "UPDATE draft_version SET maker = 'nobody'",
    ],
)
def test_an_approval_altered_afterwards_is_found(scene: Scene, engine: Engine, change: str) -> None:
    _posted_through_draft(scene, engine)
    tables = ("draft_event", "draft_version")
    with scene.undone(scene.database.owner) as connection:
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        assert connection.execute(change.encode()).rowcount == 1
        report = verify(connection, scene.sealer)
    found = [(each.code, each.book, each.number) for each in report.differences]
    assert found == [(Code.NOT_APPROVED, UPPER, 1)]
