"""单一投标、同价: bids of a tender."""

from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.projecting import contracted, planned, registered
from tests.audit.world import Step

ON = "2019-12-31"


def bid(bidder: str, fen: int | None, result: str = "lost", tender: str = "标1") -> Step:
    return registered(
        t.Bid,
        tender=tender,
        bidder=bidder,
        project="路",
        opened_on="2019-01-20",
        price_fen=fen,
        result=result,
    )


OPEN = contracted("合1", 100, tender_mode="open", tender="标1")
WON = bid("甲", 100, "won")

CASES = (
    Case("one valid bid", ("judges", 1), (OPEN, WON, bid("乙", 90, "rejected")), ON, (100,)),
    Case("two bids", ("judges", 1), (OPEN, WON, bid("乙", 101)), ON, clear=1),
    Case(
        "one source was asked",
        ("spares", 1),
        (contracted("合1", 100, tender_mode="single_source", tender="标1"), WON),
        ON,
        clear=1,
    ),
    Case("one price", ("judges", 2), (OPEN, WON, bid("乙", 120), bid("丙", 120)), ON, (100,)),
    Case(
        "one price, but withdrawn",
        ("spares", 2),
        (OPEN, WON, bid("乙", 120), bid("丙", 120, "withdrawn")),
        ON,
        clear=1,
    ),
    Case("no prices", ("spares", 3), (OPEN, bid("甲", None), bid("乙", None)), ON, clear=1),
    Case("no bids of a tender", ("cannot", 0), (OPEN,), ON, reasons={"没有登记投标": 1}),
    Case(
        "a bid of nobody knows which tender, and a contract without one",
        ("cannot", 0),
        (contracted("合1", 100), bid("甲", 100, "won", "")),
        ON,
        reasons={"没有登记投标": 1},
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记投标": 1}),
)
