"""What does the text of a query say? One SELECT, its parameters, and what it calls.

    -- 标题：到账后长期没有安排的资金
    -- 目的：找出滞留在待分配的资金
    -- 参数：days integer 90 到账后多少天
    SELECT doc_no, unassigned_fen FROM lot_balance WHERE age_days >= :days

A parameter is `:name` in the text and a line `参数：name kind default meaning` above it; `-` as the
default: it must be given. What is read here is a fence that answers in Chinese; the wall
is the database: a login that may read the audit views only, one statement (`DECLARE CURSOR`), read
only, rolled back, with a timeout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from ledger.values.refusal import Refusal, shown

LONGEST_TEXT = 20_000
QueryValue: TypeAlias = str | int | date


class QueryNotUnderstood(Refusal):
    """A query is one SELECT over the audit views, with its parameters declared."""


class QueryParameterWrong(Refusal):
    """Every parameter of a query is given, of its kind, and no other."""


class QueryParameterKind(StrEnum):
    """What a parameter may be."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """`default` None: it must be given. A default is written as it would be given."""

    name: str
    kind: QueryParameterKind
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query that was read. `statement` is for psycopg: `%(name)s`, every other % doubled.

    `called`: names before a bracket, among them every function that is called; `names`: all others.
    """

    statement: str
    parameters: frozenset[str]
    called: frozenset[str]
    names: frozenset[str]
    declared: tuple[QueryParameter, ...]
    title: str
    purpose: str


_TOKEN = re.compile(
    r"""
    (?P<blank>\s+|--[^\n]*)
  | (?P<comment>/\*)
  | (?P<escaped>[eE]'(?:[^'\\]|''|\\.)*')
  | (?P<unicode>[uU]&["'])
  | (?P<string>(?:[bBxXnN])?'(?:[^']|'')*')
  | (?P<dollar>\$(?P<tag>[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*|)\$)
  | (?P<quoted>"(?:[^"]|"")+")
  | (?P<cast>::)
  | (?P<parameter>:[A-Za-z_][A-Za-z_0-9]*)
  | (?P<number>[0-9][0-9A-Za-z_.]*)
  | (?P<word>[A-Za-z_\u0080-\U0010ffff][A-Za-z_0-9$\u0080-\U0010ffff]*)
  | (?P<end>;)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_HEADING = re.compile(r"^--\s*(标题|目的|参数)\s*[:：]\s*(.+?)\s*$", re.MULTILINE)
_DECLARED = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)\s+(\w+)\s+(\S+)\s+(.+)")
_FIRST = ("select", "with", "values")


def read_query(text: str) -> QueryText:
    """Raises QueryNotUnderstood."""
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise QueryNotUnderstood(f"查询最长 {LONGEST_TEXT} 个字，不能有空字符")
    parts: list[str] = []
    parameters: set[str] = set()
    called: set[str] = set()
    names: set[str] = set()
    last = first = ""
    ended = False
    for kind, token in _tokens(text):
        parts.append(f"%({token[1:]})s" if kind == "parameter" else token.replace("%", "%%"))
        if kind == "blank":
            continue
        if ended:
            raise QueryNotUnderstood("一次只能查询一条语句，分号后面还有内容")
        first = first or token.lower()
        if kind == "end":
            ended = True
            parts.pop()
        elif kind == "parameter":
            parameters.add(token[1:])
        if token == "(" and last:
            called.add(last)
        last = ""
        if kind in ("word", "quoted"):
            last = token.lower() if kind == "word" else token[1:-1].replace('""', '"')
            names.add(last)
    if first not in (*_FIRST, "("):
        raise QueryNotUnderstood("查询应以 SELECT、WITH 或 VALUES 开头")
    headings = _HEADING.findall(text)
    return QueryText(
        statement="".join(parts),
        parameters=frozenset(parameters),
        called=frozenset(called),
        names=frozenset(names),
        declared=_declared([said for name, said in headings if name == "参数"], parameters),
        title=next((said for name, said in headings if name == "标题"), ""),
        purpose="".join(said for name, said in headings if name == "目的"),
    )


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None
        kind, token = match.lastgroup or "", match[0]
        if match["dollar"] is not None:
            kind = "string"
            until = text.find(token, match.end())
            if until < 0:
                raise QueryNotUnderstood("引号没有结束")
            token = text[at : until + len(token)]
        elif kind == "comment":
            kind, token = "blank", _comment(text, at)
        elif kind == "unicode":
            raise QueryNotUnderstood("不支持 U& 写法")
        elif token in ("'", '"'):
            raise QueryNotUnderstood("引号没有结束")
        elif token == "$":
            raise QueryNotUnderstood("参数写作 :name，不写 $1")
        at += len(token)
        yield kind, token


def _comment(text: str, start: int) -> str:
    """Comments nest, as PostgreSQL's do."""
    depth, at = 0, start
    while at < len(text):
        two = text[at : at + 2]
        if two in ("/*", "*/"):
            depth += 1 if two == "/*" else -1
            at += 2
            if depth == 0:
                return text[start:at]
        else:
            at += 1
    raise QueryNotUnderstood("注释没有结束")


def _declared(lines: list[str], used: set[str]) -> tuple[QueryParameter, ...]:
    found: list[QueryParameter] = []
    for line in lines:
        match = _DECLARED.fullmatch(line)
        if match is None or match[2] not in set(QueryParameterKind):
            raise QueryNotUnderstood(
                f"参数应写作“名称 类型 默认值 含义”，类型为 text、integer 或 date：{shown(line)}"
            )
        name, kind, default, meaning = match.groups()
        found.append(
            QueryParameter(
                name, QueryParameterKind(kind), None if default == "-" else default, meaning
            )
        )
    unused = [each.name for each in found if each.name not in used]
    if unused or len({each.name for each in found}) != len(found):
        raise QueryNotUnderstood(f"声明的参数没有用到，或重复：{'、'.join(unused)}")
    return tuple(found)


def bind(query: QueryText, given: Mapping[str, str]) -> dict[str, QueryValue]:
    """The values of a run. An undeclared parameter is text. Raises QueryParameterWrong."""
    declared = {each.name: each for each in query.declared}
    unknown = sorted(set(given) - query.parameters)
    if unknown:
        raise QueryParameterWrong(f"查询没有参数{'、'.join(map(shown, unknown))}")
    values: dict[str, QueryValue] = {}
    for name in sorted(query.parameters):
        parameter = declared.get(name)
        text = given.get(name) or (parameter.default if parameter else None)
        if text is None:
            raise QueryParameterWrong(f"缺少参数 {name}")
        values[name] = _value(name, parameter.kind if parameter else None, text)
    return values


def _value(name: str, kind: QueryParameterKind | None, text: str) -> QueryValue:
    if kind is QueryParameterKind.INTEGER:
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise QueryParameterWrong(f"参数 {name} 应是整数，现在是{shown(text)}")
        return int(text)
    if kind is QueryParameterKind.DATE:
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise QueryParameterWrong(f"参数 {name} 应是 YYYY-MM-DD 的日期，现在是{shown(text)}")
    if "\0" in text or len(text) > 1000:
        raise QueryParameterWrong(f"参数 {name} 过长或含有空字符")
    return text
