"""公款入个人账户: whose the account of a payee is."""

from datetime import date

from sqlmodel import Session, select

from ledger.book.voucher import Entry, PaymentLine
from ledger.register.persons import card_hmac
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.paying import To, lives, paid
from tests.audit.projecting import bought, looked_up, org_key, planned, registered
from tests.audit.steps import arrives, assigned, returned
from tests.audit.world import Step, World, day

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 100000, "2019-01-10"),
)


def to_card(fen: int, card: str, on: str = "2019-03-01", name: str = "付") -> Step:
    """A vendor's invoice is paid to this account."""

    def step(world: World) -> None:
        start = world.account(K.PROJECT, str(world.key("路")))
        end = world.account(K.VENDOR, org_key(world, "甲公司"))
        line = PaymentLine(
            line=1,
            amount_fen=fen,
            region=world.village,
            payee_kind="vendor",
            card_hmac=card_hmac(world.ground.sealer, card),
        )
        entry = Entry(start, end, world.lot("甲批"), fen, line=1)
        world.post(V.DISBURSE, day(on), [entry], lines=[line], name=name)

    return step


def held(card: str, who: str, *, until: str = "") -> Step:
    def step(world: World) -> None:
        number = card_hmac(world.ground.sealer, card)
        assert number is not None

        def add(work: Session) -> None:
            work.add(
                t.BankCard(
                    book=world.book,
                    card_hmac=number,
                    valid_from=date(2018, 1, 1),
                    known_at=world.now(),
                    valid_to=day(until) if until else None,
                    person=world.key(who),
                    bank="信用社",
                    opened_in="",
                )
            )

        world.register(add)

    return step


def own_account(card: str) -> Step:
    def step(world: World) -> None:
        looked_up("甲公司")(world)

        def add(work: Session) -> None:
            org = org_key(world, "甲公司")
            fact = work.exec(select(t.OrganisationFact).where(t.OrganisationFact.org == org)).one()
            work.add(
                t.OrganisationPrivate(
                    org=fact.org,
                    valid_from=fact.valid_from,
                    known_at=fact.known_at,
                    sealed=b"x",
                    account_hmac=card_hmac(world.ground.sealer, card),
                )
            )

        world.register(add)

    return step


HOLDER = (lives("张家/张三"), held("6200001", "张家/张三"))

CASES = (
    Case(
        "an invoice paid to a villager's card",
        ("judges", 1),
        (*MONEY, *HOLDER, to_card(5000, "6200001")),
        ON,
        flagged=(5000,),
    ),
    Case(
        "an account that nobody holds",
        ("judges", 1),
        (*MONEY, *HOLDER, to_card(5000, "6200002")),
        ON,
        clear=1,
    ),
    Case(
        "a household's own money",
        ("spares", 1),
        (*MONEY, *HOLDER, paid("2019-03-01", To("张家/张三", 100, card="6200001"), project="路")),
        ON,
    ),
    Case(
        "a shop in the name of its owner",
        ("spares", 2),
        (*MONEY, *HOLDER, own_account("6200001"), to_card(5000, "6200001")),
        ON,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 3),
        (*MONEY, *HOLDER, to_card(5000, "6200001"), returned("付", 5000, "2019-03-04")),
        ON,
    ),
    Case(
        "the card was given up before",
        ("spares", 4),
        (
            *MONEY,
            lives("张家/张三"),
            held("6200001", "张家/张三", until="2019-03-01"),
            to_card(5000, "6200001"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "a household that the project serves",
        ("spares", 5),
        (
            *MONEY,
            *HOLDER,
            registered(
                t.Beneficiary,
                project="路",
                household="张家",
                mechanism="work",
                valid_from="2019-01-01",
            ),
            to_card(5000, "6200001"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "no account is written down",
        ("cannot", 0),
        (*MONEY, *HOLDER, bought("甲批", 5000, "2019-03-01")),
        ON,
        reasons={"没有登记收款账号": 1},
    ),
    Case(
        "no card is registered",
        ("cannot", 0),
        (*MONEY, to_card(5000, "6200001")),
        ON,
        reasons={"没有登记银行卡": 1},
    ),
)
