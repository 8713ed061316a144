"""What does each shipped query answer of a small story? Some columns of its rows, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlmodel import Session

from ledger.register.objections import (
    Channel,
    Handler,
    NewObjection,
    Topic,
    raise_objection,
)
from ledger.register.persons import card_hmac
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.region import RegionCode
from tests.audit.homes import home, member
from tests.audit.noticing import demanded, published
from tests.audit.paying import To, lives, paid
from tests.audit.projecting import (
    accepted,
    bought,
    contracted,
    planned,
    registered,
    stepped,
)
from tests.audit.signing import signed
from tests.audit.steps import (
    arrives,
    assigned,
    disbursed,
    in_library,
    listed,
    pooled,
    received,
    returned,
    reversed_,
    sent_down,
)
from tests.audit.world import Step, World, day

ID = "610727198001011234"
FUNDED = (arrives("甲批", 1_000_00, "2019-01-10"), in_library("护林"))
FORESTED = (*FUNDED, assigned("甲批", "护林", 900_00, "2019-02-01"))
ROAD = (
    arrives("甲批", 1_000_00, "2019-01-10"),
    planned("路", planned_fen=900_00),
    assigned("甲批", "路", 900_00, "2019-02-01"),
)


@dataclass(frozen=True)
class Told:
    """`rows`: of each row the columns named here; nothing else may come back."""

    story: tuple[Step, ...]
    rows: tuple[Mapping[str, object], ...]
    given: Mapping[str, str] = field(default_factory=dict)
    as_of: str = "2019-12-31"


def carded(card: str, who: str) -> Step:
    """A card of a person, as registered."""

    def step(world: World) -> None:
        hashed = card_hmac(world.ground.sealer, card)
        assert hashed is not None
        row = t.BankCard(
            book=world.book,
            card_hmac=hashed,
            valid_from=date(2018, 1, 1),
            known_at=world.now(),
            person=world.key(who),
            bank="",
            opened_in="",
        )
        world.register(lambda work: work.add(row))

    return step


def shown(about: str, on: str, *, arranged_fen: int, paid_fen: int) -> Step:
    """What the notice of a project says when somebody reads it."""

    def step(world: World) -> None:
        notice = world.key(f"notice/project/{about}/{on}/before/village/board")
        reading = t.NoticeReading(
            book=world.book,
            notice=notice,
            reading=1,
            origin="paper",
            read_on=day(on),
            hotline=True,
            scanned=False,
            actor="审计丙",
            known_at=world.now(),
        )
        item = t.NoticeItem(
            book=world.book,
            notice=notice,
            reading=1,
            item=1,
            kind="project",
            printed=[],
            project=world.key(about),
            code=about,
            name=about,
            standard_text="",
            arranged_fen=arranged_fen,
            paid_fen=paid_fen,
        )

        def add(work: Session) -> None:
            work.add(reading)
            work.flush()
            work.add(item)

        world.register(add)

    return step


def outcome(**counts: int) -> Step:
    """A run of one rule over this county."""

    def step(world: World) -> None:
        run = uuid4()
        at = datetime(2019, 12, 31, tzinfo=UTC)
        made = t.AuditRun(
            run=run, as_of=date(2019, 12, 31), known_at=at, started_at=at, finished_at=at,
            actor="审计丙", books=[world.book], rules=["EL05"],
        )  # fmt: skip
        said = t.AuditOutcome(
            run=run, book=world.book, rule="EL05", version=1, parameters={},
            reasons={"没有登记": counts["not_computable"]}, **counts,
        )  # fmt: skip

        def add(work: Session) -> None:
            work.add(made)
            work.flush()
            work.add(said)

        world.register(add)

    return step


def billed(number: str, on: str) -> Step:
    return registered(
        t.Invoice, code="6100", number=number, project="路", seller="甲公司", invoiced_on=on,
        amount_fen=10_00,
    )  # fmt: skip


def objected(on: str) -> Step:
    """Somebody of the village objects."""

    def step(world: World) -> None:
        new = NewObjection(
            objection=world.key(f"objection/{on}"),
            code=f"{world.book}{on}",
            region=RegionCode.parse(world.village),
            channel=Channel.HOTLINE,
            topic=Topic.LEFT_OUT,
            handler=Handler.TOWNSHIP,
            raised_on=day(on),
            text="名单里没有我家",
            name="张三",
        )
        world.register(
            lambda work: raise_objection(
                work,
                world.book,
                new,
                sealer=world.ground.sealer,
                actor="乡镇",
                today=day(on),
                known_at=world.now(),
            )
        )

    return step


# fmt: off
STORIES: dict[str, Told] = {
    "open-objections": Told(
        (objected("2019-12-01"), objected("2019-12-20")),
        ({"raised_on": date(2019, 12, 1), "open_days": 30, "closed_on": None},),
    ),
    "idle-money": Told(
        (
            *FORESTED,
            disbursed("甲批", "护林", 300_00, "2019-03-01", K.UNIT),
            paid("2019-04-01", To("张家", 200_00)),
        ),
        (
            {
                "stage": "指标",
                "account_name": "项目",
                "project_code": "护林",
                "balance_fen": 400_00,
                "age_days": 355,
                "last_moved_on": date(2019, 4, 1),
            },
            {"stage": "资金", "account_name": "单位/乡镇报账户", "balance_fen": 300_00},
            {"stage": "指标", "account_name": "待分配", "balance_fen": 100_00},
        ),
        {"days": "355"},
    ),
    "idle-by-age": Told(
        (
            arrives("旧批", 30_00, "2017-05-01"),
            arrives("甲批", 100_00, "2019-10-10"),
            arrives("乙批", 7_00, "2019-03-10"),
        ),
        (
            {
                "stage": "指标",
                "半年以内_fen": 100_00,
                "半年至一年_fen": 7_00,
                "一年至两年_fen": None,
                "两年以上_fen": 30_00,
                "合计_fen": 137_00,
            },
        ),
    ),
    "not-arranged": Told(
        (
            *FUNDED,
            pooled("甲批", 300_00, "2019-02-01"),
            assigned("甲批", "护林", 600_00, "2019-02-01"),
            arrives("乙批", 50_00, "2019-12-20"),
        ),
        (
            {
                "doc_no": "测财〔2019〕甲批号",
                "age_days": 355,
                "received_fen": 1_000_00,
                "unassigned_fen": 100_00,
                "pool_fen": 300_00,
            },
        ),
    ),
    "late-receipts": Told(
        (
            sent_down("甲批", 500_00, "2019-03-01"),
            received("甲批", 200_00, "2019-03-20"),
            sent_down("乙批", 50_00, "2019-03-01", name="另下达"),
            received("乙批", 50_00, "2019-03-20", of="另下达"),
        ),
        ({"amount_fen": 500_00, "received_fen": 200_00, "open_fen": 300_00, "waiting_days": 305},),
    ),
    "spending-by-month": Told(
        (*FORESTED, paid("2019-04-01", To("张家", 100_00)), paid("2019-12-30", To("张家", 300_00))),
        (
            {"年": 2019, "月": 4, "笔数": 1, "拨付_fen": 100_00},
            {"年": 2019, "月": 12, "笔数": 1, "拨付_fen": 300_00},
        ),
    ),
    "opposite-postings": Told(
        (
            *FORESTED,
            disbursed("甲批", "护林", 300_00, "2019-11-30", K.UNIT, name="拨"),
            disbursed("甲批", "护林", 100_00, "2019-11-30", K.UNIT, name="另拨"),
            returned("拨", 300_00, "2019-12-05"),
            reversed_("另拨", "2019-12-05"),
        ),
        ({"amount_fen": 300_00, "拨到": "unit", "相隔天数": 5},),
    ),
    "split-payments": Told(
        (
            *ROAD,
            *(
                bought("甲批", fen, f"2019-05-{n:02}")
                for n, fen in enumerate((50_00, 60_00, 70_00, 200_00), start=1)
            ),
            bought("甲批", 20_00, "2019-06-01"),
        ),
        ({"笔数": 3, "合计_fen": 180_00, "最大一笔_fen": 70_00, "月": 5},),
        {"each_below_yuan": "200"},
    ),
    "shared-cards": Told(
        (
            *FORESTED,
            paid(
                "2019-04-01",
                To("张家", 100_00, card="6217000000000000001"),
                To("李家", 50_00, card="6217000000000000001"),
                To("王家", 50_00, card="6217000000000000002"),
            ),
        ),
        ({"households": 2, "payments": 2, "paid_fen": 150_00, "有登记持卡人": False},),
    ),
    "paid-to-another": Told(
        (
            *FORESTED,
            lives("张家/张三"),
            lives("李家/李四"),
            carded("6217000000000000001", "李家/李四"),
            paid(
                "2019-04-01",
                To("张家", 100_00, card="6217000000000000001"),
                To("李家", 50_00, card="6217000000000000001"),
            ),
        ),
        ({"line": 1, "paid_fen": 100_00},),
    ),
    "paid-out-of-class": Told(
        (
            *FORESTED,
            home("张家", "registered", "2018-01-01", "2019-05-01"),
            home("张家", "ordinary", "2019-05-01"),
            home("李家", "registered", "2018-01-01"),
            paid("2019-04-01", To("张家", 100_00), To("李家", 10_00), name="前"),
            paid("2019-06-01", To("张家", 70_00), To("王家", 20_00), name="后"),
        ),
        (
            {"paid_fen": 70_00, "household_class": "ordinary"},
            {"paid_fen": 20_00, "household_class": None},
        ),
    ),
    "paid-twice": Told(
        (
            *FORESTED,
            paid("2019-04-01", To("张家", 100_00), To("李家", 50_00), name="一"),
            paid("2019-05-01", To("张家", 60_00), name="二"),
            paid("2019-06-01", To("李家", 50_00), name="三"),
            reversed_("三", "2019-06-02"),
        ),
        ({"笔数": 2, "paid_fen": 160_00, "凭证": "2019-3、2019-4"},),
    ),
    "owed-to-households": Told(
        (
            *FORESTED,
            listed("名单", {"张家": 100_00, "李家": 80_00}, final_by="2019-06-30"),
            paid("2019-04-01", To("张家", 100_00, ("名单", 1)), To("李家", 30_00, ("名单", 2))),
        ),
        ({"line": 2, "approved_fen": 80_00, "paid_fen": 30_00, "unpaid_fen": 50_00},),
    ),
    "paid-beyond-list": Told(
        (
            *FORESTED,
            listed("名单", {"张家": 100_00, "李家": 80_00}),
            paid(
                "2019-04-01",
                To("张家", 120_00, ("名单", 1)),
                To("李家", 80_00, ("名单", 2)),
                To("王家", 5_00),
            ),
        ),
        (
            {"line": 1, "paid_fen": 120_00, "approved_fen": 100_00, "情形": "超过清单"},
            {"line": 3, "paid_fen": 5_00, "情形": "没有清单"},
        ),
    ),
    "top-households": Told(
        (
            *FORESTED,
            home("张家", "registered", "2018-01-01"),
            home("李家", "monitored", "2018-01-01"),
            paid("2019-04-01", To("张家", 100_00), To("李家", 300_00), name="一"),
            paid("2019-05-01", To("张家", 50_00), name="二"),
        ),
        (
            {"户类别": "monitored", "members": 3, "payments": 1, "paid_fen": 300_00},
            {
                "户类别": "registered",
                "payments": 2,
                "paid_fen": 150_00,
                "last_paid_on": date(2019, 5, 1),
            },
        ),
    ),
    "same-identity": Told(
        (
            lives("张家/张三", resident_id=ID),
            lives("李家/李四", resident_id=ID),
            member("李家/小四", resident_id="610727200001011234"),
        ),
        ({"户数": 2, "人次": 2},),
    ),
    "not-received": Told(
        (
            *FORESTED,
            lives("张家/张三"),
            lives("李家/李四"),
            paid("2019-04-01", To("张家", 100_00), To("李家", 50_00), To("王家", 5_00), name="发"),
            signed("发", 1, None, "2019-04-05"),
            signed("发", 2, 50_00, "2019-04-05", full=50_00),
        ),
        ({"line": 1, "paid_fen": 100_00, "confirmation": "not_received"},),
    ),
    "paid-over-contract": Told(
        (
            *ROAD,
            contracted("合同一", 500_00),
            bought("甲批", 600_00, "2019-05-01"),
            accepted("验收一", 450_00),
        ),
        (
            {
                "code": "路",
                "disbursed_fen": 600_00,
                "contract_fen": 500_00,
                "accepted_fen": 450_00,
                "超合同_fen": 100_00,
                "超验收_fen": 150_00,
            },
        ),
    ),
    "arranged-outside-library": Told(
        (
            *ROAD,
            in_library("护林"),
            assigned("甲批", "护林", 50_00, "2019-03-01"),
            stepped("路", "entered", "2019-02-02"),
            stepped("护林", "entered", "2019-03-01"),
        ),
        (
            {
                "code": "路",
                "arranged_fen": 900_00,
                "first_arranged_on": date(2019, 2, 1),
                "entered_on": date(2019, 2, 2),
            },
        ),
    ),
    "supplier-share": Told(
        (
            contracted("合同一", 300_00),
            contracted("合同二", 100_00, tender_mode="open"),
            contracted("合同三", 600_00, supplier="乙公司"),
        ),
        ({"supplier_name": "甲公司", "合同份数": 2, "非公开招标份数": 1, "合计_fen": 400_00},),
    ),
    "consecutive-invoices": Told(
        (
            billed("00099", "2019-03-01"),
            billed("00100", "2019-07-01"),
            billed("00200", "2019-07-01"),
        ),
        ({"前一张": "00099", "后一张": "00100", "合计_fen": 20_00},),
    ),
    "notices-against-ledger": Told(
        (
            *ROAD,
            bought("甲批", 100_00, "2019-03-01"),
            bought("甲批", 50_00, "2019-06-01"),
            published("project", "路", "2019-04-01"),
            shown("路", "2019-04-01", arranged_fen=900_00, paid_fen=120_00),
        ),
        (
            {
                "project_code": "路",
                "printed_arranged_fen": 900_00,
                "ledger_arranged_fen": 900_00,
                "printed_paid_fen": 120_00,
                "ledger_paid_fen": 100_00,
            },
        ),
    ),
    "notices-overdue": Told(
        (
            demanded("project", due_days=20),
            *ROAD,
            in_library("护林"),
            assigned("甲批", "护林", 50_00, "2019-03-01"),
            published("project", "护林", "2019-03-05"),
        ),
        (
            {
                "subject": "project",
                "amount_fen": 900_00,
                "due_on": date(2019, 2, 21),
                "逾期天数": 313,
            },
        ),
    ),
    "short-notices": Told(
        (
            in_library("护林"),
            published("project", "护林", "2019-03-05", period=("2019-03-05", "2019-03-10")),
        ),
        ({"hung_days": 6, "evidence": 0},),
    ),
    "late-vouchers": Told(
        (arrives("甲批", 100_00, "2019-01-10"),),
        ({"kind_name": "安排/下达", "amount_fen": 100_00, "maker": "经办甲"},),
    ),
    "makers-and-checkers": Told(
        (
            *FORESTED,
            paid("2019-04-01", To("张家", 100_00), name="一"),
            reversed_("一", "2019-04-02"),
        ),
        (
            {
                "maker": "经办甲",
                "checker": "复核乙",
                "凭证张数": 4,
                "红冲张数": 1,
                "合计_fen": 2_100_00,
            },
        ),
    ),
    "blind-spots": Told(
        (outcome(flagged=1, clear=2, not_computable=5),),
        ({"rule": "EL05", "flagged": 1, "not_computable": 5},),
    ),
}
