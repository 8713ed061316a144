"""How do the facts of a page read in Chinese?

Both forms, web and paper, print these texts, so they cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.disclosure.page import ListBasis, NoticeKind, NoticePage
from ledger.disclosure.section import HouseholdLine, Section
from ledger.values.money import yuan
from ledger.values.region import RegionLevel

NOT_PROVIDED = "未提供"
PERIOD_NOT_PROVIDED = "期间未提供"
NO_LINES = "本项没有发放到户的明细。"
NO_SECTIONS = "本期没有项目和到户补助。"
NO_ADDRESS = "本页未在互联网公开"
HOW_TO_CHECK_ON_WEB = (
    "公示栏上的纸质版也印有核对码。两处核对码不同，说明不是同一份内容；相同的，请再逐行核对金额。"
    "纸质版写全名，网页只写姓，其余应完全一样。"
)
HOW_TO_CHECK_WITHOUT_ADDRESS = "右侧二维码含本页核对码，可请发布单位用账簿核对。"
HOW_TO_CHECK_ON_PAPER = "手机扫右侧二维码打开网页，核对码和金额应与本页相同。"
SEAL = "（盖章处）"
DEMO_NOTE = "本页内容均为虚构，仅供演示。"
DEMO_MARK = "演示数据"
EVIDENCE_PENDING = "待存证"

_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled fact, each line of `text` on its own line; `given` is False where the page must
    say 未提供."""

    label: str
    text: str
    given: bool = True


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def period_text(page: NoticePage) -> str:
    return f"{chinese_date(page.start_on)}至{chinese_date(page.end_on)}，共{page.days}天"


def period_label(page: NoticePage) -> str:
    return f"{page.kind.value}期"


def basis_text(page: NoticePage) -> str:
    basis = page.basis
    if isinstance(basis, ListBasis):
        return (
            f"{chinese_date(basis.approved_on)}审定的“{basis.list_name}”第{basis.version}版"
            f"（账簿事件号{basis.event_number}）"
        )
    return (
        f"账簿{basis.book}的{basis.fiscal_year}年度凭证，截至第{basis.voucher_number}号"
        f"（账簿事件号{basis.event_number}）"
    )


def evidence_text(page: NoticePage) -> str:
    """待存证 until a cosigned checkpoint covers the publication; see design/transparency.md."""
    if page.event_number is None:
        return f"{EVIDENCE_PENDING}（尚未登记事件）"
    return f"{EVIDENCE_PENDING}（第{page.event_number}号事件，尚待上级见证）"


def lead_text(page: NoticePage) -> str:
    place = page.region.path[-1]
    if page.kind is NoticeKind.BEFORE:
        return f"现将{place}拟使用{page.regime}的项目和到户补助公示如下，请群众监督。"
    return f"现将{place}使用{page.regime}的项目和到户补助公告如下，请群众监督。"


def objection_text(page: NoticePage) -> str:
    phone = f"（办公电话{page.office_phone}）" if page.office_phone else ""
    return (
        f"对以上内容有异议的，请在{chinese_date(page.end_on)}前（含当日）向{page.objection_to}{phone}"
        "口头或书面提出，也可拨打下列监督举报电话。"
    )


def page_facts(page: NoticePage) -> tuple[Fact, ...]:
    """What the page is, beside its title and period."""
    return (
        Fact("发布单位", page.issuer),
        Fact("公开层级", page.level.chinese),
        Fact("资金制度", page.regime),
        Fact("编号", page.notice_id),
        Fact("区划", f"{page.region.full_name}（{page.region.code}）"),
        Fact("存证状态", evidence_text(page)),
        Fact("数据依据", basis_text(page)),
    )


def totals(page: NoticePage) -> tuple[Fact, ...]:
    """Sums over the sections. A sum is only said where every section states its part."""
    return (
        Fact("项目和补助", f"{len(page.sections)}项"),
        _sum("安排", (section.arranged_fen for section in page.sections)),
        _sum("已支付", (section.paid_fen for section in page.sections)),
        Fact(f"到户{page.lines_count}笔", yuan(page.lines_total_fen)),
    )


def section_heading(number: int, section: Section) -> str:
    return f"{chinese_numeral(number)}、{section.name}"


def amounts(section: Section) -> tuple[Fact, ...]:
    return (
        _amount("计划规模", section.planned_fen),
        _amount("安排金额", section.arranged_fen),
        _amount("已支付", section.paid_fen),
    )


def section_facts(section: Section) -> tuple[Fact, ...]:
    """The fields of 国开办发〔2018〕11号 beside name and amounts, in its order."""
    standard = section.standard
    return (
        Fact("类别和编码", f"{section.kind.value}，{section.code}"),
        _text("地点", section.place),
        _text("建设任务", section.task),
        _text("补助标准", standard.text if standard else ""),
        _text("标准出处", standard.source if standard else ""),
        _text("资金来源", "\n".join(_source(section))),
        _text("期限", section.term),
        _text("责任单位", section.responsible_unit),
        _text("责任人", section.responsible_person),
        _text("绩效目标", section.performance_target),
        _text("带贫减贫机制", section.benefit_mechanism),
    )


def roster_caption(section: Section) -> str:
    return f"到户共{len(section.lines)}笔，合计{yuan(section.lines_total_fen)}"


def shared_benefit(section: Section) -> str:
    """Benefit and period if all lines have the same, else "": said once above the roster, a
    board holds half as many rows again."""
    said = {(line.benefit, line.period) for line in section.lines}
    if len(said) != 1:
        return ""
    benefit, period = said.pop()
    return f"{benefit or NOT_PROVIDED}，{period or PERIOD_NOT_PROVIDED}"


def line_calculation(line: HouseholdLine) -> str:
    reckoning = line.calculation
    if reckoning is None:
        return NOT_PROVIDED
    rate = f"{yuan(reckoning.rate_fen)}/{reckoning.rate_per}"
    return f"{reckoning.quantity_text}{reckoning.unit} × {rate}"


def names_are_full(page: NoticePage) -> bool:
    """Full names stand only on the village's own board; every other paper is masked like the web
    (model.md, Notices)."""
    return page.level is RegionLevel.VILLAGE


def chinese_numeral(number: int) -> str:
    """一 … 九十九; digits beyond."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def _source(section: Section) -> list[str]:
    return [
        f"{source.name}，{source.doc_no or '文号未提供'}"
        + ("" if source.amount_fen is None else f"，{yuan(source.amount_fen)}")
        for source in section.sources
    ]


def _text(label: str, text: str) -> Fact:
    return Fact(label, text or NOT_PROVIDED, given=bool(text))


def _amount(label: str, amount_fen: int | None) -> Fact:
    if amount_fen is None:
        return Fact(label, NOT_PROVIDED, given=False)
    return Fact(label, yuan(amount_fen))


def _sum(label: str, amounts_fen: Iterable[int | None]) -> Fact:
    known = list(amounts_fen)
    stated = [amount_fen for amount_fen in known if amount_fen is not None]
    return _amount(label, sum(stated) if len(stated) == len(known) else None)
