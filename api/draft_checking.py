"""When is a draft judged by the rules, and what does a lead ask of those who go on?

When it is submitted, and when it is approved on another day than it was checked: whoever goes on in
spite of a lead writes why. Both may also ask for a check at any time before.
"""

from __future__ import annotations

from typing import Final, LiteralString

import psycopg
from psycopg.types.json import Jsonb
from sqlmodel import Session

from api.access import Caller, Permission
from api.reach import check_readable
from api.reading.draft_checks import DraftCheckRow, newest_check
from api.site import Site, today
from audit.before_posting import Checked, check
from audit.outcome import Finding
from ledger.book.draft import DraftNotNewest, DraftState, DraftStepNotAllowed, DraftView
from ledger.book.drafts import DraftKey, view
from ledger.book.post import Connection
from ledger.book.refusals import BookOutOfReach
from ledger.values.refusal import Refusal

_BY_CHECKER: Final = "（记账前检查）"
"""Who approves the trial: nobody has yet, and it must not be the maker."""

_READY: Final = {
    "submit": {DraftState.OPEN, DraftState.REJECTED, DraftState.WITHDRAWN},
    "approve": {DraftState.SUBMITTED},
}


class LeadsUnexplained(Refusal):
    """A draft that would raise leads goes on with a written reason only."""


def checked_now(site: Site, snapshot: Connection, caller: Caller, key: DraftKey) -> DraftCheckRow:
    """Judge this version and keep what was said, for its maker or its checker.

    Raises BookUnknown, BookOutOfReach, DraftUnknown, DraftNotNewest, DraftStepNotAllowed.
    """
    check_readable(snapshot, caller, Permission.DRAFT_READ, key.book)
    if not any(
        caller.writes_in(each, key.book)
        for each in (Permission.DRAFT_WRITE, Permission.DRAFT_DECIDE)
    ):
        raise BookOutOfReach(f"账簿 {key.book} 不是您所属的账簿，只能查看，不能办理")
    with Session(site.engine) as work:
        seen = view(work, key.book, key.draft)
    if seen.key != key:
        raise DraftNotNewest(f"草稿「{seen.title}」已有更新的版本，请刷新后再检查")
    if seen.state is DraftState.POSTED:
        raise DraftStepNotAllowed("草稿已经记账，不再检查；疑点见疑点页")
    return _check(site, snapshot, caller, seen)


def explain_leads(
    site: Site, snapshot: Connection, caller: Caller, key: DraftKey, step: str, reason: str
) -> None:
    """Before a draft is submitted or approved. Raises LeadsUnexplained.

    A draft with which the step is not allowed is left to the step itself.
    """
    with Session(site.engine) as work:
        seen = view(work, key.book, key.draft)
    own = step == "approve" and seen.maker == caller.login
    if seen.key != key or seen.state not in _READY[step] or seen.problems or own:
        return
    found = newest_check(snapshot, key.book, key.draft, key.version)
    as_of = max(today(snapshot), seen.voucher.happened_on)
    if found is None or found.as_of != as_of or found.refused:
        found = _check(site, snapshot, caller, seen)
    told_already = step == "approve" and bool(seen.warnings)  # the step asks for a reason itself
    if found.leads and not reason.strip() and not told_already:
        rules = "、".join(dict.fromkeys(f"{each.rule}{each.rule_name}" for each in found.leads))
        raise LeadsUnexplained(
            f"记账前检查发现疑点 {len(found.leads)} 条（{rules}）；仍要办理的，须写明理由",
            draft=str(key.draft),
            leads=[
                {
                    "rule": each.rule,
                    "title": each.title,
                    "amount_fen": each.amount.fen if each.amount else None,
                }
                for each in found.leads
            ],
        )


def _check(site: Site, snapshot: Connection, caller: Caller, seen: DraftView) -> DraftCheckRow:
    system, key = site.system, seen.key
    made = check(
        system.database,
        system.sealer,
        key.book,
        seen.voucher,
        maker=seen.maker,
        checker=_BY_CHECKER,
        as_of=today(snapshot),
    )
    with system.database.connect() as connection:
        _keep(connection, key, caller.login, made)
        kept = newest_check(connection, key.book, key.draft, key.version)
    assert kept is not None
    return kept


def _keep(connection: Connection, key: DraftKey, actor: str, made: Checked) -> None:
    given = {
        "book": key.book,
        "draft": key.draft,
        "version": key.version,
        "as_of": made.as_of,
        "actor": actor,
        "refused": made.refused,
        "leads": Jsonb([_kept(each) for each in made.leads]),
        "unjudged": Jsonb(list(made.unjudged)),
        "rules": made.rules,
        "locked_ms": made.locked_ms,
        "took_ms": made.took_ms,
    }
    try:
        connection.execute(_INSERT, given)
    except psycopg.errors.UniqueViolation:
        connection.execute(_INSERT, given)  # another check of this version was just kept


def _kept(lead: Finding) -> dict[str, object]:
    return {
        "identity": lead.identity.hex(),
        "rule": lead.rule,
        "version": lead.version,
        "severity": lead.severity.value,
        "title": lead.title,
        "amount_fen": lead.amount_fen,
        "evidence": lead.evidence,
    }


_INSERT: Final[LiteralString] = """
INSERT INTO draft_check (book, draft, version, seq, as_of, checked_at, actor, refused, leads,
  unjudged, rules, locked_ms, took_ms)
SELECT %(book)s::integer, %(draft)s::uuid, %(version)s::integer, coalesce(max(c.seq), 0) + 1,
  %(as_of)s, ledger_now(), %(actor)s, %(refused)s, %(leads)s, %(unjudged)s, %(rules)s,
  %(locked_ms)s, %(took_ms)s
FROM draft_check c
WHERE c.book = %(book)s::integer AND c.draft = %(draft)s::uuid
  AND c.version = %(version)s::integer
"""
