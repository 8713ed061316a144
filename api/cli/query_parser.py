"""What may follow `sunledger audit query`, its like, and `sunledger audit paper`?"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.paper_command import make
from api.cli.query_command import ask, keep, list_named, list_views, promote
from api.cli.reading_parser import instant
from api.cli.report import add_json_option

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_queries(group: Commands) -> None:
    command = group.add_parser("query", help="运行一个审计查询（只读，每次运行都记录在案）")
    command.add_argument("name", nargs="?", metavar="NAME", help="查询名，见 audit queries")
    command.add_argument("--sql", type=Path, metavar="FILE", help="改为运行文件里的 SELECT 语句")
    command.add_argument("--param", action="append", metavar="K=V", help="参数，可重复")
    command.add_argument("--book", type=int, action="append", help="只查这个账簿，可重复")
    command.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="截至日，默认账簿的今天"
    )
    command.add_argument(
        "--known-at", type=instant, metavar="INSTANT", help="按此刻已登记的，默认现在"
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="结果写成 .xlsx 或 .csv")
    command.add_argument("--user", default="命令行", help="记作查询人的名字")
    add_json_option(command)
    command.set_defaults(run=ask)

    command = group.add_parser("queries", help="列出系统自带的和保存的审计查询")
    add_json_option(command)
    command.set_defaults(run=list_named)

    command = group.add_parser("views", help="列出审计查询可读的视图和列")
    command.add_argument("name", nargs="?", metavar="VIEW", help="只列这个视图")
    add_json_option(command)
    command.set_defaults(run=list_views)

    command = group.add_parser("keep-query", help="以一个名字保存查询，已有的成为下一版")
    command.add_argument("name", metavar="NAME", help="小写字母、数字和连字符")
    command.add_argument("file", metavar="FILE", type=Path, help="写明标题、目的和参数的 SELECT")
    command.add_argument("--retire", action="store_true", help="从这一版起不再列出")
    command.add_argument("--user", default="命令行", help="记作作者的名字")
    add_json_option(command)
    command.set_defaults(run=keep)

    command = group.add_parser("promote", help="把一个查询写成规则文件的骨架")
    command.add_argument("name", metavar="NAME", help="查询名")
    command.add_argument("rule", metavar="ID", help="规则编号：类别加两位数字，例如 DV51")
    command.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="写到哪个目录，默认当前目录"
    )
    add_json_option(command)
    command.set_defaults(run=promote)


def add_paper(group: Commands) -> None:
    command = group.add_parser("paper", help="制作一个账簿某一期间的审计工作底稿（PDF 或 .xlsx）")
    command.add_argument("--book", type=int, required=True, help="账簿")
    for name, said in (("from", "起"), ("to", "止")):
        command.add_argument(
            f"--{name}",
            dest=f"{name}_on",
            type=date.fromisoformat,
            required=True,
            metavar="YYYY-MM-DD",
            help=f"期间的{said}日",
        )
    command.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="写到哪个 .pdf 或 .xlsx 文件"
    )
    command.add_argument("--user", default="命令行", help="记作编制人的名字")
    add_json_option(command)
    command.set_defaults(run=make)
