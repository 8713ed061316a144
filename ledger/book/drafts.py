"""How does a voucher come to be approved? Draft → submitted → approved by another → posted.

Versions and steps are added, never changed; an edit makes a new version, and only the newest can
be submitted. Approval names a version and the digest of its content. Whether a draft is posted is
read from the ledger under its key `draft:<uuid>:<version>`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from ledger.book.attachment import fix_attachments
from ledger.book.draft import (
    AFTER,
    DraftIncomplete,
    DraftKey,
    DraftNotNewest,
    DraftState,
    DraftStepNotAllowed,
    DraftUnknown,
    DraftView,
    NewDraft,
    Problem,
)
from ledger.book.post import Actor, Connection, Posted, Posting, digest_of, post
from ledger.book.refusals import MakerIsChecker, ReasonMissing
from ledger.book.superseded import superseded_drafts
from ledger.book.voucher import voucher_from_json, voucher_json
from ledger.book.warnings import warnings_of
from ledger.storage.sealing import Sealer
from ledger.storage.tables import Draft, DraftEvent, DraftVersion
from ledger.storage.tables import Voucher as VoucherRow

__all__ = [
    "DraftIncomplete",
    "DraftKey",
    "DraftNotNewest",
    "DraftState",
    "DraftStepNotAllowed",
    "DraftUnknown",
    "DraftView",
    "NewDraft",
    "Problem",
    "approve",
    "approved_postings",
    "ledger_now",
    "list_drafts",
    "post_approved",
    "reject",
    "save",
    "submit",
    "view",
    "withdraw",
]


def save(
    work: Session, book: int, drafts: Sequence[NewDraft], *, maker: str, today: date, sealer: Sealer
) -> list[DraftKey]:
    """Write new drafts, or new versions of those that are here already. Returns keys in order.

    The warnings found now are part of the content, so the checker approves exactly those.
    Raises DraftStepNotAllowed where the draft is posted already.
    """
    now = ledger_now(work)
    known = _newest_versions(work, book, [each.draft for each in drafts if each.draft])
    found = warnings_of(work, book, [each.voucher for each in drafts], today=today)
    keys: list[DraftKey] = []
    fresh: list[dict[str, object]] = []
    versions: list[dict[str, object]] = []
    for new, warnings in zip(drafts, found, strict=True):
        codes = tuple(sorted({warning.code for warning in warnings}))
        voucher = replace(new.voucher, warned=codes)
        draft, version = new.draft or uuid4(), 1
        if draft not in known:
            fresh.append(
                {"book": book, "draft": draft, "created_at": now, "document": new.document}
            )
        else:
            version = known[draft] + 1
            _refuse_if_posted(work, book, [(draft, version - 1)])
        key = DraftKey(book, draft, version, digest_of(voucher, sealer))
        keys.append(key)
        versions.append(
            {
                "book": book,
                "draft": draft,
                "version": version,
                "title": new.title,
                "kind": voucher.kind.value,
                "amount_fen": voucher.amount_fen,
                "content": json.loads(voucher_json(voucher)),
                "digest": key.digest,
                "warnings": [{"code": each.code, "message": each.message} for each in warnings],
                "problems": [
                    {"row": each.row, "column": each.column, "reason": each.reason}
                    for each in new.problems
                ],
                "maker": maker,
                "made_at": now,
            }
        )
    if fresh:
        work.execute(insert(Draft), fresh)
    if versions:
        work.execute(insert(DraftVersion), versions)
    return keys


def submit(work: Session, keys: Sequence[DraftKey], *, actor: str, reason: str = "") -> None:
    """Hand the drafts to the checker; `reason` explains leads that a check has found.

    Raises DraftIncomplete, DraftNotNewest, DraftStepNotAllowed.
    """
    found = _versions(work, keys)
    replaced = superseded_drafts(work, keys[0].book, [key.draft for key in keys]) if keys else ()
    for key, row in found.items():
        if key.draft in replaced:
            raise DraftStepNotAllowed(
                f"草稿「{row.title}」的外部编号已由更正的文件重新导入，不能再提交",
                draft=str(key.draft),
                action="submit",
            )
        if row.problems:
            raise DraftIncomplete(
                f"草稿「{row.title}」还有 {len(row.problems)} 处待补正，不能提交",
                draft=str(key.draft),
                problems=row.problems,
            )
    allowed = {None, "reject", "withdraw"}
    _step(work, found, "submit", actor=actor, allowed=allowed, reason=reason)


def approve(work: Session, keys: Sequence[DraftKey], *, checker: str, reason: str = "") -> None:
    """Approve these very contents. Raises MakerIsChecker, ReasonMissing, DraftStepNotAllowed."""
    found = _versions(work, keys)
    for key, row in found.items():
        if row.maker == checker:
            raise MakerIsChecker(MakerIsChecker.template.format(maker=checker), maker=checker)
        if row.warnings and not reason.strip():
            raise ReasonMissing(
                "；".join(each["message"] for each in row.warnings)
                + "。仍要通过的，复核人必须写明理由",
                draft=str(key.draft),
            )
    _step(work, found, "approve", actor=checker, allowed={"submit"}, reason=reason)


def reject(work: Session, keys: Sequence[DraftKey], *, checker: str, reason: str) -> None:
    """Send the drafts back to their maker. Raises ReasonMissing, DraftStepNotAllowed."""
    if not reason.strip():
        raise ReasonMissing("退回草稿必须写明理由")
    allowed: set[str | None] = {"submit", "approve"}
    _step(work, _versions(work, keys), "reject", actor=checker, allowed=allowed, reason=reason)


def withdraw(work: Session, keys: Sequence[DraftKey], *, actor: str) -> None:
    """The maker takes the drafts back before they are decided."""
    allowed = {None, "submit", "reject"}
    _step(work, _versions(work, keys), "withdraw", actor=actor, allowed=allowed)


def approved_postings(
    connection: Connection,
    work: Session,
    keys: Sequence[DraftKey],
    *,
    checker: str,
    reach: tuple[int, ...],
) -> list[Posting]:
    """What `post()` is to be given for approved drafts of one book, each with its own actor.

    Maker and reason are those of the draft. Its files are fixed first, so that no voucher ever
    stands without them.
    """
    rows, approvals = _versions(work, keys), _last_steps(work, keys)
    postings: list[Posting] = []
    if keys:
        posting_keys = {key.draft: key.posting_key for key in keys}
        fix_attachments(connection, keys[0].book, posting_keys, checker)
    for key, row in rows.items():
        approval = approvals.get(key.draft)
        actor = Actor(row.maker, checker, reach, reason=approval.reason if approval else "")
        voucher = voucher_from_json(json.dumps(row.content))
        postings.append(Posting(key.posting_key, voucher, actor))
    return postings


def post_approved(
    connection: Connection,
    work: Session,
    keys: Sequence[DraftKey],
    *,
    checker: str,
    reach: tuple[int, ...],
    sealer: Sealer,
) -> list[Posted]:
    """Post approved drafts of one book in order, all or none. The approvals must be committed."""
    postings = approved_postings(connection, work, keys, checker=checker, reach=reach)
    if not postings:
        return []
    first = postings[0].actor
    assert first is not None
    return post(connection, keys[0].book, postings, first, sealer)


def view(work: Session, book: int, draft: UUID) -> DraftView:
    """The newest version of a draft. Raises DraftUnknown."""
    views = list_drafts(work, book, only=[draft])
    if not views:
        raise DraftUnknown(f"账簿 {book} 没有草稿 {draft}", book=book, draft=str(draft))
    return views[0]


def list_drafts(
    work: Session, book: int, *, only: Iterable[UUID] | None = None, document: UUID | None = None
) -> list[DraftView]:
    """The newest versions of the drafts of a book, oldest draft first."""
    query = (
        select(Draft, DraftVersion)
        .join(
            DraftVersion,
            (col(DraftVersion.book) == col(Draft.book))
            & (col(DraftVersion.draft) == col(Draft.draft)),
        )
        .where(col(Draft.book) == book)
        .order_by(col(Draft.created_at), col(Draft.draft), col(DraftVersion.version))
    )
    if only is not None:
        query = query.where(col(Draft.draft).in_(list(only)))
    if document is not None:
        query = query.where(col(Draft.document) == document)
    newest: dict[UUID, tuple[Draft, DraftVersion]] = {
        version.draft: (draft, version) for draft, version in work.execute(query)
    }
    last: dict[UUID, DraftEvent] = {
        event.draft: event
        for (event,) in work.execute(
            select(DraftEvent)
            .where(col(DraftEvent.book) == book, col(DraftEvent.draft).in_(newest))
            .order_by(col(DraftEvent.seq))
        )
    }
    keys = {f"draft:{draft}:{version.version}": draft for draft, (_, version) in newest.items()}
    posted = {
        keys[key]: (year, number)
        for key, year, number in work.execute(
            select(col(VoucherRow.key), col(VoucherRow.year), col(VoucherRow.number)).where(
                col(VoucherRow.book) == book, col(VoucherRow.key).in_(keys)
            )
        )
    }
    return [
        _view(draft, version, last.get(draft.draft), posted.get(draft.draft))
        for draft, version in newest.values()
    ]


def ledger_now(work: Session) -> datetime:
    """The ledger's clock, simulated in a demo."""
    now = work.execute(text("SELECT sunledger.ledger_now()")).scalar_one()
    assert isinstance(now, datetime)
    return now


