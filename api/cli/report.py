"""How does a command hand its report to another program? As a JSON file, whole or not at all."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ledger.storage.whole_file import write_whole


def add_json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", metavar="FILE", type=Path, help="把结果另存为 JSON 文件")


def write_json(path: Path | None, value: object) -> None:
    """Write beside and rename, so that a reader never sees half a report."""
    if path is None:
        return
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, default=str)
    write_whole(path, (text + "\n").encode())
