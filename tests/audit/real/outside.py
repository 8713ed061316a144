"""What only the lists of other offices show: deaths, payrolls, cars, firms, kin, cadres."""

from __future__ import annotations

from sqlmodel import Session

from ledger.register.contacts import AddressOn, add_addresses
from ledger.register.exits import StepDone, add_exit_steps
from ledger.register.external_lists import ListKind
from ledger.register.incomes import Income, add_incomes
from ledger.register.moves import Move, MoveKind, add_moves
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.region import RegionCode
from tests.audit.banking import holds
from tests.audit.owning import owned, resident_number
from tests.audit.paying import To, paid
from tests.audit.projecting import agreed, bought, dividend_due, registered
from tests.audit.real.crowd import approved_list, crowd, gave, owners, project_money
from tests.audit.real.eligible import FIRST, members
from tests.audit.real.told import Leads, Told, shares, together, yuan
from tests.audit.world import Step, World, day

L = ListKind
OFFICIAL, HIS_CARD = 999, "干部的卡"
ALREADY = day("2008-01-01")
IN_OFFICE = owners(L.CADRES, [OFFICIAL], role="村支书", from_on=ALREADY)
LINE_YUAN = 2_736


def numbers(count: int, skip: int = 0) -> range:
    """The numbers of the members of so many households that `members` pays."""
    return range(FIRST + skip, FIRST + skip + count)


def cars(persons: int, cars_in_all: int) -> Step:
    rows = [*numbers(persons), *numbers(cars_in_all - persons)]
    return owners(L.VEHICLES, rows, thing="小型客车", from_on=ALREADY)


def flats(count: int) -> Step:
    return owners(L.PROPERTY, numbers(count), thing="商品房", from_on=ALREADY)


def bosses(count: int, skip: int = 0) -> Step:
    return owners(
        L.COMPANIES,
        numbers(count, skip),
        org="91350100M000100Y43",
        role="法定代表人",
        from_on=ALREADY,
    )


def payroll(count: int, role: str = "在编") -> Step:
    return owners(L.PAYROLL, numbers(count), org="某单位", role=role, from_on=ALREADY)


def split_in_one_house(on: str, paid_on: str) -> tuple[Step, ...]:
    """户0 splits; both stay in one house and both are paid."""

    def step(world: World) -> None:
        village = RegionCode.parse(world.village)
        homes = [world.key(f"户{n}") for n in range(2)]
        move = Move(MoveKind.SPLIT, homes[0], homes[1], day(on), village, village)
        houses = [AddressOn(each, ALREADY, "一组1号") for each in homes]

        def add(work: Session) -> None:
            add_addresses(
                work, world.book, houses, sealer=world.ground.sealer, known_at=world.now()
            )
            add_moves(work, world.book, [move], known_at=world.now())

        world.register(add)

    return (
        *project_money(yuan(20_000), paid_on, "拆户", lot="拆户"),
        crowd(2),
        step,
        gave(
            [yuan(10_000)] * 2,
            paid_on,
            project="拆户",
            lot="拆户",
            benefit="housing_repair",
            period=None,
        ),
    )


def lifted_below_the_line(count: int, year: int) -> tuple[Step, ...]:
    """Households leave poverty by a one-step procedure while they earn less than the line."""

    def step(world: World) -> None:
        homes = [world.key(f"户{n}") for n in range(count)]
        county, village = world.county, RegionCode.parse(world.village)
        years = (year - 1, year)
        incomes = [Income(each, of, yuan(LINE_YUAN - 200), 1) for each in homes for of in years]
        steps = [
            StepDone(str(each), f"T{world.book}", year, 1, village, day(f"{year}-12-01"), "退1号")
            for each in homes
        ]

        def add(work: Session) -> None:
            work.add(
                t.ExitRule(
                    procedure=f"T{world.book}",
                    step=1,
                    valid_from=ALREADY,
                    region=county,
                    subject="household",
                    name="民主评议",
                    level="village",
                    notice="",
                    source="测试",
                )
            )
            for of in years:
                work.add(_line(world, of))
            work.flush()
            add_incomes(work, world.book, incomes, known_at=world.now())
            add_exit_steps(work, world.book, steps, known_at=world.now())

        world.register(add)

    exits = f"{year}-12-31"
    return (crowd(count, until=exits), crowd(count, kind="lifted", since=exits), step)


def _line(world: World, year: int) -> t.LimitStandard:
    return t.LimitStandard(
        code=f"T{world.book}exit{year}",
        subject="exit_income_line",
        name="脱贫收入标准",
        kind="minimum",
        measure="fen",
        low=yuan(LINE_YUAN),
        per="",
        basis="",
        condition="",
        region=world.county,
        place_classes=[],
        benefit="",
        valid_from=day(f"{year}-01-01"),
        valid_to=day(f"{year + 1}-01-01"),
        phrase="",
        source="测试",
        disputed=False,
        note="",
    )


def co_op_of_an_official(fen: int, homes: int, on: str) -> tuple[Step, ...]:
    """His cooperative gets money for these households and pays them nothing."""
    return (
        *project_money(yuan(fen), on, "路"),
        owned("渔业合作社", OFFICIAL, since="2008-01-01"),
        IN_OFFICE,
        bought("甲批", yuan(fen), on, payee="渔业合作社", kind=K.COLLECTIVE),
        agreed("协1", yuan(fen), on, org="渔业合作社"),
        *(
            registered(
                t.Beneficiary,
                project="路",
                household=f"受益{n}家",
                mechanism="dividend",
                valid_from=on,
                agreement="协1",
            )
            for n in range(homes)
        ),
        dividend_due("协1", f"{on[:4]}-12-31", yuan(fen)),
    )


