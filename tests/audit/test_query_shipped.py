"""Each query that ships with the product answers what its small story says."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from audit.query.catalogue import shipped_queries
from audit.query.columns import views_markdown
from audit.query.run import run_query
from ledger.storage.ddl import SEALED
from ledger.storage.views import ALL_VIEWS
from tests.audit.query_stories import STORIES
from tests.audit.query_stories_across import ACROSS
from tests.audit.world import Ground, World


def test_every_shipped_query_has_a_story_a_title_and_a_purpose() -> None:
    assert len(STORIES) >= 20
    assert {*STORIES, *ACROSS} == set(shipped_queries())
    for query in shipped_queries().values():
        assert query.title and query.purpose
        assert all(each.meaning and each.default for each in query.parameters), query.name


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_shipped_query_says_what_its_story_says(name: str, ground: Ground) -> None:
    told = STORIES[name]
    world = World(ground)
    for step in told.story:
        step(world)
    result = run_query(
        ground.database,
        shipped_queries()[name].sql,
        given=told.given,
        actor="审计丙",
        books=[world.book],
        as_of=date.fromisoformat(told.as_of),
        name=name,
        version=1,
    )
    names = [each.name for each in result.columns]
    found = [dict(zip(names, row, strict=True)) for row in result.rows]
    assert len(found) == len(told.rows), found
    for row, expected in zip(found, told.rows, strict=True):
        assert {key: row[key] for key in expected} == expected
    other = run_query(
        ground.database,
        shipped_queries()[name].sql,
        given=told.given,
        actor="审计丙",
        books=[world.upper + 1],
        as_of=date.fromisoformat(told.as_of),
    )
    assert other.rows == (), "a book out of reach was told"


@pytest.mark.parametrize("name", sorted(ACROSS))
def test_a_query_across_books_compares_those_within_reach(name: str, ground: Ground) -> None:
    told = ACROSS[name]
    here, there = World(ground), World(ground)
    for world, story in ((here, told.here), (there, told.there)):
        for step in story:
            step(world)

    def rows(books: list[int]) -> list[dict[str, object]]:
        result = run_query(
            ground.database,
            shipped_queries()[name].sql,
            given={},
            actor="审计丙",
            books=books,
            as_of=date(2019, 12, 31),
            name=name,
            version=1,
        )
        names = [each.name for each in result.columns]
        return [dict(zip(names, row, strict=True)) for row in result.rows]

    found = rows([here.book, there.book])
    assert len(found) == len(told.rows), found
    for row, expected in zip(found, told.rows, strict=True):
        assert {key: row[key] for key in expected} == expected
    assert rows([here.book]) == rows([there.book]) == []


def test_every_view_answers_and_every_column_is_described(ground: Ground) -> None:
    with psycopg.connect(ground.database.owner) as connection:
        undescribed = connection.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " AND a.attnum > 0 WHERE c.relnamespace = 'audit_view'::regnamespace AND"
            " (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)"
        ).fetchall()
        there = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'audit_view'::regnamespace"
        ).fetchone()
    assert undescribed == []
    assert there == (len(ALL_VIEWS),)
    page = views_markdown()
    for view in ALL_VIEWS:
        assert f"## {view.name}\n" in page
        asked = run_query(
            ground.database, f"SELECT * FROM {view.name}", given={}, actor="审计丙", most_rows=5
        )
        assert [each.name for each in asked.columns] == [name for name, _ in view.columns]


def test_no_view_is_made_of_a_sealed_table_or_of_words_that_may_name_people(
    ground: Ground,
) -> None:
    with psycopg.connect(ground.database.owner) as connection:
        columns = connection.execute(_READ_BY_VIEWS).fetchall()
        raw = connection.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'audit_view'::regnamespace AND a.atttypid = 'bytea'::regtype"
        ).fetchall()
    assert ("voucher", "doc_no") in columns
    assert {table for table, _ in columns} & set(SEALED) == set()
    words = {"responsible", "accepted_by", "taken_by", "note", "remark", "sealed", "phone", "terms"}
    assert {name for view in ALL_VIEWS for name, _ in view.columns} & words == set()
    assert raw == [], "a keyed hash is shown by 16 digits"


_READ_BY_VIEWS = """
SELECT DISTINCT t.relname, a.attname
FROM pg_class v
JOIN pg_rewrite r ON r.ev_class = v.oid
JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass
  AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
JOIN pg_class t ON t.oid = d.refobjid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE v.relnamespace = 'audit_view'::regnamespace
"""
