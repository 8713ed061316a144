"""`sunledger limit`: which standards and limits hold for a place on a day, and from where?"""

from __future__ import annotations

import argparse

from api.cli.report import write_json
from api.reading.standards import limits_for
from api.system import opened
from ledger.storage.settings import Settings
from ledger.values.day import shanghai_day
from ledger.values.region import RegionCode


def show_limits(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        row = connection.execute("SELECT ledger_now()").fetchone()
        assert row is not None
        answer = limits_for(
            connection,
            RegionCode.parse(options.region),
            options.on or shanghai_day(row[0]),
            subject=options.subject,
            text=options.text,
            overridden=options.all,
        )
    for each in answer.limits:
        print(
            f"{each.standing_name}\t{each.name}\t{each.says}"
            f"\t{each.region_name}{'、'.join(each.place_classes)}\t{each.source}"
            f"{'（原文数字存疑）' if each.disputed else ''}"
        )
    kinds = f"（{'、'.join(answer.classes)}）" if answer.classes else ""
    print(f"{answer.region_name}{kinds}，{answer.on}：{len(answer.limits)} 条")
    write_json(options.json, answer.model_dump(mode="json"))
    return 0
