"""A file in over the web: template, preview with faults, confirm or keep the good rows, once."""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import python_calamine
from fastapi.testclient import TestClient

from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.uploads import KEPT_S
from tests.api.conftest import Signed
from tests.api.test_pages import form_token
from tests.api.world import LOWER, UPPER, VILLAGE, World
from tests.intake.bureau import filled

Bearer = Callable[[str], dict[str, str]]
HOUSEHOLDS = SHEET_KINDS["households"].sheet
API = f"/api/books/{LOWER}/uploads"
PAGES = f"/books/{LOWER}/uploads"


def household(code: str, **changed: object) -> dict[str, object]:
    return {
        "household": code,
        "region": VILLAGE,
        "village_group": "一组",
        "kind": "建档立卡户",
        "members": 3,
        "valid_from": "2018-01-01",
    } | changed


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[..., bytes]:
    def made(rows: list[dict[str, object]], kind: str = "households") -> bytes:
        return filled(tmp_path / "f.xlsx", SHEET_KINDS[kind].sheet, rows).read_bytes()

    return made


@pytest.fixture(autouse=True)
def nothing_stays(world: World) -> Iterator[None]:
    """After each test the clerks have confirmed or given up: no bytes are left."""
    yield
    assert kept(world) == []


def kept(world: World) -> list[Path]:
    folder = world.system.settings.home / "uploads"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def send(
    client: TestClient,
    headers: dict[str, str],
    content: bytes,
    *,
    kind: str = "households",
    name: str = "../户 2019.xlsx",
    book: int = LOWER,
    **fields: str,
) -> httpx.Response:
    answer: httpx.Response = client.post(
        f"/api/books/{book}/uploads",
        data={"kind": kind} | fields,
        files={"file": (name, content)},
        headers=headers,
    )
    return answer


def sheet_rows(content: bytes) -> list[list[Any]]:
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_clerk_goes_from_the_template_to_the_page_of_the_import(
    browse: Signed, world: World, file_of: Callable[..., bytes]
) -> None:
    maker = browse("maker")
    chosen = maker.get("/imports/new").text
    assert f"{PAGES}/new?kind=households" in chosen and "签收" not in chosen.split("</nav>")[-1]
    template = maker.get("/import-templates/households.xlsx")
    assert sheet_rows(template.content)[0][0] == HOUSEHOLDS.columns[0].heading
    form = maker.get(f"{PAGES}/new?kind=households")
    assert "各列怎么填" in form.text and "不超过 64 MB" in form.text
    token = form_token(maker, f"{PAGES}/new?kind=households")

    def upload(rows: list[dict[str, object]]) -> str:
        sent = maker.post(
            PAGES,
            data={"kind": "households", "form_token": token},
            files={"file": ("户.xlsx", file_of(rows))},
        )
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"])

    here = upload([household("W1"), household("W2", kind="富户"), household("W3")])
    shown = maker.get(here).text
    assert "有 1 行有错" in shown and "户类别" in shown and "富户" in shown
    assert "确认导入" not in shown
    back = sheet_rows(maker.get(f"{here}/errors.xlsx").content)
    assert back[0][-1] == "错误原因" and "富户" in back[2][-1]
    refused = maker.post(f"{here}/import", data={"form_token": token})
    assert refused.headers["location"] == here, "all or nothing unless asked otherwise"
    assert maker.post(f"{here}/discard", data={"form_token": token}).status_code == 303
    assert maker.get(here).status_code == 404

    good = [household("W1"), household("W3")]
    here = upload(good)
    assert "确认导入 2 行" in maker.get(here).text
    landed = maker.post(f"{here}/import", data={"form_token": token}).headers["location"]
    assert landed.endswith("?new=2&aside=0")
    result = maker.get(landed).text
    assert "已导入：新增 2" in result and "户.xlsx" in result and "<dd>户</dd>" in result

    again = upload(good)
    assert "以前已经导入" in maker.get(again).text
    landed_again = maker.post(f"{again}/import", data={"form_token": token}).headers["location"]
    assert landed_again == landed.split("?")[0] + "?again=1"
    assert "没有新增任何内容" in maker.get(landed_again).text


