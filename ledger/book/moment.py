"""At which of the two times is the ledger asked? Until a day, as known at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

FOREVER: Final = datetime.max.replace(tzinfo=UTC)
"""Everything that is recorded. With a zone: compared as it is, not converted row by row."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened until `as_of`, of what was recorded until `known_at`; None: without a bound."""

    as_of: date | None = None
    known_at: datetime | None = None

    @property
    def past(self) -> bool:
        """Whether it may differ from what stands now."""
        return self.as_of is not None or self.known_at is not None

    @property
    def parameters(self) -> dict[str, object]:
        """`as_of` and `known_at` of a query, both without NULL."""
        return {"as_of": self.as_of or date.max, "known_at": self.known_at or FOREVER}


NOW = Moment()
