"""Leads with filters, and one lead with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, cast
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToReadFindings, ToRunAudit
from api.inputs import BookPath, ShortText
from api.linking import link
from api.reach import reachable_books
from api.reading.findings import (
    OutcomeRow,
    finding,
    findings,
    newest,
    outcomes,
    runs,
    state_counts,
    vouchers_in,
)
from api.reading.lead_groups import grouped, related_to
from api.routes.audit import IdentityPath, RulePath
from api.site import Here, Snapshot, today
from api.web.markdown import markdown
from api.web.render import page, see_other
from audit.cases import LeadState
from audit.catalogue import catalogue
from audit.findings import explain
from audit.score import EXPLAINED
from audit.wording import evidence_lines
from ledger.values.canonical import Canonical

router = APIRouter()


@dataclass(slots=True)
class RuleTotal:
    """What one rule said of all books together."""

    rule: str
    flagged: int = 0
    clear: int = 0
    not_computable: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


_SEVERITIES = (("H", "高"), ("M", "中"), ("L", "低"))
_STATES = (
    ("open", "没有办结的"),
    *((each.value, each.chinese) for each in LeadState),
    ("", "全部"),
)
_GROUPS_SHOWN = 50


@router.get("/findings")
def list_findings(
    request: Request,
    caller: ToReadFindings,
    snapshot: Snapshot,
    rule: ShortText = "",
    severity: ShortText = "",
    text: ShortText = "",
    book: ShortText = "",
    state: ShortText = "open",
) -> Response:
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    chosen = [each for each in books if str(each) == book] or books
    wanted = state if state in dict(_STATES) else "open"
    return page(
        request,
        "findings.html",
        findings=findings(snapshot, chosen, rule=rule, severity=severity, text=text, state=wanted),
        states=_STATES,
        counts=state_counts(snapshot, chosen),
        works=caller.may(Permission.CASE_WRITE),
        score_explained=EXPLAINED,
        outcomes=_by_rule(outcomes(snapshot, chosen)),
        runs=runs(snapshot, books, limit=1),
        rules={code: each.rule.name for code, each in catalogue().items()},
        severities=_SEVERITIES,
        books=books,
        chosen={"rule": rule, "severity": severity, "text": text, "book": book, "state": wanted},
        may_run=caller.may(Permission.AUDIT_RUN),
        today=today(snapshot),
    )


@router.get("/findings/groups")
def list_groups(request: Request, caller: ToReadFindings, snapshot: Snapshot) -> Response:
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    return page(
        request,
        "lead_groups.html",
        groups=grouped(snapshot, books, limit=_GROUPS_SHOWN),
        most=_GROUPS_SHOWN,
        works=caller.may(Permission.CASE_WRITE),
    )


@router.get("/findings/{key}/{book}/{rule}/{identity}")
def one_finding(
    request: Request,
    key: UUID,
    book: BookPath,
    rule: RulePath,
    identity: IdentityPath,
    caller: ToReadFindings,
    snapshot: Snapshot,
) -> Response:
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    found = finding(snapshot, books, key, rule, book, bytes.fromhex(identity))
    evidence = cast("dict[str, Canonical]", found.evidence)
    return page(
        request,
        "finding.html",
        finding=found,
        evidence=list(evidence_lines(evidence)),
        links=vouchers_in(found.evidence, book),
        rule=explain(rule),
        page_html=markdown(explain(rule).page, skip_title=True),
        may_see_vouchers=caller.may(Permission.VOUCHER_READ),
        related=related_to(snapshot, book, bytes.fromhex(identity)),
        works=caller.may(Permission.CASE_WRITE),
        score_explained=EXPLAINED,
        fresh=uuid4(),
    )


@router.get("/findings/{identity}")
def newest_finding(identity: IdentityPath, caller: ToReadFindings, snapshot: Snapshot) -> Response:
    """A short address that stays the same from run to run: the newest of this lead."""
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    found = newest(snapshot, books, bytes.fromhex(identity))
    return see_other(f"/findings/{found.run}/{found.book}/{found.rule}/{found.identity}")


@router.post("/findings/link")
def make_linkage(
    caller: ToRunAudit, snapshot: Snapshot, here: Here, book: Annotated[int, Form()]
) -> Response:
    """疑似同人比对: of one book, for EL07 in the next run."""
    link(here, snapshot, caller, book)
    return see_other("/findings")


def _by_rule(rows: list[OutcomeRow]) -> list[RuleTotal]:
    """Sums over the books, by rule; the reasons why something could not be judged, together."""
    found: dict[str, RuleTotal] = {}
    for row in rows:
        total = found.setdefault(row.rule, RuleTotal(row.rule))
        total.flagged += row.flagged
        total.clear += row.clear
        total.not_computable += row.not_computable
        for reason, count in row.reasons.items():
            total.reasons[reason] = total.reasons.get(reason, 0) + count
    return list(found.values())
