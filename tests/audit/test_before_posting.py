"""A voucher is judged before it is posted, by the same rules; nothing of the trial stays."""

from __future__ import annotations

import psycopg
import pytest

from audit.before_posting import Checked, check, rules_over_drafts
from audit.engine import run
from audit.facts import Snapshot
from audit.outcome import Finding
from audit.set_parameter import NewParameter, record_parameter
from audit.trial import Trial, lay_over, posted_and_undone
from ledger.book.post import Posted
from ledger.book.voucher import Voucher
from ledger.register.limits import NATIONWIDE
from ledger.storage.tables import metadata
from ledger.values.kinds import AccountKind as K
from tests.audit.hanging import Shown, says
from tests.audit.noticing import published
from tests.audit.paying import To, lives, paid
from tests.audit.steps import arrives, assigned, disbursed
from tests.audit.world import Ground, Step, World, day

MONEY = (arrives("甲批", 100_000, "2019-01-02"), assigned("甲批", "护林", 100_000, "2019-01-10"))


class Drafting(World):
    """The same world, where the next voucher is handed over and not posted."""

    made: Voucher | None = None

    def __init__(self, world: World) -> None:
        self.__dict__ = world.__dict__

    def post_made(  # type: ignore[override]
        self, voucher: Voucher, *, name: str = "", book: int | None = None
    ) -> Posted | None:
        object.__setattr__(self, "made", voucher)
        return None


def drafted(world: World, step: Step) -> Voucher:
    drafting = Drafting(world)
    step(drafting)
    made = drafting.made
    assert made is not None
    return made


def checked(world: World, voucher: Voucher, as_of: str) -> Checked:
    ground = world.ground
    return check(
        ground.database,
        ground.sealer,
        world.book,
        voucher,
        maker="经办甲",
        checker="复核乙",
        as_of=day(as_of),
    )


def leads(world: World, as_of: str) -> dict[bytes, Finding]:
    codes = [rule.code for rule in rules_over_drafts()]
    made = run(
        world.ground.database, as_of=day(as_of), actor="审计丙", books=[world.book], rules=codes
    )
    return {each.identity: each for each in made.findings}


STORIES: dict[str, tuple[tuple[Step, ...], Step, str, str]] = {
    "CN01": (
        (*MONEY, paid("2019-01-11", To("张家", 100, card="卡"), To("王家", 100, card="卡"))),
        paid("2019-02-10", To("李家", 100, card="卡")),
        "2019-03-01",
        "300",
    ),
    "ID03": ((), arrives("旧批", 1000, "2019-01-02"), "2020-01-02", "1000"),
    "EL05": (
        (
            *MONEY,
            lives("张家/张三", resident_id="110101199001010019"),
            paid("2019-05-01", To("张家/张三", 6000)),
        ),
        paid("2019-06-01", To("张家/张三", 5000)),
        "2019-12-31",
        "5000",
    ),
    "DS04": (
        (
            arrives("甲批", 100_000, "2019-01-02"),
            published("project", "护林", "2019-03-01", name="公示"),
            says("公示", Shown(project="护林", arranged_fen=800)),
        ),
        assigned("甲批", "护林", 500, "2019-03-10"),
        "2019-12-31",
        "800",
    ),
}


@pytest.mark.parametrize("code", STORIES)
def test_a_check_says_what_a_run_would_find_after_posting(ground: Ground, code: str) -> None:
    story, last, as_of, fen = STORIES[code]
    world = World(ground)
    for step in story:
        step(world)
    before = leads(world, as_of)
    said = checked(world, drafted(world, last), as_of)
    last(world)
    after = leads(world, as_of)
    assert said.unjudged == ()
    assert said.rules == len(rules_over_drafts())
    fresh = {key: each for key, each in after.items() if key not in before}
    assert {each.identity for each in said.leads} >= set(fresh)
    for each in said.leads:
        assert each.fingerprint == after[each.identity].fingerprint
        if each.identity in before:
            assert (each.amount_fen or 0) > (before[each.identity].amount_fen or 0)
    assert (code, int(fen)) in {(each.rule, each.amount_fen) for each in said.leads}


