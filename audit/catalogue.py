"""Which rules are there? Whatever files `audit/rules/` holds; there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import audit.rules
from audit.rule import Rule, RuleMalformed
from ledger.values.refusal import Refusal, shown

HEADINGS = (
    "## 为什么是问题",
    "## 判定条件",
    "## 不作为疑点的情形",
    "## 依据",
    "## 参数",
)
"""Of every rule's page, in this order."""


class RuleUnknown(Refusal):
    """No rule has this code."""


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule with its page: Chinese Markdown whose first line is the name."""

    rule: Rule
    page: str
    module: str


@cache
def catalogue() -> dict[str, RulePage]:
    """Every rule by its code, in the order of the codes. Raises RuleMalformed."""
    found: dict[str, RulePage] = {}
    for info in pkgutil.iter_modules(audit.rules.__path__):
        each = page_of(importlib.import_module(f"{audit.rules.__name__}.{info.name}"))
        if each.rule.code in found:
            raise RuleMalformed(f"两个文件都是规则 {each.rule.code}", module=each.module)
        found[each.rule.code] = each
    return dict(sorted(found.items()))


def page_of(module: ModuleType) -> RulePage:
    """The rule of one file. Raises RuleMalformed."""
    name = module.__name__.rpartition(".")[2]
    rule, page = getattr(module, "RULE", None), (module.__doc__ or "").strip()
    if not isinstance(rule, Rule):
        raise RuleMalformed(f"规则文件 {name} 没有 RULE", module=name)
    if not name.startswith(f"{rule.code.lower()}_"):
        raise RuleMalformed(f"规则 {rule.code} 的文件名是 {name}，应以代码开头", module=name)
    lines = page.splitlines()
    if not lines or lines[0] != rule.name:
        raise RuleMalformed(f"规则 {rule.code} 说明的第一行应是它的名称", module=name)
    headings = tuple(line for line in lines if line.startswith("#"))
    if headings != HEADINGS:
        raise RuleMalformed(f"规则 {rule.code} 说明的标题不齐", found=list(headings), module=name)
    return RulePage(rule, page, name)


def rule(code: str) -> RulePage:
    """Raises RuleUnknown."""
    try:
        return catalogue()[code]
    except KeyError:
        known = "、".join(catalogue())
        raise RuleUnknown(f"没有规则{shown(code)}，现有：{known}", code=code) from None