def after_his_death(months: int, each: int) -> tuple[Step, ...]:
    """An old man dies on 15 January 2017; from March on he is paid for so many months."""
    days = [f"{2017 + (m + 1) // 12}-{(m + 1) % 12 + 1:02}" for m in range(1, months + 1)]
    return (
        *project_money(yuan(each) * months, "2017-01-01"),
        crowd(1, members=True, first=FIRST),
        owners(L.DEATHS, [FIRST], from_on=day("2017-01-15")),
        *(
            paid(
                f"{month}-20",
                To(
                    f"户{FIRST}/人",
                    yuan(each),
                    benefit="extreme_poverty",
                    period=(f"{month}-01", f"{month}-28"),
                ),
            )
            for month in days
        ),
    )


TOLD: tuple[Told, ...] = (
    Told(
        "B017",
        (*members([yuan(100)] * 343, "2014-05-01"), payroll(343)),
        "2015-08-31",
        {"EL03": Leads(343)},
        scaled="每户100元，金额没有公布",
    ),
    Told(
        "B018",
        (*members([yuan(100)] * 245, "2014-05-01"), cars(245, 264)),
        "2015-08-31",
        {"EL04": Leads(245)},
        scaled="按1:10建245人264辆车",
    ),
    Told(
        "B019",
        (*members([yuan(100)] * 482, "2014-05-01"), flats(43), bosses(439, skip=43)),
        "2015-08-31",
        {"EL04": Leads(482)},
        scaled="每户100元，金额没有公布",
    ),
    Told(
        "B020",
        lifted_below_the_line(608, 2014),
        "2015-12-31",
        {"EL10": Leads(608)},
        scaled="人均收入假定比2736元的标准少200元",
    ),
    Told(
        "B027",
        (
            *members([yuan(1_000)] * 3, "2016-05-01"),
            cars(1, 1),
            flats(2),
            *split_in_one_house("2016-01-10", "2016-03-01"),
        ),
        "2016-12-31",
        {"EL04": Leads(2), "EL08": together(20_000, 1)},
        scaled="户数没有公布，假定两户有车有房、一户拆户",
    ),
    Told(
        "B056",
        (
            *project_money(yuan(2_000), "2017-03-01"),
            crowd(1, kind="ordinary"),
            gave([yuan(1_000)], "2017-05-01", benefit="industry_award", period=None),
            crowd(1, members=True, first=FIRST),
            gave([yuan(1_000)], "2017-05-01", first=FIRST, benefit="industry_award", period=None),
            owners(L.DEATHS, [FIRST], from_on=day("2017-01-15")),
        ),
        "2017-12-31",
        {"EL01": together(1_000, 1), "EL02": together(1_000, 1)},
        scaled="人数、金额没有公布，一户不在册、一人已死亡，各1000元",
    ),
    Told(
        "B060",
        (*members(shares(yuan(174_400), 16), "2015-06-01", benefit="housing_repair"), flats(16)),
        "2016-03-31",
        {"EL04": together(174_400, 16)},
    ),
    Told(
        "B074",
        (
            *members([yuan(1_000)] * 85, "2016-06-01", benefit="public_post"),
            payroll(50, "离退休"),
            bosses(35, skip=50),
        ),
        "2016-12-31",
        {"EL03": Leads(50), "EL04": Leads(35)},
        scaled="财政供养、经商办企业各多少没有公布",
    ),
    Told(
        "B082",
        (*members([yuan(10_000)] * 3, "2012-06-01"), payroll(3)),
        "2013-12-31",
        {"EL03": together(30_000, 3)},
        scaled="三名职工以户名义申报，金额没有公布",
    ),
    Told(
        "B098",
        (
            *project_money(yuan(22_100), "2013-04-01", "路"),
            owned("种草养羊户", OFFICIAL, since="2008-01-01"),
            IN_OFFICE,
            bought("甲批", yuan(22_100), "2013-04-20", payee="种草养羊户"),
        ),
        "2013-12-31",
        {"CN05": together(22_100, 1)},
    ),
    Told(
        "B102",
        co_op_of_an_official(120_000, 53, "2014-03-01"),
        "2015-12-31",
        {"CN05": together(120_000, 1), "CN10": together(120_000, 1)},
    ),
    Told(
        "B129",
        (
            *project_money(yuan("7088.15"), "2012-03-01"),
            crowd(2),
            IN_OFFICE,
            holds("", HIS_CARD, holder_id=resident_number(OFFICIAL), since="2008-01-01"),
            gave(
                [yuan("1213.65"), yuan("5874.50")],
                "2012-06-01",
                card=HIS_CARD,
                benefit="public_forest",
                period=None,
            ),
        ),
        "2013-12-31",
        {"CN05": together("7088.15", 1)},
    ),
    Told(
        "B136",
        (
            crowd(100, members=True),
            *project_money(yuan(20_000), "2017-03-01"),
            approved_list("名单", [yuan(1_000)] * 20, "2017-03-01", benefit="industry_award"),
            owners(L.KIN, range(4), other_person=resident_number(OFFICIAL), role="父亲"),
            IN_OFFICE,
        ),
        "2017-12-31",
        {"EL11": together(4_000, 1)},
        scaled="两名支委的亲属假定四户，名单20户，全村100户",
    ),
    Told(
        "B146",
        after_his_death(17, 500),
        "2018-12-31",
        {"EL02": together(8_500, 1)},
        scaled="每月金额没有公布，假定500元",
    ),
)
