"""A migrated database is what today's source describes, object by object.

Migrations hold frozen SQL; tables, functions, guards and privileges are written in
`ledger.storage`. Here both are built and their catalogues compared, on whatever PostgreSQL the
tests run on.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import psycopg
import pytest
from psycopg import sql

from ledger.storage.database import Database, session
from ledger.storage.ddl import statements
from ledger.storage.tables import SCHEMA, metadata
from ledger.storage.views import ALL_VIEWS
from ledger.values.kinds import MOVEMENTS
from migrations.missing import missing

OBJECTS = {
    "tables": """
        SELECT c.relname, c.relkind::text, c.relpersistence::text, c.reloptions::text,
               c.relrowsecurity, pg_get_userbyid(c.relowner)
        FROM pg_class c WHERE c.relnamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
    """,
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text,
               a.attcollation::regcollation::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v')
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
          AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
        FROM pg_constraint WHERE connamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
    """,
    "indexes": """
        SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
    """,
    "triggers": """
        SELECT tgrelid::regclass::text, pg_get_triggerdef(t.oid), tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = ANY ('{sunledger,audit_view}'::regnamespace[]) AND NOT tgisinternal
    """,
    "functions": """
        SELECT pg_get_functiondef(oid), pg_get_userbyid(proowner) FROM pg_proc
        WHERE pronamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
    """,
    "privileges on tables": """
        SELECT c.relname, a.grantee::regrole::text, a.privilege_type, a.is_grantable
        FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
        WHERE c.relnamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
          AND c.relkind IN ('r', 'p', 'v')
    """,
    "privileges on columns": """
        SELECT c.relname, t.attname, a.grantee::regrole::text, a.privilege_type
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
        WHERE c.relnamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
    """,
    "privileges on functions": """
        SELECT p.oid::regprocedure::text, a.grantee::regrole::text, a.privilege_type
        FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE p.pronamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
    """,
    "privileges on the schema": """
        SELECT a.grantee::regrole::text, a.privilege_type
        FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
        WHERE n.nspname IN ('sunledger', 'audit_view')
    """,
    "views": """
        SELECT c.relname, pg_get_viewdef(c.oid), obj_description(c.oid) FROM pg_class c
        WHERE c.relkind = 'v'
          AND c.relnamespace = ANY ('{sunledger,audit_view}'::regnamespace[])
    """,
    "movements": "SELECT kind, from_kind, to_kind FROM sunledger.movement",
}
"""What is compared; each query gives one row an object."""


def _objects(conninfo: str) -> dict[str, set[tuple[object, ...]]]:
    with psycopg.connect(session(conninfo)) as connection:
        return {name: set(connection.execute(query.encode())) for name, query in OBJECTS.items()}


@pytest.fixture
def described(empty_database: Database) -> Database:
    """A database built from today's source, without migrations."""
    with psycopg.connect(empty_database.owner) as connection:
        for statement in statements():
            connection.execute(statement.encode())
    return empty_database


def test_a_migrated_database_is_what_the_source_describes(
    database: Database, described: Database
) -> None:
    migrated, today = _objects(database.owner), _objects(described.owner)
    for name in OBJECTS:
        assert migrated[name] - today[name] == set(), f"{name}: only in the migrated database"
        assert today[name] - migrated[name] == set(), f"{name}: only in today's source"
        assert today[name], f"{name}: nothing compared"


def test_a_difference_of_one_comment_in_a_function_would_be_seen(
    database: Database, described: Database
) -> None:
    with psycopg.connect(described.owner) as connection:
        row = connection.execute(
            "SELECT pg_get_functiondef('sunledger.refuse_change()'::regprocedure)"
        ).fetchone()
        assert row is not None
        connection.execute(str(row[0]).replace("BEGIN", "BEGIN -- changed", 1).encode())
    assert _objects(database.owner)["functions"] != _objects(described.owner)["functions"]


def test_the_movements_of_the_database_are_those_of_the_program(database: Database) -> None:
    rows = _objects(database.owner)["movements"]
    assert rows == {(str(kind), str(start), str(end)) for kind, start, end in MOVEMENTS}


def test_the_migration_brings_every_table_and_no_other(database: Database) -> None:
    tables = {row[0] for row in _objects(database.owner)["tables"] if row[1] == "r"}
    assert tables == {table.name for table in metadata.tables.values()}


def test_every_table_of_the_schema_has_its_guard(database: Database) -> None:
    guarded = {str(row[0]) for row in _objects(database.owner)["triggers"]}
    unguarded = {table.name for table in metadata.tables.values()} - guarded
    assert unguarded == {"app_user", "app_user_role", "audit_due", "audit_verdict"}


def test_nobody_else_may_do_anything(database: Database) -> None:
    objects = _objects(database.owner)
    for name in ("privileges on tables", "privileges on functions", "privileges on the schema"):
        grantees = {str(row[-3] if name.endswith("tables") else row[-2]) for row in objects[name]}
        assert grantees <= {"sunledger_owner", "sunledger_app", "sunledger_read", "sunledger_query"}


