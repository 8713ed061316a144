"""Errors are problem documents with Chinese text and an English code, and tell no inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.problems import STATUS, TITLES, problem_of, status_of
from ledger.storage.sealing import SealBroken
from ledger.values.money import AmountNotPositive
from ledger.values.refusal import Refusal
from tests.api.conftest import BASE
from tests.api.world import World

Bearer = Callable[[str], dict[str, str]]


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def test_every_status_of_the_table_has_a_title_and_every_key_is_concrete() -> None:
    assert STATUS
    assert set(STATUS.values()) <= set(TITLES)
    assert all(not refusal.abstract for refusal in STATUS)


def test_a_refusal_that_is_not_in_the_table_is_unprocessable() -> None:
    assert status_of(AmountNotPositive("金额应大于 0")) == 422


def test_a_subclass_has_the_status_of_its_parent() -> None:
    class BookGone(next(each for each in STATUS if each.code == "book_unknown")):  # type: ignore[misc]
        """For this test."""

    assert status_of(BookGone("没有")) == 404


def test_what_is_broken_inside_is_not_told() -> None:
    problem = problem_of(SealBroken("加密内容被改动过", length=3))
    assert problem.status == 500
    assert problem.code == "internal_error"
    assert "加密" not in problem.detail
    assert problem.details == {}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("DELETE", "/api/books", 405, "method_not_allowed"),
        ("GET", "/api/books/12", 422, "request_not_valid"),
        ("GET", "/api/books/６１０７２７", 422, "request_not_valid"),
        ("GET", "/api/books/999999999999999999999999", 422, "request_not_valid"),
        ("GET", "/api/books/610727/vouchers?text=%00", 422, "request_not_valid"),
        ("GET", "/api/books/610727/vouchers?from_on=2019-02-29", 422, "request_not_valid"),
        ("GET", "/api/books/610727/vouchers?limit=201", 422, "request_not_valid"),
        ("GET", "/api/lots/not-a-uuid", 422, "request_not_valid"),
        ("GET", "/api/rules/ZZ99", 404, "rule_unknown"),
        ("POST", "/api/audit/runs", 422, "request_not_valid"),
        ("GET", "/api/lots/00000000-0000-0000-0000-000000000000", 404, "lot_unknown"),
    ],
)
def test_each_kind_of_error_is_a_problem_document(
    client: TestClient, bearer: Bearer, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path, headers=bearer("auditor"))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert has_chinese(problem["title"]) and has_chinese(problem["detail"])


def test_a_401_says_how_and_a_429_says_when(client: TestClient) -> None:
    nobody = client.get("/api/me")
    assert nobody.headers["www-authenticate"] == "Bearer"
    wrong = {"login": "slow", "password": "not the password"}
    answers = [client.post("/api/token", json=wrong) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_an_unexpected_error_is_logged_and_shown_without_its_inside(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(world.system)

    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("secret inside")

    with TestClient(app, base_url=BASE) as client:
        answer = client.get("/api/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
    assert "secret inside" in caplog.text


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = client.post("/api/token", content=b'{"login": "' + b"a" * (9 * 1024 * 1024) + b'"}')
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_operation_declares_its_problems(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = [op for path in paths.values() for op in path.values()]
    assert len(operations) > 30
    for operation in operations:
        assert {"422", "500"} <= set(operation["responses"])
        if operation.get("security"):
            assert {"401", "403", "404", "409"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


def test_a_refusal_is_never_a_bare_exception() -> None:
    assert issubclass(Refusal, Exception) and all(issubclass(each, Refusal) for each in STATUS)
