"""How does a query that proved its worth become a rule? As a skeleton that runs, for a person to
finish: the five headings, the query over the views' own SELECTs, a subject for every row.

The SELECT of each view that the query names stands in the rule, with the rule's book, day and
instant in place of the query's; so the rule reads the ledger as rules do and needs no view.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from audit.query.catalogue import NamedQuery
from audit.query.text import QueryParameter, QueryParameterKind, QueryText, bind, read_query
from audit.rule import Kind
from ledger.storage.views import ALL_VIEWS, View
from ledger.values.refusal import Refusal, shown

_CODE = re.compile(r"[A-Z]{2}[0-9]{2}")


class PromotionNotPossible(Refusal):
    """A query becomes a rule under a free code of a known kind, with plain parameters."""


def promoted(query: NamedQuery, code: str, known_codes: frozenset[str]) -> tuple[str, str]:
    """The name of the rule's file and its text. Raises PromotionNotPossible."""
    if not _CODE.fullmatch(code) or code[:2] not in set(Kind):
        kinds = "、".join(f"{kind.value} {kind.chinese}" for kind in Kind)
        raise PromotionNotPossible(f"规则编号应是类别加两位数字（{kinds}），现在是{shown(code)}")
    if code in known_codes:
        raise PromotionNotPossible(f"规则编号 {code} 已有规则", code=code)
    text = read_query(query.sql)
    lacking = [each.name for each in text.declared if each.default is None]
    if lacking:
        raise PromotionNotPossible(f"规则的参数要有默认值：{'、'.join(lacking)}")
    values = bind(text, {})
    words = {name: value for name, value in values.items() if isinstance(value, str)}
    parameters = "".join(
        f'        Parameter("{each.name}", {values[each.name]!r}, "{each.meaning}", DEFAULT),\n'
        for each in text.declared
        if each.name not in words
    )
    page = _page(query, text)
    kind = Kind(code[:2])
    slug = query.name.replace("-", "_")
    return f"{code.lower()}_{slug}.py", _FILE.format(
        page=page,
        code=code,
        name=_name(query),
        kind=kind.name,
        dates="import datetime\n\n" if any(
            each.kind is QueryParameterKind.DATE for each in text.declared) else "",
        needs=", ".join(f'"{table}"' for table in sorted(_tables(_used(text)))),
        parameters=f"    parameters=(\n{parameters}    ),\n" if parameters else "",
        sql=_sql(text, words).replace("\\", "\\\\"),
    )  # fmt: skip


def _name(query: NamedQuery) -> str:
    return re.split("[：:]", query.title, maxsplit=1)[0]


def _page(query: NamedQuery, text: QueryText) -> str:
    origin = f"{query.name} 第 {query.version} 版（{query.author}）"
    parameters = [_parameter_line(each) for each in text.declared] or ["没有参数。"]
    return "\n".join(
        [
            _name(query),
            "",
            "## 为什么是问题",
            f"{query.purpose}。",
            "",
            "## 判定条件",
            f"1. 由审计查询 {origin} 转来：查询列出的每一行是一条疑点。请改写为可逐句对照的条件。",
            "",
            "查询没有列出的不作为对象；请补上“未见异常”和“无法判断”的对象。",
            "",
            "## 不作为疑点的情形",
            "1. 请写明并在查询中排除。",
            "",
            "## 依据",
            f"审计查询 {origin}；请补上文件和条款。",
            "",
            "## 参数",
            *parameters,
        ]
    )


def _parameter_line(each: QueryParameter) -> str:
    return f"- **{each.name}**：{each.default}，{each.meaning}，系统默认值。"


def _used(text: QueryText) -> list[View]:
    return [view for view in ALL_VIEWS if view.name in text.names]


def _tables(views: list[View]) -> set[str]:
    return {table for view in views for table in re.findall(r"sunledger\.(\w+)", view.body)}


def _sql(text: QueryText, words: Mapping[str, str]) -> str:
    """The query over CTEs named as the views are; a rule has no parameters that are words."""
    bodies = [f"{view.name} AS (\n{_in_rule(view)}\n)" for view in _used(text)]
    asked = text.statement.strip().replace("(SELECT audit_view.as_of())", "%(as_of)s::date")
    for name, word in words.items():
        asked = asked.replace(f"%({name})s", "'" + word.replace("'", "''").replace("%", "%%") + "'")
    bodies.append(f"asked AS (\n{asked}\n)")
    bodies.append(
        "row_of AS (\n  SELECT to_jsonb(a) AS columns, jsonb_strip_nulls(to_jsonb(a))::text AS said"
        "\n  FROM asked a\n)"
    )
    return ",\n".join(bodies)


def _in_rule(view: View) -> str:
    names = ", ".join(f'"{name}"' for name, _ in view.columns)
    body = (
        view.body.strip()
        .replace("%", "%%")
        .replace("audit_view.duties(:books, :as_of, :known_at)", _DUTIES)
        .replace(":books", "(ARRAY[%(book)s::integer])")
        .replace(":as_of", "%(as_of)s::date")
        .replace(":known_at", "%(known_at)s::timestamptz")
    )
    return f"SELECT * FROM (\n{body}\n) AS {view.name}_view ({names})"


_DUTIES = """(SELECT %(book)s::integer AS book, s.* FROM sunledger.disclosure_duties(
  %(book)s, %(as_of)s, %(known_at)s, '{}'::date[]) s)"""

_FILE = '''"""{page}
"""

{dates}from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="{code}",
    version=1,
    name="{name}",
    kind=Kind.{kind},
    severity=Severity.MEDIUM,
    needs=frozenset({{{needs}}}),
{parameters}    sql="""
WITH {sql}
SELECT 'row' AS subject_kind, md5(r.said) AS subject, '{name}' AS title, 'flagged' AS outcome,
  NULL::text AS reason,
  (SELECT max(c.value::numeric)::bigint FROM jsonb_each_text(r.columns) c
    WHERE c.key LIKE '%%\\\\_fen' AND c.value ~ '^-?[0-9]+$') AS amount_fen,
  -- Names in evidence are ASCII and have a label in audit/wording.py; numbers are whole.
  (SELECT jsonb_object_agg(CASE WHEN c.key ~ '^[a-z_]+$' THEN c.key ELSE 'column_' || c.place END,
      CASE WHEN jsonb_typeof(c.value) = 'number' AND c.value::text ~ '[.]'
        THEN to_jsonb(c.value::text) ELSE c.value END)
    FROM jsonb_each(r.columns) WITH ORDINALITY c(key, value, place)
    WHERE c.value <> 'null'::jsonb) AS evidence
FROM row_of r
""",
)
'''
