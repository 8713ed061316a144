"""How is a short text drawn as a QR code that a phone reads off a wall?"""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """An SVG of the symbol with its quiet zone, one unit a module, black on white.

    Error level M and never more (`boost_error`): a higher level would make modules smaller, and
    a board is clean paper. An address of 40 characters with the digest is version 5, 37 modules.
    """
    code = segno.make(text, error="m", boost_error=False, micro=False)
    out = io.BytesIO()
    code.save(
        out, kind="svg", border=4, light="#fff", xmldecl=False, svgns=True, nl=False,
        svgclass=None, lineclass=None, omitsize=True,
    )  # fmt: skip
    return out.getvalue().decode()
