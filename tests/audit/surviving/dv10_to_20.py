"""Which mutants of DV10 to DV20 may no case catch, and why?"""

from __future__ import annotations

from typing import Final

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    "DV10": {
        "pooled: without x.fen > 0": "evidence only: on which day money came into the pool first",
        "pooled: without x.fen > 0 #2": "evidence only: which entries brought it there",
    },
    "DV15": {
        "back: without f.undoes >= 0": "joined by the event that is undone, and no event is -1; "
        "kept so that money that moves on is not summed",
        "gone: without f.from_kind IN ('unit', 'special', 'advance')": "joined by the kind of "
        "account that was sent to, which is one of these; kept so that rosters are not summed",
    },
    "DV19": {
        "told: without g.wrong": "evidence only: the first day",
        "told: without g.wrong #2": "evidence only: the last day",
        "told: without g.wrong #3": "evidence only: the entries",
    },
}
