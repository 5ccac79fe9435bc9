"""Everything that one reader knows of a release: cells, the bounds that published numbers put on
them, and how the cells add up. Pure, and independent of forces and victims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

Cell = tuple[str, ...]
"""A number of people, identified by a tuple of names."""


@dataclass(frozen=True, kw_only=True)
class CellBounds:
    """What a published number says about a cell: it lies from lower to upper, ends included."""

    lower: float = 0.0
    upper: float = inf

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper

    def __and__(self, other: "CellBounds") -> "CellBounds":
        return CellBounds(lower=max(self.lower, other.lower), upper=min(self.upper, other.upper))


@dataclass(frozen=True, kw_only=True)
class Sum:
    """The whole is the sum of its parts, as the headings of the tables say."""

    whole: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class AtMost:
    """Everybody in `cell` is also in `of`: who answered a question has answered the survey."""

    cell: Cell
    of: Cell


@dataclass(frozen=True, kw_only=True)
class LinkedTables:
    """All that one reader may know. Cells that are not published are at least known not to be
    negative."""

    published: Mapping[Cell, CellBounds]
    sums: tuple[Sum, ...] = ()
    at_most: tuple[AtMost, ...] = field(default=())

    def cells(self) -> list[Cell]:
        """Every cell that is published or linked, once, in order of appearance."""
        linked = (cell for link in self.sums for cell in (link.whole, *link.parts))
        capped = (cell for link in self.at_most for cell in (link.cell, link.of))
        return list(dict.fromkeys([*self.published, *linked, *capped]))


def exact(people: float) -> CellBounds:
    """The bounds of a number that is published as it is."""
    return CellBounds(lower=people, upper=people)


def successive(
    releases: Iterable[LinkedTables], *, names: Iterable[str], may_leave: bool = False
) -> LinkedTables:
    """Releases of one period read together. Answers are added and stay, so each cell is the same
    cell of the release before plus those who arrived in between, which is a cell too: ("came by",
    name, *cell). With `may_leave`, because wrong data were corrected, the cell plus those who left
    is the cell before plus those who arrived."""
    published: dict[Cell, CellBounds] = {}
    sums: list[Sum] = []
    at_most: list[AtMost] = []
    before: str | None = None
    for name, release in zip(names, releases, strict=True):
        published |= {(name, *cell): known for cell, known in release.published.items()}
        sums += [_renamed(link, name) for link in release.sums]
        at_most += [
            AtMost(cell=(name, *link.cell), of=(name, *link.of)) for link in release.at_most
        ]
        if before is not None:
            for cell in release.cells():
                came = ((before, *cell), (arrivals_of(name), *cell))
                if may_leave:
                    either = (f"either side of {name}", *cell)
                    stayed = ((name, *cell), (departures_of(name), *cell))
                    sums += [Sum(whole=either, parts=stayed), Sum(whole=either, parts=came)]
                else:
                    sums.append(Sum(whole=(name, *cell), parts=came))
            sums += [_renamed(link, arrivals_of(name)) for link in release.sums]
        before = name
    return LinkedTables(published=published, sums=tuple(sums), at_most=tuple(at_most))


def arrivals_of(name: str) -> str:
    return f"came by {name}"


def departures_of(name: str) -> str:
    return f"left by {name}"


def _renamed(link: Sum, name: str) -> Sum:
    return Sum(whole=(name, *link.whole), parts=tuple((name, *part) for part in link.parts))
