"""How the tests read what was rendered: pictures, codes, text, numbers that must not be there."""

from __future__ import annotations

import base64
import html
import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from PIL import Image, ImageDraw

_PERSONAL_NUMBER = re.compile(
    r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9}|[0-9]{16,19})(?![0-9])"
)
_QR_PATH = re.compile(r'<svg [^>]*viewBox="0 0 (\d+) \d+">.*?<path [^>]*d="([^"]*)"/></svg>', re.S)
_MOVE = re.compile(r"([Mmh])(-?[0-9.]+)(?: ?(-?[0-9.]+))?")


def html_text(document: bytes) -> str:
    """All text between tags."""
    body = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", document.decode(), flags=re.S)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def html_data(document: bytes) -> bytes:
    """The bytes offered for download."""
    found = re.search(r'href="data:application/json;base64,([0-9A-Za-z+/=]*)"', document.decode())
    assert found
    return base64.b64decode(found[1])


def pdf_text(document: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages)


def personal_numbers(text: str) -> list[str]:
    return _PERSONAL_NUMBER.findall(text)


def pdf_pictures(document: bytes, folder: Path, *, dpi: int = 150) -> list[Image.Image]:
    """Each page as a picture. Skips the test where poppler's pdftoppm is not installed."""
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed, so the pages cannot be pictured")
    path = folder / "notice.pdf"
    path.write_bytes(document)
    subprocess.run([program, "-r", str(dpi), "-gray", "-png", path, folder / "page"], check=True)
    return [Image.open(each) for each in sorted(folder.glob("page*.png"))]


def html_qr_picture(document: bytes) -> Image.Image:
    """Draws the inline SVG of the QR code: horizontal strokes of one unit."""
    found = _QR_PATH.search(document.decode().replace("\n", ""))
    assert found
    scale, size = 6, int(found[1])
    picture = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(picture)
    strokes = found[2].rpartition('d="')[2]
    x = y = 0.0
    for command, first, second in _MOVE.findall(strokes):
        if command == "h":
            end = x + float(first)
            top = (y - 0.5) * scale
            pen.rectangle((x * scale, top, end * scale - 1, top + scale - 1), fill=0)
            x = end
        else:
            start_x, start_y = (0.0, 0.0) if command == "M" else (x, y)
            x, y = start_x + float(first), start_y + float(second)
    return picture


def decoded(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]
