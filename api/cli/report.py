"""How does a command hand its report to another program? As a JSON file, whole or not at all."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path


def add_json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", metavar="FILE", type=Path, help="把结果另存为 JSON 文件")


def write_json(path: Path | None, value: object) -> None:
    """Write beside and rename, so that a reader never sees half a report."""
    if path is None:
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, default=str)
    try:
        fresh.write_text(text + "\n", "utf-8")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
