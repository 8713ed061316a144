"""What a rule judged whole said stands only while nothing that it reads has changed.

What it reads is compared with what PostgreSQL says that it reads; then stories are told, and the
days are gone through.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import Date

from audit.catalogue import catalogue
from audit.engine import run
from audit.facts import _MADE, Snapshot, facts_of, make_facts
from audit.increment import GROWING, KEYS, catalogue_counts, make_touched
from audit.rule import Rule
from audit.unchanged import (
    COUNTED,
    FACTS,
    FUNCTIONS,
    UNCOMPARED,
    UNTOLD,
    VIEWS,
    WITH,
    _question,
    closed,
    reads,
    sources,
    what,
)
from ledger.storage.database import session
from ledger.storage.tables import SCHEMA, metadata
from tests.audit.case import Case
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned
from tests.audit.stories import CASES
from tests.audit.test_increment import both, said
from tests.audit.world import Ground, World, day

RULES = [page.rule for page in catalogue().values()]
WHOLE = [rule for rule in RULES if not rule.by_key]
OF_VOUCHERS = {name for name, comes in WITH.items() if comes == ("any_voucher",)} | {"lot"}

FINDING = {name for name, comes in WITH.items() if not comes}
"""Tables that say nothing themselves, but where to look."""


ASKED = {"touched", "touched_id"}
"""What a run over changes asks for, not what a rule reads."""


@pytest.fixture(autouse=True)
def nothing_is_seen_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a test happens within the hour of overlap; then no rule would stand."""
    monkeypatch.setattr("audit.increment.OVERLAP", timedelta())


@pytest.fixture(scope="module")
def snapshot(ground: Ground) -> Iterator[Snapshot]:
    """A reader's transaction over an empty book, with all facts."""
    book = World(ground).book
    with psycopg.connect(session(ground.database.read)) as reader:
        make_touched(reader)
        given = {**_given(book), "mark": 0}
        make_facts(reader, facts_of(RULES, whole=True), given)
        yield reader


def _given(book: int) -> dict[str, object]:
    known_at = "2020-01-01 00:00:00+00"
    return {"book": book, "as_of": date(2020, 1, 1), "known_at": known_at, "whole": True}


def _read_by(snapshot: Snapshot, query: str, given: dict[str, object]) -> tuple[set[str], set[str]]:
    """The relations, and the functions of our own, that a query reads: asked of PostgreSQL."""
    made = psycopg.ClientCursor(snapshot).mogrify(query, given)
    snapshot.execute("SAVEPOINT one")
    snapshot.execute(f"CREATE TEMP VIEW looked_at AS {made}".encode())
    rows = snapshot.execute(
        "SELECT c.relname, p.proname FROM pg_rewrite w"
        " JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid"
        " LEFT JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid"
        "   AND c.oid <> w.ev_class"
        " LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid"
        "   AND p.pronamespace = %s::regnamespace"
        " WHERE w.ev_class = 'pg_temp.looked_at'::regclass",
        (SCHEMA,),
    ).fetchall()
    snapshot.execute("ROLLBACK TO SAVEPOINT one")
    return {row[0] for row in rows if row[0]}, {row[1] for row in rows if row[1]}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_what_a_rule_reads_is_what_postgresql_says(snapshot: Snapshot, rule: Rule) -> None:
    given = _given(1) | {
        each.name: list(each.default) if isinstance(each.default, tuple) else each.default
        for each in rule.parameters
    }
    for query in (rule.sql, rule.due):
        if query:
            relations, functions = _read_by(snapshot, query, given)
            relations -= ASKED
            # A relation may be the type of what a function returns.
            assert functions <= reads(query)
            assert relations <= closed(reads(query))
            assert functions <= FUNCTIONS.keys()
            _are_known(relations)
    assert "" not in what(rule)


def _are_known(relations: set[str]) -> None:
    for name in relations:
        assert name in FACTS or name in VIEWS or f"{SCHEMA}.{name}" in metadata.tables


@pytest.mark.parametrize("name", _MADE)
def test_what_a_fact_is_made_from_is_behind_it(snapshot: Snapshot, name: str) -> None:
    made = _MADE[name][0].partition(" ON COMMIT DROP AS")[2]
    if not made:
        return  # a view of another fact
    relations, functions = _read_by(snapshot, made, {**_given(1), "mark": 0})
    relations -= ASKED
    _are_known(relations)
    assert functions <= closed({name})
    own = closed({name})
    for each in relations - OF_VOUCHERS - FACTS.keys() - FINDING:
        assert closed({each}) <= own, each
    # What is made from vouchers alone, directly or by way of another fact, says which.
    if relations & (OF_VOUCHERS | FACTS.keys()) - {"external_kind", "external"}:
        assert own & {"vouchers", "payments", "moves", "returns"}


