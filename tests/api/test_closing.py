"""Closing by API and page: who may, what is refused, and the drafts of a year's end."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.api.conftest import Signed
from tests.api.test_drafts import step
from tests.api.test_pages import form_token
from tests.api.world import LOWER, YEAR, World

Bearer = Callable[[str], dict[str, str]]
AT = f"/api/books/{LOWER}/years/{YEAR}"


def test_a_checker_closes_a_month_and_nobody_else_does(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    checker = bearer("checker")
    for login in ("maker", "auditor", "admin"):
        assert client.post(f"{AT}/months/1/close", headers=bearer(login)).status_code == 403
    assert client.post(f"{AT}/months/1/close", headers=bearer("upper_checker")).status_code == 403
    first = client.post(f"{AT}/months/1/close", headers=checker)
    assert (first.status_code, first.json()["replayed"]) == (200, False)
    again = client.post(f"{AT}/months/1/close", headers=checker).json()
    assert again == {**first.json(), "replayed": True}
    assert client.get(AT, headers=bearer("maker")).json()["closed_month"] == 1
    refused = client.post(f"{AT}/months/12/close", headers=checker)
    assert refused.json()["code"] == "december_closes_with_year"


def test_a_year_with_money_in_it_is_not_closed_and_the_answer_lists_it(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    refused = client.post(f"{AT}/close", headers=bearer("checker"))
    assert refused.json()["code"] == "year_not_cleared"
    state = client.get(AT, headers=bearer("auditor")).json()
    assert state["places"] == len(state["standing"]) > 0
    assert state["total"]["fen"] == sum(each["amount"]["fen"] for each in state["standing"])


def test_the_drafts_of_a_year_end_carry_everything_that_stands(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker = bearer("maker")
    total = client.get(AT, headers=maker).json()["total"]["fen"]
    made = client.post(f"{AT}/year-end", json={}, headers=maker)
    assert made.status_code == 201
    [draft] = made.json()
    at = f"/api/books/{LOWER}/drafts/{draft['draft']}"
    head = client.get(at, headers=maker).json()["head"]
    assert (head["kind"], head["amount"]["fen"]) == ("carry_over", total)
    assert client.post(f"{at}/submit", json=step(draft), headers=maker).status_code == 204
    both = client.post(f"{AT}/year-end", json={"surplus_until": YEAR}, headers=maker).json()
    assert len(both) == 2


def test_an_adjustment_says_what_it_changes_or_needs_a_reason(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    maker = bearer("maker")

    def written(**more: object) -> list[str]:
        body = {
            "title": "调整",
            "voucher": {
                "kind": "adjust",
                "year": YEAR,
                "happened_on": "2019-05-30",
                "entries": [
                    {
                        "start": {
                            "kind": "project",
                            "year": YEAR,
                            "owner": str(world.project),
                        },
                        "end": {"kind": "unassigned", "year": YEAR},
                        "lot": str(world.lot),
                        "amount_fen": 1,
                    }
                ],
                **more,
            },
        }
        made = client.post(f"/api/books/{LOWER}/drafts", json=body, headers=maker)
        assert made.status_code == 201, made.text
        at = f"/api/books/{LOWER}/drafts/{made.json()['draft']}"
        return [each["code"] for each in client.get(at, headers=maker).json()["warnings"]]

    assert written() == ["no_document", "no_changes"]
    change = {"what": "content", "before": "硬化 2 公里", "after": "硬化 1 公里"}
    assert written(doc_no="略扶办〔2019〕21号", changes=[change]) == []


def test_the_page_closes_a_month_refuses_a_year_and_drafts_its_end(
    browse: Signed, world: World
) -> None:
    checker, maker = browse("checker"), browse("maker")
    at = f"/books/{LOWER}/years/{YEAR}"
    form = {"form_token": form_token(checker, at)}
    assert checker.post(f"{at}/close", data={**form, "month": "2"}).status_code == 303
    assert "已结到 2 月" in checker.get(at).text
    refused = checker.post(f"{at}/close", data=form)
    assert refused.status_code != 303 and "须先结转、收回或转出" in refused.text
    assert "编制年终结转草稿" not in checker.get(at).text
    drafted = maker.post(f"{at}/year-end", data={"form_token": form_token(maker, at)})
    assert (drafted.status_code, drafted.headers["location"]) == (303, "/drafts")
    assert "年度结转" in maker.get("/drafts").text
