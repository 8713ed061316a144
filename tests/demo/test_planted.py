"""The committed seed's world: clean but for what was planted, made by the product's own code."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from api.demo.days import BEGINS_ON
from api.demo.places import PREFECTURE
from api.demo.planted import plantable
from api.demo.scale import DEFAULT_SEED
from api.demo.standing import DemoHalfBuilt, DemoOfOtherSeed
from audit.answers import answers
from ledger.book.books import NewBook, open_book
from ledger.book.lot_trace import trace_lot
from ledger.book.payment_trace import trace_payment
from ledger.book.refusals import LotUnknown
from ledger.book.verify import verify
from ledger.register.duties import duties_due
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.storage.tables import SCHEMA
from ledger.values.day import shanghai_day
from tests.conftest import _clone as cloned
from tests.demo.worlds import (
    Judged,
    books_of,
    differences,
    judge,
    make,
    sealer,
)


@pytest.fixture(scope="module")
def world(server: Server) -> Iterator[tuple[Database, Judged]]:
    """The committed world, judged; no test of this file changes it."""
    with cloned(server, demo=True) as database:
        yield database, judge(database, make(database, DEFAULT_SEED))


def test_findings_are_what_was_planted(world: tuple[Database, Judged]) -> None:
    assert differences(world[1]) == []


def test_traces_of_all_lots_sum_to_the_balances(world: tuple[Database, Judged]) -> None:
    """Followed down through every book, each lot stands where the balances say, and only there."""
    with world[0].reading() as connection:
        stands = {
            (book, account, lot): fen
            for book, account, lot, fen in connection.execute(
                "SELECT book, account, lot, balance_fen FROM balance WHERE balance_fen <> 0"
            )
        }
        found = {}
        for (lot,) in connection.execute("SELECT DISTINCT lot FROM lot").fetchall():
            traced = trace_lot(connection, lot)
            assert traced.conserved, lot
            for place in traced.places:
                found[place.book, place.account, lot] = place.balance_fen
    assert len(found) > 100
    assert found == stands


def test_payments_are_followed_to_where_all_their_money_came_in(
    world: tuple[Database, Judged],
) -> None:
    """Of payments in every book, whole and line by line; income and openings are beginnings too."""
    with world[0].reading() as connection:
        paid = connection.execute(
            "SELECT x.book, x.year, x.number FROM (SELECT v.*, row_number() OVER ("
            " PARTITION BY book, kind ORDER BY md5(event::text)) AS turn"
            " FROM voucher v WHERE kind IN ('disburse', 'pay')) x WHERE turn <= 6"
        ).fetchall()
        assert len(paid) > 20
        for book, year, number in paid:
            for line in (None, 1):
                try:
                    traced = trace_payment(connection, book, year, number, line=line)
                except LotUnknown:
                    assert line == 1
                    continue
                assert traced.found_fen == traced.amount_fen > 0, (book, year, number, line)
                assert {each.from_kind for each in traced.origins} == {"source"}


def test_every_rule_has_two_planted_and_a_look_alike(world: tuple[Database, Judged]) -> None:
    for rule in plantable():
        assert len(world[1].planted[rule]) >= 2, rule
        assert len(world[1].look_alikes[rule]) >= 1, rule


def test_planted_ones_stand_in_different_books(world: tuple[Database, Judged]) -> None:
    """But for those of the only prefecture."""
    for rule in plantable():
        books = {book for book, _ in world[1].planted[rule]}
        assert len(books) >= 2 or books == {PREFECTURE}, rule


def test_a_look_alike_is_judged_and_clear(world: tuple[Database, Judged]) -> None:
    database, judged = world
    for code, look_alikes in judged.look_alikes.items():
        outcomes = {
            (book, each.subject): each.outcome
            for book in {book for book, _ in look_alikes}
            for each in answers(database, code, book, as_of=judged.report.as_of)
        }
        for subject, look_alike in look_alikes.items():
            assert outcomes.get(subject) == "clear", look_alike


def test_the_ledger_of_the_demo_verifies(world: tuple[Database, Judged]) -> None:
    database, _ = world
    with database.connect() as connection:
        report = verify(connection, sealer(), books_of(database))
    assert report.differences == []
    assert report.sealed


def test_it_has_the_size_and_the_noise_of_a_small_prefecture(
    world: tuple[Database, Judged],
) -> None:
    database, judged = world
    assert judged.report.books == 12
    assert judged.report.households > 700
    assert judged.report.lines > 5000
    with database.connect() as connection:
        kinds: dict[str, int] = dict(
            connection.execute("SELECT kind, count(*) FROM voucher GROUP BY kind").fetchall()
        )
        late = connection.execute(
            "SELECT count(*) FROM voucher WHERE recorded_at - happened_on > interval '25 days'"
        ).fetchone()
        replaced = connection.execute(
            "SELECT count(*) FROM voucher WHERE replaces_number IS NOT NULL"
        ).fetchone()
    for kind in ("return", "reverse", "carry_over", "integrate", "pay"):
        assert kinds[kind] > 5, kind
    assert late is not None and late[0] > 5
    assert replaced is not None and replaced[0] > 2


def test_villages_publish_what_is_due_but_for_what_was_planted(
    world: tuple[Database, Judged],
) -> None:
    database, judged = world
    planted = {subject.partition(":")[2] for _, subject in judged.planted["DS01"] if ":" in subject}
    gaps = {subject for _, subject in judged.planted["DS08"]}
    with database.connect() as connection:
        row = connection.execute("SELECT ledger_now()").fetchone()
        assert row is not None
        for book in books_of(database):
            due = duties_due(connection, book, as_of=judged.report.as_of, known_at=row[0])
            states = {
                subject: {
                    each.state
                    for each in due
                    if each.subject == subject and each.subject_key.partition(":")[0] not in gaps
                }
                for subject in ("completion", "village_affairs")
            }
            if book != PREFECTURE:
                assert states == {"completion": {"met"}, "village_affairs": {"met"}}, book
            for each in due:
                if each.state in ("late", "overdue"):
                    key = each.subject_key
                    assert key in planted or key.partition(":")[0] in gaps, each


def test_registers_of_households_are_filled(world: tuple[Database, Judged]) -> None:
    database, judged = world
    declared = [
        *(subject for _, subject in judged.planted["DS09"]),
        *(subject for _, subject in judged.look_alikes["DS09"]),
    ]
    with database.connect() as connection:
        for table, least in (
            ("bank_card", 1_000),
            ("payee_authority", 200),
            ("person_fact", 2_000),
            ("household_private", 1_200),
            ("person_phone", 700),
            ("household_income", 2_000),
            ("exit_step", 1_500),
            ("household_move", 12),
            ("register_code", 770),
            ("posting_evidence", 1_500),
            ("objection", 15),
        ):
            row = connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(SCHEMA, table))
            ).fetchone()
            assert row is not None and row[0] >= least, (table, row)
        odd = connection.execute(
            "SELECT count(*) FROM posting_evidence e JOIN notice n USING (book, notice)"
            " WHERE (e.exif_on <> e.taken_on OR e.taken_on NOT BETWEEN n.from_on AND n.until_on)"
            " AND e.notice <> ALL (%s::uuid[])",
            [declared],
        ).fetchone()
        twice = connection.execute(
            "SELECT count(*) FROM (SELECT FROM posting_evidence WHERE notice <> ALL (%s::uuid[])"
            " GROUP BY digest HAVING count(DISTINCT region) > 1) x",
            [declared],
        ).fetchone()
    assert (odd, twice) == ((0,), (0,))


def test_every_voucher_was_approved_by_another_than_its_maker(
    world: tuple[Database, Judged],
) -> None:
    with world[0].connect() as connection:
        rows = connection.execute(
            "SELECT count(*) FILTER (WHERE maker = checker OR key NOT LIKE 'draft:%') FROM voucher"
        ).fetchone()
    assert rows == (0,)


def test_nothing_is_recorded_after_the_last_day(world: tuple[Database, Judged]) -> None:
    database, judged = world
    with database.connect() as connection:
        row = connection.execute(
            "SELECT max(recorded_at), max(happened_on) FROM voucher"
        ).fetchone()
    assert row is not None
    assert shanghai_day(row[0]) <= judged.report.as_of
    assert row[1] <= judged.report.as_of


def test_building_again_does_nothing(world: tuple[Database, Judged]) -> None:
    database, judged = world
    again = make(database, DEFAULT_SEED)
    assert not again.built
    assert again.vouchers == judged.report.vouchers
    assert again.notices == judged.report.notices


def test_another_seed_is_refused_where_a_world_stands(world: tuple[Database, Judged]) -> None:
    with pytest.raises(DemoOfOtherSeed):
        make(world[0], DEFAULT_SEED + 1)


def test_a_half_built_world_is_refused(demo_database: Database) -> None:
    with demo_database.connect() as connection:
        connection.execute("SELECT set_demo_clock('2018-01-02 17:00+08')")
        new = NewBook(610700, "汉中市扶贫资金账簿", "汉中市财政局", "prefecture", BEGINS_ON)
        open_book(connection, new, "测试")
    with pytest.raises(DemoHalfBuilt):
        make(demo_database, DEFAULT_SEED)


def test_no_table_of_the_demo_holds_a_card_or_id_number_in_clear(
    world: tuple[Database, Judged],
) -> None:
    numbers = "626107[0-9]{13}|6107[0-9]{2}(19|20)[0-9]{9}[0-9X]"
    with psycopg.connect(world[0].owner, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s "
            "AND table_type = 'BASE TABLE'",
            [SCHEMA],
        ).fetchall()
        assert len(tables) > 30
        for (table,) in tables:
            query = sql.SQL("SELECT count(*) FROM {} t WHERE t::text ~ {}").format(
                sql.Identifier(SCHEMA, table), sql.Literal(rf"(?<![0-9a-f])({numbers})(?![0-9a-f])")
            )
            assert connection.execute(query).fetchone() == (0,), table
