"""`sunledger audit`: run the rules, list the leads, explain a rule, show what it compares with."""

from __future__ import annotations

import argparse
import sys

from api.cli.report import write_json
from api.reading.parameters import parameters_for
from api.system import opened
from audit.engine import AuditBookUnknown
from audit.findings import explain as explanation_of
from audit.findings import get_run, list_findings, list_outcomes
from audit.jobs import begun, is_due, today_of
from audit.outcome import Finding, Outcome, Run
from audit.parameters import place_of
from ledger.storage.settings import Settings
from ledger.values.day import shanghai_day
from ledger.values.money import yuan
from ledger.values.region import RegionCode


class _Told:
    """Says on a terminal how many rules have been run over how many books."""

    def __init__(self) -> None:
        self._done = 0
        self._books: set[int] = set()

    def __call__(self, book: int, rule: str) -> None:
        self._done += 1
        self._books.add(book)
        if sys.stderr.isatty():
            said = f"\r已运行 {self._done} 次（{len(self._books)} 个账簿），刚完成 {rule} "
            print(said, end="", file=sys.stderr, flush=True)


def run_rules(options: argparse.Namespace) -> int:
    """Beside a server too: one run at a time, followed and stopped from its pages as well."""
    with opened(Settings.read()) as system:
        as_of = options.as_of
        if options.due:
            as_of = is_due(system.database, tried_counts=False)
            if as_of is None:
                print("今天已经对全部账簿运行过，没有再运行")
                return 0
        if as_of is None:
            with system.database.connect() as connection:
                as_of = today_of(connection)
        with begun(
            system.database,
            as_of=as_of,
            actor=options.user,
            books=options.book,
            rules=options.rule,
            full=options.full,
        ) as job:
            result = job.run(_Told())
    for line in _summary(result.outcomes):
        print(line)
    print(f"截至 {as_of}：疑点 {len(result.findings)} 条")
    write_json(options.json, _as_json(result.run, result.outcomes, result.findings))
    return 0


def list_leads(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        made = get_run(system.database)
        found = list_findings(
            system.database,
            books=[options.book] if options.book else None,
            rules=[options.rule] if options.rule else None,
        )
        outcomes = list_outcomes(system.database)
    for each in found:
        amount = yuan(each.amount_fen) if each.amount_fen is not None else "—"
        print(f"{each.rule} {each.severity.chinese}  账簿 {each.book}  {amount}  {each.title}")
    print(f"截至 {made.as_of} 的运行：疑点 {len(found)} 条")
    write_json(options.json, _as_json(made, outcomes, found))
    return 0


def show_parameters(options: argparse.Namespace) -> int:
    """Of the place of a book, or of any place."""
    with opened(Settings.read()) as system, system.database.reading() as connection:
        row = connection.execute("SELECT ledger_now()").fetchone()
        assert row is not None
        on = options.on or shanghai_day(row[0])
        place = options.region
        if options.book is not None:
            place = place_of(connection, options.book, on)
            if place is None:
                raise AuditBookUnknown(f"没有账簿 {options.book}", book=options.book)
        answer = parameters_for(connection, RegionCode.parse(place), on, only=options.rule or "")
    for each in answer.parameters:
        value = each.fault or each.says
        print(f"{each.rule}\t{each.name}\t{each.meaning}\t{value}\t{each.source}")
    for one in answer.standards:
        codes = "、".join(one.rules)
        print(f"{codes}\t{one.limit.name}\t{one.limit.says}\t{one.limit.source}")
    counted = f"参数 {len(answer.parameters)} 个，标准 {len(answer.standards)} 条"
    print(f"{answer.region_name}，{answer.on}：{counted}")
    write_json(options.json, answer.model_dump(mode="json"))
    return 0


def explain(options: argparse.Namespace) -> int:
    rule = explanation_of(options.rule)
    print(f"{rule.code} {rule.page}\n")
    for each in rule.parameters:
        print(f"参数 {each.name} = {each.default}：{each.meaning}（{each.source}）")
    write_json(
        options.json,
        {
            "code": rule.code,
            "version": rule.version,
            "name": rule.name,
            "kind": rule.kind,
            "severity": rule.severity.value,
            "page": rule.page,
            "needs": list(rule.needs),
            "parameters": [
                {
                    "name": each.name,
                    "default": each.default,
                    "meaning": each.meaning,
                    "source": each.source,
                }
                for each in rule.parameters
            ],
        },
    )
    return 0


def _summary(outcomes: tuple[Outcome, ...]) -> list[str]:
    """One line a rule over all books; what could not be judged is said with its reason."""
    lines: list[str] = []
    for code in sorted({each.rule for each in outcomes}):
        mine = [each for each in outcomes if each.rule == code]
        flagged, clear, unknown = (
            sum(getattr(each, name) for each in mine)
            for name in ("flagged", "clear", "not_computable")
        )
        counts = f"疑点 {flagged}，正常 {clear}，无法判断 {unknown}"
        lines.append(f"{code} {explanation_of(code).name}：{counts}")
        reasons: dict[str, int] = {}
        for each in mine:
            for reason, count in each.reasons.items():
                reasons[reason] = reasons.get(reason, 0) + count
        lines += [f"    无法判断：{reason}（{count}）" for reason, count in sorted(reasons.items())]
    return lines


def _as_json(
    made: Run,
    outcomes: list[Outcome] | tuple[Outcome, ...],
    findings: list[Finding] | tuple[Finding, ...],
) -> dict[str, object]:
    return {
        "run": str(made.run),
        "as_of": made.as_of.isoformat(),
        "known_at": made.known_at.isoformat(),
        "books": list(made.books),
        "rules": list(made.rules),
        "outcomes": [
            {
                "book": each.book,
                "rule": each.rule,
                "version": each.version,
                "flagged": each.flagged,
                "clear": each.clear,
                "not_computable": each.not_computable,
                "reasons": each.reasons,
                "parameters": each.parameters,
            }
            for each in outcomes
        ],
        "findings": [
            {
                "identity": each.identity.hex(),
                "book": each.book,
                "rule": each.rule,
                "version": each.version,
                "severity": each.severity.value,
                "subject_kind": each.subject_kind,
                "subject": each.subject,
                "title": each.title,
                "amount_fen": each.amount_fen,
                "evidence": each.evidence,
                "parameters": each.parameters,
            }
            for each in findings
        ],
    }
