"""What is said of a published finding: its story in a small ledger, and the rules that raise it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.audit.world import Step

HERE = Path(__file__).parent
PUBLISHED = HERE / "audit_findings.csv"
"""A copy of ../shared/data/real/audit_findings.csv; a test compares the two where it is there."""


@dataclass(frozen=True)
class Leads:
    """What a rule must say: how many leads, and their amounts together (None: not asked)."""

    count: int | None = None
    fen: int | None = None


SOME = Leads()


@dataclass(frozen=True)
class Told:
    """`scaled`: what of the story is not as published, in Chinese. `later`: a day on which things
    were put right, and what is left for the same rules; a rule not named there is silent then."""

    finding: str
    story: tuple[Step, ...]
    as_of: str
    caught: Mapping[str, Leads]
    scaled: str = ""
    later: tuple[str, Mapping[str, Leads]] | None = None


@cache
def published() -> dict[str, dict[str, str]]:
    """The findings by their id."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return {row["finding_id"]: row for row in csv.DictReader(file)}


def yuan(amount: int | str) -> int:
    """Fen of an amount in yuan."""
    fen = Decimal(amount) * 100
    assert fen == int(fen)
    return int(fen)


def together(amount: int | str, count: int | None = None) -> Leads:
    """Leads of this many yuan together."""
    return Leads(count, yuan(amount))


def shares(total_fen: int, count: int) -> list[int]:
    """Whole yuan each, as equal as can be; the last has the rest."""
    each = total_fen // count // 100 * 100
    return [each] * (count - 1) + [total_fen - each * (count - 1)]
