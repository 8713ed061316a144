"""Balances, statements and the money of a household: both times, pages, and the workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Signed
from tests.api.world import LOWER, UPPER, World

Bearer = Callable[[str], dict[str, str]]
BEFORE = "2000-01-01T00:00:00%2B08:00"


@pytest.fixture
def get(client: TestClient, bearer: Bearer) -> Callable[..., Any]:
    def of(path: str, login: str = "auditor") -> Any:
        answer = client.get(f"/api/books/{path}", headers=bearer(login))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return of


def test_balances_of_a_book_add_up_to_nothing_and_of_a_project_to_what_stands_there(
    get: Callable[..., Any], world: World
) -> None:
    whole = get(f"{LOWER}/balances")
    assert whole["standing"]
    assert whole["total"]["fen"] == 0
    project = get(f"{LOWER}/balances?project={world.project}")
    assert {row["kind"] for row in project["standing"]} == {"project"}
    assert project["total"]["fen"] == 50_000_000 - 50_000
    lot = get(f"{LOWER}/balances?lot={world.lot}")
    assert {row["lot"] for row in lot["standing"]} == {str(world.lot)}


def test_a_balance_of_the_past_knows_only_what_had_happened_and_was_recorded(
    get: Callable[..., Any], world: World
) -> None:
    assert get(f"{LOWER}/balances?as_of=2019-01-01")["standing"] == []
    assert get(f"{LOWER}/balances?known_at={BEFORE}")["standing"] == []
    assert get(f"{LOWER}/balances?as_of=2199-12-31") != []
    paid = get(f"{LOWER}/vouchers/2019/{world.paid}")["facts"]["happened_on"]
    asked = f"{LOWER}/balances?project={world.project}&as_of="
    assert get(asked + paid)["total"]["fen"] == 50_000_000 - 50_000
    assert get(asked + paid[:-2] + "01")["total"]["fen"] in (0, 50_000_000)


def test_a_statement_runs_from_opening_to_closing_and_its_pages_join(
    get: Callable[..., Any], world: World
) -> None:
    path = f"{LOWER}/statement?project={world.project}"
    whole = get(path)
    assert whole["opening"]["fen"] == 0
    assert [line["change"]["fen"] for line in whole["lines"]] == [50_000_000, -50_000]
    assert whole["lines"][-1]["balance"] == whole["closing"]
    first = get(f"{path}&limit=1")
    assert first["closing"] == whole["closing"]
    second = get(f"{path}&limit=1&after={first['next_after']}")
    assert second["brought"] == first["lines"][-1]["balance"]
    assert first["lines"] + second["lines"] == whole["lines"]
    assert second["next_after"] is None


def test_the_opening_balance_is_what_stood_the_day_before(
    get: Callable[..., Any], world: World
) -> None:
    paid = get(f"{LOWER}/vouchers/2019/{world.paid}")["facts"]["happened_on"]
    page = get(f"{LOWER}/statement?project={world.project}&from_on={paid}&to_on={paid}")
    assert page["opening"]["fen"] == 50_000_000
    assert [line["change"]["fen"] for line in page["lines"]] == [-50_000]
    assert page["closing"]["fen"] == 50_000_000 - 50_000


def test_all_money_of_a_household(get: Callable[..., Any], world: World) -> None:
    money = get(f"{LOWER}/households/{world.household}/money")
    assert money["arrived"]["fen"] == 50_000
    assert money["on_the_way"]["fen"] == 0
    assert [move["line"] for move in money["moves"]] == [1]
    assert get(f"{LOWER}/households/{world.household}/money?as_of=2019-01-01")["moves"] == []
    assert get(f"{LOWER}/households/{world.lot}/money")["moves"] == []


@pytest.mark.parametrize("what", ["balances", "statement", "households/{household}/money"])
def test_another_book_is_not_there(
    client: TestClient, bearer: Bearer, world: World, what: str
) -> None:
    path = f"/api/books/{UPPER}/" + what.format(household=world.household)
    assert client.get(path, headers=bearer("maker")).status_code == 404
    assert client.get(path, headers=bearer("auditor")).status_code == 200


def test_a_statement_of_what_is_not_there_is_not_found(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    for what in ("account=99999", f"project={world.lot}", f"lot={world.project}"):
        path = f"/api/books/{LOWER}/statement?{what}"
        assert client.get(path, headers=bearer("auditor")).status_code == 404


def test_the_workbook_of_a_statement_has_formulas_and_a_frozen_header(
    browse: Signed, world: World
) -> None:
    answer = browse("auditor").get(f"/books/{LOWER}/statement.xlsx?project={world.project}")
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.content)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="3"' in sheet
    assert 'state="frozen"' in sheet
    cells = dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*>(?:<f>[^<]*</f>)?<v>([^<]*)</v>', sheet))
    formulas = dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f>', sheet))
    assert formulas["L5"] == "L4+J5-K5"
    assert formulas["J7"] == "SUM(J4:J6)"
    assert formulas["L7"] == "L4+J7-K7"
    assert (cells["J5"], cells["K6"]) == ("500000.00", "500.00")
    assert cells["L6"] == cells["L7"] == "499500.00"
