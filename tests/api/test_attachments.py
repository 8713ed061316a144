"""附件: up, down, off an open draft; fixed when it is posted; bytes told by verify."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

from fastapi.testclient import TestClient

from ledger.book.verify import verify
from tests.api.conftest import Signed
from tests.api.test_pages import form_token
from tests.api.world import LOWER, YEAR, World

Bearer = Callable[[str], dict[str, str]]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x07" * 60


def _upload(
    client: TestClient,
    headers: dict[str, str],
    subject: str,
    key: str,
    *,
    attachment: str = "",
    content: bytes = PNG,
    name: str = "../../文件<b>.html",
) -> tuple[int, dict[str, object]]:
    answer = client.post(
        f"/api/books/{LOWER}/attachments",
        data={
            "attachment": attachment or str(uuid4()),
            "subject": subject,
            "subject_key": key,
            "what": "资金文件",
        },
        files={"file": (name, content)},
        headers=headers,
    )
    return answer.status_code, answer.json()


def test_the_files_of_a_draft_are_seen_by_the_checker_and_fixed_when_it_is_posted(
    browse: Signed, bearer: Bearer, client: TestClient, world: World
) -> None:
    draft = str(world.draft.draft)
    address = f"/books/{LOWER}/drafts/{draft}"
    maker, checker = browse("maker"), browse("checker")
    assert _upload(client, bearer("checker"), "draft", draft)[0] == 403
    assert _upload(client, bearer("upper_maker"), "draft", draft)[0] == 403
    status, told = _upload(client, bearer("maker"), "draft", draft, content=b"<html>")
    assert (status, told["code"]) == (415, "attachment_type_not_accepted")
    wrong, right = str(uuid4()), str(uuid4())
    for attachment in (wrong, right):
        for _ in range(2):  # sent again it counts once
            sent = _upload(client, bearer("maker"), "draft", draft, attachment=attachment)
            assert sent[0] == 201, sent
    assert "上传附件" in maker.get(address).text
    struck = maker.post(
        f"/books/{LOWER}/attachments/{wrong}/strike",
        data={"form_token": form_token(maker, address)},
    )
    assert (struck.status_code, struck.headers["location"]) == (303, address)
    assert wrong not in maker.get(address).text

    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', maker.get(address).text)
    assert digest
    step = {"version": 1, "digest": digest.group(1)}
    steps = f"/api/books/{LOWER}/drafts/{draft}"
    assert client.post(f"{steps}/submit", json=step, headers=bearer("maker")).status_code == 204
    seen = checker.get(address).text
    assert right in seen and "资金文件" in seen and "上传附件" not in seen
    status, told = _upload(client, bearer("maker"), "draft", draft)
    assert (status, told["code"]) == (409, "draft_not_open")
    refused = client.post(
        f"/api/books/{LOWER}/attachments/{right}/strike",
        json={"reason": "换一个"},
        headers=bearer("maker"),
    )
    assert refused.status_code == 409
    for name in ("approve", "post"):
        answer = client.post(f"{steps}/{name}", json=step, headers=bearer("checker"))
        assert answer.status_code in (200, 204), answer.text
    number = answer.json()["number"]
    assert right in browse("auditor").get(f"/books/{LOWER}/vouchers/{YEAR}/{number}").text

    # Later files of a posted voucher are events at once, and are not taken off.
    late = str(uuid4())
    sent = _upload(client, bearer("maker"), "voucher", f"{YEAR}-{number}", attachment=late)
    assert sent[0] == 201
    refused = client.post(
        f"/api/books/{LOWER}/attachments/{late}/strike",
        json={"reason": "换一个"},
        headers=bearer("maker"),
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "attachment_is_permanent")
    assert _upload(client, bearer("maker"), "voucher", f"{YEAR}-999")[0] == 404

    # A download is checked, is no page of ours, and ends as its bytes say.
    got = client.get(f"/api/books/{LOWER}/attachments/{right}/content", headers=bearer("auditor"))
    assert got.content == PNG
    assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert got.headers["content-disposition"].endswith(".html.png")
    assert got.headers["content-type"] == "image/png"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert browse("maker").get(f"/books/{LOWER}/attachments/{right}").content == PNG
    for login, expected in (("village", 403), ("stranger", 404)):
        answer = client.get(
            f"/api/books/{LOWER}/attachments/{right}/content", headers=bearer(login)
        )
        assert answer.status_code == expected, login

    system = world.system
    with system.database.connect() as connection:
        assert verify(connection, system.sealer, files=system.attachments).ok
        path = system.attachments.path(bytes.fromhex(str(sent[1]["digest"])))
        whole = path.read_bytes()
        try:
            path.chmod(0o600)
            path.write_bytes(whole[:-1])
            report = verify(connection, system.sealer, files=system.attachments)
            assert {each.code for each in report.differences} == {"FILE_ALTERED"}
            assert (
                client.get(
                    f"/api/books/{LOWER}/attachments/{right}/content", headers=bearer("auditor")
                ).status_code
                == 500
            )
            path.unlink()
            report = verify(connection, system.sealer, files=system.attachments)
            assert {each.code for each in report.differences} == {"FILE_MISSING"}
        finally:
            path.write_bytes(whole)


def test_a_file_larger_than_the_setting_is_refused(
    client: TestClient, bearer: Bearer, world: World
) -> None:
    largest = world.system.settings.attachment_bytes
    content = PNG.ljust(largest + 1, b"\x00")
    status, told = _upload(
        client, bearer("maker"), "voucher", f"{YEAR}-{world.paid}", content=content
    )
    assert (status, told["code"]) == (413, "attachment_too_large")
    answer = client.post(f"/api/books/{LOWER}/drafts", content=b"x" * (9 * 1024 * 1024))
    assert answer.status_code == 413
