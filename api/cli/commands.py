"""Which commands are there, and what may follow each?"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from api.cli.audit_command import explain, list_leads, run_rules, show_parameters
from api.cli.case_command import add_cases
from api.cli.closing_command import close_period, show_year
from api.cli.demo_command import demo
from api.cli.duties_command import list_due
from api.cli.exchange_command import (
    export,
    import_files,
    receipt,
    same_as,
    show_key,
    trust_key,
)
from api.cli.import_command import import_notices
from api.cli.link_command import add_link
from api.cli.opening_command import close_book_opening, show_opening
from api.cli.person_command import add_person
from api.cli.publish_command import publish_village
from api.cli.query_parser import add_paper, add_queries
from api.cli.reading_parser import add_reading
from api.cli.report import add_json_option
from api.cli.sheet_parser import add_export, add_sheet_imports, add_template
from api.cli.system_command import migrate, serve, verify_books
from api.cli.user_command import add, change_password, enable, show_users
from api.demo.scale import DEFAULT_SEED, SCALES, SMALL

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="sunledger",
        description="阳光账：财政扶贫（衔接）资金的逐笔台账、审计疑点和村级公示。",
        epilog="退出状态：0 完成；1 完成但有退回或差异；2 未能完成。"
        "数据在 SUNLEDGER_HOME（默认 ./.sunledger）。",
    )
    commands = top.add_subparsers(title="命令", metavar="命令", required=True)
    _demo(commands)
    _system(commands)
    _import(commands)
    add_template(commands)
    add_export(commands)
    add_reading(commands)
    _audit(commands)
    _publish(commands)
    _book(commands)
    _notices(commands)
    _exchange(commands)
    add_person(commands)
    _user(commands)
    return top


def _demo(commands: Commands) -> None:
    command = commands.add_parser(
        "demo", help="建立演示数据（汉中市三个年度和十份真实公告）并打开网页"
    )
    command.add_argument("--no-serve", action="store_true", help="建好就结束，不打开网页")
    command.add_argument("--port", type=int, help="网页端口，默认 8000")
    command.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, help=f"演示数据的种子，默认 {DEFAULT_SEED}"
    )
    command.add_argument(
        "--scale",
        choices=list(SCALES),
        default=SMALL.name,
        help="规模：small 几百户（默认），county 一个县 5 万户，"
        "prefecture 全市 12 个账簿、11 万户、约 900 万笔分录（要十几分钟以上、12 GB 磁盘）",
    )
    add_json_option(command)
    command.set_defaults(run=demo)


def _system(commands: Commands) -> None:
    command = commands.add_parser("serve", help="打开网页服务")
    command.add_argument("--host", help="监听地址，默认 127.0.0.1")
    command.add_argument("--port", type=int, help="网页端口，默认 8000")
    command.set_defaults(run=serve)

    command = commands.add_parser("migrate", help="建立数据库，或升级到当前版本")
    command.add_argument("--demo", action="store_true", help="新建的是演示库（以后不能改）")
    command.set_defaults(run=migrate)

    command = commands.add_parser("verify", help="从原始记录重算余额、编号、批次守恒和存证内容")
    command.add_argument("--book", type=int, action="append", help="只核对这个账簿，可重复")
    add_json_option(command)
    command.set_defaults(run=verify_books)


def _import(commands: Commands) -> None:
    group = commands.add_parser("import", help="导入文件").add_subparsers(
        title="导入什么", metavar="类型", required=True
    )
    command = group.add_parser("notices", help="导入资金分配公告（.csv、.xlsx）")
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或目录")
    command.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    command.add_argument(
        "--class",
        dest="classes",
        action="append",
        default=[],
        metavar="编号=类别",
        help="指定某份公告的类别：allocation、plan、running total、result",
    )
    command.add_argument("--user", default="命令行导入", help="记作经办人的名字")
    add_json_option(command)
    command.set_defaults(run=import_notices)
    add_sheet_imports(group)


def _audit(commands: Commands) -> None:
    group = commands.add_parser("audit", help="审计规则和疑点").add_subparsers(
        title="做什么", metavar="动作", required=True
    )
    command = group.add_parser("run", help="按某一天的情况运行规则")
    command.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="截止日，默认账簿的今天"
    )
    command.add_argument("--book", type=int, action="append", help="只查这个账簿，可重复")
    command.add_argument("--rule", action="append", help="只运行这条规则，可重复")
    command.add_argument("--user", default="命令行", help="记作运行人的名字")
    command.add_argument(
        "--full",
        action="store_true",
        help="全部重新判断；不加时只判断上次运行以来有变动的，结果相同",
    )
    command.add_argument(
        "--due",
        action="store_true",
        help="今天还没有对全部账簿运行过才运行（供定时任务调用）；此时不用 --as-of",
    )
    add_json_option(command)
    command.set_defaults(run=run_rules)

    command = group.add_parser("list", help="列出最近一次运行的疑点")
    command.add_argument("--book", type=int, help="只列这个账簿")
    command.add_argument("--rule", help="只列这条规则")
    add_json_option(command)
    command.set_defaults(run=list_leads)

    add_link(group)

    command = group.add_parser("explain", help="说明一条规则")
    command.add_argument("rule", help="规则编号，例如 ID03")
    add_json_option(command)
    command.set_defaults(run=explain)
    add_queries(group)
    add_paper(group)

    command = group.add_parser(
        "parameters", help="列出某个账簿或某地某日各规则所用的参数和标准，出自哪里"
    )
    place = command.add_mutually_exclusive_group(required=True)
    place.add_argument("--book", type=int, help="账簿号：按它所属的地方")
    place.add_argument("--region", help="区划代码")
    command.add_argument(
        "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="日期，默认账簿的今天"
    )
    command.add_argument("--rule", help="只列这条规则")
    add_json_option(command)
    command.set_defaults(run=show_parameters)
    add_cases(group)


def _publish(commands: Commands) -> None:
    command = commands.add_parser("publish", help="制作一个村的公示（网页和 A3 PDF）")
    command.add_argument("--region", required=True, help="村的 12 位区划代码")
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="输出目录")
    command.add_argument("--year", type=int, help="年度，默认账簿今天所在的年度")
    command.add_argument("--user", default="命令行", help="记作发布人的名字")
    add_json_option(command)
    command.set_defaults(run=publish_village)


def _book(commands: Commands) -> None:
    group = commands.add_parser("book", help="账簿的期初和结账").add_subparsers(
        title="做什么", metavar="动作", required=True
    )
    command = group.add_parser("opening", help="期初清单与账上逐户逐批次对照")
    command.add_argument("--book", type=int, help="账簿编号；只有一个账簿时可以不写")
    add_json_option(command)
    command.set_defaults(run=show_opening)

    command = group.add_parser("year", help="一个年度结到几月，还有哪些余额")
    command.add_argument("--book", type=int, help="账簿编号；只有一个账簿时可以不写")
    command.add_argument("--year", type=int, required=True, help="年度")
    add_json_option(command)
    command.set_defaults(run=show_year)

    command = group.add_parser("close", help="结账：写明月份时结到该月，否则结年度；结后不能恢复")
    command.add_argument("--book", type=int, help="账簿编号；只有一个账簿时可以不写")
    command.add_argument("--year", type=int, required=True, help="年度")
    command.add_argument("--month", type=int, help="结到几月（1 至 11）；不写时结年度")
    command.add_argument("--user", required=True, help="结账人")
    add_json_option(command)
    command.set_defaults(run=close_period)

    command = group.add_parser(
        "close-opening", help="账上与签字的期初清单一致时结清期初，以后不能再记期初凭证"
    )
    command.add_argument("--book", type=int, help="账簿编号；只有一个账簿时可以不写")
    command.add_argument("--signer", required=True, help="在清单上签字的人")
    command.add_argument(
        "--signed-on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD",
        help="签字的日期",
    )  # fmt: skip
    command.add_argument("--total", required=True, help="签字的总额，单位元")
    command.add_argument("--scan", type=Path, metavar="FILE", help="签字清单的扫描件")
    command.add_argument("--user", required=True, help="结清的人，不能是导入清单的人")
    add_json_option(command)
    command.set_defaults(run=close_book_opening)


def _notices(commands: Commands) -> None:
    group = commands.add_parser("notices", help="公示公告").add_subparsers(
        title="做什么", metavar="动作", required=True
    )
    command = group.add_parser("due", help="列出应公示而没有公示的事项和最迟日期")
    command.add_argument("--book", type=int, required=True, help="账簿")
    command.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="截止日，默认账簿的今天"
    )
    command.add_argument("--all", action="store_true", help="连同已按期、逾期才公示和无法判断的")
    add_json_option(command)
    command.set_defaults(run=list_due)


def _exchange(commands: Commands) -> None:
    group = commands.add_parser(
        "exchange", help="与别的单位（另一台机器）往来：下达、回执和签名公钥"
    ).add_subparsers(title="做什么", metavar="动作", required=True)
    command = group.add_parser("key", help="显示本机签名公钥的指纹，并写出公钥文件")
    command.add_argument("--out", type=Path, metavar="FILE", help="公钥文件，交给对方登记")
    add_json_option(command)
    command.set_defaults(run=show_key)

    command = group.add_parser("trust", help="登记对方的公钥：以后采用它签发的文件")
    command.add_argument("name", metavar="NAME", help="对方单位的名称")
    command.add_argument("keyfile", metavar="KEYFILE", type=Path, help="对方的公钥文件")
    command.add_argument(
        "--book", type=int, action="append", required=True, help="它可以代表的账簿，可重复"
    )
    command.add_argument("--fingerprint", help="对方用电话或纸面告知的指纹；不符就不登记")
    command.add_argument("--revoke", action="store_true", help="注销：以后不再采用它签发的文件")
    command.add_argument("--user", default="命令行", help="记作登记人的名字")
    add_json_option(command)
    command.set_defaults(run=trust_key)

    command = group.add_parser("export", help="把转下达写成签名文件，交给下级账簿")
    command.add_argument("--book", type=int, required=True, help="下达的账簿")
    command.add_argument("--to", type=int, required=True, help="下级账簿")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    command.add_argument("--all", action="store_true", help="连同已有回执的下达一起写出")
    add_json_option(command)
    command.set_defaults(run=export)

    command = group.add_parser("import", help="导入对方的签名文件（下达或回执），重复导入只算一次")
    command.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="签名文件")
    command.add_argument("--user", default="命令行导入", help="记作导入人的名字")
    add_json_option(command)
    command.set_defaults(run=import_files)

    command = group.add_parser("receipt", help="把送达和收到的情况写成签名回执，交给上级账簿")
    command.add_argument("--book", type=int, required=True, help="本级账簿")
    command.add_argument("--to", type=int, required=True, help="上级账簿")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")
    add_json_option(command)
    command.set_defaults(run=receipt)

    command = group.add_parser("same-as", help="认定两级各自录入的批次是同一笔资金，合计只算一次")
    command.add_argument("lot", type=UUID, metavar="LOT", help="本账簿录入的资金批次")
    command.add_argument("other", type=UUID, metavar="OTHER", help="对方的批次；写本批次即撤销认定")
    command.add_argument("--book", type=int, required=True, help="录入前一批次的账簿")
    command.add_argument(
        "--on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="依据文件的日期"
    )
    command.add_argument("--doc-no", required=True, help="依据文件的文号")
    command.add_argument("--user", default="命令行", help="记作认定人的名字")
    add_json_option(command)
    command.set_defaults(run=same_as)


def _user(commands: Commands) -> None:
    group = commands.add_parser("user", help="用户").add_subparsers(
        title="做什么", metavar="动作", required=True
    )
    command = group.add_parser("add", help="添加用户，口令随机产生并显示一次")
    command.add_argument("login", help="登录名：小写字母开头")
    command.add_argument("--name", required=True, help="姓名")
    command.add_argument("--role", required=True, help="角色，例如 finance_maker")
    command.add_argument("--region", required=True, help="可以查看的区划（6、9 或 12 位代码）")
    command.add_argument("--book", type=int, help="可以办理业务的账簿")
    add_json_option(command)
    command.set_defaults(run=add)

    command = group.add_parser("list", help="列出用户")
    add_json_option(command)
    command.set_defaults(run=show_users)

    command = group.add_parser("password", help="换一个随机口令并显示一次")
    command.add_argument("login", help="登录名")
    command.set_defaults(run=change_password)

    for name, text, active in (("disable", "停用用户", False), ("enable", "恢复用户", True)):
        command = group.add_parser(name, help=text)
        command.add_argument("login", help="登录名")
        command.set_defaults(run=enable, active=active)
