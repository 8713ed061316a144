"""A village's notices say what the ledger says, and only to whom it may be said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import pytest
from sqlalchemy import Engine

from ledger.book.books import NewBook, open_book, open_year
from ledger.book.post import Actor, Connection, Posting, post
from ledger.book.publication import Publication, publish
from ledger.book.reverse import money_back
from ledger.book.voucher import (
    AccountRef,
    Entry,
    ListLine,
    NewLot,
    PaymentLine,
    Voucher,
    VoucherRef,
)
from ledger.disclosure.page import NoticeKind
from ledger.disclosure.village import (
    Asked,
    RegionHasNoBook,
    RegionNotRegistered,
    VillageHasNoNotice,
    VillageNotice,
    village_notices,
)
from ledger.register.entitlements import NewEntitlement, NewList, add_list
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.persons import NewPerson, Relation, add_persons
from ledger.register.places import load_regions
from ledger.register.projects import NewProject, add_projects
from ledger.register.regions import Region, shipped_regions
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import Sealer
from ledger.storage.tables import BookRegion
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from ledger.values.region import RegionCode
from tests.shipped import have_shipped

BOOK, YEAR, TODAY = 610727, 2019, date(2019, 9, 2)
NOW = datetime(2019, 9, 2, 4, tzinfo=UTC)
VILLAGE = RegionCode.parse("610727101901")
SEALER = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)
SPACE = UUID("00000000-0000-4000-8000-00000000d15c")
LIST, PROJECT, LOT = (uuid5(SPACE, name) for name in ("list", "project", "lot"))
HOMES = [uuid5(SPACE, f"home{n}") for n in range(3)]
NAMES = ["测试甲", "测试乙", "测试丙"]
RATE = 600_000


@dataclass
class Village:
    """A village of three households with an approved list and a project account with money."""

    connection: Connection
    engine: Engine

    def post(self, key: str, voucher: Voucher) -> VoucherRef:
        made = post(
            self.connection, BOOK, [Posting(key, voucher)], Actor("甲", "乙", (BOOK,)), SEALER
        )[0]
        return VoucherRef(made.year, made.number)

    def pay(self, key: str, homes: list[int]) -> VoucherRef:
        lines = tuple(
            PaymentLine(
                line=n + 1,
                amount_fen=RATE,
                region=VILLAGE.code,
                household=HOMES[n],
                project=PROJECT,
                benefit="forest_ranger",
                period_from=date(YEAR, 1, 1),
                period_to=date(YEAR, 12, 31),
                quantity_milli=1000,
                rate_fen=RATE,
                entitlement=ListLine(LIST, 1, n + 1),
            )
            for n in homes
        )
        entries = tuple(
            Entry(account(K.PROJECT, str(PROJECT)), account(K.HOUSEHOLD), LOT, RATE, line=n + 1)
            for n in homes
        )
        return self.post(key, Voucher(V.DISBURSE, YEAR, date(2019, 8, 1), entries, lines=lines))

    def notices(self, region: RegionCode = VILLAGE, year: int = YEAR) -> list[VillageNotice]:
        asked = Asked(region, year, TODAY, NOW, demo=True)
        with unit_of_work(self.engine) as work:
            return village_notices(work, self.connection, SEALER, asked)


def account(kind: K, owner: str = "") -> AccountRef:
    return AccountRef(kind, YEAR, owner)


@pytest.fixture
def village(shipped_database: Database) -> Iterator[Village]:
    engine = shipped_database.engine()
    with shipped_database.connect() as connection:
        connection.execute("SELECT set_demo_clock(%s)", [NOW])
        open_book(
            connection, NewBook(BOOK, "略阳", "略阳县财政局", "county", date(2019, 1, 1)), "系统"
        )
        open_year(connection, BOOK, YEAR, "系统")
        with unit_of_work(engine) as work:
            have_shipped(work)
            load_regions(work, [*shipped_regions(), Region(VILLAGE, "示例一村", date(2018, 1, 1))])
            work.add(BookRegion(book=BOOK, region="610727000000", valid_from=date(2018, 1, 1)))
            add_households(
                work,
                BOOK,
                [
                    HouseholdOn(
                        home, date(2018, 1, 1), VILLAGE, f"{3 - n}组", HouseholdKind.REGISTERED, 2
                    )
                    for n, home in enumerate(HOMES)
                ],
                known_at=NOW,
            )
            add_persons(
                work,
                BOOK,
                [
                    NewPerson(uuid5(home, "head"), home, Relation.HOUSEHOLDER, name)
                    for home, name in zip(HOMES, NAMES, strict=True)
                ],
                sealer=SEALER,
                known_at=NOW,
            )
            add_projects(work, BOOK, [_project()], known_at=NOW)
            add_list(work, BOOK, _list(), maker="村甲", checker="镇乙", known_at=NOW)
        made = Village(connection, engine)
        made.post("lot", _allocation())
        made.post(
            "assign",
            Voucher(
                V.ASSIGN,
                YEAR,
                date(2019, 5, 1),
                (Entry(account(K.UNASSIGNED), account(K.PROJECT, str(PROJECT)), LOT, 5 * RATE),),
            ),
        )
        yield made


def _project() -> NewProject:
    return NewProject(
        project=PROJECT,
        code="LY-2019-07",
        name="生态护林员劳务补助",
        region=VILLAGE,
        org="略阳县林业局",
        purpose="生态扶贫",
        benefit="forest_ranger",
        task="选聘护林员三人",
        planned_fen=3 * RATE,
        responsible="局长",
        standard_text="",
        target="",
        mechanism="",
    )


def _list() -> NewList:
    return NewList(
        list=LIST,
        title="示例一村2019年生态护林员劳务补助应发清单",
        benefit="forest_ranger",
        project=PROJECT,
        region=VILLAGE,
        period_from=date(YEAR, 1, 1),
        period_to=date(YEAR, 12, 31),
        approved_on=date(2019, 6, 3),
        final_by=date(2019, 12, 31),
        doc_no="",
        lines=tuple(NewEntitlement(home, 1000, RATE, RATE) for home in HOMES),
    )


def _allocation() -> Voucher:
    day = date(2019, 3, 1)
    lot = NewLot(
        lot=LOT,
        origin="external",
        origin_book=BOOK,
        origin_doc_no="汉财农〔2019〕12号",
        origin_on=day,
        origin_amount_fen=5 * RATE,
        category="林业补助资金",
        level="central",
        doc_nos=("略财〔2019〕3号",),
        document_on=day,
        received_on=day,
        budget_year=YEAR,
    )
    entry = Entry(account(K.SOURCE), account(K.UNASSIGNED), LOT, 5 * RATE)
    return Voucher(V.ALLOCATE, YEAR, day, (entry,), lots=(lot,))


def only(notices: list[VillageNotice], kind: NoticeKind) -> VillageNotice:
    (found,) = [each for each in notices if each.page.kind is kind]
    return found


def test_a_list_is_shown_before_payment_with_full_names_ordered_by_group(village: Village) -> None:
    page = only(village.notices(), NoticeKind.BEFORE).page
    (section,) = page.sections
    assert [(line.group, line.full_name) for line in section.lines] == [
        ("1组", "测试丙"),
        ("2组", "测试乙"),
        ("3组", "测试甲"),
    ]
    assert section.lines[0].masked_name == "测*"
    assert page.lines_total_fen == 3 * RATE
    assert page.region.path[-3:] == ("略阳县", "接官亭镇", "示例一村")
    assert section.standard and section.standard.text == "6,000.00元/人·年"
    assert "第62行" in section.standard.source


def test_an_unpublished_list_hangs_ten_days_from_today(village: Village) -> None:
    page = only(village.notices(), NoticeKind.BEFORE).page
    assert (page.start_on, page.days) == (TODAY, 10)


def test_a_published_list_keeps_the_period_it_was_published_with(village: Village) -> None:
    publish(
        village.connection,
        BOOK,
        Publication(
            notice=uuid5(SPACE, "notice"),
            stage="before",
            level="village",
            channel="board",
            region=VILLAGE.code,
            subject="benefit_list",
            subject_key=str(LIST),
            title="公示",
            published_on=date(2019, 6, 5),
            from_on=date(2019, 6, 5),
            until_on=date(2019, 6, 13),
            list=LIST,
            list_version=1,
        ),
        "村甲",
    )
    page = only(village.notices(), NoticeKind.BEFORE).page
    assert (page.start_on, page.end_on, page.days) == (date(2019, 6, 5), date(2019, 6, 13), 9)


def test_what_was_paid_is_announced_net_of_what_came_back(village: Village) -> None:
    paid = village.pay("pay", [0, 1, 2])
    back = money_back(
        village.connection,
        BOOK,
        paid,
        amounts_fen={2: RATE},
        fiscal_year=YEAR,
        happened_on=date(2019, 8, 20),
    )
    village.post("back", back)
    notice = only(village.notices(), NoticeKind.AFTER)
    (section,) = notice.page.sections
    assert {line.full_name for line in section.lines} == {"测试甲", "测试丙"}
    assert section.lines_total_fen == section.paid_fen == 2 * RATE
    assert section.arranged_fen == 5 * RATE
    assert [source.doc_no for source in section.sources] == ["汉财农〔2019〕12号"]


def test_the_same_ledger_gives_the_same_page_and_another_payment_another(village: Village) -> None:
    village.pay("pay", [0])
    first = only(village.notices(), NoticeKind.AFTER).page
    assert only(village.notices(), NoticeKind.AFTER).page == first
    village.pay("more", [1])
    after = only(village.notices(), NoticeKind.AFTER).page
    assert after != first
    assert after.lines_total_fen == 2 * RATE


@pytest.mark.parametrize(
    ("region", "year", "refusal"),
    [
        ("610727101902", YEAR, RegionNotRegistered),
        ("610722000000", YEAR, RegionHasNoBook),
        (VILLAGE.code, 2017, VillageHasNoNotice),
    ],
)
def test_a_place_without_notices_is_told_so(
    village: Village, region: str, year: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        village.notices(RegionCode.parse(region), year)
