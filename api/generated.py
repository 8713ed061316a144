"""Which pages are made from the code, and are they current?

python -m api.generated           write them
python -m api.generated --check   exit 1 where one differs (part of the gate)
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import api
import audit
import ledger
from api.access import permissions_markdown
from api.cli.reference import commands_markdown
from audit.pages import rules_markdown
from audit.query.columns import views_markdown
from ledger.storage.settings import DECLARED
from ledger.values.refusal import all_refusals

ROOT = Path(__file__).resolve().parent.parent


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page with its content."""
    yield ROOT / "audit" / "RULES.md", rules_markdown()
    yield ROOT / "audit" / "VIEWS.md", views_markdown()
    yield ROOT / "api" / "PERMISSIONS.md", f"# 权限\n\n{_MADE_BY}\n\n{permissions_markdown()}"
    yield ROOT / "api" / "ERRORS.md", errors_markdown()
    yield ROOT / "api" / "COMMANDS.md", commands_markdown()
    yield ROOT / "ledger" / "storage" / "SETTINGS.md", settings_markdown()


def settings_markdown() -> str:
    """Every environment variable."""
    rows = [f"| `{each.name}` | {each.default or '—'} | {each.description} |" for each in DECLARED]
    return "\n".join(
        ["# 设置", "", _MADE_BY, "", "| 环境变量 | 默认 | 含义 |", "| --- | --- | --- |", *rows, ""]
    )


def errors_markdown() -> str:
    """Every refusal of the product with its code and the rule that was broken."""
    _import_all()
    rows = []
    for each in all_refusals():
        if not each.__module__.startswith(("ledger.", "audit.", "api.")):
            continue
        rule = " ".join((each.__doc__ or "").split())
        rows.append(f"| `{each.code}` | {rule} | `{each.__module__}` |")
    return "\n".join(
        [
            "# 错误代码",
            "",
            _MADE_BY,
            "",
            "| code | rule | module |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


_MADE_BY = "<!-- python -m api.generated -->"


def _import_all() -> None:
    """A refusal that was never imported does not exist."""
    for package in (ledger, audit, api):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)


def main(arguments: list[str]) -> int:
    """Write the pages, or check them. Returns the exit status."""
    stale = [path for path, text in pages() if not _is(path, text)]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run `python -m api.generated`")
        return 1 if stale else 0
    for path, text in pages():
        path.write_text(text, "utf-8")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
