"""Which slightly wrong versions of a rule are there?

A rule's SQL is parsed by sqlglot, changed at one node, and written out again. `mutations.py` first
asks whether the unchanged tree answers every case as the rule does, so that nothing rests on the
parser being right. A mutant is one of:

    a limit moved by one unit, up or down (`days + 1`)
    one condition gone: an operand of an AND, or the whole of a WHERE, HAVING or FILTER
    one branch of a CASE gone

Left alone is what is no exemption: keys of joins (column = column), the book, the day and the
instant up to which facts count (`column <= as_of`, `known_at`), the touched keys of a run over
changes, rows that a version voids (`counting`, held by cases of CN10), and what only
words the answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlglot
from sqlglot import exp

from audit.rule import ParameterValue, Rule

_SCOPES = {"book", "known_at", "whole"}
_JUDGING = {"outcome", "amount_fen", "severity", "reason"}
_PERCENT = re.compile(r"%(?!\()")
"""Of a query with named placeholders; psycopg reads it doubled."""

_PREFIX = re.compile(r"REPEAT\('0', \d+\)|RIGHT\([\w.]+, \d+\) = '000'")
"""Of `region_prefix`, which has a test of its own."""

_UNREAD = re.compile(r"outcome <> 'not_computable'$")
"""The reason of what can be computed is read by nobody."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong version. `name` says what is wrong; `shared` is the same for the same part of a
    query in several rules; `sql` None: as the rule has it; `moved`: parameter and by how much."""

    name: str
    shared: str
    sql: str | None
    moved: tuple[str, int] | None = None

    def values(self, values: Mapping[str, ParameterValue]) -> dict[str, ParameterValue]:
        """The parameters of a case as this mutant has them."""
        if self.moved is None:
            return dict(values)
        name, by = self.moved
        value = values[name]
        if isinstance(value, tuple):
            return {**values, name: value[:-1]}
        changed = value + timedelta(by) if isinstance(value, date) else value + by
        return {**values, name: changed}


def tree_of(rule: Rule) -> exp.Expr:
    return sqlglot.parse_one(rule.sql.replace("%%", "%"), read="postgres")


def written(tree: exp.Expr) -> str:
    return _PERCENT.sub("%%", tree.sql("postgres"))


def mutants(rule: Rule) -> Iterator[Mutant]:
    """All of a rule, in the order of its query."""
    for each in rule.parameters:
        for by in (1, -1) if not isinstance(each.default, tuple) else (-1,):
            name = f"{each.name} {'+' if by > 0 else '-'} 1"
            yield Mutant(name, name, None, (each.name, by))
    tree = tree_of(rule)
    parts: dict[int, str] = {}
    seen = Counter[str]()
    for node, instead, what in list(_faults(tree)):
        part = node.find_ancestor(exp.CTE)
        if part and id(part) not in parts:
            parts[id(part)] = written(part)
        name = f"{part.alias if part else 'answer'}: {what}"
        seen[name] += 1
        if seen[name] > 1:
            name += f" #{seen[name]}"
        node.replace(instead)
        sql = written(tree)
        instead.replace(node)
        yield Mutant(name, f"{parts[id(part)] if part else rule.code}\n{name}", sql)


def _faults(tree: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr, str]]:
    """Node, what stands in its place, and how that reads."""
    answers = _answers(tree)
    for node in tree.walk():
        if isinstance(node, exp.Where | exp.Having):
            found = _operands(node.this)
        elif isinstance(node, exp.Join) and node.args.get("on"):
            found = _operands(node.args["on"])
        elif isinstance(node, exp.And) and not _inside_of(node, exp.And, exp.Where, exp.Having):
            found = [] if isinstance(node.parent, exp.Join) else _operands(node)
        else:
            found = []
        for operand in found:
            if _asks_for_touched(operand) or _is_scope(operand):
                continue
            if not _only_words(operand, answers):
                yield operand, exp.true(), f"without {written(operand)}"
        if isinstance(node, exp.If) and isinstance(node.parent, exp.Case):
            condition = node.this
            if _UNREAD.search(written(condition)):
                continue
            if _asks_for_touched(node) or _is_scope(condition):
                continue
            if not _only_words(node, answers):
                yield condition, exp.false(), f"never when {written(condition)}"


def _operands(condition: exp.Expr) -> list[exp.Expr]:
    """What an AND joins, or the condition itself."""
    bare = condition.unnest()
    if not isinstance(bare, exp.And):
        return [condition]
    return [*_operands(bare.this), *_operands(bare.expression)]


def _inside_of(node: exp.Expr, *kinds: type[exp.Expr]) -> bool:
    parent = node.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return isinstance(parent, kinds)


def _is_scope(condition: exp.Expr) -> bool:
    bare = condition.unnest()
    if isinstance(bare, exp.EQ):
        left, right = (_uncast(each) for each in (bare.this, bare.expression))
        if isinstance(left, exp.Column) and isinstance(right, exp.Column):
            return True
    if isinstance(bare, exp.LTE) and isinstance(bare.this, exp.Column):
        up_to = bare.expression
        return isinstance(up_to, exp.Placeholder) and up_to.name in ("as_of", "known_at")
    if isinstance(bare, exp.Not) and isinstance(bare.this, exp.Column):
        return bare.this.name == "void"
    if isinstance(bare, exp.Boolean) or _PREFIX.search(written(bare)):
        return True
    names = {each.name for each in bare.find_all(exp.Placeholder)}
    return bool(names & _SCOPES)


def _asks_for_touched(node: exp.Expr) -> bool:
    """Whether it stands in `whole OR …`, of which a full run reads nothing."""
    above = node.find_ancestor(exp.Or)
    while above is not None:
        if isinstance(above.this, exp.Placeholder) and above.this.name == "whole":
            return True
        above = above.find_ancestor(exp.Or)
    return False


def _uncast(value: exp.Expr) -> exp.Expr:
    bare = value.unnest()
    return _uncast(bare.this) if isinstance(bare, exp.Cast) else bare


def _answers(tree: exp.Expr) -> list[exp.Expr]:
    """The columns of the rule's answer that no case compares; the first part names them."""
    parts = list(_parts(tree))
    compared = [each.alias_or_name in _JUDGING for each in parts[0].expressions]
    return [
        each
        for part in parts
        for each, judging in zip(part.expressions, compared, strict=False)
        if not judging
    ]


def _parts(tree: exp.Expr) -> Iterator[exp.Select]:
    if isinstance(tree, exp.Union):
        yield from _parts(tree.this)
        yield from _parts(tree.expression)
    else:
        assert isinstance(tree, exp.Select)
        yield tree


def _only_words(node: exp.Expr, answers: list[exp.Expr]) -> bool:
    above: exp.Expr | None = node
    while above is not None:
        if any(above is each for each in answers) or isinstance(above, exp.JSONBObjectAgg):
            return True
        if isinstance(above, exp.Anonymous | exp.Func) and "jsonb" in above.sql().lower()[:6]:
            return True
        above = above.parent
    return False
