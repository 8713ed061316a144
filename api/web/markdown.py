"""How does the page of a rule (a docstring) become HTML? A few forms of Markdown, all escaped.

Headings `##`, lists `-` and `1.`, **bold**, `code`, paragraphs. Anything else stays text. The text
is escaped before any tag is added, so no input can make markup.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"(?:-|[0-9]+\.) +(.*)")


def markdown(text: str, *, skip_title: bool = False) -> Markup:
    """HTML of the text; with `skip_title` without its first line."""
    lines = text.strip().splitlines()[1 if skip_title else 0 :]
    made: list[str] = []
    block: list[str] = []
    listed = ""

    def close() -> None:
        nonlocal listed, block
        if block and listed:
            made.append(f"<{listed}>" + "".join(f"<li>{_inline(each)}</li>" for each in block))
            made[-1] += f"</{listed}>"
        elif block:
            made.append(f"<p>{_inline(''.join(block))}</p>")
        block, listed = [], ""

    for line in lines:
        bare = line.strip()
        item = _ITEM.fullmatch(bare)
        if not bare:
            close()
        elif bare.startswith("#"):
            close()
            level = min(len(bare) - len(bare.lstrip("#")), 3)
            made.append(f"<h{level}>{_inline(bare.lstrip('#').strip())}</h{level}>")
        elif item:
            kind = "ul" if bare.startswith("-") else "ol"
            if listed != kind:
                close()
                listed = kind
            block.append(item.group(1))
        elif listed:
            block[-1] += _joined(block[-1], bare)
        else:
            block.append(_joined(block[-1], bare) if block else bare)
    close()
    return Markup("\n".join(made))


def _joined(before: str, line: str) -> str:
    """Lines of Chinese are joined without a blank, lines of Latin letters with one."""
    ascii_edge = before[-1:].isascii() and line[:1].isascii()
    return (" " if ascii_edge else "") + line


def _inline(text: str) -> str:
    safe = str(escape(text))
    safe = _CODE.sub(r"<code>\1</code>", safe)
    return _BOLD.sub(r"<strong>\1</strong>", safe)
