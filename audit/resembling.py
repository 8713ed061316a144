"""Which two records are probably of one person? Splink 5 (Fellegi–Sunter) on DuckDB, in memory.

Optional: `pip install 'sunledger[linkage]'`. Names and numbers are given to DuckDB in the memory of
this process only: nothing is spilled to a file, no chart is drawn, nothing is logged.

How often two persons agree by chance (u) is estimated from the records themselves, by name with the
frequency of that very name. How often two records of one person agree (m), and that two of a
hundred persons are registered twice, are set here: 系统默认值, no published figure was found.

The number is compared in two parts, day of birth and the rest, because whoever types it wrongly is
wrong in one of them. Names of two or three characters are compared as equal or as differing in one
character; a distance in letters says nothing about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from ledger.values.refusal import Refusal

MODEL: Final = "sunledger-1"
REGISTERED_TWICE: Final = 0.02
"""Of so many persons a second record is expected."""

_SEED: Final = 20201231
_MAX_PAIRS: Final = 5_000_000
_PPM: Final = 1_000_000

_COMPARED: Final = ("name", "born", "rest", "phone", "address", "card")
_AGREES: Final = {"rest": "number"}
"""What `agrees` calls a column; equal numbers are never a pair, so it means all but one sign."""


class LinkageNotInstalled(Refusal):
    """疑似同人 needs Splink and DuckDB, which the default install does not bring."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of one person. No repr: a value may end in a log.

    `born` as yyyymmdd, `rest` the ten other characters of the number; `phone`, `address` and
    `card` are keyed hashes in hex; `place` a region code. Empty: not known.
    """

    key: str
    name: str = field(repr=False)
    born: str = field(default="", repr=False)
    rest: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    card: str = field(default="", repr=False)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two records, the lesser key first, with a probability in millionths, rounded down."""

    key: str
    other_key: str
    probability_ppm: int
    agrees: tuple[str, ...]


def method() -> str:
    """The programs and the model with their versions. Raises LinkageNotInstalled."""
    try:
        return f"splink {version('splink')}, duckdb {version('duckdb')}, {MODEL}"
    except PackageNotFoundError as error:
        raise LinkageNotInstalled(
            "未安装 splink：疑似同人比对需要 pip install 'sunledger[linkage]'"
        ) from error


def resembling(records: Sequence[Record], *, least_ppm: int) -> list[Resemblance]:
    """The pairs of at least this probability, the likeliest first. Raises LinkageNotInstalled."""
    method()
    if len(records) < 2:
        return []
    import duckdb
    import pyarrow
    from splink import DuckDBAPI, Linker

    columns = {
        "unique_id": [each.key for each in records],
        "place": [each.place or None for each in records],
    } | {name: [getattr(each, name) or None for each in records] for name in _COMPARED}
    table = pyarrow.table(
        {name: pyarrow.array(values, type=pyarrow.string()) for name, values in columns.items()}
    )
    with duckdb.connect(":memory:") as memory:
        # One thread, so that a seed draws the same sample everywhere; no file to spill into.
        memory.execute("SET threads = 1")
        memory.execute("SET temp_directory = ''")
        linker = Linker(DuckDBAPI(memory).register(table), _settings(len(records)), log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=_MAX_PAIRS, seed=_SEED)
        found = linker.inference.predict(
            threshold_match_probability=least_ppm / _PPM
        ).as_record_list()
    by_key = {each.key: each for each in records}
    pairs = []
    for row in found:
        first, second = sorted((str(row["unique_id_l"]), str(row["unique_id_r"])))
        pairs.append(
            Resemblance(
                first,
                second,
                int(float(row["match_probability"]) * _PPM),
                _agreeing(by_key[first], by_key[second]),
            )
        )
    return sorted(pairs, key=lambda each: (-each.probability_ppm, each.key, each.other_key))


def _agreeing(one: Record, other: Record) -> tuple[str, ...]:
    agrees = []
    for name in _COMPARED:
        mine, theirs = getattr(one, name), getattr(other, name)
        same = mine == theirs
        if name == "rest":
            same = sum(a != b for a, b in zip(mine, theirs, strict=False)) <= 1
        if mine and theirs and same:
            agrees.append(_AGREES.get(name, name))
    return tuple(sorted(agrees))


def _settings(count: int) -> object:
    import splink.comparison_level_library as levels
    from splink import SettingsCreator, block_on
    from splink.comparison_library import CustomComparison, ExactMatch

    def comparison(column: str, middle: str, m: Sequence[float], u: Sequence[float]) -> object:
        exact = levels.ExactMatchLevel(column, term_frequency_adjustments=column == "name")
        return CustomComparison(
            output_column_name=column,
            comparison_levels=[
                levels.NullLevel(column),
                exact.configure(m_probability=m[0], u_probability=u[0]),
                levels.CustomLevel(middle).configure(m_probability=m[1], u_probability=u[1]),
                levels.ElseLevel().configure(m_probability=m[2], u_probability=u[2]),
            ],
        )

    def equal(column: str, m: float, u: float) -> object:
        return ExactMatch(column).configure(m_probabilities=[m, 1 - m], u_probabilities=[u, 1 - u])

    one_character = (
        "length(name_l) = length(name_r) AND length(name_l) > 1 AND hamming(name_l, name_r) = 1"
    )
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparison("name", one_character, (0.90, 0.06, 0.04), (0.01, 0.10, 0.89)),
            comparison("born", _near("born"), (0.93, 0.05, 0.02), (0.0001, 0.002, 0.9979)),
            comparison("rest", _near("rest"), (0.05, 0.55, 0.40), (0.0001, 0.001, 0.9989)),
            equal("phone", 0.6, 0.001),
            equal("address", 0.5, 0.001),
            equal("card", 0.6, 0.0001),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name", "born"),
            block_on("born", "place"),
            block_on("phone"),
            block_on("address"),
            block_on("card"),
        ],
        probability_two_random_records_match=min(0.5, 2 * REGISTERED_TWICE / (count - 1)),
        retain_matching_columns=False,
    )


def _near(column: str) -> str:
    return f"damerau_levenshtein({column}_l, {column}_r) = 1"
