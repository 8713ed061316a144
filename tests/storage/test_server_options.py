"""How much memory does the server keep pages in, on which machine?"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.storage.server_options import kept_pages_mib, memory_of_machine

GIB = 2**30


@pytest.mark.parametrize(
    ("memory", "mib"),
    [(0, 128), (GIB // 4, 128), (GIB, 256), (4 * GIB, 1024), (8 * GIB, 2048), (64 * GIB, 8192)],
)
def test_a_quarter_of_the_memory_holds_pages_within_bounds(memory: int, mib: int) -> None:
    assert kept_pages_mib(memory) == mib


@pytest.mark.parametrize("limit", ["memory.max", "memory/memory.limit_in_bytes"])
def test_a_container_has_what_it_may_use(tmp_path: Path, limit: str) -> None:
    machine = memory_of_machine(tmp_path)
    assert machine > 0
    told = tmp_path / limit
    told.parent.mkdir(exist_ok=True)
    told.write_text(f"{GIB // 2}\n")
    assert memory_of_machine(tmp_path) == GIB // 2
    told.write_text("max\n")
    assert memory_of_machine(tmp_path) == machine
