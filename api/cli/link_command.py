"""`sunledger audit link`: which persons of a book are probably one under two numbers?

`--user` is a login: his roles and places decide, exactly as if he called the API.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from api.access import Permission
from api.cli.person_command import caller_of
from api.cli.report import add_json_option, write_json
from api.linking import link
from api.site import Site
from api.system import opened
from ledger.storage.settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_link(group: Commands) -> None:
    command = group.add_parser("link", help="疑似同人比对（规则 EL07 用；需要安装 splink）")
    command.add_argument("--book", type=int, required=True, help="账簿")
    command.add_argument("--user", required=True, help="办理人的登录名，按他的角色和辖区办理")
    add_json_option(command)
    command.set_defaults(run=_link)


def _link(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        caller = caller_of(system, options.user, Permission.AUDIT_RUN)
        with system.database.reading() as snapshot:
            made = link(Site.of(system), snapshot, caller, options.book)
    print(
        f"比对 {made.persons} 人（已删除个人信息的 {made.left_out} 人除外），疑似 {made.pairs} 对"
    )
    write_json(
        options.json,
        {
            "linkage": made.linkage,
            "method": made.method,
            "persons": made.persons,
            "left_out": made.left_out,
            "pairs": made.pairs,
        },
    )
    return 0
