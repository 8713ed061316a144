"""A query reads the audit views within its reach, and nothing else, whatever it tries."""

from __future__ import annotations

from datetime import date
from zipfile import ZipFile

import psycopg
import pytest
from python_calamine import load_workbook

from audit.query.catalogue import (
    QueryNameTaken,
    QueryUnknown,
    keep_query,
    named_query,
    versions_of,
)
from audit.query.files import csv_bytes, write_xlsx
from audit.query.run import (
    QueryFailed,
    QueryRefused,
    QueryResult,
    QueryTimedOut,
    run_query,
)
from audit.query.text import QueryNotUnderstood, QueryParameterWrong, bind, read_query
from ledger.values.refusal import Refusal
from tests.audit.steps import arrives
from tests.audit.world import Ground, World


def ask(ground: Ground, sql: str, *, books: list[int] | None = None, **given: str) -> QueryResult:
    return run_query(ground.database, sql, given=given, actor="审计丙", books=books)


@pytest.fixture(scope="module")
def books(ground: Ground) -> tuple[int, int]:
    """Two counties with a lot each."""
    worlds = [World(ground), World(ground)]
    for world in worlds:
        arrives("甲批", 100_00, "2019-01-10")(world)
    return worlds[0].book, worlds[1].book


ATTACKS = {
    # what is asked: what the fence answers (None: the wall alone stands against it)
    "SELECT * FROM sunledger.voucher": QueryFailed,
    "SELECT sealed FROM sunledger.person_private": QueryFailed,
    "SELECT * FROM sunledger.audit_query_run": QueryFailed,
    "SELECT password_hash FROM sunledger.app_user": QueryFailed,
    "SELECT sunledger.ledger_now()": QueryFailed,
    "SELECT 1; DELETE FROM sunledger.voucher": QueryNotUnderstood,
    "DELETE FROM sunledger.voucher": QueryNotUnderstood,
    "SET ROLE sunledger_owner": QueryNotUnderstood,
    "COPY (SELECT 1) TO PROGRAM 'id'": QueryNotUnderstood,
    "DO $$ BEGIN END $$": QueryNotUnderstood,
    "WITH x AS (DELETE FROM audit_view.lead RETURNING 1) SELECT * FROM x": QueryFailed,
    "SELECT * INTO kept FROM voucher": QueryFailed,
    "SELECT * FROM voucher FOR UPDATE": QueryFailed,
    "SELECT set_config('role', 'sunledger_owner', true)": QueryRefused,
    "SELECT set_config('sunledger.reach', 'x', true)": QueryRefused,
    "SELECT set_config('statement_timeout', '0', false)": QueryRefused,
    'SELECT "set_config"(\'role\', \'none\', true)': QueryRefused,
    "SELECT set_config/* */('role', 'none', true)": QueryRefused,
    "SELECT pg_sleep(60)": QueryRefused,
    "SELECT pg_read_file('/etc/passwd')": QueryRefused,
    "SELECT pg_ls_dir('.')": QueryRefused,
    "SELECT lo_import('/etc/passwd')": QueryRefused,
    "SELECT lo_from_bytea(0, 'x')": QueryRefused,
    "SELECT query_to_xml('SELECT 1', true, true, '')": QueryRefused,
    "SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t(a int)": QueryFailed,
    "SELECT rolpassword FROM pg_authid": QueryRefused,
    "SELECT * FROM information_schema.tables": QueryRefused,
    "SELECT U&\"\\0070g_sleep\"(60)": QueryNotUnderstood,
    "SELECT pg_terminate_backend(1)": QueryRefused,
    "SELECT nextval('x')": QueryRefused,
    "SELECT random()": QueryRefused,
    "SELECT 1 /* open": QueryNotUnderstood,
    "SELECT $1": QueryNotUnderstood,
    "": QueryNotUnderstood,
}  # fmt: skip


@pytest.mark.parametrize("sql", ATTACKS)
def test_an_attack_is_refused_and_written_down(
    sql: str, ground: Ground, books: tuple[int, int]
) -> None:
    with pytest.raises(Refusal) as refused:
        ask(ground, sql)
    assert type(refused.value) is ATTACKS[sql], refused.value.message
    kept = ground.connection.execute(
        "SELECT r.sql, r.actor, o.outcome FROM audit_query_run r JOIN audit_query_outcome o"
        " USING (run) ORDER BY r.started_at DESC LIMIT 1"
    ).fetchone()
    assert kept == (sql, "审计丙", "failed" if ATTACKS[sql] is QueryFailed else "refused")


