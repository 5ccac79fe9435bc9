"""Somebody who knows the base of every place, all that is shown, and the rule by which places are
hidden."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.gate import Protected
from analytics.disclosure.suppression.groups import groups_of
from analytics.disclosure.suppression.item_tables import ItemTables, Marks
from tests.analytics.disclosure.worlds import TABLE, item_of

Judge = Callable[[ItemTables], Protected]
World = np.ndarray
"""How many gave each answer: answers by forces by levels."""
Cells = tuple[tuple[int, int], ...]
TRIES = 25
"""Worlds that are looked at for one number of one group."""
MOST_WORLDS = 1_000
"""So many worlds are gone through one by one; where that is 0, none."""
BEGINNINGS = 5
"""So many worlds that hide the same, in turn, are where a search for one number begins."""
MOST_BEGINNINGS = 200


@dataclass(frozen=True, kw_only=True)
class GroupRead:
    cells: Cells
    answer: int
    people: int
    wanted: int
    by_figures: frozenset[int]
    by_pattern: frozenset[int]

    @property
    def is_narrowed(self) -> bool:
        return _width(self.by_pattern) < self.wanted <= _width(self.by_figures)

    @property
    def is_known(self) -> bool:
        return len(self.by_pattern) == 1 < len(self.by_figures) and self.wanted > 0


def _width(numbers: frozenset[int]) -> int:
    return max(numbers) - min(numbers)


@dataclass
class PatternReader:
    item: ItemTables
    regions: dict[str, str]
    judge: Judge = gate.protect
    tries: int = TRIES
    most_worlds: int = MOST_WORLDS
    marks: Marks = field(init=False)
    is_whole: bool = field(init=False)
    """Whether all worlds were gone through."""
    asked: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        wide = len(self.item.areas.forces)
        table = self.item.by_dimension[TABLE]
        self.people = table.people[:wide]
        self.truth: World = table.given[:, :wide].copy()
        self.marks = self.judge(self.item).marks
        self._same: dict[bytes, bool] = {self.truth.tobytes(): True}
        self._sums = np.array([of.ravel() for of in self._told()], dtype=float)
        self.random = np.random.default_rng(int(self.people.sum()))
        self.found = [self.truth]
        worlds = list(self._all_worlds()) if self.most_worlds else []
        self.is_whole = 0 < len(worlds) <= self.most_worlds
        self._worlds = worlds if self.is_whole else []
        if self.is_whole:
            self.found += [world for world in worlds if self.hides_the_same(world)]

    def _told(self) -> Iterator[np.ndarray]:
        yield np.zeros_like(self.people, dtype=bool)
        for area, members in enumerate(self.item.areas.members):
            if self.marks.totals[area]:
                yield np.broadcast_to(members[:, None], self.people.shape)
            for level in np.flatnonzero(self.marks.places[TABLE][area]):
                found = np.zeros_like(self.people, dtype=bool)
                found[members, level] = True
                yield found

    def hides_the_same(self, world: World) -> bool:
        if (key := world.tobytes()) not in self._same:
            self.asked += 1
            marks = self.judge(self._as_item(world)).marks
            self._same[key] = bool(
                (marks.totals == self.marks.totals).all()
                and (marks.places[TABLE] == self.marks.places[TABLE]).all()
            )
        return self._same[key]

    def _as_item(self, world: World) -> ItemTables:
        return item_of(
            [*world, self.people - world.sum(axis=0)], forces=self.item.areas.forces,
            levels=self.item.by_dimension[TABLE].levels, regions=self.regions,
        )  # fmt: skip

    def read(self, most: int | None = None) -> list[GroupRead]:
        if (of := groups_of(self.item, self.marks).get(TABLE)) is None:
            return []
        wanted = of.wanted(self.marks, self.marks.places[TABLE])
        chosen = np.arange(len(of.cells))
        if most is not None and len(chosen) > most:
            chosen = np.sort(self.random.choice(chosen, most, replace=False))
        return [
            self._read(of.cells[number], answer, int(wanted[number, answer]))
            for number in chosen
            for answer in range(2)
        ]

    def _read(self, cells: Cells, answer: int, wanted: int) -> GroupRead:
        by_figures = frozenset(self._by_figures(cells, answer))
        missing = sorted(by_figures - self._reached(cells, answer))
        for number in () if self.is_whole else missing:
            self._look_for(cells, answer, number)
        return GroupRead(
            cells=cells, answer=answer, people=int(sum(self.people[cell] for cell in cells)),
            wanted=wanted, by_figures=by_figures, by_pattern=self._reached(cells, answer),
        )  # fmt: skip

    def _reached(self, cells: Cells, answer: int) -> frozenset[int]:
        return frozenset(_number(world, cells, answer) for world in self.found)

    def _by_figures(self, cells: Cells, answer: int) -> Iterator[int]:
        if self.is_whole:
            yield from (_number(world, cells, answer) for world in self._worlds)
            return
        least, most = (self._farthest(cells, answer, sign) for sign in (1, -1))
        yield from range(least, most + 1)

    def _look_for(self, cells: Cells, answer: int, number: int) -> None:
        for tried in range(self.tries):
            if number in self._reached(cells, answer):
                return
            near = sorted(
                self.found[-MOST_BEGINNINGS:],
                key=lambda world: abs(_number(world, cells, answer) - number),
            )
            begin = near[tried % min(len(near), BEGINNINGS)]
            world = self._nearest(begin, cells, answer, number)
            if world is not None and self.hides_the_same(world):
                self.found.append(world)

    def _nearest(self, begin: World, cells: Cells, answer: int, number: int) -> World | None:
        weights = self.random.exponential(size=begin.size) + 0.1
        by = number - _number(begin, cells, answer)
        return self._moved(begin, np.tile(weights, 2), self._group(cells, answer), by)

    def _farthest(self, cells: Cells, answer: int, sign: int) -> int:
        group = self._group(cells, answer)
        cost = sign * np.concatenate([group, -group])
        world = self._moved(self.truth, cost, np.zeros_like(group), 0)
        assert world is not None
        return _number(world, cells, answer)

    def _group(self, cells: Cells, answer: int) -> np.ndarray:
        group = np.zeros_like(self.truth)
        for cell in cells:
            group[(answer, *cell)] = 1
        return group.ravel()

    def _moved(self, begin: World, cost: np.ndarray, group: np.ndarray, by: int) -> World | None:
        people, answers = self.people, len(begin)
        sums = np.concatenate([np.kron(np.eye(answers), self._sums), group[None]])
        equal = np.append(np.zeros(len(sums) - 1), by)
        both = np.tile(np.eye(people.size), answers)
        free = (people - begin.sum(axis=0)).ravel()
        most = np.concatenate([np.tile(people.ravel(), answers) - begin.ravel(), begin.ravel()])
        found = milp(
            cost,
            constraints=[
                LinearConstraint(np.hstack([sums, -sums]), equal, equal),
                LinearConstraint(np.hstack([both, -both]), -np.inf, free),
            ],
            bounds=Bounds(0, most),
            integrality=1,
        )
        if found.x is None:
            return None
        up, down = found.x.round().astype(np.int64).reshape(2, *begin.shape)
        world: World = begin + up - down
        return world

    def _all_worlds(self) -> Iterator[World]:
        figures = [mask for mask in self._told() if mask.any()]
        equal = [
            (answer, frozenset(np.flatnonzero(mask)), int(self.truth[answer][mask].sum()))
            for mask in figures
            for answer in range(len(self.truth))
        ]
        found = filled(self.people.ravel().tolist(), len(self.truth), equal)
        for world in islice(found, self.most_worlds + 1):
            yield np.array(world, dtype=np.int64).reshape(self.truth.shape)


def filled(
    people: list[int], answers: int, equal: Sequence[tuple[int, frozenset[int], int]]
) -> Iterator[list[list[int]]]:
    """All ways in which people of these places can have answered, where so many of some of the
    places gave an answer."""
    left = [total for *_, total in equal]
    room = [sum(people[place] for place in of) for _, of, _ in equal]
    touched = [
        [[row for row, (which, of, _) in enumerate(equal) if which == answer and place in of]
         for place in range(len(people))]
        for answer in range(answers)
    ]  # fmt: skip
    world = [[0] * len(people) for _ in range(answers)]
    # Places of few lists come last: then lists are done as soon as may be.
    order = sorted(range(len(people)), key=lambda place: -len(touched[0][place]))

    def at(step: int) -> Iterator[list[list[int]]]:
        if step == len(order) * answers:
            yield [list(each) for each in world]
            return
        place, answer = order[step // answers], step % answers
        rows = touched[answer][place]
        for row in rows:
            room[row] -= people[place]
        taken = sum(world[before][place] for before in range(answer))
        least = max([0, *(left[row] - room[row] for row in rows)])
        most = min([people[place] - taken, *(left[row] for row in rows)])
        for number in range(least, most + 1):
            world[answer][place] = number
            for row in rows:
                left[row] -= number
            yield from at(step + 1)
            for row in rows:
                left[row] += number
        world[answer][place] = 0
        for row in rows:
            room[row] += people[place]

    yield from at(0)


def _number(world: World, cells: Cells, answer: int) -> int:
    return int(sum(world[(answer, *cell)] for cell in cells))
