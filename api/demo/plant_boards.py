"""Where is nothing hung up in a quarter (DS08 村务公开断档), or nothing right shown for it (DS09
证据缺失或重复)?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from api.demo.days import AS_OF, BEGINS_ON
from api.demo.photos import Photographed
from api.demo.places import Village, staged_village
from api.demo.planned import PlannedCounty
from api.demo.staged import Stage
from api.demo.village_boards import quarters, village_affairs
from ledger.book.publication import Publication
from ledger.register.places import load_regions
from ledger.register.posting import EvidenceKind
from ledger.storage.sealing import Sealer

_FIRST_UNTIL = date(2019, 10, 1)
"""Whose photo another village is to use hung before this day."""

_EVIDENCE_D = 30
"""Until when a photo is to be there (DS09)."""


def plant_photos(stage: Stage) -> None:
    """DS09."""
    county, notice = _board(stage)
    county.photographs[notice.notice] = []
    _plant(stage, county, notice, "没有张贴照片")

    county, notice = _board(stage)
    assert notice.until_on is not None
    taken_on = notice.until_on + timedelta(days=stage.rng.randint(12, 25))
    county.photographs[notice.notice] = [Photographed(taken_on, f"{notice.notice}")]
    _plant(stage, county, notice, "照片是公示结束以后补拍的")

    first, one = _board(stage, lambda each: each.published_on < _FIRST_UNTIL)
    second, other = _board(stage, lambda each: each.published_on > one.published_on)
    assert one.from_on is not None and other.from_on is not None
    same = Photographed(one.from_on, f"{one.notice}")
    first.photographs[one.notice] = [same]
    # The village has a photo of its own board, too, so that only the copy is wrong.
    own = Photographed(other.from_on, f"{other.notice}")
    second.photographs[other.notice] = [own, same]
    _plant(stage, first, one, "照片被另一个村拿去交差")
    _plant(stage, second, other, "用了另一个村的照片")

    first, one = _board(stage, lambda each: each.published_on < _FIRST_UNTIL)
    second, other = _board(stage, lambda each: each.published_on >= one.published_on)
    for county, notice in ((first, one), (second, other)):
        assert notice.from_on is not None
        county.photographs[notice.notice] = [
            Photographed(notice.from_on, f"{notice.notice}"),
            Photographed(notice.from_on, f"{one.notice} 扫描件", EvidenceKind.SCAN, one.from_on),
        ]
        _resemble(stage, county, notice, "两村附的是同一份文件的扫描件，各有照片")


def _board(
    stage: Stage, suits: Callable[[Publication], bool] = lambda _: True
) -> tuple[PlannedCounty, Publication]:
    """A notice on a board that nothing else is planted in."""

    def found(county: PlannedCounty) -> list[Publication]:
        return [
            each
            for each in county.village_notices
            if each.from_on is not None
            and each.subject == "village_affairs"
            and stage.declared.is_free(each.notice)
            and each.published_on < AS_OF - timedelta(days=60 + _EVIDENCE_D)
            and suits(each)
        ]

    county = stage.county("DS09", lambda each: bool(found(each)))
    notice = stage.rng.choice(found(county))
    stage.declared.use(notice.notice)
    return county, notice


def _plant(stage: Stage, county: PlannedCounty, notice: Publication, note: str) -> None:
    stage.declared.plant("DS09", county.book, "notice", str(notice.notice), note)


def _resemble(stage: Stage, county: PlannedCounty, notice: Publication, why: str) -> None:
    stage.declared.resemble("DS09", county.book, "notice", str(notice.notice), why)


# DS08 --------------------------------------------------------------------------------------------


def plant_gaps(stage: Stage) -> None:
    """Villages of their own that publish each quarter; in one of them a page is missing, or hangs
    on the website."""
    for order in range(2):
        county, village, pages, at = _publishing(stage, order)
        del pages[at]
        county.more_notices += pages
        stage.declared.plant(
            "DS08", county.book, "village", village.code.code, "一个季度没有村务公开"
        )
    county, village, pages, at = _publishing(stage, 2)
    pages[at] = replace(pages[at], channel="website", from_on=None, until_on=None)
    county.more_notices += pages
    stage.declared.resemble(
        "DS08", county.book, "village", village.code.code, "那个季度公开在网站上"
    )


def _publishing(stage: Stage, order: int) -> tuple[PlannedCounty, Village, list[Publication], int]:
    """A village with its pages of all quarters, and the place of one that is over long ago."""
    county = stage.county("DS08")
    township = stage.rng.choice(list(county.homes)).township
    village = staged_village(county.book, township, order)

    def register(work: Session, sealer: Sealer, known_at: datetime) -> None:
        load_regions(work, [village.region])

    stage.act(county.book, BEGINS_ON, f"登记{village.name}", register)
    pages = [village_affairs(village, each, stage.rng) for each in quarters()]
    return county, village, pages, stage.rng.randrange(1, len(pages) - 1)
