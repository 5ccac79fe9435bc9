"""The gate over all tables of an item whose totals of forces are hidden. One programme over all is
too slow, so worlds known to be possible for all tables are tried first: those of one table with
true totals, and those of a lot of forces that keeps its true sum. Groups not opened count as
narrow, which may suppress more than needed but never less."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analytics.disclosure.suppression.gate import (
    FEW,
    TOLERANCE,
    WORTH_IT,
    FiguresGate,
    Reached,
    Search,
)
from analytics.disclosure.suppression.groups import Cell, Numbers, SmallGroup
from analytics.disclosure.suppression.item_tables import Marks
from analytics.disclosure.suppression.lots.force_subsets import SomeForces, some_forces
from analytics.disclosure.suppression.possible_worlds import worlds_of
from analytics.disclosure.suppression.programmes import Vector
from analytics.disclosure.suppression.unions import ExactDisclosure

DRAWS = 12
"""Random worlds over all lots, used to rule out exact disclosure."""
OF_A_LOT, MOST_OF_A_LOT = 4, 24
MOST_TAKEN_OVER = 24
LEAST_OF_ALL, WORK_OF_ALL = 16, 400_000
"""Searches over all forces: at least LEAST_OF_ALL, at most WORK_OF_ALL over the unknowns."""
IN_LOTS = 1200
"""Searches by lot in a round, before all forces together."""
ONE_BY_ONE = 1500
"""Groups of an item tested by their own programmes; the rest count as narrow."""


@dataclass
class OneTableGate(FiguresGate):
    beside_others: dict[str, Reached] = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.beside_others = self.only_true()

    def learn(self, name: str, values: Vector, *, are_totals_true: bool) -> None:
        super().learn(name, values, are_totals_true=are_totals_true)
        if are_totals_true:
            self.beside_others[name].learn(values)


@dataclass
class TablesGate(FiguresGate):
    partings: Sequence[Sequence[Numbers]]
    judged: Sequence[OneTableGate] = ()
    left: int = ONE_BY_ONE
    parted: list["_Parted"] = field(init=False, default_factory=list)
    _looked: dict[str, bytes] = field(init=False, default_factory=dict)
    """By table, the shown flags for which worlds with true totals were last searched."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for gate in self.judged:
            self._adopt_findings(gate)
        *parted, whole = self.partings
        self.parted = [_Parted(self, lots) for lots in parted]
        self.parted.append(_Parted(self, whole, left=self._looks_of_all if parted else None))

    def _adopt_findings(self, gate: OneTableGate) -> None:
        for name, found in gate.beside_others.items():
            if gate.groups[name].cells == self.groups[name].cells:
                mine = self.reached[name]
                np.minimum(mine.least, found.least, out=mine.least)
                np.maximum(mine.most, found.most, out=mine.most)
                for world in found.small.worlds[1 : MOST_TAKEN_OVER + 1]:
                    mine.small.learn(world)
                self._looked[name] = gate.wanted_of.get(name, b"")

    @property
    def _looks_of_all(self) -> int:
        wide = len(self.item.areas.forces)
        unknown = sum(int((of.people[:wide] > 0).sum()) * len(of.given) for _, of in self.item)
        return max(LEAST_OF_ALL, WORK_OF_ALL // unknown)

    def narrowed(self, marks: Marks) -> list[SmallGroup]:
        self._want(marks)
        searches = [*self._with_true_totals(marks)]
        for parted in self.parted:
            parted.show(marks)
        *lots, together = self.parted
        for parted in lots:
            parted.look_far()
        self._reach_in_lots(lots)
        together.look_far()
        return self._narrow_at_last(searches) or self._exact_at_last(searches)

    def _reach_in_lots(self, lots: Sequence["_Parted"]) -> None:
        left = IN_LOTS
        for name in self.groups:
            for number, answer in np.argwhere(self.is_narrow(name)).tolist():
                for parted in lots:
                    if left > 0 and self._is_narrow(name, number, answer):
                        parted.reach(name, self.groups[name].cells[number], (), answer)
                        left -= 1

    def _with_true_totals(self, marks: Marks) -> Iterator[Search]:
        for worlds in worlds_of(self.item, marks, {*self.groups}, are_linked=False):
            search = Search(worlds, self, are_totals_true=True)
            for name in search.rows:
                if self._looked.get(name) != self.wanted_of[name]:
                    self._looked[name] = self.wanted_of[name]
                    search.look_far()
            yield search

    def _narrow_at_last(self, searches: Sequence[Search]) -> list[SmallGroup]:
        found: list[SmallGroup] = []
        for search in searches:
            for name in search.rows:
                touched: set[tuple[str, int]] = set()
                for number, answer in np.argwhere(self.is_narrow(name)).tolist():
                    group = SmallGroup(name, self.groups[name].cells[number])
                    lines = group.lines
                    if lines.isdisjoint(touched) and self._stays_narrow(
                        search, name, number, answer
                    ):
                        found.append(group)
                        touched |= lines
        return found

    def _is_narrow(self, name: str, number: int, answer: int) -> bool:
        of = self.reached[name]
        most = np.floor(of.most[number, answer] + TOLERANCE)
        least = np.ceil(of.least[number, answer] - TOLERANCE)
        return bool(most - least < self.wanted[name][number, answer])

    def _stays_narrow(self, search: Search, name: str, number: int, answer: int) -> bool:
        if not self._is_narrow(name, number, answer):
            return False
        if not self._may_look():
            return True
        cells = self.groups[name].cells[number]
        for parted in self.parted:
            parted.reach(name, cells, (), answer)
            if not self._is_narrow(name, number, answer):
                return False
        return search.is_narrow_at_last(name, number * search.worlds.answers + answer)

    def _may_look(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def _exact_at_last(self, searches: Sequence[Search]) -> list[SmallGroup]:
        self.parted[0].draw()
        found: list[SmallGroup] = []
        for search in searches:
            for name in search.rows:
                touched: set[tuple[str, int]] = set()
                for known in self.reached[name].small.exact_disclosures():
                    lines = known.group.lines
                    if lines.isdisjoint(touched) and self._is_count_known(search, known):
                        found.append(known.group)
                        touched |= lines
        return found

    def _is_count_known(self, search: Search, known: ExactDisclosure) -> bool:
        group = known.group
        if not self._may_look():
            return True
        return search.is_known(known) and all(
            parted.reach(group.dimension, group.cells, group.own, known.answer) < 1 - TOLERANCE
            for parted in self.parted
        )


@dataclass
class _Parted:
    """Lots combine freely, so ranges add up."""

    gate: TablesGate
    lots: Sequence[Numbers]
    left: int | None = None
    _down: list[dict[str, Vector]] = field(init=False)
    _up: list[dict[str, Vector]] = field(init=False)
    _found: list[list[dict[str, Vector]]] = field(init=False)
    """The worlds of each lot, as differences from the truth at small places."""
    _shown: bytes = b""
    _systems: dict[int, SomeForces] = field(default_factory=dict)
    _marks: Marks = field(init=False)

    def __post_init__(self) -> None:
        self._down, self._up = ([self._nowhere() for _ in self.lots] for _ in range(2))
        self._found = [[] for _ in self.lots]

    def _nowhere(self) -> dict[str, Vector]:
        return {name: np.zeros(of.given.shape) for name, of in self.gate.groups.items()}

    def show(self, marks: Marks) -> None:
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
        random, before = np.random.default_rng(0), np.inf
        few = FEW if self is self.gate.parted[0] else 0
        while self._may_look and few < (count := self._narrow_count()) < WORTH_IT * before:
            before = count
            for lot in range(len(self.lots)):
                system = self._system(lot)
                factors = np.zeros(len(system.worlds.most))
                for name, rows in system.rows.items():
                    narrow = np.flatnonzero(self.gate.is_narrow(name))
                    weights = random.exponential(size=len(narrow))
                    weights /= np.maximum(self.gate.wanted[name].ravel()[narrow], 1)
                    factors += weights @ rows[narrow]
                if factors.any():
                    self._go(lot, factors, is_of_few=False)
            self._tell_gate()

    def _narrow_count(self) -> int:
        return sum(int(self.gate.is_narrow(name).sum()) for name in self.gate.groups)

    def _go(self, lot: int, factors: Vector, *, is_of_few: bool) -> list[Vector]:
        system = self._system(lot)
        if self.left is not None:
            self.left, is_of_few = self.left - 1, False
        found = []
        for is_up in (True, False):
            world = system.worlds.farthest(factors, is_up=is_up, is_of_few=is_of_few)
            moved = {name: system.moved(name, world) for name in system.rows}
            for name, by_group in moved.items():
                np.minimum(self._down[lot][name], by_group, out=self._down[lot][name])
                np.maximum(self._up[lot][name], by_group, out=self._up[lot][name])
            if len(self._found[lot]) < MOST_OF_A_LOT:
                reached = self.gate.reached
                self._found[lot].append(
                    {of: reached[of].small.sum_groups(moved[of]) for of in moved}
                )
            found.append(world)
        return found

    def _tell_gate(self) -> None:
        for name, of in self.gate.groups.items():
            reached = self.gate.reached[name]
            least = of.given + sum(down[name] for down in self._down)
            most = of.given + sum(up[name] for up in self._up)
            np.minimum(reached.least, least, out=reached.least)
            np.maximum(reached.most, most, out=reached.most)

    def reach(self, name: str, cells: Sequence[Cell], own: Sequence[Cell], answer: int) -> float:
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
        """Convex combinations of worlds are possible too."""
        random = np.random.default_rng(0)
        for lot in range(len(self.lots)):
            while len(self._found[lot]) < OF_A_LOT:
                factors = random.normal(size=len(self._system(lot).worlds.most))
                self._go(lot, factors, is_of_few=False)
        for _ in range(DRAWS):
            mixed = {name: of.small.worlds[0].copy() for name, of in self.gate.reached.items()}
            for found in self._found:
                weights = random.exponential(size=len(found))
                weights /= weights.sum()
                for weight, moved in zip(weights, found, strict=True):
                    for name, by_place in moved.items():
                        mixed[name] += weight * by_place
            for name, world in mixed.items():
                self.gate.reached[name].small.learn(world)