def test_good_rows_are_kept_and_the_bad_one_waits_until_it_is_corrected_or_dropped(
    client: TestClient, bearer: Bearer, browse: Signed, file_of: Callable[..., bytes]
) -> None:
    headers = bearer("maker")
    rows = [household("K1"), household("K2", members="三"), household("K3", kind="富户")]
    preview = send(client, headers, file_of(rows)).json()
    assert (preview["rows"], preview["good"], preview["bad"]) == (3, 1, 2)
    assert [(each["row"], each["column"]) for each in preview["faults"]] == [
        (3, "户内人数"), (4, "户类别"),
    ]  # fmt: skip
    errors = client.get(f"{API}/{preview['upload']}/errors", headers=headers)
    assert errors.headers["content-type"].endswith("spreadsheetml.sheet")
    back = sheet_rows(errors.content)
    whole = client.post(f"{API}/{preview['upload']}/import", json={}, headers=headers)
    assert (whole.status_code, whole.json()["code"]) == (422, "file_has_bad_rows")
    taken = client.post(
        f"{API}/{preview['upload']}/import", json={"keep_good": True}, headers=headers
    ).json()
    assert (taken["new"], taken["aside"], taken["again"]) == (1, 2, False)

    waiting = client.get(f"/api/books/{LOWER}/aside", headers=headers).json()
    assert [each["row"] for each in waiting] == [3, 4]
    names = [each["aside"] for each in waiting]
    assert names[0] in back[2], "the workbook given back names the rows as they are set aside"
    page = browse("maker").get(f"/books/{LOWER}/aside").text
    assert names[0] in page and "富户" in page
    assert f"/books/{LOWER}/aside" in browse("checker").get("/imports").text

    corrected = send(client, headers, file_of([household("K2")])).json()
    done = client.post(f"{API}/{corrected['upload']}/import", json={}, headers=headers).json()
    assert (done["new"], done["resolved"]) == (1, 1)
    drop = f"/api/books/{LOWER}/aside/{names[1]}/drop"
    assert client.post(drop, json={"reason": ""}, headers=headers).status_code == 422
    assert client.post(drop, json={"reason": "重复"}, headers=bearer("checker")).status_code == 403
    assert client.post(drop, json={"reason": "重复"}, headers=headers).status_code == 204
    assert client.post(drop, json={"reason": "重复"}, headers=headers).status_code == 404
    assert client.get(f"/api/books/{LOWER}/aside", headers=headers).json() == []


def test_who_may_import_what_is_what_he_may_enter_by_hand(
    client: TestClient, bearer: Bearer, file_of: Callable[..., bytes]
) -> None:
    content = file_of([household("X1")])
    assert send(client, bearer("checker"), content).status_code == 403
    assert send(client, bearer("auditor"), content).status_code == 403
    assert send(client, bearer("township"), content).json()["code"] == "import_not_allowed"
    assert send(client, bearer("maker"), content, book=UPPER).status_code == 403
    assert send(client, bearer("maker"), content, kind="confirmations").status_code == 403
    assert send(client, bearer("maker"), content, kind="nonsense").status_code == 404
    kinds = {
        login: {
            each["kind"] for each in client.get("/api/import-kinds", headers=bearer(login)).json()
        }
        for login in ("maker", "project", "township", "village")
    }
    assert {"payments", "opening", "notices", "external-deaths"} <= kinds["maker"]
    assert "contracts" not in kinds["maker"] and "contracts" in kinds["project"]
    assert "payments" not in kinds["project"]
    assert kinds["township"] == kinds["village"] == {
        "confirmations", "notice-register", "objections",
    }  # fmt: skip
    assert set().union(*kinds.values()) == {*SHEET_KINDS, "notices"}


