"""A draft is judged before it is posted; who goes on in spite of a lead says why, for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient

from ledger.book.verify import verify
from tests.api.test_drafts import DRAFTS, body, step
from tests.api.test_pages import form_token
from tests.api.world import LOWER, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]


def outside(client: TestClient, bearer: Bearer, world: World) -> dict[str, Any]:
    """A draft that arranges money for a project that is not in the library: DV03."""
    made = client.post(DRAFTS, json=body(world, project=str(uuid4())), headers=bearer("maker"))
    assert made.status_code == 201
    draft: dict[str, Any] = made.json()
    return draft


def late(client: TestClient, bearer: Bearer, world: World) -> dict[str, Any]:
    """A draft of something that happened two months ago: IN03, and no warning."""
    told = body(world)
    told["voucher"]["happened_on"] = "2019-04-01"
    draft: dict[str, Any] = client.post(DRAFTS, json=told, headers=bearer("maker")).json()
    return draft


def test_maker_and_checker_are_warned_and_go_on_in_writing_which_stays_with_the_voucher(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker, checker = bearer("maker"), bearer("checker")
    draft = late(client, bearer, world)
    at = f"{DRAFTS}/{draft['draft']}"
    for reason in ("", "  "):
        refused = client.post(f"{at}/submit", json=step(draft, reason=reason), headers=maker)
        assert (refused.status_code, refused.json()["code"]) == (422, "leads_unexplained")
    leads = {each["rule"]: each["amount_fen"] for each in refused.json()["details"]["leads"]}
    assert leads["IN03"] == 100
    seen = client.get(at, headers=maker).json()
    assert seen["head"]["state"] == "open"
    assert {each["rule"] for each in seen["check"]["leads"]} == set(leads)
    assert seen["check"]["seq"] == 1
    assert client.get("/api/rules/IN03", headers=maker).status_code == 200
    why = step(draft, reason="县委已定，手续在办")
    assert client.post(f"{at}/submit", json=why, headers=maker).status_code == 204
    refused = client.post(f"{at}/approve", json=step(draft), headers=checker)
    assert (refused.status_code, refused.json()["code"]) == (422, "leads_unexplained")
    agreed = step(draft, reason="见会议纪要")
    assert client.post(f"{at}/approve", json=agreed, headers=checker).status_code == 204
    number = client.post(f"{at}/post", json=step(draft), headers=checker).json()["number"]
    kept = client.get(f"/api/books/{LOWER}/vouchers/2019/{number}/check", headers=checker).json()
    assert [(each["actor"], each["reason"]) for each in kept["explained"]] == [
        ("maker", "县委已定，手续在办"),
        ("checker", "见会议纪要"),
    ]
    assert {each["rule"] for each in kept["leads"]} == set(leads)
    with world.system.database.connect() as connection:
        assert verify(connection, world.system.sealer, books=[LOWER]).ok


def test_a_draft_without_leads_needs_no_word_and_only_its_own_people_check_it(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker = bearer("maker")
    draft = client.post(DRAFTS, json=body(world), headers=maker).json()
    at = f"{DRAFTS}/{draft['draft']}"
    assert client.get(at, headers=maker).json()["check"] is None
    for login, status in (("auditor", 403), ("upper_maker", 403), ("village", 403)):
        refused = client.post(f"{at}/check", json=step(draft), headers=bearer(login))
        assert refused.status_code == status, login
    stale = client.post(f"{at}/check", json={**step(draft), "version": 2}, headers=maker)
    assert stale.status_code == 409
    made = client.post(f"{at}/check", json=step(draft), headers=maker)
    assert made.status_code == 201, made.text
    assert (made.json()["leads"], made.json()["unjudged"]) == ([], [])
    assert made.json()["rules"] > 20
    assert client.post(f"{at}/submit", json=step(draft), headers=maker).status_code == 204
    assert client.get(at, headers=maker).json()["check"]["seq"] == 1


def test_the_page_shows_the_leads_and_asks_for_the_reason(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    draft = outside(client, bearer, world)
    browser, address = browse("maker"), f"/books/{LOWER}/drafts/{draft['draft']}"
    form = {
        "form_token": form_token(browser, address),
        "version": str(draft["version"]),
        "digest": draft["digest"],
    }
    assert browser.post(f"{address}/check", data=form).status_code == 303
    shown = browser.get(address).text
    assert 'href="/rules/DV03"' in shown
    assert "有疑点仍要提交的理由" in shown
    refused = browser.post(f"{address}/write", data=form | {"step": "submit"})
    assert refused.status_code == 422
    assert "须写明理由" in refused.text
    again = browser.post(f"{address}/write", data=form | {"step": "submit", "reason": "先行安排"})
    assert again.status_code == 303
    checker = browse("checker")
    given = form | {"form_token": form_token(checker, address), "reason": "同意"}
    posted = checker.post(f"{address}/decide", data=given | {"step": "approve_post"})
    assert posted.status_code == 303
    voucher = checker.get(posted.headers["location"]).text
    for said in ("记账前检查", "先行安排", "同意", "DV03"):
        assert said in voucher
    assert "记账前检查" not in browse("upper").get(posted.headers["location"]).text
