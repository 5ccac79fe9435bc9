"""The gate: what everything shown of an item tells together, judged by linear programmes over all
areas, levels and tables before anything is shown. Pure.

The rules look at one total at a time; several together can still close in on a group. For each
group the programmes find how few and how many of it can have given an answer. A group is open
once two possible worlds are known that lie far enough apart, and narrowed only where the optimum
shows that no such worlds are. One world opens many groups, so far fewer programmes are solved than
there are bounds. Hiding more only adds worlds: what was found stays true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.judging.areas import Flags
from analytics.disclosure.judging.groups import Numbers, SmallGroup, TableGroups, groups_of
from analytics.disclosure.judging.item_tables import ItemTables, Marks
from analytics.disclosure.judging.possible_worlds import Worlds, worlds_of
from analytics.disclosure.judging.protection import hide_beside, protect_by_rules
from analytics.disclosure.judging.swaps import exchange_of

TOLERANCE = 1e-6
MOST_AT_ONCE = 400
"""Groups and answers of one programme."""
FEW = 30
"""So few are tried one by one."""
WORTH_IT = 0.8
"""A programme for many is followed by another if it leaves fewer of them narrow than this."""
PLAIN = 2
"""Answers of an item that everybody is asked: positive and negative."""
Vector = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Protected:
    """What may be shown of an item. `rounds` counts how often the gate asked for more, `hidden` the
    places that this hid, `groups` those that were tested, and `narrowed` names the groups that
    nothing could open."""

    marks: Marks
    rounds: int
    hidden: int
    groups: int
    narrowed: tuple[SmallGroup, ...]


def protect(item: ItemTables, first: Marks | None = None, *, are_united: bool = True) -> Protected:
    """By the rules, and then until no group is narrowed beyond what shown totals alone leave.
    Without `are_united` the gate tests each small place by itself; the rules test their unions."""
    marks = protect_by_rules(item, first)
    by_rules, rounds = marks.count, 0
    gate = FiguresGate(item, groups_of(item, marks, are_united=are_united))
    while narrowed := gate.narrowed(marks):
        before, totals = marks.count, marks.totals.sum()
        _hide_beside(narrowed, item, marks)
        if marks.count == before:
            break
        are_linked = marks.totals.sum() < totals
        touched = None if are_linked else {group.dimension for group in narrowed}
        protect_by_rules(item, marks, touched)
        rounds += 1
    return Protected(
        marks=marks,
        rounds=rounds,
        hidden=by_rules - marks.count,
        groups=sum(len(of.cells) for of in gate.groups.values()),
        narrowed=tuple(narrowed),
    )


def protect_by_rules_alone(item: ItemTables, first: Marks | None = None) -> Protected:
    """Without the gate: several totals together may still tell of a group."""
    marks = protect_by_rules(item, first)
    return Protected(marks=marks, rounds=0, hidden=0, groups=0, narrowed=())


def _hide_beside(narrowed: Sequence[SmallGroup], item: ItemTables, marks: Marks) -> None:
    """For each group the smallest shown place of its rows and columns; where none is left, of the
    table; and then the smallest total."""
    for group in narrowed:
        shown = marks.places[group.dimension][item.areas.may_hide]
        people = item.by_dimension[group.dimension].people
        if _hide_region(group, item, marks.places[group.dimension]):
            continue
        if not hide_beside(group.cells, shown, people):
            everywhere = ((area, 0) for area in range(len(shown)))
            if not hide_beside(everywhere, shown, people):
                _hide_smallest_total(item, marks)


def _hide_region(group: SmallGroup, item: ItemTables, shown: Flags) -> bool:
    """A region's figure yields to those of its forces: hide the smallest at the group's levels.
    False where none is shown."""
    areas, table = item.areas, item.by_dimension[group.dimension]
    if areas.is_nation_given:
        return False
    around = areas.members[:, [force for force, _ in group.cells]].any(axis=1)
    found = [
        (int(table.people[area, level]), int(area), level)
        for area in np.flatnonzero(around)[:-1]
        for level in {level for _, level in group.cells}
        if area >= len(areas.forces) and shown[area, level]
    ]
    if found:
        shown[min(found)[1:]] = False
    return bool(found)


def _hide_smallest_total(item: ItemTables, marks: Marks) -> None:
    shown = [int(area) for area in np.flatnonzero(marks.totals[item.areas.may_hide])]
    if shown:
        people = item.everybody.people[:, 0]
        marks.hide_total(min(shown, key=lambda area: (people[area], area)))


@dataclass
class FiguresGate:
    """How few and how many of each group (rows) gave each answer (columns) in the worlds found so
    far, by table. The true one is the first."""

    item: ItemTables
    groups: Mapping[str, TableGroups]
    least: dict[str, Vector] = field(init=False)
    most: dict[str, Vector] = field(init=False)
    proven: dict[str, Numbers] = field(init=False)
    """How far apart exchanges alone have shown two worlds to lie, wherever these are."""

    def __post_init__(self) -> None:
        self.least = {name: of.given.astype(float) for name, of in self.groups.items()}
        self.most = {name: of.given.astype(float) for name, of in self.groups.items()}
        self.proven = {name: np.zeros_like(of.given) for name, of in self.groups.items()}

    def narrowed(self, marks: Marks) -> list[SmallGroup]:
        """Narrowed groups of which no two share a row or a column: what is hidden beside one may
        open all that do. None where no group is narrowed."""
        wanted = {name: of.wanted(marks, marks.places[name]) for name, of in self.groups.items()}
        found: list[SmallGroup] = []
        for are_linked in (False, True):
            unsure = {name for name in self.groups if self.is_narrow(name, wanted[name]).any()}
            systems = worlds_of(self.item, marks, unsure, are_linked=are_linked) if unsure else ()
            searches = [_Search(worlds, self, wanted) for worlds in systems]
            for search in searches:
                search.look_far()
            self._exchange(wanted, marks)
            found = [group for search in searches for group in search.look_farthest()]
            if marks.totals[: len(self.item.areas.forces)].all():
                break
        return found

    def _exchange(self, wanted: Mapping[str, Numbers], marks: Marks) -> None:
        """What is open at first sight."""
        for name, of in self.groups.items():
            if len(self.most[name][0]) > PLAIN:
                continue
            exchange = exchange_of(self.item, of.table, marks.places[name])
            for number, answer in np.argwhere(self.is_narrow(name, wanted[name])):
                width = int(wanted[name][number, answer])
                if exchange.reaches(of.cells[number], int(answer), width):
                    self.proven[name][number, answer] = width

    def is_narrow(self, name: str, wanted: Numbers) -> Flags:
        """Of groups and answers whether no worlds far enough apart are known yet. Worlds are of
        whole people."""
        most = np.floor(self.most[name] + TOLERANCE)
        apart = np.maximum(most - np.ceil(self.least[name] - TOLERANCE), self.proven[name])
        found: Flags = apart < wanted
        return found


@dataclass
class _Search:
    """For worlds that open the groups of one system of equations."""

    worlds: Worlds
    gate: FiguresGate
    wanted: Mapping[str, Numbers]

    def __post_init__(self) -> None:
        found = {name: self.worlds.rows_of(name, of) for name, of in self.gate.groups.items()}
        self.here = {name: each for name, each in found.items() if len(each[0])}

    def look_far(self) -> None:
        for name in self.here:
            self._look_far(name, self.gate.groups[name].is_single)
            self._look_far(name, np.ones(len(self.wanted[name]), dtype=bool))

    def look_farthest(self) -> list[SmallGroup]:
        return [
            SmallGroup(name, self.gate.groups[name].cells[number])
            for name in self.here
            for number in self._look_farthest(name)
        ]

    def _narrow(self, name: str, among: Flags) -> Numbers:
        """Rows of this system: groups times answers."""
        narrow = self.gate.is_narrow(name, self.wanted[name]) & among[:, None]
        return np.flatnonzero(narrow[self.here[name][0]])

    def _look_far(self, name: str, among: Flags) -> None:
        """Find worlds in which many narrow groups lie far, while they open enough of them."""
        before = np.inf
        while FEW < len(narrow := self._narrow(name, among)) < WORTH_IT * before:
            before = len(narrow)
            for is_up in (True, False):
                if len(chosen := self._narrow(name, among)[:MOST_AT_ONCE]):
                    self._learn(self._far_world(name, chosen, is_up=is_up))

    def _far_world(self, name: str, chosen: Numbers, *, is_up: bool) -> Vector:
        places, rows = self.here[name]
        wanted = self.wanted[name][places].ravel()[chosen]
        known = self.gate.least[name] if is_up else self.gate.most[name]
        ends = known[places].ravel()[chosen] + (wanted if is_up else -wanted)
        return self.worlds.far_for_many(rows[chosen], ends, 1.0 / wanted, is_up=is_up)

    def _look_farthest(self, name: str) -> list[int]:
        """Group by group the exact range. The groups that stay narrow, one for each row and
        column."""
        of, places = self.gate.groups[name], self.here[name][0]
        found: list[int] = []
        touched: set[tuple[str, int]] = set()
        for chosen in self._narrow(name, np.ones(len(of.cells), dtype=bool)):
            number = int(places[chosen // self.worlds.answers])
            lines = of.lines(number)
            if lines.isdisjoint(touched) and self._is_narrow_at_last(name, int(chosen)):
                found.append(number)
                touched |= lines
        return found

    def _is_narrow_at_last(self, name: str, chosen: int) -> bool:
        number, answer = divmod(chosen, self.worlds.answers)
        place = int(self.here[name][0][number])
        for is_up in (True, False):
            if not self.gate.is_narrow(name, self.wanted[name])[place, answer]:
                return False
            self._learn(self.worlds.farthest(self.here[name][1][[chosen]], is_up=is_up))
        return bool(self.gate.is_narrow(name, self.wanted[name])[place, answer])

    def _learn(self, world: Vector) -> None:
        for name, (places, rows) in self.here.items():
            values = (rows @ world).reshape(-1, self.worlds.answers)
            least, most = self.gate.least[name], self.gate.most[name]
            least[places] = np.minimum(least[places], values)
            most[places] = np.maximum(most[places], values)
