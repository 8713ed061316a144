"""What leaves a book as a workbook: its vouchers, its payment lines, its registers?

Registers leave in the form of their templates, so that they can be imported again. Rows stream from
one snapshot of the database into the file. Nothing here names a person: households go by their
number, or by their key where they never had one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

from ledger.book.post import Connection
from ledger.intake.register_rows import sheet_rows
from ledger.intake.register_sheet import RegisterSheet
from ledger.intake.report_workbook import Cell, Form, Head, write_report
from ledger.intake.sealed_rows import ORGANISATION_FACT_CELLS, RESPONSIBLE_CELLS
from ledger.intake.sheet_export import write_sheet_rows
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.sheets.registers import REGISTER_SHEETS
from ledger.values.kinds import VoucherKind

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of export: what it is, and who writes it; `write` returns the number of rows."""

    title: str
    write: Callable[[Connection, int, Path], int]


def _report(
    title: str, heads: Sequence[Head], query: LiteralString, kind_at: int | None = None
) -> Callable[[Connection, int, Path], int]:
    def write(connection: Connection, book: int, path: Path) -> int:
        rows = _rows(connection, query, book)
        named = rows if kind_at is None else _named(rows, kind_at)
        return write_report(path, title, heads, named)

    return write


def _register(name: str, query: LiteralString) -> Callable[[Connection, int, Path], int]:
    def write(connection: Connection, book: int, path: Path) -> int:
        return write_sheet_rows(path, SHEET_KINDS[name].sheet, _rows(connection, query, book))

    return write


def _versions(kind: RegisterSheet[Any]) -> Callable[[Connection, int, Path], int]:
    def write(connection: Connection, book: int, path: Path) -> int:
        return write_sheet_rows(path, kind.sheet, sheet_rows(connection, kind, book))

    return write


def _rows(connection: Connection, query: LiteralString, book: int) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name="export") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(query, {"book": book})
        yield from cursor


def _named(rows: Iterator[tuple[Any, ...]], at: int) -> Iterator[list[Cell]]:
    """The kind of voucher in Chinese."""
    for row in rows:
        cells = list(row)
        cells[at] = VoucherKind(cells[at]).chinese
        yield cells


