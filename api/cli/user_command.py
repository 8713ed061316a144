"""`sunledger user`: who may sign in."""

from __future__ import annotations

import argparse
import secrets

from api.access import Grant, Role
from api.cli.report import write_json
from api.system import opened
from api.users import RolesDoNotFit, add_user, list_users, set_active, set_password
from ledger.storage.settings import Settings
from ledger.values.region import RegionCode

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


def random_password() -> str:
    """Sixteen characters in groups of four, about 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def add(options: argparse.Namespace) -> int:
    try:
        role = Role(options.role)
    except ValueError:
        raise RolesDoNotFit(
            f"没有角色 {options.role}，可用：{'、'.join(f'{r}（{r.chinese}）' for r in Role)}"
        ) from None
    password = random_password()
    grant = Grant(role, RegionCode.parse(options.region), options.book)
    with opened(Settings.read()) as system, system.database.connect() as connection:
        add_user(connection, options.login, options.name, password, [grant])
    print(f"已添加 {options.login}（{options.name}，{role.chinese}），口令：{password}")
    write_json(options.json, {"login": options.login, "role": role.value, "password": password})
    return 0


def show_users(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.connect() as connection:
        users = list_users(connection)
    for user in users:
        held = "；".join(
            f"{grant.role.chinese} {grant.region.code}"
            + (f" 账簿 {grant.book}" if grant.book else "")
            for grant in user.grants
        )
        print(f"{user.login}\t{user.name}\t{'正常' if user.active else '停用'}\t{held}")
    write_json(
        options.json,
        [
            {
                "login": user.login,
                "name": user.name,
                "active": user.active,
                "grants": [
                    {"role": each.role.value, "region": each.region.code, "book": each.book}
                    for each in user.grants
                ],
            }
            for user in users
        ],
    )
    return 0


def change_password(options: argparse.Namespace) -> int:
    password = random_password()
    with opened(Settings.read()) as system, system.database.connect() as connection:
        set_password(connection, options.login, password)
    print(f"{options.login} 的新口令：{password}")
    return 0


def enable(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.connect() as connection:
        set_active(connection, options.login, options.active)
    print(f"{options.login} 已{'恢复' if options.active else '停用'}")
    return 0
