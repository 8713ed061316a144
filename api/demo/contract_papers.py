"""Which papers has the contract of an ordinary work, and how are others put in their place?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.demo.papers import Paper
from api.demo.planned import PlannedProject
from ledger.register.contracts import BIDS, CONTRACTS, Bid, Contract
from ledger.register.versions import Entered, Register


def contract_no(work: PlannedProject) -> str:
    return f"HT-{work.new.code}-1"


def tender_no(work: PlannedProject) -> str:
    return f"ZB-{work.new.code}-1"


def contract_among(papers: Sequence[Paper]) -> Contract:
    """The one contract of an ordinary work."""
    (found,) = (paper.entered.row for paper in papers if paper.register is CONTRACTS)
    assert isinstance(found, Contract)
    return found


def bids_among(papers: Sequence[Paper]) -> list[Bid]:
    return [paper.entered.row for paper in papers if paper.register is BIDS]


def without(papers: Sequence[Paper], *registers: Register[Any]) -> list[Paper]:
    return [paper for paper in papers if not any(paper.register is each for each in registers)]


def contracted(contracts: Sequence[Contract]) -> list[Paper]:
    return [Paper(each.signed_on, CONTRACTS, Entered(each)) for each in contracts]


def numbered(paper_no: str, number: int) -> str:
    """The number of a paper of which there are several now; the first keeps it."""
    return f"{paper_no}-{number + 1}" if number else paper_no
