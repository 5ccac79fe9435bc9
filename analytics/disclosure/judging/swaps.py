"""Possible worlds that need no programme: some people of two places of a row exchange their
answers, and as many of the same two columns in another row exchange them back, so every sum that is
shown stays. It finds what is open at once; what it does not find may still be open. Pure."""

from dataclasses import dataclass

import numpy as np

from analytics.disclosure.judging.areas import Flags
from analytics.disclosure.judging.groups import Cell, Numbers
from analytics.disclosure.judging.item_tables import AnswerTable, ItemTables


@dataclass(frozen=True)
class Exchange:
    """Of one table: how many gave each answer, and none of them last, at each force and level; what
    is hidden; and at which places the region's figure is shown."""

    answers: Numbers
    hidden: Flags
    region_of: Numbers
    is_region_shown: Flags

    def reaches(self, cells: tuple[Cell, ...], answer: int, wanted: int) -> bool:
        """Whether the number of a group who gave an answer can lie so far apart in two worlds."""
        up = self._moved(cells, answer, wanted, is_up=True)
        return up >= wanted or up + self._moved(cells, answer, wanted - up, is_up=False) >= wanted

    def _moved(self, cells: tuple[Cell, ...], answer: int, wanted: int, *, is_up: bool) -> int:
        world, moved = self.answers.copy(), 0
        others = [each for each in range(len(world)) if each != answer]
        for cell in cells:
            partners = self._partners(cell, cells)
            while moved < wanted:
                step = self._best(world, cell, answer, others, partners, is_up=is_up)
                if not step:
                    break
                moved += step
        return moved

    def _partners(self, cell: Cell, cells: tuple[Cell, ...]) -> Flags:
        """Other rows by other columns where an exchange leaves every shown sum as it is."""
        force, level = cell
        free = self.hidden.copy()
        for each in cells:
            free[each] = False
        shown = self.is_region_shown
        apart = shown | shown[:, [level]] | shown[force] | shown[force, level]
        same = (self.region_of == self.region_of[force])[:, None]
        found: Flags = free & free[:, [level]] & free[force] & (same | ~apart)
        return found

    def _best(
        self,
        world: Numbers,
        cell: Cell,
        answer: int,
        others: list[int],
        partners: Flags,
        *,
        is_up: bool,
    ) -> int:
        """Make the exchange that moves most people; how many."""
        force, level = cell
        row, column, own = (
            world[:, force, None, :],
            world[:, :, level, None],
            world[:, force, level],
        )
        gives, takes = (row, column) if is_up else (world, own[:, None, None])
        most = np.minimum(gives[answer], takes[answer])
        stays, comes = (world, own[:, None, None]) if is_up else (row, column)
        by_other = [np.minimum(stays[other], comes[other]) for other in others]
        amounts = np.where(partners, np.minimum(most, sum(by_other)), 0)
        place = np.unravel_index(int(np.argmax(amounts)), amounts.shape)
        amount = left = int(amounts[place])
        for other, most_of_it in zip(others, by_other, strict=True):
            step = min(left, int(most_of_it[place]))
            _exchange(world, cell, (int(place[0]), int(place[1])), answer, other, step, is_up=is_up)
            left -= step
        return amount


def _exchange(
    world: Numbers, one: Cell, far: Cell, answer: int, other: int, people: int, *, is_up: bool
) -> None:
    step = people if is_up else -people
    (force, level), (force2, level2) = one, far
    for at, sign in ((one, 1), (far, 1), ((force, level2), -1), ((force2, level), -1)):
        world[answer][at] += sign * step
        world[other][at] -= sign * step


def exchange_of(item: ItemTables, table: AnswerTable, shown: Flags) -> Exchange:
    areas, wide = item.areas, len(item.areas.forces)
    people, given = table.people[:wide], table.given[:, :wide]
    is_shown = np.zeros(people.shape, dtype=bool)
    for region, members in enumerate(areas.members[wide:-1]):
        is_shown[members] = shown[wide + region]
    return Exchange(
        answers=np.concatenate([given, people[None] - given.sum(axis=0, keepdims=True)]),
        hidden=~shown[:wide] & (people > 0),
        region_of=areas.region_of,
        is_region_shown=is_shown,
    )
