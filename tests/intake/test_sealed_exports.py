"""Registers that name people leave with a record, and come back the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import python_calamine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.book.personal_data import AccessNeedsPurpose
from ledger.intake.sealed_exports import SEALED_EXPORTS, write_sealed
from ledger.intake.sheets import SHEET_KINDS
from ledger.register.cards import AuthorityReason
from ledger.register.known import ledger_now
from ledger.register.members import Joined, Labour, Left
from ledger.storage.database import unit_of_work
from ledger.storage.embedded import Server
from tests.conftest import _clone as cloned
from tests.intake.bureau import BOOK, SEALER, VILLAGE, Bureau, bureau_on, filled

Row = dict[str, object]
_HOMES = count(1)
_OTHERS = ("配偶", "子女", "父母", "孙子女", "其他")


@pytest.fixture(scope="module")
def bureaus(server: Server) -> Iterator[tuple[Bureau, Bureau]]:
    with (
        cloned(server, demo=True, shipped=True) as one,
        cloned(server, demo=True, shipped=True) as other,
        bureau_on(one) as first,
        bureau_on(other) as second,
    ):
        yield first, second


def take(bureau: Bureau, name: str, path: Path) -> int:
    found = bureau.preview(name, path)
    assert not found.faults, (name, found.faults)
    return bureau.take(name, path).new


def leave(bureau: Bureau, name: str, path: Path, purpose: str = "核对") -> list[list[object]]:
    with unit_of_work(bureau.engine) as work:
        rows = write_sealed(
            work, SEALER, BOOK, name, path, actor="甲", purpose=purpose, now=ledger_now(work)
        )
    sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
    found: list[list[object]] = [[*row] for row in sheet.to_python()]
    assert len(found) == rows + 1, "a header, and nothing that could be summed"
    return sorted(found[1:], key=str)


@st.composite
def homes(draw: st.DrawFn) -> dict[str, list[Row]]:
    """A household with members, their cards, and who receives for whom."""
    number = next(_HOMES)
    code, day = f"H{number:04}", date(2018, 1, 1)
    days = st.integers(0, 600).map(lambda some: day + timedelta(days=some))
    persons: list[Row] = []
    for order in range(draw(st.integers(1, 4))):
        joined, left = draw(st.none() | days), draw(st.booleans()) and order > 0
        able = draw(st.none() | st.sampled_from([*Labour]))
        persons.append(
            {
                "household": code,
                "name": f"{'甲乙丙丁'[order]}{draw(st.sampled_from('一二三'))}",
                "relation": draw(st.sampled_from(_OTHERS)) if order else "户主",
                "resident_id": f"61072719800101{number:03}{order}" if draw(st.booleans()) else "",
                "phone": f"1{number:07}{order:03}" if draw(st.booleans()) else "",
                "joined_on": joined or "",
                "joined_cause": draw(st.sampled_from([*Joined])).chinese if joined else "",
                "left_on": day + timedelta(days=700) if left else "",
                "left_cause": draw(st.sampled_from([*Left])).chinese if left else "",
                "labour": able.chinese if able else "",
                "labour_since": (draw(st.none() | days) or "") if able else "",
            }
        )
    own = {"household": code, "name": persons[0]["name"], "resident_id": persons[0]["resident_id"]}
    cards: list[Row] = [
        {
            **{key: each[key] for key in ("household", "name", "resident_id")},
            "card": f"62{number:010}{order:07}",
            "bank": draw(st.sampled_from(["", "农商行"])),
            "opened_in": draw(st.sampled_from(["", "610727", VILLAGE])),
            "valid_from": draw(days),
            "valid_to": draw(st.sampled_from(["", "2020-01-01"])),
        }
        for order, each in enumerate(persons)
    ]
    authorities: list[Row] = [
        {
            **{key: each[key] for key in ("household", "name", "resident_id")},
            "payee_household": "",
            "payee_name": own["name"],
            "payee_id": own["resident_id"],
            "reason": draw(st.sampled_from([*AuthorityReason])).chinese,
            "doc_no": draw(st.sampled_from(["", "委托1号"])),
            "valid_from": draw(days),
            "valid_to": "",
        }
        for each in persons[1:]
    ]
    home = {
        "household": code,
        "region": VILLAGE,
        "kind": "建档立卡户",
        "members": len(persons),
        "valid_from": day,
    }
    return {
        "households": [home],
        "persons": persons,
        "cards": cards,
        "payee-authorities": authorities,
    }


@given(registered=homes())
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],  # what was registered stays, so nothing can be run again
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_leaves_is_what_came_and_comes_back_the_same(
    bureaus: tuple[Bureau, Bureau], registered: dict[str, list[Row]]
) -> None:
    here, there = bureaus
    with TemporaryDirectory() as folder:
        for name, rows in registered.items():
            if rows:
                path = filled(Path(folder) / f"{name}.xlsx", SHEET_KINDS[name].sheet, rows)
                assert take(here, name, path) == len(rows), name
                if name == "households":
                    assert take(there, name, path) == 1
        for name in SEALED_EXPORTS:
            path = Path(folder) / f"{name}-out.xlsx"
            left = leave(here, name, path)
            if not left:
                continue
            assert take(here, name, path) == 0, name
            take(there, name, path)
            assert leave(there, name, Path(folder) / f"{name}-again.xlsx") == left, name


def test_who_took_a_register_is_kept_and_without_a_purpose_nothing_leaves(
    bureaus: tuple[Bureau, Bureau], tmp_path: Path
) -> None:
    here, _ = bureaus
    with pytest.raises(AccessNeedsPurpose):
        leave(here, "persons", tmp_path / "no.xlsx", purpose=" ")
    assert not (tmp_path / "no.xlsx").exists()
    leave(here, "persons", tmp_path / "yes.xlsx", purpose="与民政局核对")
    with here.database.reading() as connection:
        rows = connection.execute(
            "SELECT register_name, actor, purpose FROM register_export"
            " WHERE purpose = '与民政局核对'"
        ).fetchall()
    assert rows == [("persons", "甲", "与民政局核对")]


def test_a_member_is_found_whatever_he_became(
    bureaus: tuple[Bureau, Bureau], tmp_path: Path
) -> None:
    """A person without an ID number who is householder by now is no second person."""
    here, _ = bureaus
    home: Row = {
        "household": "HX",
        "region": VILLAGE,
        "kind": "普通户",
        "members": 1,
        "valid_from": "2018-01-01",
    }
    one: Row = {"household": "HX", "name": "戊一", "relation": "子女"}
    assert take(
        here, "households", filled(tmp_path / "h.xlsx", SHEET_KINDS["households"].sheet, [home])
    )
    sheet = SHEET_KINDS["persons"].sheet
    assert take(here, "persons", filled(tmp_path / "p.xlsx", sheet, [one])) == 1
    changed = {**one, "relation": "户主", "joined_on": "2020-03-01", "joined_cause": "户主变更"}
    assert take(here, "persons", filled(tmp_path / "q.xlsx", sheet, [changed])) == 1
    left = [row for row in leave(here, "persons", tmp_path / "o.xlsx") if row[0] == "HX"]
    assert [row[2] for row in left] == ["户主"]
