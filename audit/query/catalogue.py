"""Which queries have a name? Those that ship with the product, and those that auditors kept.

A shipped one is a file of `shipped/`; its name is nobody else's. Of a kept one every version stays;
the newest is offered unless it retires the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from psycopg.rows import dict_row

from audit.query.text import QueryNotUnderstood, QueryParameter, read_query
from ledger.book.post import Connection
from ledger.storage.database import Database
from ledger.values.refusal import Refusal, shown

SHIPPED_AUTHOR = "系统自带"
_NAME = re.compile(r"[a-z][a-z0-9-]{2,59}")


class QueryUnknown(Refusal):
    """No query has this name."""


class QueryNameTaken(Refusal):
    """The name of a query that ships with the product is kept for it, and versions come in turn."""


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A version of a named query. `made_at` None: it ships with the product."""

    name: str
    version: int
    title: str
    purpose: str
    sql: str
    author: str
    made_at: datetime | None
    parameters: tuple[QueryParameter, ...]


@cache
def shipped_queries() -> dict[str, NamedQuery]:
    """What `shipped/*.sql` holds, by name. Raises QueryNotUnderstood."""
    found = {}
    for path in sorted((files("audit.query") / "shipped").iterdir(), key=lambda each: each.name):
        if path.name.endswith(".sql"):
            name = path.name.removesuffix(".sql")
            found[name] = _named(name, 1, path.read_text("utf-8"), SHIPPED_AUTHOR, None)
    return found


def named_queries(connection: Connection) -> list[NamedQuery]:
    """All that are offered: the shipped ones, then those kept, in the order of their names."""
    with connection.cursor(row_factory=dict_row) as cursor:
        kept = cursor.execute(
            "SELECT DISTINCT ON (name) name, version, sql, author, made_at, retired"
            " FROM audit_query ORDER BY name, version DESC"
        ).fetchall()
    return [
        *shipped_queries().values(),
        *(
            _named(row["name"], row["version"], row["sql"], row["author"], row["made_at"])
            for row in kept
            if not row["retired"]
        ),
    ]


def named_query(connection: Connection, name: str) -> NamedQuery:
    """The newest version. Raises QueryUnknown."""
    for each in named_queries(connection):
        if each.name == name:
            return each
    raise QueryUnknown(f"没有名为{shown(name)}的查询", name=name)


def versions_of(connection: Connection, name: str) -> list[NamedQuery]:
    """Every version that was kept, the newest first; a shipped one has its own only."""
    if name in shipped_queries():
        return [shipped_queries()[name]]
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            "SELECT name, version, sql, author, made_at FROM audit_query WHERE name = %s"
            " ORDER BY version DESC",
            (name,),
        ).fetchall()
    if not rows:
        raise QueryUnknown(f"没有名为{shown(name)}的查询", name=name)
    return [_named(**row) for row in rows]


def keep_query(
    database: Database, name: str, sql: str, *, author: str, retired: bool = False
) -> NamedQuery:
    """Keep a query under a name, as its next version; title and purpose stand above its text.

    Raises QueryNotUnderstood, QueryNameTaken.
    """
    if not _NAME.fullmatch(name):
        raise QueryNotUnderstood("查询名由小写字母、数字和连字符组成，3 至 60 个字，字母开头")
    if name in shipped_queries():
        raise QueryNameTaken(f"{name} 是系统自带的查询，请另起名字", name=name)
    text = read_query(sql)
    if not text.title or not text.purpose:
        raise QueryNotUnderstood("请在查询前写明“-- 标题：”和“-- 目的：”")
    undeclared = sorted(text.parameters - {each.name for each in text.declared})
    if undeclared:
        raise QueryNotUnderstood(f"参数没有声明：{'、'.join(undeclared)}")
    with database.connect() as connection:
        row = connection.execute(
            _KEEP,
            {
                "name": name,
                "title": text.title,
                "purpose": text.purpose,
                "sql": sql,
                "author": author,
                "retired": retired,
            },
        ).fetchone()
    if row is None:
        raise QueryNameTaken(f"{name} 的下一版刚刚被别人保存，请重试", name=name)
    return _named(name, row[0], sql, author, row[1])


def _named(name: str, version: int, sql: str, author: str, made_at: datetime | None) -> NamedQuery:
    text = read_query(sql)
    return NamedQuery(name, version, text.title, text.purpose, sql, author, made_at, text.declared)


_KEEP = """
INSERT INTO audit_query (name, version, title, purpose, sql, author, made_at, retired)
SELECT %(name)s::varchar, coalesce(max(q.version), 0) + 1, %(title)s, %(purpose)s, %(sql)s,
  %(author)s,
  clock_timestamp(), %(retired)s
FROM audit_query q WHERE q.name = %(name)s::varchar
ON CONFLICT DO NOTHING
RETURNING version, made_at
"""
