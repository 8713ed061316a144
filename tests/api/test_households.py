"""Townships and villages register in their own place; others read, names masked unless allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.test_pages import form_token
from tests.api.world import FULL_NAME, LOWER, VILLAGE, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]
BOOK = f"/api/books/{LOWER}"


def at(world: World, *more: str) -> str:
    return "/".join((BOOK, "households", str(world.household), *more))


def facts(client: TestClient, headers: dict[str, str], world: World, **asked: str) -> Any:
    return client.get(at(world), headers=headers, params=asked).json()


def test_a_village_is_listed_and_its_households_masked(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    (village,) = client.get(f"{BOOK}/villages", headers=bearer("village")).json()
    assert (village["region"], village["households"], village["registered"]) == (VILLAGE, 1, 1)
    asked = {"region": VILLAGE}
    for login, name in (("village", FULL_NAME), ("auditor", FULL_NAME), ("project", "欧阳*")):
        found = client.get(f"{BOOK}/households", params=asked, headers=bearer(login)).json()
        assert [each["householder"] for each in found["households"]] == [name], login
    before = {**asked, "as_of": "2015-12-31"}
    found = client.get(f"{BOOK}/households", params=before, headers=bearer("auditor")).json()
    assert found["households"] == []


@pytest.mark.parametrize("login", ["stranger", "inspector", "upper", "admin"])
def test_others_see_no_household(
    client: TestClient, bearer: Bearer, world: World, login: str
) -> None:
    refused = client.get(at(world), headers=bearer(login))
    assert refused.status_code == (404 if login == "stranger" else 403)


def test_what_a_village_registers_is_on_the_page_and_in_time(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    village = bearer("village")
    spouse = {"name": "演示李四", "relation": "配偶", "joined_on": "2018-02-01",
              "joined_cause": "婚入", "phone": "13800000000"}  # fmt: skip
    for name, cells in (
        ("persons", spouse),
        ("household-incomes", {"year": "2018", "income": "12000", "members": "3"}),
        ("exit-steps", {"region": VILLAGE, "procedure": "HZ100-household", "exit_year": "2018",
                        "step": "1", "done_on": "2018-11-01", "passed": "通过"}),
        ("households", {"region": VILLAGE, "kind": "脱贫户", "members": "3",
                        "valid_from": "2018-12-20", "doc_no": "略扶领发〔2018〕9号"}),
        ("cards", {"name": FULL_NAME, "card": "6222000000000000001", "valid_from": "2018-01-01"}),
    ):  # fmt: skip
        made = client.post(at(world, "rows", name), json={"cells": cells}, headers=village)
        assert (made.status_code, made.json()) == (201, {"new": 1}), (name, made.text)
    again = client.post(at(world, "rows", "persons"), json={"cells": spouse}, headers=village)
    assert again.json() == {"new": 0}
    now = facts(client, bearer("auditor"), world)
    assert (now["kind"], len(now["timeline"])) == ("lifted", 2)
    assert {each["name"] for each in now["members"]} == {FULL_NAME, "演示李四"}
    assert now["members"][1]["phone"] == "138****0000"
    assert [each["number"] for each in now["cards"]] == ["**** 0001"]
    assert now["incomes"][0]["per_capita"]["fen"] == 400_000
    # No document of the place sets a line, so that of the whole country holds, marked 待核.
    assert now["incomes"][0]["line"]["fen"] == 299_500
    assert "待核" in now["incomes"][0]["line_source"] and now["incomes"][0]["above"] is True
    (leaving,) = now["exits"]
    assert (leaving["procedure"], len(leaving["steps"])) == ("HZ100-household", 7)
    assert [each["done_on"] for each in leaving["steps"]] == ["2018-11-01"] + [None] * 6
    assert {each["actor"] for each in now["entries"]} == {"village"}
    assert now["arrived"]["fen"] > 0
    early = facts(client, bearer("auditor"), world, as_of="2017-06-01")
    assert (early["kind"], early["arrived"]["fen"]) == ("registered", 0)
    assert [each["here"] for each in early["members"]] == [True, False]
    masked = facts(client, bearer("project"), world)
    assert {each["name"] for each in masked["members"]} == {"欧阳*", "演*"}
    assert {each["phone"] for each in masked["members"]} == {""}


def test_somebody_leaves_and_a_standing_clock_says_why_it_cannot_be_said_twice(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    village = bearer("village")
    child = {"name": "演示王五", "relation": "子女", "joined_on": "2018-03-01"}
    client.post(at(world, "rows", "persons"), json={"cells": child}, headers=village)
    members = facts(client, village, world)["members"]
    person = next(each["person"] for each in members if each["name"] == "演示王五")
    leave = at(world, "members", person, "leave")
    left = {"left_on": "2019-05-01", "cause": "married_out"}
    refused = client.post(leave, json=left, headers=village)
    assert (refused.status_code, refused.json()["code"]) == (409, "said_otherwise_at_once")
    assert "演示数据的时钟停在" in refused.json()["detail"]
    late = {"left_on": "2019-06-02", "cause": "died"}
    assert client.post(leave, json=late, headers=village).json()["code"] == "not_yet_happened"
    head = next(each["person"] for each in members if each["name"] == FULL_NAME)
    phone = at(world, "members", head, "phone")
    wrong = client.post(phone, json={"phone": "1x", "valid_from": "2019-05-01"}, headers=village)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "register_form_wrong")
    good = {"phone": "13900000001", "valid_from": "2019-05-01"}
    assert client.post(phone, json=good, headers=village).status_code == 204


def test_writing_reaches_the_own_place_only(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    income = {"cells": {"year": "2017", "income": "9000", "members": "3"}}
    for login, status in (("maker", 403), ("auditor", 403), ("project", 403), ("township", 201)):
        made = client.post(
            at(world, "rows", "household-incomes"), json=income, headers=bearer(login)
        )
        assert made.status_code == status, login
    elsewhere = {"region": "610727101001", "kind": "脱贫户", "members": "3",
                 "valid_from": "2019-01-01"}  # fmt: skip
    refused = client.post(
        at(world, "rows", "households"), json={"cells": elsewhere}, headers=bearer("village")
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "place_out_of_reach")
    unknown = client.post(at(world, "rows", "vehicles"), json=income, headers=bearer("village"))
    assert unknown.status_code == 404


def test_a_new_household_gets_a_number_once(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    cells = {"household": "LY0099", "region": VILLAGE, "village_group": "二组",
             "kind": "建档立卡户", "members": "2", "valid_from": "2019-01-01"}  # fmt: skip
    made = client.post(f"{BOOK}/households", json={"cells": cells}, headers=bearer("village"))
    assert made.status_code == 201
    key = made.json()["household"]
    found = client.get(f"{BOOK}/households/{key}", headers=bearer("township")).json()
    assert (found["code"], found["village_group"]) == ("LY0099", "二组")
    again = client.post(f"{BOOK}/households", json={"cells": cells}, headers=bearer("village"))
    assert (again.status_code, again.json()["code"]) == (409, "household_code_taken")


def test_the_pages_show_and_take_the_same(client: TestClient, browse: Signed, world: World) -> None:
    village = browse("village")
    assert village.get("/households").headers["location"] == f"/books/{LOWER}/households"
    assert "示例村" in village.get(f"/books/{LOWER}/households").text
    assert FULL_NAME in village.get(f"/books/{LOWER}/villages/{VILLAGE}").text
    page = f"/books/{LOWER}/households/{world.household}"
    shown = village.get(page).text
    assert FULL_NAME in shown
    assert "欧阳*" in browse("project").get(page).text
    token = form_token(village, f"{page}/rows/household-incomes")
    body = {"form_token": token, "year": "2016", "income": "x", "members": "3"}
    wrong = village.post(f"{page}/rows/household-incomes", data=body)
    assert wrong.status_code == 422
    assert "家庭纯收入" in wrong.text
    taken = village.post(f"{page}/rows/household-incomes", data=body | {"income": "8000元"})
    assert taken.status_code == 303
    assert "8,000.00" in village.get(page).text
    past = browse("auditor").get(page, params={"as_of": "2017-01-01"})
    assert past.status_code == 200
    assert "登记成员入户" not in past.text
