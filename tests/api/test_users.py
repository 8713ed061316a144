"""Who may be a user, and how signing in resists guessing."""

from __future__ import annotations

import pytest

from api.access import Grant, Role
from api.throttle import FIRST_WAIT_S, FREE_TRIES, LONGEST_WAIT_S, Throttle, TooManyAttempts
from api.users import (
    LoginMalformed,
    LoginTaken,
    PasswordTooShort,
    RolesDoNotFit,
    SignInFailed,
    UserUnknown,
    add_user,
    list_users,
    set_active,
    set_password,
    sign_in,
    standing_of,
)
from ledger.storage.database import Database
from ledger.values.region import RegionCode

HERE = RegionCode.parse("610727")
AUDITOR = Grant(Role.AUDITOR, HERE)
GOOD = "0123456789"


def test_a_user_signs_in_with_the_password_alone(database: Database) -> None:
    with database.connect() as connection:
        add_user(connection, "wang", "王示例", GOOD, [AUDITOR])
        assert sign_in(connection, "wang", GOOD).startswith("$argon2id$")
        for login, password in (("wang", GOOD + "x"), ("nobody", GOOD), ("wang\0", GOOD)):
            with pytest.raises(SignInFailed) as refused:
                sign_in(connection, login, password)
            assert refused.value.message == "登录名或密码不对，或账号已停用"
        (only,) = list_users(connection)
        assert (only.login, only.grants) == ("wang", (AUDITOR,))


def test_a_disabled_user_is_nobody(database: Database) -> None:
    with database.connect() as connection:
        add_user(connection, "wang", "王示例", GOOD, [AUDITOR])
        set_active(connection, "wang", False)
        assert standing_of(connection, "wang") is None
        with pytest.raises(SignInFailed):
            sign_in(connection, "wang", GOOD)
        with pytest.raises(UserUnknown):
            set_active(connection, "li", True)
        with pytest.raises(UserUnknown):
            set_password(connection, "li", GOOD)


@pytest.mark.parametrize("login", ["", "a", "Wang", "1wang", "王", "wang li", "a" * 41, "wang\0"])
def test_a_login_is_small_ascii(database: Database, login: str) -> None:
    with database.connect() as connection, pytest.raises(LoginMalformed):
        add_user(connection, login, "王示例", GOOD, [AUDITOR])


def test_a_password_has_ten_to_two_hundred_characters(database: Database) -> None:
    with database.connect() as connection:
        for bad in ("x" * 9, "x" * 201):
            with pytest.raises(PasswordTooShort):
                add_user(connection, "wang", "王示例", bad, [AUDITOR])
        for login, good in (("short", "x" * 10), ("long", "x" * 200)):
            add_user(connection, login, "王示例", good, [AUDITOR])
            sign_in(connection, login, good)


def test_a_login_is_given_once_and_nothing_of_the_second_stays(database: Database) -> None:
    with database.connect() as connection:
        add_user(connection, "wang", "王示例", GOOD, [AUDITOR])
        with pytest.raises(LoginTaken):
            add_user(connection, "wang", "另一人", GOOD, [Grant(Role.VILLAGE, HERE)])
        assert [user.grants for user in list_users(connection)] == [(AUDITOR,)]


@pytest.mark.parametrize(
    "grants",
    [
        [],
        [Grant(Role.PUBLIC, HERE)],
        [Grant(Role.ADMINISTRATOR, HERE), AUDITOR],
        [Grant(Role.FINANCE_MAKER, HERE)],
        [Grant(Role.FINANCE_CHECKER, HERE)],
    ],
)
def test_roles_that_do_not_fit_are_refused(database: Database, grants: list[Grant]) -> None:
    with database.connect() as connection:
        with pytest.raises(RolesDoNotFit):
            add_user(connection, "wang", "王示例", GOOD, grants)
        assert list_users(connection) == []


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_sixth_wrong_password_must_wait_and_waiting_doubles() -> None:
    clock = Seconds()
    throttle = Throttle(clock)
    for _ in range(FREE_TRIES - 1):
        throttle.failed("wang")
        throttle.check("wang")
    throttle.failed("wang")
    with pytest.raises(TooManyAttempts):
        throttle.check("wang")
    throttle.check("li")
    clock.now += FIRST_WAIT_S
    throttle.check("wang")
    throttle.failed("wang")
    clock.now += FIRST_WAIT_S
    with pytest.raises(TooManyAttempts):
        throttle.check("wang")
    clock.now += FIRST_WAIT_S
    throttle.check("wang")


def test_waiting_is_at_most_a_quarter_of_an_hour_and_success_forgets() -> None:
    clock = Seconds()
    throttle = Throttle(clock)
    for _ in range(5000):
        throttle.failed("wang")
    with pytest.raises(TooManyAttempts) as refused:
        throttle.check("wang")
    assert refused.value.details["wait_s"] == LONGEST_WAIT_S + 1
    throttle.succeeded("wang")
    throttle.check("wang")


def test_a_flood_of_logins_does_not_fill_the_memory() -> None:
    throttle = Throttle(Seconds())
    for number in range(10_500):
        throttle.failed(f"user{number}")
    assert len(throttle._tries) == 10_000
