"""The value that a run compares with: by place, regime and day, with its source; conflicts said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from audit.catalogue import catalogue, rule
from audit.engine import run
from audit.parameters import Fixed, chosen_of, given_to, in_force
from audit.rule import Parameter, ParameterUnknown, ParameterValue
from audit.set_parameter import (
    NewParameter,
    ParameterNotRecorded,
    record_parameter,
    recorded_parameters,
)
from ledger.register.audit_parameters import load_audit_parameters
from ledger.register.limits import NATIONWIDE, shipped_limits
from ledger.register.load_catalogue import add_limits
from ledger.register.once import add_once
from ledger.register.places import load_regions
from ledger.register.regions import Region
from ledger.register.sources import data_rows
from ledger.storage.database import unit_of_work
from ledger.storage.tables import FundRegime
from ledger.values.region import RegionCode
from tests.audit.steps import arrives
from tests.audit.world import Ground, World

DAYS = Parameter("days", 365, "到账后的天数", "某文件")
ON = date(2020, 1, 1)


def fixed(
    value: int,
    region: str = "610727000000",
    *,
    from_on: date = date(2018, 1, 1),
    regime: str = "",
    limit: str = "",
    source: str = "甲文件",
) -> Fixed:
    return Fixed(value, region, regime, from_on, None, source, limit)


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ([], 365),
        ([fixed(1, NATIONWIDE)], 1),
        ([fixed(1, NATIONWIDE), fixed(2, "610000000000")], 2),
        ([fixed(3, "610727000000"), fixed(2, "610700000000", from_on=date(2019, 1, 1))], 3),
        ([fixed(1), fixed(2, from_on=date(2019, 1, 1))], 2),
        ([fixed(1, limit="D1"), fixed(2)], 2),
        ([fixed(1, limit="D1"), fixed(2, "610700000000")], 1),
        ([fixed(1, from_on=date(2019, 1, 1)), fixed(2, regime="衔接资金")], 2),
        ([fixed(4), fixed(4, source="乙文件")], 4),
    ],
)
def test_the_lowest_place_wins_then_the_recorded_the_regime_and_the_newest(
    values: list[Fixed], held: int
) -> None:
    found = chosen_of("ID03", DAYS, values)
    assert (found.value, found.fault) == (held, "")
    assert chosen_of("ID03", DAYS, values[::-1]).value == held
    assert len(found.overridden) + len(found.conflicts) <= max(0, len(values) - 1)


def test_two_documents_of_equal_rank_are_a_conflict_and_none_of_them_holds() -> None:
    found = chosen_of("ID03", DAYS, [fixed(1), fixed(2, source="乙文件"), fixed(9, NATIONWIDE)])
    assert found.chosen is None
    assert {each.value for each in found.conflicts} == {1, 2}
    assert "相互矛盾" in found.fault
    assert "乙文件" in found.fault


@pytest.mark.parametrize(
    ("default", "kept", "read"),
    [
        (1, 2, 2),
        (date(2018, 1, 1), "2019-02-03", date(2019, 2, 3)),
        ((), ["2019-02-03"], (date(2019, 2, 3),)),
        (1, True, None),
        (1, "2", None),
        (1, 2**63, None),
        (date(2018, 1, 1), "heute", None),
        ((), [1], None),
    ],
)
def test_a_kept_value_is_read_as_what_the_rule_has(
    default: ParameterValue, kept: object, read: ParameterValue | None
) -> None:
    parameter = Parameter("x", default, "某数", "某文件")
    if read is None:
        with pytest.raises(ParameterUnknown):
            parameter.read(kept)
    else:
        assert parameter.read(kept) == read


def test_every_shipped_value_and_every_limit_named_by_a_rule_is_there() -> None:
    for row in data_rows("audit_parameters.csv"):
        rule(row["rule"]).rule.parameter(row["name"])
        assert row["source"]
    subjects = {each.subject for each in shipped_limits()}
    named = {
        each.limit.subject
        for page in catalogue().values()
        for each in page.rule.parameters
        if each.limit
    }
    assert named
    assert named <= subjects


def place(world: World) -> None:
    """Register the county, so that a value can be recorded for it."""
    region = Region(RegionCode(world.county), "示例县")
    with unit_of_work(world.ground.engine) as work:
        load_regions(work, [region])


def new(world: World, value: int | None, **more: object) -> NewParameter:
    given: dict[str, object] = {
        "rule": "ID03",
        "name": "days",
        "region": world.county,
        "value": value,
        "from_on": date(2019, 1, 1),
        "source": "示例县办法第三条",
        "reason": "按县里的办法",
    }
    return NewParameter(**{**given, **more})  # type: ignore[arg-type]


def idle(world: World, on: date = ON, **more: object) -> tuple[int, object]:
    """How many leads of ID03 a run gives, and which days it says it used."""
    made = run(
        world.ground.database,
        as_of=on,
        actor="审计丙",
        books=[world.book],
        rules=["ID03"],
        **more,  # type: ignore[arg-type]
    )
    (outcome,) = made.outcomes
    return len(made.findings), outcome.parameters["days"]


def test_a_value_holds_in_its_place_from_its_day_and_the_run_says_which_it_used(
    ground: Ground,
) -> None:
    here, there = World(ground), World(ground)
    for world in (here, there):
        place(world)
        arrives("甲批", 1000, "2019-03-01")(world)
    assert idle(here) == (0, 365)
    record_parameter(ground.connection, new(here, 300), actor="审计丙")
    assert idle(here) == (1, 300)
    assert idle(there) == (0, 365)
    record_parameter(
        ground.connection, new(here, 200, from_on=date(2020, 1, 2), source="新办法"), actor="丁"
    )
    assert idle(here) == (1, 300)
    assert idle(here, date(2020, 1, 2)) == (1, 200)
    assert idle(here, parameters={"ID03": {"days": 400}}) == (0, 400)
    kept = recorded_parameters(ground.connection, rule="ID03", region=here.county, on=ON)
    assert [(each.value, each.actor, each.seq) for each in kept] == [
        (200, "丁", 2),
        (300, "审计丙", 1),
    ]
    assert kept[0].region_name == "示例县"


def test_a_value_ends_is_corrected_and_is_taken_back(ground: Ground) -> None:
    world = World(ground)
    place(world)
    arrives("甲批", 1000, "2019-03-01")(world)
    record_parameter(ground.connection, new(world, 300), actor="审计丙")
    before = world.now()
    record_parameter(ground.connection, new(world, 300, until_on=date(2020, 1, 2)), actor="审计丙")
    assert [idle(world, day) for day in (ON, date(2020, 1, 2))] == [(1, 300), (0, 365)]
    record_parameter(ground.connection, new(world, 305), actor="审计丙")
    assert idle(world) == (1, 305)
    record_parameter(ground.connection, new(world, None), actor="审计丙")
    assert idle(world) == (0, 365)
    assert idle(world, known_at=before) == (1, 300)
    with pytest.raises(ParameterNotRecorded):
        record_parameter(ground.connection, new(world, None), actor="审计丙")


def test_what_is_recorded_names_a_source_a_reason_a_place_and_days_in_order(
    ground: Ground,
) -> None:
    world = World(ground)
    place(world)
    for wrong in (
        {"source": " "},
        {"reason": ""},
        {"region": "659999000000"},
        {"regime": "没有的制度"},
        {"until_on": date(2019, 1, 1)},
    ):
        with pytest.raises(ParameterNotRecorded):
            record_parameter(ground.connection, new(world, 1, **wrong), actor="审计丙")
    with pytest.raises(ParameterUnknown):
        record_parameter(ground.connection, new(world, 1, name="hours"), actor="审计丙")
    with pytest.raises(ParameterUnknown):
        record_parameter(
            ground.connection,
            NewParameter("ID03", "days", NATIONWIDE, date(2019, 1, 1), ON, "某文件", "某理由"),
            actor="审计丙",
        )


def test_values_that_contradict_each_other_make_the_rule_not_computable(ground: Ground) -> None:
    world = World(ground)
    place(world)
    arrives("甲批", 1000, "2019-03-01")(world)
    record_parameter(ground.connection, new(world, 300), actor="审计丙")
    record_parameter(ground.connection, new(world, 200, source="另一办法"), actor="审计丙")
    kinds = {"as_of": ON, "actor": "审计丙", "books": [world.book], "rules": ["ID03"]}
    database = ground.database
    (outcome,) = run(database, **kinds, incremental=True).outcomes  # type: ignore[arg-type]
    assert (outcome.flagged, outcome.clear, outcome.not_computable) == (0, 0, 1)
    assert "示例县办法第三条" in next(iter(outcome.reasons))
    record_parameter(ground.connection, new(world, None, source="另一办法"), actor="审计丙")
    (outcome,) = run(database, **kinds, incremental=True).outcomes  # type: ignore[arg-type]
    assert (outcome.flagged, outcome.not_computable) == (1, 0)


def test_a_changed_value_makes_a_run_over_changes_judge_this_rule_anew(ground: Ground) -> None:
    world = World(ground)
    place(world)
    arrives("甲批", 1000, "2019-03-01")(world)
    told: set[str] = set()

    def again() -> int:
        told.clear()
        made = run(
            ground.database,
            as_of=ON,
            actor="审计丙",
            books=[world.book],
            rules=["ID02", "ID03"],
            incremental=True,
            progress=lambda _, code: told.add(code),
        )
        return sum(each.rule == "ID03" for each in made.findings)

    assert again() == 0
    assert again() == 0
    assert told == set()
    record_parameter(ground.connection, new(world, 300), actor="审计丙")
    assert again() == 1
    assert told == {"ID03"}
    assert again() == 1
    assert told == set()


def test_a_value_for_a_fund_regime_holds_while_the_regime_does(ground: Ground) -> None:
    world = World(ground)
    place(world)
    with unit_of_work(ground.engine) as work:
        add_once(
            work,
            FundRegime,
            [
                {
                    "regime": "示例资金",
                    "valid_from": date(2020, 1, 1),
                    "valid_to": date(2021, 1, 1),
                    "successor": "",
                    "source": "某文件",
                }
            ],
        )
    record_parameter(ground.connection, new(world, 100), actor="审计丙")
    record_parameter(ground.connection, new(world, 50, regime="示例资金"), actor="审计丙")
    held = [
        given_to(ground.connection, [rule("ID03").rule], world.book, on, world.now())["ID03"]
        for on in (date(2019, 12, 31), ON, date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert [each.values["days"] for each in held] == [100, 50, 50, 100]


def test_a_document_of_a_place_gives_the_value_while_it_is_in_force(ground: Ground) -> None:
    with unit_of_work(ground.engine) as work:
        add_limits(work, shipped_limits())
    known = datetime.now(UTC)

    def of(region: str, on: date) -> dict[str, tuple[object, str]]:
        found = in_force(ground.connection, [rule("ST05").rule], region, on, known)
        return {each.parameter.name: (each.value, each.source) for each in found}

    jinghe = of("652722000000", date(2019, 1, 1))
    assert jinghe["months"][0] == 36
    assert "精河县" in jinghe["months"][1]
    assert "第76行" in of("370000000000", date(2019, 1, 1))["amount_fen"][1]
    assert "银保监发" in of("370000000000", date(2019, 1, 1))["months"][1]
    assert "银保监发" in of("652722000000", date(2021, 1, 1))["months"][1]
    shanxi = in_force(
        ground.connection, [rule("ST07").rule], "140123000000", date(2019, 1, 1), known
    )
    assert {each.value for each in shanxi} == {60}
    assert all(each.chosen and each.chosen.limit for each in shanxi)


def test_the_tender_limits_of_before_june_2018_are_shipped(ground: Ground) -> None:
    with unit_of_work(ground.engine) as work:
        assert load_audit_parameters(work) == 6
        assert load_audit_parameters(work) == 0
    world = World(ground)
    known = datetime.now(UTC)
    for on, fen in ((date(2018, 5, 31), 200_000_000), (date(2018, 6, 1), 400_000_000)):
        given = given_to(ground.connection, [rule("CN14").rule], world.book, on, known)
        assert given["CN14"].values["works_fen"] == fen