_VOUCHERS = """
SELECT v.year, v.number, v.kind, v.happened_on, v.doc_no, e.amount, e.entries, v.maker, v.checker,
       CASE WHEN v.reverses_number IS NOT NULL
         THEN v.reverses_year || '年第' || v.reverses_number || '号' END,
       (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::timestamp(0)::text
FROM voucher v
CROSS JOIN LATERAL (
  SELECT sum(e.amount_fen)::bigint AS amount, count(*)::int AS entries FROM entry e
  WHERE e.book = v.book AND e.year = v.year AND e.number = v.number
) e
WHERE v.book = %(book)s ORDER BY v.event
"""
_LINES = """
SELECT l.year, l.number, l.line, v.kind, v.happened_on, coalesce(c.code, l.household::text, ''),
       l.region, coalesce(p.code, ''), coalesce(b.name, l.benefit, ''), l.period_from, l.period_to,
       l.quantity_milli, l.rate_fen, l.amount_fen, coalesce(l.bank_result, ''),
       coalesce(x.system, ''), split_part(coalesce(x.number, ''), ' ', 1)  -- of a bounce too
FROM payment_line l
JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
LEFT JOIN register_code c ON c.book = l.book AND c.kind = 'household' AND c.key = l.household
LEFT JOIN project p ON p.book = l.book AND p.project = l.project
LEFT JOIN benefit b ON b.benefit = l.benefit
LEFT JOIN external_number x ON x.book = l.book AND x.line = l.line
  AND x.draft = CASE WHEN v.key LIKE 'draft:%%' THEN split_part(v.key, ':', 2)::uuid END
WHERE l.book = %(book)s ORDER BY l.year, l.number, l.line
"""
_ORGANISATIONS = """
SELECT org, name, kind, region, coalesce(credit_code, ''), coalesce(phone, '')
FROM organisation WHERE %(book)s IS NOT NULL ORDER BY org
"""
_HOUSEHOLDS = """
SELECT DISTINCT ON (code, f.household, f.valid_from)
       coalesce(c.code, f.household::text) AS code, f.region, f.village_group, f.kind, f.members,
       f.valid_from, f.valid_to, f.doc_no, '', ''
FROM household_fact f
LEFT JOIN register_code c ON c.book = f.book AND c.kind = 'household' AND c.key = f.household
WHERE f.book = %(book)s ORDER BY code, f.household, f.valid_from, f.known_at DESC
"""
_INCOMES = """
SELECT DISTINCT ON (i.household, i.year) coalesce(c.code, i.household::text), i.year, i.income_fen,
       i.members, i.source
FROM household_income i
LEFT JOIN register_code c ON c.book = i.book AND c.kind = 'household' AND c.key = i.household
WHERE i.book = %(book)s ORDER BY i.household, i.year, i.known_at DESC
"""
_MOVES = """
SELECT kind, one, other, happened_on, from_region, to_region, doc_no FROM (
  SELECT DISTINCT ON (m.household, m.to_household, m.happened_on, m.kind) m.kind,
         coalesce(c.code, m.household::text) AS one,
         CASE WHEN m.kind <> 'move' THEN coalesce(d.code, m.to_household::text) ELSE '' END
           AS other,
         m.happened_on, m.from_region, m.to_region, m.doc_no, m.annulled
  FROM household_move m
  LEFT JOIN register_code c ON c.book = m.book AND c.kind = 'household' AND c.key = m.household
  LEFT JOIN register_code d ON d.book = m.book AND d.kind = 'household' AND d.key = m.to_household
  WHERE m.book = %(book)s
  ORDER BY m.household, m.to_household, m.happened_on, m.kind, m.known_at DESC
) x WHERE NOT annulled ORDER BY happened_on, one
"""
_EXIT_STEPS = """
SELECT one, region, procedure, exit_year, step, done_on, passed, doc_no FROM (
  SELECT DISTINCT ON (s.subject, s.procedure, s.exit_year, s.step)
         CASE WHEN s.subject <> s.region THEN coalesce(c.code, s.subject) ELSE '' END AS one,
         s.region, s.procedure, s.exit_year, s.step, s.done_on,
         CASE WHEN s.passed THEN 'yes' ELSE 'no' END AS passed, s.doc_no, s.annulled
  FROM exit_step s
  LEFT JOIN register_code c ON c.book = s.book AND c.kind = 'household'
    AND c.key::text = s.subject
  WHERE s.book = %(book)s
  ORDER BY s.subject, s.procedure, s.exit_year, s.step, s.known_at DESC
) x WHERE NOT annulled ORDER BY region, one, procedure, exit_year, step
"""
_INSIDE: LiteralString = """
JOIN book_region h ON h.book = %(book)s AND r.code LIKE CASE
  WHEN right(h.region, 8) = repeat('0', 8) THEN left(h.region, 4)
  WHEN right(h.region, 6) = repeat('0', 6) THEN left(h.region, 6)
  ELSE left(h.region, 9) END || '%%'
"""
_REGIONS: LiteralString = (
    """
SELECT DISTINCT r.code, r.name, nullif(r.valid_from, date '1949-10-01'), r.valid_to,
       coalesce(r.successor, ''), array_to_string(r.aliases, '、'), r.source
FROM region r """
    + _INSIDE
    + """ WHERE r.level IN ('township', 'village') ORDER BY 1, 3 NULLS FIRST
"""
)
_PLACE_CLASSES: LiteralString = (
    "SELECT DISTINCT r.code, r.kind, r.valid_from, r.valid_to, r.source FROM region_class r "
    + _INSIDE
    + " ORDER BY 1, 3, 2"
)
_PROJECTS = """
SELECT p.code, p.name, p.region, p.org, p.purpose, coalesce(b.name, p.benefit, ''), p.task,
       p.standard_text, p.planned_fen, p.starts_on, p.ends_on, p.responsible, p.target, p.mechanism,
       a.happened_on, coalesce(a.doc_no, ''), i.happened_on, coalesce(i.doc_no, '')
FROM project p
LEFT JOIN benefit b ON b.benefit = p.benefit
LEFT JOIN LATERAL (
  SELECT e.happened_on, e.doc_no FROM project_event e WHERE e.book = p.book
    AND e.project = p.project AND e.kind = 'approved' AND NOT EXISTS (
      SELECT FROM project_event_void v WHERE v.book = e.book AND v.project = e.project
        AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version)
  ORDER BY e.happened_on LIMIT 1
) a ON true
LEFT JOIN LATERAL (
  SELECT e.happened_on, e.doc_no FROM project_event e WHERE e.book = p.book
    AND e.project = p.project AND e.kind = 'entered' AND NOT EXISTS (
      SELECT FROM project_event_void v WHERE v.book = e.book AND v.project = e.project
        AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version)
  ORDER BY e.happened_on LIMIT 1
) i ON true
WHERE p.book = %(book)s ORDER BY p.code
"""
_STEPS = """
SELECT p.code, e.kind, e.happened_on, e.doc_no, e.remark
FROM project_event e JOIN project p ON p.book = e.book AND p.project = e.project
WHERE e.book = %(book)s AND NOT EXISTS (
  SELECT FROM project_event_void v WHERE v.book = e.book AND v.project = e.project
    AND v.kind = e.kind AND v.happened_on = e.happened_on AND v.version = e.version)
ORDER BY p.code, e.happened_on, e.kind
"""
_NOTICES = """
SELECT n.notice::text, n.stage, n.level, n.channel, n.region, n.subject, n.subject_key, n.title,
       n.published_on, n.from_on, n.until_on, n.doc_no, n.place, n.source_url, '', r.line_count,
       r.total_fen
FROM notice n
LEFT JOIN LATERAL (
  SELECT r.line_count, r.total_fen FROM notice_reading r
  WHERE r.book = n.book AND r.notice = n.notice ORDER BY r.reading DESC LIMIT 1
) r ON true
WHERE n.book = %(book)s ORDER BY n.event
"""
_OBJECTIONS = """
SELECT o.code, coalesce(n.title, ''), o.region,
  CASE o.channel WHEN 'village' THEN '村务监督' WHEN 'hotline' THEN '电话12317'
    WHEN 'counter' THEN '窗口' WHEN 'website' THEN '网站' ELSE '其他' END,
  CASE o.handler WHEN 'village' THEN '村' WHEN 'township' THEN '乡镇' ELSE '县' END,
  o.raised_on,
  CASE s.kind WHEN 'raised' THEN '提出' WHEN 'accepted' THEN '受理' WHEN 'answered' THEN '答复'
    ELSE '办结' END,
  CASE s.outcome WHEN 'upheld' THEN '属实' WHEN 'partly' THEN '部分属实'
    WHEN 'unfounded' THEN '不属实' WHEN 'not_taken' THEN '不予受理' ELSE '' END,
  s.happened_on
FROM objection o
JOIN LATERAL (
  SELECT t.kind, t.outcome, t.happened_on FROM objection_step t
  WHERE t.book = o.book AND t.objection = o.objection ORDER BY t.seq DESC LIMIT 1
) s ON true
LEFT JOIN notice n ON n.book = o.book AND n.notice = o.notice
WHERE o.book = %(book)s ORDER BY o.raised_on, o.code
"""

