"""`sunledger audit query`, `queries`, `views`, `keep-query`, `promote`: questions of auditors."""

from __future__ import annotations

import argparse
from pathlib import Path

from api.cli.report import write_json
from api.reading.queries import AnswerRow, QueryRow, views
from api.system import opened
from audit.catalogue import catalogue
from audit.query.catalogue import keep_query, named_queries, named_query
from audit.query.files import shown_cell, write_answer
from audit.query.promote import promoted
from audit.query.run import run_query
from audit.query.text import QueryNotUnderstood, QueryParameterWrong
from ledger.storage.settings import Settings
from ledger.values.refusal import shown

_PRINTED_ROWS = 50


def ask(options: argparse.Namespace) -> int:
    if bool(options.name) == bool(options.sql):
        raise QueryNotUnderstood("请给出查询名，或用 --sql 给出文件，二者取一")
    given = dict(_pair(each) for each in options.param or ())
    with opened(Settings.read()) as system:
        name, version = "", None
        if options.name:
            with system.database.reading() as connection:
                query = named_query(connection, options.name)
            name, version, sql = query.name, query.version, query.sql
        else:
            sql = _text(options.sql)
        result = run_query(
            system.database,
            sql,
            given=given,
            actor=options.user,
            books=options.book,
            as_of=options.as_of,
            known_at=options.known_at,
            name=name,
            version=version,
        )
    if options.out:
        write_answer(options.out, result)
        print(f"已写入 {options.out}")
    else:
        print("\t".join(f"{c.title}{'（元）' if c.fen else ''}" for c in result.columns))
        for row in result.rows[:_PRINTED_ROWS]:
            print("\t".join(map(shown_cell, row, result.columns)))
    cut = "，超过上限，后面的没有列出" if result.cut else ""
    print(f"截至 {result.as_of}：{len(result.rows)} 行{cut}，{result.duration_ms} 毫秒")
    write_json(options.json, AnswerRow.of(result).model_dump(mode="json"))
    return 0


def list_named(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        found = named_queries(connection)
    for each in found:
        print(f"{each.name}\t第 {each.version} 版\t{each.author}\t{each.title}")
        for p in each.parameters:
            print(f"    --param {p.name}={p.default or ''}\t{p.meaning}")
    write_json(options.json, [QueryRow.of(each).model_dump(mode="json") for each in found])
    return 0


def list_views(options: argparse.Namespace) -> int:
    found = [each for each in views() if options.name in (None, each.name)]
    for view in found:
        print(f"{view.name}\t{view.title}")
        for column in view.columns:
            print(f"    {column.name}\t{column.meaning}")
    write_json(options.json, [each.model_dump(mode="json") for each in found])
    return 0


def keep(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        made = keep_query(
            system.database,
            options.name,
            _text(options.file),
            author=options.user,
            retired=options.retire,
        )
    print(f"{made.name} 第 {made.version} 版：{made.title}")
    write_json(options.json, QueryRow.of(made).model_dump(mode="json"))
    return 0


def promote(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system, system.database.reading() as connection:
        query = named_query(connection, options.name)
    name, text = promoted(query, options.rule, frozenset(catalogue()))
    path: Path = options.out / name
    if path.exists():
        raise QueryNotUnderstood(f"{path} 已经存在，没有改动")
    path.write_text(text, "utf-8")
    print(f"已写入 {path}；接下来的步骤见 audit/README.md“从查询到规则”")
    write_json(options.json, {"rule": options.rule, "query": query.name, "file": str(path)})
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise QueryParameterWrong(f"--param 应写作 名称=值：{shown(text)}")
    return name, value


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryNotUnderstood(f"读不了 {path}：{error}") from error
