"""Runs of the rules from page and API: in the background, followed, stopped, by the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from datetime import time as clock

from fastapi.testclient import TestClient

from api.auditing import Auditing
from audit.findings import list_runs
from audit.jobs import SCHEDULED, begun
from ledger.values.day import SHANGHAI
from tests.api.test_pages import form_token
from tests.api.world import LOWER, UPPER, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]
RULES = ["ID02", "ID03", "IN03"]


def ended(client: TestClient, headers: dict[str, str], job: str) -> dict[str, object]:
    """Wait for a run of three rules over two tiny books."""
    for _ in range(600):
        seen: dict[str, object] = client.get(f"/api/audit/jobs/{job}", headers=headers).json()
        if seen["state"] not in ("running", "stopping"):
            return seen
        time.sleep(0.1)
    raise AssertionError("the run did not end")


def test_the_schedule_begins_the_run_of_the_day_once_its_time_has_come(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    now = [datetime(2026, 1, 1, 2, 29, tzinfo=SHANGHAI)]
    audits = Auditing(world.system.database, lambda: now[0])
    at = clock(2, 30)
    assert audits.look_once(at) is None
    now[0] = datetime(2026, 1, 1, 2, 30, tzinfo=SHANGHAI)
    job = audits.look_once(at)
    assert job is not None
    audits.close()
    seen = client.get(f"/api/audit/jobs/{job}", headers=bearer("auditor")).json()
    assert seen["asked_by"] == SCHEDULED
    assert seen["as_of"] == "2019-06-01"
    assert audits.look_once(at) is None


def test_a_run_goes_on_in_the_background_and_its_leads_are_there_at_the_end(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    auditor = bearer("auditor")
    body = {"as_of": "2020-06-30", "rules": RULES}
    begun_ = client.post("/api/audit/runs", json=body, headers=auditor)
    assert begun_.status_code == 202
    seen = ended(client, auditor, begun_.json()["job"])
    assert (seen["state"], seen["done"], seen["total"]) == ("kept", 6, 6)
    assert {each["rule"] for each in client.get("/api/findings", headers=auditor).json()}
    assert client.get("/api/audit/jobs", headers=auditor).json()[0]["job"] == seen["job"]
    assert client.get("/api/audit/jobs", headers=bearer("stranger")).json() == []
    hidden = client.get(f"/api/audit/jobs/{seen['job']}", headers=bearer("stranger"))
    assert hidden.status_code == 404
    late = client.post(f"/api/audit/jobs/{seen['job']}/stop", headers=auditor)
    assert (late.status_code, late.json()["code"]) == (409, "audit_job_unknown")
    wrong = client.post("/api/audit/runs", json={"rules": ["ZZ99"]}, headers=auditor)
    assert wrong.status_code == 404


def test_the_page_shows_a_run_of_another_process_renews_itself_and_stops_it(
    client: TestClient, browse: Signed, bearer: Bearer, world: World
) -> None:
    database = world.system.database
    auditor = browse("auditor")
    form = {"form_token": form_token(auditor, "/audit/runs"), "as_of": "2020-06-30"}
    runs = len(list_runs(database))
    with begun(
        database, as_of=datetime(2020, 6, 30).date(), actor="命令行", books=[UPPER, LOWER]
    ) as job:
        refused = auditor.post("/audit/runs", data=form)
        assert refused.status_code == 409
        assert "另一次规则运行正在进行" in refused.text
        at = f"/audit/runs/{job.job}"
        seen = auditor.get(at)
        assert (seen.status_code, seen.headers["refresh"]) == (200, "3")
        assert "正在运行" in seen.text
        assert browse("inspector").get(at).status_code == 200
        assert browse("inspector").post(f"{at}/stop", data=form).status_code == 403
        assert auditor.post(f"{at}/stop", data=form).status_code == 303
        assert "正在停止" in auditor.get(at).text
        try:
            job.run()
        except Exception as stopped:
            assert type(stopped).__name__ == "AuditCancelled"
    shown = auditor.get(at)
    assert "refresh" not in shown.headers
    assert "由 auditor 停止" in shown.text
    assert len(list_runs(database)) == runs


def test_a_run_whose_process_died_is_shown_as_broken(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    with begun(
        world.system.database, as_of=datetime(2020, 6, 30).date(), actor="命令行", books=[LOWER]
    ) as job:
        pass
    seen = client.get(f"/api/audit/jobs/{job.job}", headers=bearer("auditor")).json()
    assert (seen["state"], seen["done"]) == ("broken", 0)
