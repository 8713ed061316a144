"""Labels of what rules over banks, patterns of amounts and swaps name in their evidence."""

from __future__ import annotations

from typing import Final

BANK_LABELS: Final[dict[str, str]] = {
    "bank_day": "银行余额日期",
    "bank_fen": "银行余额",
    "benefit_rule": "应付给",
    "card_count": "账号个数",
    "card_digests": "账号摘要",
    "credited_fen": "入账金额",
    "digits": "前两位数字",
    "expected_times": "理论次数",
    "from_at": "最早时刻",
    "gap_fen": "项目库缺口",
    "holder_kind": "持卡人",
    "last_moved_on": "最后变动日",
    "leading_digits": "偏离最大的前两位数字",
    "ledger_fen": "账面余额",
    "mad_ppm": "平均绝对偏差（百万分之）",
    "other_payee": "另付的收款方",
    "other_payment_count": "其他单位笔数",
    "other_round_count": "其他单位整数笔数",
    "payment_count": "款项笔数",
    "phone_digest": "电话摘要",
    "reached_fen": "期限内付出金额",
    "returned_fen": "已退回金额",
    "reversed_on": "红冲日",
    "round_count": "整数笔数",
    "steps": "转账步数",
    "stopped_benefits": "断发的补助",
    "targets": "流回的账号",
    "terminal": "网点、终端或账号",
    "times": "次数",
    "until_at": "最晚时刻",
    "withdrawn_fen": "取现或转出金额",
    "withdrawn_on": "取现或转出日",
    "years": "年度",
}
