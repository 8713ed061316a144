"""Which mutants of the rules of eligibility may no case catch, and why?"""

from __future__ import annotations

from typing import Final

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    "EL01": {
        "doubted: without NOT k.always_good OR k.open_from IS NULL OR k.open_from > h.first_on": (
            "carries the plan: a household always in the register, since before its first day and "
            "without an end, is found good on each day that is looked up"
        ),
    },
    "EL04": {
        "held: never when x.kind = 'companies'": "what is owned is evidence only",
    },
    "EL02": {
        "credit: without (p.household IN (SELECT household FROM lost) OR p.person IN "
        "(SELECT person FROM dead_person) OR p.card_hmac IN (SELECT card_hmac FROM dead_holder))": (
            "carries the plan: what is joined to each payment next are those same dead"
        ),
        "credit: without p.household IS NOT NULL": (
            "households are answered one by one, and a payment of none is joined to no household"
        ),
    },
    "EL05": {
        "doubted: without j.outcome = 'flagged'": "evidence of what is not flagged is read by "
        "nobody; it saves gathering the entries of every claim",
        "shown: without g.claim = COALESCE(t.claim, CONCAT_WS('/', p.year, p.number, "
        "COALESCE(CAST(p.line AS TEXT), 'e' || p.entry)))": "evidence only: which entries",
        "shown: without p.person IS NOT DISTINCT FROM g.person": "evidence only: a claim is of one "
        "person or of none, and is compared next",
        "part: without p.household IS NULL": (
            "a case judges the whole book, where either side is true; in a run over changes a line "
            "of a touched voucher may name a household that is not touched, and was judged before"
        ),
    },
    "EL06": {
        "answer: never when j.names IS NOT NULL": "the title only",
        "judged: never when i.id_faults = '{check}' AND s.demo": (
            "the database of the cases is no demo; all people of the demo world show it"
        ),
        "judged: without i.id_faults = '{check}'": (
            "the database of the cases is no demo; what is planted in the demo world shows it"
        ),
    },
    "EL07": {
        "credit: without p.person IN (SELECT person FROM named)": (
            "carries the plan: pairs are joined by the receiver, and others are in none"
        ),
        "credit: without b.person IN (SELECT person FROM named)": (
            "carries the plan: pairs are joined by the receiver, and others are in none"
        ),
        "summed: without c.receiver IN (o.person, o.other_person)": (
            "both sums are of one receiver each; of the evidence only"
        ),
    },
    "EL09": {
        "summed: without c.benefit IN (b.one, b.other)": (
            "both sums are of one benefit each; of the evidence only"
        ),
    },
    "EL11": {
        "counted: without k.household IS NOT NULL #2": "which households: evidence only",
    },
    "EL12": {
        "answer: never when h.stopped IS NOT NULL": "the title only",
        "day_of: without COUNT(*) > 1": (
            "carries the plan: a household of which one thing was said comes out the same when it "
            "is looked up by day, and is counted once"
        ),
    },
}
