"""因素法: by which factors did a bureau divide money, and what did each place get?

`plan` is the 文号 of the division. A place's share by the formula is
(total − Σ adjustment) × Σ over factors of weight × its value ÷ the sum of all places' values.
"""

from typing import Any, ClassVar

from ledger.storage.tables.base import fen
from ledger.storage.tables.versioned import Versioned, not_negative, versioned


class AllocationFactor(Versioned, table=True):
    """The value of one factor in one place (thousandths) and the factor's weight (millionths)."""

    __tablename__ = "allocation_factor"
    __table_args__: ClassVar[Any] = versioned(
        "allocation_factor",
        "plan factor region",
        *not_negative("allocation_factor", "value_milli", "weight_ppm"),
        project=False,
    )
    plan: str
    factor: str
    region: str
    value_milli: int = fen()
    weight_ppm: int


class AllocationShare(Versioned, table=True):
    """What a place got, of which `adjustment_fen` (either sign) is beside the formula, and why."""

    __tablename__ = "allocation_share"
    __table_args__: ClassVar[Any] = versioned(
        "allocation_share",
        "plan region",
        *not_negative("allocation_share", "allocated_fen"),
        project=False,
    )
    plan: str
    region: str
    allocated_fen: int = fen()
    adjustment_fen: int = fen()
    note: str