def _view(
    draft: Draft, version: DraftVersion, last: DraftEvent | None, posted: tuple[int, int] | None
) -> DraftView:
    current = last if last and last.version == version.version else None
    if posted:
        state = DraftState.POSTED
    elif current:
        state = AFTER[current.action]
    else:
        state = DraftState.INCOMPLETE if version.problems else DraftState.OPEN
    return DraftView(
        key=DraftKey(draft.book, draft.draft, version.version, version.digest),
        state=state,
        title=version.title,
        voucher=voucher_from_json(json.dumps(version.content)),
        warnings=tuple(version.warnings),
        problems=tuple(version.problems),
        maker=version.maker,
        made_at=version.made_at,
        document=draft.document,
        reason=current.reason if current else "",
        posted=posted,
    )


def _versions(work: Session, keys: Sequence[DraftKey]) -> dict[DraftKey, DraftVersion]:
    """The rows of these keys, each of them the newest version of its draft and unaltered."""
    newest: dict[UUID, DraftVersion] = {}
    if keys:
        query = (
            select(DraftVersion)
            .where(
                col(DraftVersion.book) == keys[0].book,
                col(DraftVersion.draft).in_([key.draft for key in keys]),
            )
            .order_by(col(DraftVersion.version))
        )
        newest = {row.draft: row for (row,) in work.execute(query)}
    found: dict[DraftKey, DraftVersion] = {}
    for key in keys:
        row = newest.get(key.draft)
        if row is None or key.book != keys[0].book:
            raise DraftUnknown(f"账簿 {key.book} 没有草稿 {key.draft}", draft=str(key.draft))
        if (row.version, row.digest) != (key.version, key.digest):
            raise DraftNotNewest(
                f"草稿「{row.title}」已有更新的版本，请刷新后再办理",
                draft=str(key.draft),
                version=key.version,
            )
        found[key] = row
    return found


