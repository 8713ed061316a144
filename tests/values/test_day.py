"""Dates keep the precision they were printed with, and days are those of China."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import day as subject
from ledger.values.day import (
    PartialDate,
    Precision,
    day_starts_at,
    period_days,
    shanghai_day,
)
from ledger.values.refusal import Refusal

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
partial_dates = st.one_of(
    days.map(PartialDate.of_day),
    days.map(lambda day: PartialDate(Precision.MONTH, day.replace(day=1))),
    days.map(lambda day: PartialDate(Precision.YEAR, day.replace(month=1, day=1))),
)


@pytest.mark.parametrize(
    ("text", "iso", "last_on"),
    [
        ("2019-05-16", "2019-05-16", date(2019, 5, 16)),
        ("2018/7/1", "2018-07-01", date(2018, 7, 1)),
        ("2018.7.1", "2018-07-01", date(2018, 7, 1)),
        ("20191227", "2019-12-27", date(2019, 12, 27)),
        ("2019年5月16日", "2019-05-16", date(2019, 5, 16)),
        ("2019 年 5 月 16 日", "2019-05-16", date(2019, 5, 16)),
        ("２０１９年５月１６日", "2019-05-16", date(2019, 5, 16)),
        ("2018", "2018", date(2018, 12, 31)),
        ("2018年", "2018", date(2018, 12, 31)),
        ("2018-09", "2018-09", date(2018, 9, 30)),
        ("2018年9月", "2018-09", date(2018, 9, 30)),
        ("2020-02", "2020-02", date(2020, 2, 29)),
        ("2019-02", "2019-02", date(2019, 2, 28)),
        ("2020-02-29", "2020-02-29", date(2020, 2, 29)),
        ("1900", "1900", date(1900, 12, 31)),
        ("2199", "2199", date(2199, 12, 31)),
    ],
)
def test_dates_as_notices_print_them_are_read(text: str, iso: str, last_on: date) -> None:
    found = PartialDate.parse(text)
    assert (found.iso, found.last_on) == (iso, last_on)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", subject.DateMissing),
        (" \u3000", subject.DateMissing),
        ("2019-02-29", subject.DateImpossible),
        ("2019年13月1日", subject.DateImpossible),
        ("2019-00-10", subject.DateImpossible),
        ("2019-04-31", subject.DateImpossible),
        ("20190431", subject.DateImpossible),
        ("2019-13", subject.DateImpossible),
        ("20229月", subject.DateNotReadable),
        ("2019-5/16", subject.DateNotReadable),
        ("201112", subject.DateNotReadable),
        ("2018.1", subject.DateNotReadable),
        ("5/6/2018", subject.DateNotReadable),
        ("18-05-16", subject.DateNotReadable),
        ("2019-05-16 (URL)", subject.DateNotReadable),
        ("2021-12/2022-01", subject.DateNotReadable),
        ("二〇一九年五月十六日", subject.DateNotReadable),
        ("٢٠١٩-٠٥-١٦", subject.DateNotReadable),
        ("2019-05-1²", subject.DateNotReadable),
        ("1899", subject.DateYearOutOfRange),
        ("2200-01-01", subject.DateYearOutOfRange),
    ],
)
def test_damaged_and_impossible_dates_are_refused_by_name(
    text: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        PartialDate.parse(text)
    assert type(refused.value) is refusal


def test_the_reason_is_given_when_year_and_month_run_together() -> None:
    with pytest.raises(subject.DateNotReadable, match="年与月连在一起"):
        PartialDate.parse("20229月")


@given(partial_dates)
def test_both_prints_are_read_back_to_the_same_date(found: PartialDate) -> None:
    assert PartialDate.parse(found.iso) == found
    assert PartialDate.parse(found.chinese) == found
    assert str(found) == found.iso


@given(partial_dates)
def test_the_day_after_the_last_possible_day_is_no_longer_meant(found: PartialDate) -> None:
    after = (found.last_on + timedelta(days=1)).isoformat()
    assert found.first_on <= found.last_on
    assert found.last_on.isoformat().startswith(found.iso)
    assert not after.startswith(found.iso)


def test_a_month_or_year_is_held_by_its_first_day() -> None:
    for precision in (Precision.MONTH, Precision.YEAR):
        with pytest.raises(subject.DatePrecisionMismatch):
            PartialDate(precision, date(2018, 9, 2))
    with pytest.raises(subject.DatePrecisionMismatch):
        PartialDate(Precision.DAY, datetime(2018, 9, 1))


def test_a_workbook_time_gives_its_day_and_an_instant_the_day_in_china() -> None:
    assert PartialDate.of_day(datetime(2018, 9, 1, 23, 59)).iso == "2018-09-01"
    assert PartialDate.of_day(datetime(2018, 9, 1, 16, tzinfo=UTC)).iso == "2018-09-02"


def test_a_notice_from_14_to_23_august_lasts_ten_days() -> None:
    start_on, end_on = date(2019, 8, 14), date(2019, 8, 23)
    assert period_days(start_on, end_on) == 10
    assert period_days(start_on, end_on, count_first_day=False) == 9
    assert period_days(start_on, start_on) == 1
    with pytest.raises(subject.PeriodEndsBeforeStart):
        period_days(start_on, date(2019, 8, 13))


def test_a_day_in_china_begins_at_sixteen_hours_utc() -> None:
    assert shanghai_day(datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2024, 12, 31)
    assert shanghai_day(datetime(2024, 12, 31, 16, tzinfo=UTC)) == date(2025, 1, 1)
    assert shanghai_day(datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=9)))) == date(
        2024, 12, 31
    )
    with pytest.raises(subject.InstantWithoutZone):
        shanghai_day(datetime(2024, 12, 31))


@given(days)
def test_the_instant_a_day_starts_at_lies_in_it_and_the_one_before_does_not(day: date) -> None:
    start_at = day_starts_at(day)
    assert start_at.tzinfo is UTC
    assert shanghai_day(start_at) == day
    assert shanghai_day(start_at - timedelta(microseconds=1)) == day - timedelta(days=1)


@given(st.text(st.characters(exclude_categories=()), max_size=12))
def test_any_text_gives_a_date_or_a_refusal(text: str) -> None:
    try:
        assert PartialDate.parse(PartialDate.parse(text).iso)
    except Refusal as refusal:
        assert refusal.message


def test_the_value_types_need_no_time_zone_database() -> None:
    assert "zoneinfo" not in Path(subject.__file__).read_text(encoding="utf-8")
