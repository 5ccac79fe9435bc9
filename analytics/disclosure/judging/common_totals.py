"""Hidden totals of forces as all tables of an item allow them. Pure.

Whoever is at one level of a table is at one level of each other, so the hidden total of a force is
the same in all: what one table tells of it is told of the others. All tables of a year in one
programme are too many. So worlds of all tables are looked for of some forces at a time, while the
others stay as they are and each part adds up as it does. Any mixture of such worlds is one too. A
table by itself is then judged with mixtures of their totals and no others: whatever it leaves open
is open beside all tables."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from analytics.disclosure.judging.areas import Areas, Flags
from analytics.disclosure.judging.gate import FiguresGate
from analytics.disclosure.judging.groups import Cell, Numbers
from analytics.disclosure.judging.item_tables import AnswerTable, ItemTables, Marks
from analytics.disclosure.judging.possible_worlds import Totals, Worlds, all_worlds_of, worlds_of
from analytics.disclosure.judging.programmes import Vector

TRIES = 4
"""So many directions by chance are looked in, and their opposites."""
AT_ONCE = 40
"""For so many groups totals are looked for before a table is judged again."""


@dataclass(frozen=True)
class PartAreas(Areas):
    """Some forces, and what each wider area has of them."""

    wider: Flags = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    """Areas by forces."""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return (*self.forces, *map(str, range(len(self.wider))))

    @cached_property
    def members(self) -> Flags:
        return np.concatenate([np.eye(len(self.forces), dtype=bool), self.wider])


@dataclass(frozen=True)
class Aim:
    """Places of a table, less their `own`, of whom as many or as few as may be gave an answer."""

    name: str
    cells: tuple[Cell, ...]
    own: tuple[Cell, ...]
    answer: int


@dataclass
class CommonTotals:
    """`parts` are the numbers of the forces that move at a time. `found` are totals of all forces,
    by answer, beside the true ones."""

    item: ItemTables
    parts: Sequence[Numbers]
    found: list[Totals] = field(default_factory=list)
    _worlds: dict[int, Worlds] = field(default_factory=dict)
    _shown: bytes = b""

    @cached_property
    def _true(self) -> Totals:
        wide = len(self.item.areas.forces)
        return self.item.everybody.given[:, :wide, 0].astype(float)

    def widen(self, marks: Marks, forces: Collection[int]) -> None:
        """Look for totals in which these forces lie far from the true ones, as far as what is
        shown by now lets them."""
        wanted = np.isin(np.arange(self._true.shape[1]), list(forces))
        random, people = np.random.default_rng(0), self.item.everybody.people[: len(wanted), 0]
        for _ in range(TRIES):
            weights = random.normal(size=self._true.shape) * wanted / np.maximum(people, 1)
            factors = {
                number: _of_totals(worlds, weights[:, self.parts[number]])
                for number in range(len(self.parts))
                if wanted[self.parts[number]].any()
                for worlds in [self._worlds_of(number, marks)]
            }
            self._look(factors, marks, is_of_few=False)

    def aim(self, marks: Marks, aim: Aim) -> None:
        """Look for those that leave most open of some places."""
        factors = {}
        for number, part in enumerate(self.parts):
            at = {int(force): local for local, force in enumerate(part)}
            here = [
                (at[force], level, sign)
                for cells, sign in ((aim.cells, 1), (aim.own, -1))
                for force, level in cells
                if force in at
            ]
            if here:
                worlds = self._worlds_of(number, marks)
                factors[number] = np.zeros(len(worlds.most))
                for force, level, sign in here:
                    factors[number][worlds.place[aim.name][force, level] + aim.answer] = sign
        self._look(factors, marks, is_of_few=True)

    def _look(self, factors: Mapping[int, Vector], marks: Marks, *, is_of_few: bool) -> None:
        for is_up in (True, False):
            totals = self._true.copy()
            for number, of in factors.items():
                worlds = self._worlds_of(number, marks)
                hidden = self.parts[number][worlds.hidden_totals]
                world = worlds.farthest(of, is_up=is_up, is_of_few=is_of_few)
                by_force = world[: hidden.size * len(totals)].reshape(-1, len(totals))
                totals[:, hidden] = by_force.T
            self.found.append(totals)

    def _worlds_of(self, number: int, marks: Marks) -> Worlds:
        shown = [marks.places[name].tobytes() for name, _ in self.item]
        if self._shown != (now := b"".join([marks.totals.tobytes(), *shown])):
            self._worlds, self._shown = {}, now
        if number not in self._worlds:
            self._worlds[number] = all_worlds_of(*part_of(self.item, marks, self.parts[number]))
        return self._worlds[number]


def _of_totals(worlds: Worlds, weights: Totals) -> Vector:
    """Hidden totals are the first numbers of a world, all answers of one force after the other."""
    factors, first = np.zeros(len(worlds.most)), weights[:, worlds.hidden_totals].T.ravel()
    factors[: first.size] = first
    return factors


def part_of(item: ItemTables, marks: Marks, forces: Numbers) -> tuple[ItemTables, Marks]:
    """An item as a reader sees it who knows all about the other forces."""
    areas, wide = item.areas, len(item.areas.forces)
    above = wide + np.flatnonzero(areas.members[wide:, forces].any(axis=1))
    rows = np.concatenate([forces, above])
    wider = areas.members[above][:, forces]
    own = PartAreas(tuple(areas.forces[force] for force in forces), {}, wider=wider)
    found = ItemTables(
        areas=own,
        everybody=_part_of_table(item.everybody, own, rows, forces),
        by_dimension={name: _part_of_table(of, own, rows, forces) for name, of in item},
    )
    places = {name: shown[rows] for name, shown in marks.places.items()}
    return found, Marks(marks.totals[rows], places)


def _part_of_table(
    table: AnswerTable, areas: PartAreas, rows: Numbers, forces: Numbers
) -> AnswerTable:
    members = areas.members.astype(np.int64)
    return replace(
        table,
        people=members @ table.people[forces],
        given=np.stack([members @ of[forces] for of in table.given]),
        may_show=table.may_show[rows],
    )


class GateOfOneTable(FiguresGate):
    """Where nearly all totals of forces are hidden nothing is gained by taking them as they are."""

    def _systems(self, marks: Marks) -> Iterator[Callable[[Set[str]], Iterable[Worlds]]]:
        yield partial(worlds_of, self.item, marks, are_linked=True)


@dataclass
class GateOfTables(FiguresGate):
    """For one table of several that hidden totals of forces link."""

    common: CommonTotals

    def _systems(self, marks: Marks) -> Iterator[Callable[[Set[str]], Iterable[Worlds]]]:
        """With totals that were found before, or else by chance; for what these leave in doubt with
        more, and then with those that leave most open of each group."""
        worlds = partial(worlds_of, self.item, marks, are_linked=True, allowed=self.common.found)
        if not self.common.found:
            self.common.widen(marks, range(len(self.item.areas.forces)))
        yield worlds
        self.common.widen(marks, {force for aim in self._in_doubt() for force, _ in aim.cells})
        yield worlds
        aimed: set[Aim] = set()
        while new := [aim for aim in self._in_doubt() if aim not in aimed][:AT_ONCE]:
            aimed.update(new)
            for aim in new:
                self.common.aim(marks, aim)
            yield worlds

    def _in_doubt(self) -> list[Aim]:
        narrow = [
            Aim(name, of.cells[number], (), int(answer))
            for name, of in self.groups.items()
            for number, answer in np.argwhere(self.is_narrow(name))
        ]
        return narrow or [
            Aim(name, known.group.cells, known.group.own, known.answer)
            for name, of in self.small.items()
            for known in of.known_to_a_head()
        ]
