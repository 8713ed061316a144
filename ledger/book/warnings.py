"""What is suspicious about a voucher, though it may be posted?

Refused is only what would break an invariant. The rest is said to maker and checker and posts only
with the checker's written reason, which stays with the voucher: otherwise the rules could never
find what really happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.book.voucher import Voucher
from ledger.register.library import LibraryState, library_entries, state_on
from ledger.register.links import asset_key, standing_assets
from ledger.storage.tables import Book, FundCategory, Inbound, Lot
from ledger.values.kinds import AccountKind, VoucherKind

_CHOOSES_PROJECT = (VoucherKind.ASSIGN, VoucherKind.ADJUST)


@dataclass(frozen=True, slots=True)
class Warning:
    """One doubt: a stable code, and a Chinese sentence that names the thing."""

    code: str
    message: str


def warnings_of(
    work: Session, book: int, vouchers: Sequence[Voucher], *, today: date
) -> list[tuple[Warning, ...]]:
    """The warnings of each voucher, in the order given."""
    pooled = {
        entry.lot
        for voucher in vouchers
        for entry in voucher.entries
        if entry.end.kind is AccountKind.POOL
    }
    categories = _categories(work, book, pooled, vouchers)
    assets = _assets(work, book, vouchers)
    library = library_entries(work, book, _project_keys(entries_to_projects(vouchers)))
    received = _received(work, book, vouchers)
    found: list[tuple[Warning, ...]] = []
    for voucher in vouchers:
        doubts: dict[str, Warning] = {}
        if voucher.happened_on > today and voucher.precision == "day":
            doubts["future_dated"] = Warning(
                "future_dated", f"业务日期 {voucher.happened_on} 在今天之后"
            )
        if voucher.kind is VoucherKind.ADJUST:
            if not voucher.doc_no and voucher.document is None:
                doubts["no_document"] = Warning("no_document", "调整没有写明依据文号")
            if not voucher.changes:
                doubts["no_changes"] = Warning("no_changes", "调整没有写明改了什么、由什么改为什么")
        for lot in voucher.lots:
            if voucher.kind is VoucherKind.INCOME and lot.asset and lot.asset not in assets:
                doubts["asset_not_registered"] = Warning(
                    "asset_not_registered", "资产收益所指的资产没有登记在本账簿的资产中"
                )
        for entry in voucher.entries:
            if voucher.kind is VoucherKind.SEND_BACK and (
                (entry.end.owner, entry.lot) not in received
            ):
                doubts[f"not_from_there:{entry.lot}"] = Warning(
                    "not_from_there",
                    f"资金批次 {entry.lot} 不是从账簿「{entry.end.owner}」收到的，对方无从收回",
                )
            if entry.end.kind is AccountKind.POOL and entry.lot in categories:
                name = categories[entry.lot]
                doubts[f"not_integrable:{name}"] = Warning(
                    "not_integrable", f"「{name}」不属于可统筹整合的资金，不应进入统筹"
                )
            if (
                voucher.kind in _CHOOSES_PROJECT
                and entry.end.kind is AccountKind.PROJECT
                and entry.end.owner not in doubts
            ):
                keys = _project_keys({entry.end.owner})
                state = state_on(library.get(keys[0]) if keys else None, voucher.happened_on)
                if state is not LibraryState.IN:
                    doubts[entry.end.owner] = Warning(
                        "outside_library", f"安排的项目不在县级项目库中：{state.chinese}"
                    )
        found.append(tuple(doubts.values()))
    return found


def entries_to_projects(vouchers: Sequence[Voucher]) -> set[str]:
    """Owners of the project accounts that assignments and adjustments credit."""
    return {
        entry.end.owner
        for voucher in vouchers
        if voucher.kind in _CHOOSES_PROJECT
        for entry in voucher.entries
        if entry.end.kind is AccountKind.PROJECT
    }


def _categories(
    work: Session, book: int, lots: set[UUID], vouchers: Sequence[Voucher]
) -> dict[UUID, str]:
    """The category names of those lots that may not be integrated."""
    if not lots:
        return {}
    of_lot = {
        lot.lot: lot.category for voucher in vouchers for lot in voucher.lots if lot.lot in lots
    }
    known = work.execute(
        select(col(Lot.lot), col(Lot.category)).where(col(Lot.book) == book, col(Lot.lot).in_(lots))
    )
    of_lot.update((lot, category) for lot, category in known)
    barred = dict(
        work.execute(
            select(col(FundCategory.category), col(FundCategory.name)).where(
                col(FundCategory.category).in_(set(of_lot.values())),
                col(FundCategory.integrable).is_(False),
            )
        ).all()
    )
    return {lot: barred[category] for lot, category in of_lot.items() if category in barred}


def _assets(work: Session, book: int, vouchers: Sequence[Voucher]) -> set[UUID]:
    """The keys of all assets registered in the book, where a voucher names one."""
    if not any(lot.asset for voucher in vouchers for lot in voucher.lots):
        return set()
    return {asset_key(book, asset) for asset in standing_assets(work, book)}


def _received(work: Session, book: int, vouchers: Sequence[Voucher]) -> set[tuple[str, UUID]]:
    """(owner, lot) that money can be sent back to: what that book delivered.

    A bureau that keeps no book with us cannot be asked: whatever is sent to it may be its own.
    """
    sent = {
        (entry.end.owner, entry.lot)
        for voucher in vouchers
        if voucher.kind is VoucherKind.SEND_BACK
        for entry in voucher.entries
    }
    lots = {lot for _, lot in sent}
    if not lots:
        return set()
    delivered = work.execute(
        select(col(Inbound.origin_book), col(Inbound.lot)).where(
            col(Inbound.book) == book, col(Inbound.lot).in_(lots), col(Inbound.upward).is_(False)
        )
    )
    books = {str(number) for (number,) in work.execute(select(col(Book.book)))}
    return {(str(origin), lot) for origin, lot in delivered} | {
        (owner, lot) for owner, lot in sent if owner not in books
    }


def _project_keys(owners: set[str]) -> list[UUID]:
    """What an account of a project names; a name that is no key names no project."""
    return [UUID(owner) for owner in sorted(owners) if _is_uuid(owner)]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
