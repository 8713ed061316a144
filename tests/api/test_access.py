"""The table of roles and permissions, and what it means at the door, both ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.access import HELD_BY, Caller, Grant, Permission, Role, permissions_markdown
from ledger.values.region import RegionCode
from tests.api.world import LOGINS, LOWER, World

Bearer = Callable[[str], dict[str, str]]

MONEY = {
    Permission.BOOK_READ,
    Permission.VOUCHER_READ,
    Permission.VOUCHER_TRACE,
    Permission.PROJECT_READ,
    Permission.DRAFT_READ,
    Permission.INBOUND_READ,
    Permission.IMPORT_READ,
    Permission.FINDING_READ,
}

SAMPLE = {
    "/api/books": Permission.BOOK_READ,
    f"/api/books/{LOWER}/vouchers": Permission.VOUCHER_READ,
    f"/api/books/{LOWER}/projects": Permission.PROJECT_READ,
    "/api/drafts": Permission.DRAFT_READ,
    "/api/inbound": Permission.INBOUND_READ,
    "/api/imports": Permission.IMPORT_READ,
    "/api/findings": Permission.FINDING_READ,
    "/api/notices": Permission.NOTICE_READ,
    "/api/me": Permission.SELF_READ,
}


def test_every_permission_is_held_by_someone_and_every_role_holds_some() -> None:
    assert set(HELD_BY) == set(Permission)
    assert all(HELD_BY.values())
    holders = {role for roles in HELD_BY.values() for role in roles}
    assert holders == set(Role) - {Role.PUBLIC}


def test_an_administrator_sees_no_money_no_names_and_neither_makes_nor_checks() -> None:
    held = {each for each in Permission if Role.ADMINISTRATOR in HELD_BY[each]}
    assert held == {Permission.SELF_READ, Permission.USER_MANAGE}
    assert not held & MONEY


def test_nobody_both_makes_and_checks_by_one_role() -> None:
    assert not set(HELD_BY[Permission.DRAFT_WRITE]) & set(HELD_BY[Permission.DRAFT_DECIDE])


def test_an_auditor_never_writes_to_the_ledger() -> None:
    for permission in (Permission.DRAFT_WRITE, Permission.DRAFT_DECIDE):
        assert Role.AUDITOR not in HELD_BY[permission]


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("path", SAMPLE)
def test_each_role_is_let_in_exactly_where_the_table_says(
    client: TestClient, bearer: Bearer, login: str, path: str
) -> None:
    headers = bearer(login)
    may = SAMPLE[path].value in client.get("/api/me", headers=headers).json()["permissions"]
    status = client.get(path, headers=headers).status_code
    # A stranger may ask, and is told that there is no such book.
    unknown = login == "stranger" and path.endswith("/vouchers")
    assert status == ((404 if unknown else 200) if may else 403)


def test_reading_reaches_the_subtree_and_writing_the_own_book() -> None:
    clerk = Caller("a", "甲", (Grant(Role.FINANCE_MAKER, RegionCode.parse("610700"), 610700),))
    scope = clerk.scope(Permission.BOOK_READ)
    assert scope.covers_region("610727100001")
    assert not scope.covers_region("610800000000")
    assert clerk.writes_in(Permission.DRAFT_WRITE, 610700)
    assert not clerk.writes_in(Permission.DRAFT_WRITE, 610727)
    assert not clerk.writes_in(Permission.DRAFT_DECIDE, 610700)


def test_a_grant_gives_its_region_only_to_its_own_permissions() -> None:
    two = Caller(
        "a",
        "甲",
        (
            Grant(Role.FINANCE_MAKER, RegionCode.parse("610727"), 610727),
            Grant(Role.VILLAGE, RegionCode.parse("610800")),
        ),
    )
    assert two.scope(Permission.NOTICE_READ).covers_region("610800000000")
    assert not two.scope(Permission.BOOK_READ).covers_region("610800000000")


def test_the_page_of_permissions_has_a_row_for_each(world: World) -> None:
    page = permissions_markdown()
    assert page.count("\n| `") == len(Permission)
    assert all(role.chinese in page for role in Role)
    assert "| `user.manage` | 管理用户和角色 |" in page
