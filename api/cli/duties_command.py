"""`sunledger notices due`: which notices are due, by when, and which were met."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from api.cli.report import write_json
from api.system import opened
from ledger.register.duties import TO_DO, DutyState, duties_due
from ledger.storage.settings import Settings
from ledger.values.day import shanghai_day


def list_due(options: argparse.Namespace) -> int:
    states = tuple(DutyState) if options.all else TO_DO
    with opened(Settings.read()) as system, system.database.reading() as connection:
        row = connection.execute("SELECT ledger_now()").fetchone()
        assert row is not None
        as_of = options.as_of or shanghai_day(row[0])
        found = duties_due(connection, options.book, as_of=as_of, known_at=row[0], states=states)
    for each in found:
        print(
            f"{each.state_name}\t{each.due_on or '—'}\t{each.subject_name}\t{each.region or '—'}"
            f"\t{each.name}{f'（{each.reason}）' if each.reason else ''}"
        )
    print(f"账簿 {options.book}，截至 {as_of}：{len(found)} 项")
    write_json(options.json, [asdict(each) for each in found])
    return 0
