"""The digest covers what the web page says, and nothing that cannot be in it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import date

import pytest

from ledger.disclosure.content import digest_text, page_digest, public_content, qr_text
from ledger.disclosure.page import NoticePage
from ledger.disclosure.section import Remark
from ledger.values.canonical import parse_canonical
from tests.disclosure.samples import ADDRESS, announcement, line, proposal, rangers, road

PAGE = announcement(rangers(2), road())


def test_the_content_is_canonical_and_carries_its_version() -> None:
    content = parse_canonical(public_content(PAGE))
    assert isinstance(content, dict)
    assert content["v"] == 1
    assert page_digest(PAGE) == hashlib.sha256(public_content(PAGE)).digest()


def test_the_bytes_of_version_1_do_not_change() -> None:
    """Digests are in leaves of the log and on walls: version 1 can never be redone."""
    assert digest_text(page_digest(PAGE)) == "oVPCSwprYHLIZju_-e5L0e0qUkwJ1IC9XpkS3REeCJc"
    assert (
        digest_text(page_digest(proposal(rangers(1))))
        == "KfpUYF43rS4-8-kyAkT7QLiAaDJ0Gd-BQR67yq3R7x0"
    )


def test_no_full_name_is_in_the_content() -> None:
    text = public_content(PAGE).decode()
    assert "钱*" in text
    assert "钱样" not in text and "孙样" not in text


def test_what_was_not_provided_has_no_key() -> None:
    content = parse_canonical(public_content(PAGE))
    assert isinstance(content, dict) and isinstance(content["sections"], list)
    project = content["sections"][1]
    assert isinstance(project, dict)
    assert "performance_target" not in project
    assert project["lines_total_fen"] == 0


@pytest.mark.parametrize(
    "same",
    [
        replace(PAGE, address=""),
        replace(PAGE, event_number=None),
        replace(PAGE, event_number=1),
        replace(PAGE, stated_total_fen=PAGE.lines_total_fen),
    ],
)
def test_address_and_own_event_are_outside_the_digest(same: NoticePage) -> None:
    assert page_digest(same) == page_digest(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        replace(PAGE, notice_id="610727-2019-0032"),
        replace(PAGE, title="示例村公告"),
        replace(PAGE, issuer="另一单位"),
        replace(PAGE, end_on=date(2019, 8, 24)),
        replace(PAGE, demo=False),
        replace(PAGE, office_phone=""),
        replace(PAGE, sections=PAGE.sections[::-1]),
        replace(PAGE, sections=(rangers(3), road())),
        replace(PAGE, sections=(rangers(2), replace(road(), paid_fen=None))),
        replace(PAGE, sections=(rangers(2), replace(road(), paid_fen=0))),
        replace(
            PAGE,
            sections=(
                replace(rangers(2), lines=(line(2), replace(line(1), remark=Remark.BANK_RETURNED))),
                road(),
            ),
        ),
    ],
)
def test_whatever_the_web_page_says_changes_the_digest(other: NoticePage) -> None:
    assert page_digest(other) != page_digest(PAGE)


def test_two_names_that_look_alike_on_the_web_have_one_digest() -> None:
    """The price of a digest that anybody can recompute from the web page; see content.py."""
    renamed = replace(rangers(1), lines=(line(1, full_name="钱另一"),))
    assert page_digest(announcement(renamed)) == page_digest(announcement(rangers(1)))


def test_the_qr_code_says_address_and_digest() -> None:
    digest = page_digest(PAGE)
    address, _, shown = qr_text(PAGE, digest).partition("#")
    assert address == ADDRESS
    assert base64.urlsafe_b64decode(shown + "=") == digest


def test_without_an_address_the_qr_code_names_the_notice() -> None:
    closed = replace(PAGE, address="")
    assert qr_text(closed, page_digest(closed)).startswith("sunledger:610727-2019-0031#")
