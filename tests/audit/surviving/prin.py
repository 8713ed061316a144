"""Which mutants of the rules PR (process) and IN (integrity) may no case catch, and why?"""

from __future__ import annotations

from typing import Final

_OF_THE_CLEAR = "the amount of what is clear is read by nobody"

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    "IN02": {"moved_by: without v.same": _OF_THE_CLEAR},
    "IN03": {
        "days - 1": "vouchers of cases are recorded today, so a case on the very limit would fail "
        "when a run passes midnight",
        "moved_by: without j.flagged": _OF_THE_CLEAR,
    },
    "IN04": {
        "swapped: without x.other": "evidence only: which payee is named of those paid afterwards",
        "swapped: without x.other #2": "evidence only: which vouchers are named",
    },
    "IN07": {
        "shown: without p.is_round": "evidence only: which payments are named",
        "shown: without s.place <= 10": "evidence only: how many payments are named",
    },
    "IN08": {
        "back: without f.to_kind = 'project'": "joined by the key of a project; no other account "
        "is owned by one",
    },
    "PR01": {
        "based: never when a.project IS NOT NULL": "words only: what the base is called",
        "based: never when o.fen IS NOT NULL": "words only: what the base is called",
        "early: without f.accepted_on IS NULL OR v.happened_on < f.accepted_on": "evidence only: "
        "which payments are named",
    },
}
