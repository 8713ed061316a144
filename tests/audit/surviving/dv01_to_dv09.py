"""Which mutants of DV01 to DV09 may no case catch, and why?"""

from __future__ import annotations

from typing import Final

_EVIDENCE = "evidence only: which day or which entries a lead names"

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    "DV02": {
        "arranged: without SUM(x.fen) > 0": "evidence only: more never leaves a project than came, "
        "and a category of which nothing is left adds nothing to the sum",
        "arranged: without w.from_kind = 'project'": "joined by the key of a project; no other "
        "account is owned by one",
        "arranged: without w.to_kind = 'project'": "joined by the key of a project; no other "
        "account is owned by one",
    },
    "DV03": {
        "entered: without s.kind = 'entered'": _EVIDENCE,
        "entered: without s.kind = 'removed'": _EVIDENCE,
        "of_project: without s.wrong": _EVIDENCE,
        "of_project: without s.wrong #2": _EVIDENCE,
    },
    "DV04": {
        "received: without r.left_fen > 0": "evidence only: of a reversed receipt nothing is left, "
        "so the sum stays",
        "received: without r.relation = 'receives'": "joined by an entry of another book, which "
        "only a receipt names; left there so that all other entries are not gathered into one row",
    },
    "DV05": {
        "short: without COALESCE(CAST(l.person AS TEXT), '') = j.person": _EVIDENCE,
        "short: without j.outcome = 'flagged'": "evidence only: the entries of what is clear are "
        "read by nobody",
        "unlisted: without c.found = 'less'": "carries the plan: what is clear is clear whatever "
        "else was paid",
    },
    "DV06": {
        "answer: never when s.at_home #2": "words of the title",
        "summed: without j.wrong": _EVIDENCE,
        "summed: without j.wrong #2": _EVIDENCE,
        "summed: without j.wrong #3": _EVIDENCE,
    },
    "DV09": {
        "fee: without e.fen <> 0": "evidence only: an entry of which nothing is left adds nothing",
    },
}
