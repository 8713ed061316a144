"""Notices, evidence and objections at the door: who may, whom it reaches, what the public sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.site import Site
from api.throttle import FREE_TRIES, Throttle
from tests.api.conftest import Signed
from tests.api.test_pages import form_token
from tests.api.world import LOWER, VILLAGE, World
from tests.register.test_photo import jpeg

Bearer = Callable[[str], dict[str, str]]
NOTICES = f"/api/books/{LOWER}/notices"
OTHER_VILLAGE = "610727101001"


@pytest.fixture(autouse=True)
def unhurried(client: TestClient) -> Iterator[None]:
    """Every test begins with an address that has not complained yet."""
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    site.complaints = Throttle(lambda: 0.0, said="提交过于频繁")
    yield


def notice(client: TestClient, headers: dict[str, str], **said: object) -> str:
    answer = client.post(
        NOTICES,
        headers=headers,
        json={
            "stage": "before",
            "level": "village",
            "channel": "board",
            "region": VILLAGE,
            "subject": "project",
            "subject_key": str(uuid4()),
            "title": "示例村项目公示",
            "published_on": "2019-05-02",
            "from_on": "2019-05-02",
            "until_on": "2019-05-11",
            **said,
        },
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["notice"])


def objection(client: TestClient, headers: dict[str, str], **said: object) -> str:
    answer = client.post(
        f"/api/books/{LOWER}/objections",
        headers=headers,
        json={
            "region": VILLAGE,
            "channel": "hotline",
            "topic": "left_out",
            "handler": "township",
            "raised_on": "2019-05-10",
            "text": "没有我家",
            "name": "王某",
            **said,
        },
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["objection"])


def test_a_village_registers_its_notice_and_shows_that_it_hangs(
    client: TestClient, bearer: Bearer
) -> None:
    headers = bearer("village")
    key = notice(client, headers)
    photo = jpeg("2019:05:03 10:00:00") + b"village"
    for _ in range(2):  # the same file again is the same evidence
        answer = client.post(
            f"{NOTICES}/{key}/evidence",
            headers=headers,
            files={"file": ("a.jpg", photo, "image/jpeg")},
            data={"taken_on": "2019-05-04", "place": "村委会"},
        )
        assert answer.status_code == 200, answer.text
    (shown,) = client.get(f"{NOTICES}/{key}/traces", headers=headers).json()["evidence"]
    assert (shown["taken_on"], shown["exif_on"]) == ("2019-05-04", "2019-05-03")
    assert (shown["actor"], shown["elsewhere"]) == ("village", 0)


def test_the_photo_comes_back_byte_for_byte_and_only_to_who_may_see_the_notice(
    client: TestClient, bearer: Bearer, browse: Signed
) -> None:
    headers = bearer("village")
    key = notice(client, headers)
    photo = jpeg() + b"bytes"
    made = client.post(
        f"{NOTICES}/{key}/evidence",
        headers=headers,
        files={"file": ("a.jpg", photo, "image/jpeg")},
        data={"taken_on": "2019-05-04", "place": ""},
    ).json()["evidence"]
    answer = browse("township").get(f"/books/{LOWER}/evidence/{made}")
    assert answer.content == photo
    assert answer.headers["content-type"] == "image/jpeg"
    assert browse("stranger").get(f"/books/{LOWER}/evidence/{made}").status_code == 404


def test_a_web_page_is_no_evidence(client: TestClient, bearer: Bearer) -> None:
    headers = bearer("village")
    answer = client.post(
        f"{NOTICES}/{notice(client, headers)}/evidence",
        headers=headers,
        files={"file": ("a.jpg", b"<html><script>", "image/jpeg")},
        data={"taken_on": "2019-05-04", "place": ""},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "evidence_not_picture")


def test_nobody_writes_about_places_of_others(client: TestClient, bearer: Bearer) -> None:
    key = notice(client, bearer("project"), region=OTHER_VILLAGE)
    answers = [
        client.post(f"{NOTICES}/{key}/steps", headers=bearer(who), json=body)
        for who, body in (
            ("township", {"kind": "withdrawn", "happened_on": "2019-05-05"}),
            ("village", {"kind": "withdrawn", "happened_on": "2019-05-05"}),
        )
    ]
    assert {answer.status_code for answer in answers} <= {403, 404}
    mine = client.post(
        f"{NOTICES}/{key}/steps",
        headers=bearer("project"),
        json={"kind": "withdrawn", "happened_on": "2019-05-05"},
    )
    assert mine.json() == {"number": 1}
    assert client.post(f"{NOTICES}/{key}/steps", headers=bearer("auditor")).status_code == 403


def test_what_a_notice_said_is_kept_with_what_it_gave_away(
    client: TestClient, bearer: Bearer
) -> None:
    headers = bearer("township")
    key = notice(client, headers)
    body = {
        "origin": "paper",
        "read_on": "2019-05-06",
        "text": "项目名称：路 张三 电话13812345678",
        "total_fen": 100,
        "line_count": 1,
    }
    assert client.post(f"{NOTICES}/{key}/readings", headers=headers, json=body).status_code == 200
    (found,) = client.get(f"{NOTICES}/{key}/traces", headers=headers).json()["readings"]
    assert found["exposures"] == ["手机号 138********（11位）"]
    assert not found["hotline"]
    assert found["items"][0]["printed"] == ["name"]
    assert "实施地点" in found["items"][0]["missing_names"]


def test_an_objection_is_answered_by_whom_it_was_raised_with(
    client: TestClient, bearer: Bearer
) -> None:
    headers = bearer("township")
    key = objection(client, headers)
    address = f"/api/books/{LOWER}/objections/{key}"
    for body in (
        {"kind": "accepted", "happened_on": "2019-05-11"},
        {"kind": "answered", "happened_on": "2019-05-12", "text": "已补列"},
        {"kind": "closed", "happened_on": "2019-05-13", "outcome": "upheld"},
    ):
        answer = client.post(f"{address}/steps", headers=headers, json=body)
        assert answer.status_code == 200, answer.text
    again = client.post(
        f"{address}/steps", headers=headers, json={"kind": "accepted", "happened_on": "2019-05-14"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "objection_step_not_allowed")
    full = client.get(address, headers=headers).json()
    assert full["objection"]["state_name"] == "办结（属实）"
    assert (full["said"][0]["name"], full["said"][1]["text"]) == ("王某", "已补列")


def test_a_village_does_not_see_what_was_said_to_the_township_nor_who_said_it(
    client: TestClient, bearer: Bearer
) -> None:
    hidden = objection(client, bearer("township"))
    address = f"/api/books/{LOWER}/objections"
    assert client.get(f"{address}/{hidden}", headers=bearer("village")).status_code == 404
    own = objection(client, bearer("township"), handler="village", contact="0916-1")
    said = client.get(f"{address}/{own}", headers=bearer("village")).json()["said"][0]
    assert (said["text"], said["name"], said["contact"]) == ("没有我家", "", "")
    assert client.get(f"{address}/{hidden}", headers=bearer("inspector")).status_code == 200
    assert client.get(f"{address}/{hidden}", headers=bearer("stranger")).status_code == 404
    assert client.get("/api/objections", headers=bearer("maker")).status_code == 403


@pytest.mark.parametrize(("raised_on", "late"), [("2019-05-17", False), ("2019-05-16", True)])
def test_an_objection_is_late_after_fifteen_days(
    client: TestClient, bearer: Bearer, raised_on: str, late: bool
) -> None:
    # The ledger's day is 2019-06-01.
    key = objection(client, bearer("township"), raised_on=raised_on)
    rows = client.get("/api/objections?open_only=true&limit=200", headers=bearer("township"))
    (row,) = [each for each in rows.json() if each["objection"] == key]
    assert (row["open_days"], row["late"]) == (
        (date(2019, 6, 1) - date.fromisoformat(raised_on)).days,
        late,
    )


def test_a_payment_while_an_objection_is_open_is_shown(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    # 500 yuan of the project were paid on 2019-05-28.
    key = notice(
        client, bearer("project"), project=str(world.project), subject_key=str(world.project)
    )
    paid = objection(client, bearer("township"), notice=key, raised_on="2019-05-28")
    after = objection(client, bearer("township"), notice=key, raised_on="2019-05-29")
    rows = client.get("/api/objections?limit=200", headers=bearer("township")).json()
    shown = {each["objection"]: each["paid_while_open"] for each in rows}
    assert (shown[paid], shown[after]) == (True, False)


def test_the_public_complains_without_a_login_and_asks_how_far_it_is(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    form = client.get(f"/complain?place={VILLAGE}")
    assert "12317" in form.text and "12388" in form.text and "<script" not in form.text
    taken = client.post(
        "/complain",
        data={"place": VILLAGE, "topic": "not_paid", "text": "钱没到", "name": "", "contact": ""},
    )
    assert taken.status_code == 200
    code = taken.text.split('class="code">')[1].split("<")[0]
    assert "提出" in client.get(f"/complaints?code={code[:5]}-{code[5:].lower()}").text
    assert client.get(f"/api/public/objections/{code}").json()["state"] == "raised"
    assert client.get("/complaints?code=ZZZZZZZZZZ").status_code == 404
    rows = client.get("/api/objections?limit=200", headers=bearer("township")).json()
    (row,) = [each for each in rows if each["code"] == code]
    assert (row["channel"], row["anonymous"], row["handler"]) == ("website", True, "township")
    mine = client.get("/api/objections?limit=200", headers=bearer("village")).json()
    assert code not in {each["code"] for each in mine}


def test_complaints_from_one_address_have_to_wait_after_some(client: TestClient) -> None:
    body = {"region": VILLAGE, "topic": "other", "text": "x"}
    answers = [client.post("/api/public/objections", json=body) for _ in range(FREE_TRIES + 1)]
    assert [each.status_code for each in answers] == [200] * FREE_TRIES + [429]
    assert "密码" not in answers[-1].text
    page = client.post("/complain", data={"place": VILLAGE, "topic": "other", "text": "长话不丢"})
    assert page.status_code == 429
    assert "长话不丢" in page.text


def test_a_form_from_another_site_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/complain",
        data={"place": VILLAGE, "topic": "other", "text": "x"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_the_public_page_of_a_notice_says_whether_it_was_shown_to_hang(
    client: TestClient, bearer: Bearer
) -> None:
    headers = bearer("village")
    key = notice(client, headers)
    before = client.get(f"/p/{LOWER}/{key}").text
    assert "还没有上传" in before and f"notice={key}" in before
    client.post(
        f"{NOTICES}/{key}/evidence",
        headers=headers,
        files={"file": ("a.png", b"\x89PNG\r\n\x1a\n0", "image/png")},
        data={"taken_on": "2019-05-04", "place": "村委会", "taken_by": "李干部"},
    )
    after = client.get(f"/p/{LOWER}/{key}").text
    assert "1 份" in after and "李干部" not in after
    assert client.get(f"/p/{LOWER}/{uuid4()}").status_code == 404


def test_a_cadre_does_it_all_on_the_pages(browse: Signed) -> None:
    browser = browse("township")
    token = form_token(browser, "/notices/new")
    made = browser.post(
        "/notices/new",
        data={
            "form_token": token, "book": str(LOWER), "subject": "village_affairs",
            "subject_key": f"{VILLAGE}:2019Q2", "stage": "after", "level": "village",
            "channel": "board", "region": VILLAGE, "title": "村务公开", "from_on": "",
            "published_on": "2019-05-02", "until_on": "",
        },
    )  # fmt: skip
    assert made.status_code == 303
    address = made.headers["location"]
    shown = browser.post(
        f"{address}/evidence",
        data={"form_token": token, "taken_on": "2019-05-03"},
        files={"file": ("a.jpg", jpeg() + b"page", "image/jpeg")},
    )
    assert shown.status_code == 303
    read = browser.post(
        f"{address}/readings",
        data={"form_token": token, "origin": "paper", "read_on": "2019-05-03", "text": "12317",
              "total": "1234.50", "line_count": "3", "rate": ""},
    )  # fmt: skip
    assert read.status_code == 303
    wrong = browser.post(
        f"{address}/steps",
        data={"form_token": token, "kind": "withdrawn", "happened_on": "2019-05-01"},
    )
    assert wrong.status_code == 422 and "早于发布日" in wrong.text
    page = browser.get(address).text
    assert "1,234.50" in page and "印有 12317" in page
    raised = browser.post(
        "/objections/new",
        data={
            "form_token": token, "book": str(LOWER), "region": VILLAGE, "channel": "counter",
            "topic": "amount", "handler": "township", "raised_on": "2019-05-10", "text": "少了",
            "notice": address.rsplit("/", 1)[1],
        },
    )  # fmt: skip
    assert raised.status_code == 303
    answered = browser.post(
        raised.headers["location"] + "/steps",
        data={"form_token": token, "kind": "answered", "happened_on": "2019-05-11", "text": "x"},
    )
    assert answered.status_code == 409 and "不能接着" in answered.text
    accepted = browser.post(
        raised.headers["location"] + "/steps",
        data={"form_token": token, "kind": "accepted", "happened_on": "2019-05-11"},
    )
    assert accepted.status_code == 303
    assert "受理" in browser.get(raised.headers["location"]).text


def test_what_is_due_is_listed_and_met_by_the_notice_registered_from_it(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    headers = bearer("project")
    key = str(world.project)

    def states() -> dict[str, str]:
        rows = [
            row
            for state in ("open", "overdue", "met", "late")
            for row in client.get(
                f"/api/duties?state={state}&as_of=2019-06-20&region={VILLAGE}&limit=200",
                headers=headers,
            ).json()
        ]
        return {row["subject"]: row["state"] for row in rows if row["subject_key"] == key}

    # Money was assigned on 2019-05-20; the twentieth working day after is 2019-06-17.
    before = states()
    notice(client, headers, subject_key=key, published_on="2019-06-01", from_on=None, until_on=None)
    assert before.get("project") in ("overdue", "met")
    assert states()["project"] == "met"
