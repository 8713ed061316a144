"""How long the embedded server takes to be created and to start again (`make bench`)."""

from __future__ import annotations

import time

import pytest

from tests.storage.server_processes import embedded, new_home


@pytest.mark.bench
def test_creation_and_restart_of_the_embedded_server() -> None:
    with new_home() as home:
        seconds = []
        for _ in range(4):
            begun = time.monotonic()
            with embedded(home).running():
                seconds.append(time.monotonic() - begun)
    print(
        f"\nembedded server: created in {seconds[0]:.2f} s, started again in "
        + ", ".join(f"{each:.2f} s" for each in seconds[1:])
    )
    assert min(seconds[1:]) < 2
