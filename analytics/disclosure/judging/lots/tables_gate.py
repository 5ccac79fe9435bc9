"""The gate over all tables of an item in which totals of forces are hidden. Pure.

Whoever is at one level of a table is at one level of each other, so the hidden total of a force is
the same in all: what one table tells of it is told of the others. One programme over all tables of
a year is too large to be solved thousands of times. So other worlds are looked for first, each of
which is possible beside all tables: those of one table with the totals as they are; and those of
all tables for some forces at a time, of which each lot adds up as it does in truth, so that worlds
of one lot go with any of another. For what these leave narrow come a few of all forces together. A
group that nothing opens until then counts as narrowed. So more may be hidden than must be, and
never less."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analytics.disclosure.judging.gate import FEW, TOLERANCE, WORTH_IT, FiguresGate, Search
from analytics.disclosure.judging.groups import Cell, Numbers, SmallGroup
from analytics.disclosure.judging.item_tables import Marks
from analytics.disclosure.judging.lots.some_forces import SomeForces, some_forces
from analytics.disclosure.judging.possible_worlds import worlds_of
from analytics.disclosure.judging.programmes import Vector
from analytics.disclosure.judging.unions import KnownToAHead

DRAWS = 12
"""Worlds of all lots by chance, for what may be known to a head."""
LEAST_OF_ALL, WORK_OF_ALL = 16, 400_000
"""So often worlds of all forces together are looked for in an item: the more seldom the more
numbers are unknown."""
ONE_BY_ONE = 1500
"""Groups of an item that are looked at by programmes of their own; after them each that no other
world has opened counts as narrowed."""


@dataclass
class TablesGate(FiguresGate):
    """`partings` are ways to part the forces into lots, the last of which is one lot of all."""

    partings: Sequence[Sequence[Numbers]]
    left: int = ONE_BY_ONE
    _parted: list["_Parted"] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        *parted, whole = self.partings
        self._parted = [_Parted(self, lots) for lots in parted]
        self._parted.append(_Parted(self, whole, left=self._looks_of_all if parted else None))

    @property
    def _looks_of_all(self) -> int:
        wide = len(self.item.areas.forces)
        unknown = sum(int((of.people[:wide] > 0).sum()) * len(of.given) for _, of in self.item)
        return max(LEAST_OF_ALL, WORK_OF_ALL // unknown)

    def narrowed(self, marks: Marks) -> list[SmallGroup]:
        self._want(marks)
        searches = [*self._with_true_totals(marks)]
        for parted in self._parted:
            parted.show(marks)
            parted.look_far()
        return self._narrow_at_last(searches) or self._known_at_last(searches)

    def _with_true_totals(self, marks: Marks) -> Iterator[Search]:
        for worlds in worlds_of(self.item, marks, {*self.groups}, are_linked=False):
            search = Search(worlds, self)
            search.look_far()
            yield search

    def _narrow_at_last(self, searches: Sequence[Search]) -> list[SmallGroup]:
        """One for each row and column."""
        found: list[SmallGroup] = []
        for search in searches:
            for name in search.rows:
                touched: set[tuple[str, int]] = set()
                for number, answer in np.argwhere(self.is_narrow(name)).tolist():
                    group = SmallGroup(name, self.groups[name].cells[number])
                    lines = group.lines
                    if lines.isdisjoint(touched) and self._stays(search, name, number, answer):
                        found.append(group)
                        touched |= lines
        return found

    def _is_narrow(self, name: str, number: int, answer: int) -> bool:
        most = np.floor(self.most[name][number, answer] + TOLERANCE)
        least = np.ceil(self.least[name][number, answer] - TOLERANCE)
        return bool(most - least < self.wanted[name][number, answer])

    def _stays(self, search: Search, name: str, number: int, answer: int) -> bool:
        """Whether no world opens the group."""
        if not self._is_narrow(name, number, answer):
            return False
        if not self._may_look():
            return True
        cells = self.groups[name].cells[number]
        for parted in self._parted:
            parted.reach(name, cells, (), answer)
            if not self._is_narrow(name, number, answer):
                return False
        return search.is_narrow_at_last(name, number * search.worlds.answers + answer)

    def _may_look(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def _known_at_last(self, searches: Sequence[Search]) -> list[SmallGroup]:
        self._parted[0].draw()
        found: list[SmallGroup] = []
        for search in searches:
            for name in search.rows:
                touched: set[tuple[str, int]] = set()
                for known in self.small[name].known_to_a_head():
                    lines = known.group.lines
                    if lines.isdisjoint(touched) and self._is_known(search, known):
                        found.append(known.group)
                        touched |= lines
        return found

    def _is_known(self, search: Search, known: KnownToAHead) -> bool:
        group = known.group
        if not self._may_look():
            return True
        return search.is_known(known) and all(
            parted.reach(group.dimension, group.cells, group.own, known.answer) < 1 - TOLERANCE
            for parted in self._parted
        )


@dataclass
class _Parted:
    """What is known of the worlds of each lot. Worlds of different lots go together, so that how
    far a group can be from the truth is the sum of how far each lot takes it. Where so much work is
    `left` nothing is found after it."""

    gate: TablesGate
    lots: Sequence[Numbers]
    left: int | None = None
    _down: list[dict[str, Vector]] = field(init=False)
    _up: list[dict[str, Vector]] = field(init=False)
    _shown: bytes = b""
    _systems: dict[int, SomeForces] = field(default_factory=dict)
    _marks: Marks = field(init=False)

    def __post_init__(self) -> None:
        self._down, self._up = ([self._nowhere() for _ in self.lots] for _ in range(2))

    def _nowhere(self) -> dict[str, Vector]:
        return {name: np.zeros(of.given.shape) for name, of in self.gate.groups.items()}

    def show(self, marks: Marks) -> None:
        """Look from now on among the worlds of what these leave open."""
        shown = [marks.totals.tobytes(), *(of.tobytes() for _, of in sorted(marks.places.items()))]
        if self._shown != (now := b"".join(shown)):
            self._systems, self._shown, self._marks = {}, now, marks.copy()

    def _system(self, lot: int) -> SomeForces:
        if lot not in self._systems:
            gate = self.gate
            self._systems[lot] = some_forces(gate.item, self._marks, self.lots[lot], gate.groups)
        return self._systems[lot]

    @cached_property
    def _lot_of(self) -> Numbers:
        found = np.empty(sum(map(len, self.lots)), dtype=np.int64)
        for number, forces in enumerate(self.lots):
            found[forces] = number
        return found

    @property
    def _may_look(self) -> bool:
        return self.left is None or self.left > 0

    def look_far(self) -> None:
        """Find worlds in which many narrow groups lie far, while they open enough of them."""
        random, before = np.random.default_rng(0), np.inf
        few = FEW if self.left is None else 0
        while self._may_look and few < (count := self._narrow_count()) < WORTH_IT * before:
            before = count
            for lot in range(len(self.lots)):
                factors = self._towards_narrow(lot, random)
                if factors.any():
                    self._go(lot, factors, is_of_few=False)
            self._tell_gate()

    def _narrow_count(self) -> int:
        return sum(int(self.gate.is_narrow(name).sum()) for name in self.gate.groups)

    def _towards_narrow(self, lot: int, random: np.random.Generator) -> Vector:
        system = self._system(lot)
        factors = np.zeros(len(system.worlds.most))
        for name, rows in system.rows.items():
            narrow = np.flatnonzero(self.gate.is_narrow(name))
            weights = random.exponential(size=len(narrow))
            weights /= np.maximum(self.gate.wanted[name].ravel()[narrow], 1)
            factors += weights @ rows[narrow]
        return factors

    def _go(self, lot: int, factors: Vector, *, is_of_few: bool) -> list[Vector]:
        """As far as factors @ x takes the lot, up and down."""
        system = self._system(lot)
        if self.left is not None:
            self.left, is_of_few = self.left - 1, False
        found = []
        for is_up in (True, False):
            world = system.worlds.farthest(factors, is_up=is_up, is_of_few=is_of_few)
            for name in system.rows:
                moved = system.moved(name, world)
                np.minimum(self._down[lot][name], moved, out=self._down[lot][name])
                np.maximum(self._up[lot][name], moved, out=self._up[lot][name])
            found.append(world)
        return found

    def _tell_gate(self) -> None:
        for name, of in self.gate.groups.items():
            least, most = self.gate.least[name], self.gate.most[name]
            np.minimum(least, of.given + sum(down[name] for down in self._down), out=least)
            np.maximum(most, of.given + sum(up[name] for up in self._up), out=most)

    def reach(self, name: str, cells: Sequence[Cell], own: Sequence[Cell], answer: int) -> float:
        """How far apart the worlds lie in which most and fewest of the cells, less their own, gave
        an answer."""
        signs = [(cell, 1) for cell in cells] + [(cell, -1) for cell in own]
        found = 0.0
        if not self._may_look:
            return found
        for lot in sorted({int(self._lot_of[force]) for (force, _), _ in signs}):
            system = self._system(lot)
            factors = np.zeros(len(system.worlds.most))
            for (force, level), sign in signs:
                if self._lot_of[force] == lot:
                    factors[system.worlds.place[name][force, level] + answer] = sign
            most, least = self._go(lot, factors, is_of_few=True)
            found += float(factors @ (most - least))
        self._tell_gate()
        return found

    def draw(self) -> None:
        """Worlds by chance of all lots together, for what may be known to a head."""
        random = np.random.default_rng(0)
        for _ in range(DRAWS):
            together: Mapping[str, Vector] = self._nowhere()
            for lot in range(len(self.lots)):
                system = self._system(lot)
                factors = random.normal(size=len(system.worlds.most))
                world = system.worlds.farthest(factors, is_up=True, is_of_few=False)
                for name in system.rows:
                    together[name][:] += system.moved(name, world)
            for name, of in self.gate.groups.items():
                self.gate.small[name].learn(of.given + together[name])
