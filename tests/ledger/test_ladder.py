"""Every way in which the ledger refuses, each raised once for real."""

from __future__ import annotations

import inspect
import re
from importlib.resources import files
from types import ModuleType

import pytest

from audit import case_refusals
from ledger.book import refusals
from ledger.book.refusals import LedgerRefusal
from ledger.storage.database import Database
from tests.ledger.ladder import LADDER
from tests.ledger.scene import LOWER, SEALER, UPPER, Scene

ON_A_REAL_DATABASE = "not_a_demo"
NO_TOKENS = {
    *("rule", "documented", "settles"),
    *("open", "met", "late", "overdue", "not_computable"),  # states of a duty of notice
    *("holds", "same", "overridden", "conflict"),  # how a limit stands among others
    *("working", "closing", "closed"),  # stages of a case
    *("new", "in_case", "settled", "reopened", "suppressed"),  # what is being done about a lead
}
"""Quoted words after THEN or ELSE in the SQL that are values, not tokens."""


def _tokens() -> set[str]:
    found: set[str] = set()
    for each in (files("ledger.storage") / "sql").iterdir():
        if each.name.endswith(".sql"):
            source = each.read_text("utf-8")
            found |= set(re.findall(r"refuse\(\s*'([a-z_]+)'", source))
            found |= set(re.findall(r"\b(?:THEN|ELSE)\s+'([a-z_]+)'", source))
            found |= set(re.findall(r"CONSTRAINT = '([a-z_]+)'", source))
            found |= set(re.findall(r"THEN CASE \S+ WHEN '[a-z]+' THEN '([a-z_]+)'", source))
    return found - NO_TOKENS


def _classes() -> list[str]:
    """Those of the ledger, then those of the work on leads, each as its file lists them."""
    return [
        each.code
        for module in (refusals, case_refusals)
        for each in sorted(_made_in(module), key=lambda each: inspect.getsourcelines(each)[1])
    ]


def _made_in(module: ModuleType) -> list[type[LedgerRefusal]]:
    return [
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, LedgerRefusal)
        and not each.abstract
        and each.__module__ == module.__name__
    ]


def test_tokens_of_the_sql_classes_and_cases_are_the_same_list() -> None:
    assert len(_tokens()) > 40
    assert _tokens() == set(_classes())
    assert list(LADDER) == _classes()


@pytest.mark.parametrize("token", [each for each in LADDER if each != ON_A_REAL_DATABASE])
def test_the_ledger_refuses_by_name_and_explains_in_chinese(told: Scene, token: str) -> None:
    with pytest.raises(LedgerRefusal) as raised:
        LADDER[token].deed(told)
    assert raised.value.code == token
    assert re.search("[\u4e00-\u9fff]", raised.value.message)
    assert "?" not in raised.value.message
    assert "{" not in raised.value.message


def test_the_clock_of_a_real_database_cannot_be_set(database: Database) -> None:
    with database.connect() as connection, pytest.raises(LedgerRefusal) as raised:
        LADDER[ON_A_REAL_DATABASE].deed(Scene(database, connection, SEALER))
    assert raised.value.code == ON_A_REAL_DATABASE


def test_all_those_refusals_left_nothing_behind(told: Scene) -> None:
    before = told.one("SELECT sum(next_event) FROM book_state WHERE book = ANY(%s)", [UPPER, LOWER])
    for token in ("no_overdraft", "money_moved_on", "lot_exists", "line_named_unknown"):
        with pytest.raises(LedgerRefusal):
            LADDER[token].deed(told)
    after = told.one("SELECT sum(next_event) FROM book_state WHERE book = ANY(%s)", [UPPER, LOWER])
    assert after == before
    told.assert_silent()
