"""Which mutants of the rules of eligibility may no case catch, and why?"""

from __future__ import annotations

from typing import Final

_OF_TOUCHED: Final[str] = "a case judges the whole book; it says what a run over changes looks up"

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
        "doubted: without t.household IN (SELECT household FROM lost) OR t.person IN "
        "(SELECT person FROM dead_person) OR t.card_hmac IN (SELECT card_hmac FROM dead_holder)": (
            "carries the plan: what is joined to each payment next are those same dead"
        ),
    },
    "EL05": {
        "doubted: without j.outcome = 'flagged'": "evidence of what is not flagged is read by "
        "nobody; it saves gathering the entries of every claim",
        "shown: without g.claim = COALESCE(t.claim, CONCAT_WS('/', p.year, p.number, "
        "COALESCE(CAST(p.line AS TEXT), 'e' || p.entry)))": "evidence only: which entries",
        "shown: without p.person IS NOT DISTINCT FROM g.person": "evidence only: a claim is of one "
        "person or of none, and is compared next",
        "asked: without c.person IS NOT NULL": _OF_TOUCHED,
        "asked: without p.household = ANY(ARRAY(SELECT id FROM touched_id UNION "
        "SELECT c.household FROM part AS c))": _OF_TOUCHED,
        "listed: without x.household = ANY(ARRAY(SELECT household FROM other))": _OF_TOUCHED,
        "single: without l.claim IS NOT NULL": (
            "a line of payment is refused where it names a line that the list does not have"
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
