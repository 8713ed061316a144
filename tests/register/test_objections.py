"""Objections are raised, accepted, answered and closed, in this order and by one at a time."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.register.objections import (
    Channel,
    Handler,
    NewObjection,
    NewObjectionStep,
    ObjectionDayWrong,
    ObjectionEmpty,
    ObjectionOutcomeMissing,
    ObjectionStepNotAllowed,
    ObjectionTooLong,
    ObjectionUnknown,
    Outcome,
    StepKind,
    Topic,
    add_objection_step,
    last_step,
    raise_objection,
    said_in,
)
from ledger.storage.database import Database, session
from tests.register.noticed import BOOK, NOW, SEALER, TODAY, VILLAGE, Noticed, noticed

RAISED_ON = date(2019, 9, 1)
DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> Noticed:
    return noticed(database)


def objection(world: Noticed, **said: object) -> UUID:
    key = uuid4()
    new = NewObjection(
        **{  # type: ignore[arg-type]
            "objection": key,
            "code": key.hex[:10],
            "region": VILLAGE,
            "channel": Channel.HOTLINE,
            "topic": Topic.LEFT_OUT,
            "handler": Handler.TOWNSHIP,
            "raised_on": RAISED_ON,
            "text": "名单里没有我家",
            "notice": world.notice,
            **said,
        }
    )
    with world.work() as work:
        options = {"sealer": SEALER, "actor": "乡镇", "today": TODAY, "known_at": NOW}
        assert raise_objection(work, BOOK, new, **options)  # type: ignore[arg-type]
        assert not raise_objection(work, BOOK, new, **options)  # type: ignore[arg-type]
    return key


def step(
    world: Noticed, key: UUID, kind: StepKind, on: date = TODAY, *, text: str = "",
    outcome: Outcome | None = None,
) -> int:  # fmt: skip
    new = NewObjectionStep(
        objection=key, kind=kind, happened_on=on, text=text, outcome=outcome, office="硖口驿镇"
    )
    with world.work() as work:
        return add_objection_step(
            work, BOOK, new, sealer=SEALER, actor="乡镇", today=TODAY, known_at=NOW
        )


def test_an_objection_goes_its_way_to_the_end(world: Noticed) -> None:
    key = objection(world, name="李四", contact="0916-4822317")
    assert step(world, key, StepKind.ACCEPTED, RAISED_ON) == 1
    assert step(world, key, StepKind.ANSWERED, RAISED_ON + DAY, text="已核实，补列") == 2
    assert step(world, key, StepKind.ANSWERED, RAISED_ON + DAY, text="补充答复") == 3
    assert step(world, key, StepKind.CLOSED, outcome=Outcome.UPHELD) == 4
    with world.work() as work:
        assert last_step(work, BOOK, key).outcome == "upheld"
        said = said_in(work, BOOK, key, sealer=SEALER)
    assert {seq: each.text for seq, each in said.items()} == {
        0: "名单里没有我家",
        2: "已核实，补列",
        3: "补充答复",
    }
    assert (said[0].name, said[0].contact) == ("李四", "0916-4822317")


def test_what_it_is_about_follows_from_the_notice(world: Noticed) -> None:
    objection(world)
    assert world.rows(
        "SELECT o.subject_key = n.subject_key, o.anonymous FROM sunledger.objection o "
        "JOIN sunledger.notice n USING (book, notice)"
    ) == [(True, True)]


def test_names_and_words_are_not_in_clear_anywhere(world: Noticed) -> None:
    objection(world, name="李四", contact="0916-4822317")
    for table in ("objection", "objection_step", "objection_private"):
        shown = repr(world.rows(f"SELECT t::text FROM sunledger.{table} t"))
        assert "李四" not in shown and "名单里" not in shown and "4822317" not in shown
    new = NewObjection(
        objection=uuid4(), code="x", region=VILLAGE, channel=Channel.OTHER, topic=Topic.OTHER,
        handler=Handler.COUNTY, raised_on=TODAY, text="秘密", name="李四",
    )  # fmt: skip
    assert "秘密" not in repr(new) and "李四" not in repr(new)


@pytest.mark.parametrize(
    ("done", "next_kind"),
    [
        ([], StepKind.ANSWERED),
        ([], StepKind.CLOSED),
        ([], StepKind.RAISED),
        ([StepKind.ACCEPTED], StepKind.ACCEPTED),
        ([StepKind.ACCEPTED], StepKind.CLOSED),
        ([StepKind.ACCEPTED, StepKind.ANSWERED, StepKind.CLOSED], StepKind.ANSWERED),
        ([StepKind.ACCEPTED, StepKind.ANSWERED, StepKind.CLOSED], StepKind.CLOSED),
    ],
)
def test_no_step_is_left_out_or_repeated(
    world: Noticed, done: list[StepKind], next_kind: StepKind
) -> None:
    key = objection(world)
    for kind in (*done, next_kind):
        outcome = Outcome.PARTLY if kind is StepKind.CLOSED else None
        if kind is next_kind and len(done) == last(world, key):
            with pytest.raises(ObjectionStepNotAllowed):
                step(world, key, kind, text="答复", outcome=outcome)
        else:
            step(world, key, kind, text="答复", outcome=outcome)


def last(world: Noticed, key: UUID) -> int:
    with world.work() as work:
        return last_step(work, BOOK, key).seq


def test_what_is_not_taken_up_is_closed_at_once(world: Noticed) -> None:
    key = objection(world)
    assert step(world, key, StepKind.CLOSED, outcome=Outcome.NOT_TAKEN) == 1


def test_closing_needs_an_outcome_and_nothing_else_has_one(world: Noticed) -> None:
    key = objection(world)
    with pytest.raises(ObjectionOutcomeMissing):
        step(world, key, StepKind.CLOSED)
    with pytest.raises(ObjectionOutcomeMissing):
        step(world, key, StepKind.ACCEPTED, outcome=Outcome.UPHELD)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [(RAISED_ON - DAY, False), (RAISED_ON, True), (TODAY, True), (TODAY + DAY, False)],
)
def test_a_step_is_not_before_the_last_one_nor_ahead(
    world: Noticed, on: date, allowed: bool
) -> None:
    key = objection(world)
    if allowed:
        assert step(world, key, StepKind.ACCEPTED, on) == 1
    else:
        with pytest.raises(ObjectionDayWrong):
            step(world, key, StepKind.ACCEPTED, on)


def test_an_objection_says_something_of_at_most_2000_characters(world: Noticed) -> None:
    objection(world, text="字" * 2000)
    with pytest.raises(ObjectionTooLong):
        objection(world, text="字" * 2001)
    with pytest.raises(ObjectionEmpty):
        objection(world, text="  ")
    with pytest.raises(ObjectionDayWrong):
        objection(world, raised_on=TODAY + DAY)


def test_an_objection_that_is_not_there_has_no_next_step(world: Noticed) -> None:
    with pytest.raises(ObjectionUnknown):
        step(world, uuid4(), StepKind.ACCEPTED)


@pytest.mark.parametrize(
    "row",
    [
        "(1, 'answered', 0, 'raised', '')",
        "(1, 'closed', 0, 'raised', 'upheld')",
        "(2, 'accepted', 0, 'raised', '')",
        "(1, 'accepted', 0, 'accepted', '')",
        "(1, 'answered', 0, 'accepted', '')",
        "(1, 'closed', 0, 'raised', '')",
        "(1, 'accepted', NULL::int, NULL::text, '')",
        "(1, 'raised', NULL::int, NULL::text, '')",
    ],
)
def test_the_database_refuses_a_step_out_of_order_too(world: Noticed, row: str) -> None:
    key = objection(world)
    statement = (
        "INSERT INTO objection_step SELECT %s, %s, v.seq, v.kind, v.after_seq, v.after_kind, "
        "v.outcome, DATE '2019-09-02', '', 'x', now() "
        f"FROM (VALUES {row}) v(seq, kind, after_seq, after_kind, outcome)"
    )
    with (
        psycopg.connect(session(world.database.app)) as connection,
        pytest.raises(psycopg.IntegrityError),
    ):
        connection.execute(statement.encode(), [BOOK, key])


def test_the_same_statement_in_order_is_taken(world: Noticed) -> None:
    key = objection(world)
    with psycopg.connect(session(world.database.app)) as connection:
        connection.execute(
            "INSERT INTO objection_step VALUES "
            "(%s, %s, 1, 'accepted', 0, 'raised', '', '2019-09-02', '', 'x', now())",
            [BOOK, key],
        )
