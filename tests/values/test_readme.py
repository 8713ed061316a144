"""The examples of the package's README print what it says, and its map names every file."""

import doctest
from pathlib import Path

import ledger.values

PACKAGE = Path(ledger.values.__file__).parent


def test_the_examples_of_the_readme_work() -> None:
    result = doctest.testfile(str(PACKAGE / "README.md"), module_relative=False)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_map_names_every_file() -> None:
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    files = [file.name for file in PACKAGE.glob("*.py") if file.name != "__init__.py"]
    assert files
    assert [name for name in files if f"| `{name}` |" not in text] == []
