"""The index: totals, dates, periods; what cannot be read there is a remark."""

from datetime import date
from pathlib import Path

import pytest

from ledger.intake.notice_index import IndexNotReadable, find_index, notice_period, read_index

HEADER = "notice_id,stated_total,publication_date,excerpt_truncated,row_count,class\n"


@pytest.mark.parametrize(
    ("stated", "fen"),
    [
        ("18576万元 (plan); library 148790万元", 18_576_000_000),
        ("66185万元 (cumulative)", 66_185_000_000),
        ("27262.35元", 2_726_235),
        ("8383584元", 838_358_400),
        ("", None),
        ("unknown", None),
    ],
)
def test_the_printed_total_is_the_first_amount(stated: str, fen: int | None) -> None:
    entry = read_index(f"{HEADER}T1,{stated},,,,\n".encode())["T1"]
    assert entry.printed_fen == fen
    assert bool(entry.remarks) == (stated == "unknown")


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2019-02-18 (page id 2019-03-27)", "2019-02-18"),
        ("2018 (day not printed)", "2018"),
        ("2021-12/2022-01", "2021-12"),
        ("unknown", None),
        ("2019-02-29", None),
    ],
)
def test_the_publication_date_is_the_first_date(printed: str, iso: str | None) -> None:
    entry = read_index(f"{HEADER}T1,,{printed},,,\n".encode())["T1"]
    assert (entry.published.iso if entry.published else None) == iso
    assert bool(entry.remarks) == (printed == "2019-02-29")


@pytest.mark.parametrize(
    "text",
    [
        "公示 2023-08-14 to 2023-08-23 (10 calendar days); 0578—2132074",
        "公示 2023-08-14---08-23; 0396-2610268",
        "公示期:2023年8月14日至8月23日",
        "2023-08-14—2023-08-23",
    ],
)
def test_a_notice_period_is_read_in_every_form_met(text: str) -> None:
    assert notice_period(text) == (date(2023, 8, 14), date(2023, 8, 23))


@pytest.mark.parametrize(
    "text",
    [
        "监督电话 0374—3866302",
        "12317; 0373-3918197",
        "",
        "2023-02-29 to 2023-03-01",
        "2023-08-23 to 2023-08-14",
    ],
)
def test_no_period_is_made_of_phone_numbers_or_impossible_days(text: str) -> None:
    assert notice_period(text) is None


@pytest.mark.parametrize(
    "data", [b"\xff\xff", b"id\nT1\n", (HEADER * 1 + "T1,,,,,\nT1,,,,,\n").encode()]
)
def test_an_index_that_is_no_table_of_notices_is_refused(data: bytes) -> None:
    with pytest.raises(IndexNotReadable):
        read_index(data)


def test_the_index_is_found_beside_a_notice_before_the_one_above(tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    notice = folder / "a.csv"
    assert find_index(notice) is None
    (tmp_path / "index.csv").write_text(HEADER)
    assert find_index(notice) == tmp_path / "index.csv"
    (folder / "index.csv").write_text(HEADER)
    assert find_index(notice) == folder / "index.csv"
