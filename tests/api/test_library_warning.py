"""Money for a project outside the library: said which way it is outside, and overridden in writing.

Four ways: not registered, never entered, not yet entered on the day, removed before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from ledger.register.projects import (
    NewProject,
    NewProjectEvent,
    ProjectStep,
    add_project_events,
    add_projects,
)
from ledger.storage.database import unit_of_work
from ledger.values.region import RegionCode
from tests.api.test_drafts import DRAFTS, body, step
from tests.api.test_pages import form_token
from tests.api.world import LOWER, NOW, VILLAGE, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]
Moves = list[tuple[ProjectStep, date]]
WHY = "县委会议纪要3号"

PAID_ON = date(2019, 5, 30)
ENTERED, REMOVED = ProjectStep.ENTERED, ProjectStep.REMOVED
OUTSIDE: dict[str, Moves | None] = {
    "没有登记": None,
    "没有审定入库": [],
    "当时尚未审定入库": [(ENTERED, date(2019, 5, 31))],
    "当时已经出库": [(ENTERED, date(2019, 1, 2)), (REMOVED, PAID_ON)],
}
INSIDE: list[Moves] = [
    [(ENTERED, PAID_ON)],
    [(ENTERED, date(2019, 1, 2)), (REMOVED, date(2019, 2, 1)), (ENTERED, date(2019, 5, 1))],
    [(ENTERED, date(2019, 1, 2)), (REMOVED, date(2019, 5, 31))],
]


def registered(world: World, moves: Moves | None) -> UUID:
    """A project with these entries and removals; None: only a key."""
    key = uuid4()
    if moves is None:
        return key
    project = NewProject(
        project=key,
        code=f"LY-{key.hex[:8]}",
        name="通组路",
        region=RegionCode(VILLAGE),
        org="610727-ny",
        purpose="基础设施",
        task="硬化道路",
        standard_text="",
        responsible="局长",
        target="按期完工",
        mechanism="方便出行",
    )
    engine = world.system.database.engine()
    with unit_of_work(engine) as work:
        add_projects(work, LOWER, [replace(project)], known_at=NOW)
        events = [NewProjectEvent(key, kind, on, "略1号", "project") for kind, on in moves]
        add_project_events(work, LOWER, events, known_at=NOW)
    engine.dispose()
    return key


@pytest.mark.parametrize("said", OUTSIDE)
def test_the_api_takes_it_only_with_a_written_reason(
    client: TestClient, bearer: Bearer, world: World, said: str
) -> None:
    maker, checker = bearer("maker"), bearer("checker")
    project = str(registered(world, OUTSIDE[said]))
    made = client.post(DRAFTS, json=body(world, project=project), headers=maker).json()
    at = f"{DRAFTS}/{made['draft']}"
    warnings = client.get(at, headers=checker).json()["warnings"]
    assert [(each["code"], each["message"]) for each in warnings] == [
        ("outside_library", f"安排的项目不在县级项目库中：{said}")
    ]
    client.post(f"{at}/submit", json=step(made, reason=WHY), headers=maker)
    refused = client.post(f"{at}/approve", json=step(made, reason=" "), headers=checker)
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_missing")
    assert client.post(f"{at}/approve", json=step(made, reason=WHY), headers=checker).is_success
    number = client.post(f"{at}/post", json=step(made), headers=checker).json()["number"]
    voucher = client.get(f"/api/books/{LOWER}/vouchers/2019/{number}", headers=checker).json()
    assert (voucher["facts"]["warned"], voucher["reason"]) == (["outside_library"], WHY)


@pytest.mark.parametrize("said", OUTSIDE)
def test_the_page_says_it_and_asks_for_the_reason(
    client: TestClient, bearer: Bearer, browse: Signed, world: World, said: str
) -> None:
    project = str(registered(world, OUTSIDE[said]))
    made = client.post(DRAFTS, json=body(world, project=project), headers=bearer("maker")).json()
    sent = step(made, reason=WHY)
    client.post(f"{DRAFTS}/{made['draft']}/submit", json=sent, headers=bearer("maker"))
    at, browser = f"/books/{LOWER}/drafts/{made['draft']}", browse("checker")
    page = browser.get(at).text
    assert f"安排的项目不在县级项目库中：{said}" in page
    assert "仍要通过的，复核人必须写明理由" in page
    form = {
        "form_token": form_token(browser, at),
        "version": str(made["version"]),
        "digest": made["digest"],
        "step": "approve",
    }
    assert browser.post(f"{at}/decide", data=form).status_code == 422
    assert browser.post(f"{at}/decide", data=form | {"reason": WHY}).status_code == 303
    assert WHY in browser.get(at).text


@pytest.mark.parametrize("moves", INSIDE)
def test_a_project_in_the_library_on_that_day_gives_no_warning(
    client: TestClient, bearer: Bearer, world: World, moves: Moves
) -> None:
    project = str(registered(world, moves))
    made = client.post(DRAFTS, json=body(world, project=project), headers=bearer("maker")).json()
    seen = client.get(f"{DRAFTS}/{made['draft']}", headers=bearer("checker")).json()
    assert seen["warnings"] == []
