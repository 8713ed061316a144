"""Maker and checker in a real browser: a draft becomes a printed voucher, without any script."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pypdf import PdfReader

from tests.api.world import DOC_NO, LOWER, PASSWORD, World
from tests.browser.chromium import Page


def sign_in(page: Page, address: str, login: str) -> None:
    page.go(f"{address}/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    assert page.address == f"{address}/home"


def asked_elsewhere(page: Page, address: str) -> set[str]:
    here = urlsplit(address).netloc
    return {
        url for url in page.requested if url.startswith("http") and urlsplit(url).netloc != here
    }


def test_a_draft_is_submitted_checked_and_becomes_a_voucher(
    site: tuple[str, World], browser: Page, tmp_path: Path
) -> None:
    address, world = site
    browser.without_scripts()
    sign_in(browser, address, "maker")
    assert "待我提交" in browser.html and "安排产业奖补" in browser.html
    browser.click(f'a[href="/books/{LOWER}/drafts/{world.draft.draft}"]')
    browser.click("button[value=submit]")
    assert "待复核" in browser.html
    browser.click("form.who button")
    assert browser.address == f"{address}/"

    sign_in(browser, address, "checker")
    browser.click(f'a[href="/books/{LOWER}/drafts/{world.draft.draft}"]')
    browser.click("button[value=approve_post]")
    assert "/vouchers/2019/" in browser.address
    html = browser.html
    for each in ("记账凭证", "壹佰贰拾叁元肆角伍分", "财务主管", "测试财政经办", DOC_NO):
        assert each in html
    printed = tmp_path / "voucher.pdf"
    browser.pdf(printed)
    text = PdfReader(printed).pages[0].extract_text()
    assert "退出" not in text, "the navigation is not printed"
    assert asked_elsewhere(browser, address) == set()


def test_money_is_received_in_the_browser(site: tuple[str, World], browser: Page) -> None:
    address, world = site
    browser.without_scripts()
    sign_in(browser, address, "maker")
    browser.click(f'a[href="/books/{LOWER}/inbound/610700/2019/{world.sent}/1"]')
    browser.fill("input[name=amount]", "150,000.00")
    browser.click("main button.main")
    assert "/drafts/" in browser.address
    assert "150,000.00" in browser.html and "汉财农〔2019〕5号" in browser.html


def test_no_page_is_wider_than_a_phone(site: tuple[str, World], browser: Page) -> None:
    address, world = site
    sign_in(browser, address, "maker")
    browser.size(360, 720)
    for path in (
        "/home",
        f"/books/{LOWER}",
        f"/books/{LOWER}/vouchers/2019/{world.paid}",
        f"/lots/{world.lot}",
        f"/books/{LOWER}/drafts/{world.draft.draft}",
        f"/books/{LOWER}/projects/{world.project}",
        "/",
        "/check",
    ):
        browser.go(address + path)
        assert browser.width_of_content() <= 360, path
