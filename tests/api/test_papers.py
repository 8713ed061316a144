"""The working paper over the web: for auditors within reach, as JSON, PDF and workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi.testclient import TestClient

from audit.engine import run
from tests.api.conftest import Signed
from tests.api.world import LOWER, World

Bearer = Callable[[str], dict[str, str]]
PERIOD = {"from_on": "2019-01-01", "to_on": "2019-12-31"}


def test_a_paper_is_made_for_an_auditor_within_reach(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    address = f"/api/audit/paper/{LOWER}"
    early = client.get(address, params=PERIOD, headers=bearer("auditor"))
    assert (early.status_code, early.json()["code"]) == (409, "paper_without_run")
    run(
        world.system.database,
        as_of=date(2019, 6, 1),
        actor="auditor",
        books=[LOWER],
        rules=["ID03", "EL05"],
    )
    told = client.get(address, params=PERIOD, headers=bearer("auditor"))
    assert told.status_code == 200, told.text
    assert {each["rule"] for each in told.json()["rules"]} == {"ID03", "EL05"}
    pdf = client.get(f"{address}/pdf", params=PERIOD, headers=bearer("auditor"))
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-disposition"].startswith("attachment")
    book = client.get(f"{address}/xlsx", params=PERIOD, headers=bearer("auditor"))
    assert book.content[:2] == b"PK"
    assert client.get(address, params=PERIOD, headers=bearer("stranger")).status_code == 404
    assert client.get(address, params=PERIOD, headers=bearer("maker")).status_code == 403

    browser = browse("auditor")
    assert "略阳县" in browser.get("/paper").text
    asked = {"book": str(LOWER), **PERIOD, "to": "pdf"}
    # The name of the maker is that of the user, so page and API make the same paper.
    assert browser.get("/paper", params=asked).content == pdf.content
    asked |= {"from_on": "2018-01-01", "to_on": "2018-12-31"}
    wrong = browser.get("/paper", params=asked)
    assert (wrong.status_code, "没有运行过规则" in wrong.text) == (409, True)
