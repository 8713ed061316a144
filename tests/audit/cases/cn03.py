"""拆分规避招标: contracts just below the limit."""

from tests.audit.case import Case
from tests.audit.projecting import contracted, planned

ON = "2019-12-31"
FIRST = contracted("合1", 70, "2019-02-01", limit_fen=100)

CASES = (
    Case(
        "70 and 70 of 100 within 90 days",
        ("judges", 2),
        (FIRST, contracted("合2", 70, "2019-05-01", limit_fen=100)),
        ON,
        flagged=(140,),
    ),
    Case(
        "91 days",
        ("spares", 2),
        (FIRST, contracted("合2", 70, "2019-05-02", limit_fen=100)),
        ON,
        clear=1,
    ),
    Case(
        "69 of 100 is not near",
        ("spares", 3),
        (FIRST, contracted("合2", 69, "2019-03-01", limit_fen=100)),
        ON,
        clear=1,
    ),
    Case(
        "the limit itself is not below it",
        ("judges", 1),
        (FIRST, contracted("合2", 100, "2019-03-01", limit_fen=100)),
        ON,
        clear=1,
    ),
    Case(
        "99 of 100 is below it",
        ("judges", 1),
        (FIRST, contracted("合2", 99, "2019-03-01", limit_fen=100)),
        ON,
        flagged=(169,),
    ),
    Case(
        "tendered",
        ("spares", 1),
        (FIRST, contracted("合2", 70, "2019-03-01", limit_fen=100, tender_mode="invited")),
        ON,
        clear=1,
    ),
    Case(
        "another supplier, another kind",
        ("spares", 4),
        (
            FIRST,
            contracted("合2", 70, "2019-03-01", limit_fen=100, supplier="乙公司"),
            contracted("合3", 70, "2019-03-01", limit_fen=100, kind="goods"),
        ),
        ON,
        clear=3,
    ),
    Case(
        "the limit of goods where none was written down",
        ("judges", 2),
        (
            contracted("合1", 140_000_000, "2019-03-01", kind="goods"),
            contracted("合2", 60_000_000, "2019-03-01", kind="goods"),
            contracted("合3", 140_000_000, "2019-03-02", kind="goods"),
        ),
        ON,
        flagged=(280_000_000,),
    ),
    Case("no contracts", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记合同": 1}),
    Case(
        "the limit of works where none was written down, from 70 of 100 to a fen below it",
        ("judges", 2),
        (contracted("合1", 280_000_000), contracted("合2", 399_999_999)),
        ON,
        flagged=(679_999_999,),
    ),
    Case(
        "the limit of goods, a fen below it",
        ("judges", 2),
        (
            contracted("合1", 140_000_000, kind="goods"),
            contracted("合2", 199_999_999, kind="goods"),
        ),
        ON,
        flagged=(339_999_999,),
    ),
    Case(
        "the limit of services, from 70 of 100 to a fen below it",
        ("judges", 2),
        (
            contracted("合1", 70_000_000, kind="services"),
            contracted("合2", 99_999_999, kind="services"),
        ),
        ON,
        flagged=(169_999_999,),
    ),
)
