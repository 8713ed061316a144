"""`sunledger import`: files in, a report of every row out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from api.cli.report import write_json
from api.system import System, opened
from ledger.book.drafts import ledger_now
from ledger.intake.notice_class import NoticeClass
from ledger.intake.notice_import import Imported, Importer
from ledger.intake.notice_intake import NoticeIntake, notice_paths, take_in_file
from ledger.intake.notice_report import NoticeReport, report_of
from ledger.register.regions import RegionTree, shipped_regions
from ledger.storage.database import unit_of_work
from ledger.storage.settings import Settings
from ledger.values.day import shanghai_day
from ledger.values.money import wan
from ledger.values.refusal import Refusal


class ClassOptionMalformed(Refusal):
    """`--class` names a notice and one of the four classes: A07=plan."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of which nothing was taken."""

    path: Path
    reason: str


def import_notices(options: argparse.Namespace) -> int:
    classes = _classes(options.classes)
    tree = shipped_regions()
    taken: list[NoticeIntake] = []
    unreadable: list[Unreadable] = []
    for path in options.paths:
        for file in notice_paths(path):
            try:
                taken += _understood(file, tree, classes)
            except Refusal as refusal:
                unreadable.append(Unreadable(file, refusal.message))
    imported: list[Imported | None] = [None] * len(taken)
    if not options.dry_run and taken:
        with opened(Settings.read()) as system:
            imported = _written(system, tree, taken, options.user)
    reports = [report_of(each) for each in taken]
    for report, made in zip(reports, imported, strict=True):
        print(_line(report, made, dry_run=options.dry_run))
        for reason in report["reasons"]:
            if reason["outcome"] in ("refused", "remark"):
                at = f"第 {reason['row']} 行 {reason['column']}：" if reason["row"] else "备注："
                print(f"    {at}{reason['reason']}")
    for bad in unreadable:
        print(f"{bad.path.name}：整份未导入。{bad.reason}")
    write_json(options.json, reports)
    refused = any(report["refused"] for report in reports)
    if unreadable and not taken:
        return 2
    return 1 if refused or unreadable else 0


def _understood(file: Path, tree: RegionTree, classes: dict[str, str]) -> list[NoticeIntake]:
    first = take_in_file(file, tree)
    if not classes.keys() & {each.notice_id for each in first}:
        return list(first)
    stated = {each.notice_id: classes.get(each.notice_id) for each in first}
    return [
        again
        for notice_id, wanted in stated.items()
        for again in take_in_file(file, tree, wanted)
        if again.notice_id == notice_id
    ]


def _written(
    system: System, tree: RegionTree, taken: list[NoticeIntake], user: str
) -> list[Imported | None]:
    engine = system.database.engine()
    with unit_of_work(engine) as work:
        today = shanghai_day(ledger_now(work))
    with system.database.connect() as connection:
        importer = Importer(connection, engine, system.sealer, tree, user, today, today)
        return [importer.take(each) for each in taken]


def _classes(given: list[str]) -> dict[str, str]:
    known = {each.value for each in NoticeClass}
    classes: dict[str, str] = {}
    for each in given:
        notice_id, equals, kind = each.partition("=")
        if not equals or kind not in known:
            raise ClassOptionMalformed(
                f"--class 应写作 编号=类别，类别是 {'、'.join(sorted(known))}，收到 {each}"
            )
        classes[notice_id] = kind
    return classes


def _line(report: NoticeReport, made: Imported | None, *, dry_run: bool) -> str:
    counted = (
        f"{report['notice_id']}  {NoticeClass(report['class']).chinese}  共 {report['rows']} 行："
        f"采用 {report['used']}，非资金行 {report['not_money']}，退回 {report['refused']}"
    )
    computed, difference = report["computed_fen"], report["difference_fen"]
    if computed is not None:
        counted += f"；合计 {wan(computed)}"
    if difference:
        counted += f"，与公布数相差 {wan(difference)}"
    if dry_run:
        return counted + "（试算，未写入）"
    if made is None:
        return counted + "；发布单位不明，未写入"
    if not made.new:
        return counted + "；以前已导入，没有新增"
    return counted + (
        f"；账簿 {made.book}，草稿 {len(made.drafts)} 份" if made.drafts else "；存作对照"
    )
