"""How does a list leave as a .xlsx? Its columns are declared once, the rest is the same for all.

Amounts are numbers of 元, days are days, instants Beijing time; below stand sums that are formulas.
A text that begins with = + - or @ is written as a text, never as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from api.reading.books import BookRow
from api.reading.cases import CaseRow
from api.reading.confirmations import ConfirmationRow
from api.reading.drafts import DraftRow, DraftSourceRow
from api.reading.duties import DutyRow
from api.reading.findings import FindingRow
from api.reading.imports import DocumentRow
from api.reading.lots import LotRow
from api.reading.names import OUTCOMES
from api.reading.notices import NoticeRow
from api.reading.objections import ObjectionRow
from api.reading.projects import ProjectRow
from api.reading.row import Money
from api.reading.statements import StandingRow
from api.setting_aside import AsideOut
from api.web.workbook import Workbook, workbook
from ledger.intake.report_workbook import Cell, Form, Head, write_report
from ledger.values.day import SHANGHAI

MOST_ROWS = 100_000
"""A list that leaves is whole, up to this many rows."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One column: its head, and what stands in it."""

    head: Head
    of: Callable[[T], Cell]


@dataclass(frozen=True, slots=True)
class Report(Generic[T]):
    """One kind of list."""

    title: str
    fields: tuple[Field[T], ...]


def report(kind: Report[T], rows: Iterable[T]) -> Workbook:
    """The rows as a download."""
    heads = [each.head for each in kind.fields]
    cells = ([each.of(row) for each in kind.fields] for row in rows)
    return workbook(kind.title, lambda path: write_report(path, kind.title, heads, cells))


def _computed(name: str) -> Callable[[object], Cell]:
    """A computed field of a row, which is a method to the type checker and a value to all else."""

    def of(row: object) -> Cell:
        value: Cell = getattr(row, name)
        return value

    return of


def _difference(row: DocumentRow) -> Money | None:
    found: Money | None = getattr(row, "difference")  # noqa: B009
    return found


def _text(title: str, of: Callable[[T], Cell], width: int = 16) -> Field[T]:
    return Field(Head(title, Form.TEXT, width), of)


def _code(title: str, of: Callable[[T], Cell], width: int = 16) -> Field[T]:
    return Field(Head(title, Form.CODE, width), of)


def _day(title: str, of: Callable[[T], Cell]) -> Field[T]:
    return Field(Head(title, Form.DAY, 12), of)


def _count(title: str, of: Callable[[T], Cell], *, summed: bool = False) -> Field[T]:
    return Field(Head(title, Form.COUNT, 10, summed=summed), of)


def _money(title: str, of: Callable[[T], Money | None], *, summed: bool = True) -> Field[T]:
    def fen(row: T) -> Cell:
        amount = of(row)
        return None if amount is None else amount.fen

    return Field(Head(f"{title}（元）", Form.FEN, 18, summed=summed), fen)


def _at(instant: datetime | None) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else ""


