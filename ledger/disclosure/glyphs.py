"""Can the fonts of the paper notice print every character of a page?

Typst prints a box for a missing character without a warning; only the PDF/A export fails, naming
one piece of text and not its place. So the characters are looked up beforehand in the fonts'
character maps (OpenType `cmap`, format 12), and the refusal names all of them and where they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from ledger.values.refusal import Refusal

_FONT_PACKAGE = "pylopdf_fonts_zh_cn"  # Noto Sans SC and Noto Serif SC, SIL Open Font License 1.1
_MOST_NAMED = 20


class NoticeGlyphMissing(Refusal):
    """The notice fonts have a glyph for every character of a page: a box in a name is no name."""


def font_folder() -> Path:
    """The folder of the two bundled fonts; no font of the system is ever used."""
    return Path(str(files(_FONT_PACKAGE)))


def check_glyphs(texts: Iterable[tuple[str, str]]) -> None:
    """`texts`: pairs of a place in Chinese and the text there. Raises NoticeGlyphMissing."""
    known = printable_characters()
    missing: dict[str, list[str]] = {}
    for where, text in texts:
        for character in set(text) - known - {"\n"}:
            missing.setdefault(character, []).append(where)
    if missing:
        raise NoticeGlyphMissing(_sentence(missing), missing=_details(missing))


@cache
def printable_characters() -> frozenset[str]:
    """Every character at least one of the bundled fonts can draw."""
    found: set[str] = set()
    for path in sorted(font_folder().glob("*.otf")):
        found |= _mapped(path.read_bytes())
    return frozenset(found)


def _mapped(font: bytes) -> set[str]:
    (tables,) = struct.unpack_from(">H", font, 4)
    for record in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + 16 * record)
        if tag == b"cmap":
            return _format_12(font, start)
    return set()


def _format_12(font: bytes, cmap: int) -> set[str]:
    (encodings,) = struct.unpack_from(">H", font, cmap + 2)
    for record in range(encodings):
        (offset,) = struct.unpack_from(">I", font, cmap + 4 + 8 * record + 4)
        if struct.unpack_from(">H", font, cmap + offset) == (12,):
            (groups,) = struct.unpack_from(">I", font, cmap + offset + 12)
            characters: set[str] = set()
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", font, cmap + offset + 16 + 12 * group)
                characters.update(map(chr, range(first, last + 1)))
            return characters
    return set()


def _sentence(missing: Mapping[str, list[str]]) -> str:
    named = [
        f"“{character}”(U+{ord(character):04X},见于{'、'.join(places[:3])})"
        for character, places in sorted(missing.items())
    ]
    more = f"等 {len(named)} 个字" if len(named) > _MOST_NAMED else ""
    return f"公示字体中没有这些字,无法印出:{';'.join(named[:_MOST_NAMED])}{more}"


def _details(missing: Mapping[str, list[str]]) -> list[dict[str, object]]:
    return [
        {"character": character, "code_point": f"U+{ord(character):04X}", "places": places[:20]}
        for character, places in sorted(missing.items())[:_MOST_NAMED]
    ]