def test_the_login_of_queries_reads_the_audit_views_and_nothing_else(database: Database) -> None:
    objects = _objects(database.owner)
    seen = {row for row in objects["privileges on tables"] if row[1] == "sunledger_query"}
    assert {(row[0], row[2]) for row in seen} == {(view.name, "SELECT") for view in ALL_VIEWS}
    for name in ("privileges on functions", "privileges on the schema"):
        for *_, grantee, privilege in objects[name]:
            if grantee == "sunledger_query":
                assert privilege in ("EXECUTE", "USAGE")
    with psycopg.connect(database.owner) as connection:
        there = connection.execute(
            "SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n"
            " ON n.oid = p.pronamespace WHERE n.nspname IN ('sunledger', 'audit_view')"
            " AND has_function_privilege('sunledger_query', p.oid, 'EXECUTE')"
        ).fetchall()
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'sunledger'::regnamespace"
            " AND relkind IN ('r', 'v') AND has_any_column_privilege('sunledger_query', oid,"
            " 'SELECT,INSERT,UPDATE,REFERENCES')"
        ).fetchall()
    assert sorted(there) == [
        ("audit_view", name) for name in ("as_of", "duties", "known_at", "reach")
    ]
    assert tables == []


def test_the_reader_may_only_read(database: Database) -> None:
    for name, grantee, privilege, _ in _objects(database.owner)["privileges on tables"]:
        if grantee == "sunledger_read":
            assert privilege == "SELECT", name


def test_a_migration_that_was_shipped_is_never_edited() -> None:
    shipped = {
        "r0001_first_ledger.sql": (
            "810462ed0ed0125d2bc7019b2df43cab173e0a1312323b061776cf67be45285e"
        ),
        "r0002_events.sql": ("6eeb3dccc244564ad3187390dd30795de43098ba31a511d4094a148b9380f5c8"),
        "r0003_records.sql": ("c66204c2c248060b5a6746816748bf64cfced98df4235f68e8d64a75cfb2e7ce"),
        "r0004_projects.sql": ("90453d45c36634c5c7ce05b171c42c71fb8256a17c29d23b95c1fdeb7354e1cf"),
        "r0005_households.sql": (
            "72d7bfbe5e3785bc75336773c5347b5ab24e1899222fedfd2b8d7aaf0f4a06b6"
        ),
        "r0006_evidence.sql": ("313fc803e3df3139cace44ef17da1db6ffef3ac46b5a2c1cf85b03d17ea826eb"),
        "r0007_external_lists.sql": (
            "70fe5c8c061f1dc8f2428cdb6cf33667681eddb5bb166ee6b330db15a7b15647"
        ),
        "r0009_audit_reads.sql": (
            "d3f2f5f8ac094e5dde0188649bc8fa9b71e6832d1d23e9338679a39612c8ed18"
        ),
        "r0011_posting.sql": ("f93def161247b2b98daf4cd5587f0bc896962883b69305f8c4e4fd530fd36cff"),
        "r0012_cases.sql": ("8d97f22af65bc0b17fa60271e2c7839250b2f6fbc4351e63352d57cb99e871e8"),
        "r0013_parameters.sql": (
            "92fb0d9f9cbd030aa4574c9199cb958c95e08859edc3895ce4ee66b806060d75"
        ),
        "r0014_queries.sql": ("e22e46b93589229b7fa12a0ffe17ad8edab48a58df0746606d881a8b3199ae29"),
        "r0015_withdrawals.sql": (
            "1a2006cc10666d418784fe451641ae150ac9c2c0620360342237229e1152349d"
        ),
        "r0016_register.sql": ("b975741184c8596e3381cbd604e48cbb00655a74d4b1af762905838360222fa7"),
        "r0017_rules.sql": ("3d718aafb2d85921696ca1be830d876bf8a11ed3632a1d099dd456bd754ca83f"),
        "r0018_lots_by_flow.sql": (
            "009cafb318fdf057298aeeb9531855ee6ea2eefd4950cd5fa8f27bc6d2538ccd"
        ),
        "r0019_taken_back.sql": (
            "a4ac998ba8fa55bcdf8b396c125266734fb687e7a0e5bfd6576ccc7275046551"
        ),
        "r0020_verdicts.sql": ("5d51dfdde3b509c3f1e3de6362079791023cb3f90111d237c9c978899d45164b"),
    }
    versions = files("migrations.versions")
    for name, digest in shipped.items():
        assert sha256((versions / name).read_bytes()).hexdigest() == digest, name


def test_no_statement_of_the_source_waits_for_a_migration() -> None:
    assert list(missing()) == []


def test_functions_run_as_their_owner_with_a_fixed_search_path(database: Database) -> None:
    with psycopg.connect(database.owner) as connection:
        rows = connection.execute(
            sql.SQL(
                "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = {}::regnamespace"
            ).format(sql.Literal(SCHEMA))
        ).fetchall()
    assert rows
    fixed = "search_path=sunledger, pg_temp"
    assert [name for name, config in rows if fixed not in (config or [])] == []
