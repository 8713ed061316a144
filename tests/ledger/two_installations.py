"""Two installations that know each other's keys: a prefecture and a county on its own machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date

from ledger.book.books import NewBook, open_book, open_year
from ledger.book.exchange import TakenIn, export_deliveries, export_receipt, take_in
from ledger.book.peers import trust
from ledger.book.post import Posted
from ledger.book.voucher import EntryRef, Relation, Voucher
from ledger.storage.embedded import Server
from ledger.storage.signing import SigningKey
from tests.conftest import _clone
from tests.ledger.scene import LOWER, UPPER, YEAR, K, Scene, V, account, entry, lot, voucher

UPPER_KEY, LOWER_KEY = SigningKey.of(b"\x0a" * 32), SigningKey.of(b"\x0b" * 32)
STRANGER = SigningKey.of(b"\x0c" * 32)
AMOUNT_FEN = 100_000_00


@dataclass
class TwoInstallations:
    """The prefecture has passed nothing down yet; its lot 批次甲 has 100,000.00 yuan."""

    upper: Scene
    lower: Scene

    def pass_down(self, amount_fen: int, key: str = "下达") -> Posted:
        moved = entry(account(K.UNASSIGNED), account(K.SENT_DOWN, str(LOWER)), "批次甲", amount_fen)
        what = replace(voucher(V.PASS_DOWN, moved), doc_no="汉财农〔2019〕9号")
        return self.upper.post(UPPER, key, what)

    def receive(self, of: Posted, amount_fen: int, key: str = "收到") -> Posted:
        return self.lower.post(LOWER, key, receipt_of(of, amount_fen))

    def down(self, *, every: bool = False) -> bytes:
        return export_deliveries(
            self.upper.connection, UPPER_KEY, UPPER, LOWER, every=every
        ).content

    def up(self) -> bytes:
        return export_receipt(self.lower.connection, LOWER_KEY, LOWER, UPPER).content

    def arrive(self, content: bytes) -> TakenIn:
        return take_in(self.lower.connection, content, actor="县里的导入人")

    def acknowledge(self, content: bytes) -> TakenIn:
        return take_in(self.upper.connection, content, actor="市里的导入人")


def receipt_of(of: Posted, amount_fen: int) -> Voucher:
    moved = entry(account(K.UPSTREAM, str(UPPER)), account(K.UNASSIGNED), "批次甲", amount_fen)
    named = replace(
        moved, relation=Relation.RECEIVES, of=EntryRef(of.year, of.number, 1, book=UPPER)
    )
    return replace(voucher(V.RECEIVE, named), lots=(lot("批次甲", AMOUNT_FEN, book=LOWER),))


@contextmanager
def two_installations(server: Server) -> Iterator[TwoInstallations]:
    with ExitStack() as stack:
        scenes = [
            stack.enter_context(Scene.of(stack.enter_context(_clone(server, demo=True))))
            for _ in range(2)
        ]
        for scene, book in zip(scenes, (UPPER, LOWER), strict=True):
            new = NewBook(book, f"账簿{book}", f"财政局{book}", "county", date(2019, 1, 1))
            open_book(scene.connection, new, "系统管理")
            open_year(scene.connection, book, YEAR, "系统管理")
        both = TwoInstallations(*scenes)
        moved = entry(account(K.SOURCE), account(K.UNASSIGNED), "批次甲", AMOUNT_FEN)
        allocated = replace(voucher(V.ALLOCATE, moved), lots=(lot("批次甲", AMOUNT_FEN),))
        both.upper.post(UPPER, "安排", allocated)
        trust(both.lower.connection, UPPER_KEY.public, name="市财政局", books=[UPPER], actor="甲")
        trust(both.upper.connection, LOWER_KEY.public, name="县财政局", books=[LOWER], actor="乙")
        yield both
