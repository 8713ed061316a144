"""What happens to households comes from files: telephones, cards, splits, incomes, exits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from api.reading.standards import limits_for
from ledger.intake.exports import EXPORTS
from ledger.intake.lookups import households_named
from ledger.intake.sheets import SHEET_KINDS
from ledger.register.cards import cards_of
from ledger.register.contacts import Cause, homes_on, phones_of
from ledger.register.exits import exit_steps_of
from ledger.register.incomes import incomes_of
from ledger.register.known import ledger_now
from ledger.register.members import Left, members_of
from ledger.register.moves import MoveKind, moves_of
from ledger.register.persons import householders
from ledger.storage.database import Database, unit_of_work
from ledger.values.region import RegionCode
from tests.intake.bureau import BOOK, SEALER, VILLAGE, Bureau, bureau_on, filled

DAY = date(2020, 6, 30)


@pytest.fixture
def bureau(shipped_database: Database) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        yield opened


def give(bureau: Bureau, tmp_path: Path, name: str, *rows: dict[str, object]) -> int:
    path = filled(
        tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}.xlsx", SHEET_KINDS[name].sheet, rows
    )
    found = bureau.preview(name, path)
    assert not found.faults, found.faults
    return bureau.take(name, path).new


def later(bureau: Bureau) -> None:
    with unit_of_work(bureau.engine) as work:
        work.execute(text("SELECT sunledger.set_demo_clock('2020-09-01 09:00+08')"))


def home(**changed: object) -> dict[str, object]:
    return {
        "household": "H1",
        "region": VILLAGE,
        "kind": "建档立卡户",
        "members": 2,
        "valid_from": "2018-01-01",
        **changed,
    }


def person(**changed: object) -> dict[str, object]:
    return {"household": "H1", "name": "演示张三", "relation": "户主", **changed}


def test_a_changed_telephone_takes_the_place_of_the_old_one(bureau: Bureau, tmp_path: Path) -> None:
    give(bureau, tmp_path, "households", home(address="一组七号", causes="因病、缺劳力"))
    assert give(bureau, tmp_path, "persons", person(phone="13800000001")) == 1
    later(bureau)
    assert give(
        bureau, tmp_path, "persons", person(phone="13800000002", labour="弱劳动力或半劳动力")
    )
    with unit_of_work(bureau.engine) as work:
        key = households_named(work, BOOK, ["H1"])["H1"]
        now = ledger_now(work)
        head = householders(work, BOOK, [key])[key]
        phones = phones_of(work, SEALER, BOOK, [head], known_at=now)[head]
        assert [each.phone for each in phones] == ["13800000001", "13800000002"]
        assert [each.valid_to for each in phones] == [phones[1].valid_from, None]
        opened = homes_on(work, SEALER, BOOK, [key], day=DAY, known_at=now)[key]
        assert opened.address == "一组七号"
        assert opened.causes == (Cause.ILLNESS, Cause.NO_LABOUR)


def test_who_died_was_a_member_until_that_day(bureau: Bureau, tmp_path: Path) -> None:
    give(bureau, tmp_path, "households", home())
    give(bureau, tmp_path, "persons", person(), person(name="演示李四", relation="配偶"))
    later(bureau)
    gone = person(name="演示李四", relation="配偶", left_on="2019-05-01", left_cause="死亡")
    assert give(bureau, tmp_path, "persons", gone) == 1
    with unit_of_work(bureau.engine) as work:
        key = households_named(work, BOOK, ["H1"])["H1"]
        now = ledger_now(work)
        before = members_of(work, BOOK, [key], known_at=now, day=date(2019, 4, 30))
        after = members_of(work, BOOK, [key], known_at=now, day=date(2019, 5, 1))
        assert (len(before), len(after)) == (2, 1)
        assert before[1].left_cause is Left.DIED


def test_cards_splits_incomes_and_exit_steps_are_taken_once(bureau: Bureau, tmp_path: Path) -> None:
    give(bureau, tmp_path, "households", home(), home(household="H2"))
    give(bureau, tmp_path, "persons", person())
    card: dict[str, object] = {
        "household": "H1",
        "name": "演示张三",
        "card": "6222000000000000001",
        "bank": "农商行",
        "opened_in": "610727",
        "valid_from": "2018-01-01",
    }
    split: dict[str, object] = {
        "kind": "分户",
        "household": "H1",
        "to_household": "H2",
        "happened_on": "2019-03-01",
        "from_region": VILLAGE,
        "to_region": VILLAGE,
        "doc_no": "村〔2019〕1号",
    }
    income: dict[str, object] = {"household": "H1", "year": 2019, "income": 1_500_050, "members": 4}
    step: dict[str, object] = {
        "household": "H1",
        "region": VILLAGE,
        "procedure": "HZ100-household",
        "exit_year": 2019,
        "step": 3,
        "done_on": "2019-11-01",
        "passed": "通过",
    }
    rows: tuple[tuple[str, dict[str, object]], ...] = (
        ("cards", card),
        ("household-moves", split),
        ("household-incomes", income),
        ("exit-steps", step),
    )
    for name, row in rows:
        assert give(bureau, tmp_path, name, row) == 1, name
        give(bureau, tmp_path, name, row)
    with unit_of_work(bureau.engine) as work:
        homes = households_named(work, BOOK, ["H1", "H2"])
        now, one = ledger_now(work), homes["H1"]
        head = householders(work, BOOK, [one])[one]
        (held,) = cards_of(work, SEALER, BOOK, [head], known_at=now, day=DAY)
        assert (held.tail, held.bank, held.opened_in) == ("0001", "农商行", "610727000000")
        (move,) = moves_of(work, BOOK, [homes["H2"]], known_at=now)
        assert (move.kind, move.household) == (MoveKind.SPLIT, one)
        (earned,) = incomes_of(work, BOOK, [one], known_at=now)
        assert earned.per_capita_fen == earned.income_fen // 4
        (done,) = exit_steps_of(work, BOOK, [str(one)], known_at=now)
        assert (done.step, done.passed) == (3, True)


def test_places_with_aliases_and_classes_come_from_a_file(bureau: Bureau, tmp_path: Path) -> None:
    place: dict[str, object] = {
        "region": "610727450000",
        "name": "示例农场",
        "aliases": "示例场、老农场",
        "source": "测试",
    }
    assert give(bureau, tmp_path, "regions", place) == 1
    row: dict[str, object] = {
        "region": "610727450000",
        "kind": "深度贫困村",
        "valid_from": "2018-01-01",
        "source": "测试",
    }
    assert give(bureau, tmp_path, "place-classes", row) == 1


def test_a_village_is_poor_and_deeply_poor_from_day_to_day(bureau: Bureau, tmp_path: Path) -> None:
    """贫困村 and 深度贫困村, each with its days, and a rule's limit that asks for the class."""
    rows: list[dict[str, object]] = [
        {"region": VILLAGE, "kind": kind, "valid_from": since, "valid_to": until, "source": "测试"}
        for kind, since, until in (
            ("贫困村", "2014-01-01", "2019-12-31"),
            ("深度贫困村", "2018-01-01", "2019-12-31"),
        )
    ]
    assert give(bureau, tmp_path, "place-classes", *rows) == 2
    for on, classes in (
        ("2013-12-31", []),
        ("2014-01-01", ["贫困村"]),
        ("2018-06-01", ["深度贫困村", "贫困村"]),
        ("2019-12-30", ["深度贫困村", "贫困村"]),
        ("2019-12-31", []),
    ):
        with bureau.database.reading() as connection:
            answer = limits_for(connection, RegionCode.parse(VILLAGE), date.fromisoformat(on))
            own = [each for each in answer.classes if each.endswith("贫困村")]
            assert own == classes, on
            asked = "SELECT code FROM limit_at('village_integrated_fund', %s, %s)"
            found = connection.execute(asked, [VILLAGE, date.fromisoformat(on)]).fetchall()
            assert [code for (code,) in found] == (["D4c"] if "深度贫困村" in classes else []), on
    path = tmp_path / "out.xlsx"
    with bureau.database.reading() as connection:
        assert EXPORTS["place-classes"].write(connection, BOOK, path) >= 2
    assert bureau.take("place-classes", path).new == 0


def test_places_leave_and_come_back_the_same(bureau: Bureau, tmp_path: Path) -> None:
    place: dict[str, object] = {
        "region": "610727450000",
        "name": "示例农场",
        "valid_from": "2016-01-01",
        "valid_to": "2019-01-01",
        "successor": "610727101",
        "aliases": "示例场、老农场",
        "source": "测试",
    }
    assert give(bureau, tmp_path, "regions", place) == 1
    path = tmp_path / "out.xlsx"
    with bureau.database.reading() as connection:
        count = EXPORTS["regions"].write(connection, BOOK, path)
    assert count > 2
    assert bureau.preview("regions", path).faults == {}
    assert bureau.take("regions", path).new == 0
