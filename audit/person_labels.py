"""Labels of what rules about persons, cards, cadres and exits name in their evidence."""

from __future__ import annotations

from typing import Final

PERSON_LABELS: Final[dict[str, str]] = {
    "agrees": "相同的内容",
    "all_kin_count": "在册的干部亲属户数",
    "asked_on": "审定日",
    "died_on": "死亡日期",
    "early_steps": "早于前一步的步骤",
    "family_count": "家数（有亲属关系的算一家）",
    "holdings": "名下财产",
    "income_fen": "人均纯收入",
    "incomes": "没有超过标准的年度",
    "kin_count": "干部亲属户数",
    "lifted_on": "脱贫日",
    "linkage": "比对编号",
    "matched": "对上的内容",
    "missing_steps": "缺少的步骤",
    "opened_in": "开户地",
    "persons": "人",
    "probability_ppm": "同人概率（百万分之）",
    "procedure": "退出程序",
    "split_on": "分户日",
    "thing": "财产",
    "unsaid_notices": "没有依据的公示",
}
