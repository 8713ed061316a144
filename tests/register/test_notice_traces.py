"""What a notice leaves behind: steps, readings, evidence. Insert-only for everybody."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.register.nine_fields import NoticeField
from ledger.register.notice_readings import (
    ItemKind,
    NewReading,
    NoticeNotRegistered,
    ReadingOrigin,
    ReadItem,
    add_reading,
    text_of_reading,
)
from ledger.register.notice_steps import (
    NewNoticeStep,
    NoticeNotExtended,
    NoticeReplacesItself,
    NoticeStepAhead,
    NoticeStepBeforeNotice,
    NoticeStepKind,
    add_notice_step,
)
from ledger.register.objections import Channel, Handler, NewObjection, Topic, raise_objection
from ledger.register.posting import (
    EvidenceDayAhead,
    EvidenceFile,
    EvidenceKind,
    NewEvidence,
    add_evidence,
    evidence_with,
)
from ledger.storage.database import Database, session
from ledger.values.region import RegionCode
from tests.register.noticed import (
    BOOK,
    NOW,
    OTHER_VILLAGE,
    PUBLISHED_ON,
    SEALER,
    TODAY,
    UNTIL_ON,
    VILLAGE,
    Noticed,
    noticed,
)
from tests.register.test_photo import jpeg

DAY = timedelta(days=1)
TEXT = "张三 身份证 11010519491231002X 补助 600元 监督电话 12317"


@pytest.fixture
def world(database: Database) -> Noticed:
    return noticed(database)


def step(world: Noticed, **said: object) -> int:
    with world.work() as work:
        return add_notice_step(
            work,
            BOOK,
            NewNoticeStep(notice=world.notice, **said),  # type: ignore[arg-type]
            actor="村干部",
            today=TODAY,
            known_at=NOW,
        )


def reading(world: Noticed, **said: object) -> int:
    new = NewReading(
        **{"notice": world.notice, "origin": ReadingOrigin.PAPER, "read_on": TODAY, **said}  # type: ignore[arg-type]
    )
    with world.work() as work:
        return add_reading(work, BOOK, new, sealer=SEALER, actor="乡镇", known_at=NOW)


def photo(
    world: Noticed, content: bytes, *, notice: UUID | None = None, region: RegionCode = VILLAGE,
    taken_on: date = TODAY,
) -> UUID:  # fmt: skip
    with world.work() as work:
        return add_evidence(
            work,
            BOOK,
            NewEvidence(
                notice=notice or world.notice,
                kind=EvidenceKind.PHOTO,
                region=region,
                place="村委会公示栏",
                taken_on=taken_on,
                taken_by="驻村工作队",
            ),
            EvidenceFile.of(content),
            actor="cun",
            today=TODAY,
            known_at=NOW,
        )


def test_a_notice_is_taken_down_extended_and_replaced(world: Noticed) -> None:
    other = world.another()
    first = step(world, kind=NoticeStepKind.EXTENDED, happened_on=UNTIL_ON, until_on=UNTIL_ON + DAY)
    second = step(world, kind=NoticeStepKind.REPLACED, happened_on=UNTIL_ON, by_notice=other)
    third = step(world, kind=NoticeStepKind.WITHDRAWN, happened_on=TODAY, reason="网站撤下")
    again = step(world, kind=NoticeStepKind.WITHDRAWN, happened_on=TODAY)
    assert (first, second, third, again) == (1, 2, 3, 3)
    assert world.rows("SELECT count(*) FROM sunledger.notice_step") == [(3,)]


def test_a_notice_may_be_taken_down_on_its_first_day_and_not_before(world: Noticed) -> None:
    assert step(world, kind=NoticeStepKind.WITHDRAWN, happened_on=PUBLISHED_ON) == 1
    with pytest.raises(NoticeStepBeforeNotice):
        step(world, kind=NoticeStepKind.WITHDRAWN, happened_on=PUBLISHED_ON - DAY)


def test_what_happened_to_a_notice_is_not_in_the_future(world: Noticed) -> None:
    with pytest.raises(NoticeStepAhead):
        step(world, kind=NoticeStepKind.WITHDRAWN, happened_on=TODAY + DAY)


@pytest.mark.parametrize("until_on", [None, UNTIL_ON])
def test_an_extension_ends_later_than_the_notice_did(world: Noticed, until_on: object) -> None:
    with pytest.raises(NoticeNotExtended):
        step(world, kind=NoticeStepKind.EXTENDED, happened_on=UNTIL_ON, until_on=until_on)


def test_a_notice_is_replaced_by_another_that_is_registered(world: Noticed) -> None:
    with pytest.raises(NoticeReplacesItself):
        step(world, kind=NoticeStepKind.REPLACED, happened_on=TODAY, by_notice=world.notice)
    with pytest.raises(NoticeNotRegistered):
        step(world, kind=NoticeStepKind.REPLACED, happened_on=TODAY, by_notice=uuid4())


def test_a_reading_keeps_facts_and_finds_in_clear_and_the_words_sealed(world: Noticed) -> None:
    item = ReadItem(
        kind=ItemKind.BENEFIT,
        name="产业奖补",
        rate_fen=60_000,
        lines_fen=60_000,
        line_count=1,
        printed=frozenset({NoticeField.STANDARD, NoticeField.NAME}),
    )
    assert reading(world, text=TEXT, total_fen=60_000, line_count=1, items=[item]) == 1
    assert world.rows(
        "SELECT text_digest, hotline, scanned, total_fen, line_count FROM sunledger.notice_reading"
    ) == [(hashlib.sha256(TEXT.encode()).digest(), True, True, 60_000, 1)]
    assert world.rows("SELECT item, rate_fen, printed FROM sunledger.notice_item") == [
        (1, 60_000, ["name", "standard"])
    ]
    assert world.rows("SELECT kind, excerpt FROM sunledger.notice_exposure") == [
        ("id_number", "110***************（18位）")
    ]
    ((sealed,),) = world.rows("SELECT sealed FROM sunledger.notice_text")
    assert isinstance(sealed, bytes)
    assert "张三".encode() not in sealed
    with world.work() as work:
        assert text_of_reading(work, BOOK, world.notice, 1, sealer=SEALER) == TEXT


def test_the_same_reading_again_adds_none_and_a_changed_text_adds_one(world: Noticed) -> None:
    numbers = [reading(world, text=each) for each in (TEXT, TEXT, TEXT + "。", "")]
    assert numbers == [1, 1, 2, 3]
    assert world.rows("SELECT scanned FROM sunledger.notice_reading WHERE reading = 3") == [
        (False,)
    ]


def test_nothing_is_said_of_a_notice_that_is_not_registered(world: Noticed) -> None:
    with pytest.raises(NoticeNotRegistered):
        reading(world, notice=uuid4(), text=TEXT)


def test_one_photo_at_two_villages_is_found_by_its_digest(world: Noticed) -> None:
    content, other = jpeg("2019:08:20 09:00:00"), world.another(OTHER_VILLAGE)
    first = photo(world, content)
    assert photo(world, content) == first
    second = photo(world, content, notice=other, region=OTHER_VILLAGE)
    photo(world, content + b"\0")
    with world.work() as work:
        found = evidence_with(work, hashlib.sha256(content).digest())
        assert {each.evidence for each in found} == {first, second}
        assert {each.region for each in found} == {VILLAGE.code, OTHER_VILLAGE.code}
        assert {each.exif_on for each in found} == {date(2019, 8, 20)}


def test_a_photo_is_taken_today_or_before(world: Noticed) -> None:
    photo(world, jpeg(), taken_on=TODAY)
    with pytest.raises(EvidenceDayAhead):
        photo(world, jpeg(), taken_on=TODAY + DAY)


WORDS = ("notice_text", "objection_private")
TRACES = (
    "notice_step", "notice_reading", "notice_item", "notice_exposure", "posting_evidence",
    "objection", "objection_step",
)  # fmt: skip


@pytest.fixture
def filled(world: Noticed) -> Noticed:
    step(world, kind=NoticeStepKind.WITHDRAWN, happened_on=TODAY)
    reading(world, text=TEXT, items=[ReadItem(kind=ItemKind.PROJECT, name="路")])
    photo(world, jpeg())
    with world.work() as work:
        raise_objection(
            work,
            BOOK,
            NewObjection(
                objection=uuid4(), code="A1", region=VILLAGE, channel=Channel.VILLAGE,
                topic=Topic.AMOUNT, handler=Handler.VILLAGE, raised_on=TODAY, text="金额不对",
            ),
            sealer=SEALER, actor="cun", today=TODAY, known_at=NOW,
        )  # fmt: skip
    return world


@pytest.mark.parametrize("who", ["app", "read", "owner"])
def test_rows_are_changed_and_removed_by_nobody(filled: Noticed, who: str) -> None:
    for table in (*TRACES, *WORDS):
        assert filled.rows(f"SELECT count(*) FROM sunledger.{table}") == [(1,)]
        deeds = [f"UPDATE {table} SET book = book", f"TRUNCATE {table} CASCADE"]
        if who != "owner" or table in TRACES:  # an erasure deletes sealed words as the owner
            deeds.append(f"DELETE FROM {table}")
        for deed in deeds:
            message = refusal(filled, who, deed)
            assert ("append_only" if who == "owner" else "permission denied") in message, deed
        assert filled.rows(f"SELECT count(*) FROM sunledger.{table}") == [(1,)]


def test_the_reading_role_does_not_see_sealed_words(filled: Noticed) -> None:
    for table in WORDS:
        assert "permission denied" in refusal(filled, "read", f"TABLE {table}")


def refusal(world: Noticed, who: str, deed: str) -> str:
    with (
        psycopg.connect(session(getattr(world.database, who))) as connection,
        pytest.raises(psycopg.Error) as refused,
    ):
        connection.execute(deed.encode())
    return str(refused.value)
