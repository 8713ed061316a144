"""What did the rules say of each key in the latest run over the present, and when to look again?

From this a run over changes takes off what was said of touched keys, without judging the past a
second time; what is found anew is written over it. Two tables say only what the ledger and the
rules do: `audit_verdict` (key → what was said) and `audit_due` (key → day).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from psycopg import Connection
from psycopg.rows import TupleRow

Said: TypeAlias = "Counter[str]"
"""`flagged`, `clear` or the reason why not computable → how many subjects."""


def reasons_of(said: Said) -> dict[str, int]:
    """The reasons alone, in their order."""
    return {
        reason: count
        for reason, count in sorted(said.items())
        if count and reason not in ("flagged", "clear")
    }


@dataclass(frozen=True, slots=True)
class Change:
    """What one rule says of keys of one book; `replaced` None: of all its keys."""

    book: int
    rule: str
    replaced: AbstractSet[str] | None
    said: Mapping[str, Mapping[str, int]]
    due: Mapping[str, date]


def said_of_touched(connection: Connection[TupleRow], book: int) -> dict[str, Said]:
    """Rule → what it said of all keys in `touched` together."""
    sums: dict[str, Said] = defaultdict(Counter)
    rows = connection.execute(
        "SELECT v.said FROM touched t CROSS JOIN LATERAL ("
        "SELECT x.said FROM audit_verdict x WHERE x.book = %s AND x.key = t.key OFFSET 0) v",
        (book,),
    )
    for (said,) in rows:
        for rule, counts in json.loads(said).items():
            sums[rule].update(counts)
    return sums


def due_keys(
    connection: Connection[TupleRow], book: int, rules: list[str], as_of: date
) -> list[str]:
    """Keys of which a day has come."""
    rows = connection.execute(
        "SELECT DISTINCT key FROM audit_due WHERE book = %s AND rule = ANY (%s) AND due_on <= %s",
        (book, rules, as_of),
    )
    return [row[0] for row in rows]


def keep_changes(connection: Connection[TupleRow], changes: Iterable[Change]) -> None:
    """Write what differs from what is there: most keys that are judged again say the same."""
    of_book: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        of_book[change.book].append(change)
    for book, some in of_book.items():
        keys: set[str] | None = set()
        for change in some:
            keys = None if keys is None or change.replaced is None else keys | change.replaced
        replaced = None if keys is None else [*keys]
        _keep_said(connection, book, some, replaced)
        _keep_due(connection, book, some, replaced)


def _keep_said(
    connection: Connection[TupleRow], book: int, changes: list[Change], replaced: list[str] | None
) -> None:
    stored: dict[str, str] = dict(
        connection.execute(
            "SELECT key, said FROM audit_verdict WHERE book = %s"
            " AND (%s::text[] IS NULL OR key = ANY (%s))",
            (book, replaced, replaced),
        )
    )
    of_rule = {change.rule: change.replaced for change in changes}

    def stays(rule: str, key: str) -> bool:
        asked = of_rule.get(rule, frozenset())
        return asked is not None and key not in asked

    said = _texts(changes)
    gone, new = [], {}
    for key in stored.keys() | said.keys():
        now = "{" + ",".join(said.get(key, ())) + "}"
        before = stored.get(key, "{}")
        if now == before:
            continue
        others = {rule: counts for rule, counts in json.loads(before).items() if stays(rule, key)}
        if others:
            now = _text({**others, **json.loads(now)})
        if now == "{}":
            gone.append(key)
        elif now != before:
            new[key] = now
    connection.execute("DELETE FROM audit_verdict WHERE book = %s AND key = ANY (%s)", (book, gone))
    connection.execute(
        "INSERT INTO audit_verdict (book, key, said)"
        " SELECT %s, * FROM unnest(%s::text[], %s::text[])"
        " ON CONFLICT (book, key) DO UPDATE SET said = EXCLUDED.said",
        (book, [*new], [*new.values()]),
    )


def _texts(changes: list[Change]) -> dict[str, list[str]]:
    """Key → what each rule says of it, as it stands in `_text()`: of most keys the same."""
    said: dict[str, list[str]] = defaultdict(list)
    for change in sorted(changes, key=lambda each: each.rule):
        made: dict[tuple[tuple[str, int], ...], str] = {}
        for key, counts in change.said.items():
            same = tuple(counts.items())
            if same not in made:
                made[same] = _text({change.rule: counts})[1:-1]
            said[key].append(made[same])
    return said


def _text(said: Mapping[str, Mapping[str, int]]) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _keep_due(
    connection: Connection[TupleRow], book: int, changes: list[Change], replaced: list[str] | None
) -> None:
    stored: dict[str, dict[str, date]] = defaultdict(dict)
    rows = connection.execute(
        "SELECT rule, key, due_on FROM audit_due WHERE book = %s AND rule = ANY (%s)"
        " AND (%s::text[] IS NULL OR key = ANY (%s))",
        (book, [change.rule for change in changes], replaced, replaced),
    )
    for rule, key, on in rows:
        stored[rule][key] = on
    gone = [
        (change.rule, key)
        for change in changes
        for key, on in stored[change.rule].items()
        if (change.replaced is None or key in change.replaced) and change.due.get(key) != on
    ]
    connection.execute(
        "DELETE FROM audit_due d USING unnest(%s::text[], %s::text[]) g(rule, key)"
        " WHERE d.book = %s AND d.rule = g.rule AND d.key = g.key",
        ([rule for rule, _ in gone], [key for _, key in gone], book),
    )
    new = [
        (change.rule, key, on)
        for change in changes
        for key, on in change.due.items()
        if stored[change.rule].get(key) != on
    ]
    connection.execute(
        "INSERT INTO audit_due (book, rule, key, due_on)"
        " SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::date[])",
        (book, [rule for rule, _, _ in new], [key for _, key, _ in new], [on for *_, on in new]),
    )
