"""What should a person know of a notice that refuses nothing?

Differences, gaps and odd wordings are facts of the notice. They are said in Chinese, kept beside
the record, and change no amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.intake.notice_index import IndexEntry
from ledger.intake.notice_planned import NoticePlan
from ledger.intake.notice_rows import ALLOC, SRC, Outcome, RowResult
from ledger.intake.source_level import Level
from ledger.values.day import PartialDate, Precision
from ledger.values.money import wan

LATE_DAYS = 90
"""Published more than this many days after its own date is worth a remark. Ours, not a rule's."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a notice in fen; None where there is nothing to sum or to compare with.

    `computed_fen` is what recipients get if they are listed, else what sources give.
    """

    printed_fen: int | None
    src_fen: int | None
    alloc_fen: int | None

    @property
    def computed_fen(self) -> int | None:
        return self.src_fen if self.alloc_fen is None else self.alloc_fen

    @property
    def difference_fen(self) -> int | None:
        if self.computed_fen is None or self.printed_fen is None:
            return None
        return self.computed_fen - self.printed_fen


def totals_of(rows: Sequence[RowResult], entry: IndexEntry | None) -> Totals:
    """Sums over all SRC and all ALLOC rows whose amount can be read, refused ones included."""

    def added(tag: str) -> int | None:
        amounts = [each.amount_fen for each in rows if each.tag == tag]
        readable = [fen for fen in amounts if fen is not None]
        return sum(readable) if readable else None

    return Totals(entry.printed_fen if entry else None, added(SRC), added(ALLOC))


def remarks_of(
    rows: Sequence[RowResult],
    entry: IndexEntry | None,
    totals: Totals,
    dated: PartialDate | None,
    plan: NoticePlan | None,
) -> tuple[str, ...]:
    """Every remark once, in a fixed order."""
    parts = (
        _about_totals(totals, entry),
        _about_page(entry),
        _about_dates(rows, entry, dated),
        _about_rows(rows),
        _about_plan(plan),
    )
    return tuple(dict.fromkeys(each for part in parts for each in part))


def _about_totals(totals: Totals, entry: IndexEntry | None) -> Iterator[str]:
    if totals.src_fen is not None and totals.alloc_fen not in (None, totals.src_fen):
        assert totals.alloc_fen is not None
        yield (
            f"来源合计 {wan(totals.src_fen)} 与去向合计 {wan(totals.alloc_fen)} 不等,"
            f"相差 {wan(totals.alloc_fen - totals.src_fen)}"
        )
    if totals.difference_fen:
        assert totals.computed_fen is not None and totals.printed_fen is not None
        yield (
            f"各行相加 {wan(totals.computed_fen)},公布总额 {wan(totals.printed_fen)},"
            f"相差 {wan(totals.difference_fen)}:两数都保留,互不替代"
        )
    if totals.printed_fen is None and entry is not None:
        yield "公告没有印出总额,无从核对"


def _about_page(entry: IndexEntry | None) -> Iterator[str]:
    if entry is None:
        yield "没有索引文件(index.csv):缺公布总额、公布日期和来源网址"
        return
    yield from entry.remarks
    if entry.truncated:
        yield "所存网页不完整,缺少的行无从得知,合计不能作结论"


def _about_dates(
    rows: Sequence[RowResult], entry: IndexEntry | None, dated: PartialDate | None
) -> Iterator[str]:
    money = [each.money for each in rows if each.money]
    if dated is None:
        return
    if any(each.dated is None for each in money):
        yield f"有的行没有日期,按公告日期 {dated.chinese} 处理"
    if dated.precision is not Precision.DAY:
        yield f"日期只到{'年' if dated.precision is Precision.YEAR else '月'}:{dated.chinese}"
    if len({each.dated for each in money if each.dated}) > 1:
        yield "各行日期不同,凭证日期取第一个,资金批次各按本行日期"
    if entry and entry.published:
        days = (entry.published.first_on - dated.last_on).days
        if days > LATE_DAYS:
            yield f"公布日期 {entry.published.chinese} 比文件日期 {dated.chinese} 晚 {days} 天"


def _about_rows(rows: Sequence[RowResult]) -> Iterator[str]:
    for each in rows:
        yield from each.remarks
    money = [each for each in rows if each.money and each.outcome is Outcome.USED]
    if money and not any(each.money and each.money.doc_nos for each in money):
        yield "没有印出下达文号"
    if merged := _row_numbers(each for each in money if each.money and _is(each, Level.MIXED)):
        yield f"来源级次合并列示,未拆分:第 {merged} 行"
    if other := _row_numbers(each for each in money if each.tag == SRC and _is(each, Level.OTHER)):
        yield f"来源不是政府级次(结余、自筹、债券、收益等),须核对是否已记账:第 {other} 行"
    if any(each.tag in ("ADJ_FROM", "ADJ_TO", "WITHDRAW", "MOVE", "REPLACE") for each in rows):
        yield "公告还含对以前安排的调整或收回:须另填调整凭证,本次不自动记账"


def _about_plan(plan: NoticePlan | None) -> Iterator[str]:
    if plan is None:
        return
    if any(not each.level.levels for each in plan.lots):
        yield "没有印出资金来源级次"
    if ahead := {each.facts.budget_year for each in plan.lots} - {plan.dated.last_on.year}:
        yield f"所属预算年度为 {'、'.join(map(str, sorted(ahead)))} 年,与文件年度不同"
    if any(entry.by_rule for each in plan.vouchers for entry in each.voucher.entries):
        yield "公告没有说明各项用了哪笔来源,按先到先用分摊(attribution=rule)"
    if plan.shortfall_fen:
        yield f"去向超出来源 {wan(plan.shortfall_fen)},超出部分单列待补正草稿"


def _is(each: RowResult, level: Level) -> bool:
    return each.money is not None and each.money.level.level is level


def _row_numbers(rows: Iterator[RowResult]) -> str:
    return "、".join(str(each.row) for each in rows)
