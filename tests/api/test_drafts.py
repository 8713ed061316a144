"""A draft from the maker's JSON to a voucher, and everything on the way that is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from tests.api.world import LOWER, World, submitted

Bearer = Callable[[str], dict[str, str]]
DRAFTS = f"/api/books/{LOWER}/drafts"


def body(world: World, *, amount: object = 100, project: str | None = None) -> dict[str, Any]:
    return {
        "title": "安排资金",
        "voucher": {
            "kind": "assign",
            "year": 2019,
            "happened_on": "2019-05-30",
            "doc_no": "略财农〔2019〕9号",
            "entries": [
                {
                    "start": {"kind": "unassigned", "year": 2019},
                    "end": {
                        "kind": "project",
                        "year": 2019,
                        "owner": project or str(world.project),
                    },
                    "lot": str(world.lot),
                    "amount_fen": amount,
                }
            ],
        },
    }


def step(made: dict[str, Any], **more: str) -> dict[str, Any]:
    return {"version": made["version"], "digest": made["digest"], **more}


def test_a_draft_is_made_submitted_approved_by_another_and_posted_once(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker, checker = bearer("maker"), bearer("checker")
    made = client.post(DRAFTS, json=body(world), headers=maker)
    assert made.status_code == 201
    draft = made.json()
    at = f"{DRAFTS}/{draft['draft']}"
    assert client.post(f"{at}/submit", json=step(draft), headers=maker).status_code == 204
    assert client.get(at, headers=checker).json()["head"]["state"] == "submitted"
    assert client.post(f"{at}/approve", json=step(draft), headers=checker).status_code == 204
    posted = client.post(f"{at}/post", json=step(draft), headers=checker)
    assert posted.status_code == 200
    again = client.post(f"{at}/post", json=step(draft), headers=checker).json()
    assert again == {**posted.json(), "replayed": True}
    number = posted.json()["number"]
    voucher = client.get(f"/api/books/{LOWER}/vouchers/2019/{number}", headers=maker).json()
    assert (voucher["facts"]["maker"], voucher["facts"]["checker"]) == ("maker", "checker")
    assert voucher["amount"]["fen"] == 100
    seen = client.get(at, headers=maker).json()
    assert (seen["head"]["state"], seen["head"]["posted_number"]) == ("posted", number)
    late = client.post(f"{at}/withdraw", json=step(draft), headers=maker)
    assert late.status_code == 409
    assert late.json()["code"] == "draft_step_not_allowed"


def test_a_warning_is_overridden_only_in_writing(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker, checker = bearer("maker"), bearer("checker")
    outside = client.post(DRAFTS, json=body(world, project=str(uuid4())), headers=maker).json()
    at = f"{DRAFTS}/{outside['draft']}"
    client.post(f"{at}/submit", json=step(outside, reason="县委要求"), headers=maker)
    for reason in ("", "   "):
        refused = client.post(f"{at}/approve", json=step(outside, reason=reason), headers=checker)
        assert refused.status_code == 422
        assert refused.json()["code"] == "reason_missing"
    why = step(outside, reason="县委会议纪要3号")
    assert client.post(f"{at}/approve", json=why, headers=checker).status_code == 204
    number = client.post(f"{at}/post", json=step(outside), headers=checker).json()["number"]
    voucher = client.get(f"/api/books/{LOWER}/vouchers/2019/{number}", headers=checker).json()
    assert voucher["reason"] == "县委会议纪要3号"
    assert voucher["facts"]["warned"] == ["outside_library"]


def test_an_entry_without_a_lot_is_paid_by_rule_and_the_draft_says_so(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker = bearer("maker")
    wanted = body(world, amount=1_234)
    entry = wanted["voucher"]["entries"][0]
    del entry["lot"]
    made = client.post(DRAFTS, json=wanted, headers=maker)
    assert made.status_code == 201, made.text
    shown = client.get(f"{DRAFTS}/{made.json()['draft']}", headers=maker).json()["entries"]
    assert [(each["lot"], each["amount"]["fen"], each["by_rule"]) for each in shown] == [
        (str(world.lot), 1_234, True)
    ]
    entry["lot_doc_no"] = "汉财农[2019]1号"
    told = client.post(DRAFTS, json=wanted, headers=maker).json()
    shown = client.get(f"{DRAFTS}/{told['draft']}", headers=maker).json()["entries"]
    assert [(each["lot"], each["by_rule"]) for each in shown] == [(str(world.lot), False)]
    for wrong in ({"lot_doc_no": "略财〔2019〕99号"}, {"lot_doc_no": "", "amount_fen": 10**12}):
        refused = client.post(
            DRAFTS,
            json={**wanted, "voucher": {**wanted["voucher"], "entries": [{**entry, **wrong}]}},
            headers=maker,
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "lots_short")
    both = client.post(
        DRAFTS,
        json={
            **wanted,
            "voucher": {**wanted["voucher"], "entries": [{**entry, "lot": str(world.lot)}]},
        },
        headers=maker,
    )
    assert both.status_code == 422


def test_an_edit_makes_a_new_version_and_the_old_digest_no_longer_counts(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker, checker = bearer("maker"), bearer("checker")
    first = client.post(DRAFTS, json=body(world), headers=maker).json()
    at = f"{DRAFTS}/{first['draft']}"
    client.post(f"{at}/submit", json=step(first), headers=maker)
    second = client.post(f"{at}/versions", json=body(world, amount=101), headers=maker).json()
    assert second["version"] == 2
    old = client.post(f"{at}/approve", json=step(first), headers=checker)
    assert (old.status_code, old.json()["code"]) == (409, "draft_not_newest")
    other = client.post(
        f"{at}/submit", json={"version": 2, "digest": first["digest"]}, headers=maker
    )
    assert other.json()["code"] == "draft_not_newest"


def test_a_draft_without_approval_is_not_posted_and_a_rejection_needs_a_reason(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    checker = bearer("checker")
    key = submitted(world)
    at = f"{DRAFTS}/{key.draft}"
    named = {"version": key.version, "digest": key.digest.hex()}
    early = client.post(f"{at}/post", json=named, headers=checker)
    assert (early.status_code, early.json()["code"]) == (409, "not_approved")
    bare = client.post(f"{at}/reject", json=named, headers=checker)
    assert bare.json()["code"] == "reason_missing"
    why = {**named, "reason": "文号不对"}
    assert client.post(f"{at}/reject", json=why, headers=checker).status_code == 204


def test_nobody_spends_more_than_there_is(client: TestClient, bearer: Bearer, world: World) -> None:
    maker, checker = bearer("maker"), bearer("checker")
    draft = client.post(DRAFTS, json=body(world, amount=10**12), headers=maker).json()
    at = f"{DRAFTS}/{draft['draft']}"
    client.post(f"{at}/submit", json=step(draft), headers=maker)
    client.post(f"{at}/approve", json=step(draft), headers=checker)
    refused = client.post(f"{at}/post", json=step(draft), headers=checker)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_overdraft")


@pytest.mark.parametrize(
    "amount", [0, -1, 1.0, 1.5, 2**53, 10**400, "100", True, None, [], {"fen": 1}]
)
def test_an_amount_is_positive_whole_fen_within_range(
    client: TestClient, bearer: Bearer, world: World, amount: object
) -> None:
    refused = client.post(DRAFTS, json=body(world, amount=amount), headers=bearer("maker"))
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert any("amount_fen" in each["where"] for each in refused.json()["errors"])


def test_the_largest_amount_is_taken(client: TestClient, bearer: Bearer, world: World) -> None:
    made = client.post(DRAFTS, json=body(world, amount=2**53 - 1), headers=bearer("maker"))
    assert made.status_code == 201


@pytest.mark.parametrize("title", ["", " ", "a\0b", "\u202e反", "长" * 201])
def test_text_is_printable_and_of_some_length(
    client: TestClient, bearer: Bearer, world: World, title: str
) -> None:
    sent = {**body(world), "title": title}
    refused = client.post(DRAFTS, json=sent, headers=bearer("maker"))
    # A title of blanks is empty once cleaned.
    assert refused.status_code == 422 or (title == " " and refused.status_code == 201)


def test_a_delivery_is_received_by_a_draft(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker = bearer("maker")
    (waiting,) = client.get("/api/inbound", headers=maker).json()
    assert waiting["remaining"]["fen"] == 20_000_000
    at = f"/api/books/{LOWER}/inbound/610700/2019/{world.sent}/1/receive"
    made = client.post(
        at, json={"amount_fen": 20_000_000, "received_on": "2019-05-31"}, headers=maker
    )
    assert made.status_code == 201
    seen = client.get(f"{DRAFTS}/{made.json()['draft']}", headers=maker).json()
    assert seen["head"]["kind"] == "receive"
    none = client.post(
        at.replace(f"/{world.sent}/", "/99/"),
        json={"amount_fen": 1, "received_on": "2019-05-31"},
        headers=maker,
    )
    assert none.status_code == 404


def test_a_voucher_is_reversed_by_a_draft(client: TestClient, bearer: Bearer, world: World) -> None:
    at = f"/api/books/{LOWER}/vouchers/2019/{world.paid}/reverse"
    made = client.post(at, json={"reason": "户名有误"}, headers=bearer("maker"))
    assert made.status_code == 201
    seen = client.get(f"{DRAFTS}/{made.json()['draft']}", headers=bearer("checker")).json()
    assert seen["head"]["kind"] == "reverse"
    assert seen["entries"][0]["from_name"] == "农户"
    assert client.post(at, json={"reason": ""}, headers=bearer("maker")).status_code == 422
