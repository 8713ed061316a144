"""The pages: signing in, forms that cannot be forged, headers, names, publishing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from api.callers import COOKIE
from api.publishing import publish_year
from audit.engine import run
from ledger.values.region import RegionCode
from tests.api.conftest import Signed
from tests.api.world import FULL_NAME, LOWER, PASSWORD, VILLAGE, World, submitted

PAGES = {
    "maker": [
        "/home",
        "/books",
        f"/books/{LOWER}",
        f"/books/{LOWER}?unit=wan&kind=assign&from_on=2019-01-01&text=产业",
        f"/books/{LOWER}?kind=%27&from_on=x&project=y&year=z&as_of=2019",
        f"/books/{LOWER}/lots",
        f"/books/{LOWER}/projects",
        "/lots/{lot}",
        "/lots/{lot}?as_of=2019-03-05&unit=wan",
        f"/books/{LOWER}/vouchers/2019/{{paid}}",
        f"/books/{LOWER}/vouchers/2019/{{paid}}/trace?entry=1",
        f"/books/{LOWER}/vouchers/2019/{{paid}}/trace",
        f"/books/{LOWER}/balances",
        f"/books/{LOWER}/balances?as_of=2019-03-05&known_at=2019-06-01T12:00&project={{project}}",
        f"/books/{LOWER}/statement",
        f"/books/{LOWER}/statement?project={{project}}&from_on=2019-01-01&to_on=2019-12-31",
        f"/books/{LOWER}/statement?account=1&known_at=x&from_on=y",
        f"/books/{LOWER}/statement?lot={{lot}}&after=5",
        f"/books/{LOWER}/households/{{household}}/money",
        f"/books/{LOWER}/projects/{{project}}",
        f"/books/{LOWER}/years/2019",
        f"/books/{LOWER}/drafts/{{draft}}",
        f"/books/{LOWER}/inbound/610700/2019/{{sent}}/1",
        "/drafts",
        "/drafts?state=open",
        "/imports",
        "/notices",
    ],
    "auditor": ["/findings", "/findings?rule=DV04&severity=H", "/rules/EL05", "/home"],
    "admin": ["/users", "/home"],
    "checker": [f"/books/{LOWER}/opening", f"/books/{LOWER}/years/2019"],
    "village": [
        *("/home", "/notices", "/confirmations", "/duties", "/notices/new"),
        *("/objections", "/objections/new"),
    ],
    "township": ["/duties?state=met", "/objections?all=1"],
}
EVERY = [(login, path) for login, paths in PAGES.items() for path in paths]


def form_token(browser: TestClient, path: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', browser.get(path).text)
    assert found
    return found.group(1)


@pytest.mark.parametrize(("login", "path"), EVERY)
def test_each_page_is_served_complete_and_asks_nothing_of_other_sites(
    browse: Signed, world: World, login: str, path: str
) -> None:
    asked = path.format(
        lot=world.lot,
        paid=world.paid,
        project=world.project,
        household=world.household,
        draft=world.draft.draft,
        sent=world.sent,
    )
    answer = browse(login).get(asked)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; script-src")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = answer.text
    assert "演示数据" in page
    assert page.rstrip().endswith("</html>")
    assert "<script" not in page and " style=" not in page
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)
    assert not re.search(r"\son[a-z]+=", page)


@pytest.mark.parametrize(("login", "path"), EVERY)
def test_every_field_has_a_label_and_every_column_a_heading(
    browse: Signed, world: World, login: str, path: str
) -> None:
    asked = path.format(
        lot=world.lot,
        paid=world.paid,
        project=world.project,
        household=world.household,
        draft=world.draft.draft,
        sent=world.sent,
    )
    page = browse(login).get(asked).text
    outside_labels = re.sub(r"<label\b.*?</label>", "", page, flags=re.S)
    for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", outside_labels):
        assert 'type="hidden"' in field or 'id="' in field, field
    assert page.count("<table") == page.count("<thead")
    assert page.count("<h1") == 1
    assert '<html lang="zh-CN">' in page


def test_signing_in_sets_a_cookie_that_no_script_and_no_other_site_can_use(
    client: TestClient,
) -> None:
    browser = TestClient(client.app, base_url="http://testserver", follow_redirects=False)
    answer = browser.post(
        "/login", data={"login": "maker", "password": PASSWORD, "next": f"/books/{LOWER}"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/books/{LOWER}")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
    assert browser.get(f"/books/{LOWER}").status_code == 200
    # The cookie is for pages; the API wants a bearer token.
    assert browser.get("/api/me").status_code == 401


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_signing_in_never_leads_to_another_site(client: TestClient, next_page: str) -> None:
    form = {"login": "auditor", "password": PASSWORD, "next": next_page}
    assert client.post("/login", data=form).headers["location"] == "/home"
    client.cookies.clear()


def test_a_wrong_password_is_told_without_saying_what_was_wrong(client: TestClient) -> None:
    answer = client.post("/login", data={"login": "maker", "password": "wrong password"})
    assert answer.status_code == 401
    assert "登录名或密码不对" in answer.text
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session_on_the_server_too(browse: Signed) -> None:
    browser = browse("upper")
    token = form_token(browser, "/home")
    kept = browser.cookies[COOKIE]
    answer = browser.post("/logout", data={"form_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    browser.cookies.set(COOKIE, kept)
    assert browser.get("/home").headers["location"] == "/login?next=/home"


def test_a_form_without_its_token_or_from_another_site_is_refused(
    browse: Signed, world: World
) -> None:
    maker, auditor = browse("maker"), browse("auditor")
    at = f"/books/{LOWER}/drafts/{world.draft.draft}"
    form = {"step": "submit", "version": "1", "digest": world.draft.digest.hex()}
    assert maker.post(f"{at}/write", data=form).status_code == 403
    other = {**form, "form_token": form_token(auditor, "/home")}
    assert maker.post(f"{at}/write", data=other).status_code == 403
    own = {**form, "form_token": form_token(maker, at)}
    foreign = maker.post(f"{at}/write", data=own, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    here = maker.post(f"{at}/write", data=own, headers={"Sec-Fetch-Site": "same-origin"})
    assert here.status_code == 303


def test_a_checker_must_write_why_he_overrides_a_warning_and_then_posts(
    browse: Signed, world: World
) -> None:
    key = submitted(world, project="00000000-0000-0000-0000-000000000001")
    checker = browse("checker")
    at = f"/books/{LOWER}/drafts/{key.draft}"
    page = checker.get(at).text
    assert "安排的项目不在县级项目库中" in page and "复核通过并记账" in page
    form = {
        "form_token": form_token(checker, at),
        "version": "1",
        "digest": key.digest.hex(),
        "step": "approve_post",
    }
    refused = checker.post(f"{at}/decide", data={**form, "reason": " "})
    assert refused.status_code == 422 and "必须写明理由" in refused.text
    done = checker.post(f"{at}/decide", data={**form, "reason": "会议纪要3号"})
    assert done.status_code == 303
    voucher = checker.get(done.headers["location"]).text
    for each in ("记账凭证", "柒元柒角柒分", "会议纪要3号", "财务主管", "复核", "经办"):
        assert each in voucher


def test_the_maker_is_not_offered_to_check_his_own_draft(browse: Signed, world: World) -> None:
    key = submitted(world)
    page = browse("maker").get(f"/books/{LOWER}/drafts/{key.draft}").text
    assert "复核通过" not in page and "撤回" in page


def test_names_are_masked_on_pages_of_those_who_may_not_see_them(
    browse: Signed, world: World
) -> None:
    at = f"/books/{LOWER}/vouchers/2019/{world.paid}"
    assert FULL_NAME in browse("maker").get(at).text
    masked = browse("upper_checker").get(at).text
    assert FULL_NAME in masked  # its reach includes the county
    project = browse("project").get(at).text
    assert FULL_NAME not in project and "欧阳*" in project


def test_out_of_reach_is_an_error_page_in_words(browse: Signed) -> None:
    answer = browse("stranger").get(f"/books/{LOWER}")
    assert answer.status_code == 404
    assert f"没有账簿 {LOWER}" in answer.text and "<h1>没有找到</h1>" in answer.text
    assert browse("admin").get("/books").status_code == 403


def test_a_finding_shows_its_evidence_and_its_rule(browse: Signed, world: World) -> None:
    run(world.system.database, as_of=date(2020, 12, 31), actor="auditor", rules=["DV04"])
    auditor = browse("auditor")
    link = re.search(
        r'href="(/findings/[0-9a-f-]{36}/[^"]+)"', auditor.get("/findings?rule=DV04").text
    )
    assert link
    page = auditor.get(link.group(1)).text
    assert "200,000.00<small>元</small>" in page
    assert "判定条件" in page and "2019-03-01" in page
    assert f'href="/books/610700/vouchers/2019/{world.sent}"' in page
    short = f"/findings/{link.group(1).rsplit('/', 1)[1]}"
    assert auditor.get(short).headers["location"] == link.group(1)
    assert browse("stranger").get(short).status_code == 404
    # An inspector reads the lead but not the voucher.
    inspected = browse("inspector").get(link.group(1))
    assert inspected.status_code == 200 and 'href="/books' not in inspected.text
    assert browse("stranger").get(link.group(1)).status_code == 404


def test_an_administrator_adds_and_disables_a_user(browse: Signed) -> None:
    admin = browse("admin")
    form = {
        "form_token": form_token(admin, "/users"),
        "login": "new.clerk",
        "name": "新经办",
        "role": "finance_maker",
        "region": "610727",
        "password": PASSWORD,
        "book": "",
    }
    refused = admin.post("/users", data=form)
    assert refused.status_code == 422 and "必须指定所属账簿" in refused.text
    assert 'value="新经办"' in refused.text
    assert admin.post("/users", data={**form, "book": str(LOWER)}).status_code == 303
    assert browse("new.clerk").get("/home").status_code == 200
    off = {"form_token": form["form_token"], "active": "false"}
    assert admin.post("/users/new.clerk/active", data=off).status_code == 303
    assert "已停用" in admin.get("/users").text
    assert admin.post("/users/admin/active", data=off).status_code == 422


def test_a_published_notice_is_public_masked_and_the_same_bytes_each_time(
    client: TestClient, browse: Signed, world: World
) -> None:
    (published,) = publish_year(world.system, RegionCode(VILLAGE), 2019, "village")
    place = client.get(f"/places/{VILLAGE}").text
    at = f"/n/{published.page.notice_id}"
    assert f'href="{at}"' in place and "12317" in place and "12388" in place
    page = client.get(at)
    assert page.status_code == 200
    assert page.content == published.rendered.html
    assert FULL_NAME not in page.text and "欧阳*" in page.text
    assert "script" not in page.headers["content-security-policy"]
    printed = f"/notices/{published.page.notice_id}/print"
    assert client.get(printed).status_code == 303, "full names are not for the web"
    assert browse("auditor").get(printed).status_code == 403
    board = browse("village").get(printed)
    assert board.headers["content-type"] == "application/pdf"
    assert board.content == published.rendered.pdf
    assert client.get("/n/610727100001-2019-gg-999").status_code == 404
    assert "示例村" in client.get("/?q=示例").text
    assert "略阳县" in client.get("/").text


def test_a_leaf_is_checked_by_anybody(client: TestClient) -> None:
    page = client.get(f"/check?book={LOWER}&year=2019&number=1")
    assert page.status_code == 200 and "存证与账簿记录一致" in page.text
    for query in (f"book={LOWER}&year=2019&number=999", "book=x&year=&number=", "book=%EF%BC%91"):
        assert client.get(f"/check?{query}").status_code == 404


def test_assets_are_served_from_here(client: TestClient) -> None:
    style = client.get("/static/sunledger.css")
    assert style.status_code == 200
    assert "@import" not in style.text and "url(" not in style.text
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/health").text == "ok"
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
