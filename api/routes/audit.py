"""/api/findings, /api/rules, /api/audit/runs: leads with their evidence, rules, runs."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.access import Permission
from api.callers import ToReadFindings, ToRunAudit, ToSeeOneself
from api.inputs import BookPath, Limit, ShortText
from api.linking import link
from api.reach import reachable_books
from api.reading.findings import (
    FindingFull,
    FindingRow,
    OutcomeRow,
    RunRow,
    finding,
    findings,
    outcomes,
    runs,
)
from api.reading.lead_groups import GroupRow, grouped
from api.reading.row import Row
from api.site import Here, Snapshot
from audit.catalogue import catalogue
from audit.findings import explain

router = APIRouter(prefix="/api", tags=["审计"])

RulePath = Annotated[str, Path(pattern="^[A-Z]{2}[0-9]{2}$", description="规则编号")]
IdentityPath = Annotated[str, Path(pattern="^([0-9a-f]{2}){1,64}$", description="疑点标识")]


class RuleRow(Row):
    """A rule with its page as Markdown."""

    code: str
    version: int
    name: str
    kind: str
    severity: str
    page: str


@router.get("/findings")
def list_findings(
    caller: ToReadFindings,
    snapshot: Snapshot,
    rule: Annotated[str, Field(pattern="^([A-Z]{2}[0-9]{2})?$")] = "",
    severity: Literal["", "H", "M", "L"] = "",
    text: ShortText = "",
    state: Literal["", "open", "new", "in_case", "settled", "reopened", "suppressed"] = "",
    limit: Limit = 100,
) -> list[FindingRow]:
    """各账簿最近一次运行的疑点，评分高的在前；open 是没有办结、也没有暂不提示的。"""
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    return findings(
        snapshot, books, rule=rule, severity=severity, text=text, state=state, limit=limit
    )


@router.get("/findings/groups")
def list_groups(caller: ToReadFindings, snapshot: Snapshot, limit: Limit = 50) -> list[GroupRow]:
    """同一付款、同一户、同一项目、同一责任人的几条疑点并在一起，评分合计高的在前。"""
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    return grouped(snapshot, books, limit=limit)


@router.get("/findings/{key}/{book}/{rule}/{identity}")
def one_finding(
    key: UUID,
    book: BookPath,
    rule: RulePath,
    identity: IdentityPath,
    caller: ToReadFindings,
    snapshot: Snapshot,
) -> FindingFull:
    """一条疑点和它的证据。"""
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    return finding(snapshot, books, key, rule, book, bytes.fromhex(identity))


@router.get("/findings/outcomes")
def list_outcomes(caller: ToReadFindings, snapshot: Snapshot) -> list[OutcomeRow]:
    """每条规则查了多少、标记多少、多少无法判断。"""
    return outcomes(snapshot, reachable_books(snapshot, caller, Permission.FINDING_READ))


@router.get("/rules")
def list_rules(caller: ToSeeOneself) -> list[RuleRow]:
    """全部规则。"""
    return [_rule(code) for code in catalogue()]


@router.get("/rules/{code}")
def one_rule(code: RulePath, caller: ToSeeOneself) -> RuleRow:
    """一条规则的说明。"""
    return _rule(code)


@router.get("/audit/runs")
def list_runs(caller: ToReadFindings, snapshot: Snapshot) -> list[RunRow]:
    """最近的运行。"""
    return runs(snapshot, reachable_books(snapshot, caller, Permission.FINDING_READ))


class LinkageMade(BaseModel):
    """The comparison that was made, and how many pairs of persons it found."""

    linkage: UUID
    method: str
    persons: int
    left_out: int
    pairs: int


@router.post("/books/{book}/linkage", status_code=201)
def make_linkage(book: BookPath, caller: ToRunAudit, snapshot: Snapshot, here: Here) -> LinkageMade:
    """疑似同人比对：比较一个账簿的全部登记人员，供规则 EL07 使用。"""
    made = link(here, snapshot, caller, book)
    return LinkageMade(
        linkage=made.linkage,
        method=made.method,
        persons=made.persons,
        left_out=made.left_out,
        pairs=made.pairs,
    )


def _rule(code: str) -> RuleRow:
    found = explain(code)
    return RuleRow(
        code=found.code,
        version=found.version,
        name=found.name,
        kind=found.kind,
        severity=found.severity.chinese,
        page=found.page,
    )
