"""A demo world in a test's database, and how what was planted compares with what is found."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

from api.demo.build import build
from api.demo.places import PREFECTURE
from api.demo.planted import LookAlike, Planted, plantable
from api.demo.resolved import subject_of
from api.demo.scale import SMALL, Scale
from api.demo.standing import WorldReport
from audit.engine import run
from audit.outcome import Finding
from ledger.storage.database import Database
from ledger.storage.sealing import Sealer
from ledger.storage.settings import HOME

FIRST = ("CN01", "DS01", "DS02", "DV04", "DV05", "EL05", "ID02", "ID03")
"""Rules of which more is planted than two places and a look-alike."""

OTHER_SEEDS = 5
SEEDS_VARIABLE = "SUNLEDGER_TEST_SEEDS"
"""Five numbers with commas repeat a run; otherwise each run draws its own and prints them."""

Subject = tuple[int, str]


def sealer() -> Sealer:
    return Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)


@dataclass(frozen=True)
class Judged:
    """A built world, with its findings and declarations by rule and (book, subject)."""

    report: WorldReport
    found: Mapping[str, Mapping[Subject, Finding]]
    planted: Mapping[str, Mapping[Subject, Planted]]
    look_alikes: Mapping[str, Mapping[Subject, LookAlike]]


def make(database: Database, seed: int, scale: Scale = SMALL) -> WorldReport:
    with TemporaryDirectory() as home:
        return build(
            database, sealer(), seed=seed, say=lambda _: None, home=Path(home), scale=scale
        )


def judge(
    database: Database,
    report: WorldReport,
    keys: Sealer | None = None,
    rules: Sequence[str] | None = None,
) -> Judged:
    """Run all rules for which something is planted over the books of 汉中, and sort what they find.

    `keys`: of the data directory, where it is not a test's.
    """
    keys = keys or sealer()
    rules = rules or plantable()
    result = run(
        database, as_of=report.as_of, actor="测试", books=books_of(database), rules=list(rules)
    )
    with database.connect() as connection:
        planted = {
            rule: {
                (each.book, subject_of(connection, keys, each)): each
                for each in report.declared.planted
                if each.rule == rule
            }
            for rule in rules
        }
        look_alikes = {
            rule: {
                (each.book, subject_of(connection, keys, each)): each
                for each in report.declared.look_alikes
                if each.rule == rule
            }
            for rule in rules
        }
    found = {
        rule: {(each.book, each.subject): each for each in result.findings if each.rule == rule}
        for rule in rules
    }
    return Judged(report, found, planted, look_alikes)


def differences(judged: Judged) -> list[str]:
    """One line for each subject that is planted and not found, or found and not planted."""
    lines = []
    for rule in judged.found:
        found, planted = judged.found[rule], judged.planted[rule]
        for book, subject in planted.keys() - found.keys():
            lines.append(f"{rule} {book} 未发现：{planted[book, subject].note} {subject}")
        for book, subject in found.keys() - planted.keys():
            lines.append(f"{rule} {book} 未植入：{found[book, subject].title} {subject}")
    return sorted(lines)


def books_of(database: Database) -> list[int]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT book FROM book WHERE book BETWEEN %s AND %s ORDER BY book",
            [PREFECTURE, PREFECTURE + 99],
        )
        return [book for (book,) in rows]


def other_seeds() -> list[int]:
    """The five other seeds of this run, the same for every worker of it."""
    if given := os.environ.get(SEEDS_VARIABLE):
        return [int(each) for each in given.split(",")]
    with Path(os.environ[HOME.name], "demo_seeds").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if not (drawn := file.read().split()):
            drawn = [str(SystemRandom().randrange(2**31)) for _ in range(OTHER_SEEDS)]
            file.write(" ".join(drawn))
        return [int(each) for each in drawn]
