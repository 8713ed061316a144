"""评分: which lead first? Severity times the size of the amount, a whole number.

The database computes the same (`lead_score`), so that lists are sorted there; a test compares.
"""

from __future__ import annotations

from audit.rule import Severity

WEIGHTS = {Severity.HIGH: 3, Severity.MEDIUM: 2, Severity.LOW: 1}

EXPLAINED = (
    "评分 = 程度（高 3、中 2、低 1）× 金额的位数（按整元计，不足 10 元和没有金额的计 1）。"
    "如：高、1,234,567 元，3 × 7 = 21。只用来排先后，不是结论。"
)
"""What a page says of the number."""


def score(severity: Severity, amount_fen: int | None) -> int:
    """At least 1, at most 51."""
    return WEIGHTS[severity] * len(str(abs(amount_fen or 0) // 100))
