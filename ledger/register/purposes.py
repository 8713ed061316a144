"""For what was money meant: which branch of a province's own tree of purposes (用途) is named?

Each province names its programmes its own way: 青海 has 八个一批 and 十个专项 (“136810”), 山西
has 五个一批 and 八大工程. One tree is one version of one place; `QH.1.03` lies in `QH.1`, that in
`QH`. A payment is within its approved purpose when its purpose is that branch or lies in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ledger.register.sources import RegisterDataDamaged, cited, data_rows
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import without_blanks


class PurposeUnknown(Refusal):
    """A purpose is a branch of the tree asked."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One branch. `parent` is "" for the tree itself."""

    tree: str
    purpose: str
    parent: str
    name: str
    region: RegionCode
    valid_from: date
    valid_to: date
    phrase: str
    source: str

    def contains(self, other: Purpose) -> bool:
        """Whether `other` is this branch or lies in it."""
        return other.purpose == self.purpose or other.purpose.startswith(f"{self.purpose}.")


class PurposeTree:
    """All trees, in memory. Pure: what it answers depends on its rows alone."""

    def __init__(self, purposes: Iterable[Purpose]) -> None:
        self._purposes = {each.purpose: each for each in purposes}
        for each in self:
            above = self._purposes.get(each.parent) if each.parent else each
            if above is None or not above.contains(each) or above.tree != each.tree:
                raise RegisterDataDamaged(
                    f"用途{each.purpose}不在{each.parent}之下", purpose=each.purpose
                )

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._purposes.values())

    def __len__(self) -> int:
        return len(self._purposes)

    def get(self, purpose: str) -> Purpose:
        """Raises PurposeUnknown."""
        try:
            return self._purposes[purpose]
        except KeyError:
            raise PurposeUnknown(f"没有用途{purpose}", purpose=purpose) from None

    def root_for(self, place: RegionCode, on: date) -> Purpose | None:
        """The tree in force in a place on a day: that of the lowest place around it."""
        roots = [
            each
            for each in self
            if not each.parent
            and each.region.contains(place)
            and each.valid_from <= on < each.valid_to
        ]
        return max(roots, key=lambda each: each.region.level.depth, default=None)

    def below(self, purpose: Purpose) -> list[Purpose]:
        """The branches directly below."""
        return [each for each in self if each.parent == purpose.purpose]

    def path(self, purpose: Purpose) -> list[Purpose]:
        """From the tree down to this branch."""
        chain = [purpose]
        while chain[0].parent:
            chain.insert(0, self.get(chain[0].parent))
        return chain

    def find(self, name: str, root: Purpose) -> list[Purpose]:
        """Branches of one tree whose name is in a printed purpose, or whose name it is part of:
        the equal one if there is one, else the longest names."""
        printed = without_blanks(name)
        named = [each for each in self if root.contains(each) and each != root]
        if equal := [each for each in named if each.name == printed]:
            return equal
        found = [each for each in named if each.name in printed or printed in each.name]
        longest = max((len(each.name) for each in found if each.name in printed), default=0)
        return [each for each in found if not longest or len(each.name) == longest]


def shipped_purposes() -> PurposeTree:
    """The trees of the five source documents."""
    return PurposeTree(
        Purpose(
            tree=row["tree"],
            purpose=row["purpose"],
            parent=row["parent"],
            name=row["name"],
            region=RegionCode.parse(row["region"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]),
            phrase=row["phrase"],
            source=cited(row["document"], row["line"]),
        )
        for row in data_rows("purposes.csv")
    )
