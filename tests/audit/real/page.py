"""audit/FINDINGS.md: which rules raise each published finding, or why none does.

python -m tests.audit.real.page           write it
python -m tests.audit.real.page --check   exit 1 where it is not current
"""

from __future__ import annotations

import sys
from collections import Counter

from audit.catalogue import catalogue
from ledger.values.money import yuan as printed
from tests.audit.real.every import FIRST, NOT_CAUGHT, SECOND, SILENT
from tests.audit.real.told import HERE, Leads, Told, published

PAGE = HERE.parents[2] / "audit" / "FINDINGS.md"

_SEEN = {"yes": "凭账可见", "needs external list": "需外部名单", "no": "凭账不可见"}


def findings_markdown() -> str:
    """The whole page."""
    told = {each.finding: each for each in (*FIRST, *SECOND)}
    silent = {each.finding for each in SILENT}
    return "\n".join(
        [
            "# 公布的审计发现与规则",
            "",
            "<!-- python -m tests.audit.real.page -->",
            "",
            "审计署、地方审计机关、纪检监察机关和媒体公布的 95 条发现。每一条按公布的"
            "金额、数量、地方、年份建成一本小账，运行规则，看哪条规则列出疑点；没有公布的数字注明是"
            "假定的。经查澄清的一条，全部规则都不应列出疑点。",
            "",
            *_counts(told, silent),
            "",
            "| 编号 | 地方 | 年份 | 公布的事实 | 账上可见 | 列出疑点的规则 | 说明 | 来源 |",
            "|---|---|---|---|---|---|---|---|",
            *(_row(each, told, silent) for each in published()),
            "",
        ]
    )


def _counts(told: dict[str, Told], silent: set[str]) -> list[str]:
    """A line for each class of findings: how many there are and how many are raised."""
    rows = published()
    of = Counter(row["detectable_from_ledger"] for key, row in rows.items() if key not in silent)
    raised = Counter(rows[key]["detectable_from_ledger"] for key in told)
    lines = [f"- {title}：{of[key]} 条，列出 {raised[key]} 条。" for key, title in _SEEN.items()]
    return [*lines, f"- 经查澄清：{len(silent)} 条，不列疑点。"]


def _row(key: str, told: dict[str, Told], silent: set[str]) -> str:
    row = published()[key]
    if key in told:
        rules = "；".join(_said(code, leads) for code, leads in told[key].caught.items())
        note = told[key].scaled
    elif key in silent:
        rules, note = "（不列疑点）", "变更经批准，全部规则不列疑点"
    else:
        rules, note = "—", NOT_CAUGHT[key]
    source = row["source_url"]
    link = f"[来源]({source})" if source.startswith("http") else source
    cells = (
        key,
        row["place"],
        row["year_of_facts"],
        row["facts"],
        _SEEN[row["detectable_from_ledger"]],
        rules,
        note,
        link,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _said(code: str, leads: Leads) -> str:
    """`DV05 到户克扣（2条，1,000.00元）`."""
    of = [f"{leads.count}条"] if leads.count else []
    of += [printed(leads.fen)] if leads.fen else []
    name = catalogue()[code].rule.name
    return f"{code} {name}" + (f"（{'，'.join(of)}）" if of else "")


def main(arguments: list[str]) -> int:
    """Write the page, or check it. Returns the exit status."""
    text = findings_markdown()
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
