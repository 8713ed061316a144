"""Is a notice an allocation, a plan, a running total, or a result?

Only an allocation becomes vouchers. A running total repeats batches that were notices already; a
plan is money nobody has yet; a result tells what became of money allocated before. Importing any
of them as an allocation would count money twice or invent it.

Whoever knows says it: an argument, or the column `class` of index.csv. Otherwise the words decide,
in this order, because the later evidence is the weaker:

1. a reporter is the issuer (news is no document of the ledger): plan
2. 累计, 截止, 年度收支, or a row tagged CUMULATIVE: running total
3. 结算, 已发放, finished, or goods bought by quantity × unit price without level and 文号: result
4. 概算, 项目库, planned rows, or a tranche received of money listed in full: plan
5. "计划" as the title's word: plan, unless a finance bureau's release (…财…〔2022〕5号) is cited
6. nothing of it: allocation

雨露计划 is a programme's name and "分配结果" the result of allocating; neither is evidence. Words
of the index's list of irregularities count only where they speak of the notice as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.intake.notice_index import IndexEntry
from ledger.intake.notice_rows import ALLOC, RowResult
from ledger.values.refusal import Refusal, shown


class NoticeClass(StrEnum):
    """What a notice is, as the import report prints it."""

    ALLOCATION = "allocation"
    PLAN = "plan"
    RUNNING_TOTAL = "running total"
    RESULT = "result"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    NoticeClass.ALLOCATION: "下达/安排",
    NoticeClass.PLAN: "计划",
    NoticeClass.RUNNING_TOTAL: "累计数",
    NoticeClass.RESULT: "结果",
}

_REPORTER = re.compile("报道|新闻|记者")
_RUNNING = re.compile(r"累计|截止|截至|年度收支|收支情况|\bcumulative\b|\byearly income\b", re.I)
_RUNNING_WHOLE = re.compile(r"running total|累计数", re.I)
_RESULT = re.compile(
    r"结算|已发放|已兑付|已支付|竣工|\bsettle(d|ment)\b|\bpaid (?:interest )?subsid|\bfinished\b",
    re.I,
)
_RESULT_ROW = re.compile(r"结算|已发放|已兑付|\bsettled amount\b", re.I)
_PLAN = re.compile(r"概算|估算|项目库|年度计划|拟投入|project library|\bestimate\b", re.I)
_PLAN_ROW = re.compile(r"概算|计划新增|项目库|年度计划|(?:^|\] )planned\b", re.I)
_PLAN_TITLE = re.compile(r"\bplan for\b|计划(?:的)?(?:公示|公告|通知)|资金计划", re.I)
_PURCHASE = re.compile("购置|采购|购买")
_UNIT_PRICE = re.compile(r"[0-9]+\D{0,20}[x×*]\s*[0-9]")
_RELEASE = re.compile(r"^[^〔]*财[^〔]*〔[0-9]{4}〕[0-9]+号$")


class NoticeClassUnknown(Refusal):
    """The class of a notice is allocation, plan, running total or result."""


@dataclass(frozen=True, slots=True)
class Classed:
    """The class of a notice and why, in Chinese."""

    kind: NoticeClass
    reason: str


def classify(
    rows: Sequence[RowResult], entry: IndexEntry | None = None, override: str | None = None
) -> Classed:
    """The class of a notice. Raises NoticeClassUnknown if a stated class is none of the four."""
    if override:
        return Classed(_stated(override), "由操作人指定")
    if entry and entry.stated_class:
        return Classed(_stated(entry.stated_class), "索引文件 class 列指定")
    about = f"{entry.description} {entry.stated_total}" if entry else ""
    whole = entry.irregularities if entry else ""
    tags = {each.tag for each in rows}
    money = [each for each in rows if each.tag == ALLOC] or list(rows)

    if any(_REPORTER.search(each.printed.org) for each in rows) or (
        entry and entry.source_kind == "news"
    ):
        return Classed(NoticeClass.PLAN, "是新闻报道,不是公告,所列为计划投入,不作记账依据")
    if "CUMULATIVE" in tags:
        return Classed(NoticeClass.RUNNING_TOTAL, "有标为累计(CUMULATIVE)的行,批次数要由累计数推算")
    if found := _RUNNING.search(about) or _RUNNING_WHOLE.search(whole):
        return Classed(
            NoticeClass.RUNNING_TOTAL, f"说明中有{shown(found.group())}:含以前各批,再记会重复"
        )
    if found := _RESULT.search(about) or _in_all(_RESULT_ROW, money):
        return Classed(NoticeClass.RESULT, f"有{shown(found.group())}:是以前所安排资金的执行结果")
    if _bought(money):
        return Classed(
            NoticeClass.RESULT, "各行都是按数量和单价购置物品,没有资金级次和文号:是实施结果"
        )
    if "LIBRARY" in tags:
        return Classed(NoticeClass.PLAN, "有项目库入库(LIBRARY)的行:是年度项目计划,资金尚未下达")
    if found := _PLAN.search(about) or _PLAN.search(whole) or _in_any(_PLAN_ROW, money):
        return Classed(NoticeClass.PLAN, f"有{shown(found.group().strip('] '))}:是计划数,尚未下达")
    if "RELEASED" in tags:
        return Classed(
            NoticeClass.PLAN, "另有已到位(RELEASED)的行:来源各行是计划总投入,只到位一部分"
        )
    if found := _PLAN_TITLE.search(about):
        release = _release_cited(rows)
        if not release:
            return Classed(NoticeClass.PLAN, f"标题为{shown(found.group())},没有财政部门的下达文号")
        return Classed(NoticeClass.ALLOCATION, f"标题虽称计划,但列有财政下达文号 {release}")
    if entry and entry.period:
        start, end = entry.period
        return Classed(NoticeClass.ALLOCATION, f"公示期 {start} 至 {end},是发放前的安排公示")
    return Classed(NoticeClass.ALLOCATION, "没有累计、结果或计划的字样,按资金安排处理")


def _stated(text: str) -> NoticeClass:
    plain = text.strip().lower().replace("_", " ")
    for kind in NoticeClass:
        if plain in (kind.value, kind.chinese):
            return kind
    raise NoticeClassUnknown(
        f"公告类别应为 {'、'.join(each.value for each in NoticeClass)},收到 {shown(text)}",
        found=text,
    )


def _in_any(words: re.Pattern[str], rows: Sequence[RowResult]) -> re.Match[str] | None:
    for each in rows:
        printed = each.printed
        for text in (printed.note, printed.project_name, printed.content, printed.fund_category):
            if found := words.search(text):
                return found
    return None


def _in_all(words: re.Pattern[str], rows: Sequence[RowResult]) -> re.Match[str] | None:
    found = [_in_any(words, [each]) for each in rows]
    return found[0] if found and all(found) else None


def _bought(rows: Sequence[RowResult]) -> bool:
    return bool(rows) and all(
        _PURCHASE.search(each.printed.project_name)
        and _UNIT_PRICE.search(each.printed.content)
        and not each.printed.fund_source_level
        and not each.printed.doc_no
        for each in rows
    )


def _release_cited(rows: Sequence[RowResult]) -> str:
    """The last finance bureau's document cited: a chain of numbers ends with the release."""
    cited = [doc_no for each in rows if each.money for doc_no in each.money.doc_nos]
    return next((each for each in reversed(cited) if _RELEASE.match(each)), "")
