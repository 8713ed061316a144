"""A tiny world for the API and the pages: two books, a lot that reaches a household, users.

Everything is posted through the product's own functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from api.access import Grant, Role
from api.system import System
from api.users import add_user
from ledger.book.books import NewBook, deliver, open_book, open_year
from ledger.book.drafts import DraftKey, NewDraft, save, submit
from ledger.book.post import Actor, Connection, Posting, post
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    NewLot,
    PaymentLine,
    Relation,
    Voucher,
)
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.organisations import (
    NewOrganisation,
    OrganisationKind,
    add_organisations,
)
from ledger.register.persons import NewPerson, add_persons
from ledger.register.persons import Relation as Kin
from ledger.register.places import add_book_region, load_regions
from ledger.register.projects import NewProjectEvent, ProjectStep, add_project_events
from ledger.register.regions import Region, shipped_regions
from ledger.storage.database import unit_of_work
from ledger.storage.secrets import Secrets
from ledger.storage.settings import Settings
from ledger.storage.tables import Project
from ledger.values.kinds import AccountKind, VoucherKind
from ledger.values.region import RegionCode
from ledger.values.sort_key import sort_key
from tests.shipped import have_shipped

PASSWORD = "sunny-ledger-2019"
UPPER, LOWER = 610700, 610727
VILLAGE = "610727100001"
FULL_NAME = "欧阳示例"
YEAR = 2019
NOW = datetime(2019, 6, 1, 2, tzinfo=UTC)
DOC_NO = "汉财农〔2019〕1号"

_ROLES = {
    "maker": Grant(Role.FINANCE_MAKER, RegionCode.parse("610727"), LOWER),
    "checker": Grant(Role.FINANCE_CHECKER, RegionCode.parse("610727"), LOWER),
    "upper_maker": Grant(Role.FINANCE_MAKER, RegionCode.parse("610700"), UPPER),
    "upper_checker": Grant(Role.FINANCE_CHECKER, RegionCode.parse("610700"), UPPER),
    "project": Grant(Role.PROJECT_DEPARTMENT, RegionCode.parse("610727"), LOWER),
    "township": Grant(Role.TOWNSHIP, RegionCode.parse("610727100")),
    "village": Grant(Role.VILLAGE, RegionCode.parse(VILLAGE)),
    "auditor": Grant(Role.AUDITOR, RegionCode.parse("610700")),
    "inspector": Grant(Role.INSPECTOR, RegionCode.parse("610727")),
    "upper": Grant(Role.UPPER_BUREAU, RegionCode.parse("610700")),
    "stranger": Grant(Role.AUDITOR, RegionCode.parse("140000")),
    "admin": Grant(Role.ADMINISTRATOR, RegionCode.parse("610700")),
}
LOGINS = tuple(_ROLES)


@dataclass(frozen=True)
class World:
    """What the tests name."""

    system: System
    lot: UUID
    project: UUID
    household: UUID
    paid: int
    draft: DraftKey
    sent: int


def build(system: System) -> World:
    """Fill a fresh demo database."""
    database, sealer = system.database, system.sealer
    engine = database.engine()
    lot, project, household, person = uuid4(), uuid4(), uuid4(), uuid4()
    with database.connect() as connection:
        connection.execute("SELECT set_demo_clock(%s)", [NOW])
        for book, name, level in (
            (UPPER, "汉中市财政专项扶贫资金账簿", "prefecture"),
            (LOWER, "略阳县财政专项扶贫资金账簿", "county"),
        ):
            bureau = name[:3] + "财政局"
            open_book(connection, NewBook(book, name, bureau, level, date(2019, 1, 1)), "系统")
            open_year(connection, book, YEAR, "系统")
        with unit_of_work(engine) as work:
            have_shipped(work)
            load_regions(work, shipped_regions())
            known = {each.code.code for each in shipped_regions()}
            missing = [
                Region(RegionCode(code), name)
                for code, name in (("610727100000", "示例镇"), (VILLAGE, "示例村"))
                if code not in known
            ]
            load_regions(work, missing)
            for book in (UPPER, LOWER):
                add_book_region(work, book, RegionCode.parse(str(book)))
            add_organisations(
                work,
                [
                    NewOrganisation(
                        "610727-ny",
                        "略阳县农业农村局",
                        OrganisationKind.DEPARTMENT,
                        RegionCode.parse("610727"),
                    ),
                    NewOrganisation(
                        "bank", "略阳农商银行", OrganisationKind.BANK, RegionCode.parse("610727")
                    ),
                ],
            )
            add_households(
                work,
                LOWER,
                [
                    HouseholdOn(
                        household,
                        date(2016, 1, 1),
                        RegionCode(VILLAGE),
                        "一组",
                        HouseholdKind.REGISTERED,
                        3,
                    )
                ],
                known_at=NOW,
            )
            add_persons(
                work,
                LOWER,
                [NewPerson(person, household, Kin.HOUSEHOLDER, FULL_NAME)],
                sealer=sealer,
                known_at=NOW,
            )
            work.add(_project(project))
            work.flush()
            entered = NewProjectEvent(
                project, ProjectStep.ENTERED, date(2019, 1, 20), "略扶办〔2019〕1号", "project"
            )
            add_project_events(work, LOWER, [entered], known_at=NOW)
        sent, paid = _money(connection, system, lot, project, household)
        _users(connection)
    with unit_of_work(engine) as work:
        draft = save(
            work,
            LOWER,
            [NewDraft(_assign(lot, project, 12_345), "安排产业奖补")],
            maker="maker",
            today=date(2019, 6, 1),
            sealer=sealer,
        )[0]
    engine.dispose()
    return World(system, lot, project, household, paid, draft, sent)


def _users(connection: Connection) -> None:
    """One user a role; hashing is slow on purpose, so they share the hash of the first."""
    first, *others = _ROLES
    add_user(connection, first, f"测试{_ROLES[first].role.chinese}", PASSWORD, [_ROLES[first]])
    for login in others:
        grant = _ROLES[login]
        connection.execute(
            "INSERT INTO app_user (login, name, password_hash, active, created_at) "
            "SELECT %s, %s, password_hash, true, created_at FROM app_user WHERE login = %s",
            [login, f"测试{grant.role.chinese}", first],
        )
        connection.execute(
            "INSERT INTO app_user_role (login, role, region, book) VALUES (%s, %s, %s, %s)",
            [login, grant.role.value, grant.region.code, grant.book],
        )


def submitted(world: World, *, fen: int = 777, project: str | None = None) -> DraftKey:
    """Another draft of the maker, submitted; a project outside the library gives a warning."""
    engine = world.system.database.engine()
    voucher = _assign(world.lot, project or world.project, fen)
    with unit_of_work(engine) as work:
        keys = save(
            work,
            LOWER,
            [NewDraft(voucher, "待复核的安排")],
            maker="maker",
            today=date(2019, 6, 1),
            sealer=world.system.sealer,
        )
        submit(work, keys, actor="maker")
    engine.dispose()
    return keys[0]


def settings_and_secrets() -> tuple[Settings, Secrets]:
    settings = Settings.read()
    return settings, Secrets.load(settings.home)


def _account(kind: AccountKind, owner: str = "") -> AccountRef:
    return AccountRef(kind, YEAR, owner)


def _assign(lot: UUID, project: UUID | str, fen: int) -> Voucher:
    return Voucher(
        VoucherKind.ASSIGN,
        YEAR,
        date(2019, 5, 20),
        (
            Entry(
                _account(AccountKind.UNASSIGNED),
                _account(AccountKind.PROJECT, str(project)),
                lot,
                fen,
            ),
        ),
        doc_no="略财农〔2019〕8号",
    )


def _project(project: UUID) -> Project:
    return Project(
        book=LOWER,
        project=project,
        code="LY-2019-001",
        name="2019年到户产业奖补",
        region=VILLAGE,
        org="610727-ny",
        purpose="industry",
        benefit="industry_award",
        task="奖补30户",
        standard_text="500元/户",
        planned_fen=10_000_000,
        starts_on=date(2019, 3, 1),
        ends_on=date(2019, 12, 31),
        responsible="项目负责人",
        target="户均增收500元",
        mechanism="直接补助",
        known_at=NOW,
        sort_key=sort_key("2019年到户产业奖补"),
    )


def _money(
    connection: Connection, system: System, lot: UUID, project: UUID, household: UUID
) -> tuple[int, int]:
    """200万 allocated above, 120万 passed down, 100万 received, 50万 assigned, 500元 paid."""
    actor = Actor("upper_maker", "upper_checker", (UPPER, LOWER))

    def posted(book: int, key: str, voucher: Voucher) -> int:
        return post(connection, book, [Posting(key, voucher)], actor, system.sealer)[0].number

    facts = NewLot(
        lot=lot,
        origin="documented",
        origin_book=UPPER,
        origin_doc_no=DOC_NO,
        origin_on=date(2019, 2, 20),
        origin_amount_fen=200_000_000,
        category="扶贫发展资金",
        level="prefecture",
        doc_nos=(DOC_NO,),
        document_on=date(2019, 2, 20),
        received_on=date(2019, 2, 21),
        budget_year=YEAR,
    )
    posted(
        UPPER,
        "a",
        Voucher(
            VoucherKind.ALLOCATE,
            YEAR,
            date(2019, 2, 20),
            (
                Entry(
                    _account(AccountKind.SOURCE),
                    _account(AccountKind.UNASSIGNED),
                    lot,
                    200_000_000,
                ),
            ),
            doc_no=DOC_NO,
            lots=(facts,),
        ),
    )
    sent = posted(
        UPPER,
        "b",
        Voucher(
            VoucherKind.PASS_DOWN,
            YEAR,
            date(2019, 3, 1),
            (
                Entry(
                    _account(AccountKind.UNASSIGNED),
                    _account(AccountKind.SENT_DOWN, str(LOWER)),
                    lot,
                    120_000_000,
                ),
            ),
            doc_no="汉财农〔2019〕5号",
        ),
    )
    deliver(connection, UPPER)
    posted(
        LOWER,
        "c",
        Voucher(
            VoucherKind.RECEIVE,
            YEAR,
            date(2019, 3, 12),
            (
                Entry(
                    _account(AccountKind.UPSTREAM, str(UPPER)),
                    _account(AccountKind.UNASSIGNED),
                    lot,
                    100_000_000,
                    relation=Relation.RECEIVES,
                    of=EntryRef(YEAR, sent, 1, UPPER),
                ),
            ),
            doc_no="汉财农〔2019〕5号",
            lots=(
                NewLot(
                    lot=lot,
                    origin=facts.origin,
                    origin_book=facts.origin_book,
                    origin_doc_no=facts.origin_doc_no,
                    origin_on=facts.origin_on,
                    origin_amount_fen=facts.origin_amount_fen,
                    category=facts.category,
                    level=facts.level,
                    doc_nos=("汉财农〔2019〕5号",),
                    document_on=date(2019, 3, 1),
                    received_on=date(2019, 3, 12),
                    budget_year=YEAR,
                ),
            ),
        ),
    )
    posted(LOWER, "d", _assign(lot, project, 50_000_000))
    paid = posted(
        LOWER,
        "e",
        Voucher(
            VoucherKind.DISBURSE,
            YEAR,
            date(2019, 5, 28),
            (
                Entry(
                    _account(AccountKind.PROJECT, str(project)),
                    _account(AccountKind.HOUSEHOLD),
                    lot,
                    50_000,
                    line=1,
                ),
            ),
            lines=(
                PaymentLine(
                    line=1,
                    amount_fen=50_000,
                    region=VILLAGE,
                    household=household,
                    project=project,
                    benefit="industry_award",
                    period_from=date(2019, 1, 1),
                    period_to=date(2019, 12, 31),
                    quantity_milli=1000,
                    rate_fen=50_000,
                ),
            ),
            memo="按村级公示名单发放",
        ),
    )
    return sent, paid