WALL = {
    "SELECT set_config('role', 'sunledger_owner', true)": "permission denied",
    "SELECT set_config('role', 'sunledger_read', true)": "permission denied",
    "SELECT set_config('session_authorization', 'sunledger_app', true)": "permission denied",
    "SELECT set_config('transaction_read_only', 'off', true)": "read-write mode",
    "SELECT query_to_xml('SELECT * FROM sunledger.voucher', true, true, '')": "permission denied",
    "SELECT query_to_xml('UPDATE sunledger.voucher SET maker = 1', true, true, '')": "",
    "SELECT pg_read_file('/etc/passwd')": "permission denied",
    "SELECT lo_import('/etc/passwd')": "permission denied",
    "SELECT rolpassword FROM pg_authid": "permission denied",
    "SELECT stxdndistinct FROM pg_statistic_ext_data": "permission denied",
    "SELECT pg_sleep(60)": "statement timeout",
    "SELECT set_config('statement_timeout', '0', false), pg_sleep(60)": "statement timeout",
    "SELECT 1; SELECT 2": "multiple commands",
    "SELECT 1; COMMIT; CREATE TABLE x ()": "multiple commands",
}
"""What a query would meet that came past the fence: the same cursor, without it."""


@pytest.mark.parametrize("sql", WALL)
def test_behind_the_fence_stands_a_wall(sql: str, ground: Ground, books: tuple[int, int]) -> None:
    with (
        pytest.raises(psycopg.Error) as refused,
        ground.database.querying(reach_key="00", timeout_ms=200) as reader,
        reader.cursor(name="audit_query") as cursor,
    ):
        cursor.execute(sql.encode(), {})
        cursor.fetchmany(10)
    assert WALL[sql] in str(refused.value)


def test_nothing_that_a_query_could_leave_behind_stays(ground: Ground) -> None:
    for sql in ("SELECT lo_from_bytea(4711, 'x')", "SELECT pg_notify('a', 'b')"):
        try:
            with (
                ground.database.querying(reach_key="00", timeout_ms=2000) as reader,
                reader.cursor(name="audit_query") as cursor,
            ):
                cursor.execute(sql.encode(), {})
                cursor.fetchmany(10)
        except psycopg.errors.ReadOnlySqlTransaction:
            pass  # PostgreSQL 16 and newer; in 15 the rollback takes it away
    with psycopg.connect(ground.database.owner) as connection:
        left = connection.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone()
        assert left == (0,)
        cannot = connection.execute(
            "SELECT has_database_privilege('sunledger_query', current_database(), p) "
            "FROM unnest(ARRAY['TEMPORARY', 'CREATE']) p"
        ).fetchall()
        assert cannot == [(False,), (False,)]
        member = connection.execute(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
            " WHERE r.rolname = 'sunledger_query'"
        ).fetchone()
        assert member == (0,)


def test_another_setting_of_the_reach_shows_nothing(ground: Ground, books: tuple[int, int]) -> None:
    """Even a session that sets the key itself: it would have to guess 32 bytes."""
    stored = ground.connection.execute(
        "SELECT encode(reach, 'hex') FROM audit_query_run LIMIT 1"
    ).fetchone()
    for guess in ("00", stored[0] if stored else "ff"):
        with ground.database.querying(reach_key=guess, timeout_ms=2000) as reader:
            assert reader.execute("SELECT count(*) FROM fund_lot").fetchone() == (0,)
            assert reader.execute("SELECT count(*) FROM duty").fetchone() == (0,)


def test_a_query_sees_the_books_of_its_caller_as_of_its_day(
    ground: Ground, books: tuple[int, int]
) -> None:
    mine, other = books
    sql = "SELECT book, doc_no FROM fund_lot"
    assert {row[0] for row in ask(ground, sql, books=[mine]).rows} == {mine}
    assert ask(ground, f"{sql} WHERE book = :b::integer", books=[mine], b=str(other)).rows == ()
    assert ask(ground, sql, books=[]).rows == ()
    before = run_query(
        ground.database, sql, given={}, actor="审计丙", books=[mine], as_of=date(2019, 1, 9)
    )
    assert before.rows == ()


def test_an_error_of_a_condition_tells_nothing_of_rows_out_of_reach(
    ground: Ground, books: tuple[int, int]
) -> None:
    """A cast that fails would print the value; it must not be tried on another's rows."""
    mine, other = books
    sql = (
        "SELECT 1 FROM fund_lot WHERE CASE WHEN book = :other::integer"
        " THEN doc_no::integer ELSE 0 END = 1"
    )
    assert ask(ground, sql, books=[mine], other=str(other)).rows == ()
    with pytest.raises(QueryFailed, match="invalid input syntax"):
        ask(ground, sql, books=[other], other=str(other))


def test_more_rows_than_the_cap_are_cut_and_it_is_said(ground: Ground) -> None:
    for most, cut in ((5, False), (4, True)):
        result = run_query(
            ground.database, "SELECT generate_series(1, 5) AS n", given={}, actor="审计丙",
            most_rows=most,
        )  # fmt: skip
        assert (len(result.rows), result.cut) == (most, cut)


