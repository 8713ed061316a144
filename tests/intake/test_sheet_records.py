"""Signed sheets: a village's confirmations, and the list that an opening is closed against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledger.book.opening import Closer, Signed, against_ledger, close_opening, newest_list
from ledger.book.refusals import MakerIsChecker, OpeningClosed, OpeningDiffers, OpeningTotalDiffers
from ledger.book.verify import verify
from ledger.intake.sheet_import import FileHasBadRows, Imported, sheet_file
from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.database import Database
from tests.intake.bureau import (
    BOOK,
    SEALER,
    VILLAGE,
    YEAR,
    Bureau,
    bureau_on,
    filled,
    household,
    payment,
)
from tests.intake.test_sheet_payments import posted
from tests.intake.test_sheet_registers import give, opening

SIGNED_ON = date(2020, 1, 2)


@pytest.fixture
def bureau(shipped_database: Database, tmp_path: Path) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        yield opened


def signed(number: int, line: int, **changed: object) -> dict[str, object]:
    return {
        "year": YEAR,
        "number": number,
        "line": line,
        "outcome": "已收到",
        "amount_fen": 30.05,
        "signer": f"张三{line}",
        "relation": "本人",
        "means": "签字",
        "signed_on": "2020-07-01",
    } | changed


def _as(bureau: Bureau, login: str, path: Path) -> Imported:
    with bureau.desk() as desk:
        mine = replace(desk, maker=login)
        with sheet_file(path, SHEET_KINDS["confirmations"], mine) as file:
            return file.write(file.preview())


def test_a_village_imports_its_signed_sheet_once_and_corrects_it_by_saying_so(
    bureau: Bureau, tmp_path: Path
) -> None:
    homes = [household(number) for number in (1, 2)]
    bureau.take("households", give(bureau, "households", tmp_path / "h.xlsx", *homes))
    roster = filled(
        tmp_path / "p.xlsx", SHEET_KINDS["payments"].sheet, [payment(n) for n in (1, 2)]
    )
    bureau.take("payments", roster)
    posted(bureau, "payments:一卡通/PC-1")
    ((number,),) = bureau.rows("SELECT number FROM voucher WHERE kind = 'disburse'")
    bureau.connection.execute(
        "INSERT INTO app_user (login, name, password_hash, active, created_at)"
        " SELECT l, l, '', true, now() FROM unnest(ARRAY['cunkuaiji', 'lincun']) l"
    )
    bureau.connection.execute(
        "INSERT INTO app_user_role (login, role, region) VALUES ('cunkuaiji', 'village', %s),"
        " ('lincun', 'village', '610727101202')",
        [VILLAGE],
    )
    rows = [signed(number, 1), signed(number, 2, outcome="没有收到", amount_fen="")]
    path = give(bureau, "confirmations", tmp_path / "a.xlsx", *rows)
    for stranger in ("lincun", "经办甲"):
        with pytest.raises(FileHasBadRows):
            _as(bureau, stranger, path)
    assert _as(bureau, "cunkuaiji", path).new == 2
    assert _as(bureau, "cunkuaiji", path).document is None
    wrong = give(bureau, "confirmations", tmp_path / "b.xlsx", rows[0], signed(number, 2))
    with pytest.raises(FileHasBadRows):
        _as(bureau, "cunkuaiji", wrong)
    again = give(
        bureau, "confirmations", tmp_path / "c.xlsx", rows[0], signed(number, 2, correction="是")
    )
    assert _as(bureau, "cunkuaiji", again).new == 1
    assert bureau.rows(
        "SELECT line, outcome, corrects IS NOT NULL FROM confirmation ORDER BY event, place"
    ) == [(1, "received", False), (2, "not_received", False), (2, "received", True)]
    # Two events for three rows, and no name outside the sealed rows.
    assert bureau.rows("SELECT count(*) FROM book_event WHERE kind = 'confirmations'") == [(2,)]
    assert bureau.rows("SELECT count(*) FROM source_row WHERE cells::text LIKE '%%张三%%'") == [
        (0,)
    ]
    assert verify(bureau.connection, SEALER).ok


def test_the_opening_is_closed_when_the_ledger_is_what_the_signed_list_says(
    bureau: Bureau, tmp_path: Path
) -> None:
    rows = [opening(), opening(account="待分配", owner="", balance_fen=300)]
    total: dict[str, object] = {"as_of": "合计", "balance_fen": 1500}
    bureau.take("opening", give(bureau, "opening", tmp_path / "a.xlsx", *rows, total))
    key = newest_list(bureau.connection, BOOK)
    assert key is not None
    sign = Signed(key, SIGNED_ON, 1500_00, "局长某")
    by = Closer("复核乙", (BOOK,))
    connection = bureau.connection
    # Nothing is posted yet: both accounts differ and are named.
    with pytest.raises(
        OpeningDiffers, match=r"2 处不符：项目—生态护林员.*清单 1,200\.00元，账上 0"
    ):
        close_opening(connection, BOOK, sign, by=by, sealer=SEALER)
    ((external,),) = bureau.rows("SELECT external_id FROM source_document WHERE kind = 'opening'")
    posted(bureau, external)
    with pytest.raises(OpeningTotalDiffers):
        close_opening(connection, BOOK, replace(sign, total_fen=1500_01), by=by, sealer=SEALER)
    with pytest.raises(MakerIsChecker):
        close_opening(connection, BOOK, sign, by=Closer("经办甲", (BOOK,)), sealer=SEALER)
    made = close_opening(connection, BOOK, sign, by=by, sealer=SEALER)
    again = close_opening(connection, BOOK, sign, by=by, sealer=SEALER)
    assert (made.event, made.replayed, again.replayed) == (again.event, False, True)
    assert all(each.signed_fen == each.posted_fen for each in against_ledger(connection, BOOK, key))
    assert verify(connection, SEALER).ok
    later = [opening(doc_no="汉财农〔2019〕9号"), {"as_of": "合计", "balance_fen": 1200}]
    with pytest.raises(OpeningClosed):
        bureau.take("opening", give(bureau, "opening", tmp_path / "b.xlsx", *later))


def test_a_corrected_list_repeats_what_is_posted_and_drafts_the_rest(
    bureau: Bureau, tmp_path: Path
) -> None:
    first = [opening(), {"as_of": "合计", "balance_fen": 1200}]
    bureau.take("opening", give(bureau, "opening", tmp_path / "a.xlsx", *first))
    ((external,),) = bureau.rows("SELECT external_id FROM source_document WHERE kind = 'opening'")
    posted(bureau, external)
    other = opening(doc_no="汉财农〔2019〕9号", balance_fen=10)
    changed = [opening(balance_fen=1199), other, {"as_of": "合计", "balance_fen": 1209}]
    with pytest.raises(FileHasBadRows):
        bureau.take("opening", give(bureau, "opening", tmp_path / "b.xlsx", *changed))
    second = [opening(), other, {"as_of": "合计", "balance_fen": 1210}]
    made = bureau.take("opening", give(bureau, "opening", tmp_path / "c.xlsx", *second))
    assert (made.new, len(made.drafts)) == (1, 1)
    assert bureau.rows("SELECT total_fen FROM opening_list ORDER BY total_fen") == [
        (1200_00,),
        (1210_00,),
    ]
