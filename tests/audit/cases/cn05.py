"""收款方涉干部: firms and cards behind which a cadre, his kin or somebody with a duty stands."""

from ledger.register.external_lists import ListKind as L
from ledger.register.external_lists import NewExternalRow
from ledger.values.kinds import AccountKind as K
from tests.audit import banking
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.outside import (
    answering,
    carded,
    firm,
    firm_paid,
    housed,
    in_home,
    may_receive,
    outside,
    phoned,
)
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned, disbursed, returned
from tests.audit.world import Step, day

ON = "2020-12-31"
CODE = "91350100M000100Y43"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 100000, "2019-01-10"))
PAID = firm_paid("甲公司", 500, "2019-05-01", as_name="付")
NO_KIN = outside(L.KIN, NewExternalRow(person="无关", other_person="无关干部"))
HIM = (home("干家", "ordinary", "2018-01-01"), in_home("干家/干部", "干"))
POOR = (home("张家", "registered", "2018-01-01"), in_home("张家/张三", "甲"))


def term(number: str = "干", since: str = "2015-01-01", until: str = "") -> NewExternalRow:
    return NewExternalRow(
        person=number, role="村支书", from_on=day(since), until_on=day(until) if until else None
    )


def cadre(number: str = "干", since: str = "2015-01-01", until: str = "") -> Step:
    return outside(L.CADRES, term(number, since, until))


def on_payroll(org: str) -> Step:
    row = NewExternalRow(person="干", role="在编", org=org, from_on=day("2010-01-01"))
    return outside(L.PAYROLL, row)


def listed_as(role: str) -> Step:
    return outside(L.COMPANIES, NewExternalRow(person="干", role=role, org=CODE))


BOTH = (cadre(), NO_KIN)
TO_POOR = paid("2019-05-01", To("张家", 100, card="卡一"), name="发放")

