"""What is entered in the demo beside vouchers, and on which day?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from api.demo.desk import Desk
from ledger.register.versions import Entered, Register
from ledger.storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Paper:
    """One row of a register, on the day on which the department has it."""

    day: date
    register: Register[Any]
    entered: Entered[Any]


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
