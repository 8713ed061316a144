"""What does the product ship with: fund categories, benefits, standards, disclosure duties, and
with them the catalogue, the classes of counties, the procedures of exit and the audit's limits?

Facts with their source, as data beside this file: a limit or rate is a dated row, never a constant
in code. 系统默认值 in `source` says that no document was found for it.
"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from ledger.register.audit_parameters import load_audit_parameters
from ledger.register.calendar import load_calendar
from ledger.register.exits import load_exit_rules
from ledger.register.limits import NATIONWIDE as NATIONWIDE
from ledger.register.load_catalogue import load_catalogue
from ledger.register.once import add_once
from ledger.register.region_classes import load_region_classes
from ledger.register.sources import data_rows as _rows
from ledger.register.sources import day_or_none as _day
from ledger.storage.tables import Benefit, DisclosureRequirement, FundCategory, Standard

DEFAULT_SOURCE = "系统默认值"
"""What `source` says where no document is known."""


def load_shipped(work: Session) -> int:
    """Add all of it. Returns how many rows were new; a second call adds none.

    Raises RegisteredOtherwise where a row stands with other content.
    """
    return (
        load_fund_categories(work)
        + load_benefits(work)
        + load_standards(work)
        + load_disclosure_requirements(work)
        + load_catalogue(work)
        + load_region_classes(work)
        + load_exit_rules(work)
        + load_calendar(work)
        + load_audit_parameters(work)
    )


def load_fund_categories(work: Session) -> int:
    return add_once(
        work,
        FundCategory,
        [
            {
                "category": row["category"],
                "name": row["name"],
                "regime": row["regime"],
                "levels": row["levels"].split("|"),
                "instrument": row["instrument"],
                "integrable": _yes(row["integrable"]),
                "valid_from": date.fromisoformat(row["valid_from"]),
                "valid_to": _day(row["valid_to"]),
                "source": row["source"],
            }
            for row in _rows("fund_categories.csv")
        ],
    )


def load_benefits(work: Session) -> int:
    return add_once(
        work,
        Benefit,
        [
            {
                "benefit": row["benefit"],
                "name": row["name"],
                "frequency": row["frequency"],
                "payee_rule": row["payee_rule"],
                "unit": row["unit"],
                "flat_rate": _yes(row["flat_rate"]),
                "exclusive_with": row["exclusive_with"].split(),
                "source": row["source"],
            }
            for row in _rows("benefits.csv")
        ],
    )


def load_standards(work: Session) -> int:
    return add_once(
        work,
        Standard,
        [
            {
                "benefit": row["benefit"],
                "region": row["region"],
                "valid_from": date.fromisoformat(row["valid_from"]),
                "valid_to": _day(row["valid_to"]),
                "rate_fen": int(row["rate_fen"]),
                "unit": row["unit"],
                "source": row["source"],
            }
            for row in _rows("standards.csv")
        ],
    )


def load_disclosure_requirements(work: Session) -> int:
    return add_once(
        work,
        DisclosureRequirement,
        [
            {
                "requirement": row["requirement"],
                "region": row["region"],
                "valid_from": date.fromisoformat(row["valid_from"]),
                "valid_to": _day(row["valid_to"]),
                "subject": row["subject"],
                "stage": row["stage"],
                "level": row["level"],
                "due_days": int(row["due_days"]),
                "working_days": _yes(row["working_days"]),
                "minimum_days": int(row["minimum_days"]),
                "source": row["source"],
            }
            for row in _rows("disclosure_requirements.csv")
        ],
    )


def _yes(text: str) -> bool:
    return {"yes": True, "no": False}[text]
