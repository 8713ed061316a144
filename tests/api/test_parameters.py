"""Whoever is signed in sees what rules compare with; an auditor changes it in his own region."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.api.test_pages import form_token
from tests.api.world import World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]
AT = "/api/audit/parameters"
COUNTY = "610727000000"


def body(**more: object) -> dict[str, object]:
    return {
        "rule": "ID03",
        "name": "days",
        "region": COUNTY,
        "from_on": "2019-01-01",
        "value": 300,
        "source": "略财办〔2019〕3号第二条",
        "reason": "县里规定更严",
        **more,
    }


def value(client: TestClient, headers: dict[str, str], region: str, on: str) -> object:
    asked = {"region": region, "on": on, "rule": "ID03"}
    (row,) = client.get(AT, params=asked, headers=headers).json()["parameters"]
    return row["value"], row["origin"]


def test_an_auditor_records_a_value_for_his_region_and_everybody_sees_it(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    auditor, village = bearer("auditor"), bearer("village")
    assert client.post(AT, json=body(), headers=auditor).status_code == 201
    assert value(client, village, "610727", "2019-01-01") == (300, "recorded")
    assert value(client, village, "610727", "2018-12-31") == (365, "default")
    assert value(client, village, "610728", "2019-01-01") == (365, "default")
    (kept,) = client.get(f"{AT}/ID03/changes", headers=village).json()
    assert (kept["actor"], kept["reason"], kept["region_name"]) == (
        "auditor",
        "县里规定更严",
        "略阳县",
    )


def test_who_may_not_where_not_and_what_not(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    for login, status in (("checker", 403), ("stranger", 403), ("inspector", 403)):
        assert client.post(AT, json=body(), headers=bearer(login)).status_code == status
    auditor = bearer("auditor")
    for wrong, status in (
        ({"region": "140123000000"}, 403),
        ({"rule": "ZZ99"}, 404),
        ({"name": "hours"}, 422),
        ({"value": "2019-01-01"}, 422),
        ({"value": 1.5}, 422),
        ({"reason": " "}, 422),
        ({"source": ""}, 422),
        ({"regime": "没有的制度"}, 422),
        ({"from_on": "2021-01-01", "value": None}, 422),
    ):
        refused = client.post(AT, json=body(**wrong), headers=auditor)
        assert refused.status_code == status, wrong
    assert client.get(f"{AT}/ZZ99/changes", headers=auditor).status_code == 404


def test_the_documents_of_a_place_stand_with_the_rules_that_read_them(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    asked = {"region": "610727", "on": "2019-06-01"}
    seen = client.get(AT, params=asked, headers=bearer("maker")).json()
    standards = {each["limit"]["code"]: each["rules"] for each in seen["standards"]}
    assert standards["D4a"] == ["ST03"]
    assert "ST03" in standards["D1b"]
    jinghe = {"region": "652722", "on": "2019-06-01", "rule": "ST05"}
    rows = client.get(AT, params=jinghe, headers=bearer("maker")).json()["parameters"]
    assert {(each["name"], each["value"], each["limit"]) for each in rows} == {
        ("amount_fen", 5_000_000, "D21b"),
        ("months", 36, "D21c"),
    }
    page = browse("village").get("/parameters?region=652722&on=2019-06-01").text
    assert "50,000.00元" in page
    assert "精河县" in page
    assert browse("village").get("/parameters?region=abc").status_code == 422


def test_the_page_of_a_rule_shows_the_values_and_takes_another(
    client: TestClient, browse: Signed, world: World
) -> None:
    auditor = browse("auditor")
    seen = auditor.get("/rules/ST05?region=610727&on=2019-06-01").text
    assert "银保监发" in seen
    assert "登记参数的值" in seen
    assert "登记参数的值" not in browse("maker").get("/rules/ST05").text
    form = {
        "form_token": form_token(auditor, "/rules/ST05"),
        "name": "amount_fen",
        "region": "610727",
        "from_on": "2019-01-01",
        "value": "3万元",
        "source": "系统默认值",
        "reason": "试点",
    }
    wrong = auditor.post("/rules/ST05/parameters", data=form | {"value": "很多"})
    assert wrong.status_code == 422
    assert "试点" in wrong.text
    assert auditor.post("/rules/ST05/parameters", data=form).status_code == 303
    shown = auditor.get("/rules/ST05?region=610727&on=2019-06-01").text
    assert "30,000.00元" in shown
    back = form | {"taken_back": "true", "value": ""}
    assert auditor.post("/rules/ST05/parameters", data=back).status_code == 303
    shown = auditor.get("/rules/ST05?region=610727&on=2019-06-01").text
    assert "撤销" in shown
