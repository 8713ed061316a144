"""The number of a rejected draft may be used again, by a corrected file, and is paid once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.book.drafts import (
    DraftKey,
    DraftState,
    DraftStepNotAllowed,
    reject,
    submit,
    view,
    withdraw,
)
from ledger.book.verify import verify
from ledger.intake.numbers import NumberTakenMeanwhile
from ledger.intake.sheet_import import Imported, sheet_file
from ledger.intake.sheet_post import post_file
from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.database import Database, unit_of_work
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

PAYMENTS = SHEET_KINDS["payments"].sheet


@pytest.fixture
def bureau(shipped_database: Database, tmp_path: Path) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        rows = [household(number) for number in range(1, 6)]
        opened.take(
            "households", filled(tmp_path / "h.xlsx", SHEET_KINDS["households"].sheet, rows)
        )
        yield opened


def rejected(bureau: Bureau, key: DraftKey) -> None:
    with unit_of_work(bureau.engine) as work:
        submit(work, [key], actor=MAKER)
        reject(work, [key], checker=CHECKER, reason="金额不对")


def posted(bureau: Bureau) -> int:
    return post_file(
        bureau.connection, bureau.engine, BOOK, "payments:一卡通/PC-1", maker=MAKER,
        checker=CHECKER, reason="", sealer=SEALER, say=lambda _: None,
    )  # fmt: skip


def taken(bureau: Bureau, path: Path, *rows: dict[str, object]) -> Imported:
    return bureau.take("payments", filled(path / "p.xlsx", PAYMENTS, rows))


def test_a_corrected_file_takes_the_numbers_of_a_rejected_draft(
    bureau: Bureau, tmp_path: Path
) -> None:
    (first,) = taken(bureau, tmp_path, payment(1), payment(2)).drafts
    corrected = filled(tmp_path / "q.xlsx", PAYMENTS, [payment(1, amount_fen=31), payment(2)])
    assert bureau.preview("payments", corrected).bad == 1, "while the draft stands"
    rejected(bureau, first)
    made = bureau.take("payments", corrected)
    assert (made.version, made.new, len(made.drafts)) == (2, 2, 1)
    assert made.drafts[0].draft != first.draft

    with unit_of_work(bureau.engine) as work:
        old = view(work, BOOK, first.draft)
        assert (old.state, old.reason) == (DraftState.WITHDRAWN, "退回后已由更正的文件重新导入")
        with pytest.raises(DraftStepNotAllowed, match="重新导入"):
            submit(work, [first], actor=MAKER)
    assert posted(bureau) == 1
    assert bureau.rows("SELECT amount_fen FROM payment_line ORDER BY line") == [(3100,), (3005,)]
    again = bureau.preview("payments", filled(tmp_path / "r.xlsx", PAYMENTS, [payment(1)]))
    assert again.bad == 1, "the number is in the ledger now"
    assert verify(bureau.connection, SEALER).ok


def test_the_number_stays_while_the_draft_may_still_be_posted(
    bureau: Bureau, tmp_path: Path
) -> None:
    (first,) = taken(bureau, tmp_path, payment(1)).drafts
    other = filled(tmp_path / "q.xlsx", PAYMENTS, [payment(1, amount_fen=31)])
    with unit_of_work(bureau.engine) as work:
        submit(work, [first], actor=MAKER)
    assert bureau.preview("payments", other).bad == 1
    with unit_of_work(bureau.engine) as work:
        withdraw(work, [first], actor=MAKER)
    assert bureau.preview("payments", other).bad == 1, "its maker may submit it again"
    with unit_of_work(bureau.engine) as work:
        submit(work, [first], actor=MAKER)
        reject(work, [first], checker=CHECKER, reason="不对")
    assert bureau.preview("payments", other).bad == 0
    with unit_of_work(bureau.engine) as work:
        submit(work, [first], actor=MAKER)
    assert bureau.preview("payments", other).bad == 1, "submitted again"


def test_a_number_is_used_again_as_often_as_it_is_rejected(bureau: Bureau, tmp_path: Path) -> None:
    for fen in (30, 31, 32):
        (key,) = taken(bureau, tmp_path, payment(1, amount_fen=fen)).drafts
        rejected(bureau, key)
    taken(bureau, tmp_path, payment(1, amount_fen=33))
    assert posted(bureau) == 1
    assert bureau.rows("SELECT amount_fen FROM payment_line") == [(3300,)]
    assert bureau.rows("SELECT attempt FROM external_number ORDER BY 1") == [(1,), (2,), (3,), (4,)]


def test_a_draft_submitted_again_meanwhile_keeps_its_number(bureau: Bureau, tmp_path: Path) -> None:
    (first,) = taken(bureau, tmp_path, payment(1)).drafts
    rejected(bureau, first)
    path = filled(tmp_path / "q.xlsx", PAYMENTS, [payment(1, amount_fen=31)])
    with bureau.desk() as desk, sheet_file(path, SHEET_KINDS["payments"], desk) as file:
        found = file.preview()
        assert found.bad == 0
        with unit_of_work(bureau.engine) as work:
            submit(work, [first], actor=MAKER)
        with pytest.raises(NumberTakenMeanwhile):
            file.write(found)
        desk.work.rollback()
    assert bureau.count("external_number") == 1
