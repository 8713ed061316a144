"""Which leads would a voucher raise if it were posted now?

The same rules, by the parameters of the day, over what its keys concern: once with the voucher and,
where a rule flags something then, once without it. What it makes new or larger is told.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from typing import Final

import psycopg

from audit.catalogue import catalogue
from audit.facts import (
    Snapshot,
    drop_facts,
    drop_facts_of_keys,
    facts_of,
    hash_joins_only,
    make_facts,
)
from audit.increment import KEYS_OF_VOUCHERS, Basis, find_fresh, make_touched, touch
from audit.judge import AuditRuleFailed, judge
from audit.outcome import Finding
from audit.parameters import Given, given_to
from audit.rule import Rule
from audit.trial import Trial, lay_over, posted_and_undone, take_off
from ledger.book.voucher import Voucher
from ledger.storage.database import Database, session
from ledger.storage.sealing import Sealer
from ledger.values.refusal import Refusal

SECONDS_A_RULE: Final = 20
"""A rule that takes longer is not waited for; the check says that it was not judged."""

_LEDGER: Final = frozenset(
    {
        *("known", "flowed", "moved", "effective", "paid", "project_paid", "shown_paid", "banked"),
        *("voucher", "entry", "flow", "payment_line", "lot", "account"),
    }
)
"""A rule that reads none of these says the same with the voucher and without it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `refused`: why it could not be posted at all, then nothing was judged.

    `unjudged`: rules that could not be run. `rules`: how many were.
    """

    as_of: date
    leads: tuple[Finding, ...]
    unjudged: tuple[str, ...]
    rules: int
    refused: str
    locked_ms: int
    took_ms: int


def check(
    database: Database,
    sealer: Sealer,
    book: int,
    voucher: Voucher,
    *,
    maker: str,
    checker: str,
    as_of: date,
) -> Checked:
    """Judge the voucher as of a day, or of its own where that is later. Nothing is kept."""
    begun = time.monotonic()
    as_of = max(as_of, voucher.happened_on)
    with psycopg.connect(session(database.read)) as snapshot:
        snapshot.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # The reader's snapshot is older than the trial: so the ledger has no number that it took.
        snapshot.execute("SELECT ledger_now()")
        try:
            trial = posted_and_undone(database, sealer, book, voucher, maker=maker, checker=checker)
        except Refusal as refused:
            took = round((time.monotonic() - begun) * 1000)
            return Checked(as_of, (), (), 0, refused.message, 0, took)
        hash_joins_only(snapshot)
        snapshot.execute(f"SET LOCAL statement_timeout = '{SECONDS_A_RULE}s'".encode())
        leads, unjudged, rules = _judged(snapshot, trial, as_of)
        snapshot.rollback()
    took = round((time.monotonic() - begun) * 1000)
    return Checked(as_of, leads, unjudged, rules, "", trial.locked_ms, took)


def rules_over_drafts() -> list[Rule]:
    """The rules that a voucher can change the verdict of."""
    return [
        each.rule
        for each in catalogue().values()
        if _LEDGER & set(re.findall(r"\w+", each.rule.sql))
    ]


def _judged(
    snapshot: Snapshot, trial: Trial, as_of: date
) -> tuple[tuple[Finding, ...], tuple[str, ...], int]:
    book, known_at = trial.book, trial.recorded_at
    given = given_to(snapshot, rules_over_drafts(), book, as_of, known_at)
    faulty = {code for code, each in given.items() if each.faults}
    rules = [rule for rule in rules_over_drafts() if rule.code not in faulty]
    basis = Basis(as_of, known_at, trial.event + 1)
    lay_over(snapshot, trial)
    make_touched(snapshot)
    without = Basis(as_of, known_at, trial.event)
    find_fresh(snapshot, book, without, basis)
    touch(snapshot, book, without, basis, KEYS_OF_VOUCHERS, [])
    failed: set[str] = set(faulty)
    after = _leads(snapshot, rules, basis, book, given, failed)
    again = [rule for rule in rules if after.get(rule.code) and rule.code not in failed]
    take_off(snapshot)
    before = _leads(snapshot, again, basis, book, given, failed)
    found = [
        lead
        for rule in again
        if rule.code not in failed
        for lead in after[rule.code]
        if _is_worse(lead, before[rule.code])
    ]
    found.sort(key=lambda each: ("HML".index(each.severity), -(each.amount_fen or 0), each.rule))
    return tuple(found), tuple(sorted(failed)), len(rules) - len(failed - faulty)


def _leads(
    snapshot: Snapshot,
    rules: list[Rule],
    basis: Basis,
    book: int,
    given: dict[str, Given],
    failed: set[str],
) -> dict[str, list[Finding]]:
    """What each rule flags; those that cannot be run are added to `failed`."""
    found: dict[str, list[Finding]] = {}
    for whole in (False, True):
        group = [rule for rule in rules if rule.by_key is not whole]
        if not group:
            continue
        arguments: dict[str, object] = {
            "book": book,
            "as_of": basis.as_of,
            "known_at": basis.known_at,
            "mark": basis.mark,
            "whole": whole,
        }
        make_facts(snapshot, facts_of(group, whole=whole), arguments)
        for rule in group:
            try:
                with snapshot.transaction():
                    values = given[rule.code].values
                    judged = judge(snapshot, rule, book, basis, values, whole=whole)
            except AuditRuleFailed:
                failed.add(rule.code)
                continue
            found[rule.code] = judged.findings
        drop_facts_of_keys(snapshot)
    drop_facts(snapshot)
    return found


def _is_worse(lead: Finding, before: list[Finding]) -> bool:
    """Whether a lead is new or larger; one that shrinks is no reason to hesitate."""
    was = next((each for each in before if each.identity == lead.identity), None)
    if was is None:
        return True
    if was.fingerprint == lead.fingerprint:
        return False
    if lead.amount_fen is None or was.amount_fen is None:
        return True
    return lead.amount_fen > was.amount_fen
