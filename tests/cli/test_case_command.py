"""`sunledger audit cases` on a real database: what it lists, shows and counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from audit.cases import Disposition, NewStep, Step, open_case, take_step
from ledger.book.books import NewBook, open_book
from ledger.storage.database import Database
from ledger.storage.sealing import Sealer
from tests.api.world import settings_and_secrets
from tests.cli.conftest import Run, read_json
from tests.ledger.case_ladder import FIRST, A, B, raise_leads
from tests.ledger.scene import LOWER


def test_cases_are_listed_shown_with_their_words_and_counted(
    sunledger: Run, database: Database, tmp_path: Path
) -> None:
    case, sealer = uuid4(), Sealer.of(settings_and_secrets()[1])
    with database.connect() as connection:
        live_from = date(2019, 1, 1)
        open_book(connection, NewBook(LOWER, "县账簿", "财政局", "county", live_from), "系统")
        raise_leads(connection)
        number = open_case(
            connection, LOWER, case, title="闲置核查", leads=[FIRST], by=A, sealer=sealer
        )
        held = NewStep(
            kind=Step.DISPOSED,
            after_seq=0,
            text="张三经手",
            dispositions=[(FIRST, Disposition.UPHELD)],
        )
        take_step(connection, LOWER, case, held, by=A, sealer=sealer)
        done = NewStep(kind=Step.CLOSE_ASKED, after_seq=1, text="查完")
        take_step(connection, LOWER, case, done, by=A, sealer=sealer)
    report = tmp_path / "cases.json"
    status, printed, _ = sunledger("audit", "cases", "list", "--overdue", "--json", report)
    assert (status, read_json(report)) == (0, {"cases": [], "overdue": []}), printed
    status, printed, _ = sunledger("audit", "cases", "list", "--json", report)
    assert "待销号" in printed
    (row,) = read_json(report)["cases"]
    name = f"{row['year']}-{number}"
    status, printed, _ = sunledger("audit", "cases", "show", name, "--json", report)
    assert status == 0
    assert "张三经手" in printed and "ID03 属实" in printed
    assert [each["kind"] for each in read_json(report)["steps"]] == [
        "opened", "disposed", "close_asked",
    ]  # fmt: skip
    status, printed, _ = sunledger("audit", "cases", "precision", "--json", report)
    assert "准确率 100%" in printed
    assert read_json(report)["rules"][0]["right_basis_points"] == 10_000
    assert sunledger("audit", "cases", "show", "2019-77")[0] == 2
    with database.connect() as connection:
        closed = NewStep(kind=Step.CLOSED, after_seq=2)
        take_step(connection, LOWER, case, closed, by=replace(B), sealer=sealer)
    assert "核查单 0 份" in sunledger("audit", "cases", "list")[1]
    assert "已销号" in sunledger("audit", "cases", "list", "--all")[1]
