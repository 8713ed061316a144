"""因素法: which factors and weights divided a sum, and what did each place get?"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.register.versions import Register, RegisterRowWrong
from ledger.storage import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A factor's value in a place (thousandths) and its weight (millionths), by plan (文号)."""

    plan: str
    factor: str
    region: str
    value_milli: int
    weight_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a place got; `adjustment_fen` of it beside the formula, for the reason in `note`."""

    plan: str
    region: str
    allocated_fen: int
    adjustment_fen: int = 0
    note: str = ""


def _factor(row: Factor) -> None:
    if row.weight_ppm > 1_000_000:
        raise RegisterRowWrong("权重不能超过 100%", column="weight_ppm")


FACTORS = Register(
    "分配因素", tables.AllocationFactor, Factor, ("plan", "factor", "region"), _factor
)
SHARES = Register("分配结果", tables.AllocationShare, Share, ("plan", "region"))
