"""Why may no case catch these mutants of the rules over idle money (ID)?"""

from __future__ import annotations

from typing import Final

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    "ID01": {
        "came: without m.left_fen > 0": "a part taken back whole weighs nothing, and an older part "
        "that did come waits longer than it: only its entry would be named",
    },
    "ID06": {"late_of: without n.place <= 10": "evidence: ten vouchers are named at most"},
}

ANYWHERE: Final[dict[str, str]] = {
    "stands: without SUM(x.fen) <> 0": "of a lot of which nothing stands no part stands either; "
    "kept so that spent lots are not sorted by age, and only kinds that hold something are shown",
    "arrived: without NOT m.to_kind IN ('household', 'vendor', 'released')": "only an opening "
    "books money as spent, and all parts of an opening came on one day: what stands of that day "
    "is the same, only another of its entries would be named",
}
"""Of `standing`."""
