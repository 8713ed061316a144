"""How are kinds, levels, states and owners of accounts called in Chinese?"""

from __future__ import annotations

import re
from typing import Final, LiteralString

from ledger.register.projects import ProjectStep
from ledger.values.kinds import AccountKind, VoucherKind
from ledger.values.region import RegionLevel

OWNER_NAME: Final[LiteralString] = """coalesce(
  CASE
    WHEN {a}.kind = 'project' THEN
      (SELECT p.name FROM project p WHERE p.book = {a}.book AND p.project::text = {a}.owner)
    WHEN {a}.kind IN ('sent_down', 'sent_up', 'upstream') THEN
      (SELECT ob.name FROM book ob WHERE ob.book::text = {a}.owner)
    ELSE (SELECT o.name FROM organisation o WHERE o.org = {a}.owner)
  END, {a}.owner)"""
"""The name behind `account.owner`; `{a}` is the alias of the account."""

_KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

FUND_LEVELS: Final = {
    "central": "中央",
    "province": "省级",
    "prefecture": "市级",
    "county": "县级",
    "mixed": "多级",
    "other": "其他",
}
ORIGINS: Final = {
    "documented": "文件载明",
    "as_printed": "按公告所印",
    "external": "上级未上线",
    "opening": "期初",
    "asset": "资产收益",
    "donation": "捐赠",
    "interest": "利息",
}
SUBJECTS: Final = {
    "allocation": "资金分配",
    "project": "项目",
    "benefit_list": "受益名单",
    "adjustment": "项目调整",
    "completion": "项目完成",
    "donation": "捐赠资金",
    "village_affairs": "季度村务",
    "village_page": "村级公示",
    "plan": "计划",
    "result": "完成情况",
}
STAGES: Final = {"before": "公示", "after": "公告"}
OUTCOMES: Final = {"used": "已使用", "not_money": "不是金额", "refused": "不予采用"}
PROJECT_STEPS: Final = {step.value: step.chinese for step in ProjectStep}
BOOK_LEVELS: Final = {level.value: level.chinese for level in RegionLevel}
PAYEES: Final = {
    "householder": "户主",
    "person": "本人",
    "guardian": "监护人",
    "vendor": "供应商",
}
BANK_RESULTS: Final = {"paid": "成功", "success": "成功", "failed": "失败", "returned": "退票"}
SEVERITIES: Final = {"high": "高", "medium": "中", "low": "低"}
RELATIONS: Final = {
    "reverses": "红冲",
    "returns": "退回",
    "settles": "核销",
    "receives": "收到",
}
ROW_TAGS: Final = {
    "SRC": "来源",
    "ALLOC": "分配",
    "SUBTOTAL": "小计",
    "OF_WHICH": "其中",
    "ROWTOTAL": "行合计",
    "ALT_VIEW": "另一列法",
    "ADJ_FROM": "调整前",
    "ADJ_TO": "调整后",
    "WITHDRAW": "收回",
    "MOVE": "变更",
    "REPLACE": "替换",
    "PLAN": "计划",
    "SPENT": "已支出",
    "BALANCE": "余额",
    "CARRY": "结转",
    "LIBRARY": "项目库",
    "QUOTA": "限额",
    "LOAN_STOCK": "贷款本金",
    "INFO": "说明",
    "CUMULATIVE": "累计",
    "RELEASED": "已到位",
    "OTHER_BATCH": "其他批次",
}
"""What the tag of a row of a notice says (ledger/intake/notice_rows.py)."""

DRAFT_STATES: Final = {
    "incomplete": "待补正",
    "open": "草稿",
    "submitted": "待复核",
    "approved": "已复核待记账",
    "rejected": "已退回",
    "withdrawn": "已撤回",
    "posted": "已记账",
}


def account_kind(kind: str) -> str:
    return AccountKind(kind).chinese


def voucher_kind(kind: str) -> str:
    return VoucherKind(kind).chinese


def account_name(kind: str, owner_name: str) -> str:
    """As a bookkeeper writes it: 项目—光伏扶贫. A key without a name is not shown in full."""
    if _KEY.fullmatch(owner_name):
        owner_name = f"未登记（{owner_name[:8]}）"
    return f"{account_kind(kind)}—{owner_name}" if owner_name else account_kind(kind)