def test_nothing_of_the_trial_stays_and_the_book_is_free_before_anything_is_judged(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(ground)
    for step in MONEY:
        step(world)
    voucher = drafted(world, paid("2019-02-10", To("张家", 100, card="卡")))
    locked: list[str] = []

    def held() -> None:
        with psycopg.connect(ground.database.owner) as other:
            try:
                other.execute(
                    "SELECT FROM sunledger.book_state WHERE book = %s FOR UPDATE NOWAIT",
                    (world.book,),
                )
            except psycopg.errors.LockNotAvailable:
                locked.append("held")

    before = _everything(ground)

    def watched(snapshot: Snapshot, trial: Trial) -> None:
        held()
        lay_over(snapshot, trial)

    monkeypatch.setattr("audit.before_posting.lay_over", watched)
    said = checked(world, voucher, "2019-03-01")
    assert said.refused == ""
    assert locked == []
    assert _everything(ground) == before
    number = world.vouchers["voucher 2"].number
    paid("2019-02-10", To("张家", 100, card="卡"), name="真")(world)
    assert world.vouchers["真"].number == number + 1


def test_what_cannot_be_posted_is_told_in_the_words_of_the_ledger(ground: Ground) -> None:
    world = World(ground)
    arrives("甲批", 1000, "2019-01-02")(world)
    voucher = drafted(world, assigned("甲批", "护林", 1001, "2019-02-01"))
    before = _everything(ground)
    said = checked(world, voucher, "2019-03-01")
    assert "余额" in said.refused
    assert (said.leads, said.rules) == ((), 0)
    assert _everything(ground) == before


def test_a_lead_that_stood_before_is_not_laid_to_the_draft_unless_it_grows(
    ground: Ground,
) -> None:
    world = World(ground)
    arrives("甲批", 1000, "2019-01-02")(world)
    as_of = "2020-01-02"
    assert "ID03" in {each.rule for each in leads(world, as_of).values()}
    less = checked(world, drafted(world, assigned("甲批", "护林", 400, "2019-02-01")), as_of)
    assert not [each for each in less.leads if each.rule in ("ID02", "ID03")]
    other = checked(world, drafted(world, arrives("乙批", 500, "2019-01-02")), as_of)
    assert [each.amount_fen for each in other.leads if each.rule == "ID03"] == [500]


def test_a_draft_of_a_later_day_is_judged_as_of_that_day_and_by_the_parameters_in_force(
    ground: Ground,
) -> None:
    world = World(ground)
    for step in MONEY:
        step(world)
    with ground.database.connect() as connection:
        record_parameter(
            connection,
            NewParameter("ID06", "least_fen", NATIONWIDE, 5_000, day("2019-01-01"), "某文", "试点"),
            actor="审计丙",
        )
    voucher = drafted(world, disbursed("甲批", "护林", 6_000, "2019-12-31", K.UNIT))
    assert checked(world, voucher, "2019-03-01").as_of == day("2019-12-31")
    trial = posted_and_undone(
        ground.database, ground.sealer, world.book, voucher, maker="甲", checker="乙"
    )
    assert (trial.year, set(trial.rows) >= {"voucher", "entry", "flow"}) == (2019, True)


def _everything(ground: Ground) -> dict[str, object]:
    """Every row of every table, as one digest a table."""
    with psycopg.connect(ground.database.owner) as owner:
        return {
            name: owner.execute(
                f"SELECT count(*), md5(string_agg(x::text, '|' ORDER BY x::text))"
                f" FROM sunledger.{name} x".encode()
            ).fetchone()
            for name in (table.name for table in metadata.sorted_tables)
        }
