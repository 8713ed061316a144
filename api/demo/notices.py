"""The ten real notices that the demo ships: imported, checked and posted as a clerk would.

What an import leaves 待补正 stays so: it is on the clerk's list. Their books go live the day after
the demo's last day, so all of it is history entered late (补录) and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from ledger.book.books import deliver
from ledger.book.drafts import DraftState, approve, list_drafts, post_approved, submit
from ledger.book.post import Connection
from ledger.intake.notice_import import Importer
from ledger.intake.notice_intake import notice_paths, take_in_file
from ledger.register.regions import shipped_regions
from ledger.storage.database import unit_of_work
from ledger.storage.sealing import Sealer

FOLDER = Path(__file__).parent / "data"
MAKER, CHECKER = "演示经办", "演示复核"
REASON = "按公布的分配公告登记，公告原文即为依据"


def post_real_notices(
    connection: Connection,
    engine: Engine,
    sealer: Sealer,
    *,
    today: date,
    say: Callable[[str], None],
) -> int:
    """Import and post what can be posted; again, it only finishes what is unfinished.

    Returns how many vouchers were posted now.
    """
    tree = shipped_regions()
    importer = Importer(
        connection, engine, sealer, tree, MAKER, today, live_from=today + timedelta(days=1)
    )
    posted = 0
    for path in notice_paths(FOLDER):
        for intake in take_in_file(path, tree):
            imported = importer.take(intake)
            if imported is None:
                continue
            now = _post(connection, engine, sealer, imported.book, imported.document)
            if now:
                say(f"已登记公告 {intake.notice_id}：账簿 {imported.book}，凭证 {now} 张")
            posted += now
    return posted


def _post(connection: Connection, engine: Engine, sealer: Sealer, book: int, document: UUID) -> int:
    """Take every complete draft of the document to the ledger, in the order of the notice."""
    with unit_of_work(engine) as work:
        drafts = [
            each
            for each in list_drafts(work, book, document=document)
            if each.state not in (DraftState.INCOMPLETE, DraftState.POSTED)
        ]
        drafts.sort(key=lambda each: _ORDER.index(each.voucher.kind.value))
        keys = [each.key for each in drafts]
        opened = [each.key for each in drafts if each.state is DraftState.OPEN]
        waiting = [each.key for each in drafts if each.state is DraftState.SUBMITTED]
        submit(work, opened, actor=MAKER)
        approve(work, opened + waiting, checker=CHECKER, reason=REASON)
    with unit_of_work(engine) as work:
        posted = post_approved(
            connection, work, keys, checker=CHECKER, reach=(book,), sealer=sealer
        )
    deliver(connection, book)
    return len(posted)


_ORDER = ("allocate", "pass_down", "integrate", "assign")
