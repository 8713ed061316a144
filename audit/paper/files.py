"""`make_paper`: the working paper as a file of either kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from audit.paper.contents import Paper, collect
from audit.paper.pdf import paper_pdf
from audit.paper.sheet import write_paper
from ledger.storage.database import Database
from ledger.storage.whole_file import write_whole
from ledger.values.refusal import Refusal


class PaperFileUnknown(Refusal):
    """A working paper is a .pdf or a .xlsx."""


def make_paper(database: Database, book: int, *, from_on: date, to_on: date, made_by: str) -> Paper:
    """What stands in it, read in one snapshot. Raises BookUnknown, PaperWithoutRun."""
    with database.reading() as connection:
        return collect(connection, book, from_on=from_on, to_on=to_on, made_by=made_by)


def write_file(path: Path, paper: Paper) -> None:
    """By the ending of the name, whole or not at all. Raises PaperFileUnknown."""
    if path.suffix == ".xlsx":
        write_paper(path, paper)
    elif path.suffix == ".pdf":
        write_whole(path, paper_pdf(paper))
    else:
        raise PaperFileUnknown(f"文件名应以 .pdf 或 .xlsx 结尾：{path.name}")
