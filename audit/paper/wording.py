"""How do the parts of the working paper read? Tables of texts, the same for PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from audit.cases import Disposition
from audit.paper.chain import Chain
from audit.paper.contents import Paper, RuleSaid
from ledger.values.day import SHANGHAI
from ledger.values.kinds import VoucherKind
from ledger.values.money import yuan

LEAD_IS_NOT_A_VERDICT = "疑点是线索，不是结论；须核查后才能认定。"
SUMS_OVERLAP = "同一笔资金可能同时涉及几条疑点，各类金额相加不等于问题资金总额。"
SILENCE = "没有疑点只说明可判断的对象未见异常；无法判断的对象见“数据覆盖”和“无法判断的事项”。"


def title(paper: Paper) -> str:
    return f"{paper.book_name}　审计工作底稿"


def instant(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def scope(paper: Paper) -> Iterator[tuple[str, str]]:
    """范围: name and text."""
    yield "账簿", f"{paper.book}　{paper.book_name}（{paper.bureau}）"
    yield "期间", f"{paper.from_on} 至 {paper.to_on}"
    runs = dict.fromkeys((each.as_of, each.known_at, each.mark) for each in paper.rules)
    for as_of, known_at, mark in runs:
        count = sum((r.as_of, r.known_at, r.mark) == (as_of, known_at, mark) for r in paper.rules)
        until = f"，账簿事件读到第 {mark - 1} 号" if mark is not None else ""
        yield (
            "规则运行",
            f"{count} 条规则，业务截至 {as_of}，按 {instant(known_at)} 已记账的{until}",
        )
    if paper.unjudged:
        yield "没有运行的规则", "、".join(paper.unjudged)
    subjects = sum(each.subjects for each in paper.rules)
    unknown = sum(each.not_computable for each in paper.rules)
    yield (
        "判断对象",
        f"共 {subjects} 个（次），能判断 {subjects - unknown} 个，"
        f"无法判断 {unknown} 个（{share(unknown, subjects)}）",
    )
    yield "疑点", f"{len(paper.leads)} 条"
    yield "编制", paper.made_by


def share(part: int, whole: int) -> str:
    """A percentage with one decimal, rounded down; a dash of nothing."""
    if not whole:
        return "—"
    thousandths = part * 1000 // whole
    return f"{thousandths // 10}.{thousandths % 10}%"


def parameters(rule: RuleSaid) -> str:
    """`name = value`, in the order of the names."""
    return "；".join(f"{name} = {_value(value)}" for name, value in sorted(rule.parameters.items()))


def _value(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "空"
    return str(value)


def amount(fen: int | None) -> str:
    return yuan(fen) if fen is not None else "—"


def voucher_kind(kind: str) -> str:
    return VoucherKind(kind).chinese


def reasons(paper: Paper) -> list[tuple[str, str, int]]:
    """(rule and name, reason, subjects) of what could not be judged, the most first."""
    found = [
        (f"{each.rule} {each.name}", reason, count)
        for each in paper.rules
        for reason, count in each.reasons.items()
    ]
    return sorted(found, key=lambda each: (-each[2], each[0], each[1]))


def chain_heading(chain: Chain) -> str:
    """The traced voucher, what it moved, and the documents that its money came by."""
    of = chain.voucher
    name = f"账簿 {of.book} 凭证 {of.year}-{of.number}"
    if not chain.steps:
        return f"{name}：本库没有这张凭证的分录"
    return f"{name}，{yuan(chain.amount_fen)}，来源文号：{'、'.join(chain.doc_nos)}"


def dispositions(paper: Paper) -> list[tuple[str, int, int]]:
    """(disposition, leads, amount in fen), every kind, also where there is none."""
    return [
        (
            kind.chinese,
            sum(each.disposition is kind for each in paper.held),
            sum(each.amount_fen or 0 for each in paper.held if each.disposition is kind),
        )
        for kind in Disposition
    ]


def recovered(paper: Paper) -> str:
    """What came back by cases."""
    linked = sum(each.linked_fen for each in paper.money)
    back = sum(each.recovered_fen for each in paper.money)
    return f"核查单已挂接追回凭证 {yuan(linked)}，扣除又被红冲的，净追回 {yuan(back)}。"
