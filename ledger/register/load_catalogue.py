"""How do the shipped regimes, spending rules, purposes, budget codes and limits get into the
database, and how are its limits read back?"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.catalogue import (
    shipped_expenditure_codes,
    shipped_regimes,
    shipped_spending_rules,
)
from ledger.register.limits import NATIONWIDE, Limit, LimitKind, shipped_limits
from ledger.register.once import add_once
from ledger.register.purposes import shipped_purposes
from ledger.storage.tables import (
    ExpenditureCode,
    FundRegime,
    LimitStandard,
    PurposeRow,
    SpendingRule,
)
from ledger.values.region import RegionCode


def load_catalogue(work: Session) -> int:
    """Add all of it. Returns how many rows were new; a second call adds none.

    Raises RegisteredOtherwise where a row stands with other content.
    """
    return (
        add_once(work, FundRegime, [asdict(each) for each in shipped_regimes()])
        + add_once(
            work,
            SpendingRule,
            [
                asdict(each)
                | {
                    "keywords": list(each.keywords),
                    "economic_classes": list(each.economic_classes),
                    "exempts": list(each.exempts),
                }
                for each in shipped_spending_rules()
            ],
        )
        + add_once(work, ExpenditureCode, [asdict(each) for each in shipped_expenditure_codes()])
        + add_once(
            work,
            PurposeRow,
            [asdict(each) | {"region": each.region.code} for each in shipped_purposes()],
        )
        + add_limits(work, shipped_limits())
    )


def add_limits(work: Session, limits: tuple[Limit, ...]) -> int:
    """Add limits of a document. Returns how many were new. Raises RegisteredOtherwise."""
    return add_once(
        work,
        LimitStandard,
        [
            asdict(each)
            | {
                "kind": each.kind.value,
                "region": each.region.code if each.region else NATIONWIDE,
                "place_classes": sorted(each.place_classes),
            }
            for each in limits
        ],
    )


def registered_limits(work: Session) -> tuple[Limit, ...]:
    """The limits that this database knows, in the order of their codes."""
    rows = work.execute(select(LimitStandard).order_by(col(LimitStandard.code))).scalars()
    return tuple(
        Limit(
            code=row.code,
            subject=row.subject,
            name=row.name,
            kind=LimitKind(row.kind),
            measure=row.measure,
            low=row.low,
            high=row.high,
            per=row.per,
            basis=row.basis,
            condition=row.condition,
            region=None if row.region == NATIONWIDE else RegionCode(row.region),
            place_classes=frozenset(row.place_classes),
            benefit=row.benefit,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            phrase=row.phrase,
            source=row.source,
            disputed=row.disputed,
            note=row.note,
        )
        for row in rows
    )
