"""A re-saved workbook is the same notice; a cut file is refused, whichever byte it is cut at."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.intake.notice_cells import COLUMNS, canonical_cell, row_digest, rows_digest
from ledger.intake.notice_file import read_notices
from ledger.intake.notice_intake import notice_paths
from ledger.values.refusal import Refusal
from tests.intake.samples import DEMO, cells, csv_bytes, xlsx_bytes

_PLAIN = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=12
)
numbers = st.decimals(min_value=0, max_value=10**8, places=4).map(lambda number: f"{number:f}")
words = st.sampled_from(["22,057.35", "0.0", "1245 万元", "2018", "2018-09", "省→市", "\n a\r\nb"])
rows = st.lists(
    st.dictionaries(st.sampled_from(COLUMNS[1:]), st.one_of(texts, numbers, words), min_size=1).map(
        lambda changes: cells(**changes)
    ),
    min_size=1,
    max_size=4,
)


def as_a_spreadsheet_shows(text: str) -> object:
    """What a spreadsheet program makes of a CSV cell: a number where it sees one."""
    plain = text.replace(",", "")
    if _PLAIN.fullmatch(plain) and len(plain.replace(".", "")) <= 15:
        return float(plain) if "." in plain else int(plain)
    return text.replace("\r\n", "\n")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rows)
def test_a_csv_saved_again_as_a_workbook_has_equal_digests(printed: list[dict[str, str]]) -> None:
    shown = [{name: as_a_spreadsheet_shows(text) for name, text in row.items()} for row in printed]
    (from_csv,) = read_notices(csv_bytes(printed), name="a.csv")
    (from_xlsx,) = read_notices(xlsx_bytes(shown), name="a.xlsx")
    assert [row_digest(each) for each in from_csv.rows] == [
        row_digest(each) for each in from_xlsx.rows
    ]
    assert rows_digest(from_csv.rows) == rows_digest(from_xlsx.rows)


def test_every_shipped_notice_saved_as_a_workbook_has_equal_digests() -> None:
    paths = notice_paths(DEMO)
    assert len(paths) == 10
    for path in paths:
        (notice,) = read_notices(path.read_bytes(), name=path.name)
        shown = [
            {name: as_a_spreadsheet_shows(text) for name, text in row.cells().items()}
            for row in notice.rows
        ]
        (again,) = read_notices(xlsx_bytes(shown), name="a.xlsx")
        assert rows_digest(again.rows) == rows_digest(notice.rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.0", "0"),
        ("22,057.35", "22057.35"),
        ("2.50", "2.5"),
        ("a\r\nb", "a\nb"),
        ("\u00e9", "e\u0301"),
    ],
)
def test_a_spreadsheets_rewriting_changes_no_digest(one: str, other: str) -> None:
    assert canonical_cell(one) == canonical_cell(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1,2", "12"), ("007", "7"), ("10万", "10"), ("-1", "1"), ("1.05", "1.5")]
)
def test_different_cells_have_different_digests(one: str, other: str) -> None:
    assert canonical_cell(one) != canonical_cell(other)


_CSV = csv_bytes([cells(note='[ALLOC] 贫困县,"引"'), cells(content="甲\n乙"), cells()])
_GBK = csv_bytes([cells(note='[ALLOC] 贫困县,"引"'), cells(content="甲\n乙")], encoding="gbk")
_XLSX = xlsx_bytes([cells(), cells()])


@pytest.mark.parametrize("whole", [_CSV, _GBK], ids=["utf-8", "gbk"])
def test_a_csv_cut_at_any_byte_is_refused_or_ends_after_a_whole_row(whole: bytes) -> None:
    (complete,) = read_notices(whole, name="a.csv")
    for end in range(len(whole)):
        try:
            (notice,) = read_notices(whole[:end], name="a.csv")
        except Refusal:
            continue
        assert notice.rows == complete.rows[: len(notice.rows)]
        assert whole[:end].endswith((b"\n", b"\r"))


@settings(max_examples=200)
@given(st.integers(min_value=0, max_value=len(_XLSX) - 1))
def test_a_workbook_cut_at_any_byte_is_refused(end: int) -> None:
    with pytest.raises(Refusal):
        read_notices(_XLSX[:end], name="a.xlsx")


@settings(max_examples=150)
@given(st.integers(min_value=0, max_value=len(_XLSX) - 1), st.integers(min_value=1, max_value=255))
def test_a_workbook_with_any_byte_altered_is_refused_or_reads_the_same(at: int, by: int) -> None:
    data = bytearray(_XLSX)
    data[at] ^= by
    try:
        (notice,) = read_notices(bytes(data), name="a.xlsx")
    except Refusal:
        return
    assert notice.rows == read_notices(_XLSX, name="a.xlsx")[0].rows


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read_but_never_crash(data: bytes) -> None:
    header = ",".join(COLUMNS).encode() + b"\n"
    for body in (data, header + data, b"PK\x03\x04" + data):
        for name in ("a.csv", "a.xlsx"):
            try:
                read_notices(body, name=name)
            except Refusal as refused:
                assert refused.message
