"""Which days does a printed date mean, and how long is a period?

A notice may be dated to the day, the month or the year. That precision is kept, never filled
in: `2018-09` means some day from 1 to 30 September, and money ages from the last of them, so
that no lead is raised on a day nobody wrote.

Days are Asia/Shanghai, which is UTC+8 without summer time since 1992; a fixed offset needs no
time-zone database on a bare machine. Working days are not here: they need the yearly calendar.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from ledger.values.refusal import Refusal, shown
from ledger.values.text import clean_text, half_width, without_blanks

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1900, 2199

_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]?",
        r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月",
        r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})",
        r"(?P<year>[0-9]{4})年?",
    )
)
_YEAR_RUN_INTO_MONTH = re.compile(r"[0-9]{5,}月.*")


class DateMissing(Refusal):
    """A date was expected and the text is empty."""


class DateNotReadable(Refusal):
    """The text is not a date in one of the known forms; damaged dates are not guessed."""


class DateImpossible(Refusal):
    """The calendar has no such day: 2019-02-29, month 13."""


class DateYearOutOfRange(Refusal):
    """Years run from 1900 to 2199."""


class DatePrecisionMismatch(Refusal):
    """A date known to the month or year is held by the first day of that month or year."""


class PeriodEndsBeforeStart(Refusal):
    """A period ends on or after the day it starts."""


class InstantWithoutZone(Refusal):
    """An instant carries its time zone."""


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, month or year: one of the days `first_on` to `last_on`.

    `precision` and `first_on` are what a table stores; they make the value again.
    """

    precision: Precision
    first_on: date

    def __post_init__(self) -> None:
        if isinstance(self.first_on, datetime) or self.first_on != self._first_possible:
            raise DatePrecisionMismatch(
                f"精度为 {self.precision} 时,日期应为该段时间的第一天,收到 {self.first_on}",
                precision=self.precision,
                found=self.first_on,
            )

    @classmethod
    def parse(cls, text: object) -> PartialDate:
        """From `2019-05-16`, `2018/7/1`, `2019.5.16`, `20191227`, `2019年5月16日`, `2018-09`,
        `2018年9月`, `2018`, `2018年`; blanks dropped, full-width digits read.

        Not read, because each has two readings: `201112` (2011-12 or 20-11-12), `2018.1` (a
        number cell that was 2018.10), `5/6/2018`.
        """
        plain = without_blanks(half_width(clean_text(text)))
        if not plain:
            raise DateMissing(f"没有日期:{shown(text)}")
        found = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
        if found is None:
            reason = "年与月连在一起" if _YEAR_RUN_INTO_MONTH.fullmatch(plain) else "写法不认识"
            raise DateNotReadable(
                f"日期无法读出({reason}),应如 2019-05-16、2018-09 或 2018:{shown(text)}",
                found=plain,
            )
        parts = found.groupdict()
        year = int(parts["year"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise DateYearOutOfRange(
                f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间:{shown(text)}", found=plain
            )
        month, day = parts.get("month"), parts.get("day")
        try:
            if month is None:
                return cls(Precision.YEAR, date(year, 1, 1))
            if day is None:
                return cls(Precision.MONTH, date(year, int(month), 1))
            return cls(Precision.DAY, date(year, int(month), int(day)))
        except ValueError as impossible:
            raise DateImpossible(f"日历上没有这一天:{shown(text)}", found=plain) from impossible

    @classmethod
    def of_day(cls, day: date) -> PartialDate:
        """A date known to the day. Of a date cell with a time the day counts; of an instant
        with a zone, the day in China."""
        if isinstance(day, datetime):
            day = shanghai_day(day) if day.tzinfo else day.date()
        return cls(Precision.DAY, day)

    @property
    def last_on(self) -> date:
        """Its last possible day, which ageing uses."""
        match self.precision:
            case Precision.YEAR:
                return self.first_on.replace(month=12, day=31)
            case Precision.MONTH:
                last = calendar.monthrange(self.first_on.year, self.first_on.month)[1]
                return self.first_on.replace(day=last)
            case Precision.DAY:
                return self.first_on

    @property
    def iso(self) -> str:
        """`2018-09-01`, `2018-09` or `2018`; `parse` reads it back to an equal value."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]
        return self.first_on.isoformat()[:length]

    @property
    def chinese(self) -> str:
        """`2018年9月1日`, `2018年9月` or `2018年`."""
        text = f"{self.first_on.year}年"
        if self.precision is not Precision.YEAR:
            text += f"{self.first_on.month}月"
        if self.precision is Precision.DAY:
            text += f"{self.first_on.day}日"
        return text

    def __str__(self) -> str:
        return self.iso

    @property
    def _first_possible(self) -> date:
        match self.precision:
            case Precision.YEAR:
                return self.first_on.replace(month=1, day=1)
            case Precision.MONTH:
                return self.first_on.replace(day=1)
            case Precision.DAY:
                return self.first_on


def period_days(start_on: date, end_on: date, *, count_first_day: bool = True) -> int:
    """Days of a notice period: 08-14 to 08-23 is ten, or nine without the first day.

    Raises PeriodEndsBeforeStart.
    """
    if end_on < start_on:
        raise PeriodEndsBeforeStart(
            f"截止日 {end_on} 早于起始日 {start_on}", start_on=start_on, end_on=end_on
        )
    return (end_on - start_on).days + (1 if count_first_day else 0)


def shanghai_day(instant: datetime) -> date:
    """The day in China at an instant: 2024-12-31 16:00 UTC is already 2025-01-01."""
    if instant.tzinfo is None:
        raise InstantWithoutZone(f"时刻没有时区:{instant.isoformat()}", found=instant)
    return instant.astimezone(SHANGHAI).date()


def day_starts_at(day: date) -> datetime:
    """The instant (UTC) at which a day begins in China; the day before ends there."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
