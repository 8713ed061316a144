"""The total of several books: money passed down counts once, money entered twice counts once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

from fastapi.testclient import TestClient

from ledger.book.post import Actor, Posting, post
from ledger.book.same_as import Link, link, unlink
from ledger.book.voucher import AccountRef, Entry, NewLot, Voucher
from ledger.values.kinds import AccountKind, VoucherKind
from tests.api.conftest import Signed
from tests.api.world import LOWER, UPPER, World

Bearer = Callable[[str], dict[str, str]]
FEN = 345_67
OLD = 2017
"""A budget year that nothing else in the world belongs to."""


def _allocated(world: World, book: int, origin: str) -> NewLot:
    made = NewLot(
        lot=uuid4(),
        origin=origin,
        origin_book=book,
        origin_doc_no="汉财农〔2017〕8号",
        origin_on=date(2019, 1, 4),
        origin_amount_fen=FEN,
        category="扶贫发展资金",
        level="prefecture",
        doc_nos=("汉财农〔2017〕8号",),
        document_on=date(2019, 1, 4),
        received_on=date(2019, 1, 4),
        budget_year=OLD,
    )
    year = date(2019, 1, 4).year
    start, end = (AccountRef(kind, year) for kind in (AccountKind.SOURCE, AccountKind.UNASSIGNED))
    voucher = Voucher(
        VoucherKind.ALLOCATE, year, made.document_on, (Entry(start, end, made.lot, FEN),)
    )
    with world.system.database.connect() as connection:
        post(
            connection,
            book,
            [Posting(str(made.lot), replace(voucher, lots=(made,)))],
            Actor("upper_maker", "upper_checker", (UPPER, LOWER)),
            world.system.sealer,
        )
    return made


def test_a_lot_that_two_bureaus_entered_counts_once_in_their_total(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    def asked(login: str) -> tuple[int, int]:
        found = client.get("/api/totals", headers=bearer(login)).json()["years"]
        return next(
            (each["brought_in"]["fen"], each["entered_again"]["fen"])
            for each in found
            if each["budget_year"] == OLD
        )

    above, here = _allocated(world, UPPER, "documented"), _allocated(world, LOWER, "external")
    assert (asked("auditor"), asked("maker")) == ((2 * FEN, 0), (FEN, 0))
    on, doc_no = date(2019, 5, 30), "略财农〔2019〕30号"
    with world.system.database.connect() as connection:
        link(connection, Link(LOWER, here.lot, above.lot, on, doc_no), actor="maker")
        assert (asked("auditor"), asked("maker")) == ((FEN, FEN), (FEN, 0))
        assert "重复录入" in browse("auditor").get("/books").text
        assert doc_no in browse("auditor").get(f"/lots/{above.lot}").text
        shown = client.get(f"/api/lots/{here.lot}", headers=bearer("maker")).json()["same_money"]
        assert [each["same_as"] for each in shown] == [str(above.lot)]
        unlink(
            connection, LOWER, here.lot, stated_on=on, doc_no="略财农〔2019〕31号", actor="maker"
        )
    assert asked("auditor") == (2 * FEN, 0)


def test_money_passed_down_counts_where_it_began(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    """200万 came to the prefecture, which passed some down; the county alone received 100万."""
    for login, fen in (("auditor", 200_000_000), ("maker", 100_000_000)):
        found = client.get("/api/totals", headers=bearer(login)).json()["years"]
        assert [each["brought_in"]["fen"] for each in found if each["budget_year"] == 2019] == [fen]
