"""How does the working paper leave as a workbook? One sheet a part, sums that are formulas.

The properties say the last day of the period as the day of creation, so that the same paper gives
the same bytes.
"""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from audit.paper import wording
from audit.paper.contents import Paper, kind_name
from ledger.intake.report_workbook import Form, Head, new_workbook, write_table

_TEXT, _COUNT, _FEN, _DAY = Form.TEXT, Form.COUNT, Form.FEN, Form.DAY


def write_paper(path: Path, paper: Paper) -> None:
    """Whole or not at all."""
    with new_workbook(path) as book:
        book.set_properties(
            {
                "title": wording.title(paper),
                "author": paper.made_by,
                "created": datetime.combine(paper.to_on, time()),
            }
        )
        said = [*wording.scope(paper), ("说明", wording.LEAD_IS_NOT_A_VERDICT)]
        said += [("说明", wording.SUMS_OVERLAP), ("说明", wording.SILENCE)]
        write_table(book, "范围", [Head("项目", _TEXT, 18), Head("内容", _TEXT, 100)], said)
        write_table(
            book,
            "期间凭证",
            [Head("凭证类别", _TEXT, 18), _sum("张数"), _money("分录金额合计（元）")],
            ((wording.voucher_kind(v.kind), v.vouchers, v.amount_fen) for v in paper.vouchers),
        )
        write_table(
            book,
            "数据覆盖",
            [
                Head("规则", _TEXT, 8),
                Head("名称", _TEXT, 34),
                Head("类别", _TEXT, 16),
                _sum("疑点"),
                _sum("未见异常"),
                _sum("无法判断"),
                Head("运行截至日", _DAY, 13),
            ],
            (
                (r.rule, r.name, r.kind, r.flagged, r.clear, r.not_computable, r.as_of)
                for r in paper.rules
            ),
        )
        write_table(
            book,
            "疑点分类",
            [
                Head("类别", _TEXT, 18),
                _sum("规则条数"),
                _sum("疑点条数"),
                _sum("其中程度高"),
                _money("涉及金额（元）"),
            ],
            ((k.kind, k.rules, k.leads, k.high, k.amount_fen) for k in paper.kinds),
        )
        write_table(
            book,
            "疑点清单",
            [
                Head("序号", _COUNT, 7),
                Head("规则", _TEXT, 8),
                Head("类别", _TEXT, 16),
                Head("程度", _TEXT, 7),
                Head("疑点", _TEXT, 80),
                _money("涉及金额（元）"),
                Head("首次提出截至日", _DAY, 15),
                Head("标识", _TEXT, 66),
            ],
            (
                (
                    n,
                    x.rule,
                    kind_name(x.rule),
                    x.severity.chinese,
                    x.title,
                    x.amount_fen,
                    x.first_on,
                    x.identity.hex(),
                )
                for n, x in enumerate(paper.leads, start=1)
            ),
        )
        write_table(
            book,
            "最大十条凭证链",
            [
                Head("疑点序号", _COUNT, 9),
                Head("疑点", _TEXT, 50),
                Head("追溯的凭证", _TEXT, 18),
                Head("来源文号", _TEXT, 30),
                Head("步骤", _COUNT, 7),
                Head("账簿", _TEXT, 9),
                Head("凭证", _TEXT, 12),
                Head("类别", _TEXT, 12),
                Head("业务日期", _DAY, 12),
                Head("文号", _TEXT, 26),
                Head("账户", _TEXT, 28),
                Head("属于本笔的金额（元）", _FEN, 20),
            ],
            (
                (
                    x.place,
                    x.lead.title,
                    f"{c.voucher.book} {c.voucher.year}-{c.voucher.number}",
                    "、".join(c.doc_nos),
                    n,
                    str(s.book),
                    f"{s.year}-{s.number}",
                    s.kind,
                    s.happened_on,
                    s.doc_no,
                    s.way,
                    s.part_fen,
                )
                for x in paper.largest
                for c in x.chains
                for n, s in enumerate(c.steps, start=1)
            ),
        )
        write_table(
            book,
            "无法判断",
            [Head("规则", _TEXT, 40), Head("缺少什么", _TEXT, 80), _sum("对象数")],
            wording.reasons(paper),
        )
        write_table(
            book,
            "认定",
            [
                Head("核查单", _TEXT, 12),
                Head("状态", _TEXT, 10),
                Head("规则", _TEXT, 8),
                Head("疑点", _TEXT, 80),
                _money("涉及金额（元）"),
                Head("认定", _TEXT, 10),
                Head("认定人", _TEXT, 14),
                Head("认定时间", _TEXT, 20),
            ],
            (
                (
                    f"{h.case_year}-{h.case_number}",
                    h.stage.chinese,
                    h.rule,
                    h.title,
                    h.amount_fen,
                    h.disposition.chinese,
                    h.held_by,
                    wording.instant(h.held_at),
                )
                for h in paper.held
            ),
        )
        write_table(
            book,
            "参数",
            [Head("规则", _TEXT, 8), Head("名称", _TEXT, 34), Head("版本", _COUNT, 7),
             Head("参数", _TEXT, 90)],
            ((r.rule, r.name, r.version, wording.parameters(r)) for r in paper.rules),
        )  # fmt: skip


def _sum(title: str) -> Head:
    return Head(title, _COUNT, 12, summed=True)


def _money(title: str) -> Head:
    return Head(title, _FEN, 20, summed=True)