def test_a_query_that_takes_too_long_is_stopped_and_written_down(ground: Ground) -> None:
    with pytest.raises(QueryTimedOut):
        run_query(
            ground.database,
            "SELECT count(*) FROM generate_series(1, 100000000) a",
            given={},
            actor="审计丙",
            timeout_ms=100,
        )
    last = ground.connection.execute(
        "SELECT outcome FROM audit_query_run JOIN audit_query_outcome USING (run)"
        " ORDER BY started_at DESC LIMIT 1"
    ).fetchone()
    assert last == ("timed_out",)


def test_the_same_question_over_the_same_ledger_has_the_same_digest(
    ground: Ground, books: tuple[int, int]
) -> None:
    sql = "SELECT doc_no, received_fen FROM fund_lot ORDER BY book"
    first, second = (ask(ground, sql, books=[books[0]]) for _ in range(2))
    assert first.digest == second.digest
    assert first.digest != ask(ground, sql, books=list(books)).digest


def test_what_was_run_cannot_be_changed_even_by_the_owner(ground: Ground) -> None:
    ask(ground, "SELECT 1")
    for conninfo in (ground.database.owner, ground.database.app):
        for table in ("audit_query", "audit_query_run", "audit_query_outcome"):
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET sql = ''"):
                with ground.database.connect(conninfo) as connection, pytest.raises(psycopg.Error):
                    connection.execute(statement.encode())


def test_percent_signs_colons_and_quotes_are_what_they_are(ground: Ground) -> None:
    sql = """-- % :no
    SELECT '100%' AS a, '12:30'::text AS b, ':x' || :x AS c, 7 % 4 AS d, $t$:y;%$t$ AS e,
      E'\\':z' AS f, "q:" AS g FROM (SELECT 1 AS "q:") s /* :w /* nested */ ; */ ;
    """
    (row,) = ask(ground, sql, x="值").rows
    assert row == ("100%", "12:30", ":x值", 3, ":y;%", "':z", 1)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [("integer", "-12", "1.5"), ("integer", "0", "１"), ("date", "2019-02-28", "2019-02-29"),
     ("text", "任意", "\0")],
)  # fmt: skip
def test_a_parameter_is_of_its_kind(kind: str, good: str, bad: str) -> None:
    text = read_query(f"-- 参数：p {kind} - 说明\nSELECT :p")
    assert str(bind(text, {"p": good})["p"]) == good
    for given in ({"p": bad}, {}, {"p": good, "q": "1"}):
        with pytest.raises(QueryParameterWrong):
            bind(text, given)


def test_a_query_is_kept_with_author_purpose_and_version(ground: Ground) -> None:
    head = "-- 标题：批次\n-- 目的：看批次\n"
    first = keep_query(ground.database, "my-lots", f"{head}SELECT 1 AS a", author="审计丙")
    second = keep_query(ground.database, "my-lots", f"{head}SELECT 2 AS a", author="审计丁")
    assert (first.version, second.version) == (1, 2)
    assert (second.author, second.purpose, second.title) == ("审计丁", "看批次", "批次")
    assert [each.version for each in versions_of(ground.connection, "my-lots")] == [2, 1]
    assert named_query(ground.connection, "my-lots").sql.endswith("2 AS a")
    keep_query(ground.database, "my-lots", second.sql, author="审计丁", retired=True)
    with pytest.raises(QueryUnknown):
        named_query(ground.connection, "my-lots")
    with pytest.raises(QueryNameTaken):
        keep_query(ground.database, "idle-money", first.sql, author="审计丙")
    for wrong in ("SELECT 1", f"{head}SELECT :p", f"{head}-- 参数：p integer 1 多余\nSELECT 1"):
        with pytest.raises(QueryNotUnderstood):
            keep_query(ground.database, "my-other", wrong, author="审计丙")


def test_files_guard_formulas_and_show_amounts_in_yuan(
    ground: Ground, tmp_path_factory: pytest.TempPathFactory
) -> None:
    result = ask(
        ground,
        "SELECT '=cmd|1' AS a, '＝1' AS b, '-1' AS c, -1 AS d, 12345::bigint AS paid_fen,"
        " DATE '2019-02-03' AS received_on, true AS idle, 2.50 AS e, NULL AS f"
        " UNION ALL SELECT 'x', 'y', 'z', 5, 5, NULL, false, 1, NULL ORDER BY d",
    )
    lines = csv_bytes(result).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("a,b,c,d,paid（元）,到账日,")
    assert lines[1] == "'=cmd|1,'＝1,'-1,-1,123.45,2019-02-03,是,2.50,"
    path = tmp_path_factory.mktemp("query") / "answer.xlsx"
    write_xlsx(path, result)
    with ZipFile(path) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in written
    assert "<f>SUM(E2:E3)</f>" in written
    assert written.count("<f>") == 1, "a text that looks like a formula is none"
    cells = load_workbook(path).get_sheet_by_name("结果").to_python()
    assert cells[1][:5] == ["=cmd|1", "＝1", "-1", -1.0, 123.45]
