"""A story in two books with every kind of voucher: the smallest that shows each.

A prefecture allocates and passes down; a county receives in two parts, integrates, assigns, pays a
roster through an agent, takes one line back, reverses a payment and carries the rest over; what
follows is told in `sequel.py`. The same steps make the committed vectors, so nothing here is random
but the sealing, and new steps come last: each draws its salts in turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from ledger.book.books import deliver
from ledger.book.private import random_salt, seal_fields
from ledger.book.publication import Publication, publish
from ledger.book.voucher import (
    Entry,
    EntryRef,
    LineRef,
    ListLine,
    Payment,
    PaymentLine,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.register.persons import card_hmac
from tests.ledger import records_story
from tests.ledger.scene import (
    LOWER,
    SEALER,
    UPPER,
    YEAR,
    K,
    Scene,
    V,
    account,
    allocation,
    entry,
    lot,
    named,
    voucher,
)
from tests.ledger.sequel import SENT_BACK, sequel

PROJECT, AGENT, VENDOR = str(named("村道硬化")), "91610727MA0000001X", "91610727MA0000002X"
NOTICE = Publication(
    notice=named("公示"),
    stage="before",
    level="village",
    channel="board",
    region="610727100200",
    subject="benefit_list",
    subject_key=str(named("五月清单")),
    title="五月公益岗位补助公示",
    published_on=date(2019, 5, 2),
    from_on=date(2019, 5, 2),
    until_on=date(2019, 5, 11),
    list=named("五月清单"),
    list_version=1,
    place="村委会公告栏",
    page_digest=b"\x03" * 32,
)
FIRST_EVENT = 3
"""The first three events of each book open it and its two years."""


@dataclass(frozen=True)
class Step:
    """A voucher of the story; its number in its book is its place there."""

    book: int
    key: str
    number: int
    voucher: Voucher

    @property
    def event(self) -> int:
        return FIRST_EVENT + self.number - 1


def story(salt: Callable[[], bytes] = random_salt) -> list[Step]:
    """Every step in order. `salt` salts the payment lines."""
    pool, project = account(K.POOL), account(K.PROJECT, PROJECT)
    unassigned, agent = account(K.UNASSIGNED), account(K.AGENT, AGENT)
    household, vendor = account(K.HOUSEHOLD), account(K.VENDOR, VENDOR)
    opening = replace(lot("期初结余", 9_000_00), origin="opening", category="sector")
    upper = [
        replace(
            voucher(
                V.OPEN,
                entry(account(K.SOURCE), unassigned, opening.lot, 5_000_00),
                entry(account(K.SOURCE), pool, opening.lot, 4_000_00),
                happened_on=date(2018, 12, 31),
            ),
            lots=(opening,),
            precision="year",
            backfill=True,
        ),
        replace(allocation(lot("批次甲", 100_000_00)), doc_no="汉财农〔2019〕1号", memo="第一批"),
        replace(
            voucher(
                V.PASS_DOWN,
                entry(unassigned, account(K.SENT_DOWN, str(LOWER)), "批次甲", 60_000_00),
            ),
            doc_no="汉财农〔2019〕9号",
            document=named("文件九"),
        ),
    ]
    lines = (_line(1, "张三", 3_000_00, salt), _line(2, "李四", 4_000_00, salt))
    roster = tuple(
        replace(entry(project, agent, "批次甲", each.amount_fen), line=each.line) for each in lines
    )
    firm = entry(project, vendor, "批次甲", 500_00)
    lower = [
        replace(_receive(40_000_00), lots=(lot("批次甲", 100_000_00, book=LOWER),)),
        replace(_receive(10_000_00), lots=(lot("批次甲", 100_000_00, book=LOWER),)),
        voucher(V.INTEGRATE, entry(unassigned, pool, "批次甲", 20_000_00)),
        voucher(
            V.ASSIGN,
            entry(unassigned, project, "批次甲", 25_000_00),
            replace(entry(pool, project, "批次甲", 15_000_00), by_rule=True, source_row=4),
        ),
        replace(
            voucher(V.DISBURSE, *roster),
            lines=lines,
            payment=Payment("代发", "ZF-001", date(2019, 5, 6)),
            memo="五月花名册",
        ),
        replace(
            voucher(V.PAY, _of(entry(agent, household, "批次甲", 3_000_00), Relation.SETTLES, 1)),
            lines=(replace(_line(1, "张三", 3_000_00, salt), of=LineRef(YEAR, 5, 1)),),
        ),
        replace(
            voucher(V.RETURN, _of(entry(agent, project, "批次甲", 4_000_00), Relation.RETURNS, 2)),
            lines=(
                replace(
                    _line(1, "李四", 4_000_00, salt),
                    of=LineRef(YEAR, 5, 2),
                    bank_result="账号不存在",
                ),
            ),
        ),
        voucher(V.DISBURSE, firm),
        replace(
            voucher(
                V.REVERSE,
                replace(
                    firm,
                    start=vendor,
                    end=project,
                    relation=Relation.REVERSES,
                    of=EntryRef(YEAR, 8, 1),
                ),
            ),
            reverses=VoucherRef(YEAR, 8),
        ),
        replace(voucher(V.DISBURSE, firm), replaces=VoucherRef(YEAR, 8)),
        voucher(
            V.CARRY_OVER,
            entry(project, account(K.PROJECT, PROJECT, YEAR + 1), "批次甲", 36_500_00),
            happened_on=date(2019, 12, 31),
        ),
    ]
    # One line of the firm's payment is not a roster's: entries without lines exist too.
    told = [
        Step(book, f"{book}-{number}", number, each)
        for book, steps in ((UPPER, upper), (LOWER, lower))
        for number, each in enumerate(steps, start=1)
    ]
    for book, each in sequel(PROJECT, sent_back=(YEAR, len(lower) + SENT_BACK)):
        number = 1 + sum(step.book == book for step in told)
        told.append(Step(book, f"{book}-{number}", number, each))
    return told


def deliver_before(scene: Scene, step: Step) -> None:
    """What was sent before this step arrives at its book."""
    if step.voucher.kind in (V.RECEIVE, V.RECEIVE_BACK):
        deliver(scene.connection, UPPER if step.book == LOWER else LOWER)


def run_story(scene: Scene) -> None:
    """Post the whole story; deliveries happen before they are received."""
    for book in (UPPER, LOWER):
        scene.open(book, YEAR, YEAR + 1)
    for step in story():
        deliver_before(scene, step)
        posted = scene.post(step.book, step.key, step.voucher)
        assert (posted.number, posted.event) == (step.number, step.event)
    publish(scene.connection, LOWER, NOTICE, "系统管理")
    records_story.record(scene)


def _receive(amount_fen: int) -> Voucher:
    moved = entry(account(K.UPSTREAM, str(UPPER)), account(K.UNASSIGNED), "批次甲", amount_fen)
    of = EntryRef(YEAR, 3, 1, UPPER)
    return voucher(V.RECEIVE, replace(moved, relation=Relation.RECEIVES, of=of))


def _of(moved: Entry, relation: Relation, line: int) -> Entry:
    return replace(moved, relation=relation, of=EntryRef(YEAR, 5, line), line=1)


def _line(line: int, name: str, amount_fen: int, salt: Callable[[], bytes]) -> PaymentLine:
    card = f"621700000000000000{line}"
    fields = {"household": str(named(name)), "person": str(named(name + "本人")), "card": card}
    return PaymentLine(
        line=line,
        amount_fen=amount_fen,
        region="610727100200",
        household=named(name),
        person=named(name + "本人"),
        project=named("村道硬化"),
        benefit="公益岗位",
        period_from=date(2019, 5, 1),
        period_to=date(2019, 5, 31),
        quantity_milli=1_000,
        rate_fen=amount_fen,
        entitlement=ListLine(named("五月清单"), 1, line),
        card_hmac=card_hmac(SEALER, card),
        private=seal_fields(SEALER, fields, salt=salt),
    )
