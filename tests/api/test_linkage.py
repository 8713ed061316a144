"""The comparison of persons is an auditor's; it answers with counts and names nobody."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from fastapi.testclient import TestClient

from tests.api.test_pages import form_token
from tests.api.world import FULL_NAME, LOWER, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]


def test_who_may_compare_persons_and_what_he_is_told(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    at = f"/api/books/{LOWER}/linkage"
    for login in ("maker", "checker", "township", "admin"):
        assert client.post(at, headers=bearer(login)).status_code == 403, login
    auditor = bearer("auditor")
    assert client.post("/api/books/110101/linkage", headers=auditor).status_code == 404
    made = client.post(at, headers=auditor)
    assert FULL_NAME not in made.text
    if find_spec("splink") is None:
        assert (made.status_code, made.json()["code"]) == (422, "linkage_not_installed")
    else:
        assert made.status_code == 201
        assert made.json()["persons"] >= 1
        assert made.json()["pairs"] == 0


def test_the_page_of_leads_has_it_for_who_may(browse: Signed, world: World) -> None:
    auditor = browse("auditor")
    assert "比对疑似同人" in auditor.get("/findings").text
    form = {"form_token": form_token(auditor, "/findings"), "book": str(LOWER)}
    made = auditor.post("/findings/link", data=form, follow_redirects=False)
    if find_spec("splink") is None:
        assert (made.status_code, "未安装 splink" in made.text) == (422, True)
    else:
        assert (made.status_code, made.headers["location"]) == (303, "/findings")
