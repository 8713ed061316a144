"""What happens in the story's two books after it: income, adjustment, recovery, money flowing back.

A county books what its solar station earned, adjusts a project, recovers what stands idle, sends
part of it back, gives part of it out again and writes part of it off; the prefecture receives
some of what was sent back.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.book.voucher import Change, Changed, EntryRef, Relation, Voucher
from tests.ledger.scene import LOWER, UPPER, K, V, account, entry, lot, named, voucher

SENT_BACK = 5
"""Which of the county's steps here sends money back."""
EARNED = replace(
    lot("光伏收益", 1_000_00, book=LOWER),
    origin="asset",
    origin_book=LOWER,
    origin_doc_no="光伏收益协议〔2018〕3号",
    category="资产收益",
    level="county",
    asset=named("光伏电站"),
)


def sequel(project_key: str, *, sent_back: tuple[int, int]) -> list[tuple[int, Voucher]]:
    """(book, voucher) in order; `sent_back`: year and number that the step SENT_BACK gets."""
    unassigned, project = account(K.UNASSIGNED), account(K.PROJECT, project_key)
    recovered, released = account(K.RECOVERED), account(K.RELEASED)
    up, down = account(K.SENT_UP, str(UPPER)), account(K.SENT_DOWN, str(LOWER))
    back = replace(
        entry(down, unassigned, "批次甲", 150_00),
        relation=Relation.RECEIVES,
        of=EntryRef(*sent_back, 1, LOWER),
    )
    adjusted = replace(
        voucher(V.ADJUST, entry(project, unassigned, "批次甲", 400_00)),
        doc_no="略扶办〔2019〕21号",
        changes=(
            Change(Changed.CONTENT, "硬化村道 2.4 公里", "硬化村道 1.5 公里"),
            Change(Changed.AMOUNT, "1000.00 元", "600.00 元"),
        ),
    )
    return [
        (
            LOWER,
            replace(
                voucher(V.INCOME, entry(account(K.SOURCE), unassigned, EARNED.lot, 1_000_00)),
                lots=(EARNED,),
            ),
        ),
        (LOWER, voucher(V.ASSIGN, entry(unassigned, project, "批次甲", 1_000_00))),
        (LOWER, adjusted),
        (LOWER, voucher(V.RECOVER, entry(unassigned, recovered, "批次甲", 500_00))),
        (
            LOWER,
            replace(voucher(V.SEND_BACK, entry(recovered, up, "批次甲", 200_00)), doc_no="缴1"),
        ),
        (LOWER, voucher(V.REISSUE, entry(recovered, unassigned, "批次甲", 100_00))),
        (LOWER, voucher(V.RELEASE, entry(recovered, released, "批次甲", 50_00))),
        (UPPER, voucher(V.RECEIVE_BACK, back)),
    ]
