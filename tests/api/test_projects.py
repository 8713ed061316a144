"""The project department records steps and registers; others read; nobody writes elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from ledger.register.responsible import Answering, Duty, DutyKind, add_responsible
from ledger.storage.database import unit_of_work
from tests.api.test_pages import form_token
from tests.api.world import LOWER, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]
LIBRARY = f"/api/books/{LOWER}/projects"
CONTRACT = {
    "contract": "HT-2019-001",
    "project": "LY-2019-001",
    "name": "产业奖补物资采购",
    "kind": "货物",
    "buyer": "610727-ny",
    "supplier": "略阳县农业农村局",
    "tender_mode": "询价",
    "signed_on": "2019-03-20",
    "amount_fen": "58万元",
}


def register(name: str) -> str:
    return f"/api/books/{LOWER}/registers/{name}"


def steps_of(client: TestClient, headers: dict[str, str], world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{LIBRARY}/{world.project}", headers=headers).json()[
        "steps"
    ]
    return found


def test_a_step_out_of_order_is_recorded_with_a_reason_and_voided_without_a_trace_lost(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    project, at = bearer("project"), f"{LIBRARY}/{world.project}/steps"
    accepted = {"step": "accepted", "happened_on": "2019-05-30", "doc_no": "略农验〔2019〕3号"}
    refused = client.post(at, json=accepted, headers=project)
    assert (refused.status_code, refused.json()["code"]) == (422, "step_needs_reason")
    assert "还没有登记申报、评审、立项、批复、实施" in refused.json()["detail"]
    made = client.post(at, json=accepted | {"remark": "补登"}, headers=project)
    assert made.status_code == 201
    assert made.json()["odd"]
    again = client.post(at, json=accepted | {"remark": "补登"}, headers=project)
    assert (again.status_code, again.json()["code"]) == (409, "step_stands")
    wrong = {"step": "accepted", "happened_on": "2019-05-30", "reason": "登记错了项目"}
    assert client.post(f"{at}/void", json=wrong, headers=project).status_code == 204
    steps = steps_of(client, project, world)
    assert [(each["kind"], each["actor"], each["voided"]) for each in steps] == [
        ("entered", "project", None),
        ("accepted", "project", "登记错了项目"),
    ]


def test_a_step_in_the_future_and_a_removal_of_what_is_not_in_make_no_sense(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    project, at = bearer("project"), f"{LIBRARY}/{world.project}/steps"
    late = {"step": "proposed", "happened_on": "2019-06-02", "remark": "已定"}
    assert client.post(at, json=late, headers=project).json()["code"] == "step_not_yet_happened"
    early = {"step": "removed", "happened_on": "2019-01-19", "doc_no": "x", "remark": "误报"}
    refused = client.post(at, json=early, headers=project)
    assert (refused.status_code, refused.json()["code"]) == (409, "project_not_in_library")
    nowhere = f"{LIBRARY}/{uuid4()}/steps"
    first = {"step": "proposed", "happened_on": "2019-01-02"}
    assert client.post(nowhere, json=first, headers=project).status_code == 404


def test_a_contract_is_read_like_a_row_of_a_file_and_changed_by_a_document(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    project, at = bearer("project"), register("contracts")
    assert client.post(at, json={"cells": CONTRACT}, headers=project).json() == {"new": 1}
    assert client.post(at, json={"cells": CONTRACT}, headers=project).json() == {"new": 0}
    wrong = {"amount_fen": "0", "kind": "别的", "supplier": "无此公司", "colour": "红"}
    refused = client.post(at, json={"cells": CONTRACT | wrong}, headers=project)
    assert (refused.status_code, refused.json()["code"]) == (422, "register_form_wrong")
    assert "colour：没有这一列" in refused.json()["detail"]
    assert "合同金额：金额应大于 0" in refused.json()["detail"]
    dearer = CONTRACT | {"amount_fen": "60万元"}
    assert "须写明依据文号" in client.post(at, json={"cells": dearer}, headers=project).text
    why = {"doc_no": "略农发〔2019〕9号", "change": "增加数量"}
    assert client.post(at, json={"cells": dearer | why}, headers=project).json() == {"new": 1}
    seen = client.get(
        f"{LIBRARY}/{world.project}/registers/contracts",
        params={"all_versions": True},
        headers=bearer("upper"),
    ).json()
    assert [(each["version"], each["texts"]["amount_fen"], each["latest"]) for each in seen] == [
        (1, "580,000.00元", False),
        (2, "600,000.00元", True),
    ]
    void = {"cells": {"contract": "HT-2019-001"}, "reason": "重复登记"}
    assert client.post(f"{at}/void", json=void, headers=project).status_code == 204
    assert client.post(f"{at}/void", json=void, headers=project).status_code == 409
    now = client.get(f"{LIBRARY}/{world.project}/registers/contracts", headers=project).json()
    assert now == []


@pytest.mark.parametrize("login", ["maker", "auditor", "upper", "township", "village"])
def test_only_the_project_department_writes(
    client: TestClient, bearer: Bearer, world: World, login: str
) -> None:
    headers = bearer(login)
    assert client.get(f"{LIBRARY}/{world.project}", headers=headers).status_code == 200
    step = {"step": "proposed", "happened_on": "2019-01-02"}
    for at, body in (
        (f"{LIBRARY}/{world.project}/steps", step),
        (register("contracts"), {"cells": CONTRACT}),
    ):
        refused = client.post(at, json=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")


def test_a_project_out_of_reach_is_not_there(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    stranger = bearer("stranger")
    for path in ("", "/registers/contracts"):
        assert client.get(f"{LIBRARY}/{world.project}{path}", headers=stranger).status_code == 404
    assert client.get(register("loans"), headers=stranger).status_code == 404
    # A village reads its projects, but not what the book says of other villages' households.
    assert client.get(register("loans"), headers=bearer("village")).status_code == 404
    assert client.get(register("loans"), headers=bearer("auditor")).json() == []


def test_the_library_is_filtered_by_step_place_and_overdue_milestones(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    project = bearer("project")

    def found(**wanted: object) -> int:
        return len(client.get(LIBRARY, params=dict(wanted), headers=project).json())

    assert (found(), found(step="entered"), found(step="started")) == (1, 1, 0)
    assert (found(region="610727100"), found(region="610727101")) == (1, 0)
    assert found(overdue=True) == 0
    due = {"project": "LY-2019-001", "milestone": "首批发放", "planned_on": "2019-05-31"}
    at = register("milestones")
    assert client.post(at, json={"cells": due}, headers=project).json() == {"new": 1}
    assert found(overdue=True) == 1
    done = due | {"done_on": "2019-05-31"}
    assert client.post(at, json={"cells": done}, headers=project).json() == {"new": 1}
    assert found(overdue=True) == 0


def test_names_of_responsible_persons_are_for_who_may_see_names(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    duty = Duty(
        duty=uuid4(),
        kind=DutyKind.LIFELONG,
        post="局长",
        valid_from=date(2019, 1, 1),
        project=world.project,
    )
    engine = world.system.database.engine()
    with unit_of_work(engine) as work:
        add_responsible(
            work,
            LOWER,
            [Answering(duty=duty, name="诸葛示例", phone="13900000000")],
            sealer=world.system.sealer,
            actor="project",
            known_at=datetime(2019, 6, 1, 3, tzinfo=UTC),
        )
    engine.dispose()
    for login, name in (("project", "诸葛示例"), ("auditor", "诸葛示例"), ("village", "诸葛*")):
        seen = client.get(f"{LIBRARY}/{world.project}", headers=bearer(login)).json()
        assert [each["name"] for each in seen["duties"]] == [name]
        assert "13900000000" not in str(seen)


def test_a_form_records_a_row_and_keeps_what_was_typed_where_it_is_refused(
    browse: Signed, world: World
) -> None:
    browser = browse("project")
    at = f"/books/{LOWER}/projects/{world.project}"
    token = form_token(browser, at)
    wrong = {"form_token": token, "target": "奖补户数", "kind": "数量", "value": "30户"}
    refused = browser.post(f"{at}/registers/targets", data=wrong | {"set_on": "去年"})
    assert refused.status_code == 422
    assert "设定日期：" in refused.text
    assert 'value="奖补户数"' in refused.text
    taken = browser.post(f"{at}/registers/targets", data=wrong | {"set_on": "2019-01-15"})
    assert (taken.status_code, taken.headers["location"]) == (303, f"{at}/registers/targets")
    assert "奖补户数" in browser.get(at).text
    step = {"form_token": token, "step": "approved", "happened_on": "2019-02-01"}
    odd = browser.post(f"{at}/steps", data=step)
    assert odd.status_code == 422
    assert "写明原因" in odd.text
    assert browser.post(f"{at}/steps", data=step | {"remark": "先批后报"}).status_code == 303
    assert "先批后报" in browse("auditor").get(at).text
    assert "登记环节" not in browse("auditor").get(at).text
