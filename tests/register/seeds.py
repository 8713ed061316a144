"""The source documents, read only where they lie beside the repository."""

from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
_FILES = {"SX": "000_", "SD": "001_", "JH": "002_", "QH": "003_", "HZ": "004_"}

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents are not here")


def bare(text: str) -> str:
    """Without blanks and without the private-use signs that conversion left in the texts."""
    return "".join(each for each in text if not each.isspace() and not "\ue000" <= each <= "\uf8ff")


def line_of(document: str, line: int) -> str:
    (path,) = SEEDS.glob(f"{_FILES[document]}*.txt")
    return bare(path.read_text(encoding="utf-8").split("\n")[line - 1])
