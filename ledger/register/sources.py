"""Which documents are the shipped facts taken from, and how is a line of one cited?

Facts stand in `data/*.csv`, each with the document and the line it was read from. `note` of a
document says what is still to be checked (待核) about the document itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from io import StringIO

from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode


class RegisterDataDamaged(Refusal):
    """A data file of the register has a row that cannot be read."""


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document between two days, and the place whose authority issued it."""

    key: str
    title: str
    region: RegionCode
    valid_from: date
    valid_to: date
    note: str = ""

    def cite(self, line: int) -> str:
        """汉发〔2018〕29号第62行: the line of the text the figures were checked against."""
        return f"{self.title}第{line}行"


@cache
def shipped_documents() -> dict[str, Document]:
    """The five documents that the shipped standards and classes come from, by their short key."""
    return {
        row["document"]: Document(
            key=row["document"],
            title=row["title"],
            region=RegionCode.parse(row["region"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]),
            note=row["note"],
        )
        for row in data_rows("documents.csv")
    }


def cited(document: str, line: str) -> str:
    """How `source` says where a row was read. Raises RegisterDataDamaged."""
    try:
        return shipped_documents()[document].cite(int(line))
    except (KeyError, ValueError) as broken:
        raise RegisterDataDamaged(
            f"来源{document}第{line}行无法识别", document=document, line=line
        ) from broken


def data_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one file of `data/`, by the names of its first row."""
    text = files("ledger.register").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(StringIO(text), strict=True)


def day_or_none(text: str) -> date | None:
    """A day, or None where the cell is empty: open to that side."""
    return date.fromisoformat(text) if text else None
