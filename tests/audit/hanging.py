"""What became of a notice of a tiny world: what it said, what photos show, who objected?

Notices are named by `published(…, name="公示")`; amounts are fen, days ISO texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ledger.register.nine_fields import NoticeField
from ledger.register.notice_readings import (
    ItemKind,
    NewReading,
    ReadingOrigin,
    ReadItem,
    add_reading,
)
from ledger.register.notice_steps import NewNoticeStep, NoticeStepKind, add_notice_step
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
from ledger.register.posting import EvidenceFile, EvidenceKind, NewEvidence, add_evidence
from ledger.storage.tables import RegionRow
from ledger.values.region import RegionCode
from ledger.values.sort_key import sort_key
from tests.audit.world import Step, World, day

TODAY = date(2030, 1, 1)
"""A day after all stories, so that nothing in them is ahead of it."""

ALL_FIELDS = frozenset(NoticeField)


@dataclass(frozen=True)
class Shown:
    """One item of a reading: a project, list or lot of the world by its name."""

    project: str = ""
    list: str = ""
    lot: str = ""
    kind: ItemKind = ItemKind.PROJECT
    version: int | None = None
    printed: frozenset[NoticeField] = ALL_FIELDS
    rate_fen: int | None = None
    planned_fen: int | None = None
    arranged_fen: int | None = None
    paid_fen: int | None = None
    lines: int | None = None
    lines_fen: int | None = None

    def item(self, world: World) -> ReadItem:
        return ReadItem(
            kind=self.kind,
            name=self.project or self.list or self.lot,
            project=world.key(self.project) if self.project else None,
            list=world.key(self.list) if self.list else None,
            list_version=self.version,
            lot=world.lot(self.lot) if self.lot else None,
            rate_fen=self.rate_fen,
            planned_fen=self.planned_fen,
            arranged_fen=self.arranged_fen,
            paid_fen=self.paid_fen,
            line_count=self.lines,
            lines_fen=self.lines_fen,
            printed=self.printed,
        )


def says(
    notice: str,
    *items: Shown,
    text: str = "监督电话12317",
    on: str = "2019-03-02",
    total_fen: int | None = None,
) -> Step:
    """Somebody reads the notice and registers what it says."""

    def step(world: World) -> None:
        new = NewReading(
            notice=world.key(f"notice/{notice}"),
            origin=ReadingOrigin.PAPER,
            read_on=day(on),
            text=text,
            total_fen=total_fen,
            items=[each.item(world) for each in items],
        )
        world.register(
            lambda work: add_reading(
                work,
                world.book,
                new,
                sealer=world.ground.sealer,
                actor="村公示员",
                known_at=world.now(),
            )
        )

    return step


def withdrawn(notice: str, on: str) -> Step:
    """撤下: the first day without it."""
    return _became(notice, on, NoticeStepKind.WITHDRAWN)


def extended(notice: str, on: str, until: str) -> Step:
    """延期 to a later last day."""
    return _became(notice, on, NoticeStepKind.EXTENDED, until=until)


def replaced(notice: str, on: str, by: str) -> Step:
    """更换 by another named notice."""
    return _became(notice, on, NoticeStepKind.REPLACED, by=by)


def _became(notice: str, on: str, kind: NoticeStepKind, *, until: str = "", by: str = "") -> Step:
    def step(world: World) -> None:
        new = NewNoticeStep(
            notice=world.key(f"notice/{notice}"),
            kind=kind,
            happened_on=day(on),
            until_on=day(until) if until else None,
            by_notice=world.key(f"notice/{by}") if by else None,
        )
        world.register(
            lambda work: add_notice_step(
                work, world.book, new, actor="村公示员", today=TODAY, known_at=world.now()
            )
        )

    return step


def pictured(
    notice: str,
    picture: str,
    taken_on: str,
    *,
    exif_on: str = "",
    at: str = "village",
    kind: EvidenceKind = EvidenceKind.PHOTO,
) -> Step:
    """张贴证据: equal names of pictures of one world are equal bytes."""

    def step(world: World) -> None:
        new = NewEvidence(
            notice=world.key(f"notice/{notice}"),
            kind=kind,
            region=RegionCode.parse(getattr(world, at)),
            place="公示栏",
            taken_on=day(taken_on),
            taken_by="村公示员",
        )
        digest = world.key(f"picture/{picture}").bytes * 2
        file = EvidenceFile(digest, "image/jpeg", 1000, day(exif_on) if exif_on else None)
        world.register(
            lambda work: add_evidence(
                work, world.book, new, file, actor="村公示员", today=TODAY, known_at=world.now()
            )
        )

    return step


def objected(
    notice: str, on: str, *, topic: Topic = Topic.NOT_ENTITLED, name: str = "异议"
) -> Step:
    def step(world: World) -> None:
        new = NewObjection(
            objection=world.key(f"objection/{name}"),
            code=name,
            region=RegionCode.parse(world.village),
            channel=Channel.VILLAGE,
            topic=topic,
            handler=Handler.TOWNSHIP,
            raised_on=day(on),
            text="张家不该享受",
            notice=world.key(f"notice/{notice}"),
        )
        world.register(
            lambda work: raise_objection(
                work,
                world.book,
                new,
                sealer=world.ground.sealer,
                actor="乡镇经办",
                today=TODAY,
                known_at=world.now(),
            )
        )

    return step


def answered(on: str, *, closed_on: str = "", name: str = "异议") -> Step:
    """受理, 答复, and (with a day) 办结."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            _step(work, world, name, StepKind.ACCEPTED, on)
            _step(work, world, name, StepKind.ANSWERED, on)
            if closed_on:
                _step(work, world, name, StepKind.CLOSED, closed_on, Outcome.UNFOUNDED)

        world.register(add)

    return step


def not_taken(on: str, *, name: str = "异议") -> Step:
    """不予受理."""

    def step(world: World) -> None:
        world.register(
            lambda work: _step(work, world, name, StepKind.CLOSED, on, Outcome.NOT_TAKEN)
        )

    return step


def placed(at: str = "village") -> Step:
    """The village stands in the register of places."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            code = getattr(world, at)
            work.add(
                RegionRow(
                    code=code,
                    valid_from=date(2015, 1, 1),
                    name=f"村{code[-3:]}",
                    level="village",
                    parent=world.township,
                    sort_key=sort_key("村"),
                    source="测试",
                )
            )

        world.register(add)

    return step


def _step(
    work: Session,
    world: World,
    name: str,
    kind: StepKind,
    on: str,
    outcome: Outcome | None = None,
) -> None:
    add_objection_step(
        work,
        world.book,
        NewObjectionStep(
            objection=world.key(f"objection/{name}"),
            kind=kind,
            happened_on=day(on),
            outcome=outcome,
            text="已核查" if kind is StepKind.ANSWERED else "",
        ),
        sealer=world.ground.sealer,
        actor="乡镇经办",
        today=TODAY,
        known_at=world.now(),
    )
