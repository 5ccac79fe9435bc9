"""Another attacker than that of worlds.py, who shares no code with the judge."""

from collections.abc import Iterator
from itertools import combinations
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

from analytics.disclosure.places import NOT_STATED
from tests.analytics.disclosure.worlds import item_of

ANY = 1e-6
FEW, SMALL, MOST_UNITED = 2, 9, 3
TRIES = 30
"""Possible worlds by chance, which open most groups without a programme of their own."""


class Reader:
    def __init__(self, people, figures, same=()):
        self.people = {place: count for place, count in people.items() if count}
        self.place = {place: number for number, place in enumerate(self.people)}
        self.same = same
        self.figures = [
            (frozenset(places) & self.people.keys(), [int(count) for count in given])
            for places, given in figures
        ]
        caps = np.array(list(self.people.values()), dtype=float)
        sums = vstack([self._sums(), self._differences(same)])
        empty = csr_array(sums.shape)
        both = eye_array(len(caps))
        self.known = {
            "A_eq": vstack([hstack([sums, empty]), hstack([empty, sums])]),
            "b_eq": [
                given
                for answer in range(2)
                for given in (*(of[answer] for _, of in self.figures), *(0 for _ in same))
            ],
            "A_ub": hstack([both, both]),
            "b_ub": caps,
            "bounds": np.column_stack([np.zeros(2 * len(caps)), np.tile(caps, 2)]),
        }
        random = np.random.default_rng(0)
        self.worlds = np.array([
            self._farthest(random.normal(size=2 * len(caps))) for _ in range(TRIES)
        ])  # fmt: skip

    def _sums(self):
        entries = [
            (row, self.place[place])
            for row, (places, _) in enumerate(self.figures)
            for place in places
        ]
        rows, columns = np.array(entries).reshape(-1, 2).T
        shape = (len(self.figures), len(self.people))
        return csr_array(coo_array((np.ones(len(entries)), (rows, columns)), shape=shape))

    def _differences(self, same):
        found = np.zeros((len(same), len(self.people)))
        for row, pair in enumerate(same):
            for sign, places in zip((1, -1), pair, strict=True):
                found[row, [self.place[place] for place in places if place in self.place]] = sign
        return csr_array(found)

    def _farthest(self, cost):
        found = linprog(cost, **self.known)
        assert found.status == 0, found.message
        return found.x

    def small(self):
        alone = {next(iter(places)) for places, _ in self.figures if len(places) == 1}
        return [
            place for place, count in self.people.items() if count <= SMALL and place not in alone
        ]

    def groups(self) -> Iterator[tuple]:
        for count in range(1, MOST_UNITED + 1):
            for places in combinations(self.small(), count):
                if self.size(places) <= SMALL:
                    yield places

    def size(self, places):
        return sum(self.people[place] for place in places)

    def is_narrower(self, places, answer, width) -> bool:
        factors = np.zeros(2 * len(self.people))
        factors[[self.place[place] + answer * len(self.people) for place in places]] = 1
        seen = self.worlds @ factors
        if floor(seen.max() + ANY) - ceil(seen.min() - ANY) >= width:
            return False
        least, most = (factors @ self._farthest(sign * factors) for sign in (1, -1))
        return floor(most + ANY) - ceil(least - ANY) < width

    def narrow(self) -> Iterator[tuple]:
        for places in self.groups():
            for answer in range(2):
                wanted = min(ceil(0.6 * self.size(places) - ANY), self.by_figures(places, answer))
                if len({force for force, _ in places}) > 1 < len({level for _, level in places}):
                    wanted = min(wanted, 1)
                if wanted and self.is_narrower(places, answer, wanted):
                    yield places, answer

    def by_figures(self, places, answer):
        by_row = {}
        for force, level in places:
            by_row.setdefault(force, []).append((force, level))
        return min(
            sum(self.by_one_figure(part, answer) for part in parts)
            for parts in ([places], [[place] for place in places], by_row.values())
        )

    def by_one_figure(self, part, answer):
        size = self.size(part)
        left = [
            min(size, given[answer]) - max(0, given[answer] - (self.size(places) - size))
            for places, given in self.figures
            if places.issuperset(part)
        ]
        return min(left, default=size)

    def told_to_insiders(self, answers) -> Iterator[tuple]:
        for own in [place for place in self.small() if self.people[place] <= FEW]:
            figures = [*self.figures, ([own], answers[own])]
            insider = Reader(self.people, figures, self.same)
            for other in insider.small():
                for answer in range(2):
                    if (
                        self.beside(own, answers[own][answer], other, answer)
                        and insider.is_narrower([other], answer, 1)
                        and not self.is_narrower([other], answer, 1)
                    ):
                        yield own, other, answer

    def beside(self, own, gave, other, answer):
        size = self.people[other]
        left = [
            min(size, rest) - max(0, rest - (self.size(places) - self.people[own] - size))
            for places, given in self.figures
            for rest in [given[answer] - gave]
            if places.issuperset({own, other})
        ]
        return min(left, default=size)


def reader_of(item, marks) -> Reader:
    ((name, table),) = item
    wide, levels = len(item.areas.forces), range(len(table.levels))
    people = {(f, level): int(table.people[f, level]) for f in range(wide) for level in levels}
    figures = []
    for area, members in enumerate(item.areas.members):
        forces = [int(force) for force in np.flatnonzero(members)]
        if marks.totals[area]:
            every = [(force, level) for force in forces for level in levels]
            figures.append((every, table.given[:, area].sum(axis=1)))
        for level in map(int, np.flatnonzero(marks.places[name][area])):
            at_level = [(force, level) for force in forces]
            figures.append((at_level, table.given[:, area, level]))
    return Reader(people, figures)


def answers_of(item) -> dict:
    ((_, table),) = item
    return {
        (force, level): table.given[:, force, level]
        for force in range(len(item.areas.forces))
        for level in range(len(table.levels))
    }


def nation_of_few(seed, *, forces=5, levels=4, regions=()):
    random = np.random.default_rng(seed)
    shape = (forces, levels)
    people = np.where(
        random.random(shape) < 0.35, random.integers(0, 4, shape), random.integers(8, 40, shape)
    )
    if random.random() < 0.5:
        people[:, -1] = random.integers(0, 3, forces)
    positive = random.binomial(people, 0.5)
    is_neutral = random.random() < 0.5
    negative = people - positive if is_neutral else random.binomial(people - positive, 0.8)
    return item_of(
        [positive, negative, people - positive - negative],
        forces=tuple("fghijklm"[:forces]),
        levels=(*"abcdefg"[: levels - 1], NOT_STATED),
        regions=regions,
    )
