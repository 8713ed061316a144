"""`sunledger trace`, `balance`, `statement`: what the ledger says, now or as of a past moment."""

from __future__ import annotations

import argparse
from datetime import datetime

from api.cli.report import write_json
from api.reading.owner_names import OwnerNames
from api.reading.payments import HouseholdFull, household_trace
from api.reading.statements import (
    BalanceSheet,
    StatementFull,
    StatementRow,
    balances,
    line_notes,
    statement_page,
)
from api.statement_workbook import write_statement
from api.system import opened
from ledger.book.balance import Subject
from ledger.book.lot_trace import LotTrace, trace_lot
from ledger.book.payment_trace import PaymentTrace, trace_payment
from ledger.book.post import Connection
from ledger.storage.settings import Settings
from ledger.values.kinds import AccountKind, VoucherKind
from ledger.values.money import yuan

Report = dict[str, object]


def trace_a_lot(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        found = trace_lot(connection, options.lot, as_of=options.as_of, known_at=options.known_at)
        _print_lot(connection, found)
    write_json(options.json, _lot_report(found))
    return 0 if found.conserved else 1


def trace_a_payment(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        found = trace_payment(
            connection,
            options.book,
            options.year,
            options.number,
            line=options.line,
            entry=options.entry,
            known_at=options.known_at,
        )
        _print_payment(connection, found)
    write_json(options.json, _payment_report(found))
    return 0


def trace_a_household(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        found = household_trace(
            connection,
            options.book,
            options.household,
            as_of=options.as_of,
            known_at=options.known_at,
        )
    _print_household(found)
    write_json(options.json, found.model_dump(mode="json"))
    return 0


def show_balance(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        found = balances(
            connection,
            options.book,
            Subject(options.account, options.project, options.lot),
            as_of=options.as_of,
            known_at=options.known_at,
        )
    _print_balances(found)
    write_json(options.json, found.model_dump(mode="json"))
    return 0


def show_statement(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        found = statement_page(
            connection,
            options.book,
            Subject(options.account, options.project, options.lot),
            from_on=options.from_on,
            to_on=options.to_on,
            known_at=options.known_at,
            vouchers=None,
        )
    if options.out is None:
        _print_statement(found)
    else:
        rows = write_statement(options.out, found)
        print(f"对账单 {rows} 行，已写入 {options.out}")
    write_json(options.json, found.model_dump(mode="json"))
    return 0


def _print_lot(connection: Connection, found: LotTrace) -> None:
    names = OwnerNames(connection, {each.book for each in found.facts})
    first = found.facts[0]
    print(f"{first.origin_doc_no or '（无文号）'}　{yuan(first.origin_amount_fen)}")
    for place in found.places:
        if AccountKind(place.kind) in (AccountKind.SOURCE, AccountKind.UPSTREAM):
            continue
        name = names.account(place.book, place.kind, place.owner)
        print(f"  {names.book(place.book)}　{name}（{place.year}）　{yuan(place.balance_fen)}")
    for transit in found.transits:
        print(
            f"  {transit.from_book} → {transit.to_book}　下达 {yuan(transit.sent_fen)}，"
            f"收到 {yuan(transit.received_fen)}"
        )
    verdict = "一分不差" if found.conserved else "对不上"
    print(
        f"文件带来 {yuan(found.brought_in_fen)} ＝ 各账户 {yuan(found.standing_fen)}"
        f" ＋ 在途 {yuan(found.in_transit_fen)}：{verdict}"
    )


def _lot_report(found: LotTrace) -> Report:
    first = found.facts[0]
    return {
        "lot": first.lot,
        "origin_doc_no": first.origin_doc_no,
        "books": [each.book for each in found.facts],
        "brought_in_fen": found.brought_in_fen,
        "standing_fen": found.standing_fen,
        "in_transit_fen": found.in_transit_fen,
        "conserved": found.conserved,
        "places": [
            {
                "book": each.book,
                "account": each.account,
                "kind": each.kind,
                "owner": each.owner,
                "year": each.year,
                "balance_fen": each.balance_fen,
            }
            for each in found.places
        ],
        "transits": [
            {
                "from_book": each.from_book,
                "to_book": each.to_book,
                "sent_fen": each.sent_fen,
                "received_fen": each.received_fen,
            }
            for each in found.transits
        ],
    }


def _print_payment(connection: Connection, found: PaymentTrace) -> None:
    owners = {owner for each in found.steps for owner in (each.from_owner, each.to_owner)}
    names = OwnerNames(connection, {each.book for each in found.steps}, owners)
    print(f"{found.book} 账簿 {found.year} 年第 {found.number} 号　{yuan(found.amount_fen)}")
    for lot, by_rule in sorted({(each.lot, each.by_rule) for each in found.draws}, key=str):
        some = [each for each in found.draws if (each.lot, each.by_rule) == (lot, by_rule)]
        chosen = "按规则，旧钱先用" if by_rule else "文件载明"
        fen = sum(each.amount_fen for each in some)
        print(f"  {some[0].origin_doc_no or '（无文号）'}　{yuan(fen)}（{chosen}）")
    for step in found.steps:
        print(
            f"  {step.happened_on} {VoucherKind(step.voucher_kind).chinese}"
            f" {step.book}/{step.year}-{step.number}"
            f" {names.account(step.book, step.from_kind, step.from_owner)} →"
            f" {names.account(step.book, step.to_kind, step.to_owner)} {yuan(step.part_fen)}"
            f" {step.doc_no}"
        )
    for stay in found.stays:
        name = (
            "下达在途"
            if stay.kind == AccountKind.UPSTREAM
            else names.account(stay.book, stay.kind, stay.owner)
        )
        print(
            f"  {names.book(stay.book)}　{name} 停留 {stay.days} 天"
            f"（{stay.entered_on} 至 {stay.left_on}）{yuan(stay.part_fen)}，{stay.link.chinese}"
        )


def _payment_report(found: PaymentTrace) -> Report:
    return {
        "book": found.book,
        "year": found.year,
        "number": found.number,
        "line": found.line,
        "entry": found.entry,
        "amount_fen": found.amount_fen,
        "taken_back_fen": found.taken_back_fen,
        "found_fen": found.found_fen,
        "draws": [
            {
                "entry": each.entry,
                "line": each.line,
                "lot": each.lot,
                "origin_doc_no": each.origin_doc_no,
                "amount_fen": each.amount_fen,
                "by_rule": each.by_rule,
            }
            for each in found.draws
        ],
        "steps": [
            {
                "book": each.book,
                "year": each.year,
                "number": each.number,
                "kind": each.voucher_kind,
                "happened_on": each.happened_on,
                "part_fen": each.part_fen,
            }
            for each in found.steps
        ],
        "stays": [
            {
                "book": each.book,
                "kind": each.kind,
                "owner": each.owner,
                "entered_on": each.entered_on,
                "left_on": each.left_on,
                "days": each.days,
                "part_fen": each.part_fen,
                "link": each.link.value,
            }
            for each in found.stays
        ],
    }


def _print_household(found: HouseholdFull) -> None:
    for move in found.moves:
        print(
            f"  {move.happened_on} {move.by_year}-{move.by_number} {move.from_name} → "
            f"{move.to_name} {move.amount.yuan}　{move.lot_doc_no}"
        )
    print(f"已到手 {found.arrived.yuan}，在路上 {found.on_the_way.yuan}")


def _print_balances(found: BalanceSheet) -> None:
    for row in found.standing:
        print(f"  {row.name}（{row.year}）　{row.lot_doc_no or '（无文号）'}　{row.balance.yuan}")
    print(f"{_moment(found.as_of, found.known_at)}：合计 {found.total.yuan}")


def _print_statement(found: StatementFull) -> None:
    print(f"对账单　{found.title}\n期初余额 {found.opening.yuan}")
    for line in found.lines:
        print(
            f"  {line.happened_on} {line.year}-{line.number}"
            f" {VoucherKind(line.voucher_kind).chinese} {line.other_name}"
            f" {line.change.yuan}　余额 {line.balance.yuan}" + _notes(line)
        )
    print(f"转入 {found.came.yuan}，转出 {found.went.yuan}，期末余额 {found.closing.yuan}")


def _notes(line: StatementRow) -> str:
    notes = line_notes(line)
    return f"　（{'；'.join(notes)}）" if notes else ""


def _moment(as_of: object, known_at: datetime | None) -> str:
    known = f"，按 {known_at:%Y-%m-%d %H:%M} 已记账的" if known_at else ""
    return f"{f'截至 {as_of}' if as_of else '现在'}{known}"
