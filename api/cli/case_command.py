"""`sunledger audit cases`: list the 核查单, show one, and how often each rule was right."""

from __future__ import annotations

import argparse
from uuid import UUID

from api.cli.report import add_json_option, write_json
from api.reading.cases import CaseRow, cases, deadlines
from api.reading.one_case import one_case
from api.reading.suppressions import suppressions
from api.system import opened
from audit.cases import Disposition, texts_of
from audit.dispositions import precision
from ledger.book.post import Connection
from ledger.storage.settings import Settings
from ledger.values.refusal import Refusal


class CaseNameUnknown(Refusal):
    """A case is named by its key, or by year and number (2019-3) with its book."""


def list_cases(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        books = _books(connection, options.book)
        found = cases(
            connection,
            books,
            stage="" if options.all else "open",
            overdue=options.overdue,
            limit=1_000_000,
        )
        late = deadlines(connection, books)
    for each in found:
        due = f"  期限 {each.due_on}" if each.due_on else ""
        mark = "（逾期）" if each.overdue else ""
        print(
            f"{each.year}-{each.number}  账簿 {each.book}  {each.stage_name}  疑点 {each.leads}"
            f"{due}{mark}  {each.title}"
        )
    print(f"核查单 {len(found)} 份，已过期限的事项 {len(late)} 项")
    write_json(
        options.json,
        {
            "cases": [each.model_dump(mode="json") for each in found],
            "overdue": [each.model_dump(mode="json") for each in late],
        },
    )
    return 1 if options.overdue and late else 0


def show_case(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        with system.database.reading() as connection:
            books = _books(connection, options.book)
            row = _named(cases(connection, books, limit=1_000_000), options.case)
        with system.database.connect() as application:
            said = texts_of(application, system.sealer, row.book, row.case_id)
        with system.database.reading() as connection:
            found = one_case(connection, [row.book], row.book, row.case_id, said=said)
    print(f"核查〔{found.year}〕{found.number}号  账簿 {found.book}  {found.stage_name}")
    print(found.title)
    for lead in found.all_leads:
        held = Disposition(lead.disposition).chinese if lead.disposition else "未认定"
        print(f"  {lead.rule} {held}  {lead.title}")
    for step in found.steps:
        due = f"，期限 {step.due_on}" if step.due_on else ""
        whom = "、".join(each for each in (step.to_login, step.to_org_name) if each)
        to = f" → {whom}" if whom else ""
        print(f"{step.seq}. {step.kind_name}{to}{due}  {step.actor}")
        if step.text:
            print(f"   {step.text}")
    print(f"已追回 {found.recovered.yuan}")
    write_json(options.json, found.model_dump(mode="json"))
    return 0


def show_precision(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        books = _books(connection, options.book)
        found = precision(connection, books)
        quiet = suppressions(connection, books)
    for each in found:
        points = each.right_basis_points
        right = "—" if points is None else f"{points // 100}%"
        print(
            f"{each.rule} 第 {each.version} 版  准确率 {right}  属实 {each.upheld}"
            f" 已整改 {each.rectified} 政策允许 {each.permitted} 不属实 {each.unfounded}"
            f" 未认定 {each.open}"
        )
    for row in quiet:
        print(
            f"暂不提示（{row.state_name}）{row.rule} 至 {row.until_on}  {row.title}：{row.reason}"
        )
    write_json(
        options.json,
        {
            "rules": [
                {
                    "rule": each.rule,
                    "version": each.version,
                    "upheld": each.upheld,
                    "rectified": each.rectified,
                    "permitted": each.permitted,
                    "unfounded": each.unfounded,
                    "open": each.open,
                    "right_basis_points": each.right_basis_points,
                }
                for each in found
            ],
            "suppressions": [row.model_dump(mode="json") for row in quiet],
        },
    )
    return 0


def add_cases(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`audit cases list|show|precision`."""
    actions = group.add_parser("cases", help="核查单").add_subparsers(
        title="做什么", metavar="动作", required=True
    )
    command = actions.add_parser("list", help="列出没有销号的核查单和逾期的事项")
    _book(command)
    command.add_argument("--all", action="store_true", help="也列已销号的")
    command.add_argument("--overdue", action="store_true", help="只列有逾期事项的；有则退出状态 1")
    add_json_option(command)
    command.set_defaults(run=list_cases)

    command = actions.add_parser("show", help="一份核查单的疑点和每一步（含加密保存的文字）")
    command.add_argument("case", metavar="CASE", help="年度-编号，如 2019-3，或核查单的编号")
    _book(command)
    add_json_option(command)
    command.set_defaults(run=show_case)

    command = actions.add_parser("precision", help="各规则疑点的认定结果和准确率，以及暂不提示")
    _book(command)
    add_json_option(command)
    command.set_defaults(run=show_precision)


def _book(command: argparse.ArgumentParser) -> None:
    command.add_argument("--book", type=int, help="只看这个账簿")


def _books(connection: Connection, book: int | None) -> list[int]:
    rows = connection.execute(
        "SELECT book FROM book WHERE %(book)s::int IS NULL OR book = %(book)s ORDER BY 1",
        {"book": book},
    )
    return [row[0] for row in rows]


def _named(found: list[CaseRow], name: str) -> CaseRow:
    matching = [
        each for each in found if f"{each.year}-{each.number}" == name or each.case_id == _key(name)
    ]
    if len(matching) != 1:
        raise CaseNameUnknown(
            f"有 {len(matching)} 份核查单叫 {name[:60]}，请用 --book 指明账簿"
            if matching
            else f"没有核查单 {name[:60]}"
        )
    return matching[0]


def _key(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
