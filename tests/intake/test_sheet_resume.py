"""A roster of several vouchers is posted once, however often its posting is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.book.refusals import MakerIsChecker
from ledger.book.verify import verify
from ledger.intake.sheet_post import Progress, RowsStillAside, post_file
from ledger.intake.sheets import SHEET_KINDS, payments
from ledger.storage.database import Database
from tests.intake.bureau import (
    BOOK,
    CHECKER,
    MAKER,
    SEALER,
    Bureau,
    bureau_on,
    filled,
    household,
    payment,
)

SHEET = SHEET_KINDS["payments"].sheet
DOCUMENT = "payments:一卡通/PC-1"


class Interrupted(Exception):
    """The process dies here."""


@pytest.fixture
def bureau(
    shipped_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bureau]:
    monkeypatch.setattr(payments, "LINES_A_VOUCHER", 3)
    with bureau_on(shipped_database) as opened:
        rows = [household(number) for number in range(1, 11)]
        path = filled(tmp_path / "h.xlsx", SHEET_KINDS["households"].sheet, rows)
        opened.take("households", path)
        yield opened


def run(bureau: Bureau, *, until: int = 99, checker: str = CHECKER) -> int:
    def say(progress: Progress) -> None:
        if progress.number and progress.done >= until:
            raise Interrupted

    return post_file(
        bureau.connection,
        bureau.engine,
        BOOK,
        DOCUMENT,
        maker=MAKER,
        checker=checker,
        reason="",
        sealer=SEALER,
        say=say,
    )


def test_what_was_posted_before_an_interruption_is_not_posted_again(
    bureau: Bureau, tmp_path: Path
) -> None:
    path = filled(tmp_path / "p.xlsx", SHEET, [payment(number) for number in range(1, 11)])
    assert len(bureau.take("payments", path).drafts) == 4
    for until in (1, 2):
        with pytest.raises(Interrupted):
            run(bureau, until=until)
    # The file is read again by the same command: nothing new in it, the rest is posted.
    assert bureau.take("payments", path).document is None
    assert run(bureau) == 2
    assert run(bureau) == 0
    lines = bureau.rows("SELECT count(*), sum(amount_fen) FROM payment_line")
    assert lines == [(10, 10 * 3005)]
    report = verify(bureau.connection, SEALER)
    assert report.ok, report.differences


def test_maker_and_checker_of_a_roster_differ(bureau: Bureau, tmp_path: Path) -> None:
    bureau.take("payments", filled(tmp_path / "p.xlsx", SHEET, [payment(1)]))
    with pytest.raises(MakerIsChecker):
        run(bureau, checker=MAKER)
    assert run(bureau) == 1


def test_a_file_with_rows_set_aside_is_not_posted_in_one_go(bureau: Bureau, tmp_path: Path) -> None:
    rows = [payment(1), payment(2, household="没有")]
    bureau.take("payments", filled(tmp_path / "p.xlsx", SHEET, rows), keep_good=True)
    with pytest.raises(RowsStillAside, match="1 行"):
        run(bureau)
    corrected = filled(tmp_path / "q.xlsx", SHEET, [payment(1), payment(2)])
    assert bureau.take("payments", corrected).resolved == 1
    assert run(bureau) == 2
