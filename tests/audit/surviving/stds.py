"""Which mutants of the rules over notices (DS) and standards (ST) may no case catch, and why?"""

from __future__ import annotations

from typing import Final

_KEYED = "joined by the key of a project; no other account is owned by one"
_JOINED = "joined by the key of a project afterwards"

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    "DS04": {
        "asked: without project_key IS NOT NULL": "joined by it; null joins nothing",
        "listed: without list IS NOT NULL": "joined by it; null joins nothing",
        "compared: without r.total_fen IS NOT NULL": "a sum that is null differs from nothing, and "
        "sums alone do not make a notice comparable",
        "movement: without f.to_kind = 'project'": _KEYED,
        "movement: without f.from_kind = 'project'": _KEYED,
        "movement: without f.to_owner IN (SELECT project_key FROM asked)": _JOINED,
        "movement: without f.from_owner IN (SELECT project_key FROM asked)": _JOINED,
    },
    "DS05": {
        "paid_on: without m.from_kind = 'project'": "joined by the key of a project; no other "
        "account is owned by one",
    },
    "DS08": {
        "due: without d.subject = 'village_affairs'": "other duties are of no village",
        "place: without r.level = 'village'": "joined by the code of a village",
        "judged: without d.state IN ('overdue', 'late') #2": "evidence only",
    },
    "ST02": {
        "relief: without w.to_kind = 'project'": _KEYED,
        "relief: without w.from_kind = 'project'": _KEYED,
    },
    "ST07": {
        "class: without f.household IN (SELECT household FROM holding)": "a plan: only the few "
        "households with a post are sorted; joined by the household",
    },
    "ST09": {
        "above: without p.most >= p.middle * %(times)s": "a plan: most groups have nobody so far "
        "above; each household is asked the same",
    },
}
