"""What does a case of a rule say? A story, a day, and what the rule must answer for the county.

A case names the sentence it is for by its number on the page: `judges` one of 判定条件, `spares`
one of 不作为疑点的情形; `cannot` says what is not computable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from audit.rule import ParameterValue
from tests.audit.world import Step

For = Literal["judges", "spares", "cannot"]


@dataclass(frozen=True)
class Case:
    """One story. `flagged`: the amounts of the leads, largest first (None: without an amount)."""

    says: str
    sentence: tuple[For, int]
    story: tuple[Step, ...]
    as_of: str
    flagged: tuple[int | None, ...] = ()
    clear: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    severity: str = ""
    level: str = "county"
    live_from: date = date(2018, 1, 1)
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    judged: Literal["county", "upper"] = "county"

    def words_of(self, reason: str) -> str:
        """The case's words for this reason, which it need not give in full."""
        return next((words for words in self.reasons if words in reason), reason)
