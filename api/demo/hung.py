"""What do the demo's notices leave behind? A photo of each board, and objections with answers.

A photo is taken on the day on which a notice is hung up, one for all that a village hangs up then.
Objections concern what villages post each quarter (季度村务公开), so nothing disputed is paid
meanwhile, and are closed within fifteen days; one, raised in the last days, is still open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from sqlmodel import Session

from api.demo.days import AS_OF, after, evening_of, posting_day
from api.demo.invented import invented_key
from api.demo.photos import Photographed
from api.demo.places import SHOWN
from api.demo.planned import PlannedCounty
from ledger.book.publication import Publication
from ledger.register.objections import (
    Channel,
    Handler,
    NewObjection,
    NewObjectionStep,
    Outcome,
    StepKind,
    Topic,
    add_objection_step,
    raise_objection,
)
from ledger.register.posting import EvidenceFile, NewEvidence, add_evidence
from ledger.storage.attachments import AttachmentStore
from ledger.storage.sealing import Sealer
from ledger.values.region import RegionCode

_SAID = (
    (
        Channel.VILLAGE,
        Topic.NOTICE,
        "公示栏里看不清护路岗位的报酬标准，请说明。",
        "已在公示栏旁补贴岗位报酬标准，并向反映人当面说明。",
        Outcome.UPHELD,
    ),
    (
        Channel.HOTLINE,
        Topic.PROJECT,
        "村里的水渠做完了，公告上的长度好像多写了。",
        "镇上派人重新丈量，长度与验收单一致。",
        Outcome.UNFOUNDED,
    ),
    (
        Channel.COUNTER,
        Topic.AMOUNT,
        "我家的奖补比邻居家少，想知道怎么算的。",
        "按养殖数量计算，数量不同；计算表已给反映人看过。",
        Outcome.PARTLY,
    ),
)
_OBJECTIONS, _OBJECTIONS_SHOWN = 1, 4
_OPEN_D = 8
_TAKER = "驻村工作队（演示）"


class Hung:
    """What one county records about the notices of its villages."""

    def __init__(
        self, county: PlannedCounty, photos: AttachmentStore, sealer: Sealer, rng: Random
    ) -> None:
        self._book, self._photos, self._sealer = county.book, photos, sealer
        self._raised: dict[date, list[NewObjection]] = defaultdict(list)
        self._steps: dict[date, list[NewObjectionStep]] = defaultdict(list)
        self._otherwise = county.photographs
        self._later: dict[date, list[tuple[Publication, Photographed]]] = defaultdict(list)
        self._plan(county, rng)

    def record(self, work: Session, day: date, notices: Sequence[Publication]) -> None:
        """Photos of what was just published, and what is said of notices by this day."""
        known_at = evening_of(day)
        for notice in notices:
            for photo in self._photos_of(notice):
                self._later[max(day, posting_day(photo.taken_on))].append((notice, photo))
        for notice, photo in self._later.pop(day, []):
            content = photo.content()
            self._photos.take([content])
            add_evidence(
                work,
                self._book,
                NewEvidence(
                    notice=notice.notice,
                    kind=photo.kind,
                    region=RegionCode(notice.region),
                    place=notice.place,
                    taken_on=photo.taken_on,
                    taken_by=_TAKER,
                ),
                EvidenceFile.of(content),
                actor="演示村干部",
                today=day,
                known_at=known_at,
            )
        for raised in self._raised.pop(day, []):
            raise_objection(
                work,
                self._book,
                raised,
                sealer=self._sealer,
                actor="演示村干部",
                today=day,
                known_at=known_at,
            )
        for step in self._steps.pop(day, []):
            add_objection_step(
                work,
                self._book,
                step,
                sealer=self._sealer,
                actor="演示乡镇干部",
                today=day,
                known_at=known_at,
            )

    def due(self, day: date) -> bool:
        return day in self._raised or day in self._steps or day in self._later

    def _photos_of(self, notice: Publication) -> Sequence[Photographed]:
        if notice.channel != "board" or not notice.from_on:
            return []
        of_board = Photographed(notice.from_on, f"{notice.region} {notice.from_on}")
        return self._otherwise.get(notice.notice, [of_board])

    def _plan(self, county: PlannedCounty, rng: Random) -> None:
        shown = county.book == SHOWN
        quarterly = [x for x in county.village_notices if x.subject == "village_affairs"]
        # So early that it is closed within the time of the demo.
        early = [x for x in quarterly if x.published_on < AS_OF - timedelta(days=60)]
        chosen = rng.sample(early, _OBJECTIONS_SHOWN if shown else _OBJECTIONS)
        for number, notice in enumerate(sorted(chosen, key=lambda x: x.published_on), start=1):
            raised_on = after(rng, notice.published_on, 1, 5)
            self._answer(self._raise(county, number, notice, raised_on, rng), number)
        if shown:
            raised_on = AS_OF - timedelta(days=_OPEN_D)
            before = [x for x in quarterly if x.published_on < raised_on]
            last = max(before, key=lambda x: (x.published_on, x.title))
            self._raise(county, len(chosen) + 1, last, raised_on, rng)

    def _raise(
        self,
        county: PlannedCounty,
        number: int,
        notice: Publication,
        raised_on: date,
        rng: Random,
    ) -> NewObjection:
        channel, topic, text, _, _ = _SAID[number % len(_SAID)]
        raised = NewObjection(
            objection=invented_key(rng),
            code=f"YY{county.book}{number:02}",
            region=RegionCode(notice.region),
            channel=channel,
            topic=topic,
            handler=Handler.VILLAGE if channel is Channel.VILLAGE else Handler.TOWNSHIP,
            raised_on=raised_on,
            text=text,
            name="" if channel is Channel.HOTLINE else f"演{number}",
            notice=notice.notice,
            office=f"{county.county.region.name}演示受理窗口",
        )
        self._raised[posting_day(raised_on)].append(raised)
        return raised

    def _answer(self, raised: NewObjection, number: int) -> None:
        _, _, _, answer, outcome = _SAID[number % len(_SAID)]
        for step in _answered(raised, answer, outcome):
            self._steps[posting_day(step.happened_on)].append(step)


def _answered(raised: NewObjection, answer: str, outcome: Outcome) -> Iterator[NewObjectionStep]:
    key, day = raised.objection, raised.raised_on
    yield NewObjectionStep(
        objection=key, kind=StepKind.ACCEPTED, happened_on=day + timedelta(days=1)
    )
    yield NewObjectionStep(
        objection=key, kind=StepKind.ANSWERED, happened_on=day + timedelta(days=6), text=answer
    )
    yield NewObjectionStep(
        objection=key,
        kind=StepKind.CLOSED,
        happened_on=day + timedelta(days=8),
        outcome=outcome,
    )
