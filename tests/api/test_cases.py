"""核查单 over the API and the pages: who may do which step, what the unit sees, files, reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.cli.commands import parser
from tests.api.conftest import Signed
from tests.api.world import LOWER, World
from tests.ledger.case_ladder import raise_leads

Bearer = Callable[[str], dict[str, str]]
TODAY = date(2019, 6, 1)
PDF = b"%PDF-1.4\n" + b"x" * 64
BOOK = f"/api/cases/{LOWER}"


Leads = tuple[bytes, bytes]


@pytest.fixture
def leads(world: World) -> Leads:
    """Two leads of this test alone."""
    fresh = (uuid4().bytes * 2, uuid4().bytes * 2)
    with world.system.database.connect() as connection:
        raise_leads(connection, identities=fresh)
        connection.execute(
            "INSERT INTO app_user (login, name, password_hash, active, created_at)"
            " SELECT 'auditor2', '审计乙', password_hash, true, now() FROM app_user"
            " WHERE login = 'auditor' ON CONFLICT DO NOTHING"
        )
        connection.execute(
            "INSERT INTO app_user_role (login, role, region, book)"
            " SELECT 'auditor2', role, region, book FROM app_user_role"
            " WHERE login = 'auditor' ON CONFLICT DO NOTHING"
        )
    return fresh


def _open(client: TestClient, bearer: Bearer, *identities: bytes) -> str:
    case = str(uuid4())
    made = client.post(
        BOOK,
        json={"case": case, "title": "闲置核查", "leads": [each.hex() for each in identities]},
        headers=bearer("auditor"),
    )
    assert made.status_code == 201, made.text
    return case


def _step(
    client: TestClient,
    bearer: Bearer,
    case: str,
    after: int,
    login: str = "auditor",
    **step: object,
) -> dict[str, object]:
    made = client.post(
        f"{BOOK}/{case}/steps", json={"after_seq": after, **step}, headers=bearer(login)
    )
    found: dict[str, object] = made.json() | {"status": made.status_code}
    return found


def form_token(browser: TestClient, path: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get(path).text)
    assert found
    return found.group(1)


def test_a_case_is_worked_on_to_the_end_and_the_unit_sees_its_question_only(
    leads: Leads, client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    auditor = browse("auditor")
    listed = auditor.get("/findings").text
    ticked = f"{LOWER}-{leads[0].hex()}"
    assert ticked in listed
    new = f"/cases/new?lead={ticked}"
    token = form_token(auditor, new)
    case = uuid4()
    made = auditor.post(
        "/cases",
        data={"form_token": token, "case": str(case), "title": "闲置核查", "lead": ticked},
    )
    assert made.status_code == 303, made.text
    page = made.headers["location"]
    assert page == f"/cases/{LOWER}/{case}"
    asked = auditor.post(
        f"{page}/steps",
        data={
            "form_token": token, "kind": "asked", "after_seq": "0", "text": "这笔钱为什么闲置？",
            "to_login": "maker", "due_on": "2019-06-10",
        },
        files={"file": ("附件.pdf", PDF)},
    )  # fmt: skip
    assert asked.status_code == 303, asked.text

    maker = browse("maker")
    assert "要求我说明" in maker.get("/home").text
    assert maker.get(page).status_code == 403
    mine = client.get("/api/questions", headers=bearer("maker")).json()
    (question,) = [each for each in mine if each["case_id"] == str(case)]
    at = f"/questions/{LOWER}/{case}/{question['seq']}"
    shown = maker.get(at).text
    assert "这笔钱为什么闲置？" in shown
    assert client.get(f"/api{at}", headers=bearer("checker")).status_code == 404
    answered = maker.post(
        f"{at}/replies",
        data={"form_token": form_token(maker, at), "text": "项目推迟"},
        files={"file": ("说明.pdf", PDF)},
    )
    assert answered.status_code == 303, answered.text

    full = client.get(f"{BOOK}/{case}", headers=bearer("inspector")).json()
    assert [each["kind"] for each in full["steps"]] == ["opened", "asked", "replied"]
    assert full["steps"][2]["text"] == "项目推迟"
    file = next(each for each in full["files"] if each["seq"] == 2)
    sent = client.get(f"{BOOK}/{case}/files/{file['file']}", headers=bearer("inspector"))
    assert (sent.status_code, sent.content) == (200, PDF)
    assert client.get(f"{BOOK}/{case}", headers=bearer("stranger")).status_code == 404
    assert client.get(f"{BOOK}/{case}", headers=bearer("maker")).status_code == 403
    text = auditor.get(page).text
    assert "项目推迟" in text and "说明.pdf" in text

    held = [{"identity": leads[0].hex(), "disposition": "upheld"}]
    step = _step(client, bearer, str(case), 2, kind="disposed", text="属实", dispositions=held)
    assert step["seq"] == 3
    assert _step(client, bearer, str(case), 3, kind="close_asked", text="查完")["seq"] == 4
    own = _step(client, bearer, str(case), 4, kind="closed")
    assert (own["status"], own["code"]) == (409, "case_closed_by_one")
    assert "须由另一人决定" in auditor.get(page).text
    assert "待销号" in auditor.get("/home").text
    assert _step(client, bearer, str(case), 4, "auditor2", kind="closed")["seq"] == 5
    finding = client.get("/api/findings?state=settled", headers=bearer("auditor")).json()
    assert [each["state_name"] for each in finding] == ["已办结：属实"]
    rules = client.get("/api/cases/precision", headers=bearer("auditor")).json()
    assert [each["rule"] for each in rules] == ["ID03"]
    assert "100%" in auditor.get("/cases/precision").text


def test_an_inspector_takes_over_what_was_referred_and_nobody_else_does(
    leads: Leads, client: TestClient, bearer: Bearer, browse: Signed
) -> None:
    case = _open(client, bearer, leads[1])
    early = {"kind": "taken_over", "after_seq": 0}
    inspection = f"{BOOK}/{case}/inspection"
    refused = client.post(inspection, json=early, headers=bearer("inspector"))
    assert (refused.status_code, refused.json()["code"]) == (409, "case_step_not_allowed")
    assert _step(client, bearer, case, 0, kind="referred", text="涉嫌挪用")["seq"] == 1
    taking = {"kind": "taken_over", "after_seq": 1}
    assert client.post(inspection, json=taking, headers=bearer("auditor")).status_code == 403
    inspector = browse("inspector")
    page = f"/cases/{LOWER}/{case}"
    token = form_token(inspector, page)
    done = inspector.post(
        f"{page}/inspection", data={"form_token": token, "kind": "taken_over", "after_seq": "1"}
    )
    assert done.status_code == 303
    said = {"kind": "fed_back", "after_seq": 2, "text": "已立案"}
    assert client.post(inspection, json=said, headers=bearer("inspector")).status_code == 201
    referred = client.get("/api/cases?referred=true", headers=bearer("inspector")).json()
    assert case in [each["case_id"] for each in referred]
    assert "已移送纪检" in inspector.get("/cases?referred=1").text


def test_refusals_come_back_on_the_page_with_what_was_typed(
    leads: Leads, client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    case = _open(client, bearer, leads[0])
    auditor, page = browse("auditor"), f"/cases/{LOWER}/{case}"
    token = form_token(auditor, page)
    form = {"form_token": token, "kind": "recovered", "after_seq": "0", "text": "钱回来了"}
    for vouchers, said in (
        ("7月", "凭证写作"),
        ("2019-999", "没有 2019 年第 999 号凭证"),
        (f"2019-{world.paid}", "不是退回"),
    ):
        answer = auditor.post(f"{page}/steps", data={**form, "vouchers": vouchers})
        assert answer.status_code in (404, 422), vouchers
        assert said in answer.text
        assert "钱回来了" in answer.text
    late = auditor.post(
        f"{page}/steps",
        data={**form, "kind": "assigned", "to_login": "auditor2", "due_on": "2019-05-31"},
    )
    assert (late.status_code, "办理期限应在今天" in late.text) == (422, True)
    assert auditor.get("/cases/new").status_code == 200
    token = form_token(auditor, page)
    none = auditor.post("/cases", data={"form_token": token, "case": str(uuid4()), "title": "无"})
    assert (none.status_code, "请先勾选" in none.text) == (422, True)


def test_a_deadline_that_passed_is_on_the_list(
    leads: Leads, client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    case = _open(client, bearer, leads[0])
    step = {"kind": "assigned", "to_org": "610727-ny", "due_on": "2019-06-01"}
    assert _step(client, bearer, case, 0, **step)["seq"] == 1
    assert client.get("/api/cases/overdue", headers=bearer("auditor")).json() == []
    with world.system.database.connect() as connection:
        connection.execute("SELECT set_demo_clock('2019-06-03T02:00:00Z')")
        try:
            (late,) = client.get("/api/cases/overdue", headers=bearer("auditor")).json()
            assert (late["case_id"], late["days_late"], late["to"]) == (
                case, 2, "略阳县农业农村局",
            )  # fmt: skip
            assert "2 天" in browse("inspector").get("/cases/overdue").text
            assert "逾期" in browse("auditor").get("/cases").text
        finally:
            connection.execute("SELECT set_demo_clock('2019-06-03T02:00:01Z')")


def test_a_suppression_is_approved_by_another_and_shown(
    leads: Leads, client: TestClient, bearer: Bearer, browse: Signed
) -> None:
    auditor = browse("auditor")
    (lead,) = [
        each
        for each in client.get("/api/findings?state=open", headers=bearer("auditor")).json()
        if each["identity"] == leads[1].hex()
    ]
    page = f"/findings/{lead['run']}/{LOWER}/ID03/{lead['identity']}"
    key = uuid4()
    form = {
        "form_token": form_token(auditor, page), "suppression": str(key),
        "identity": lead["identity"], "reason": "县里已批复", "until_on": "2019-12-31",
    }  # fmt: skip
    assert auditor.post(f"/suppressions/{LOWER}", data=form).status_code == 303
    decide = f"/api/suppressions/{LOWER}/{key}/decide"
    own = client.post(decide, json={"action": "approve"}, headers=bearer("auditor"))
    assert (own.status_code, own.json()["code"]) == (409, "suppression_by_one")
    second = browse("auditor2")
    assert "批准" in second.get("/suppressions").text
    token = form_token(second, "/suppressions")
    done = second.post(
        f"/suppressions/{LOWER}/{key}/decide", data={"form_token": token, "action": "approve"}
    )
    assert done.status_code == 303
    assert leads[1].hex() not in auditor.get("/findings").text
    assert "暂不提示至 2019-12-31" in auditor.get("/findings?state=suppressed").text
    rows = client.get("/api/suppressions", headers=bearer("inspector")).json()
    assert [each["state"] for each in rows if each["suppression"] == str(key)] == ["approved"]


def test_a_voucher_a_lot_and_a_project_show_their_leads_to_auditors_only(
    client: TestClient, bearer: Bearer, browse: Signed, world: World
) -> None:
    run, named = uuid4(), b"\x05" * 32
    with world.system.database.connect() as connection:
        connection.execute(
            "INSERT INTO audit_run (run, as_of, known_at, started_at, finished_at, actor, books,"
            " rules) VALUES (%s, %s, now(), now(), now(), '审计', '[]', '[]')",
            [run, TODAY],
        )
        for rule, identity in (("EL05", named), ("DV05", b"\x06" * 32)):
            connection.execute(
                "INSERT INTO audit_outcome (run, book, rule, version, parameters, flagged, clear,"
                " not_computable, reasons) VALUES (%s, %s, %s, 1, '{}', 1, 0, 0, '{}')",
                [run, LOWER, rule],
            )
            connection.execute(
                "INSERT INTO finding (run, book, rule, identity, version, severity, subject_kind,"
                " subject, title, amount_fen, evidence, parameters, fingerprint)"
                " VALUES (%s, %s, %s, %s, 1, 'H', 'project', %s, %s, 50000, %s, '{}', 'f')",
                [
                    run, LOWER, rule, identity, str(world.project), f"疑点{rule}",
                    f'{{"entries": [{{"book": {LOWER}, "year": 2019, "number": {world.paid},'
                    f' "entry": 1}}], "lot": "{world.lot}", "household": "{world.household}"}}',
                ],
            )  # fmt: skip
    auditor = browse("auditor")
    pages = [
        f"/books/{LOWER}/vouchers/2019/{world.paid}",
        f"/books/{LOWER}/projects/{world.project}",
        f"/books/{LOWER}/households/{world.household}",
        f"/lots/{world.lot}",
    ]
    for page in pages:
        assert "疑点EL05" in auditor.get(page).text, page
        assert "疑点EL05" not in browse("maker").get(page).text, page
    other = f"/books/{LOWER}/vouchers/2019/{world.paid - 1}"
    assert "疑点EL05" not in auditor.get(other).text
    finding = auditor.get(f"/findings/{named.hex()}", follow_redirects=True).text
    assert "疑点DV05" in finding, "the other lead of the same payment"
    assert "3 × 7 = 21" in finding
    (group,) = client.get("/api/findings/groups", headers=bearer("auditor")).json()
    assert {each["around"] for each in group["abouts"]} == {"payment", "household", "project"}
    assert [each["title"] for each in group["leads"]] == ["疑点DV05", "疑点EL05"]
    assert group["largest"]["fen"] == 50000
    assert "2019年到户产业奖补" in auditor.get("/findings/groups").text


def test_the_command_line_lists_and_names_cases() -> None:
    for words in (["list", "--overdue"], ["show", "2019-1", "--book", "610727"], ["precision"]):
        assert parser().parse_args(["audit", "cases", *words]).run
