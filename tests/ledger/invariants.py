"""The page ledger/book/INVARIANTS.md: `python -m tests.ledger.invariants --write|--check`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.ledger.invariant_cells import CELLS, INVARIANTS, By, Cell, Who
from tests.ledger.ladder import LADDER

FILE = Path(__file__).parents[2] / "ledger" / "book" / "INVARIANTS.md"

HEAD = """# Who is refused by what, and what verify calls it

Made by `python -m tests.ledger.invariants --write` from the cells that the tests try
(tests/ledger/invariant_cells.py, tests/ledger/ladder.py). The invariants are those of the domain
model; the application is `sunledger_app`, the reader `sunledger_read`, the owner
`sunledger_owner`. The superuser switches triggers and foreign keys off first.

- `42501` the role lacks the privilege; `[token]` a trigger or `post()` refuses with that token;
  `CHECK name` a constraint of the table.
- `CODE` nobody refuses, `verify` reports that; the test also compares the vouchers it names.
- – not a question: refused more generally above, or the role cannot get so far.

Not protected by the database, and said so: a superuser who rewrites rows, leaves, balances and
counters together. Only a checkpoint that others have witnessed shows it.
"""


def text() -> str:
    parts = [HEAD]
    for number, name in INVARIANTS.items():
        parts.append(f"\n## {number}. {name}\n")
        posted = [
            f"`[{token}]`"
            for token, case in LADDER.items()
            if case.invariant == number and token != "append_only"
        ]
        if posted:
            parts.append("Refused to the application by the functions of the ledger: "
                         + ", ".join(posted) + ".\n")  # fmt: skip
        parts.append("| deed | " + " | ".join(Who) + " |\n|---|---|---|---|---|")
        rows: dict[str, dict[Who, str]] = {}
        for cell in CELLS:
            if cell.invariant == number:
                rows.setdefault(_deed(cell), {})[cell.who] = _answer(cell)
        parts += [
            f"| {deed} | " + " | ".join(row.get(who, "–") for who in Who) + " |"
            for deed, row in rows.items()
        ]
    return "\n".join(parts) + "\n"


def _deed(cell: Cell) -> str:
    return re.sub(r"\|", "\\|", cell.deed)


def _answer(cell: Cell) -> str:
    match cell.by:
        case By.PRIVILEGE:
            return f"`{cell.names[0]}`"
        case By.TRIGGER:
            return f"`[{cell.names[0]}]`"
        case By.CHECK:
            return f"CHECK `{cell.names[0]}`"
        case By.VERIFY:
            return ", ".join(f"`{name}`" for name in cell.names)
        case _:
            return str(cell.by)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text(), "utf-8")
    elif sys.argv[1:] == ["--check"]:
        sys.exit(FILE.read_text("utf-8") != text())
    else:
        sys.exit("--write or --check")
