"""What is entered in the demo beside vouchers, and on which day?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session

from api.demo.desk import Desk
from ledger.register.versions import Entered, Register
from ledger.storage.sealing import Sealer

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Paper:
    """One row of a register, on the day on which the department has it."""

    day: date
    register: Register[Any]
    entered: Entered[Any]


def rewritten(
    register: Register[R], change: Callable[[R], R]
) -> Callable[[list[Paper]], list[Paper]]:
    """An amendment: every row of this register says something else."""

    def rewrite(paper: Paper) -> Paper:
        if paper.register is not register:
            return paper
        return replace(paper, entered=replace(paper.entered, row=change(paper.entered.row)))

    return lambda papers: [rewrite(paper) for paper in papers]


@dataclass(frozen=True, slots=True)
class Act:
    """Something else that an office of a book enters on the posting day of `day`, after its papers
    and lists and before its vouchers: `do(work, sealer, known_at)`."""

    book: int
    day: date
    what: str
    do: Callable[[Session, Sealer, datetime], object] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Errand:
    """Vouchers that do not follow from the plan: `note(desk)` notes tasks in the desk's diary, once
    everything else is noted there."""

    book: int
    what: str
    note: Callable[[Desk], None] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Night:
    """The clerks of a book leave what is due from the posting day `first` on to the night of the
    posting day `day`."""

    book: int
    first: date
    day: date