BOOKS: Report[BookRow] = Report(
    "账簿",
    (
        _code("账簿", lambda r: str(r.book), 10),
        _text("名称", lambda r: r.name, 40),
        _text("单位", lambda r: r.bureau, 24),
        _day("启用日", lambda r: r.live_from),
        _count("凭证", lambda r: r.vouchers, summed=True),
        _text("最近记账", lambda r: _at(r.last_recorded_at), 18),
    ),
)
PROJECTS: Report[ProjectRow] = Report(
    "项目库",
    (
        _code("项目编号", lambda r: r.code, 20),
        _text("项目", lambda r: r.name, 36),
        _code("区划代码", lambda r: r.region),
        _text("地点", lambda r: r.region_name),
        _text("责任单位", lambda r: r.org_name, 24),
        _text("环节", lambda r: r.step_name, 12),
        _count("逾期节点", lambda r: r.overdue, summed=True),
        _money("计划", lambda r: r.planned),
        _money("安排", lambda r: r.assigned),
        _money("拨付", lambda r: r.disbursed),
        _money("结余", lambda r: r.standing),
    ),
)
LOTS: Report[LotRow] = Report(
    "资金批次",
    (
        _text("来源文号", lambda r: r.origin_doc_no, 28),
        _text("本级文号", lambda r: "、".join(r.doc_nos), 28),
        _text("资金类别", lambda r: r.category, 20),
        _text("级次", _computed("level_name"), 10),
        _day("印发", lambda r: r.document_on),
        _day("到账", lambda r: r.received_on),
        _money("文件金额", lambda r: r.origin_amount),
        _money("本账簿收到", lambda r: r.booked),
        _money("尚未到位", lambda r: r.idle),
    ),
)
BALANCES: Report[StandingRow] = Report(
    "余额",
    (
        _text("账户", lambda r: r.name, 36),
        _code("年度", lambda r: str(r.year), 8),
        _text("资金批次", lambda r: r.lot_doc_no, 28),
        _money("余额", lambda r: r.balance),
    ),
)
DRAFTS: Report[DraftRow] = Report(
    "草稿",
    (
        _text("摘要", lambda r: r.title, 48),
        _text("类别", _computed("kind_name"), 12),
        _text("账簿", lambda r: r.book_name, 30),
        _money("金额", lambda r: r.amount),
        _text("状态", _computed("state_name"), 14),
        _text("退回理由", lambda r: r.reason, 24),
        _count("风险提示", lambda r: r.warnings, summed=True),
        _count("待补正", lambda r: r.problems, summed=True),
        _text("编制", lambda r: r.maker, 12),
        _text("编制时间", lambda r: _at(r.made_at), 18),
        _code("凭证号", lambda r: f"{r.posted_year}-{r.posted_number}" if r.posted_number else ""),
    ),
)
IMPORTS: Report[DocumentRow] = Report(
    "导入的文件",
    (
        _text("文件", lambda r: r.title or r.external_id, 44),
        _text("类别", _computed("kind_name"), 14),
        _text("账簿", lambda r: r.book_name, 30),
        _count("版本", lambda r: r.version),
        _count("已使用", lambda r: r.used, summed=True),
        _count("不是金额", lambda r: r.not_money, summed=True),
        _count("不予采用", lambda r: r.refused, summed=True),
        _money("所印合计", lambda r: r.printed),
        _money("逐行合计", lambda r: r.computed),
        _money("差额", lambda r: _difference(r)),
        _text("导入", lambda r: r.imported_by, 12),
        _text("导入时间", lambda r: _at(r.imported_at), 18),
    ),
)
SOURCE_ROWS: Report[DraftSourceRow] = Report(
    "逐行结果",
    (
        _count("行", lambda r: r.row),
        _text("标记", lambda r: r.tag, 12),
        _text("结果", lambda r: OUTCOMES.get(r.outcome, r.outcome), 12),
        _text("列", lambda r: r.refused_column),
        _text("原因", lambda r: r.reason, 50),
        _money("金额", lambda r: r.amount),
        _text("内容", lambda r: _cells(r.cells), 80),
    ),
)
ASIDE: Report[AsideOut] = Report(
    "退回待改",
    (
        _code("退回编号", lambda r: r.aside, 22),
        _text("文件", lambda r: r.title, 36),
        _count("行", lambda r: r.row),
        _text("列", lambda r: r.column),
        _text("原因", lambda r: r.reason, 50),
        _text("内容", lambda r: _cells(r.cells), 80),
        _text("导入", lambda r: r.imported_by, 12),
        _text("导入时间", lambda r: _at(r.imported_at), 18),
    ),
)
FINDINGS: Report[FindingRow] = Report(
    "疑点",
    (
        _code("规则", lambda r: r.rule, 10),
        _text("程度", _computed("severity_name"), 8),
        _text("账簿", lambda r: r.book_name, 30),
        _text("疑点", lambda r: r.title, 70),
        _money("金额", lambda r: r.amount),
        _count("评分", lambda r: r.score),
        _text("办理", _computed("state_name"), 22),
        _day("截至", lambda r: r.as_of),
        _code("编号", lambda r: r.identity, 30),
    ),
)
CASES: Report[CaseRow] = Report(
    "核查单",
    (
        _text("核查单", _computed("name"), 18),
        _text("账簿", lambda r: r.book_name, 30),
        _text("标题", lambda r: r.title, 50),
        _text("状态", _computed("stage_name"), 10),
        _text("最近一步", _computed("last_name"), 12),
        _count("疑点", lambda r: r.leads),
        _count("未认定", lambda r: r.undisposed),
        _money("最大金额", lambda r: r.amount),
        _text("交办", lambda r: r.assigned_to, 20),
        _day("期限", lambda r: r.due_on),
        _text("逾期", lambda r: "逾期" if r.overdue else "", 8),
    ),
)
NOTICES: Report[NoticeRow] = Report(
    "公示公告登记",
    (
        _text("标题", lambda r: r.title or _computed("subject_name")(r), 44),
        _text("阶段", _computed("stage_name"), 12),
        _text("方式", lambda r: "张贴" if r.channel == "board" else "网站", 8),
        _code("区划代码", lambda r: r.region),
        _text("地点", lambda r: r.region_name),
        _text("文号", lambda r: r.doc_no, 24),
        _text("项目", lambda r: r.project_name, 30),
        _day("发布", lambda r: r.published_on),
        _day("公示起", lambda r: r.from_on),
        _day("公示止", lambda r: r.until_on),
        _count("天数", _computed("days")),
        _count("证据", lambda r: r.evidence, summed=True),
    ),
)
DUTIES: Report[DutyRow] = Report(
    "应公示清单",
    (
        _text("事项", lambda r: r.name, 40),
        _text("类别", _computed("subject_name"), 14),
        _text("应做的", lambda r: f"{_computed('level_name')(r)}{_computed('stage_name')(r)}", 18),
        _code("区划代码", lambda r: r.region),
        _day("起算", lambda r: r.born_on),
        _day("最迟", lambda r: r.due_on),
        _text("状态", _computed("state_name"), 12),
        _day("公示", lambda r: r.published_on),
        _money("金额", lambda r: r.amount),
        _text("依据", lambda r: r.source, 40),
        _text("说明", lambda r: r.reason, 40),
    ),
)
OBJECTIONS: Report[ObjectionRow] = Report(
    "异议",
    (
        _code("编号", lambda r: r.code, 16),
        _text("事由", _computed("topic_name")),
        _text("公示", lambda r: r.notice_title, 36),
        _code("区划代码", lambda r: r.region),
        _text("地点", lambda r: r.region_name),
        _text("渠道", _computed("channel_name"), 10),
        _day("提出", lambda r: r.raised_on),
        _text("办理层级", _computed("handler_name"), 10),
        _text("状态", _computed("state_name"), 18),
        _count("天数", lambda r: r.open_days),
        _text("逾期", lambda r: "是" if _computed("late")(r) else "", 8),
    ),
)
CONFIRMATIONS: Report[ConfirmationRow] = Report(
    "签收",
    (
        _code("凭证", lambda r: f"{r.book} {r.year}-{r.number}", 20),
        _count("行", lambda r: r.line),
        _code("区划代码", lambda r: r.region),
        _text("地点", lambda r: r.region_name),
        _money("发放", lambda r: r.paid),
        _text("结果", _computed("outcome_name"), 12),
        _money("收到", lambda r: r.received),
        _text("实物", lambda r: r.goods),
        _text("与收款人关系", _computed("relation_name"), 14),
        _text("方式", _computed("means_name"), 10),
        _day("签收日期", lambda r: r.signed_on),
        _count("更正次数", lambda r: r.corrections),
    ),
)


def _cells(cells: dict[str, str] | dict[str, object]) -> str:
    return "；".join(f"{name}：{value}" for name, value in cells.items() if value not in ("", None))
