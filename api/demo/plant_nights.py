"""Whose checker approves weeks of vouchers in one night (IN05 非工作时间批量)?

No voucher is made for it: the clerks of a county leave what is due on two posting days to the night
of the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

from api.demo.days import posting_day, posting_days
from api.demo.papers import Night
from api.demo.planned import Invoice, PlannedCounty
from api.demo.staged import Stage
from api.demo.units import checker_of

_BATCH = 20
"""So many vouchers of a night make a batch (IN05)."""

_MAY_BE_LATE_D = 60
"""Before such a night no invoice is entered late: waiting for it would make it too late (IN03)."""


def plant_nights(stage: Stage) -> None:
    days = list(posting_days())
    # From July to before Christmas: whole years, and nothing is carried over meanwhile.
    turns = [
        (before, first)
        for before, first in pairwise(days)
        if first.month >= 7 and (first + timedelta(days=12)) <= date(first.year, 12, 24)
    ]
    following = dict(pairwise(days))
    # What is entered late to the day (IN03) is neither hurried nor put off.
    late = _entered_late(stage)

    def waits(county: PlannedCounty, first: date, last: date) -> bool:
        turns = (posting_day(_entered_on(each)) for each in late.get(county.book, ()))
        return any(first <= turn <= last for turn in turns)

    def long_nights(county: PlannedCounty) -> list[Night]:
        return [
            Night(county.book, first, following[first])
            for before, first in turns
            if _least(county, before, following[first]) > _BATCH
            and not waits(county, first, following[first])
        ]

    def short_nights(county: PlannedCounty) -> list[Night]:
        return [
            Night(county.book, first, first)
            for before, first in turns
            if 2 <= _least(county, before, first) <= 4 and not waits(county, first, first)
        ]

    for _ in range(2):
        county = stage.county("IN05", lambda each: bool(long_nights(each)))
        night = stage.rng.choice(long_nights(county))
        _put_off(stage, county, night, late)
        stage.declared.plant("IN05", *_subject(night), "积压二十天的凭证，一个晚上全部复核记账")
    # Best where no night could be long; at larger scales every county has some that could.
    quiet = {each.book for each in stage.world.counties.values() if not long_nights(each)}
    quiet = {book for book in quiet if short_nights(stage.world.counties[book])}
    county = stage.county(
        "IN05", lambda each: bool(short_nights(each)) and (not quiet or each.book in quiet)
    )
    night = stage.rng.choice(short_nights(county))
    _put_off(stage, county, night, late)
    stage.declared.resemble("IN05", *_subject(night), "一个晚上补记几张凭证，不足二十张")


def _put_off(
    stage: Stage, county: PlannedCounty, night: Night, late: dict[int, list[Invoice]]
) -> None:
    stage.world.nights.append(night)
    kept = {id(each) for each in late.get(county.book, ())}
    for project in county.projects:
        for invoice in project.invoices:
            near = abs((night.day - invoice.day).days) < _MAY_BE_LATE_D
            if near and id(invoice) not in kept:
                invoice.recorded_late_d = 0


def _entered_late(stage: Stage) -> dict[int, list[Invoice]]:
    """By book, the invoices that IN03 is planted in, or that look like it."""
    declared = stage.declared
    subjects = {each.subject for each in declared.planted if each.rule == "IN03"}
    subjects |= {each.subject for each in declared.look_alikes if each.rule == "IN03"}
    return {
        county.book: [
            invoice
            for project in county.projects
            for invoice in project.invoices
            if f"{project.key}@{invoice.day}" in subjects
        ]
        for county in stage.world.counties.values()
    }


def _entered_on(invoice: Invoice) -> date:
    return invoice.day + timedelta(days=invoice.recorded_late_d)


def _least(county: PlannedCounty, after: date, until: date) -> int:
    """How many vouchers its lists make in these days, at least."""
    return sum(after < day <= until for day in _list_days(county))


def _list_days(county: PlannedCounty) -> Iterator[date]:
    for planned in county.lists:
        for part in planned.instalments:
            if part.lines:
                yield part.sent_on
                if not part.direct:
                    yield part.bank_on


def _subject(night: Night) -> tuple[int, str, str]:
    """Book, kind and subject as the rule names them: the checker by a digest."""
    digest = sha256(checker_of(night.book).encode()).hexdigest()
    return night.book, "checker_day", f"{digest[:16]}/{night.day}"
