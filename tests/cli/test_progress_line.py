"""What a long command says of itself while it runs."""

from __future__ import annotations

import io

from api.cli.progress import EVERY_S, ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_log_gets_the_first_the_last_and_a_line_every_few_seconds() -> None:
    log, clock = io.StringIO(), Clock()
    with ProgressLine(log, clock) as line:
        line.begin(20)
        for done in range(30, 101, 10):
            clock.now_s += EVERY_S / 2
            line.show("已记账", done, 100, "行", f"{done // 10}/10 张凭证")
    assert log.getvalue().splitlines() == [
        "  已记账 30/100 行（3/10 张凭证），每秒 4 行，约还需 18 秒",
        "  已记账 50/100 行（5/10 张凭证），每秒 4 行，约还需 12 秒",
        "  已记账 70/100 行（7/10 张凭证），每秒 4 行，约还需 8 秒",
        "  已记账 90/100 行（9/10 张凭证），每秒 4 行，约还需 2 秒",
        "  已记账 100/100 行（10/10 张凭证），每秒 4 行",
    ]


def test_what_was_not_said_yet_is_said_at_the_end() -> None:
    log, clock = io.StringIO(), Clock()
    with ProgressLine(log, clock) as line:
        for rows in (1_000, 2_000, 3_000):
            line.show("已检查", rows, None, "行")
    assert log.getvalue().splitlines() == ["  已检查 1,000 行", "  已检查 3,000 行"]


def test_a_terminal_gets_one_line_written_over() -> None:
    terminal, clock = Terminal(), Clock()
    with ProgressLine(terminal, clock) as line:
        for rows in (1, 2, 3):
            clock.now_s += 1
            line.show("已写入", rows, 3, "行")
    said = terminal.getvalue()
    assert said.count("\n") == 1
    assert said.endswith("\r\x1b[K  已写入 3/3 行，每秒 1 行\n")