EXPORTS: dict[str, Export] = {
    "vouchers": Export(
        "凭证",
        _report(
            "凭证",
            (
                Head("年度", Form.CODE, 8),
                Head("编号", Form.COUNT, 10),
                Head("类别", Form.TEXT, 12),
                Head("业务日期", Form.DAY, 12),
                Head("文号", Form.TEXT, 24),
                Head("金额（元）", Form.FEN, 18, summed=True),
                Head("分录数", Form.COUNT, 10, summed=True),
                Head("经办", Form.TEXT, 12),
                Head("复核", Form.TEXT, 12),
                Head("红冲", Form.TEXT, 16),
                Head("记账时间", Form.TEXT, 20),
            ),
            _VOUCHERS,
            2,
        ),
    ),
    "payment-lines": Export(
        "发放明细",
        _report(
            "发放明细",
            (
                Head("年度", Form.CODE, 8),
                Head("凭证编号", Form.COUNT, 10),
                Head("行号", Form.COUNT, 8),
                Head("类别", Form.TEXT, 12),
                Head("业务日期", Form.DAY, 12),
                Head("户编号", Form.CODE, 20),
                Head("区划代码", Form.CODE, 16),
                Head("项目编号", Form.CODE, 18),
                Head("补助项目", Form.TEXT, 24),
                Head("期间起", Form.DAY, 12),
                Head("期间止", Form.DAY, 12),
                Head("数量", Form.MILLI, 10),
                Head("标准（元）", Form.FEN, 14),
                Head("金额（元）", Form.FEN, 16, summed=True),
                Head("银行结果", Form.TEXT, 14),
                Head("外部系统", Form.TEXT, 12),
                Head("外部编号", Form.CODE, 16),
            ),
            _LINES,
            3,
        ),
    ),
    "organisations": Export("单位", _register("organisations", _ORGANISATIONS)),
    "projects": Export("项目库", _register("projects", _PROJECTS)),
    "project-steps": Export("项目环节", _register("project-steps", _STEPS)),
    "organisation-facts": Export(
        "单位登记信息", _register("organisation-facts", ORGANISATION_FACT_CELLS)
    ),
    "responsible": Export("责任人", _register("responsible", RESPONSIBLE_CELLS)),
    "regions": Export("区划", _register("regions", _REGIONS)),
    "place-classes": Export("区划类别", _register("place-classes", _PLACE_CLASSES)),
    "households": Export("户", _register("households", _HOUSEHOLDS)),
    "household-moves": Export("分户迁移", _register("household-moves", _MOVES)),
    "household-incomes": Export("家庭收入", _register("household-incomes", _INCOMES)),
    "exit-steps": Export("退出程序", _register("exit-steps", _EXIT_STEPS)),
    "notice-register": Export("公示登记", _register("notice-register", _NOTICES)),
    "objections": Export(
        "异议",
        _report(
            "异议",
            (
                Head("异议编号", Form.CODE, 16),
                Head("公示", Form.TEXT, 30),
                Head("区划代码", Form.CODE, 16),
                Head("渠道", Form.TEXT, 12),
                Head("办理层级", Form.TEXT, 10),
                Head("提出日期", Form.DAY, 12),
                Head("状态", Form.TEXT, 10),
                Head("结论", Form.TEXT, 12),
                Head("最近办理", Form.DAY, 12),
            ),
            _OBJECTIONS,
        ),
    ),
} | {name: Export(each.sheet.title, _versions(each)) for name, each in REGISTER_SHEETS.items()}
"""By the name that the command line uses."""
