"""Which values of the audit's parameters does the product ship with, beside the limits?

What a document of a place fixes stands in the register of limits (limits.csv) and is read from
there; here is only what no limit can say. They count as known since ever, as the limits do, so that
a run as of an earlier instant says the same on every installation.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from sqlmodel import Session

from ledger.register.once import add_once
from ledger.register.sources import RegisterDataDamaged, data_rows, day_or_none
from ledger.storage.tables import AuditParameter

SINCE_EVER = datetime(2000, 1, 1, tzinfo=UTC)
SHIPPED_BY = "系统"


def load_audit_parameters(work: Session) -> int:
    """Add them. Returns how many were new. Raises RegisterDataDamaged, RegisteredOtherwise."""
    rows: list[dict[str, object]] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(data_rows("audit_parameters.csv"), start=2):
        place = (row["rule"], row["name"], row["region"])
        seen[place] = seen.get(place, 0) + 1
        try:
            rows.append(
                {
                    "rule": row["rule"],
                    "name": row["name"],
                    "region": row["region"],
                    "seq": seen[place],
                    "regime": row["regime"],
                    "from_on": date.fromisoformat(row["from_on"]),
                    "until_on": day_or_none(row["until_on"]),
                    "value": json.loads(row["value"]),
                    "source": row["source"],
                    "actor": SHIPPED_BY,
                    "reason": row["reason"],
                    "known_at": SINCE_EVER,
                }
            )
        except (KeyError, ValueError) as broken:
            raise RegisterDataDamaged(f"审计参数表第{number}行无法读取", line=number) from broken
    return add_once(work, AuditParameter, rows)
