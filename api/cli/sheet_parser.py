"""Which options have `template`, `export` and the imports of the templates' files?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.export_command import export_book
from api.cli.report import add_json_option
from api.cli.sheet_command import import_sheet, show_aside
from api.cli.template_command import template
from ledger.intake.exports import EXPORTS
from ledger.intake.sealed_exports import SEALED_EXPORTS
from ledger.intake.sheets import SHEET_KINDS

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_sheet_imports(group: Commands) -> None:
    """One command under `import` for each template, and one for the rows set aside."""
    for name, kind in SHEET_KINDS.items():
        command = group.add_parser(name, help=f"导入{kind.sheet.title}（.xlsx、.xls、.csv）")
        command.add_argument("file", type=Path, metavar="FILE", help="按模板填写的文件")
        command.add_argument("--dry-run", action="store_true", help="只预览笔数和金额，不写入")
        command.add_argument(
            "--keep-good",
            action="store_true",
            help="有错的行退回待改，其余的行先导入（默认有一行错就都不导入）",
        )
        _add_common(command)
        command.add_argument("--checker", help="应发清单的审定人；与 --post 同用时是复核人")
        command.add_argument(
            "--rows", type=int, metavar="N", help="文件应有的行数（CSV 没有合计行时必须写明）"
        )
        command.add_argument(
            "--errors", type=Path, metavar="FILE.xlsx", help="把所有的行和错误原因写成工作簿"
        )
        command.add_argument(
            "--post",
            action="store_true",
            help="导入后逐张复核、记账；中断后重复同一命令，只做没有做完的",
        )
        command.add_argument("--reason", default="", help="草稿有提示时，复核人仍予通过的理由")
        add_json_option(command)
        command.set_defaults(run=import_sheet, sheet=name)
    command = group.add_parser("aside", help="列出退回待改的行，或作废其中一行")
    command.add_argument("--drop", metavar="退回编号", help="作废这一行（写明 --reason）")
    command.add_argument("--reason", default="", help="作废的理由")
    _add_common(command)
    add_json_option(command)
    command.set_defaults(run=show_aside)


def add_template(commands: Commands) -> None:
    """`template --list` and `template NAME --out FILE`."""
    command = commands.add_parser("template", help="列出导入模板，或生成一个空白模板")
    command.add_argument("name", nargs="?", help="模板的名字，见 --list")
    command.add_argument("--list", action="store_true", help="列出所有模板")
    command.add_argument("--out", type=Path, metavar="FILE.xlsx", help="生成的工作簿")
    add_json_option(command)
    command.set_defaults(run=template)


def add_export(commands: Commands) -> None:
    """`export NAME --out FILE`."""
    command = commands.add_parser("export", help="把账簿的内容写成工作簿（.xlsx）")
    command.add_argument(
        "name",
        choices=[*EXPORTS, *SEALED_EXPORTS],
        help="、".join(
            [f"{name} {each.title}" for name, each in EXPORTS.items()]
            + [f"{name} {each.title}" for name, each in SEALED_EXPORTS.items()]
        ),
    )
    command.add_argument(
        "--user", help=f"含个人信息的（{'、'.join(SEALED_EXPORTS)}）必写：办理人的登录名"
    )
    command.add_argument("--purpose", help="同上：事由，长期保存，不要写姓名")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help="写到哪里")
    command.add_argument("--book", type=int, help="账簿编号；只有一个账簿时可以不写")
    add_json_option(command)
    command.set_defaults(run=export_book)


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--book", type=int, help="账簿编号；只有一个账簿时可以不写")
    command.add_argument("--user", default="命令行导入", help="记作经办人的名字")
