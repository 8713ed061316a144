"""A roster of any length as files, and the command that takes them, run as a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from ledger.intake.sheet_export import write_sheet_rows
from ledger.intake.sheets import SHEET_KINDS
from tests.intake.bureau import AGENT, CHECKER, MAKER, PROJECT_CODE, VILLAGE
from tests.storage.server_processes import REPOSITORY

FEN = 3_005
BOUNCES_EVERY = 40
"""One line in so many fails at the bank."""


def write_files(directory: Path, lines: int) -> Mapping[str, Path]:
    """households, payments and bank-result, each a workbook."""
    rows = {
        "households": _households(lines),
        "payments": _payments(lines),
        "bank-result": _results(lines),
    }
    paths = {}
    for name, some in rows.items():
        paths[name] = directory / f"{name}.xlsx"
        write_sheet_rows(paths[name], SHEET_KINDS[name].sheet, some)
    return paths


def failed(lines: int) -> int:
    """How many of the lines the bank refuses."""
    return len(range(0, lines, BOUNCES_EVERY))


def _households(lines: int) -> Iterator[tuple[Any, ...]]:
    for n in range(lines):
        yield (
            *(f"H{n:07}", VILLAGE, "一组", "registered", 3, date(2018, 1, 1), None),
            *("", "", ""),
        )


def _payments(lines: int) -> Iterator[tuple[Any, ...]]:
    for n in range(lines):
        yield (
            *("一卡通", "PC-1", date(2020, 6, 30), "代发", AGENT, "", f"P{n:07}"),
            *(PROJECT_CODE, "", "生态护林员劳务补助", f"H{n:07}", f"张三{n}"),
            *(f"6217{n:015}", None, None, None, None, FEN, "", None),
        )


def _results(lines: int) -> Iterator[tuple[Any, ...]]:
    for n in range(lines):
        ok = n % BOUNCES_EVERY != 0
        result = ("paid", "") if ok else ("failed", "账号不存在")
        yield ("一卡通", "JG-1", f"P{n:07}", *result, date(2020, 7, 1), FEN)


@dataclass
class Command:
    """`sunledger import NAME FILE --post` as a process, and what it says as it says it."""

    process: subprocess.Popen[str]
    begun_s: float = field(default_factory=time.monotonic)
    said: list[str] = field(default_factory=list)

    @classmethod
    def started(cls, url: str, home: str, name: str, file: Path) -> Command:
        arguments = ["import", name, str(file), "--user", MAKER, "--post", "--checker", CHECKER]
        code = "import sys; from api.cli import main; sys.exit(main())"
        return cls(
            subprocess.Popen(
                [sys.executable, "-c", code, *arguments],
                cwd=REPOSITORY,
                env={
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                    "PATH": os.environ["PATH"],
                    "DATABASE_URL": url,
                    "SUNLEDGER_HOME": home,
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )

    def until(self, word: str) -> bool:
        """Read on until it says this; False where it ended before."""
        for line in self._stdout:
            self.said.append(line.rstrip("\n"))
            if word in line:
                return True
        return False

    def kill(self) -> None:
        self.process.kill()
        self._finish()

    def finished(self) -> int:
        """Its exit status, once it has ended by itself."""
        self._finish()
        return self.process.returncode

    @property
    def took_s(self) -> float:
        return time.monotonic() - self.begun_s

    def _finish(self) -> None:
        with suppress(ValueError):
            self.said += [line.rstrip("\n") for line in self._stdout]
        self.process.wait()
        self._stdout.close()

    @property
    def _stdout(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout


def largest_child_mib() -> int:
    """The most memory that any of our processes that have ended had."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
