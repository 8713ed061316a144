"""Persons are compared by name and number in memory; what is kept names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from random import Random

import pytest
from sqlmodel import Session

from audit import resembling as module
from audit.engine import run
from audit.linkage import Comparison, Linked, link_persons
from audit.resembling import LinkageNotInstalled, Record, Resemblance, resembling
from tests.audit.homes import home
from tests.audit.outside import in_home
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned
from tests.audit.world import Ground, World, day

NAMES = [
    family + given
    for family in "王李张刘陈杨黄赵周吴"
    for given in ("伟", "芳", "娜", "敏", "静", "秀英", "桂兰", "建国")
]


def people(count: int, seed: int = 1) -> list[Record]:
    """Persons in no relation to each other; three live at each address."""
    chance = Random(seed)
    return [
        Record(
            key=f"{number:05}",
            name=chance.choice(NAMES),
            born=f"{chance.randrange(1940, 2010)}{chance.randrange(1, 13):02}"
            f"{chance.randrange(1, 29):02}",
            rest=f"110101{chance.randrange(10000):04}",
            address=f"a{number // 3}",
            card=f"c{number}",
            place=f"v{number % 5}",
        )
        for number in range(count)
    ]


def test_without_splink_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(module, "version", absent)
    with pytest.raises(LinkageNotInstalled, match="未安装 splink"):
        resembling(people(3), least_ppm=800_000)


@pytest.mark.long
def test_a_second_record_with_one_wrong_sign_is_found_and_others_are_not() -> None:
    pytest.importorskip("splink")
    records = people(300)
    last = records[0].rest[-1]
    wrong_sign = replace(
        records[0],
        key="x0",
        rest=records[0].rest[:-1] + ("1" if last != "1" else "2"),
        address="elsewhere",
        card="other",
        place="v9",
    )
    wrong_day = replace(records[7], key="x1", born=records[7].born[:-1] + "9", rest="1101029999")
    namesake = replace(
        records[14],
        key="x2",
        born="19300101",
        rest="1101020001",
        address="far",
        card="none",
        place="v8",
    )
    found = resembling([*records, wrong_sign, wrong_day, namesake], least_ppm=950_000)
    assert {(each.key, each.other_key) for each in found} == {("00000", "x0"), ("00007", "x1")}
    agreeing = {each.other_key: each.agrees for each in found}
    assert agreeing["x0"] == ("born", "name", "number")
    assert found == resembling([*records, wrong_sign, wrong_day, namesake], least_ppm=950_000)


def test_pairs_of_another_comparison_are_kept_unless_they_cannot_be_one(ground: Ground) -> None:
    world = World(ground)
    for who in ("张家/张三", "张家/张四", "李家/张三"):
        home(who.split("/")[0], "registered", "2018-01-01")(world)
        in_home(who, f"号{who}")(world)
    one, brother, other = (str(world.key(each)) for each in ("张家/张三", "张家/张四", "李家/张三"))

    def pairs(records: Sequence[Record]) -> list[Resemblance]:
        assert {each.key for each in records} == {one, brother, other}
        return [
            Resemblance(min(one, each), max(one, each), 960_000, ("name",))
            for each in (brother, other)
        ]

    with Session(ground.engine) as work:
        made = link_persons(
            work,
            world.book,
            sealer=ground.sealer,
            actor="审计丙",
            known_at=world.now(),
            by=Comparison("测试", pairs),
        )
        work.commit()
    assert (made.method, made.persons, made.pairs) == ("测试", 3, 1)
    kept = ground.connection.execute(
        "SELECT person::text, other_person::text FROM linkage_pair WHERE linkage = %s",
        (made.linkage,),
    ).fetchall()
    assert [set(each) for each in kept] == [{one, other}]


@pytest.mark.long
def test_what_is_kept_of_a_comparison_names_nobody_and_raises_the_lead(ground: Ground) -> None:
    pytest.importorskip("splink")
    world = World(ground)
    arrives("甲批", 100000, "2019-01-02")(world)
    assigned("甲批", "护林", 100000, "2019-01-10")(world)
    for number, each in enumerate(people(120)):
        home(f"户{number}", "registered", "2018-01-01")(world)
        in_home(f"户{number}/某", each.rest[:6] + each.born + each.rest[6:], name=each.name)(world)
    first = people(120)[0]
    mistyped = first.rest[:6] + first.born + first.rest[6:-1] + "X"
    for who in ("另户/某", "户0/同胞"):
        home(who.split("/")[0], "registered", "2018-01-01")(world)
        in_home(who, mistyped, name=first.name)(world)
    for who in ("户0/某", "另户/某"):
        paid("2019-05-01", To(who, 100))(world)

    def link() -> Linked:
        with Session(ground.engine) as work:
            made = link_persons(
                work, world.book, sealer=ground.sealer, actor="审计丙", known_at=world.now()
            )
            work.commit()
        return made

    made, again = link(), link()
    assert (made.persons, made.left_out) == (122, 0)
    rows = ground.connection.execute(
        "SELECT linkage, inputs_hmac FROM linkage WHERE book = %s", (world.book,)
    ).fetchall()
    assert {key for key, _ in rows} == {made.linkage, again.linkage}
    assert len({digest for _, digest in rows}) == 1, "the same was compared twice"
    kept = ground.connection.execute(
        "SELECT p::text FROM linkage_pair p WHERE p.book = %s", (world.book,)
    ).fetchall()
    assert kept
    assert not any(text in str(kept) for text in (first.name, first.born, first.rest))
    result = run(
        ground.database, as_of=day("2020-12-31"), actor="审计丙", books=[world.book], rules=["EL07"]
    )
    assert [each.amount_fen for each in result.findings] == [100]
    assert set(result.findings[0].evidence["persons"]) == {  # type: ignore[arg-type]
        str(world.key("户0/某")),
        str(world.key("另户/某")),
    }
