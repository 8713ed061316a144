"""`sunledger publish`: the notices of a village, as web pages and A3 PDFs."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from api.cli.report import write_json
from api.publishing import Published, publish_year
from api.system import System, opened
from ledger.storage.settings import Settings
from ledger.storage.whole_file import write_whole
from ledger.values.region import RegionCode


@dataclass(frozen=True, slots=True)
class Written:
    """One notice and its two files."""

    published: Published
    html: Path
    pdf: Path


def publish_village(options: argparse.Namespace) -> int:
    region = RegionCode.parse(options.region)
    with opened(Settings.read()) as system:
        written = write_notices(system, region, options.year, options.out, options.user)
    for each in written:
        new = "新发布" if each.published.new else "以前已发布"
        print(f"{each.published.page.title}（{new}，事件号 {each.published.event}）")
        print(f"    {each.html}\n    {each.pdf}")
    write_json(
        options.json,
        [
            {
                "notice_id": each.published.page.notice_id,
                "title": each.published.page.title,
                "kind": each.published.page.kind.value,
                "digest": each.published.digest.hex(),
                "event": each.published.event,
                "new": each.published.new,
                "lines": each.published.page.lines_count,
                "total_fen": each.published.page.lines_total_fen,
                "html": str(each.html),
                "pdf": str(each.pdf),
            }
            for each in written
        ],
    )
    return 0


def write_notices(
    system: System, region: RegionCode, year: int | None, out: Path, actor: str
) -> list[Written]:
    """Publish the notices of the village and write their files into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    written: list[Written] = []
    for each in publish_year(system, region, year, actor):
        html, pdf = (out / f"{each.page.notice_id}.{kind}" for kind in ("html", "pdf"))
        for path, content in ((html, each.rendered.html), (pdf, each.rendered.pdf)):
            write_whole(path, content)
        written.append(Written(each, html, pdf))
    return written
