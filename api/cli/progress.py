"""How does a long command say how far it is, so that it can be read on a terminal and in a log?

    with ProgressLine() as line:
        line.show("已记账", done, all, "行", "12/100 张凭证")

A terminal gets one line, written over; a log a line every few seconds. The first and the last are
always said, so that a short run says something too.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

EVERY_S = 5.0
_ON_TERMINAL_S = 0.2
_CLEAR = "\r\x1b[K"


class ProgressLine:
    """Count, rate and what is left to wait. The rate is that of this run: what an earlier run did
    (`done` of the first call) is not counted in it."""

    def __init__(
        self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stdout
        self._clock = clock
        self._over = self._stream.isatty()
        self._what = ""
        self._begun_at, self._begun_with, self._said_at = clock(), 0, 0.0
        self._written = self._pending = ""

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def begin(self, done: int = 0) -> None:
        """The work starts here; `done` was done before."""
        self.end()
        self._begun_at, self._begun_with, self._what = self._clock(), done, ""

    def show(self, what: str, done: int, all_: int | None, unit: str, more: str = "") -> None:
        """`done` of `all_` (None: nobody knows how many there are)."""
        now = self._clock()
        took_s, made = now - self._begun_at, done - self._begun_with
        text = f"  {what} {done:,}{'' if all_ is None else f'/{all_:,}'} {unit}"
        text += f"（{more}）" if more else ""
        if took_s > 0 and made > 0:
            text += f"，每秒 {made / took_s:,.0f} {unit}"
            if all_ is not None and done < all_:
                text += f"，约还需 {(all_ - done) * took_s / made:,.0f} 秒"
        first, self._what = what != self._what, what
        self._pending = text
        if (
            first
            or done == all_
            or now - self._said_at >= (_ON_TERMINAL_S if self._over else EVERY_S)
        ):
            self._said_at = now
            self._say()

    def end(self) -> None:
        """Say the last state, and leave the line."""
        if self._pending and self._pending != self._written:
            self._say()
        if self._over and self._written:
            self._stream.write("\n")
            self._stream.flush()
        self._written = self._pending = ""

    def _say(self) -> None:
        self._written = self._pending
        self._stream.write(f"{_CLEAR}{self._written}" if self._over else f"{self._written}\n")
        self._stream.flush()
