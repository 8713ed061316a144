"""How often is a fault repeated: a few times in the gate, hundreds of times with `-m long`?

`--rounds N` says how many rounds a long test makes on a machine that has less time. What was
counted is printed at the end of the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from ledger.storage.embedded import Server
from tests.conftest import _clone
from tests.ledger.scene import Scene


@dataclass
class Rounds:
    """Of one test: how many rounds it makes, and what it counted."""

    request: pytest.FixtureRequest

    @property
    def long(self) -> bool:
        return bool(self.request.param)

    def __call__(self, *, few: int, many: int) -> range:
        wanted: int | None = self.request.config.getoption("--rounds")
        return range((wanted or many) if self.long else few)

    def count(self, counted: Mapping[str, int]) -> None:
        said = "，".join(f"{name} {number:,}" for name, number in counted.items())
        self.request.node.user_properties.append(("counted", said))


@pytest.fixture(
    params=[
        pytest.param(False, id="few"),
        pytest.param(True, id="many", marks=pytest.mark.long),
    ]
)
def rounds(request: pytest.FixtureRequest) -> Rounds:
    return Rounds(request)


@pytest.fixture
def scene(server: Server) -> Iterator[Scene]:
    """An empty demo database with its clock at the first day of the story."""
    with _clone(server, demo=True) as database, Scene.of(database) as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(f"{report.nodeid}: {value}")
