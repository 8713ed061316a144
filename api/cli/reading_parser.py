"""Which options have `limit`, `trace`, `balance` and `statement`?"""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from api.cli.limit_command import show_limits
from api.cli.reading_command import (
    show_balance,
    show_statement,
    trace_a_household,
    trace_a_lot,
    trace_a_payment,
)
from api.cli.report import add_json_option
from ledger.values.day import SHANGHAI

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def instant(text: str) -> datetime:
    """A moment; without a zone it is Beijing time."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at


def add_reading(commands: Commands) -> None:
    """`limit`, `trace lot|payment|household`, `balance`, `statement`."""
    command = commands.add_parser("limit", help="某地某日适用的标准和限额，及其出处")
    command.add_argument("region", metavar="REGION", help="区划代码，6、9 或 12 位")
    command.add_argument(
        "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="哪一天；默认账上今天"
    )
    command.add_argument("--subject", default="", help="只看一个事项，如 special_fund_share")
    command.add_argument("--text", default="", help="名称或原文中的文字")
    command.add_argument("--all", action="store_true", help="也列出被更具体的规定取代的")
    add_json_option(command)
    command.set_defaults(run=show_limits)

    group = commands.add_parser("trace", help="追踪资金：来自哪里，现在在哪里").add_subparsers(
        title="追踪什么", metavar="对象", required=True
    )
    command = group.add_parser("lot", help="一个资金批次的每一分钱在哪里，跨各级账簿")
    command.add_argument("lot", type=UUID, metavar="LOT", help="资金批次")
    _times(command)
    command.set_defaults(run=trace_a_lot)

    command = group.add_parser("payment", help="一张凭证或一条发放明细的钱来自哪份文件")
    command.add_argument("year", type=int, metavar="YEAR", help="会计年度")
    command.add_argument("number", type=int, metavar="NUMBER", help="凭证号")
    command.add_argument("--book", type=int, required=True, help="账簿")
    command.add_argument("--line", type=int, help="只追这一条发放明细")
    command.add_argument("--entry", type=int, help="只追这一条分录")
    _known(command)
    command.set_defaults(run=trace_a_payment)

    command = group.add_parser("household", help="一户的全部资金")
    command.add_argument("household", type=UUID, metavar="HOUSEHOLD", help="户")
    command.add_argument("--book", type=int, required=True, help="账簿")
    _times(command)
    command.set_defaults(run=trace_a_household)

    command = commands.add_parser("balance", help="账户、项目、批次的余额，可问过去")
    _subject(command)
    _times(command)
    command.set_defaults(run=show_balance)

    command = commands.add_parser("statement", help="对账单：期初、逐笔、期末")
    _subject(command)
    command.add_argument(
        "--from", dest="from_on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="业务日期起"
    )
    command.add_argument(
        "--to", dest="to_on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="业务日期止"
    )
    command.add_argument("--out", type=Path, metavar="FILE.xlsx", help="写成工作簿")
    _known(command)
    command.set_defaults(run=show_statement)


def _subject(command: argparse.ArgumentParser) -> None:
    command.add_argument("--book", type=int, required=True, help="账簿")
    command.add_argument("--account", type=int, help="只看这个账户（编号）")
    command.add_argument("--project", type=UUID, help="只看这个项目，各年度合在一起")
    command.add_argument("--lot", type=UUID, help="只看这个资金批次")


def _times(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="业务截至这一天，默认不限"
    )
    _known(command)


def _known(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--known-at",
        type=instant,
        metavar="YYYY-MM-DDTHH:MM",
        help="只算这一刻已经记账的（北京时间），默认现在",
    )
    add_json_option(command)
