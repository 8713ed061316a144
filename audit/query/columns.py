"""What is a column of a query called in Chinese? As in the views, where they agree on the name."""

from __future__ import annotations

import re
from functools import cache

from ledger.storage.views import ALL_VIEWS

VIEW_NAMES = frozenset(view.name for view in ALL_VIEWS)
_BRACKETS = re.compile(r"（.*?）")


@cache
def _titles(views: frozenset[str]) -> dict[str, str]:
    meanings: dict[str, set[str]] = {}
    for view in ALL_VIEWS:
        if view.name in views:
            for name, meaning in view.columns:
                meanings.setdefault(name, set()).add(_BRACKETS.sub("", meaning))
    return {name: said.pop() for name, said in meanings.items() if len(said) == 1}


def column_title(name: str, named: frozenset[str]) -> str:
    """What a column means in the views that the query names, if they agree; else its own name."""
    views = named & VIEW_NAMES or VIEW_NAMES
    return _titles(views).get(name, name.removesuffix("_fen"))


def is_amount(name: str) -> bool:
    """Whether integers of this column are fen, by the rule that units stand last in names."""
    return name.endswith("_fen")


def views_markdown() -> str:
    """VIEWS.md: every view with its columns."""
    lines = [
        "# 审计视图",
        "",
        "<!-- python -m api.generated -->",
        "",
        "审计人员自编查询（`sunledger audit query`、网页“查询”）能读的全部内容，",
        "都在模式 `audit_view` 中，只读。",
        "每个视图只显示查询人权限以内的账簿，按查询的截至日和“此刻已登记”计算。",
        "金额以分为单位（列名以 `_fen` 结尾），导出的表格中换算为元。",
        "没有姓名、证件号、电话、账号："
        "以 `_key` 结尾的是带密钥摘要的前16位，只能看出两个相同，看不出是谁。",
    ]
    for view in ALL_VIEWS:
        lines += ["", f"## {view.name}", "", f"{view.title}。", "", "| 列 | 含义 |", "|---|---|"]
        lines += [f"| `{name}` | {meaning} |" for name, meaning in view.columns]
    return "\n".join([*lines, ""])
