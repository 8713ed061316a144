"""What is out of reach is not there; names are for those who may see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.api.world import DOC_NO, FULL_NAME, LOWER, UPPER, World

Bearer = Callable[[str], dict[str, str]]
MASKED = "欧阳*"


def test_a_county_clerk_sees_his_own_book_only(client: TestClient, bearer: Bearer) -> None:
    seen = client.get("/api/books", headers=bearer("maker")).json()
    assert [book["book"] for book in seen] == [LOWER]
    above = client.get("/api/books", headers=bearer("upper_maker")).json()
    assert [book["book"] for book in above] == [UPPER, LOWER]
    assert client.get("/api/books", headers=bearer("stranger")).json() == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/books/{book}",
        "/api/books/{book}/lots",
        "/api/books/{book}/vouchers",
        "/api/books/{book}/vouchers/2019/1",
    ],
)
def test_a_book_out_of_reach_answers_as_one_that_does_not_exist(
    client: TestClient, bearer: Bearer, path: str
) -> None:
    headers = bearer("stranger")
    hidden = client.get(path.format(book=LOWER), headers=headers)
    absent = client.get(path.format(book=140000), headers=headers)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["code"] == absent.json()["code"] == "book_unknown"
    assert hidden.json()["detail"].replace(str(LOWER), "") == absent.json()["detail"].replace(
        "140000", ""
    )


def test_writing_to_a_book_one_may_only_read_is_forbidden_and_to_others_not_found(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    step = {"version": 1, "digest": world.draft.digest.hex()}
    own = f"/api/books/{LOWER}/drafts/{world.draft.draft}/withdraw"
    assert client.post(own, json=step, headers=bearer("upper_maker")).status_code == 403
    other = own.replace(str(LOWER), "140200")
    assert client.post(other, json=step, headers=bearer("upper_maker")).status_code == 404
    assert client.post(own, json=step, headers=bearer("auditor")).status_code == 403


def test_a_lot_is_traced_within_reach_and_says_what_is_left_out(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    path = f"/api/lots/{world.lot}"
    county = client.get(path, headers=bearer("maker")).json()
    assert {flow["book"] for flow in county["flows"]} == {LOWER}
    assert county["complete"] is False
    whole = client.get(path, headers=bearer("auditor")).json()
    assert {flow["book"] for flow in whole["flows"]} == {UPPER, LOWER}
    assert whole["complete"] is True
    assert client.get(path, headers=bearer("stranger")).status_code == 404


def test_every_fen_of_the_lot_stands_somewhere(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    whole = client.get(f"/api/lots/{world.lot}", headers=bearer("auditor")).json()
    standing = sum(place["balance"]["fen"] for place in whole["places"])
    assert standing == whole["standing"]["fen"]
    assert standing + whole["in_transit"]["fen"] == 200_000_000
    assert whole["arrived"] == {"fen": 50_000, "yuan": "500.00元", "wan": "0.05万元"}
    assert [(v["region_name"], v["households"]) for v in whole["villages"]] == [("示例村", 1)]


def test_a_payment_is_traced_up_to_its_document_with_the_days_between(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    path = f"/api/books/{LOWER}/vouchers/2019/{world.paid}/trace?line=1"
    found = client.get(path, headers=bearer("auditor")).json()
    steps = found["steps"]
    assert [step["voucher_kind"] for step in steps] == [
        "allocate",
        "pass_down",
        "receive",
        "assign",
        "disburse",
    ]
    assert steps[0]["doc_no"] == DOC_NO
    assert [step["part"]["fen"] for step in steps] == [50_000] * 5
    assert [stay["days"] for stay in found["stays"]] == [9, 11, 69, 8]
    assert [stay["link"] for stay in found["stays"]] == ["only", "named", "only", "only"]
    assert found["found"] == found["amount"]
    assert found["draws"][0]["origin_doc_no"] == DOC_NO
    county = client.get(path, headers=bearer("maker")).json()
    assert [step["book"] for step in county["steps"]] == [LOWER] * 3
    assert county["complete"] is False
    assert client.get(path, headers=bearer("stranger")).status_code == 404


@pytest.mark.parametrize(
    ("login", "payee", "memo"),
    [
        ("maker", FULL_NAME, "按村级公示名单发放"),
        ("auditor", FULL_NAME, "按村级公示名单发放"),
        ("upper", MASKED, ""),
        ("project", MASKED, ""),
    ],
)
def test_names_and_memos_are_opened_only_for_those_who_may_see_them(
    client: TestClient,
    bearer: Bearer,
    world: World,
    login: str,
    payee: str,
    memo: str,
) -> None:
    path = f"/books/{LOWER}/vouchers/2019/{world.paid}"
    full = client.get(f"/api{path}", headers=bearer(login)).json()
    assert full["lines"][0]["payee"] == payee
    assert full["memo"] == memo
    assert (FULL_NAME in str(full)) == (payee == FULL_NAME)


def test_no_public_answer_holds_a_full_name(client: TestClient, world: World) -> None:
    for path in (
        "/",
        f"/check?book={LOWER}&year=2019&number={world.paid}",
        f"/api/public/books/{LOWER}/vouchers/2019/{world.paid}/leaf",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert FULL_NAME not in answer.text


def test_a_village_sees_projects_of_its_own_place_only(client: TestClient, bearer: Bearer) -> None:
    path = f"/api/books/{LOWER}/projects"
    assert len(client.get(path, headers=bearer("village")).json()) == 1
    assert client.get(path, headers=bearer("stranger")).json() == []


def test_the_leaf_of_a_voucher_agrees_with_its_row(client: TestClient, world: World) -> None:
    leaf = client.get(f"/api/public/books/{LOWER}/vouchers/2019/{world.paid}/leaf").json()
    assert leaf["agrees"] is True
    assert len(leaf["leaf_hash"]) == 64
    assert client.get("/api/public/books/610727/vouchers/2019/999/leaf").status_code == 404
