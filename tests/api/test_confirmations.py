"""签收 through the API and the pages: a village records its own lines, once, and corrects."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Signed
from tests.api.test_pages import form_token
from tests.api.world import FULL_NAME, LOWER, YEAR, World

Bearer = Callable[[str], dict[str, str]]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def _row(world: World, **changed: object) -> dict[str, object]:
    return {
        "year": YEAR,
        "number": world.paid,
        "line": 1,
        "outcome": "received",
        "relation": "self",
        "means": "signature",
        "signed_on": "2019-05-30",
        "signer": FULL_NAME,
        "amount_fen": 50_000,
        **changed,
    }


def _send(
    client: TestClient, headers: dict[str, str], row: dict[str, object], batch: UUID | None = None
) -> tuple[int, dict[str, object]]:
    answer = client.post(
        f"/api/books/{LOWER}/confirmations",
        json={"batch": str(batch or uuid4()), "rows": [row]},
        headers=headers,
    )
    return answer.status_code, answer.json()


def test_a_village_confirms_on_its_page_then_corrects_and_others_see_it(
    browse: Signed, bearer: Bearer, client: TestClient, world: World
) -> None:
    village = browse("village")
    pending = client.get("/api/confirmations/pending", headers=bearer("village")).json()
    assert [(each["number"], each["payee"]) for each in pending] == [(world.paid, FULL_NAME)]

    # Not another's line, not by the bookkeepers, not contradicting the amount, not tomorrow.
    assert _send(client, bearer("maker"), _row(world))[0] == 403
    status, refused = _send(client, bearer("village"), _row(world, amount_fen=49_999))
    assert (status, refused["code"]) == (422, "confirmation_contradicts_line")
    status, refused = _send(client, bearer("village"), _row(world, line=9))
    assert (status, refused["code"]) == (404, "confirmed_line_unknown")
    status, refused = _send(client, bearer("village"), _row(world, signed_on="2019-06-02"))
    assert (status, refused["code"]) == (422, "confirmation_day_impossible")
    assert _send(client, bearer("village"), _row(world, amount_fen=None))[0] == 422

    page = village.get("/confirmations").text
    assert FULL_NAME in page and "登记勾选的签收" in page
    token = form_token(village, "/confirmations")
    key = f"{LOWER}-{YEAR}-{world.paid}-1"
    answer = village.post(
        "/confirmations",
        data={
            "form_token": token, "batch": str(uuid4()), "means": "fingerprint",
            "signed_on": "2019-05-30", "line": [key],
        },
        files={"evidence": ("签收表.png", PNG)},
    )  # fmt: skip
    assert (answer.status_code, answer.headers["location"]) == (303, "/confirmations?done=1")
    assert "没有等待签收" in village.get("/confirmations").text

    # Everyone who may see the voucher sees it; the name only where names are shown.
    voucher = f"/books/{LOWER}/vouchers/{YEAR}/{world.paid}"
    assert f"{FULL_NAME}（本人）按手印" in browse("maker").get(voucher).text
    for login in ("project", "upper"):
        seen = browse(login).get(voucher).text
        assert "已收到" in seen and FULL_NAME not in seen
    assert "已收到 1 笔" in browse("maker").get(f"{voucher}/trace?entry=1").text

    # Confirmed once: a second one is refused, a correction names the first.
    status, refused = _send(client, bearer("village"), _row(world))
    assert (status, refused["code"]) == (409, "confirmed_already")
    address = f"/confirmations/{LOWER}/{YEAR}/{world.paid}/1"
    form = village.get(address).text
    corrects = re.search(r'name="corrects" value="([0-9a-f-]{36})"', form)
    assert corrects and "更正签收" in form
    given = {
        "form_token": form_token(village, address), "batch": str(uuid4()), "outcome": "less",
        "relation": "proxy", "means": "visit", "signed_on": "2019-05-31", "signer": "代领某",
        "amount": "300", "corrects": corrects.group(1), "note": "只拿到三百",
    }  # fmt: skip
    refused_page = village.post(address, data={**given, "amount": "500"})
    assert refused_page.status_code == 422
    assert "不足的应登记为少收到" in refused_page.text and "代领某" in refused_page.text
    assert village.post(address, data=given).status_code == 303
    shown = browse("auditor").get(voucher).text
    assert "少收到" in shown and "代领某" in shown and "只拿到三百" in shown and "更正过" in shown
    # The auditor's list shows what was not received in full, without names.
    listed = browse("auditor").get("/confirmations").text
    assert "少收到" in listed and "代领某" not in listed and "登记勾选" not in listed
    api = client.get(
        f"/api/books/{LOWER}/vouchers/{YEAR}/{world.paid}/confirmations", headers=bearer("upper")
    ).json()
    assert [(each["outcome"], each["corrections"]) for each in api] == [("less", 1)]
    assert "代领某" not in str(api)


def test_a_batch_sent_twice_counts_once_and_with_other_rows_is_refused(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    found = client.get("/api/confirmations", headers=bearer("village")).json()
    last = found[0]["confirmation"]
    batch, row = uuid4(), _row(world, corrects=last, signed_time="09:30:00")
    first = _send(client, bearer("village"), row, batch)
    again = _send(client, bearer("village"), row, batch)
    assert first[0] == again[0] == 201
    assert (first[1]["event"], first[1]["replayed"]) == (again[1]["event"], False)
    assert again[1]["replayed"] is True
    other = _send(client, bearer("village"), {**row, "signer": "别人"}, batch)
    assert (other[0], other[1]["code"]) == (409, "key_with_other_content")


@pytest.mark.parametrize("login", ["maker", "auditor", "inspector", "admin"])
def test_nobody_else_records_a_confirmation(browse: Signed, world: World, login: str) -> None:
    address = f"/confirmations/{LOWER}/{YEAR}/{world.paid}/1"
    assert browse(login).get(address).status_code == 403


def test_a_browser_that_sends_an_empty_file_field_sends_no_file(
    browse: Signed, client: TestClient, bearer: Bearer, world: World
) -> None:
    """A form whose file was left empty is what Chromium and Firefox send: filename=""."""
    village = browse("village")
    address = f"/confirmations/{LOWER}/{YEAR}/{world.paid}/1"
    last = client.get("/api/confirmations", headers=bearer("village")).json()[0]["confirmation"]
    fields = {
        "form_token": form_token(village, address), "batch": str(uuid4()), "outcome": "received",
        "relation": "self", "means": "signature", "signed_on": "2019-05-31",
        "signer": FULL_NAME, "amount": "500", "goods": "", "signed_time": "", "note": "",
        "corrects": last,
    }  # fmt: skip
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('name="evidence"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n')
    body = "".join(f"--b\r\nContent-Disposition: form-data; {each}\r\n" for each in parts)
    answer = village.post(
        address,
        content=(body + "--b--\r\n").encode(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code == 303, answer.text
