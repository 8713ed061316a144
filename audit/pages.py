"""What does the page of all rules say? RULES.md is generated from the rule files."""

from __future__ import annotations

from audit.catalogue import RulePage, catalogue
from audit.rule import ParameterValue


def rules_markdown() -> str:
    """RULES.md: a table of the rules, then each rule's page."""
    pages = list(catalogue().values())
    lines = [
        "# 审计规则",
        "",
        "本页由规则文件 `audit/rules/*.py` 生成，请勿手改。疑点是线索，不是结论。",
        "",
        "| 代码 | 名称 | 类别 | 严重程度 | 版本 | 参数 |",
        "|---|---|---|---|---|---|",
        *(_row(each) for each in pages),
    ]
    for each in pages:
        lines += ["", *_section(each)]
    return "\n".join(lines) + "\n"


def value_text(value: ParameterValue) -> str:
    """A parameter's value as the pages print it."""
    if isinstance(value, tuple):
        return "、".join(each.isoformat() for each in value) or "空"
    return str(value)


def _row(each: RulePage) -> str:
    rule = each.rule
    parameters = "；".join(
        f"{p.name} = {value_text(p.default)}（{p.source}）" for p in rule.parameters
    )
    return (
        f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {rule.kind.chinese} "
        f"| {rule.severity.chinese} | {rule.version} | {parameters or '无'} |"
    )


def _section(each: RulePage) -> list[str]:
    _, *rest = each.page.splitlines()
    body = [f"#{line}" if line.startswith("#") else line for line in rest]
    needs = "、".join(f"`{name}`" for name in sorted(each.rule.needs))
    return [f"## {each.rule.code} {each.rule.name}", *body, "", f"用到的数据：{needs}。"]
