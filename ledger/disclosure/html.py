"""How does a page look on the web?

One self-contained file: no script, no outside request, readable on a phone, printable. Names are
masked here whatever the level of the board; the full names of the page never reach the template.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

from ledger.disclosure import wording
from ledger.disclosure.content import digest_text, public_content, qr_text
from ledger.disclosure.page import SUPERVISION_HOTLINES, NoticePage
from ledger.disclosure.qr import qr_svg
from ledger.disclosure.section import Section
from ledger.disclosure.wording import Fact
from ledger.values.money import yuan


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    group: str
    benefit: str
    period: str
    calculation: str
    amount: str
    remark: str


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    amounts: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    shared: str
    caption: str
    lines: tuple[_Line, ...]
    lines_total: str


def render_html(page: NoticePage) -> bytes:
    """The web page, UTF-8. The same page gives the same bytes."""
    content = public_content(page)
    digest = hashlib.sha256(content).digest()
    css = _css()
    text = _template().render(
        page=page,
        policy=_policy(css),
        css=Markup(css),  # our own file, not data
        demo_mark=wording.DEMO_MARK,
        demo_note=wording.DEMO_NOTE,
        period=Fact(wording.period_label(page), wording.period_text(page)),
        lead=wording.lead_text(page),
        totals=wording.totals(page),
        sections=[_section(number, each) for number, each in enumerate(page.sections, 1)],
        no_sections=wording.NO_SECTIONS,
        no_lines=wording.NO_LINES,
        objection=wording.objection_text(page),
        hotlines=SUPERVISION_HOTLINES,
        facts=wording.page_facts(page),
        issued_on=wording.chinese_date(page.issued_on),
        how_to_check=wording.HOW_TO_CHECK_ON_WEB,
        no_address=wording.NO_ADDRESS,
        digest=digest_text(digest),
        content=base64.b64encode(content).decode(),
        qr=Markup(qr_svg(qr_text(page, digest))),  # drawn from modules, holds no text of the page
    )
    return text.encode()


def _section(number: int, section: Section) -> _Section:
    return _Section(
        heading=wording.section_heading(number, section),
        amounts=wording.amounts(section),
        facts=wording.section_facts(section),
        shared=wording.shared_benefit(section),
        caption=wording.roster_caption(section),
        lines=tuple(
            _Line(
                name=line.masked_name,
                group=line.group or wording.NOT_PROVIDED,
                benefit=line.benefit or wording.NOT_PROVIDED,
                period=line.period or wording.PERIOD_NOT_PROVIDED,
                calculation=wording.line_calculation(line),
                amount=yuan(line.amount_fen),
                remark=line.remark.value if line.remark else "",
            )
            for line in section.lines
        ),
        lines_total=yuan(section.lines_total_fen),
    )


def _policy(css: str) -> str:
    """Only this very style sheet may act; nothing may be loaded, run, framed or sent."""
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"


@cache
def _css() -> str:
    return _read("notice.css")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.from_string(_read("notice.html.j2"))


def _read(name: str) -> str:
    return (files("ledger.disclosure") / "templates" / name).read_text(encoding="utf-8")
