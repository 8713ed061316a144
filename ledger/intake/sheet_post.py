"""How do the drafts of a file get posted, all of them, also after an interruption?

Draft by draft: submitted, approved, posted, each voucher whole and in its own transaction. What is
done already is read from the ledger (a draft's posting key is a voucher) and from the draft's last
step, so the same call again after a crash does the rest and posts nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from ledger.book.drafts import DraftKey, DraftStepNotAllowed, approve, post_approved, submit
from ledger.book.post import Connection
from ledger.book.superseded import superseded_drafts
from ledger.intake.quarantine import open_rows
from ledger.storage.database import unit_of_work
from ledger.storage.sealing import Sealer
from ledger.storage.tables import Draft, DraftEvent, DraftVersion, SourceDocument
from ledger.storage.tables import Voucher as VoucherRow
from ledger.values.refusal import Refusal


class RowsStillAside(Refusal):
    """A file is posted in one go when none of its rows is set aside."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far posting is: vouchers and lines done of all, those of earlier runs too.

    A line is a payment line, or an entry of a voucher that has no payment lines. `number` 0: before
    the first voucher of this run.
    """

    done: int
    all: int
    lines: int
    all_lines: int
    year: int
    number: int


def drafts_of(work: Session, book: int, external_id: str) -> list[DraftKey]:
    """The newest versions of the drafts that all versions of a document made, in posting order."""
    newest = (
        select(col(DraftVersion.draft), func.max(col(DraftVersion.version)).label("version"))
        .join(
            Draft,
            (col(Draft.book) == col(DraftVersion.book))
            & (col(Draft.draft) == col(DraftVersion.draft)),
        )
        .join(
            SourceDocument,
            (col(SourceDocument.book) == col(Draft.book))
            & (col(SourceDocument.document) == col(Draft.document)),
        )
        .where(col(SourceDocument.book) == book, col(SourceDocument.external_id) == external_id)
        .group_by(col(DraftVersion.draft))
        .subquery()
    )
    rows = work.execute(
        select(col(DraftVersion.draft), col(DraftVersion.version), col(DraftVersion.digest))
        .join(
            newest,
            (newest.c.draft == col(DraftVersion.draft))
            & (newest.c.version == col(DraftVersion.version)),
        )
        .where(col(DraftVersion.book) == book)
        .order_by(col(DraftVersion.made_at), col(DraftVersion.title), col(DraftVersion.draft))
    )
    keys = [DraftKey(book, draft, version, digest) for draft, version, digest in rows]
    replaced = superseded_drafts(work, book, [each.draft for each in keys])
    return [each for each in keys if each.draft not in replaced]


def post_file(
    connection: Connection,
    engine: Engine,
    book: int,
    external_id: str,
    *,
    maker: str,
    checker: str,
    reason: str,
    sealer: Sealer,
    say: Callable[[Progress], None],
) -> int:
    """Post every draft of the document that is not posted. Returns how many were posted now.

    Raises what approving and posting raise; drafts before the refused one stay posted.
    """
    with unit_of_work(engine) as work:
        if aside := _rows_aside(work, book, external_id):
            raise RowsStillAside(
                f"文件还有 {aside} 行退回没有处理，不能整份记账；请先改正，或在网页上逐份复核",
                rows=aside,
            )
        keys = drafts_of(work, book, external_id)
        posted = _posted(work, keys)
        sizes = _sizes(work, keys)
    done, all_lines = 0, sum(sizes.values())
    lines = sum(sizes[key.draft] for key in keys if key.posting_key in posted)
    before = len(posted)
    say(Progress(before, len(keys), lines, all_lines, 0, 0))
    for key in keys:
        if key.posting_key in posted:
            continue
        for step in _steps(engine, key):
            with unit_of_work(engine) as work:
                if step == "submit":
                    submit(work, [key], actor=maker)
                else:
                    approve(work, [key], checker=checker, reason=reason)
        with unit_of_work(engine) as work:
            (made,) = post_approved(
                connection, work, [key], checker=checker, reach=(book,), sealer=sealer
            )
        done += 1
        lines += sizes[key.draft]
        say(Progress(before + done, len(keys), lines, all_lines, made.year, made.number))
    return done


def _steps(engine: Engine, key: DraftKey) -> Iterator[str]:
    """What is left to do before posting."""
    with unit_of_work(engine) as work:
        last = work.execute(
            select(col(DraftEvent.action), col(DraftEvent.version))
            .where(col(DraftEvent.book) == key.book, col(DraftEvent.draft) == key.draft)
            .order_by(col(DraftEvent.seq).desc())
            .limit(1)
        ).first()
    action = last[0] if last and last[1] == key.version else None
    if action in ("reject", "withdraw"):
        raise DraftStepNotAllowed(
            f"草稿 {key.draft} 已被退回或撤回，请先处理", draft=str(key.draft)
        )
    if action is None:
        yield "submit"
    if action != "approve":
        yield "approve"


def _posted(work: Session, keys: Sequence[DraftKey]) -> set[str]:
    if not keys:
        return set()
    rows = work.execute(
        select(col(VoucherRow.key)).where(
            col(VoucherRow.book) == keys[0].book,
            col(VoucherRow.key).in_([each.posting_key for each in keys]),
        )
    )
    return set(rows.scalars())


def _sizes(work: Session, keys: Sequence[DraftKey]) -> dict[UUID, int]:
    """Lines by draft, counted by the database: a roster's contents are long."""
    if not keys:
        return {}
    newest = {key.draft: key.version for key in keys}
    rows = work.execute(
        select(
            col(DraftVersion.draft),
            col(DraftVersion.version),
            func.coalesce(
                func.nullif(func.jsonb_array_length(col(DraftVersion.content)["lines"]), 0),
                func.jsonb_array_length(col(DraftVersion.content)["entries"]),
            ),
        ).where(col(DraftVersion.book) == keys[0].book, col(DraftVersion.draft).in_(newest))
    )
    return {draft: size for draft, version, size in rows if newest[draft] == version}


def _rows_aside(work: Session, book: int, external_id: str) -> int:
    """How many rows of the document are set aside and not resolved."""
    documents: set[UUID] = set(
        work.execute(
            select(col(SourceDocument.document)).where(
                col(SourceDocument.book) == book, col(SourceDocument.external_id) == external_id
            )
        ).scalars()
    )
    kind = external_id.partition(":")[0]
    return sum(each.document in documents for each in open_rows(work, book, kind))
