"""Auditors ask their own questions over the web: within reach, recorded, as page, JSON and file."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.api.conftest import Signed
from tests.api.world import LOWER, UPPER, World

Bearer = Callable[[str], dict[str, str]]


def test_a_free_query_is_answered_within_reach_and_recorded(
    client: TestClient, bearer: Bearer
) -> None:
    body = {"sql": "SELECT book, doc_no, received_fen FROM fund_lot ORDER BY book"}
    told = client.post("/api/audit/query-runs", json=body, headers=bearer("auditor"))
    assert told.status_code == 201, told.text
    answer = told.json()
    assert [each["name"] for each in answer["columns"]] == ["book", "doc_no", "received_fen"]
    assert {row[0] for row in answer["rows"]} == {LOWER, UPPER}
    assert all(isinstance(row[2], int) for row in answer["rows"])
    strange = client.post("/api/audit/query-runs", json=body, headers=bearer("stranger")).json()
    assert (strange["rows"], strange["books"]) == ([], [])
    beyond = {**body, "books": [LOWER]}
    refused = client.post("/api/audit/query-runs", json=beyond, headers=bearer("stranger"))
    assert refused.status_code == 404
    runs = client.get("/api/audit/query-runs", headers=bearer("auditor")).json()
    mine = next(each for each in runs if each["run"] == answer["run"])
    assert (mine["actor"], mine["sql"], mine["outcome"]) == ("auditor", body["sql"], "done")
    others = client.get("/api/audit/query-runs", headers=bearer("stranger")).json()
    assert {each["actor"] for each in others} == {"stranger"}, "others' reach is not told"


def test_only_auditors_query_and_nobody_leaves_the_views(
    client: TestClient, bearer: Bearer
) -> None:
    body = {"sql": "SELECT 1"}
    for login in ("maker", "inspector", "admin"):
        refused = client.post("/api/audit/query-runs", json=body, headers=bearer(login))
        assert refused.status_code == 403, login
    for sql in ("SELECT * FROM sunledger.person_private", "SELECT pg_sleep(9)", "DROP TABLE x"):
        refused = client.post("/api/audit/query-runs", json={"sql": sql}, headers=bearer("auditor"))
        assert refused.status_code == 422, sql
        assert refused.headers["content-type"] == "application/problem+json"


def test_named_queries_are_listed_kept_and_run_with_parameters(
    client: TestClient, bearer: Bearer
) -> None:
    as_auditor = bearer("auditor")
    listed = client.get("/api/audit/queries", headers=as_auditor).json()
    assert len(listed) >= 20
    sql = "-- 标题：批次\n-- 目的：看批次\n-- 参数：least integer 0 不少于\n"
    sql += "SELECT doc_no FROM fund_lot WHERE received_fen >= :least"
    kept = client.post(
        "/api/audit/queries", json={"name": "lots-of-mine", "sql": sql}, headers=as_auditor
    )
    assert (kept.status_code, kept.json()["author"]) == (201, "auditor")
    asked = {"name": "lots-of-mine", "parameters": {"least": "9999999999999"}}
    answer = client.post("/api/audit/query-runs", json=asked, headers=as_auditor).json()
    assert (answer["rows"], answer["version"]) == ([], 1)
    taken = {"name": "idle-money", "sql": sql}
    assert client.post("/api/audit/queries", json=taken, headers=as_auditor).status_code == 409
    missing = client.get("/api/audit/queries/no-such-query", headers=as_auditor)
    assert missing.status_code == 404
    views = client.get("/api/audit/views", headers=as_auditor).json()
    assert "fund_stage" in {each["name"] for each in views}


def test_files_leave_as_workbook_and_csv(client: TestClient, bearer: Bearer) -> None:
    body = {"name": "idle-money", "parameters": {"days": "0"}}
    book = client.post("/api/audit/query-runs.xlsx", json=body, headers=bearer("auditor"))
    assert (book.status_code, book.content[:2]) == (200, b"PK")
    text = client.post("/api/audit/query-runs.csv", json=body, headers=bearer("auditor"))
    assert text.content.startswith("\ufeff账簿号,来源文号".encode())


def test_the_pages_of_queries_work(browse: Signed, world: World) -> None:
    browser = browse("auditor")
    front = browser.get("/queries")
    assert front.status_code == 200
    assert "闲置资金" in front.text
    assert "fund_stage" in browser.get("/views").text
    one = browser.get("/queries/idle-money")
    token = one.text.split('name="form_token" value="')[1].split('"')[0]
    form = {"form_token": token, "name": "idle-money", "p_days": "0", "p_least_yuan": "0"}
    ran = browser.post("/queries/run", data={**form, "to": "page"})
    assert ran.status_code == 200
    assert "余额（元）" in ran.text
    file = browser.post("/queries/run", data={**form, "to": "xlsx"})
    assert file.content[:2] == b"PK"
    free = {"form_token": token, "sql": "SELECT '<b>' AS a\r\nFROM book", "to": "page"}
    assert "&lt;b&gt;" in browser.post("/queries/run", data=free).text
    wrong = browser.post("/queries/run", data={**form, "p_days": "x"})
    assert (wrong.status_code, "应是整数" in wrong.text) == (422, True)
    kept = {
        "form_token": token,
        "name": "page-query",
        "sql": "-- 标题：页\r\n-- 目的：看\r\nSELECT 1 AS a",
    }
    assert browser.post("/queries/keep", data=kept).headers["location"] == "/queries/page-query"
    assert "第 1 版" in browser.get("/queries/page-query").text
