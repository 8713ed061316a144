"""A roster of many vouchers, one command, killed again and again: every line is paid once."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from ledger.book.verify import verify
from ledger.intake.sheets.payments import LINES_A_VOUCHER
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.storage.sealing import Sealer
from ledger.storage.secrets import DatabaseRole, Secrets
from ledger.storage.settings import HOME
from tests.faults.conftest import Rounds
from tests.faults.roster import FEN, Command, failed, largest_child_mib, write_files
from tests.intake.bureau import Bureau, bureau_on
from tests.storage.server_processes import wait_until

POSTED = "SELECT count(*) FROM voucher WHERE kind = %s"


def test_a_roster_is_posted_once_however_often_its_command_is_killed(
    server: Server, demo_database: Database, tmp_path: Path, rounds: Rounds
) -> None:
    lines = 1_000 * len(rounds(few=2, many=100))
    vouchers = -(-lines // LINES_A_VOUCHER)
    files = write_files(tmp_path, lines)
    sealer = Sealer.of(Secrets.load(Path(os.environ[HOME.name])))
    name = str(conninfo_to_dict(demo_database.owner)["dbname"])
    url = server.url(DatabaseRole.ADMINISTRATOR, name)
    with bureau_on(demo_database, fund_fen=lines * FEN, sealer=sealer) as bureau:
        bureau.take("households", files["households"])
        with demo_database.connect(demo_database.owner) as owner:
            owner.execute("ANALYZE")  # as autovacuum has done in any book older than a minute

        def start(sheet: str) -> Command:
            return Command.started(url, os.environ[HOME.name], sheet, files[sheet])

        moments = random.Random(0)
        kills = 0
        for word in ("已检查", "已写入")[: 2 if rounds.long else 1]:
            command = start("payments")
            assert command.until(word), command.said
            time.sleep(moments.random() / 10)
            command.kill()
            kills += 1
            _nothing_is_half_there(bureau, "disburse")
        for reached in sorted({1, vouchers // 2, vouchers - 1}):
            kills += _killed_at(bureau, start("payments"), "disburse", reached, moments)
        last = start("payments")
        assert last.finished() == 0, last.said
        ended = (f"已记账 {lines:,}/{lines:,} 行", f"以前已记账 {vouchers}/{vouchers} 张凭证")
        assert any(word in each for each in last.said for word in ended), last.said
        again = start("payments")
        assert again.finished() == 0
        assert "本次记账 0 张凭证" in again.said
        ((count, total, numbers),) = bureau.rows(
            "SELECT count(*), sum(amount_fen)::bigint, count(DISTINCT household) FROM payment_line"
        )
        assert (count, total, numbers) == (lines, lines * FEN, lines)

        kills += _killed_at(bureau, start("bank-result"), "pay", vouchers // 2, moments)
        result = start("bank-result")
        assert result.finished() == 0, result.said
        _every_line_was_answered_once(bureau, lines)
        report = verify(bureau.connection, sealer)
        assert report.ok, report.differences
        rounds.count(
            {"lines": lines, "kills": kills, "peak memory of a command, MiB": largest_child_mib()}
        )


def _killed_at(
    bureau: Bureau, command: Command, kind: str, reached: int, moments: random.Random
) -> int:
    """Kill the command once so many vouchers stand, at any moment of the next one."""
    try:
        there: Callable[[], bool] = lambda: (  # noqa: E731
            bureau.rows(POSTED, kind)[0][0] >= reached or command.process.poll() is not None
        )
        assert wait_until(there, timeout_s=3_600)  # 100,000 lines on a busy machine
        time.sleep(moments.random() / 5)
    finally:
        running = command.process.poll() is None
        command.kill()
    _nothing_is_half_there(bureau, kind)
    return int(running)


def _nothing_is_half_there(bureau: Bureau, kind: str) -> None:
    """Every voucher has all lines of its draft, numbers have no gap."""
    odd = bureau.rows(
        "SELECT v.number, d.wanted, l.found FROM voucher v"
        " JOIN (SELECT 'draft:' || draft || ':' || version AS key,"
        "   jsonb_array_length(content->'lines') AS wanted FROM draft_version) d USING (key)"
        " CROSS JOIN LATERAL (SELECT count(*) AS found FROM payment_line l WHERE l.book = v.book"
        "   AND l.year = v.year AND l.number = v.number) l"
        " WHERE v.kind = %s AND d.wanted <> l.found",
        kind,
    )
    assert odd == []
    ((most, count),) = bureau.rows("SELECT max(number), count(*) FROM voucher")
    assert most == count


def _every_line_was_answered_once(bureau: Bureau, lines: int) -> None:
    told = dict(
        bureau.rows(
            "SELECT v.kind, count(*) FROM payment_line l JOIN voucher v USING (book, year, number)"
            " WHERE l.of_line IS NOT NULL GROUP BY 1"
        )
    )
    assert told == {"pay": lines - failed(lines), "return": failed(lines)}
    ((answered,),) = bureau.rows(
        "SELECT count(DISTINCT (of_year, of_number, of_line)) FROM payment_line"
        " WHERE of_line IS NOT NULL"
    )
    assert answered == lines
    standing = dict(
        bureau.rows(
            "SELECT a.kind, sum(b.balance_fen)::bigint FROM balance b"
            " JOIN account a USING (book, account)"
            " WHERE a.kind IN ('agent', 'household', 'project') GROUP BY 1"
        )
    )
    assert standing == {
        "agent": 0,
        "household": (lines - failed(lines)) * FEN,
        "project": lines * FEN + failed(lines) * FEN,
    }
