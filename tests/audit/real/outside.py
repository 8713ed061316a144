"""What only the lists of other offices show."""

from __future__ import annotations

from tests.audit.real.told import Told

TOLD: tuple[Told, ...] = ()
