"""By which steps does a household, village or county leave poverty, and which were done?

Two documents order them differently: 精河 (第497行, for households) and 汉中 (第100行, for
households, villages and counties). The steps are dated rows with their line; where no document is
registered for a place nothing is said to be missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col

from ledger.register.known import add_known, said
from ledger.register.once import add_once
from ledger.register.sources import cited, data_rows, day_or_none
from ledger.storage.tables import ExitRule, ExitStep
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import clean_text


class ExitStepUnknown(Refusal):
    """A step that is recorded is one of its procedure."""


@dataclass(frozen=True, slots=True)
class StepOf:
    """One step of a procedure (退出程序), numbered from 1 in the order of its document.

    `notice`: empty, before (公示) or after (公告); `level`: where it is done.
    """

    procedure: str
    step: int
    subject: str
    name: str
    level: str
    notice: str
    region: RegionCode
    valid_from: date
    source: str
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that was done. `subject`: a household's key as text, or the code of a place."""

    subject: str
    procedure: str
    exit_year: int
    step: int
    region: RegionCode
    done_on: date
    doc_no: str = ""
    notice: UUID | None = None
    passed: bool = True
    annulled: bool = False


def shipped_steps() -> tuple[StepOf, ...]:
    """The procedures of the source documents."""
    return tuple(
        StepOf(
            procedure=row["procedure"],
            step=int(row["step"]),
            subject=row["subject"],
            name=row["name"],
            level=row["level"],
            notice=row["notice"],
            region=RegionCode.parse(row["region"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            source=cited(row["document"], row["line"]),
        )
        for row in data_rows("exit_rules.csv")
    )


def load_exit_rules(work: Session) -> int:
    """Add the shipped procedures. Returns how many rows were new. Raises RegisteredOtherwise."""
    return add_once(
        work,
        ExitRule,
        [
            {
                "procedure": each.procedure,
                "step": each.step,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "region": each.region.code,
                "subject": each.subject,
                "name": each.name,
                "level": each.level,
                "notice": each.notice,
                "source": each.source,
            }
            for each in shipped_steps()
        ],
    )


def procedure_on(
    rules: Collection[StepOf], subject: str, region: RegionCode, on: date
) -> list[StepOf]:
    """The steps in order for a subject in a place on a day; of several procedures that of the
    smallest place. Empty where no document is registered."""
    fitting = [
        each
        for each in rules
        if each.subject == subject
        and each.region.contains(region)
        and each.valid_from <= on
        and (each.valid_to is None or on < each.valid_to)
    ]
    nearest = max((each.region.level.depth for each in fitting), default=0)
    chosen = [each for each in fitting if each.region.level.depth == nearest]
    return sorted(chosen, key=lambda each: each.step)


def add_exit_steps(
    work: Session, book: int, steps: Iterable[StepDone], *, known_at: datetime
) -> int:
    """Record steps that were done. Returns how many were new.

    Raises ExitStepUnknown.
    """
    steps = list(steps)
    known = {(each.procedure, each.step) for each in exit_rules(work)}
    rows = []
    for each in steps:
        if (each.procedure, each.step) not in known:
            raise ExitStepUnknown(
                f"退出程序 {each.procedure} 没有第 {each.step} 步",
                procedure=each.procedure,
                step=each.step,
            )
        rows.append(
            {
                "book": book,
                "subject": each.subject,
                "procedure": each.procedure,
                "exit_year": each.exit_year,
                "step": each.step,
                "region": each.region.code,
                "done_on": each.done_on,
                "doc_no": clean_text(each.doc_no),
                "notice": each.notice,
                "passed": each.passed,
                "annulled": each.annulled,
            }
        )
    return add_known(work, ExitStep, rows, known_at=known_at)


def exit_rules(work: Session) -> list[StepOf]:
    """The registered procedures."""
    rows = work.execute(ExitRule.__table__.select()).mappings()  # type: ignore[attr-defined]
    return [
        StepOf(
            row["procedure"],
            row["step"],
            row["subject"],
            row["name"],
            row["level"],
            row["notice"],
            RegionCode(row["region"]),
            row["valid_from"],
            row["source"],
            row["valid_to"],
        )
        for row in rows
    ]


def exit_steps_of(
    work: Session, book: int, subjects: Sequence[str], *, known_at: datetime
) -> list[StepDone]:
    """The steps done for these subjects, as known then, by year and order."""
    table = ExitStep
    return [
        StepDone(
            row["subject"],
            row["procedure"],
            row["exit_year"],
            row["step"],
            RegionCode(row["region"]),
            row["done_on"],
            row["doc_no"],
            row["notice"],
            row["passed"],
        )
        for row in said(
            work,
            table,
            (col(table.book) == book) & col(table.subject).in_(subjects),
            known_at=known_at,
        )
    ]