def test_all_facts_and_views_are_known(snapshot: Snapshot) -> None:
    assert FACTS.keys() == _MADE.keys()
    for view, table in VIEWS.items():
        rows = snapshot.execute(
            "SELECT DISTINCT c.relname FROM pg_rewrite w JOIN pg_depend d ON d.objid = w.oid"
            " JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid"
            "   AND c.oid <> w.ev_class WHERE w.ev_class = %s::regclass",
            (f"{SCHEMA}.{view}",),
        )
        assert {row[0] for row in rows} == {table}
    assert set(catalogue_counts(snapshot, 1)) == COUNTED | set(GROWING)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_a_function_reads_is_behind_it(snapshot: Snapshot, function: str) -> None:
    (row,) = snapshot.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = %s AND pronamespace = %s::regnamespace",
        (function, SCHEMA),
    )
    tables = {name for name in reads(row[0]) if f"{SCHEMA}.{name}" in metadata.tables}
    own = closed({function})
    if function != "disclosure_duties":
        assert tables <= own
        return
    # Of vouchers and of steps of a project it reads some kinds only.
    assert "v.kind IN ('allocate', 'receive', 'income', 'assign', 'adjust')" in row[0]
    assert "e.kind = 'accepted'" in row[0]
    assert tables - own == {*(OF_VOUCHERS & tables - own), "project_event", "book_event"} - own


def test_what_erasure_deletes_is_known(snapshot: Snapshot) -> None:
    (row,) = snapshot.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = 'erase' AND pronamespace = %s::regnamespace",
        (SCHEMA,),
    )
    deleted = set(re.findall(r"DELETE FROM (\w+)", row[0]))
    assert deleted > {"person_private", "person_phone"}
    read = {name for rule in RULES for name in closed(reads(rule.sql))}
    for table in deleted & (read | set(VIEWS.values())):
        assert "erasure" in closed({table})


def _days_of(rule: Rule) -> set[str]:
    """The recorded days whose coming is noticed."""
    return {
        column.name
        for name in closed(reads(rule.sql))
        if (table := metadata.tables.get(f"{SCHEMA}.{name}")) is not None
        for column in table.columns
        if isinstance(column.type, Date) and column.name not in UNCOMPARED.get(name, ())
    }


_COMPARED = re.compile(r"\b(\w+) (?:<=|>) %\(as_of\)s(?!(?:::date)? *[-+])")


@pytest.mark.parametrize("rule", [r for r in WHOLE if r.due == ""], ids=lambda rule: rule.code)
def test_a_rule_without_due_days_compares_recorded_days_only(rule: Rule) -> None:
    compared = _COMPARED.findall(rule.sql)
    assert len(compared) == rule.sql.count("%(as_of)s")
    assert set(compared) <= _days_of(rule)
    assert not closed(reads(rule.sql)) & FUNCTIONS.keys()


@pytest.mark.parametrize("rule", WHOLE, ids=lambda rule: rule.code)
def test_days_said_to_be_compared_nowhere_are_not(rule: Rule) -> None:
    for table, days in UNCOMPARED.items():
        if table in closed(reads(rule.sql)):
            assert not set(_COMPARED.findall(rule.sql)) & days - _days_of(rule), table


OF_OTHER_BOOKS = {"posting_evidence", "inbound", "external_list", "book_region", "book", "erasure"}
"""Tables of which rules read rows of other books too; what is asked of them looks there."""

_TABLE = re.compile(r"\b(?:FROM|JOIN) (\w+)(?: (?!WHERE|JOIN|LEFT|ON|CROSS|GROUP)(\w+))?")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_reads_its_own_book(rule: Rule) -> None:
    aliases: list[str] = []
    for name, alias in _TABLE.findall(rule.sql):
        table = metadata.tables.get(f"{SCHEMA}.{name}")
        if table is not None and "book" in table.columns and name not in OF_OTHER_BOOKS:
            aliases.append(alias)
    for alias in set(aliases):
        own = re.escape(alias + ".") if alias else r"(?<!\.)\b"
        said = re.findall(rf"{own}book = (?:%\(book\)s|\w+\.book)|= {own}book\b", rule.sql)
        assert len(said) >= aliases.count(alias), alias


_NEW = re.compile(r"(\w+)\.(\w+) > %\((since|old_as_of)\)s")


