"""Where is the demo of a larger scale that benchmarks and long tests share? Made once, then reused.

    pytest --scale prefecture --demos DIR

The directory is that of SUNLEDGER_HOME, so `sunledger demo --scale prefecture` makes the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.demo.making import make, settings_of
from api.demo.scale import DEFAULT_SEED, SCALES, Scale
from api.system import System, opened
from ledger.storage.settings import Settings


@contextmanager
def larger_demo(config: pytest.Config, scale: Scale | None = None) -> Iterator[System]:
    """The demo of this scale, or of `--scale`; without either what asks for it is skipped."""
    if scale is None:
        if not config.getoption("--scale"):
            pytest.skip("needs a larger demo: --scale county or --scale prefecture")
        scale = SCALES[config.getoption("--scale")]
    home = Path(config.getoption("--demos")).absolute()
    settings = settings_of(Settings(home=home), scale, DEFAULT_SEED)
    make(settings, scale, DEFAULT_SEED, lambda line: print(line, flush=True))
    with opened(settings, demo=True) as system:
        yield system
