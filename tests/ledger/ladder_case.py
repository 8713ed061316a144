"""What is one step of the ladder of refusals?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.ledger.scene import Scene

Deed = Callable[[Scene], object]


@dataclass(frozen=True)
class Case:
    """`invariant`: the number in the domain model that the refusal guards."""

    invariant: int
    deed: Deed
