"""How is money followed up, from a payment to where it entered the ledger, level by level?

All that stands on one level is asked for together: a payment of two lots takes no more queries than
one of one lot. Where in its flow an entry lies (what the entries before it moved) is added up only
where that decides: what came into an account by one voucher alone feeds all that went out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, LiteralString, TypeVar, cast

from ledger.book.payment_slice import (
    Came,
    EntryKey,
    Fed,
    FlowKey,
    Named,
    Placed,
    QueueKey,
    Slice,
    VoucherKey,
    by_voucher,
    laid,
    of_entry,
    queue_key,
)
from ledger.book.payment_step import Link, Stay, Step
from ledger.book.payment_trace_sql import BEFORE, CAME, FLOWS, NAMED, NAMED_BY_ENTRY, PLACED
from ledger.book.post import Connection
from ledger.storage.columns import bigints, integers, uuids
from ledger.values.kinds import AUTHORITY, AccountKind, VoucherKind

_ALL_EVENTS = 2**62
_FOLLOWED_SINGLY = 100
_DEEPEST = 500
"""Money that one voucher moves in a circle has no beginning in it: it stays unfound."""
_TAKES_BACK = (VoucherKind.RETURN, VoucherKind.REVERSE)
_NAMELESS = AUTHORITY | {AccountKind.SOURCE}
"""Money that leaves these names no older entry, unless it is taken back: only cash is settled."""


K = TypeVar("K", VoucherKey, EntryKey, FlowKey, QueueKey)
T = TypeVar("T")


@dataclass
class WayUp:
    """The steps of some money and the stays between them, once it was followed."""

    connection: Connection
    known_at: datetime
    _steps: list[tuple[tuple[int, ...], Step]] = field(default_factory=list)
    _stays: list[tuple[tuple[int, ...], Stay]] = field(default_factory=list)
    _origins: list[tuple[tuple[int, ...], Step]] = field(default_factory=list)
    _known: dict[tuple[object, ...], list[object]] = field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        return _in_order(self._steps)

    @property
    def stays(self) -> list[Stay]:
        return _in_order(self._stays)

    @property
    def origins(self) -> list[Step]:
        """The steps with which the money entered the ledger."""
        return _in_order(self._origins)

    def follow_voucher(self, book: int, year: int, number: int) -> None:
        key = VoucherKey(book, year, number)
        self._follow(self._flows([key])[key])

    def follow_entries(self, entries: Iterable[tuple[int, int, int, int]]) -> None:
        """Each is its book, year, number and entry."""
        keys = [EntryKey(*each) for each in entries]
        placed = self._placed(keys)
        self._follow([of_entry(key, placed[key], placed[key].entry_fen) for key in keys])

    def _follow(self, slices: list[Slice]) -> None:
        """Up, until every slice is where it entered the ledger."""
        level = [replace(each, way=(-n,)) for n, each in enumerate(slices)]
        while level:
            for part in level:
                step = replace(part.step, part_fen=part.fen, depth=part.depth)
                self._steps.append((part.way, step))
            if level[0].depth > _DEEPEST:
                return
            above: list[Slice] = []
            for part, before in zip(level, self._before(level), strict=True):
                if not before:
                    step = replace(part.step, part_fen=part.fen, depth=part.depth)
                    self._origins.append((part.way, step))
                for n, (each, link) in enumerate(before):
                    above.append(
                        replace(
                            each,
                            left_on=self._stayed(part, each, link),
                            depth=part.depth + 1,
                            way=(*part.way, -n),
                        )
                    )
            level = above

    def _stayed(self, part: Slice, before: Slice, link: Link) -> date:
        """Note the stay between two steps; a carry-over to the next year does not end one."""
        step, here = before.step, part.step
        if (step.from_kind, step.from_owner) == (step.to_kind, step.to_owner):
            return part.left_on
        stay = Stay(
            book=here.book,
            kind=here.from_kind,
            owner=here.from_owner,
            lot=here.lot,
            entered_on=step.happened_on,
            left_on=part.left_on,
            part_fen=before.fen,
            link=link,
            depth=part.depth,
        )
        self._stays.append((part.way, stay))
        return step.happened_on

    def _before(self, level: list[Slice]) -> list[list[Fed]]:
        """Where each slice came from: from what it names, else from what came into the account."""
        found = self._named(level)
        rest = [
            n
            for n, part in enumerate(level)
            if not found[n]
            and part.step.from_kind not in (AccountKind.SOURCE, AccountKind.UPSTREAM)
        ]
        for n, fed in zip(rest, self._fed_by([level[n] for n in rest]), strict=True):
            found[n] = fed
        return found

    def _named(self, level: list[Slice]) -> list[list[Fed]]:
        """What the entries of each slice say they receive, settle or take back."""
        names = self._names(level)
        many = {n for n, each in enumerate(names) if len(each) > _FOLLOWED_SINGLY}
        # What one entry names is all its own, wherever the entry lies in its flow.
        parts = [
            part if part.entry is None else replace(part, start=0, behind=(), behind_fen=0)
            for part in level
        ]
        rows = [
            (0, [each.amount_fen if part.entry is None else part.fen for each in names[n]])
            if n not in many
            else (0, [])
            for n, part in enumerate(parts)
        ]
        parts = self._decided(parts, rows)
        pieces = [
            [(names[n][each], start, fen) for each, start, fen in laid(part, *rows[n])]
            for n, part in enumerate(parts)
        ]
        placed = self._placed([each.of for piece in pieces for each, _, _ in piece])
        flows = self._flows([VoucherKey(*each.of[:3]) for n in many for each in names[n]])
        return [
            [*by_voucher(part, names[n], flows)]
            if n in many
            else [
                (
                    of_entry(each.of, placed[each.of], fen, each.before_fen + start, part),
                    Link.NAMED,
                )
                for each, start, fen in pieces[n]
            ]
            for n, part in enumerate(parts)
        ]

    def _names(self, level: list[Slice]) -> list[list[Named]]:
        asking = [
            part.step.from_kind not in _NAMELESS or part.step.voucher_kind in _TAKES_BACK
            for part in level
        ]
        entries, flows = {}, {}
        for n, part in enumerate(level):
            step = part.step
            if not asking[n]:
                continue
            if part.entry is None:
                flows[n] = FlowKey(
                    step.book, step.year, step.number, step.lot, step.from_account, step.to_account
                )
            else:
                entries[n] = EntryKey(step.book, step.year, step.number, part.entry)
        by_entry = self._answers(Named, NAMED_BY_ENTRY, entries.values())
        by_flow = self._answers(Named, NAMED, flows.values())
        return [
            by_entry[entries[n]] if n in entries else by_flow[flows[n]] if n in flows else []
            for n in range(len(level))
        ]

    def _fed_by(self, parts: list[Slice]) -> list[list[Fed]]:
        """What came into the account, oldest first, where each slice lies in what went out."""
        found = self._queued(
            parts, [queue_key(part.step, part.step.event, _ALL_EVENTS) for part in parts]
        )
        short = [
            n for n, part in enumerate(parts) if sum(each.fen for each, _ in found[n]) < part.fen
        ]
        # What fed it was taken back later, after this money had come back: as it was then, with
        # what the same voucher brought in.
        then = self._queued(
            [parts[n] for n in short],
            [queue_key(parts[n].step, parts[n].step.event + 1, parts[n].step.event) for n in short],
        )
        for n, fed in zip(short, then, strict=True):
            found[n] = fed
        return found

    def _queued(self, parts: list[Slice], keys: list[QueueKey]) -> list[list[Fed]]:
        came = self._answers(_came, CAME, keys)
        fed = [[each for each in came[key] if each.step.amount_fen > 0] for key in keys]
        rows = [
            (each[0].gone_before_fen if each else 0, [one.step.amount_fen for one in each])
            for each in fed
        ]
        found: list[list[Fed]] = []
        for part, each, row in zip(self._decided(parts, rows), fed, rows, strict=True):
            link = Link.ONLY if len(each) == 1 else Link.ORDER
            found.append(
                [
                    (
                        replace(part, step=each[n].step, start=start, fen=fen, entry=None),
                        link,
                    )
                    for n, start, fen in laid(part, *row)
                ]
            )
        return found

    def _decided(self, parts: list[Slice], rows: Sequence[tuple[int, list[int]]]) -> list[Slice]:
        """The parts, with what is behind them added where it decides how they lie in their row.

        A row is what lies ahead and the amounts; a part that fits into a single one wherever it
        lies is left as it is.
        """
        deciding = [
            bool(part.behind and amounts)
            and not (
                len(amounts) == 1
                and part.start + ahead >= 0
                and part.start + part.behind_fen + ahead + part.fen <= amounts[0]
            )
            for part, (ahead, amounts) in zip(parts, rows, strict=True)
        ]
        fen = self._answers(
            int,
            BEFORE,
            [
                key
                for part, needed in zip(parts, deciding, strict=True)
                if needed
                for key in part.behind
            ],
        )
        return [
            replace(
                part,
                start=part.start + sum(fen[key][0] for key in part.behind),
                behind=(),
                behind_fen=0,
            )
            if needed
            else part
            for part, needed in zip(parts, deciding, strict=True)
        ]

    def _placed(self, keys: Iterable[EntryKey]) -> dict[EntryKey, Placed]:
        answers = self._answers(_placed_from, PLACED, keys)
        return {key: found[0] for key, found in answers.items()}

    def _flows(self, keys: Iterable[VoucherKey]) -> dict[VoucherKey, list[Slice]]:
        answers = self._answers(Step, FLOWS, keys)
        return {
            key: [Slice(flow, 0, flow.amount_fen, flow.happened_on) for flow in flows]
            for key, flows in answers.items()
        }

    def _answers(
        self, made: Callable[..., T], query: LiteralString, keys: Iterable[K]
    ) -> dict[K, list[T]]:
        """Ways of one voucher meet again further up: what was asked once is known."""
        asked = dict.fromkeys(keys)
        new = [key for key in asked if (query, key) not in self._known]
        if new:
            given: dict[str, object] = {
                name: _COLUMN.get(name, integers)(column)
                for name, column in zip(new[0]._fields, zip(*new, strict=True), strict=True)
            }
            given["known_at"] = self.known_at
            for key in new:
                self._known[query, key] = []
            for n, *row in self.connection.execute(query, given, prepare=True, binary=True):
                self._known[query, new[n - 1]].append(made(*row))
        return {key: cast(list[T], self._known[query, key]) for key in asked}


_COLUMN: dict[str, Callable[[Sequence[Any]], bytes]] = {
    "lot": uuids,
    "event": bigints,
    "before_event": bigints,
    "until_event": bigints,
}


def _placed_from(*row: Any) -> Placed:
    return Placed(Step(*row[:-1]), row[-1])


def _came(*row: Any) -> Came:
    return Came(Step(*row[:-1]), row[-1])


def _in_order(found: list[tuple[tuple[int, ...], T]]) -> list[T]:
    """As if each slice had been followed to its end before the next."""
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]
