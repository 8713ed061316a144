"""How does the evidence of a lead read in Chinese? One label for every name that rules use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.bank_labels import BANK_LABELS
from audit.notice_labels import NOTICE_LABELS
from audit.person_labels import PERSON_LABELS
from audit.register_labels import REGISTER_LABELS
from ledger.values.canonical import Canonical
from ledger.values.kinds import ACCOUNT_CHINESE, AccountKind
from ledger.values.money import yuan

LABELS: dict[str, str] = (
    REGISTER_LABELS
    | NOTICE_LABELS
    | BANK_LABELS
    | PERSON_LABELS
    | {
        "account_kind": "账户类别",
        "all_households": "全部户数",
        "amount_fen": "金额",
        "approved_fen": "审定金额",
        "approved_on": "审定日",
        "assigned_on": "安排日",
        "back_fen": "退回金额",
        "back_on": "退回日",
        "benefit": "补助",
        "benefits": "两种补助",
        "book": "账簿",
        "born_on": "事项发生日",
        "budget_year": "预算年度",
        "card_digest": "账号摘要",
        "category": "资金类别",
        "category_source": "类别的依据",
        "channel": "公开渠道",
        "checked_on": "考核日",
        "claim": "应发清单行或发放明细",
        "confirmed_count": "签收笔数",
        "days": "公示天数",
        "delivery": "上级转下达分录",
        "doc_no": "文号",
        "doc_nos": "本级文号",
        "due_fen": "应拨出的基数",
        "due_on": "到期日",
        "each_fen": "每户金额",
        "entered_on": "审定入库日",
        "entries": "凭证分录",
        "entry": "分录",
        "event": "账簿事件号",
        "event_count": "事件个数",
        "excess_fen": "多付金额",
        "excluding": "互斥的补助",
        "fee_fen": "管理费",
        "final_by": "最后发放日",
        "first_number": "最小号",
        "forbidden_fen": "疑似金额",
        "from_on": "起日",
        "got_fen": "拨入金额",
        "happened_on": "发生日",
        "household": "户",
        "household_count": "户数",
        "household_kinds": "户类别",
        "households": "户",
        "id_faults": "号码的问题",
        "idle_fen": "闲置金额",
        "kept_fen": "停留金额",
        "keyword": "关键词",
        "last_number": "最大号",
        "last_paid_on": "最后一次发放日",
        "late_fen": "超期未安排金额",
        "late_out_fen": "年底拨出金额",
        "level": "公开层级",
        "limit_basis_points": "上限（万分之）",
        "line": "行",
        "lines": "发放明细",
        "list": "应发清单",
        "lot": "资金批次",
        "lots": "资金批次",
        "missing_fen": "没有收到的金额",
        "name_count": "姓名个数",
        "notice": "公示",
        "number": "凭证号",
        "off_fen": "相差金额",
        "one_fen": "第一种金额",
        "other_fen": "第二种金额",
        "out_fen": "拨出金额",
        "outside_fen": "不在库时安排的金额",
        "owner": "账户所有者",
        "paid_fen": "实发金额",
        "payments": "到户款项",
        "percent_expected": "应达到的百分比",
        "period_from": "所属期起",
        "period_to": "所属期止",
        "person": "人",
        "place": "张贴地点",
        "pooled_fen": "入池金额",
        "pooled_on": "入池日",
        "project": "项目",
        "project_code": "项目编号",
        "published_on": "发布日",
        "quantity_milli": "数量（千分之一）",
        "rate_fen": "采用的标准",
        "received_fen": "收到金额",
        "received_on": "到账日",
        "recorded_on": "记账日",
        "recovered_on": "收回日",
        "regime": "资金制度",
        "region": "区划",
        "removed_on": "出库日",
        "requirement": "公示要求",
        "requirement_source": "公示要求的依据",
        "rule": "规则编号",
        "rule_source": "规则的依据",
        "rule_text": "规则内容",
        "sent_fen": "下达金额",
        "sent_on": "下达日",
        "spending_rules": "命中的负面清单",
        "spent_fen": "已拨出金额",
        "stage": "公示阶段",
        "standard": "标准",
        "standard_fen": "登记的标准",
        "standard_source": "标准的依据",
        "stands_fen_by_kind": "停留的账户",
        "subject": "公示事项",
        "subject_key": "公示事项编号",
        "to_on": "止日",
        "until_on": "止日",
        "version": "版本",
        "voucher_count": "凭证张数",
        "vouchers": "凭证",
        "year": "年度",
        "year_fen": "全年拨出金额",
    }
)


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One line of evidence as a page prints it; `depth` 0 is the finding itself."""

    depth: int
    label: str
    text: str


def evidence_lines(evidence: dict[str, Canonical], depth: int = 0) -> Iterator[EvidenceLine]:
    """The evidence, line by line: plain facts first, then what holds several."""
    for name, value in sorted(evidence.items(), key=lambda item: (_nested(item[1]), item[0])):
        label = LABELS.get(name, name)
        if name == "entries" and isinstance(value, list):
            yield EvidenceLine(depth, label, "、".join(map(entry_text, value)) or "无")
        elif name == "delivery":
            yield EvidenceLine(depth, label, entry_text(value))
        elif name == "stands_fen_by_kind" and isinstance(value, dict):
            yield EvidenceLine(depth, label, "、".join(_stands(value)))
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            for number, each in enumerate(value, start=1):
                yield EvidenceLine(depth, label, f"第{number}笔")
                if isinstance(each, dict):
                    yield from evidence_lines(each, depth + 1)
        elif isinstance(value, list):
            yield EvidenceLine(depth, label, "、".join(map(str, value)))
        elif isinstance(value, int) and name.endswith("_fen"):
            yield EvidenceLine(depth, label, yuan(value))
        else:
            yield EvidenceLine(depth, label, str(value))


def entry_text(key: Canonical) -> str:
    """A voucher entry as people name it: 账簿610727 2019年第12号第3条."""
    if not isinstance(key, dict):
        return str(key)
    return f"账簿{key['book']} {key['year']}年第{key['number']}号第{key['entry']}条"


def _stands(by_kind: dict[str, Canonical]) -> Iterator[str]:
    for kind, fen in sorted(by_kind.items()):
        yield f"{ACCOUNT_CHINESE[AccountKind(kind)]}{yuan(int(str(fen)))}"


def _nested(value: Canonical) -> bool:
    return isinstance(value, list | dict)
