"""发票连号或重号: numbers of invoices of one seller."""

from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.projecting import planned, registered
from tests.audit.world import Step

ON = "2019-12-31"


def invoice(
    number: str, on: str, fen: int = 10, code: str = "6100", seller: str = "甲公司"
) -> Step:
    return registered(
        t.Invoice,
        code=code,
        number=number,
        project="路",
        seller=seller,
        invoiced_on=on,
        amount_fen=fen,
    )


def three(last: str, digits: str = "000000") -> tuple[Step, ...]:
    return (
        invoice(f"{digits}01", "2019-03-01"),
        invoice(f"{digits}02", "2019-03-10"),
        invoice(f"{digits}03", last),
    )


CASES = (
    Case("30 days from first to last", ("judges", 1), three("2019-03-31"), ON, (30,)),
    Case("29 days", ("spares", 1), three("2019-03-30"), ON, clear=1),
    Case(
        "two in a row",
        ("judges", 1),
        (invoice("00000001", "2019-03-01"), invoice("00000002", "2019-06-01")),
        ON,
        clear=1,
    ),
    Case(
        "a number between is not ours",
        ("judges", 1),
        (*three("2019-03-30")[:2], invoice("00000004", "2019-06-01")),
        ON,
        clear=1,
    ),
    Case("digital", ("spares", 2), three("2019-03-31", "2" * 18), ON, clear=1),
    Case(
        "one invoice by two codes",
        ("judges", 2),
        (invoice("00000001", "2019-03-01"), invoice("00000001", "2019-03-01", code="6101")),
        ON,
        (10,),
    ),
    Case(
        "two books of invoices",
        ("spares", 3),
        (invoice("00000001", "2019-03-01"), invoice("00000001", "2019-03-01", 11, code="6101")),
        ON,
        clear=1,
    ),
    Case(
        "another seller",
        ("judges", 1),
        (*three("2019-03-31")[1:], invoice("00000001", "2019-03-01", seller="乙公司")),
        ON,
        clear=2,
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记发票": 1}),
)
