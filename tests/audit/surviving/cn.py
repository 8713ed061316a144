"""Mutants of rules over concentration (CN) that no case can catch."""

from __future__ import annotations

from typing import Final

_EVIDENCE = "evidence only: which rows are named; the sum that is judged is made without it"

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    "CN01": {
        "credit: without k.households >= LEAST(%(households)s, %(unrelated)s)": "no stretch of "
        "days holds more households than the card ever had, and there are never more families "
        "than households, so `worst` leaves such a card out; it saves joining all payments of "
        "ordinary cards with each other",
        "shown: without c.happened_on BETWEEN w.from_on AND w.to_on": _EVIDENCE,
        "token: without k.kind = 'kin'": "of the other lists only bank data name another (no "
        "template has a second person), and a card's hash is no person's; kept, since bank data "
        "are long",
    },
    "CN02": {
        "got: without n.homes >= %(households)s": "the amount of what is clear is read by nobody; "
        "it saves joining all payments",
    },
    "CN03": {
        "within: without n.is_near": _EVIDENCE,
        "within: without n.signed_on <= w.signed_on": _EVIDENCE,
        "within: without n.signed_on > w.signed_on - CAST(%(days)s AS INT)": _EVIDENCE,
    },
    "CN05": {
        "answer: never when t.kind = 'card'": "how the subject reads: the beginning of the "
        "card's digest or all of it; a case compares amounts",
        "answer: never when t.kind = 'card' #2": "how the title reads",
        "doubted: without s.card_hmac IS NULL OR o.hash IS NOT NULL": "carries the plan: payments "
        "on a card that had a holder and never a cadre are joined to no cadre",
    },
    "CN06": {
        "shown: without j.flagged": "evidence of what is clear is read by nobody; it saves "
        "gathering the entries of every day",
        "shown: without p.household IS NOT NULL": _EVIDENCE,
    },
    "CN08": {
        "shown: without a.homes >= %(accounts)s": "evidence of what is clear is read by nobody; "
        "it saves gathering the entries of every place and day",
        "shown: without g.gone_fen * 100 >= g.fen * %(percent)s": _EVIDENCE,
    },
}
