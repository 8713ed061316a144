"""`sunledger person data` and `person erasure list|ask|decide`: as on the web, for a named user.

`--user` is a login: his roles and places decide, exactly as if he sat at the page.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from api.access import Caller, Permission
from api.callers import PermissionMissing
from api.cli.report import add_json_option, write_json
from api.erasing import ask, decide, personal_data, requests
from api.site import Site
from api.system import System, opened
from api.users import UserUnknown, standing_of
from ledger.intake.personal_workbook import write_personal_data
from ledger.storage.settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_person(commands: Commands) -> None:
    """`person data`, `person erasure …`."""
    group = commands.add_parser("person", help="个人信息：导出本人数据、删除").add_subparsers(
        title="做什么", metavar="动作", required=True
    )
    command = group.add_parser("data", help="应本人要求导出关于他的全部内容（有记录）")
    command.add_argument("person", type=UUID, metavar="PERSON", help="人")
    command.add_argument("--purpose", required=True, help="事由，不要写姓名")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help="工作簿")
    _common(command, take_data)

    erasure = group.add_parser("erasure", help="删除个人信息").add_subparsers(
        title="做什么", metavar="动作", required=True
    )
    _common(erasure.add_parser("list", help="列出删除申请"), list_requests)
    command = erasure.add_parser("ask", help="申请删除一个人的个人信息")
    command.add_argument("person", type=UUID, metavar="PERSON", help="人")
    command.add_argument("--reason", required=True, help="理由，不要写姓名")
    _common(command, ask_erasure)
    command = erasure.add_parser("decide", help="决定一份申请；同意即删除，不能恢复")
    command.add_argument("request", type=UUID, metavar="REQUEST", help="申请")
    command.add_argument("--approve", action="store_true", help="同意；不写是不同意")
    command.add_argument("--reason", default="", help="不同意的理由")
    _common(command, decide_erasure)


def _common(command: argparse.ArgumentParser, run: object) -> None:
    command.add_argument("--book", type=int, required=True, help="账簿")
    command.add_argument("--user", required=True, help="办理人的登录名，按他的角色和辖区办理")
    add_json_option(command)
    command.set_defaults(run=run)


def caller_of(system: System, login: str, permission: Permission) -> Caller:
    """The user of this login. Raises UserUnknown, PermissionMissing."""
    with system.database.connect() as connection:
        standing = standing_of(connection, login)
    if standing is None:
        raise UserUnknown(f"没有用户 {login}", login=login)
    caller = Caller(login, standing.name, standing.grants)
    if not caller.may(permission):
        raise PermissionMissing(
            f"用户 {login} 的角色没有「{permission.chinese}」的权限", permission=permission.value
        )
    return caller


def take_data(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        caller = caller_of(system, options.user, Permission.PERSON_EXPORT)
        found = personal_data(
            Site.of(system), caller, options.book, options.person, purpose=options.purpose
        )
        rows = write_personal_data(options.out, found)
    print(f"{rows} 行，已写入 {options.out}；导出已记录")
    write_json(options.json, {"access": found.access, "person": found.person, "rows": rows})
    return 0


def list_requests(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        caller = caller_of(system, options.user, Permission.ERASURE_READ)
        found = requests(Site.of(system), caller, options.book)
    for each in found:
        print(f"{each.request}\t{each.state}\t{each.maker}\t{each.checker or '—'}\t{each.reason}")
    print(f"删除申请：{len(found)} 份")
    write_json(options.json, [asdict(each) for each in found])
    return 0


def ask_erasure(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        caller = caller_of(system, options.user, Permission.ERASURE_REQUEST)
        key = ask(Site.of(system), caller, options.book, options.person, reason=options.reason)
    print(f"已申请，编号 {key}，等另一名财政复核决定")
    write_json(options.json, {"request": key})
    return 0


def decide_erasure(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        caller = caller_of(system, options.user, Permission.ERASURE_DECIDE)
        site = Site.of(system)
        with system.database.reading() as connection:
            decide(
                site,
                connection,
                caller,
                options.book,
                options.request,
                approve=options.approve,
                reason=options.reason,
            )
    print("已删除" if options.approve else "已记录：不同意")
    write_json(options.json, {"request": options.request, "erased": options.approve})
    return 0
