"""Whoever is signed in sees which standard holds where and when, out of which line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.api.test_pages import form_token
from tests.api.world import LOWER, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]


def test_limits_of_a_place_say_what_holds_and_where_it_is_written(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    asked = {"region": "610727", "on": "2019-06-01"}
    seen = client.get("/api/limits", params=asked, headers=bearer("village")).json()
    assert (seen["region"], seen["region_name"]) == ("610727000000", "略阳县")
    share = next(each for each in seen["limits"] if each["code"] == "D1a")
    assert (share["standing"], share["says"]) == ("holds", "不低于 2%／年")
    assert "第106行" in share["source"]
    assert share["phrase"]
    one = asked | {"subject": "special_fund_share"}
    found = client.get("/api/limits", params=one, headers=bearer("auditor")).json()["limits"]
    assert {each["subject"] for each in found} == {"special_fund_share"}
    before = client.get(
        "/api/limits", params=one | {"on": "2017-12-31"}, headers=bearer("auditor")
    ).json()
    assert before["limits"] == []


def test_a_place_is_chosen_from_a_list(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    asked = {"region": "610727", "on": "2019-06-01"}
    found = client.get("/api/limits/places", params=asked, headers=bearer("village")).json()
    assert [each["name"] for each in found["above"]] == ["陕西省", "汉中市", "略阳县"]
    assert {"region": "610727101", "name": "接官亭镇"} in found["below"]
    assert {"region": "652722", "name": "精河县"} in found["with_limits"]
    provinces = client.get(
        "/api/limits/places", params={"on": "2019-06-01"}, headers=bearer("village")
    ).json()
    assert provinces["above"] == []
    assert {"region": "610000", "name": "陕西省"} in provinces["below"]
    shown = browse("village").get("/limits?region=610727&on=2019-06-01").text
    assert 'href="/limits?region=610700&amp;on=2019-06-01&amp;text="' in shown.replace(
        "&on", "&amp;on"
    ).replace("&text", "&amp;text")
    assert "选择省份" in browse("village").get("/limits?region=abc").text


def test_a_place_that_is_not_known_is_said(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    for region, status in (("810000", 404), ("61072", 422), ("910000", 422)):
        asked = {"region": region, "on": "2019-06-01"}
        refused = client.get("/api/limits", params=asked, headers=bearer("village"))
        assert refused.status_code == status
    assert "没有登记" in browse("village").get("/limits?region=810000").text
    assert browse("village").get("/limits?region=abc").status_code == 422


def test_the_catalogue_has_regimes_categories_forbidden_purposes_codes_and_trees(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    whole = client.get("/api/catalogue", headers=bearer("village")).json()
    assert {each["regime"] for each in whole["regimes"]} >= {"财政专项扶贫资金"}
    assert {each["allowed"] for each in whole["spending"]} == {True, False}
    assert any(each["code"].startswith("21305") for each in whole["codes"])
    assert {each["depth"] for each in whole["purposes"]} >= {0, 1}
    for rows in whole.values():
        assert rows
        assert all(each["source"] for each in rows)
    early = client.get(
        "/api/catalogue", params={"on": "2018-01-01"}, headers=bearer("village")
    ).json()
    assert 0 < len(early["regimes"]) < len(whole["regimes"])


@pytest.mark.parametrize("login", ["village", "admin", "inspector", "checker"])
def test_the_pages_show_the_same(browse: Signed, world: World, login: str) -> None:
    page = browse(login).get("/limits?region=610727&on=2019-06-01").text
    assert "不低于 2%／年" in page
    assert "本级地方一般预算收入" in page
    assert "禁止" in browse(login).get("/catalogue").text


def test_the_registers_of_a_book_have_pages_and_forms(browse: Signed, world: World) -> None:
    browser, at = browse("project"), f"/books/{LOWER}/registers"
    assert f'href="{at}/responsible"' in browser.get(at).text
    token = form_token(browser, f"{at}/responsible")
    duty = {
        "form_token": token,
        "kind": "第一书记",
        "region": "610727100",
        "post": "干部",
        "name": "诸葛示例",
        "valid_from": "2019-01-01",
    }
    missing = browser.post(f"{at}/responsible", data=duty | {"name": ""})
    assert missing.status_code == 422
    assert "姓名：没有登记过的责任人要写姓名" in missing.text
    assert browser.post(f"{at}/responsible", data=duty).status_code == 303
    page = browser.get(f"{at}/responsible").text
    assert "第一书记" in page
    assert "诸葛" not in page
    unit = {
        "form_token": token,
        "org": "610727-ny",
        "valid_from": "2018-01-01",
        "credit_code": "91350100M000100Y44",
        "source": "营业执照",
        "legal_name": "诸葛示例",
    }
    assert browser.post(f"{at}/organisation-facts", data=unit).status_code == 303
    page = browser.get(f"{at}/organisation-facts").text
    assert "91350100M000100Y44（校验位不对）" in page
    assert "诸葛" not in page
    assert "登记一行" not in browse("auditor").get(f"{at}/responsible").text
    assert browse("stranger").get(f"{at}/responsible").status_code == 404


def test_a_row_and_a_step_are_voided_on_the_page(browse: Signed, world: World) -> None:
    browser, at = browse("project"), f"/books/{LOWER}/projects/{world.project}"
    token = form_token(browser, at)
    target = {
        "form_token": token,
        "target": "受益户数",
        "kind": "数量",
        "value": "30户",
        "set_on": "2019-01-15",
    }
    assert browser.post(f"{at}/registers/targets", data=target).status_code == 303
    key = {"form_token": token, "of": str(world.project), "project": "LY-2019-001"}
    void = key | {"target": "受益户数", "reason": ""}
    refused = browser.post(f"/books/{LOWER}/registers/targets/void", data=void)
    assert refused.status_code == 422
    done = browser.post(f"/books/{LOWER}/registers/targets/void", data=void | {"reason": "误录"})
    assert (done.status_code, done.headers["location"]) == (303, f"{at}/registers/targets")
    assert "误录" in browser.get(f"{at}/registers/targets").text
    step = {"form_token": token, "step": "proposed", "happened_on": "2019-01-02"}
    assert browser.post(f"{at}/steps", data=step).status_code == 303
    assert browser.post(f"{at}/steps/void", data=step | {"reason": "登错"}).status_code == 303
    again = browser.post(f"{at}/steps", data=step)
    assert again.status_code == 422
    assert "曾经登记，后因“登错”作废" in again.text
    assert browser.post(f"{at}/steps", data=step | {"remark": "原来没错"}).status_code == 303