@pytest.mark.parametrize("query", KEYS, ids=range(len(KEYS)))
def test_what_touches_a_key_is_a_change_of_what_is_asked(query: str) -> None:
    assert UNTOLD not in sources(query)
    named = {alias: name for name, alias in _TABLE.findall(query) if alias}
    new = set(_NEW.findall(query))
    assert new or "fresh" in reads(query) or "voucher" in reads(query)
    for alias, column, than in new:
        table = VIEWS.get(named[alias], named[alias])
        if table == "book_event":  # of notices and confirmations, which have its number
            assert {"notice", "confirmation"} & sources(query)
        else:
            told = str(_question(table))
            assert table in sources(query)
            assert f".{column} > %({than})s" in told, (table, column)


def _stories(codes: list[str], chance: random.Random) -> list[tuple[str, Case]]:
    """A case of each of these rules with something to find."""
    found = []
    for code in codes:
        flagged = [each for each in CASES[code] if each.flagged and not each.parameters]
        if flagged:
            found.append((code, chance.choice(flagged)))
    return found


@pytest.mark.parametrize(
    ("seed", "worlds", "around"),
    [(1, 5, (-1, 0)), pytest.param(2, 60, (-2, -1, 0, 1, 30), marks=pytest.mark.long)],
)
def test_as_days_pass_a_run_over_changes_says_what_a_full_run_says(
    ground: Ground, seed: int, worlds: int, around: tuple[int, ...]
) -> None:
    chance = random.Random(seed)
    # Those whose own days pass first; IN05 changes what nobody can change.
    codes = sorted((r.code for r in WHOLE if not r.code.startswith("IN0")), key=_has_no_due)
    chosen = _stories(chance.sample(codes, len(codes)) if worlds > 50 else codes[:22], chance)
    chosen = chance.sample(chosen, min(worlds, len(chosen)))
    books = []
    for _, case in chosen:
        world = World(ground, level=case.level, live_from=case.live_from)
        for step in case.story:
            step(world)
        books += [world.book, world.upper] if case.judged == "upper" else [world.book]
    codes = [code for code, _ in chosen]
    days = {day(case.as_of) + timedelta(days=n) for _, case in chosen for n in around}
    days |= {max(days) + timedelta(days=400)}
    found: list[set[str]] = []
    for as_of in sorted(days):
        partly = run(
            ground.database, as_of=as_of, actor="审", books=books, rules=codes, incremental=True
        )
        full = run(
            ground.database,
            as_of=as_of,
            actor="审",
            books=books,
            rules=codes,
            known_at=partly.run.known_at,
        )
        assert said(partly) == said(full), as_of
        found.append({each.rule for each in partly.findings})
    assert len(set.union(*found)) > len(chosen) // 2
    assert found[0] != found[-1]


def _has_no_due(code: str) -> bool:
    return not catalogue()[code].rule.due


def test_leads_stand_of_a_key_that_is_touched_for_other_rules(ground: Ground) -> None:
    world = World(ground)
    (case,) = (each for each in CASES["EL10"] if each.says == "one step is absent")
    before = (arrives("甲批", 1000, "2019-01-01"), assigned("甲批", "护林", 900, "2019-02-01"))
    for step in (*case.story, *before):
        step(world)
    on = day(case.as_of)
    both(ground.database, on, [world.book])
    paid("2019-03-01", To("张家", 100))(world)
    judged: set[str] = set()
    partly = run(
        ground.database,
        as_of=on,
        actor="审",
        books=[world.book],
        incremental=True,
        progress=lambda book, rule: judged.add(rule),
    )
    assert "EL01" in judged
    assert "EL10" not in judged
    assert "EL10" in {each.rule for each in partly.findings}
    _, full = both(ground.database, on, [world.book])
    assert said(partly) == said(full)


def test_rules_that_do_not_read_what_changed_are_not_judged(ground: Ground) -> None:
    world = World(ground)
    arrives("甲批", 1000, "2019-01-01")(world)
    codes = [rule.code for rule in WHOLE]
    on = date(2020, 1, 1)
    judged: list[str] = []

    def judge(as_of: date) -> set[str]:
        judged.clear()
        run(
            ground.database,
            as_of=as_of,
            actor="审",
            books=[world.book],
            rules=codes,
            incremental=True,
            progress=lambda book, rule: judged.append(rule),
        )
        return set(judged)

    assert judge(on) == set(codes)
    assert judge(on) == set()
    # Another day: what has come of its days alone.
    came = judge(on + timedelta(days=1))
    assert came == set()
    # Another lot is read by rules about money, and by no rule about contracts or loans.
    arrives("乙批", 1000, "2019-01-01")(world)
    asked = judge(on + timedelta(days=1))
    assert {"DS01", "IN05", "DV09"} <= asked
    assert not asked & {"CN03", "CN09", "CN11", "DS02", "DS03", "EL11", "EL14", "ST05", "ST07"}
    partly, full = both(ground.database, on + timedelta(days=1), [world.book])
    assert said(partly) == said(full)
