"""A release as somebody reads it who puts all of it together: cells, what the product told of
them, and how they add up. Pure, with no idea of forces or of victims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf

Cell = tuple[str, ...]
"""A number of people, by whatever names tell it from the others."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a published number says of a cell: it lies from lower to upper, ends included."""

    lower: float = 0.0
    upper: float = inf

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper

    def __and__(self, other: "Told") -> "Told":
        return Told(lower=max(self.lower, other.lower), upper=min(self.upper, other.upper))


@dataclass(frozen=True, kw_only=True)
class Sum:
    """The whole is its parts together, as everybody knows who reads the headings."""

    whole: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class AtMost:
    """Everybody in `cell` is in `of` too: who answered a question answered the survey."""

    cell: Cell
    of: Cell


@dataclass(frozen=True, kw_only=True)
class LinkedTables:
    """All that one reader may know: of cells that are not told she knows that they are not
    negative, and how they hang together with the others."""

    told: Mapping[Cell, Told]
    sums: tuple[Sum, ...] = ()
    at_most: tuple[AtMost, ...] = field(default=())

    def cells(self) -> list[Cell]:
        """Every cell that is told or linked, once, in the order met."""
        linked = (cell for link in self.sums for cell in (link.whole, *link.parts))
        capped = (cell for link in self.at_most for cell in (link.cell, link.of))
        return list(dict.fromkeys([*self.told, *linked, *capped]))


def exactly(people: float) -> Told:
    return Told(lower=people, upper=people)


def rounded(value: int, *, to: int) -> Told:
    """A whole number that was rounded to a multiple of `to`: 25 to the nearest 5 is 23 to 27.
    A zero may be anything up to half of it."""
    half = to / 2
    return Told(lower=max(0, floor(value - half) + 1), upper=max(0, ceil(value + half) - 1))


def part_of(base: Told, *, share: float, decimals: int) -> Told:
    """The number behind a share (0 to 1) that was rounded to so many decimals of one, of a base
    known so well; whole people. Only where no weights stand between people and share."""
    slack = 0.5 * 10**-decimals
    lower = ceil(base.lower * max(0.0, share - slack) - 1e-9)
    upper = base.upper * min(1.0, share + slack)
    return Told(lower=lower, upper=upper if upper == inf else floor(upper + 1e-9))


def at_least_effective(effective_base: float, *, decimals: int) -> Told:
    """The base behind an effective base, or behind the interval that shows it: Kish's effective
    base is never above the number of people."""
    return Told(lower=ceil(effective_base - 0.5 * 10**-decimals - 1e-9))


def successive(
    releases: Iterable[LinkedTables], *, names: Iterable[str], may_leave: bool = False
) -> LinkedTables:
    """Releases of one period read together. Answers come in and stay, so each cell is the cell
    before and what came in between, which is a cell as well: ("came by", name, *cell). Where
    some `may_leave`, because wrong data were mended, the cell and those who left are the cell
    before and those who came."""
    told: dict[Cell, Told] = {}
    sums: list[Sum] = []
    at_most: list[AtMost] = []
    before: str | None = None
    for name, release in zip(names, releases, strict=True):
        told |= {(name, *cell): known for cell, known in release.told.items()}
        sums += [_renamed(link, name) for link in release.sums]
        at_most += [
            AtMost(cell=(name, *link.cell), of=(name, *link.of)) for link in release.at_most
        ]
        if before is not None:
            for cell in release.cells():
                came = ((before, *cell), (came_by(name), *cell))
                if may_leave:
                    either = (f"either side of {name}", *cell)
                    stayed = ((name, *cell), (left_by(name), *cell))
                    sums += [Sum(whole=either, parts=stayed), Sum(whole=either, parts=came)]
                else:
                    sums.append(Sum(whole=(name, *cell), parts=came))
            sums += [_renamed(link, came_by(name)) for link in release.sums]
        before = name
    return LinkedTables(told=told, sums=tuple(sums), at_most=tuple(at_most))


def came_by(name: str) -> str:
    return f"came by {name}"


def left_by(name: str) -> str:
    return f"left by {name}"


def _renamed(link: Sum, name: str) -> Sum:
    return Sum(whole=(name, *link.whole), parts=tuple((name, *part) for part in link.parts))
