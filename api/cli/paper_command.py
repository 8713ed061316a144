"""`sunledger audit paper`: the working paper of a book and period, as a file."""

from __future__ import annotations

import argparse

from api.cli.report import write_json
from api.reading.papers import PaperRow
from api.system import opened
from audit.paper.files import make_paper, write_file
from ledger.storage.settings import Settings


def make(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        paper = make_paper(
            system.database,
            options.book,
            from_on=options.from_on,
            to_on=options.to_on,
            made_by=options.user,
        )
    write_file(options.out, paper)
    print(
        f"{paper.book_name} {paper.from_on} 至 {paper.to_on}："
        f"{len(paper.rules)} 条规则，疑点 {len(paper.leads)} 条，已写入 {options.out}"
    )
    write_json(options.json, PaperRow.of(paper).model_dump(mode="json"))
    return 0
