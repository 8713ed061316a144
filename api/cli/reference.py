"""The page of all commands with their options, made from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from api.cli.commands import parser
from ledger.intake.exports import EXPORTS
from ledger.intake.sealed_exports import SEALED_EXPORTS
from ledger.intake.sheets import SHEET_KINDS

SHEET_KEYS = (
    "`sheet file dry_run rows good bad sums faults imported document version new aside resolved"
    " drafts posted errors_written`；faults 每项 `row column reason`；sums 按列的键，整数分"
)
_KEYS = {
    "demo": "`address as_of seed scale home seconds logins pages`；"
    "logins 每项 `role login password`，"
    "pages 每项 `title address`",
    "import notices": "列表，每份公告 `notice_id class rows used not_money refused printed_fen"
    " src_fen alloc_fen computed_fen difference_fen reasons`；"
    "reasons 每项 `row column outcome reason`",
    "import 模板": SHEET_KEYS,
    "import aside": "列表，每行 `aside kind title row column reason cells`",
    "template": "列表或一项 `name title purpose columns`；"
    "columns 每项 `key title kind required choices note`",
    "export": "`export book rows`",
    "trace lot": "`lot origin_doc_no books brought_in_fen standing_fen in_transit_fen conserved"
    " places transits`；places 每项 `book account kind owner year balance_fen`，"
    "transits 每项 `from_book to_book sent_fen received_fen`；对不上时退出状态 1",
    "trace payment": "`book year number line entry amount_fen taken_back_fen found_fen draws steps"
    " stays`；draws 每项 `entry line lot origin_doc_no amount_fen by_rule`，steps 每项"
    " `book year number kind happened_on part_fen`，stays 每项 `book kind owner entered_on left_on"
    " days part_fen link`（link：named 凭证载明、only 唯一来源、order 先进先出推定）",
    "trace household": "同 GET /api/books/{book}/households/{household}/money",
    "balance": "同 GET /api/books/{book}/balances",
    "statement": "同 GET /api/books/{book}/statement，不分页",
    "audit run": "`run as_of known_at books rules outcomes findings`；"
    "outcomes 每项 `book rule version flagged clear not_computable reasons parameters`；"
    "findings 每项 `identity book rule version severity subject_kind subject title amount_fen"
    " evidence parameters`",
    "audit list": "同 audit run",
    "audit parameters": "同 GET /api/audit/parameters",
    "audit cases list": "`cases overdue`；cases 同 GET /api/cases，overdue 同 GET"
    " /api/cases/overdue；--overdue 而有逾期时退出状态 1",
    "audit cases show": "同 GET /api/cases/{book}/{case}",
    "audit cases precision": "`rules suppressions`；rules 每项 `rule version upheld rectified"
    " permitted unfounded open right_basis_points`，suppressions 同 GET /api/suppressions",
    "audit link": "`linkage method persons left_out pairs`",
    "audit explain": "`code version name kind severity page needs parameters`",
    "audit query": "同 POST /api/audit/query-runs；金额为整数分",
    "audit queries": "同 GET /api/audit/queries",
    "audit views": "同 GET /api/audit/views",
    "audit keep-query": "同 POST /api/audit/queries",
    "audit promote": "`rule query file`",
    "audit paper": "同 GET /api/audit/paper/{book}；金额为整数分",
    "publish": "列表，每份公示 `notice_id title kind digest event new lines total_fen html pdf`",
    "notices due": "列表，每项 `requirement subject subject_key name stage level region amount_fen"
    " born_on due_on minimum_days source notice published_on from_on until_on hung_days state"
    " reason`",
    "limit": "同 GET /api/limits",
    "verify": "`ok checked differences not_listed sealed`；"
    "differences 每项 `book code detail number year`",
    "book opening": "`book live_from list as_of total made_by made_at digest event signed_on"
    " closed_by closed_at lines closed differences posted`；lines 每项 `kind owner_name lot doc_no"
    " signed posted account agrees`，金额每项 `fen yuan wan`",
    "book close-opening": "`book event new`",
    "book year": "`book year last_number closed_month closed_at places total standing`；standing"
    " 每项 `kind owner owner_name lot origin_doc_no budget_year received_on amount`",
    "book close": "`book event new`",
    "exchange key": "`key fingerprint`",
    "exchange trust": "`key fingerprint new`；new 是新登记或新注销的账簿",
    "exchange export": "`lines withdrawn amount_fen`；amount_fen 不含撤回",
    "exchange import": "列表，每个文件 `file format from_book to_book lines replayed delivered"
    " withdrawn kept acknowledged`，未导入的 `file refused`",
    "exchange receipt": "同 exchange export；amount_fen 是累计已收到",
    "exchange same-as": "`event new`",
    "person data": "`access person rows`",
    "person erasure list": "列表，每份 `book request person reason maker requested_at state checker"
    " decided_reason event erased`",
    "person erasure ask": "`request`",
    "person erasure decide": "`request erased`",
    "user add": "`login role password`",
    "user list": "列表，每个用户 `login name active grants`",
}
"""The stable keys of each command's `--json`."""


_FIRST_IMPORT = f"sunledger import {next(iter(SHEET_KINDS))}"


def commands_markdown() -> str:
    """Every command: what it does, its arguments, and the keys of its JSON report."""
    imports = {f"sunledger import {name}" for name in SHEET_KINDS}
    lines = [
        "# 命令",
        "",
        "<!-- python -m api.generated -->",
        "",
        "退出状态：0 完成；1 完成但有退回或差异；2 未能完成。金额一律为整数分。",
    ]
    for name, help_text, command in _commands(parser(), "sunledger"):
        if name in imports:
            if name != _FIRST_IMPORT:
                continue  # they differ in their template only
            name, help_text = "sunledger import 模板", "导入按模板填写的文件（.xlsx、.xls、.csv）"
        lines += ["", f"## {name}", "", help_text, ""]
        has_json = False
        for action in command._actions:
            if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
                continue
            shown = "、".join(action.option_strings) or (action.metavar or action.dest)
            lines.append(f"- `{shown}` {action.help or ''}")
            has_json = has_json or "--json" in action.option_strings
        if has_json:
            lines += ["", f"JSON：{_KEYS[name.removeprefix('sunledger ')]}"]
        if name == "sunledger import 模板":
            lines += ["", *_templates()]
    return "\n".join([*lines, ""])


def _templates() -> list[str]:
    """The table of templates: what `import`, `template` and `export` call them."""
    return [
        "| 模板 | 内容 | 可导出 | 说明 |",
        "|---|---|---|---|",
        *(
            f"| `{name}` | {kind.sheet.title} | {_leaves(name)} | {kind.sheet.purpose} |"
            for name, kind in SHEET_KINDS.items()
        ),
    ]


def _leaves(name: str) -> str:
    if name in SEALED_EXPORTS:
        return "是，有记录"
    return "是" if name in EXPORTS else ""


def _commands(
    top: argparse.ArgumentParser, prefix: str
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help or "" for each in action._choices_actions}
            for name, command in action.choices.items():
                nested = list(_commands(command, f"{prefix} {name}"))
                if nested:
                    yield from nested
                else:
                    yield f"{prefix} {name}", helps.get(name, ""), command