CASES = (
    Case(
        "a firm of somebody else",
        ("judges", 1),
        (*MONEY, firm("甲公司", legal_id="某"), PAID, *BOTH),
        ON,
        clear=1,
    ),
    Case(
        "the cadre's firm",
        ("judges", 2),
        (*MONEY, firm("甲公司", legal_id="干"), PAID, *BOTH),
        ON,
        flagged=(500,),
    ),
    *(
        Case(
            f"by the list of companies as {role}",
            ("judges", 2),
            (*MONEY, firm("甲公司", credit_code=CODE, empty=True), PAID, *BOTH, listed_as(role)),
            ON,
            flagged=(500,),
        )
        for role in ("法定代表人", "股东", "经营者")
    ),
    Case(
        "his wife's firm",
        ("judges", 2),
        (
            *MONEY,
            firm("甲公司", legal_id="妻"),
            PAID,
            cadre(),
            outside(L.KIN, NewExternalRow(person="妻", other_person="干")),
        ),
        ON,
        flagged=(500,),
    ),
    Case(
        "the first secretary's firm",
        ("judges", 1),
        (*MONEY, firm("甲公司", legal_id="书记"), PAID, answering("书记")),
        ON,
        flagged=(500,),
    ),
    Case(
        "his telephone",
        ("judges", 3),
        (
            *MONEY,
            *HIM,
            phoned("干家/干部", "13900000001"),
            firm("甲公司", phone="13900000001"),
            PAID,
            *BOTH,
        ),
        ON,
        flagged=(500,),
    ),
    Case(
        "the first secretary's telephone",
        ("judges", 3),
        (*MONEY, firm("甲公司", phone="13900000001"), PAID, answering("书记", phone="13900000001")),
        ON,
        flagged=(500,),
    ),
    Case(
        "his address",
        ("judges", 4),
        (*MONEY, *HIM, housed("干家", "一组1号"), firm("甲公司", address="一组1号"), PAID, *BOTH),
        ON,
        flagged=(500,),
    ),
    Case(
        "his card",
        ("judges", 5),
        (*MONEY, *HIM, carded("卡九", "干家/干部"), firm("甲公司", account="卡九"), PAID, *BOTH),
        ON,
        flagged=(500,),
    ),
    *(
        Case(
            f"{says}, which was a mistake",
            ("judges", sentence),
            (*MONEY, *steps, PAID, *BOTH),
            ON,
            clear=1,
        )
        for says, sentence, steps in (
            (
                "his address",
                4,
                (
                    *HIM,
                    in_home("干家/干部", "干", joined="1949-10-01", left="1949-10-01"),
                    housed("干家", "一组1号"),
                    firm("甲公司", address="一组1号"),
                ),
            ),
            (
                "his card",
                5,
                (
                    *HIM,
                    carded("卡九", "干家/干部", until="2018-01-01"),
                    firm("甲公司", account="卡九"),
                ),
            ),
        )
    ),
    Case(
        "the household and the order were his up to the day before and from the day after",
        ("judges", 6),
        (
            *(*MONEY, *HIM, *POOR),
            in_home("张家/干部", "干", joined="2018-01-01", left="2019-05-01"),
            in_home("张家/又来", "干", joined="2019-05-02"),
            banking.may_receive("干家/干部", "张家/张三", until="2019-05-01"),
            banking.may_receive("干家/干部", "张家/张三", since="2019-05-02"),
            carded("卡一", "干家/干部"),
            TO_POOR,
            *BOTH,
        ),
        ON,
        flagged=(100,),
    ),
    Case(
        "the card and the office were his up to the day before and from the day after",
        ("spares", 3),
        (
            *(*MONEY, *HIM, *POOR),
            carded("卡一", "干家/干部", until="2019-05-01"),
            carded("卡一", holder="某", since="2019-05-01", until="2019-05-02"),
            carded("卡一", "干家/干部", since="2019-05-02"),
            TO_POOR,
            carded("卡二", holder="副"),
            paid("2019-05-01", To("张家", 30, card="卡二")),
            outside(
                L.CADRES,
                *(term(), term("副", until="2019-04-30"), term("副", since="2019-05-02")),
            ),
            NO_KIN,
        ),
        ON,
        clear=2,
    ),
    Case(
        "a payment without card, one without household, and one to nobody",
        ("judges", 1),
        (
            *(*MONEY, *HIM, *POOR),
            carded("卡一", "干家/干部"),
            paid("2019-05-01", To("张家", 7), To("", 8, card="卡一")),
            disbursed("甲批", "护林", 9, "2019-05-01", K.VENDOR, owner=""),
            *BOTH,
        ),
        ON,
    ),
    Case(
        "a household's money on his card",
        ("judges", 6),
        (*MONEY, *HIM, *POOR, carded("卡一", "干家/干部"), TO_POOR, *BOTH),
        ON,
        flagged=(100,),
    ),
    Case(
        "on the card of a cadre who is on no register",
        ("judges", 6),
        (*MONEY, *POOR, carded("卡一", holder="干"), TO_POOR, *BOTH),
        ON,
        flagged=(100,),
    ),
    Case(
        "a village's own economic organisation",
        ("spares", 1),
        (*MONEY, firm("甲公司", kind="village", legal_id="干"), PAID, *BOTH),
        ON,
    ),
    Case(
        "one member of a cooperative",
        ("spares", 2),
        (
            *MONEY,
            firm("甲公司", kind="cooperative", credit_code=CODE, legal_id="某"),
            PAID,
            *BOTH,
            listed_as("合作社成员"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "paid before he was in office",
        ("spares", 3),
        (*MONEY, firm("甲公司", legal_id="干"), PAID, cadre(since="2019-05-02"), NO_KIN),
        ON,
        clear=1,
    ),
    Case(
        "paid on his first day",
        ("judges", 1),
        (*MONEY, firm("甲公司", legal_id="干"), PAID, cadre(since="2019-05-01"), NO_KIN),
        ON,
        flagged=(500,),
    ),
    Case(
        "paid after he was",
        ("spares", 3),
        (*MONEY, firm("甲公司", legal_id="干"), PAID, cadre(until="2019-04-30"), NO_KIN),
        ON,
        clear=1,
    ),
    Case(
        "paid on his last day",
        ("judges", 1),
        (*MONEY, firm("甲公司", legal_id="干"), PAID, cadre(until="2019-05-01"), NO_KIN),
        ON,
        flagged=(500,),
    ),
    Case(
        "his wife's firm, before he was in office but already paid by the state",
        ("spares", 3),
        (
            *MONEY,
            firm("甲公司", legal_id="妻"),
            PAID,
            cadre(since="2019-05-02"),
            on_payroll("某局"),
            outside(L.KIN, NewExternalRow(person="妻", other_person="干")),
        ),
        ON,
        clear=1,
    ),
    Case(
        "the number of an office",
        ("spares", 4),
        (
            *MONEY,
            *HIM,
            phoned("干家/干部", "2281234", official=True),
            firm("甲公司", phone="2281234"),
            PAID,
            *BOTH,
        ),
        ON,
        clear=1,
    ),
    Case(
        "his own household's money on his card",
        ("spares", 5),
        (
            *MONEY,
            *HIM,
            carded("卡一", "干家/干部"),
            paid("2019-05-01", To("干家", 100, card="卡一")),
            *BOTH,
        ),
        ON,
        clear=1,
    ),
    Case(
        "he is the guardian",
        ("spares", 6),
        (
            *MONEY,
            *HIM,
            *POOR,
            may_receive("干家/干部", "张家/张三"),
            carded("卡一", "干家/干部"),
            TO_POOR,
            *BOTH,
        ),
        ON,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 7),
        (*MONEY, firm("甲公司", legal_id="干"), PAID, *BOTH, returned("付", 500, "2019-06-01")),
        ON,
    ),
    Case(
        "no list but of other things",
        ("cannot", 0),
        (*MONEY, firm("甲公司", legal_id="某"), PAID, on_payroll("某局")),
        ON,
        reasons={"没有装入外部名单：干部、干部亲属": 1},
    ),
    Case(
        "nothing is known of the firm but whom it pays",
        ("cannot", 0),
        (
            *MONEY,
            firm("甲公司", credit_code=CODE, empty=True),
            PAID,
            *BOTH,
            on_payroll(CODE),
        ),
        ON,
        reasons={"单位没有登记法定代表人": 1},
    ),
    Case(
        "cards that were somebody's only afterwards, and only before",
        ("cannot", 0),
        (
            *MONEY,
            *POOR,
            carded("卡一", holder="某", since="2019-05-02"),
            carded("卡二", holder="某", until="2019-05-01"),
            paid("2019-05-01", To("张家", 100, card="卡一"), To("张家", 30, card="卡二")),
            *BOTH,
        ),
        ON,
        reasons={"卡没有登记持卡人": 2},
    ),
    Case(
        "nobody's card, and that of somebody without number",
        ("cannot", 0),
        (
            *(*MONEY, *POOR, TO_POOR),
            *(in_home("张家/李三"), carded("卡二", "张家/李三")),
            paid("2019-05-01", To("张家", 30, card="卡二")),
            *BOTH,
        ),
        ON,
        reasons={"卡没有登记持卡人": 2},
    ),
)
