"""`sunledger person`: the roles of a named user decide, as on the web."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from ledger.book.books import NewBook, open_book
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.register.persons import NewPerson, Relation, add_persons, identities
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import Sealer
from ledger.storage.secrets import Secrets
from ledger.storage.settings import Settings
from ledger.values.region import RegionCode
from tests.cli.conftest import Run, read_json

BOOK = 610727
BOOK_TEXT = str(BOOK)
KNOWN = datetime(2019, 5, 1, tzinfo=UTC)


def test_data_leave_and_are_erased_by_those_who_may(
    sunledger: Run, database: Database, tmp_path: Path
) -> None:
    sealer = Sealer.of(Secrets.load(Settings.read().home))
    home, person = uuid4(), uuid4()
    with database.connect() as connection:
        book = NewBook(BOOK, "略阳县账簿", "略阳县财政局", "county", date(2019, 1, 1))
        open_book(connection, book, "系统")
    engine = database.engine()
    with unit_of_work(engine) as work:
        village = RegionCode.parse("610727100200")
        fact = HouseholdOn(home, date(2018, 1, 1), village, "", HouseholdKind.REGISTERED, 1)
        add_households(work, BOOK, [fact], known_at=KNOWN)
        new = NewPerson(person, home, Relation.HOUSEHOLDER, "演示张三")
        add_persons(work, BOOK, [new], sealer=sealer, known_at=KNOWN)
    for login, role in (("wang", "finance_maker"), ("li", "finance_checker")):
        sunledger("user", "add", login, "--name", login, "--role", role,
                  "--region", "610727", "--book", BOOK_TEXT)  # fmt: skip

    def by(login: str, *arguments: str) -> tuple[int, str, str]:
        return sunledger(
            "person", *arguments, "--book", BOOK_TEXT, "--user", login, "--json", tmp_path / "j"
        )

    whole = ("export", "persons", "--book", BOOK_TEXT, "--out", str(tmp_path / "all.xlsx"))
    assert sunledger(*whole)[0] != 0
    status, _, errors = sunledger(*whole, "--user", "li", "--purpose", "核对")
    assert status != 0 and "没有" in errors
    status, said, _ = sunledger(*whole, "--user", "wang", "--purpose", "核对")
    assert (status, "1 行" in said, "已记录" in said) == (0, True, True)

    out = str(tmp_path / "p.xlsx")
    data = ("data", str(person), "--purpose", "本人申请", "--out", out)
    status, _, errors = by("li", *data)
    assert (status, "没有「应本人要求导出本人数据」的权限" in errors) == (2, True)
    assert by("nobody", *data)[0] == 2
    assert by("wang", *data)[0] == 0
    assert Path(out).stat().st_size > 0
    assert by("wang", "erasure", "ask", str(person), "--reason", "本人申请")[0] == 0
    request = read_json(tmp_path / "j")["request"]
    assert by("wang", "erasure", "decide", request, "--approve")[0] == 2
    assert by("li", "erasure", "decide", request, "--approve")[0] == 0
    assert by("li", "erasure", "list")[0] == 0
    (seen,) = read_json(tmp_path / "j")
    assert (seen["state"], seen["maker"], seen["checker"]) == ("erased", "wang", "li")
    with unit_of_work(engine) as work:
        assert identities(work, sealer, BOOK, [person]) == {}
    engine.dispose()
