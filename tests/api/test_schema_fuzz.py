"""Requests drawn from /openapi.json: no 5xx, and every answer is one that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.site import Site
from api.tokens import Purpose
from api.users import standing_of
from tests.api.world import World

EXAMPLES = 5
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def web(client: TestClient, world: World) -> Iterator[schemathesis.BaseSchema]:
    app = client.app
    assert isinstance(app, FastAPI)
    yield schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.fixture(scope="module")
def headers(client: TestClient, world: World) -> dict[str, dict[str, str]]:
    """Of the maker, the checker and the auditor; each operation is tried by who may do it."""
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    made: dict[str, dict[str, str]] = {}
    with world.system.database.connect() as connection:
        for login in ("maker", "checker", "auditor", "project", "inspector"):
            standing = standing_of(connection, login)
            assert standing is not None
            claims = site.tokens.begin(login, standing.password_hash)
            token = site.tokens.issue(claims, Purpose.ACCESS)
            made[login] = {"Authorization": f"Bearer {token}"}
    return made


def _who(path: str) -> str:
    if path.endswith(("/approve", "/reject", "/post")):
        return "checker"
    if "/objections" in path or path.endswith("/evidence"):
        return "project"
    if path.endswith("/inspection"):
        return "inspector"
    audits = ("/findings", "/rules", "/audit", "/cases", "/suppressions")
    return "auditor" if any(part in path for part in audits) else "maker"


def test_no_request_of_the_schema_breaks_the_api(
    web: schemathesis.BaseSchema, headers: dict[str, dict[str, str]]
) -> None:
    tried: set[str] = set()
    for found in web.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        # Our own loop: the plug-in of schemathesis reaches into pytest's inside.
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answers(case: schemathesis.Case[Any]) -> None:
            tried.add(case.path)
            case.call_and_validate(headers=headers[_who(case.path)], checks=CHECKS)

        answers()
    assert tried == set(web.raw_schema["paths"])
    assert len(tried) > 25


def test_the_api_does_not_wait_for_ever_on_a_broken_body(
    client: TestClient, headers: dict[str, dict[str, str]]
) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"[1]", b'"x"', b"null", b"1e999", b'{"a":' * 5000):
        answer = client.post(
            "/api/books/610727/drafts",
            content=body,
            headers={**headers["maker"], "content-type": "application/json"},
        )
        assert answer.status_code in (400, 422), body[:10]
        assert answer.headers["content-type"] == "application/problem+json"
