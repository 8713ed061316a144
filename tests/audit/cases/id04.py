"""两年未收回: what stands after the second year and was not collected."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.steps import assigned, carried_over, disbursed, moved, passed_on

OLD = granted("甲批", 1000, "2019-01-01", budget_year=2017)
"""Two years after its budget year end on 2019-12-31."""

CASES = (
    Case("the first day of the third year", ("judges", 2), (OLD,), "2020-01-01", flagged=(1000,)),
    Case("the last day of the second year", ("spares", 4), (OLD,), "2019-12-31", clear=1),
    Case(
        "it may stand anywhere",
        ("judges", 1),
        (
            OLD,
            assigned("甲批", "修路", 600, "2019-03-01"),
            disbursed("甲批", "修路", 200, "2019-04-01", K.UNIT),
        ),
        "2020-01-01",
        flagged=(1000,),
    ),
    Case(
        "a younger budget year has time",
        ("judges", 2),
        (granted("甲批", 1000, "2019-01-01", budget_year=2018),),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "a carry-over does not make it younger",
        ("judges", 2),
        (OLD, carried_over("甲批", 1000, "2019-12-31")),
        "2020-01-01",
        flagged=(1000,),
    ),
    Case(
        "what was collected is collected",
        ("spares", 1),
        (OLD, moved(V.RECOVER, "甲批", 700, "2019-12-01", K.UNASSIGNED, K.RECOVERED)),
        "2020-01-01",
        flagged=(300,),
    ),
    Case(
        "what reached suppliers or went down does not stand",
        ("spares", 2),
        (
            OLD,
            assigned("甲批", "修路", 600, "2019-03-01"),
            disbursed("甲批", "修路", 600, "2019-04-01", K.VENDOR),
            passed_on("甲批", 400, "2019-04-01"),
        ),
        "2020-01-01",
        clear=1,
    ),
    Case(
        "a revolving fund goes round",
        ("spares", 3),
        (
            OLD,
            assigned("甲批", "互助", 1000, "2019-03-01"),
            disbursed("甲批", "互助", 1000, "2019-04-01", K.REVOLVING),
        ),
        "2020-01-01",
        clear=1,
    ),
    Case(
        "a category of loans is paid back",
        ("spares", 3),
        (catalogued(), granted("甲批", 1000, "2019-01-01", budget_year=2017, category="互助资金")),
        "2020-01-01",
    ),
)
