"""What is answered where something is not there, or not within reach: the same."""

from __future__ import annotations

from ledger.values.refusal import Refusal


class NotFound(Refusal):
    """What is asked for exists within the caller's reach."""
