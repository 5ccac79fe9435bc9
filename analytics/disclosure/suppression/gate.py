"""The disclosure gate: an attacker audit of everything shown of an item, by linear programmes over
all areas, levels and tables.

For each small group the programmes find the lowest and highest possible counts of each answer. A
group is open once two possible worlds lie far enough apart, and narrow if the optimum proves that
none do. One world can open many groups.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from analytics.disclosure.suppression.areas import Flags
from analytics.disclosure.suppression.groups import Numbers, SmallGroup, TableGroups, groups_of
from analytics.disclosure.suppression.hiding import Hideable, place_to_hide, total_to_hide
from analytics.disclosure.suppression.item_tables import ItemTables, Marks
from analytics.disclosure.suppression.possible_worlds import EVERYBODY, Worlds, worlds_of
from analytics.disclosure.suppression.programmes import Vector
from analytics.disclosure.suppression.protection import protect_by_rules
from analytics.disclosure.suppression.unions import ExactDisclosure, SmallPlaces

TOLERANCE = 1e-6
FEW = 30
"""Up to this many groups are tested one by one."""
WORTH_IT = 0.8
"""Repeat a programme for many groups if it leaves less than this proportion narrow."""


@dataclass(frozen=True, kw_only=True)
class Protected:
    """`hidden` counts cells that the gate hid in `rounds`; `narrowed` lists groups left disclosive;
    `given_up` counts tables hidden further because the search timed out."""

    marks: Marks
    rounds: int
    hidden: int
    groups: int
    narrowed: tuple[SmallGroup, ...]
    given_up: int = 0


def protect(item: ItemTables, first: Marks | None = None, *, are_united: bool = True) -> Protected:
    """Unless `are_united`, places are tested one by one."""
    marks = protect_by_rules(item, first)
    by_rules, rounds = marks.count, 0
    gate = FiguresGate(item, groups_of(item, marks, are_united=are_united))
    while narrowed := gate.narrowed(marks):
        before, totals = marks.count, marks.totals.sum()
        _hide_for_groups(narrowed, item, marks)
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
    marks = protect_by_rules(item, first)
    return Protected(marks=marks, rounds=0, hidden=0, groups=0, narrowed=())


def _hide_for_groups(narrowed: Sequence[SmallGroup], item: ItemTables, marks: Marks) -> None:
    for group in narrowed:
        shown = marks.places[group.dimension]
        may_hide = Hideable(own=item.areas, places=shown[item.areas.may_hide])
        if place := place_to_hide(group, item, marks, may_hide):
            shown[place] = False
        elif (area := total_to_hide(group, item, marks)) is not None:
            marks.hide_total(area)


@dataclass
class Reached:
    """The worlds found start with the true one."""

    least: Vector
    most: Vector
    small: SmallPlaces

    def learn(self, values: Vector) -> None:
        np.minimum(self.least, values, out=self.least)
        np.maximum(self.most, values, out=self.most)
        self.small.learn(self.small.sum_groups(values))


@dataclass
class FiguresGate:
    item: ItemTables
    groups: Mapping[str, TableGroups]
    reached: dict[str, Reached] = field(init=False)
    wanted: dict[str, Numbers] = field(init=False, default_factory=dict)
    wanted_of: dict[str, bytes] = field(init=False, default_factory=dict)
    """By table, the shown flags for which `wanted` was computed."""
    _searches: dict[str, tuple[bytes, "Search"]] = field(init=False, default_factory=dict)
    """Last search by table (EVERYBODY for all) with its shown flags, reused while these are
    unchanged."""

    def __post_init__(self) -> None:
        self.reached = self.only_true()

    def only_true(self) -> dict[str, Reached]:
        limit, found = self.item.everybody.policy.largest_group, {}
        for name, of in self.groups.items():
            true = of.given.astype(float)
            small = SmallPlaces(name, of, limit)
            small.learn(small.sum_groups(true))
            found[name] = Reached(true, true.copy(), small)
        return found

    def learn(self, name: str, values: Vector, *, are_totals_true: bool) -> None:
        self.reached[name].learn(values)

    def narrowed(self, marks: Marks) -> list[SmallGroup]:
        """Without a common row or column: hiding one cell may open several."""
        return self._searched(marks) or self._find_exact_disclosure(marks)

    def _searched(self, marks: Marks) -> list[SmallGroup]:
        self._want(marks)
        return self._in_systems(
            marks,
            lambda: {name for name in self.groups if self.is_narrow(name).any()},
            lambda search: search.narrowed(),
        )

    def _in_systems(
        self,
        marks: Marks,
        unsure: Callable[[], Set[str]],
        look: Callable[["Search"], Sequence[SmallGroup]],
    ) -> list[SmallGroup]:
        found: list[SmallGroup] = []
        for are_linked in (False, True):
            names = unsure()
            of = [name for name, _ in self.item if name in names]
            searches = (self._search(marks, name) for name in ([EVERYBODY] if are_linked else of))
            found = [group for search in searches for group in look(search)] if names else []
            if marks.totals[: len(self.item.areas.forces)].all():
                break
        return found

    def forget_searches(self) -> None:
        self._searches.clear()

    def _search(self, marks: Marks, name: str) -> "Search":
        are_linked = name == EVERYBODY
        of = [*marks.places.values()] if are_linked else [marks.places[name]]
        shown = b"".join(flags.tobytes() for flags in (marks.totals, *of))
        if self._searches.get(name, (b"",))[0] != shown:
            (worlds,) = worlds_of(self.item, marks, {name}, are_linked=are_linked)
            search = Search(worlds, self, are_totals_true=not are_linked)
            self._searches[name] = shown, search
        return self._searches[name][1]

    def _want(self, marks: Marks) -> None:
        for name, of in self.groups.items():
            shown = marks.totals.tobytes() + marks.places[name].tobytes()
            if self.wanted_of.get(name) != shown:
                self.wanted_of[name] = shown
                self.wanted[name] = of.wanted(marks, marks.places[name])

    def _find_exact_disclosure(self, marks: Marks) -> list[SmallGroup]:
        return self._in_systems(
            marks,
            lambda: {
                name for name, of in self.reached.items() if any(of.small.exact_disclosures())
            },
            lambda search: search.exact_disclosures(),
        )

    def is_narrow(self, name: str) -> Flags:
        """By group and answer."""
        of = self.reached[name]
        most = np.floor(of.most + TOLERANCE)
        found: Flags = most - np.ceil(of.least - TOLERANCE) < self.wanted[name]
        return found


@dataclass
class Search:
    worlds: Worlds
    gate: FiguresGate
    are_totals_true: bool
    ends: list[Vector] = field(init=False, default_factory=list)
    """Worlds found in tests for exact disclosure."""

    def __post_init__(self) -> None:
        names = self.gate.groups.keys() & self.worlds.place.keys()
        self.rows = {
            name: self.worlds.rows_of(name, self.gate.groups[name]) for name in sorted(names)
        }

    def narrowed(self) -> list[SmallGroup]:
        self.look_far()
        return [
            SmallGroup(name, self.gate.groups[name].cells[number])
            for name in self.rows
            for number in self._look_farthest(name)
        ]

    def look_far(self) -> None:
        for are_all in (False, True):
            for learn in self._quickest_first:
                self._look_far(learn, are_all=are_all)

    def exact_disclosures(self) -> list[SmallGroup]:
        found: list[SmallGroup] = []
        for name in self.rows:
            touched: set[tuple[str, int]] = set()
            for known in self._same_so_far(name):
                lines = known.group.lines
                if lines.isdisjoint(touched) and self.is_known(known):
                    found.append(known.group)
                    touched |= lines
        return found

    def _same_so_far(self, name: str) -> list[ExactDisclosure]:
        random, small = np.random.default_rng(0), self.gate.reached[name].small
        for learn in self._quickest_first[: None if self.are_totals_true else 1]:
            before = np.inf
            while FEW < len(found := list(small.exact_disclosures())) < WORTH_IT * before:
                before = len(found)
                learn(random.normal(size=len(self.worlds.most)), is_up=True)
        return found

    def is_known(self, known: ExactDisclosure) -> bool:
        """The group's count less the place's is the same in all worlds."""
        first, factors = self.worlds.place[known.group.dimension], np.zeros(len(self.worlds.most))
        for cells, factor in ((known.group.cells, 1), (known.group.own, -1)):
            for cell in cells:
                factors[first[cell] + known.answer] = factor
        own = np.flatnonzero(factors)
        found = [float(world[own] @ factors[own]) for world in self.ends]
        if bool(found) and max(found) - min(found) >= 1 - TOLERANCE:
            return False
        ends = [self._learn(factors, is_up=is_up) for is_up in (True, False)]
        self.ends += ends
        return bool(factors @ (ends[0] - ends[1]) < 1 - TOLERANCE)

    def _narrow(self, name: str, *, are_all: bool = True) -> Numbers:
        among = are_all | self.gate.groups[name].is_single
        return np.flatnonzero(self.gate.is_narrow(name) & among[:, None])

    def _look_far(self, learn: Callable[..., Vector], *, are_all: bool) -> None:
        random, before = np.random.default_rng(0), np.inf
        while True:
            narrow = {name: self._narrow(name, are_all=are_all) for name in self.rows}
            count = sum(map(len, narrow.values()))
            if not FEW < count < WORTH_IT * before:
                return
            before = count
            for is_up in (True, False):
                factors = np.zeros(len(self.worlds.most))
                for name, chosen in narrow.items():
                    weights = random.exponential(size=len(chosen))
                    weights /= self.gate.wanted[name].ravel()[chosen]
                    factors += weights @ self.rows[name][chosen]
                learn(factors, is_up=is_up)

    def _look_farthest(self, name: str) -> list[int]:
        of, found = self.gate.groups[name], []
        touched: set[tuple[str, int]] = set()
        for chosen in self._narrow(name):
            number = int(chosen) // self.worlds.answers
            lines = SmallGroup(name, of.cells[number]).lines
            if lines.isdisjoint(touched) and self.is_narrow_at_last(name, int(chosen)):
                found.append(number)
                touched |= lines
        return found

    def is_narrow_at_last(self, name: str, chosen: int) -> bool:
        place = divmod(chosen, self.worlds.answers)
        rows, factors = self.rows[name], np.zeros(len(self.worlds.most))
        own = slice(*rows.indptr[chosen : chosen + 2])
        factors[rows.indices[own]] = rows.data[own]
        for is_up in (True, False):
            if not self.gate.is_narrow(name)[place]:
                return False
            self._learn(factors, is_up=is_up)
        return bool(self.gate.is_narrow(name)[place])

    def _learn(self, factors: Vector, *, is_up: bool) -> Vector:
        return self._taken_in(self.worlds.farthest(factors, is_up=is_up, is_of_few=True))

    def _learn_far(self, factors: Vector, *, is_up: bool) -> Vector:
        return self._taken_in(self.worlds.farthest(factors, is_up=is_up, is_of_few=False))

    def _learn_swapped(self, factors: Vector, *, is_up: bool) -> Vector:
        return self._taken_in(self.worlds.farthest_swapped(factors, is_up=is_up))

    @property
    def _quickest_first(self) -> "Sequence[Callable[..., Vector]]":
        swapped = [self._learn_swapped] if self.worlds.can_swap else []
        return [*swapped, self._learn_far]

    def _taken_in(self, world: Vector) -> Vector:
        for name, rows in self.rows.items():
            values = (rows @ world).reshape(-1, self.worlds.answers)
            self.gate.learn(name, values, are_totals_true=self.are_totals_true)
        return world
