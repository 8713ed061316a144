"""Published notices come in over the web as well: those of the clerk's own book, and only once."""

from __future__ import annotations

import io
from collections.abc import Callable

import python_calamine
from fastapi.testclient import TestClient

from api.reading.imports import DOCUMENT_KINDS
from ledger.intake.notice_class import NoticeClass
from ledger.intake.sheets import SHEET_KINDS
from tests.api.test_uploads import API, kept, send
from tests.api.world import World
from tests.intake.samples import cells, csv_bytes

Bearer = Callable[[str], dict[str, str]]
MINE = {
    "org": "略阳县财政局",
    "level_from": "县",
    "notice_date": "2019-05-16",
    "recipient_region_or_unit": "略阳县扶贫办",
}


def test_a_notice_of_the_own_book_is_previewed_and_taken_once(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    headers = bearer("maker")
    data = csv_bytes([cells(**MINE), cells(**MINE, amount_yuan_text="一百", amount_fen="")])
    preview = send(client, headers, data, kind="notices", name="T1.csv").json()
    assert (preview["rows"], preview["good"], preview["bad"]) == (2, 1, 1), preview
    assert preview["faults"][0]["row"] == 3
    errors = client.get(f"{API}/{preview['upload']}/errors", headers=headers)
    rows = python_calamine.load_workbook(io.BytesIO(errors.content)).get_sheet_by_index(0)
    assert rows.to_python()[2][-1], "the reason stands in the last column"
    again = send(client, headers, errors.content, kind="notices", name="T1.xlsx").json()
    assert (again["rows"], again["bad"]) == (2, 1), "the workbook given back can be read again"
    client.delete(f"{API}/{again['upload']}", headers=headers)
    take = f"{API}/{preview['upload']}/import"
    assert client.post(take, json={}, headers=headers).status_code == 422
    taken = client.post(take, json={"keep_good": True}, headers=headers).json()
    assert (taken["new"], taken["aside"], taken["again"]) == (1, 1, False)
    second = send(client, headers, data, kind="notices", name="T1.csv").json()
    told = client.post(
        f"{API}/{second['upload']}/import", json={"keep_good": True}, headers=headers
    ).json()
    assert (told["again"], told["new"], told["document"]) == (True, 0, taken["document"])
    assert kept(world) == []


def test_a_notice_of_another_book_is_a_fault(client: TestClient, bearer: Bearer) -> None:
    other = cells(org="汉中市财政局", level_from="市", notice_date="2019-05-16")
    preview = send(client, bearer("maker"), csv_bytes([other]), kind="notices", name="T.csv").json()
    assert preview["good"] == 0 and "不是本账簿" in preview["faults"][0]["reason"]
    client.delete(f"{API}/{preview['upload']}", headers=bearer("maker"))


def test_every_kind_of_document_has_a_chinese_name() -> None:
    wanted = {*SHEET_KINDS, *(each.value for each in NoticeClass)}
    assert wanted <= set(DOCUMENT_KINDS)
    assert all("一" <= each[0] <= "鿿" for each in DOCUMENT_KINDS.values())
