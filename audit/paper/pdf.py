"""How does the working paper look on paper?

A4 PDF/A-2b made by typst from `paper.typ`. What stands in it enters as JSON data, never as markup;
the fonts are the bundled ones, the clock is the last day of the period: the same paper gives the
same bytes on every machine. A character that the fonts lack is printed as 〓.
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files

import typst

from audit.paper import wording
from audit.paper.contents import Largest, Paper
from ledger.disclosure.glyphs import printable_characters
from ledger.disclosure.pdf import fonts
from ledger.values.day import day_starts_at

_MISSING = "〓"


def paper_pdf(paper: Paper) -> bytes:
    """The bytes of the PDF."""
    data = _data(paper)
    digest = hashlib.sha256(_json(data).encode()).hexdigest()
    known = printable_characters() | {"\n"}
    text = "".join(
        each if each in known or ord(each) < 128 else _MISSING
        for each in _json({**data, "digest": digest})
    )
    return typst.compile(
        (files("audit.paper") / "paper.typ").read_bytes(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"paper": text},
        pdf_standards="a-2b",
        timestamp=day_starts_at(paper.to_on),
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _data(paper: Paper) -> dict[str, object]:
    return {
        "title": wording.title(paper),
        "bureau": paper.bureau,
        "period": f"{paper.from_on} 至 {paper.to_on}",
        "date": [paper.to_on.year, paper.to_on.month, paper.to_on.day],
        "made_by": paper.made_by,
        "demo": "演示数据" if paper.demo else "",
        "scope": [list(each) for each in wording.scope(paper)],
        "notes": [wording.LEAD_IS_NOT_A_VERDICT, wording.SUMS_OVERLAP, wording.SILENCE],
        "vouchers": [
            [wording.voucher_kind(each.kind), f"{each.vouchers}", wording.amount(each.amount_fen)]
            for each in paper.vouchers
        ],
        "coverage": [
            [
                each.rule,
                each.name,
                f"{each.flagged}",
                f"{each.clear}",
                f"{each.not_computable}",
                wording.share(each.not_computable, each.subjects),
            ]
            for each in paper.rules
        ],
        "kinds": [
            [each.kind, f"{each.rules}", f"{each.leads}", f"{each.high}",
             wording.amount(each.amount_fen)]
            for each in paper.kinds
        ],
        "largest": [_largest(each) for each in paper.largest],
        "reasons": [[name, said, f"{count}"] for name, said, count in wording.reasons(paper)],
        "dispositions": [
            [name, f"{count}", wording.amount(fen)]
            for name, count, fen in wording.dispositions(paper)
        ],
        "held": [
            [
                f"{each.case_year}-{each.case_number}",
                each.stage.chinese,
                f"{each.rule} {each.title}",
                wording.amount(each.amount_fen),
                each.disposition.chinese,
                f"{each.held_by} {wording.instant(each.held_at)[:10]}",
            ]
            for each in paper.held
        ],
        "recovered": wording.recovered(paper),
        "parameters": [
            [each.rule, each.name, f"第 {each.version} 版", wording.parameters(each) or "没有参数"]
            for each in paper.rules
        ],
    }  # fmt: skip


def _largest(each: Largest) -> dict[str, object]:
    lead = each.lead
    return {
        "heading": f"{each.place}. {lead.title}",
        "facts": f"{lead.rule}，程度 {lead.severity.chinese}，首次提出：截至 {lead.first_on}，"
        f"标识 {lead.identity.hex()[:16]}",
        "amount": wording.amount(lead.amount_fen),
        "chains": [
            {
                "heading": wording.chain_heading(chain),
                "left_out": chain.left_out,
                "steps": [
                    [
                        f"{step.book} {step.year}-{step.number}",
                        step.kind,
                        f"{step.happened_on}",
                        step.doc_no or "—",
                        step.way,
                        wording.amount(step.part_fen),
                    ]
                    for step in chain.steps
                ],
            }
            for chain in each.chains
        ],
        "more": each.more,
    }
