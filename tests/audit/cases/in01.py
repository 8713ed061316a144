"""账链断裂: what can only come about behind the product's back."""

from tests.audit.case import Case
from tests.audit.steps import arrives, pooled
from tests.audit.tampering import tampered

STORY = (
    arrives("甲批", 1000, "2019-01-02"),
    pooled("甲批", 600, "2019-02-01"),
    pooled("甲批", 100, "2019-02-02"),
)
JUDGED = "2019-12-31"
GONE = "DELETE FROM {} WHERE book = %(book)s AND year = 2019 AND number = 2"

CASES = (
    Case("a ledger as it should be", ("spares", 1), STORY, JUDGED, clear=2),
    Case(
        "a voucher is gone: its number and its event",
        ("judges", 1),
        (*STORY, tampered("voucher", GONE.format("voucher"))),
        JUDGED,
        flagged=(None, None),
    ),
    Case(
        "an event is gone",
        ("judges", 2),
        (
            *STORY,
            tampered(
                "book_event", "DELETE FROM book_event WHERE book = %(book)s AND kind <> 'open_book'"
            ),
            tampered(
                "voucher",
                "UPDATE voucher SET event = event + 1 WHERE book = %(book)s AND number = 3",
            ),
        ),
        JUDGED,
        flagged=(None,),
        clear=1,
    ),
    Case(
        "every event is gone, even the opening of the book",
        ("judges", 2),
        (tampered("book_event", "DELETE FROM book_event WHERE book = %(book)s"),),
        JUDGED,
        flagged=(None,),
    ),
    Case(
        "a voucher has the number 0; its entries do not know it",
        ("judges", 1),
        (
            *STORY,
            tampered(
                "voucher", "UPDATE voucher SET number = 0 WHERE book = %(book)s AND number = 1"
            ),
        ),
        JUDGED,
        flagged=(0, None),
        clear=1,
    ),
    Case(
        "an amount was changed",
        ("judges", 3),
        (
            *STORY,
            tampered(
                "entry",
                "UPDATE entry SET amount_fen = 900 WHERE book = %(book)s AND number = 2",
            ),
        ),
        JUDGED,
        flagged=(300,),
        clear=2,
    ),
    Case(
        "entries are gone",
        ("judges", 3),
        (*STORY, tampered("entry", GONE.format("entry"))),
        JUDGED,
        flagged=(600,),
        clear=2,
    ),
    Case(
        "a day before the vouchers asks of the same numbers",
        ("spares", 2),
        STORY,
        "2018-12-31",
        clear=2,
    ),
)
