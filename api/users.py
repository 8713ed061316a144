"""Who may sign in, with which password and which roles?

Passwords are Argon2id hashes. Adding users and roles is the administrator's work on the page of
users and in `sunledger user`; nobody is deleted, a user who left is disabled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from threading import BoundedSemaphore

from psycopg.errors import UniqueViolation
from pwdlib import PasswordHash

from api.access import HELD_BY, WRITES, Grant, Role
from ledger.book.post import Connection
from ledger.values.refusal import Refusal, shown
from ledger.values.region import RegionCode
from ledger.values.text import clean_text

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_LOGIN = re.compile(r"[a-z][a-z0-9_.-]{1,39}")
_HASHING_AT_ONCE = BoundedSemaphore(2)  # each takes 64 MiB; a flood of sign-ins must wait


class LoginMalformed(Refusal):
    """A login has 2 to 40 small letters, digits, dots, hyphens, and begins with a letter."""


class LoginTaken(Refusal):
    """A login is given once."""


class UserUnknown(Refusal):
    """The user exists."""


class PasswordTooShort(Refusal):
    """A password has 10 to 200 characters."""


class RolesDoNotFit(Refusal):
    """An administrator has no other role, the public needs no login, bookkeepers have a book."""


class SignInFailed(Refusal):
    """The login exists, is active, and the password is right; which one failed is not told."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in. The hash of the password is never shown."""

    login: str
    name: str
    active: bool
    created_at: datetime
    grants: tuple[Grant, ...]


def add_user(
    connection: Connection, login: str, name: str, password: str, grants: Sequence[Grant]
) -> None:
    """Add a user with all roles. Raises the refusals of this file."""
    if not _LOGIN.fullmatch(login):
        raise LoginMalformed(
            f"登录名应为 2 至 40 位小写字母、数字、点或连字符，字母开头，收到 {shown(login)}"
        )
    plain_name = clean_text(name)
    if not plain_name or len(plain_name) > 40:
        raise LoginMalformed("姓名应为 1 至 40 个字")
    _check(grants)
    hashed = _hash(password)
    try:
        with connection.transaction():
            connection.execute(
                "INSERT INTO app_user (login, name, password_hash, active, created_at) "
                "VALUES (%s, %s, %s, true, %s)",
                [login, plain_name, hashed, datetime.now(UTC)],
            )
            for grant in grants:
                connection.execute(
                    "INSERT INTO app_user_role (login, role, region, book) VALUES (%s, %s, %s, %s)",
                    [login, grant.role.value, grant.region.code, grant.book],
                )
    except UniqueViolation as error:
        raise LoginTaken(f"登录名 {login} 已经有人使用，或同一角色重复") from error


def set_password(connection: Connection, login: str, password: str) -> None:
    """Every session of the user ends. Raises UserUnknown, PasswordTooShort."""
    _changed(
        connection.execute(
            "UPDATE app_user SET password_hash = %s WHERE login = %s", [_hash(password), login]
        ).rowcount,
        login,
    )


def set_active(connection: Connection, login: str, active: bool) -> None:
    """Disable or enable; counts from the user's next request. Raises UserUnknown."""
    _changed(
        connection.execute(
            "UPDATE app_user SET active = %s WHERE login = %s", [active, login]
        ).rowcount,
        login,
    )


def list_users(connection: Connection) -> list[User]:
    """All users by login."""
    grants: dict[str, list[Grant]] = {}
    for login, role, region, book in connection.execute(
        "SELECT login, role, region, book FROM app_user_role ORDER BY login, role, region"
    ):
        grants.setdefault(login, []).append(Grant(Role(role), RegionCode(region), book))
    return [
        User(login, name, active, created_at, tuple(grants.get(login, ())))
        for login, name, active, created_at in connection.execute(
            "SELECT login, name, active, created_at FROM app_user ORDER BY login"
        )
    ]


def names_of(connection: Connection, logins: Sequence[str]) -> dict[str, str]:
    """The names of officials by login, for signatures on vouchers."""
    rows = connection.execute(
        "SELECT login, name FROM app_user WHERE login = ANY(%s)", [list(logins)]
    )
    return {login: name for login, name in rows}


def sign_in(connection: Connection, login: str, password: str) -> str:
    """The hash of the password that was right. Raises SignInFailed.

    An unknown login costs the same hashing as a known one, so time does not tell who exists.
    """
    row = connection.execute(
        "SELECT password_hash, active FROM app_user WHERE login = %s",
        [login if "\0" not in login else ""],
    ).fetchone()
    stored, active = row if row else (_nobody(), False)
    if len(password) > LONGEST_PASSWORD:
        password = ""
    with _HASHING_AT_ONCE:
        right = _hashing().verify(password.encode("utf-8", "replace"), stored)
    if not right or not active:
        raise SignInFailed("登录名或密码不对，或账号已停用")
    return str(stored)


@dataclass(frozen=True, slots=True)
class Standing:
    """A user as each request finds him."""

    name: str
    password_hash: str
    grants: tuple[Grant, ...]


def standing_of(connection: Connection, login: str) -> Standing | None:
    """The user if he exists and is active."""
    rows = connection.execute(
        "SELECT u.name, u.password_hash, r.role, r.region, r.book FROM app_user u "
        "LEFT JOIN app_user_role r USING (login) WHERE u.login = %s AND u.active",
        [login],
    ).fetchall()
    if not rows:
        return None
    return Standing(
        name=rows[0][0],
        password_hash=rows[0][1],
        grants=tuple(
            Grant(Role(role), RegionCode(region), book)
            for _, _, role, region, book in rows
            if role is not None
        ),
    )


def _check(grants: Sequence[Grant]) -> None:
    roles = {grant.role for grant in grants}
    if not roles:
        raise RolesDoNotFit("至少要有一个角色")
    if Role.PUBLIC in roles:
        raise RolesDoNotFit("公众查看公示不需要账号")
    if Role.ADMINISTRATOR in roles and len(roles) > 1:
        raise RolesDoNotFit("管理员不能兼任其他角色：管理员不接触资金和个人信息")
    for grant in grants:
        if grant.book is None and any(grant.role in HELD_BY[each] for each in WRITES):
            raise RolesDoNotFit(f"{grant.role.chinese}必须指定所属账簿", role=grant.role.value)


def _changed(rows: int, login: str) -> None:
    if rows == 0:
        raise UserUnknown(f"没有用户 {shown(login)}")


def _hash(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordTooShort(f"密码应为 {SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符")
    with _HASHING_AT_ONCE:
        return _hashing().hash(password.encode("utf-8", "replace"))


@cache
def _hashing() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """A hash that no password of ours matches."""
    return _hashing().hash("nobody has this password")
