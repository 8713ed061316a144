"""吃喝、旅游、装修类收款方: what payees are called."""

from ledger.book.voucher import Entry
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import paid_from_unit
from tests.audit.projecting import bought, org_key, planned, unit
from tests.audit.steps import arrives, assigned, disbursed, returned
from tests.audit.world import Step, World, day

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 1000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 900, "2019-01-10"),
)


def by_the_office(firm: str) -> Step:
    """A unit's account pays a firm of this world."""

    def step(world: World) -> None:
        paid_from_unit("甲批", 300, "2019-03-01", firm=org_key(world, firm))(world)

    return step


def by_the_cooperative(firm: str) -> Step:
    """A cooperative pays a firm of this world out of what it holds."""

    def step(world: World) -> None:
        held = world.account(K.COLLECTIVE, "合作社")
        end = world.account(K.VENDOR, org_key(world, firm))
        world.post(V.PAY, day("2019-03-01"), [Entry(held, end, world.lot("甲批"), 300)])

    return step


CASES = (
    Case(
        "a banquet",
        ("judges", 1),
        (*MONEY, bought("甲批", 300, "2019-03-01", payee="好再来酒楼")),
        ON,
        (300,),
    ),
    Case(
        "through an office's account",
        ("judges", 1),
        (
            *MONEY,
            unit("春秋旅行社"),
            disbursed("甲批", "路", 400, "2019-02-01", K.UNIT),
            by_the_office("春秋旅行社"),
        ),
        ON,
        (300,),
    ),
    Case(
        "a cooperative may dine",
        ("judges", 1),
        (
            *MONEY,
            unit("好再来酒楼"),
            disbursed("甲批", "路", 400, "2019-02-01", K.COLLECTIVE, owner="合作社"),
            by_the_cooperative("好再来酒楼"),
        ),
        ON,
    ),
    Case(
        "an office is decorated",
        ("judges", 2),
        (*MONEY, bought("甲批", 300, "2019-03-01", payee="大成装饰公司")),
        ON,
        (300,),
    ),
    Case("a builder", ("judges", 1), (*MONEY, bought("甲批", 300, "2019-03-01")), ON, clear=1),
    Case(
        "a training course in a hotel",
        ("spares", 1),
        (
            MONEY[0],
            planned("课", purpose="技能培训"),
            assigned("甲批", "课", 900, "2019-01-10"),
            bought("甲批", 300, "2019-03-01", project="课", payee="大成宾馆"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "a hotel in another project",
        ("judges", 1),
        (*MONEY, bought("甲批", 300, "2019-03-01", payee="大成宾馆")),
        ON,
        (300,),
    ),
    Case(
        "houses are fitted out",
        ("spares", 2),
        (
            MONEY[0],
            planned("房", purpose="危房改造"),
            assigned("甲批", "房", 900, "2019-01-10"),
            bought("甲批", 300, "2019-03-01", project="房", payee="大成装修公司"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "given back",
        ("spares", 3),
        (
            *MONEY,
            bought("甲批", 300, "2019-03-01", payee="好再来酒楼", name="宴"),
            returned("宴", 300, "2019-03-05"),
        ),
        ON,
    ),
    Case(
        "nobody knows the payee",
        ("cannot", 0),
        (*MONEY, disbursed("甲批", "路", 400, "2019-02-01", K.VENDOR, owner="未登记")),
        ON,
        reasons={"organisation": 1},
    ),
    Case(
        "only what is wrong of a hotel's money",
        ("judges", 1),
        (
            *MONEY,
            planned("课", purpose="技能培训"),
            arrives("乙批", 500, "2019-01-02"),
            assigned("乙批", "课", 500, "2019-01-10"),
            bought("乙批", 200, "2019-03-01", project="课", payee="大成宾馆"),
            bought("甲批", 300, "2019-03-02", payee="大成宾馆"),
        ),
        ON,
        (300,),
    ),
)
