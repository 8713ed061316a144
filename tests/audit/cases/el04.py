"""房车企持有: households with a car, a bought flat or a firm."""

from ledger.register.external_lists import ListKind as L
from ledger.register.external_lists import NewExternalRow
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.homes import home
from tests.audit.outside import in_home, outside
from tests.audit.paying import To, lives, paid, without_line
from tests.audit.steps import arrives, assigned, listed, returned
from tests.audit.world import Step, day

ON = "2020-12-31"
MONEY = (
    catalogued(),
    granted("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 100000, "2019-01-10"),
)
HOME = (lives("张家/张三", resident_id="甲"),)
PAID = paid("2019-05-01", To("张家", 100), name="发放")
OTHERS = "无关的人"


def row(
    number: str,
    thing: str = "",
    role: str = "",
    since: str = "2018-05-01",
    until: str = "",
    org: str = "",
) -> NewExternalRow:
    return NewExternalRow(
        person=number,
        thing=thing,
        role=role,
        org=org,
        from_on=day(since),
        until_on=day(until) if until else None,
    )


def own(
    *,
    car: NewExternalRow | None = None,
    house: NewExternalRow | None = None,
    firm: NewExternalRow | None = None,
    as_of_on: str = "2020-12-31",
) -> tuple[Step, ...]:
    """All three lists, with these rows."""
    return (
        outside(L.VEHICLES, car or row(OTHERS, "小型客车"), as_of_on=as_of_on),
        outside(L.PROPERTY, house or row(OTHERS, "商品房"), as_of_on=as_of_on),
        outside(L.COMPANIES, firm or row(OTHERS, "某公司", "股东", org="91X"), as_of_on=as_of_on),
    )


CAR = row("甲", "小型客车")

CASES = (
    Case(
        "nothing on these lists, whatever another one says",
        ("judges", 1),
        (
            *(*MONEY, *HOME, PAID, *own()),
            outside(L.CADRES, row("甲", "小型客车", "股东", org="91X"), row("甲", "商铺")),
        ),
        ON,
        clear=1,
    ),
    Case(
        "bought between the approvals of two lists",
        ("judges", 2),
        (
            *MONEY,
            *HOME,
            listed("名单", {"张家": 100}, approved_on="2019-03-01"),
            listed("名单二", {"张家": 50}, approved_on="2019-04-20"),
            paid("2019-05-01", To("张家", 100, ("名单", 1)), To("张家", 50, ("名单二", 1))),
            *own(car=row("甲", "小型客车", since="2019-04-01")),
        ),
        ON,
        flagged=(50,),
    ),
    Case("a car", ("judges", 2), (*MONEY, *HOME, PAID, *own(car=CAR)), ON, flagged=(100,)),
    *(
        Case(
            f"a {thing}",
            ("judges", 3),
            (*MONEY, *HOME, PAID, *own(house=row("甲", thing))),
            ON,
            flagged=(100,),
        )
        for thing in ("商品房", "商铺")
    ),
    *(
        Case(
            f"a {role}",
            ("judges", 4),
            (*MONEY, *HOME, PAID, *own(firm=row("甲", "某公司", role, org="91X"))),
            ON,
            flagged=(100,),
        )
        for role in ("法定代表人", "股东")
    ),
    Case(
        "a car and a flat",
        ("judges", 4),
        (*MONEY, *HOME, PAID, *own(car=CAR, house=row("甲", "商品房"))),
        ON,
        flagged=(100,),
        severity="H",
    ),
    *(
        Case(
            f"a {thing}",
            ("spares", 1),
            (*MONEY, *HOME, PAID, *own(car=row("甲", thing))),
            ON,
            clear=1,
        )
        for thing in ("农用车", "货车", "摩托车", "其他")
    ),
    *(
        Case(
            f"a {thing}",
            ("spares", 2),
            (*MONEY, *HOME, PAID, *own(house=row("甲", thing))),
            ON,
            clear=1,
        )
        for thing in ("自建房", "安置房")
    ),
    *(
        Case(
            f"a {role} under {org}",
            ("spares", 3),
            (*MONEY, *HOME, PAID, *own(firm=row("甲", "某社", role, org=org))),
            ON,
            clear=1,
        )
        for role, org in (("合作社成员", "93X"), ("法定代表人", "93X"), ("经营者", "92X"))
    ),
    Case(
        "bought the day after",
        ("spares", 4),
        (*MONEY, *HOME, PAID, *own(car=row("甲", "小型客车", since="2019-05-02"))),
        ON,
        clear=1,
    ),
    Case(
        "bought that day",
        ("judges", 2),
        (*MONEY, *HOME, PAID, *own(car=row("甲", "小型客车", since="2019-05-01"))),
        ON,
        flagged=(100,),
    ),
    Case(
        "bought after the list was approved",
        ("spares", 4),
        (
            *MONEY,
            *HOME,
            listed("名单", {"张家": 100}, approved_on="2019-03-01"),
            paid("2019-05-01", To("张家", 100, ("名单", 1))),
            *own(car=row("甲", "小型客车", since="2019-04-01")),
        ),
        ON,
        clear=1,
    ),
    Case(
        "sold that day",
        ("spares", 4),
        (*MONEY, *HOME, PAID, *own(car=row("甲", "小型客车", until="2019-05-01"))),
        ON,
        clear=1,
    ),
    Case(
        "bought since it was lifted, and poor again only later",
        ("spares", 5),
        (
            *(*MONEY, *HOME, PAID, *own(car=CAR)),
            home("张家", "lifted", "2018-05-01"),
            home("张家", "relapsed", "2019-05-02"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "bought since it was lifted, and poor again when it was approved",
        ("judges", 2),
        (
            *(*MONEY, *HOME, PAID, *own(car=CAR)),
            home("张家", "relapsed", "2019-05-01"),
            home("张家", "lifted", "2018-05-01", "2019-05-01"),
        ),
        ON,
        flagged=(100,),
    ),
    Case(
        "bought the day before it was lifted",
        ("judges", 2),
        (*MONEY, *HOME, PAID, home("张家", "lifted", "2018-05-02"), *own(car=CAR)),
        ON,
        flagged=(100,),
    ),
    Case(
        "one owner had married away, another joined the day after",
        ("spares", 6),
        (
            *MONEY,
            *HOME,
            in_home("张家/张四", "乙", left="2019-05-01"),
            in_home("张家/张五", "丙", joined="2019-05-02"),
            PAID,
            *own(car=row("乙", "小型客车"), house=row("丙", "商品房")),
        ),
        ON,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 7),
        (*MONEY, *HOME, PAID, *own(car=CAR), returned("发放", 100, "2019-06-01")),
        ON,
    ),
    Case(
        "no list, and money that names nobody",
        ("cannot", 0),
        (*MONEY, *HOME, PAID, without_line("2019-05-02", "甲批", 7)),
        ON,
        reasons={"没有装入外部名单：机动车、房产、企业法人、股东": 1, "（household）": 1},
    ),
    *(
        Case(
            f"of three lists only {kind}",
            ("cannot", 0),
            (*MONEY, *HOME, PAID, outside(kind, row(OTHERS, thing))),
            ON,
            reasons={f"没有装入外部名单：{missing}、企业法人、股东": 1},
        )
        for kind, thing, missing in (
            (L.VEHICLES, "小型客车", "房产"),
            (L.PROPERTY, "商品房", "机动车"),
        )
    ),
    Case(
        "one list is enough for a lead",
        ("judges", 2),
        (*MONEY, *HOME, PAID, outside(L.VEHICLES, CAR)),
        ON,
        flagged=(100,),
    ),
    Case(
        "lists that end too early",
        ("cannot", 0),
        (*MONEY, *HOME, PAID, *own(as_of_on="2019-04-30")),
        ON,
        reasons={"截至 2019-04-30": 1},
    ),
    Case(
        "nobody has a number",
        ("cannot", 0),
        (*MONEY, lives("张家/张三"), PAID, *own()),
        ON,
        reasons={"没有一个人登记证件号": 1},
    ),
    Case(
        "a category nobody knows",
        ("cannot", 0),
        (
            arrives("甲批", 1000, "2019-01-02"),
            assigned("甲批", "护林", 1000, "2019-01-10"),
            *HOME,
            PAID,
            *own(car=CAR),
        ),
        ON,
        reasons={"资金类别不在目录": 1},
    ),
)
