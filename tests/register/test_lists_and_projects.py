"""Approved lists have versions and two persons; projects and steps are registered once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from ledger.book.books import NewBook, open_book
from ledger.register.entitlements import (
    ListApprovedByItsMaker,
    ListIsEmpty,
    ListPeriodEndsBeforeStart,
    NewEntitlement,
    NewList,
    add_list,
    add_lists,
)
from ledger.register.once import RegisteredOtherwise
from ledger.register.organisations import (
    NewOrganisation,
    OrganisationKind,
    add_organisations,
)
from ledger.register.places import add_book_region, load_regions
from ledger.register.projects import (
    NewProject,
    NewProjectEvent,
    ProjectStep,
    add_project_events,
    add_projects,
)
from ledger.register.regions import shipped_regions
from ledger.register.shipped import load_shipped
from ledger.storage.database import Database, unit_of_work
from ledger.storage.tables import (
    Benefit,
    DisclosureRequirement,
    Entitlement,
    FundCategory,
    Standard,
)
from ledger.values.identity import CreditCodeCheckWrong
from ledger.values.money import AmountNotPositive
from ledger.values.region import RegionCode

BOOK = 610727
NOW = datetime(2019, 3, 1, 9, tzinfo=UTC)
VILLAGE = RegionCode.parse("610727101901")


@pytest.fixture
def engine(database: Database) -> Engine:
    with database.connect() as connection:
        open_book(connection, NewBook(BOOK, "测试", "测试", "county", date(2018, 1, 1)), "测试")
    return database.engine()


def a_list(*, key: UUID | None = None, fen: int = 600_000) -> NewList:
    return NewList(
        list=key or uuid4(),
        title="2019年护林员应发清单",
        benefit="forest_ranger",
        project=uuid4(),
        region=VILLAGE,
        period_from=date(2019, 1, 1),
        period_to=date(2019, 12, 31),
        approved_on=date(2019, 3, 1),
        final_by=date(2019, 12, 28),
        doc_no="",
        lines=(NewEntitlement(uuid4(), 1000, 600_000, fen, uuid4()),),
    )


def a_project() -> NewProject:
    return NewProject(
        project=uuid4(),
        code="2019-01",
        name="示例一村产业路",
        region=VILLAGE,
        org="610727-department-6",
        purpose="基础设施",
        task="硬化产业路",
        standard_text="按合同",
        responsible="交通运输局",
        target="按期完工",
        mechanism="带动农户",
        planned_fen=1_000_000,
    )


def test_a_changed_list_is_a_new_version_and_the_old_one_stays(engine: Engine) -> None:
    first = a_list()
    with unit_of_work(engine) as work:
        assert add_list(work, BOOK, first, maker="甲", checker="乙", known_at=NOW) == 1
        changed = a_list(key=first.list, fen=480_000)
        assert add_list(work, BOOK, changed, maker="甲", checker="乙", known_at=NOW) == 2
        amounts = work.execute(
            select(col(Entitlement.version), col(Entitlement.approved_fen))
            .where(col(Entitlement.list) == first.list)
            .order_by(col(Entitlement.version))
        )
        assert [tuple(each) for each in amounts] == [(1, 600_000), (2, 480_000)]


def test_several_lists_are_added_in_their_order(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        one, two = a_list(), a_list()
        add_list(work, BOOK, two, maker="甲", checker="乙", known_at=NOW)
        versions = add_lists(work, BOOK, [one, two], maker="甲", checker="乙", known_at=NOW)
    assert versions == [1, 2]


def test_nobody_approves_their_own_list(engine: Engine) -> None:
    with unit_of_work(engine) as work, pytest.raises(ListApprovedByItsMaker):
        add_list(work, BOOK, a_list(), maker="甲", checker="甲", known_at=NOW)


def test_a_list_names_someone_for_a_period_and_a_positive_amount(engine: Engine) -> None:
    for wrong, refusal in (
        (replace(a_list(), lines=()), ListIsEmpty),
        (replace(a_list(), period_to=date(2018, 12, 31)), ListPeriodEndsBeforeStart),
        (a_list(fen=0), AmountNotPositive),
    ):
        with unit_of_work(engine) as work, pytest.raises(refusal):
            add_list(work, BOOK, wrong, maker="甲", checker="乙", known_at=NOW)


def test_a_project_and_its_steps_are_registered_once(engine: Engine) -> None:
    project = a_project()
    step = NewProjectEvent(project.project, ProjectStep.APPROVED, date(2019, 2, 1), "演批1号")
    with unit_of_work(engine) as work:
        assert add_projects(work, BOOK, [project], known_at=NOW) == 1
        assert add_projects(work, BOOK, [project], known_at=NOW) == 0
        assert add_project_events(work, BOOK, [step], known_at=NOW) == 1
        assert add_project_events(work, BOOK, [step, step], known_at=NOW) == 0
        with pytest.raises(RegisteredOtherwise):
            add_projects(work, BOOK, [replace(project, name="另一条路")], known_at=NOW)


def test_a_planned_amount_is_positive_or_not_given(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        assert add_projects(work, BOOK, [replace(a_project(), planned_fen=None)], known_at=NOW) == 1
        with pytest.raises(AmountNotPositive):
            add_projects(work, BOOK, [replace(a_project(), planned_fen=0)], known_at=NOW)


def test_a_wrong_credit_code_is_refused_and_none_is_fine(engine: Engine) -> None:
    firm = NewOrganisation("f1", "演示公司", OrganisationKind.FIRM, VILLAGE)
    good = replace(firm, org="f2", credit_code="91350100M000100Y43")
    with unit_of_work(engine) as work:
        assert add_organisations(work, [firm, good]) == 2
        assert add_organisations(work, [firm, good]) == 0
        with pytest.raises(CreditCodeCheckWrong):
            add_organisations(work, [replace(firm, org="f3", credit_code="91350100M000100Y44")])


def test_places_and_shipped_facts_load_once(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        assert load_regions(work, shipped_regions()) == len(shipped_regions())
        assert load_regions(work, shipped_regions()) == 0
        assert load_shipped(work) > 20
        assert load_shipped(work) == 0
        assert add_book_region(work, BOOK, RegionCode.parse("610727")) == 1
        assert add_book_region(work, BOOK, RegionCode.parse("610727")) == 0


def test_every_shipped_fact_names_its_source(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        load_shipped(work)
        for table in (FundCategory, Benefit, Standard, DisclosureRequirement):
            rows = work.execute(select(table)).scalars().all()
            assert rows
            assert all(row.source for row in rows), table


def test_a_benefit_paid_at_a_rate_has_a_standard_in_hanzhong(engine: Engine) -> None:
    with unit_of_work(engine) as work:
        load_shipped(work)
        rows = work.execute(
            select(col(Standard.benefit), col(Standard.rate_fen)).where(
                col(Standard.region) == "610700000000"
            )
        )
        rates = {benefit: rate_fen for benefit, rate_fen in rows}
    assert rates["forest_ranger"] == 600_000
    assert rates["start_up"] == 300_000
    assert {"industry_award", "housing_repair", "school_aid", "public_post"} <= rates.keys()
