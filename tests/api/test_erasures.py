"""Erasure is asked by one, decided by another; a person's own data leave with a record."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from ledger.book.erasure import KINDS
from ledger.book.verify import verify
from tests.api.test_pages import form_token
from tests.api.world import FULL_NAME, LOWER, World

Bearer = Callable[[str], dict[str, str]]
Signed = Callable[[str], TestClient]
BOOK = f"/api/books/{LOWER}"


@pytest.fixture
def person(client: TestClient, bearer: Bearer, world: World) -> str:
    """The householder of the world."""
    found: dict[str, Any] = client.get(
        f"{BOOK}/households/{world.household}", headers=bearer("maker")
    ).json()
    key: str = found["members"][0]["person"]
    return key


def test_all_that_is_kept_leaves_with_a_record_of_who_took_it(
    client: TestClient, bearer: Bearer, person: str
) -> None:
    at = f"{BOOK}/persons/{person}/data"
    for login, status in (("checker", 403), ("auditor", 403), ("village", 403), ("admin", 403)):
        refused = client.post(at, json={"purpose": "本人申请"}, headers=bearer(login))
        assert refused.status_code == status, login
    taken = client.post(at, json={"purpose": "本人申请"}, headers=bearer("township")).json()
    parts = {each["title"]: each for each in taken["parts"]}
    assert parts["本人"]["rows"] == [[FULL_NAME, "", ""]]
    assert parts["所在户"]["rows"][0][1] == "户主"
    assert parts["发放明细"]["rows"], "the payment of the world"
    assert parts["发放明细"]["rows"][0][-1] == "", "nothing sealed was said of it"
    assert [row[1:] for row in parts["谁导出过"]["rows"]] == [["township", "本人申请"]]
    nobody = client.post(
        f"{BOOK}/persons/{uuid4()}/data", json={"purpose": "x"}, headers=bearer("maker")
    )
    assert nobody.status_code == 404


def test_the_page_gives_a_workbook(browse: Signed, person: str) -> None:
    maker, at = browse("maker"), f"/books/{LOWER}/persons/{person}/data"
    token = form_token(maker, at)
    empty = maker.post(at, data={"form_token": token, "purpose": " "})
    assert empty.status_code == 422
    taken = maker.post(at, data={"form_token": token, "purpose": "本人申请"})
    assert taken.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken.content))
    assert book.get_sheet_by_name("本人").to_python()[1][0] == FULL_NAME
    assert "没有记录" in str(book.get_sheet_by_name("银行卡").to_python())
    assert "maker" in str(book.get_sheet_by_name("谁导出过").to_python())


def test_one_asks_another_decides_and_the_name_is_gone(
    client: TestClient, bearer: Bearer, browse: Signed, world: World, person: str
) -> None:
    ask = f"{BOOK}/persons/{person}/erasure"
    for login, status in (("checker", 403), ("village", 403), ("upper_maker", 404)):
        assert client.get(ask, headers=bearer(login)).status_code == status, login
    plan = client.get(ask, headers=bearer("township")).json()
    rows = {each["kind"]: each["rows"] for each in plan["erased"]}
    assert rows["姓名和证件号码"] == 1
    assert set(rows) == set(KINDS.values())
    assert any(each["what"].startswith("附件") for each in plan["kept"])

    maker = browse("maker")
    page = f"/books/{LOWER}/persons/{person}/erasure"
    token = form_token(maker, page)
    made = maker.post(page, data={"form_token": token, "reason": "本人要求删除"})
    assert made.status_code == 303
    request = made.headers["location"].rpartition("/")[2]
    seen = client.get(f"{BOOK}/erasures/{request}", headers=bearer("auditor")).json()
    assert (seen["state"], seen["maker"], seen["person"]) == ("open", "maker", person)

    decide = f"{BOOK}/erasures/{request}/decide"
    for login, status in (("maker", 403), ("upper_checker", 403), ("auditor", 403)):
        refused = client.post(decide, json={"approve": True}, headers=bearer(login))
        assert refused.status_code == status, login
    assert client.post(decide, json={"approve": False}, headers=bearer("checker")).status_code == (
        422
    )
    checker = browse("checker")
    shown = checker.get(f"/books/{LOWER}/erasures/{request}").text
    assert "同意并删除" in shown
    token = form_token(checker, f"/books/{LOWER}/erasures/{request}")
    done = checker.post(
        f"/books/{LOWER}/erasures/{request}/decide",
        data={"form_token": token, "decision": "approve"},
    )
    assert done.status_code == 303
    seen = client.get(f"{BOOK}/erasures/{request}", headers=bearer("township")).json()
    assert (seen["state"], seen["checker"]) == ("erased", "checker")
    assert {each["kind"]: each["rows"] for each in seen["erased"]} == rows
    again = client.post(decide, json={"approve": True}, headers=bearer("checker"))
    assert (again.status_code, again.json()["code"]) == (409, "erasure_decided_already")

    household = f"/books/{LOWER}/households/{world.household}"
    assert FULL_NAME not in checker.get(household).text
    assert "已删除" in checker.get(household).text
    village = client.get(f"/api{household}", headers=bearer("village")).json()
    assert (village["members"][0]["name"], village["members"][0]["erased"]) == ("已删除", True)
    assert village["arrived"]["fen"] > 0, "the money stays"
    with world.system.database.connect() as connection:
        report = verify(connection, world.system.sealer, [LOWER])
    assert report.ok, report.differences
    assert report.checked["erasures"] == 1
