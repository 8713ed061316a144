"""The leads that the ten real notices raise are those that a reader of the notices derives by hand.

As of 2020-12-31, knowing nothing but the notices: money that was divided among projects and of
which no payment is known is idle; money of which only the sources were published is not arranged.
"""

from __future__ import annotations

from api.demo.days import AS_OF
from api.demo.notices import post_real_notices
from audit.engine import run
from ledger.register.shipped import load_shipped
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import Sealer

WAN = 1_000_000
"""Fen of 1万元."""

BY_HAND = {
    # A01 2019-02-18: all passed down to six units that keep no book here.
    (511900, "DV04"): "6 not computable",
    # A02 2019-01-07: five sources published, no arrangement: 724 days in 待分配.
    (411025, "ID02"): [8000 * WAN, 1245 * WAN, 1200 * WAN, 54 * WAN, 50 * WAN],
    (411025, "ID03"): [8000 * WAN, 1245 * WAN, 1200 * WAN, 54 * WAN, 50 * WAN],
    # A03 2018-08-27: three sources in seven projects, no payment known.
    (410322, "ID03"): [730 * WAN, 394_200_000, 362_128_000],
    # A05 2019-05-16: the draft that passes 5000万 down waits for 示范区's full name.
    # A20 2020-05-07: three counties, all passed down.
    (411400, "ID03"): [5000 * WAN],
    (411400, "DV04"): "3 not computable",
    # A08 2018-09-01, published 2019-08-16: three sources in one project, published a year late.
    (410771, "ID03"): [125_500_000, 91_200_000, 24_600_000],
    (410771, "DS01"): [125_500_000, 91_200_000, 24_600_000],
    # A12 of 2018: only the forest farm's 10万 stays; eleven passes to counties without a book here.
    (410800, "ID03"): [10 * WAN],
    (410800, "DV04"): "11 not computable",
    # A13 2018-11-01: all passed down to six counties without a book here.
    (630200, "DV04"): "6 not computable",
    # A25 2019-12-27 is 370 days back; published in March 2020, due on 2020-01-24.
    (430511, "ID03"): [408 * WAN],
    (430511, "DS01"): [408 * WAN],
    # A28 2019-10-28: two sources among nine townships.
    (620525, "ID03"): [2000 * WAN, 659 * WAN],
}


def test_the_leads_on_the_real_notices_are_those_derived_by_hand(demo_database: Database) -> None:
    sealer = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)
    engine = demo_database.engine()
    with demo_database.connect() as connection:
        connection.execute("SELECT set_demo_clock('2020-12-31 17:00+08')")
        with unit_of_work(engine) as work:
            load_shipped(work)
        post_real_notices(connection, engine, sealer, today=AS_OF, say=lambda _: None)
    result = run(demo_database, as_of=AS_OF, actor="测试")
    found: dict[tuple[int, str], list[int] | str] = {}
    for lead in result.findings:
        amounts = found.setdefault((lead.book, lead.rule), [])
        assert isinstance(amounts, list) and lead.amount_fen is not None
        amounts.append(lead.amount_fen)
    for outcome in result.outcomes:
        if outcome.rule == "DV04" and outcome.not_computable:
            found[outcome.book, "DV04"] = f"{outcome.not_computable} not computable"
    assert found == BY_HAND