def test_an_upload_is_its_senders_alone(
    client: TestClient, bearer: Bearer, file_of: Callable[..., bytes], world: World
) -> None:
    upload = send(client, bearer("maker"), file_of([household("Y1")])).json()["upload"]
    (folder,) = kept(world)
    assert folder.stat().st_mode & 0o077 == 0
    assert folder.parent.stat().st_mode & 0o077 == 0
    assert all(each.stat().st_mode & 0o077 == 0 for each in folder.rglob("*"))
    for login, status in (("project", 404), ("auditor", 403), ("upper_maker", 404)):
        answer = client.get(f"{API}/{upload}", headers=bearer(login))
        assert answer.status_code == status, login
    gone = client.delete(f"{API}/{upload}", headers=bearer("maker"))
    assert gone.status_code == 204
    assert client.get(f"{API}/{upload}", headers=bearer("maker")).status_code == 404


def test_an_upload_is_gone_after_an_hour_and_at_the_next_one(
    client: TestClient,
    bearer: Bearer,
    file_of: Callable[..., bytes],
    world: World,
) -> None:

    content = file_of([household("Z1")])
    first = send(client, bearer("maker"), content).json()["upload"]
    (folder,) = kept(world)
    past = time.time() - KEPT_S - 1
    os.utime(folder, (past, past))
    assert client.get(f"{API}/{first}", headers=bearer("maker")).status_code == 404
    assert kept(world) == []
    send(client, bearer("maker"), content)
    (folder,) = kept(world)
    os.utime(folder, (past, past))
    third = send(client, bearer("maker"), content).json()["upload"]
    assert [each.name for each in kept(world)] == [third]
    client.delete(f"{API}/{third}", headers=bearer("maker"))


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "upload_empty"),
        (b"PK\x03\x04" + b"\0" * 50, "a.xlsx", "archive_damaged"),
        ("甲,乙\n1,2\n".encode(), "a.csv", "sheet_header_missing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "compound_file_damaged"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(
    client: TestClient, bearer: Bearer, content: bytes, name: str, code: str
) -> None:
    answer = send(client, bearer("maker"), content, name=name)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert re.search("[一-鿿]", answer.json()["detail"])


def test_the_form_shows_why_a_file_was_refused(browse: Signed) -> None:
    maker = browse("maker")
    token = form_token(maker, f"{PAGES}/new?kind=households")
    sent = maker.post(
        PAGES,
        data={"kind": "households", "form_token": token},
        files={"file": ("表.csv", "甲,乙\n1,2\n".encode())},
    )
    shown = maker.get(sent.headers["location"])
    assert shown.status_code == 422 and "没有模板的列名" in shown.text and "表.csv" in shown.text


def test_a_township_registers_objections_of_its_own_villages_only(
    client: TestClient, bearer: Bearer, file_of: Callable[..., bytes]
) -> None:
    def objection(code: str, region: str) -> dict[str, object]:
        return {
            "code": code, "region": region, "channel": "窗口", "topic": "金额不对",
            "handler": "乡镇", "raised_on": "2019-05-20", "text": "少了一百元",
        }  # fmt: skip

    rows = [objection("YY-1", VILLAGE), objection("YY-2", "610727000000")]
    preview = send(
        client, bearer("township"), file_of(rows, "objections"), kind="objections"
    ).json()
    assert [(each["row"], each["reason"]) for each in preview["faults"]] == [
        (3, "不在您的辖区内，不能办理")
    ]
    assert "一百元" not in str(preview)
    taken = client.post(
        f"{API}/{preview['upload']}/import", json={"keep_good": True}, headers=bearer("township")
    ).json()
    assert (taken["new"], taken["aside"]) == (1, 1)
    seen = client.get("/api/imports", headers=bearer("township")).json()
    assert [each["document"] for each in seen] == [taken["document"]]
    rows_of = f"/api/books/{LOWER}/imports/{taken['document']}/rows"
    assert len(client.get(rows_of, headers=bearer("township")).json()) == 2
    assert client.get(rows_of, headers=bearer("village")).status_code == 404
    (aside,) = client.get(f"/api/books/{LOWER}/aside", headers=bearer("township")).json()
    assert client.get(f"/api/books/{LOWER}/aside", headers=bearer("village")).json() == []
    dropped = client.post(
        f"/api/books/{LOWER}/aside/{aside['aside']}/drop",
        json={"reason": "不是本镇的"},
        headers=bearer("township"),
    )
    assert dropped.status_code == 204
