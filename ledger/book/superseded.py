"""Which drafts will never be posted, because a corrected file took their numbers?

The number that another system gave a payment is used again only after its draft was rejected. From
then on that draft cannot be submitted: two drafts of one payment would pay it twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from ledger.book.draft import DraftStepNotAllowed
from ledger.storage.tables import DraftEvent

# From the few numbers that were used again: the planner knows nothing yet of a file of 100,000 new
# ones, and compared each with each.
_SUPERSEDED = text(
    """
    WITH later AS MATERIALIZED (
      SELECT l.system, l.kind, l.number, l.attempt FROM external_number l
      WHERE l.book = :book AND l.attempt > 1
    )
    SELECT DISTINCT e.draft
    FROM later l
    JOIN external_number e ON e.book = :book AND e.system = l.system AND e.kind = l.kind
      AND e.number = l.number AND e.attempt < l.attempt
    WHERE e.draft = ANY (CAST(:drafts AS uuid[]))
    """
)


def superseded_drafts(work: Session, book: int, drafts: Iterable[UUID]) -> set[UUID]:
    """Those of the drafts of which a number is in a later attempt."""
    return set(work.execute(_SUPERSEDED, {"book": book, "drafts": [*drafts]}).scalars())


def withdraw_rejected(
    work: Session, book: int, drafts: Iterable[UUID], *, actor: str, reason: str, now: datetime
) -> None:
    """Take back drafts that were rejected, so that nobody submits them meanwhile: the step has the
    place in the draft's history that a submission would have.

    Raises DraftStepNotAllowed where one of them is no longer rejected.
    """
    last: dict[UUID, DraftEvent] = {
        each.draft: each
        for each in work.execute(
            select(DraftEvent)
            .where(col(DraftEvent.book) == book, col(DraftEvent.draft).in_(list(drafts)))
            .order_by(col(DraftEvent.seq))
        ).scalars()
    }
    done = superseded_drafts(work, book, last)
    rows: list[dict[str, object]] = []
    for draft, step in last.items():
        if draft in done:
            continue
        if step.action != "reject":
            raise DraftStepNotAllowed("另一人刚刚处理了原来的草稿，请刷新后再看", draft=str(draft))
        rows.append(
            {
                "book": book,
                "draft": draft,
                "seq": step.seq + 1,
                "version": step.version,
                "action": "withdraw",
                "actor": actor,
                "digest": step.digest,
                "reason": reason,
                "happened_at": now,
            }
        )
    if rows:
        try:
            work.execute(insert(DraftEvent), rows)
        except IntegrityError as error:
            raise DraftStepNotAllowed("另一人刚刚处理了原来的草稿，请刷新后再看") from error
