"""How does the demo world come into being? Day by day, through the product's own code.

The simulated clock moves from one posting day to the next; on each the clerks of every book
register, post and publish what has happened since. Nothing is written past the services that real
clerks use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import monotonic

from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine

from api.demo.crew import Crew
from api.demo.days import (
    AS_OF,
    BEGINS_ON,
    POSTING_INTERVAL_D,
    YEARS,
    carried_over_on,
    evening_of,
    night_of,
    posting_day,
    posting_days,
)
from api.demo.desk import Desk
from api.demo.home_lives import home_papers
from api.demo.hung import Hung
from api.demo.lists_paid import ListPayer
from api.demo.money import gifts_to
from api.demo.money_in import note_money_in
from api.demo.open_work import leave_open_work
from api.demo.papers import Act
from api.demo.places import PREFECTURE, SHOWN
from api.demo.plan import plan
from api.demo.planned import World
from api.demo.progress import Progress
from api.demo.registers import (
    Registers,
    register_book_regions,
    register_people,
    register_places,
)
from api.demo.scale import SMALL, Scale
from api.demo.standing import LAST_OPENED_YEAR, WorldReport, report_on, to_be_made
from api.demo.units import checker_of, maker_of
from api.demo.works_paid import note_works_paid
from api.demo.year_end import carry_over
from ledger.book.books import NewBook, close_year, deliver, open_book, open_year
from ledger.book.post import Connection
from ledger.book.publication import Publication, publish
from ledger.storage.attachments import AttachmentStore
from ledger.storage.database import Database, unit_of_work
from ledger.storage.sealing import Sealer

HANDS = 3
"""Counties that post side by side: their books are independent, and most of it is waiting."""

_LARGEST_PHOTO_BYTES = 1 << 20


def build(
    database: Database,
    sealer: Sealer,
    *,
    seed: int,
    say: Callable[[str], None],
    home: Path,
    scale: Scale = SMALL,
) -> WorldReport:
    """Make the demo world of this seed and scale; a finished one is left as it is.

    `home`: the data directory, where photos of notices are kept. The database must have been
    created as a demo.
    Raises DemoHalfBuilt, DemoOfOtherSeed, DemoOfOtherScale, DemoHandFailed, NotADemo.
    """
    started = monotonic()
    world, declared = plan(seed, scale)
    # A demo lost to a power cut is made again, so its commits need not wait for the disk.
    fast = make_conninfo(database.app, options="-c synchronous_commit=off")
    engine = database.engine(fast)
    try:
        with ExitStack() as open_now:
            connection = open_now.enter_context(database.connect(fast))
            built = to_be_made(connection, world)
            if built:
                crew = Crew(world, database, fast, sealer)
                open_now.callback(crew.close)
                connections = {
                    book: open_now.enter_context(database.connect(fast))
                    for book in (PREFECTURE, *world.counties)
                }
                photos = AttachmentStore(home, largest_bytes=_LARGEST_PHOTO_BYTES, durable=False)
                _Builder(world, connection, connections, engine, sealer, photos, crew, say).run()
                if crew.at_work:
                    say("整理数据库（VACUUM ANALYZE）……")
                    open_now.enter_context(database.connect(database.owner)).execute(
                        "VACUUM (ANALYZE)"
                    )
            return report_on(connection, world, declared, built, monotonic() - started)
    finally:
        engine.dispose()


class _Builder:
    def __init__(
        self,
        world: World,
        connection: Connection,
        connections: Mapping[int, Connection],
        engine: Engine,
        sealer: Sealer,
        photos: AttachmentStore,
        crew: Crew,
        say: Callable[[str], None],
    ) -> None:
        self._world, self._connection, self._engine = world, connection, engine
        self._sealer, self._crew = sealer, crew
        self._progress = Progress(world, say)
        self._books = [PREFECTURE, *world.counties]
        self._desks = {
            book: Desk(
                book,
                connections[book],
                engine,
                sealer,
                Random(f"{world.seed}/drafts {book}"),
            )
            for book in self._books
        }
        lots = {each.lot: each for each in world.lots}
        self._registers = {
            book: Registers(
                county,
                lots,
                home_papers(county, Random(f"{world.seed}/homes {book}")),
                sealer,
                Random(f"{world.seed}/changes {book}"),
            )
            for book, county in world.counties.items()
        }
        self._hung = {
            book: Hung(county, photos, sealer, Random(f"{world.seed}/hung {book}"))
            for book, county in world.counties.items()
        }
        self._notices = _by_posting_day(world)
        self._nights = world.nights
        self._acts: dict[tuple[int, date], list[Act]] = defaultdict(list)
        for act in world.acts:
            if act.day <= AS_OF:
                self._acts[act.book, posting_day(act.day)].append(act)

    def run(self) -> None:
        self._open()
        self._progress.registered()
        self._note_all()
        with ThreadPoolExecutor(HANDS) as self._hands:
            for day in posting_days():
                self._one_day(day)
                self._progress.day(day, self._crew.work_through(day))
                self._one_night(day)
        self._set_clock(AS_OF)
        leave_open_work(self._desks[SHOWN], AS_OF)
        for book in reversed(self._books):
            open_year(self._connection, book, LAST_OPENED_YEAR, checker_of(book))

    _hands: ThreadPoolExecutor

    def _open(self) -> None:
        """Places, books and people, on the first day."""
        self._set_clock(BEGINS_ON)
        with unit_of_work(self._engine) as work:
            register_places(work, self._world, self._sealer, evening_of(BEGINS_ON))
        for book in self._books:
            county = self._world.counties.get(book)
            place = county.county.region if county else self._world.prefecture
            open_book(
                self._connection,
                NewBook(
                    book,
                    f"{place.name}扶贫资金账簿",
                    f"{place.name}财政局",
                    place.level.value,
                    BEGINS_ON,
                ),
                checker_of(book),
            )
            open_year(self._connection, book, YEARS[0], checker_of(book))
        with unit_of_work(self._engine) as work:
            register_book_regions(work, self._world)
            for county in self._world.counties.values():
                register_people(work, county, self._sealer, evening_of(BEGINS_ON))
        self._crew.open(evening_of(BEGINS_ON))

    def _note_all(self) -> None:
        note_money_in(self._world, self._desks)
        for county in self._world.counties.values():
            desk = self._desks[county.book]
            for project in county.projects:
                note_works_paid(desk, project, gifts_to(county, project.key))
                for planned in project.lists:
                    ListPayer(desk, project, planned).note()
        for errand in self._world.errands:
            errand.note(self._desks[errand.book])

    def _one_day(self, day: date) -> None:
        """The prefecture first, since its counties receive what it sends; they side by side."""
        self._set_clock(day)
        self._open_and_close_years(day)
        self._one_book(PREFECTURE, day)
        deliver(self._connection, PREFECTURE)
        list(self._hands.map(lambda book: self._one_book(book, day), self._world.counties))

    def _one_night(self, day: date) -> None:
        """What was put off is posted, after everybody else has gone: as it came, turn by turn."""
        nights = [each for each in self._nights if each.day == day]
        if nights:
            self._connection.execute("SELECT set_demo_clock(%s)", [night_of(day)])
        for night in nights:
            for turn in posting_days():
                if night.first <= turn <= day:
                    self._desks[night.book].work_through(turn)

    def _one_book(self, book: int, day: date) -> None:
        registers, desk = self._registers.get(book), self._desks[book]
        if registers and registers.due(day):
            with unit_of_work(self._engine) as work:
                registers.record(work, day)
        if acts := self._acts.pop((book, day), None):
            with unit_of_work(self._engine) as work:
                for act in acts:
                    act.do(work, self._sealer, evening_of(day))
        if not any(each.book == book and each.first <= day <= each.day for each in self._nights):
            desk.work_through(day)
        if day == posting_day(carried_over_on(day.year - 1)) and day.year > YEARS[0]:
            carry_over(desk, day.year - 1, day)
        notices, hung = self._notices.get((book, day), []), self._hung.get(book)
        for notice in notices:
            publish(desk.connection, book, notice, maker_of(book))
        if hung and (notices or hung.due(day)):
            with unit_of_work(self._engine) as work:
                hung.record(work, day, notices)

    def _open_and_close_years(self, day: date) -> None:
        for year in YEARS[1:]:
            if day == posting_day(date(year, 1, 1)):
                for book in self._books:
                    open_year(self._connection, book, year, checker_of(book))
            closed_on = posting_day(carried_over_on(year - 1) + timedelta(days=POSTING_INTERVAL_D))
            if day == closed_on:
                for book in self._books:
                    close_year(self._connection, book, year - 1, checker_of(book))

    def _set_clock(self, day: date) -> None:
        self._connection.execute("SELECT set_demo_clock(%s)", [evening_of(day)])


def _by_posting_day(world: World) -> dict[tuple[int, date], list[Publication]]:
    """The planned notices by book and by the day they are recorded."""
    found: dict[tuple[int, date], list[Publication]] = defaultdict(list)

    def add(book: int, notice: Publication | None) -> None:
        if notice and notice.published_on <= AS_OF:
            found[book, posting_day(notice.published_on)].append(notice)

    for lot in world.lots:
        for book, notice in lot.notices.items():
            add(book, notice)
    for project in world.projects:
        add(project.village.book, project.notice)
        for planned in project.lists:
            add(project.village.book, planned.notice)
    for county in world.counties.values():
        for notice in (*county.village_notices, *county.more_notices):
            add(county.book, notice)
    return found
