"""A villager with an old phone: no script, no login, nothing asked of any other site."""

from __future__ import annotations

from urllib.parse import urlsplit

from api.publishing import publish_year
from ledger.values.region import RegionCode
from tests.api.world import FULL_NAME, VILLAGE, World
from tests.browser.chromium import Page


def test_a_villager_finds_the_notice_of_his_village(site: tuple[str, World], browser: Page) -> None:
    address, world = site
    (published,) = publish_year(world.system, RegionCode(VILLAGE), 2019, "village")
    browser.without_scripts()
    browser.size(360, 720)
    browser.go(address)
    browser.fill("input[name=q]", "示例村")
    browser.click(".hero button")
    browser.click(f'a[href="/places/{VILLAGE}"]')
    assert "12317" in browser.html and "12388" in browser.html
    browser.click(f'a[href="/n/{published.page.notice_id}"]')
    page = browser.html
    assert "欧阳*" in page and FULL_NAME not in page
    assert "500.00元" in page and "2019年度财政扶贫资金使用情况公告" in page
    assert browser.width_of_content() <= 360
    here = urlsplit(address).netloc
    asked = {urlsplit(url).netloc for url in browser.requested if url.startswith("http")}
    assert asked == {here}


def test_anybody_checks_the_leaf_of_a_voucher(site: tuple[str, World], browser: Page) -> None:
    address, world = site
    browser.without_scripts()
    browser.go(f"{address}/check")
    for name, value in (("book", "610727"), ("year", "2019"), ("number", str(world.paid))):
        browser.fill(f"input[name={name}]", value)
    browser.click("main button.main")
    assert "存证与账簿记录一致" in browser.html
    assert FULL_NAME not in browser.html