def _newest_versions(work: Session, book: int, drafts: Sequence[UUID]) -> dict[UUID, int]:
    if not drafts:
        return {}
    query = (
        select(col(DraftVersion.draft), func.max(col(DraftVersion.version)))
        .where(col(DraftVersion.book) == book, col(DraftVersion.draft).in_(drafts))
        .group_by(col(DraftVersion.draft))
    )
    return {draft: int(newest) for draft, newest in work.execute(query)}


def _last_steps(work: Session, keys: Sequence[DraftKey]) -> dict[UUID, DraftEvent]:
    """The last step of each draft that has had one."""
    if not keys:
        return {}
    query = (
        select(DraftEvent)
        .where(
            col(DraftEvent.book) == keys[0].book,
            col(DraftEvent.draft).in_([key.draft for key in keys]),
        )
        .order_by(col(DraftEvent.seq))
    )
    return {event.draft: event for (event,) in work.execute(query)}


def _step(
    work: Session,
    versions: Mapping[DraftKey, DraftVersion],
    action: str,
    *,
    actor: str,
    allowed: set[str | None],
    reason: str = "",
) -> None:
    """Write the step for drafts that `_versions` has found to be the newest."""
    keys = list(versions)
    now, steps = ledger_now(work), _last_steps(work, keys)
    if keys:
        _refuse_if_posted(work, keys[0].book, [(key.draft, key.version) for key in keys])
    rows: list[dict[str, object]] = []
    for key in versions:
        last = steps.get(key.draft)
        # A step of an older version says nothing of this one.
        before = last.action if last and last.version == key.version else None
        if before not in allowed:
            state = AFTER[before].chinese if before else "草稿"
            raise DraftStepNotAllowed(
                f"草稿现在是「{state}」，不能{_VERB[action]}",
                draft=str(key.draft),
                action=action,
                before=before,
            )
        rows.append(
            {
                "book": key.book,
                "draft": key.draft,
                "seq": (last.seq if last else 0) + 1,
                "version": key.version,
                "action": action,
                "actor": actor,
                "digest": key.digest,
                "reason": reason.strip(),
                "happened_at": now,
            }
        )
    if rows:
        try:
            work.execute(insert(DraftEvent), rows)
        except IntegrityError as error:
            raise DraftStepNotAllowed("另一人刚刚处理了这份草稿，请刷新后再看") from error


_VERB = {"submit": "提交", "approve": "复核通过", "reject": "退回", "withdraw": "撤回"}


def _refuse_if_posted(work: Session, book: int, versions: Sequence[tuple[UUID, int]]) -> None:
    """Refuse where any version up to the one given is in the ledger."""
    keys = [f"draft:{draft}:{n}" for draft, newest in versions for n in range(1, newest + 1)]
    posted = work.execute(
        select(col(VoucherRow.key), col(VoucherRow.year), col(VoucherRow.number)).where(
            col(VoucherRow.book) == book, col(VoucherRow.key).in_(keys)
        )
    ).first()
    if posted:
        raise DraftStepNotAllowed(
            f"草稿已经记账（{posted[1]} 年第 {posted[2]} 号凭证），不能再改；更正请红冲",
            draft=posted[0].split(":")[1],
        )
