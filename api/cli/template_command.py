"""`sunledger template`: which kinds of file are there, and an empty workbook of one."""

from __future__ import annotations

import argparse

from api.cli.report import write_json
from ledger.intake.sheets import SHEET_KINDS
from ledger.intake.template_workbook import write_template
from ledger.values.refusal import Refusal


class TemplateUnknown(Refusal):
    """A template is one of those that `sunledger template --list` shows."""


class TemplateNeedsFile(Refusal):
    """A template is written to a .xlsx file."""


def template(options: argparse.Namespace) -> int:
    if options.list or options.name is None:
        for name, kind in SHEET_KINDS.items():
            print(f"{name:<15} {kind.sheet.title}  {kind.sheet.purpose}")
        write_json(options.json, [_described(name) for name in SHEET_KINDS])
        return 0
    if options.name not in SHEET_KINDS:
        raise TemplateUnknown(
            f"没有模板 {options.name}，可用的有：{'、'.join(SHEET_KINDS)}", name=options.name
        )
    if options.out is None or options.out.suffix.lower() != ".xlsx":
        raise TemplateNeedsFile("请用 --out 写明要生成的 .xlsx 文件")
    write_template(options.out, SHEET_KINDS[options.name].sheet)
    print(f"已生成 {options.out}")
    write_json(options.json, [_described(options.name)])
    return 0


def _described(name: str) -> dict[str, object]:
    sheet = SHEET_KINDS[name].sheet
    return {
        "name": name,
        "title": sheet.title,
        "purpose": sheet.purpose,
        "columns": [
            {
                "key": each.key,
                "title": each.title,
                "kind": each.kind.value,
                "required": each.required,
                "choices": [printed for printed, _ in each.choices],
                "note": each.note,
            }
            for each in sheet.columns
        ],
    }
