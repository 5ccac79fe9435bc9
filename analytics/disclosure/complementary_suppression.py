"""From the places that a quarter must hide for themselves to those it hides for others too, and
the proof that this is enough. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from analytics.disclosure.exposure_repair import unpinned
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.methods.complement import Counts, Flags, Grid, Need
from analytics.disclosure.methods.goals import PROTECTION, Exposure, Goal
from analytics.disclosure.methods.linked_tables import Cell
from analytics.disclosure.quarter import (
    ANSWERED,
    NOTHING,
    TOTAL,
    UNSAID,
    Hidden,
    Marks,
    Place,
    Quarter,
    as_read,
    goals,
    small_under,
)
from analytics.tables import OF_THE_CASE, OWN_WORD


@dataclass(frozen=True, kw_only=True)
class Protected:
    """What a quarter hides, by measure, and how it got there. `rounds` counts how often the
    audit sent it back; `remaining` are the cells that nothing could protect."""

    hidden: Hidden
    rounds: int
    remaining: tuple[Exposure, ...]


def protect(quarter: Quarter, first: Hidden, known: Hidden = NOTHING) -> Protected:
    """Hide more than the rules hid `first` until the audit finds no small group. `known` are
    places that were shown before and have not moved since: hiding them now hides nothing."""
    hidden = complemented(quarter, first, known)
    wanted = goals(quarter, hidden)
    rounds, found = 0, exposures(as_read(quarter, hidden, known), wanted)
    told = _told_before(quarter, known, found, wanted)
    found = [exposure for exposure in found if exposure.cell not in told]
    while found and _hide_around(quarter, hidden, known, found):
        rounds += 1
        # What stood stands: hiding more only widens what a reader must think possible.
        missed = {exposure.cell for exposure in found}
        found = exposures(
            as_read(quarter, hidden, known), [goal for goal in wanted if goal.cell in missed]
        )
    return Protected(hidden=hidden, rounds=rounds, remaining=(*told.values(), *found))


def _told_before(
    quarter: Quarter, known: Hidden, found: Sequence[Exposure], wanted: Sequence[Goal]
) -> dict[Cell, Exposure]:
    """What the places shown before give away by themselves. No hiding takes that back, and to try
    would darken the whole quarter for nothing."""
    if not found or not any(known.values()):
        return {}
    missed = {exposure.cell for exposure in found}
    darkness = {measure: set(quarter.places(measure)) for measure in quarter.measures}
    alone = exposures(
        as_read(quarter, darkness, known), [goal for goal in wanted if goal.cell in missed]
    )
    return {exposure.cell: exposure for exposure in alone}


def complemented(quarter: Quarter, first: Hidden, known: Hidden = NOTHING) -> Marks:
    """The quick choice: table by table, for all measures alike and then for each."""
    hidden = {measure: set(first.get(measure, ())) for measure in quarter.measures}
    _spread(quarter, hidden)
    for table in _tables(quarter, known):
        table.hide_alike(hidden)
        for measure in table.measures:
            table.hide_for(measure, hidden)
        _spread(quarter, hidden)
    return hidden


def _spread(quarter: Quarter, hidden: Marks) -> None:
    """A hidden total hides its levels, which add up to it; hidden numbers of answers hide the
    bases of the items, which come close to them."""
    for item in quarter.items:
        hidden[item] |= hidden[ANSWERED] & set(quarter.places(item))
    for measure, places in hidden.items():
        dark = {area for area, *table in places if tuple(table) == TOTAL}
        places |= {place for place in quarter.places(measure) if place[0] in dark - {NATION}}


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Forces by the levels of one dimension, for every measure that has it."""

    quarter: Quarter
    dimension: str
    levels: tuple[str, ...]
    measures: tuple[str, ...]
    known: Hidden

    @property
    def small_under(self) -> int:
        return small_under(self.dimension)

    def people(self, measure: str) -> Counts:
        """With those who did not say as what the levels leave of the total."""
        quarter = self.quarter
        counts = np.array(
            [
                [
                    quarter.people.get((measure, force, self.dimension, level), 0)
                    for level in self.levels
                ]
                for force in quarter.forces
            ],
            dtype=np.int64,
        ).reshape(len(quarter.forces), len(self.levels))
        if UNSAID in self.levels:
            totals = [quarter.people.get((measure, force, *TOTAL), 0) for force in quarter.forces]
            counts[:, -1] = np.maximum(np.array(totals) - counts.sum(axis=1), 0)
        return counts

    def answered(self) -> Counts:
        """How many answered at all, or where no page tells it, how many answered any item."""
        if ANSWERED in self.measures:
            return self.people(ANSWERED)
        most: Counts = np.max([self.people(measure) for measure in self.measures], axis=0)
        return most

    def asked(self) -> Counts:
        is_known = self.dimension in self.quarter.dimensions_asked
        return np.array(
            [
                [
                    self.quarter.asked.get(
                        (force, self.dimension, level) if is_known else (force, *TOTAL), 0
                    )
                    for level in self.levels
                ]
                for force in self.quarter.forces
            ],
            dtype=np.int64,
        ).reshape(len(self.quarter.forces), len(self.levels))

    def flags(self, places: Set[Place]) -> Flags:
        """Those who did not say are on no page, so they are always hidden and never known."""
        forces, levels = self.quarter.forces, self.levels
        flags = [[(force, self.dimension, level) in places for level in levels] for force in forces]
        return np.array(flags, dtype=bool).reshape(len(forces), len(levels))

    def grid(self, people: Counts, spare: Counts, hidden: Flags, marks: Marks) -> Grid:
        """For the measures of the marks, all at once."""
        alike = set.intersection(*marks.values())
        known = set().union(*(self.known.get(measure, set()) for measure in marks))
        unsaid = np.array([level == UNSAID for level in self.levels])
        return Grid(
            people=people,
            spare=spare,
            hidden=self.flags(alike) | hidden | unsaid,
            loose_rows=self.dark_forces(alike),
            loose_columns=self.dark_levels(alike),
            known=self.flags(known) & ~unsaid,
        )

    def dark_levels(self, places: set[Place]) -> Flags:
        return np.array([(NATION, self.dimension, level) in places for level in self.levels])

    def dark_forces(self, places: set[Place]) -> Flags:
        """Nothing but its levels bounds a force's total."""
        is_total = self.dimension == TOTAL[0]
        return np.array([is_total or (f, *TOTAL) in places for f in self.quarter.forces])

    def hide_alike(self, hidden: Marks) -> None:
        """Levels with few who answered at all: all measures move together, so one choice of
        further places serves them all."""
        answered = self.answered()
        each = [self.people(measure) for measure in self.measures]
        least = np.min([people for people in each if people.any()] or each, axis=0)
        small = (answered > 0) & (answered < self.small_under)
        spare = np.maximum(self.asked() - answered, 0)
        grid = self.grid(least, spare, small, {one: hidden[one] for one in self.measures})
        grid.hide_for(self._needs(answered, spare, small))
        for measure in self.measures:
            self._mark(grid, hidden[measure])

    def hide_for(self, measure: str, hidden: Marks) -> None:
        """What one measure lacks for itself, with all others as they are."""
        people, answered = self.people(measure), self.answered()
        spare = self.asked() - people if measure == ANSWERED else answered - people
        spare = np.maximum(spare, 0)
        small = (people > 0) & (people < self.small_under)
        grid = self.grid(people, spare, small, {measure: hidden[measure]})
        is_met_up = (answered < self.small_under) if measure != ANSWERED else np.zeros_like(small)
        grid.hide_for(self._needs(people, np.where(is_met_up, 0, spare), small))
        self._mark(grid, hidden[measure])

    def _needs(self, people: Counts, spare: Counts, small: Flags) -> Iterator[Need]:
        for row, column in np.argwhere(small):
            if self.levels[column] != UNSAID:
                yield Need(
                    row=int(row),
                    column=int(column),
                    up=min(PROTECTION, int(spare[row, column])),
                    down=min(PROTECTION, int(people[row, column])),
                )

    def _mark(self, grid: Grid, places: set[Place]) -> None:
        places |= {
            (self.quarter.forces[row], self.dimension, self.levels[column])
            for row, column in np.argwhere(grid.hidden)
            if self.levels[column] != UNSAID
        }


def _tables(quarter: Quarter, known: Hidden) -> Iterator[_Table]:
    own = {dimension.value for dimension in OWN_WORD}
    yield _Table(
        quarter=quarter,
        dimension=TOTAL[0],
        levels=TOTAL[1:],
        measures=quarter.measures,
        known=known,
    )
    for dimension, levels in quarter.tables(ANSWERED).items():
        if dimension == TOTAL[0]:
            continue
        if dimension in own:
            measures: tuple[str, ...] = quarter.items
        elif dimension in {each.value for each in OF_THE_CASE}:
            measures = quarter.measures
        else:
            measures = (ANSWERED,)
        yield _Table(
            quarter=quarter, dimension=dimension, levels=levels, measures=measures, known=known
        )


def _hide_around(quarter: Quarter, hidden: Marks, known: Hidden, found: Sequence[Exposure]) -> bool:
    """For each cell that is known too well, hide what must move with it; where it cannot move,
    darken what is next to it. False where there was nothing left to hide."""
    before = sum(map(len, hidden.values()))
    stuck = [each for each in found if not unpinned(quarter, hidden, known, each)]
    if sum(map(len, hidden.values())) == before:
        _darken_around(quarter, hidden, stuck or found)
    if sum(map(len, hidden.values())) == before:
        # The last resort of a quarter with hardly anybody in it.
        for measure in quarter.measures:
            hidden[measure] |= set(quarter.places(measure))
    _spread(quarter, hidden)
    return sum(map(len, hidden.values())) > before


def _darken_around(quarter: Quarter, hidden: Marks, found: Sequence[Exposure]) -> None:
    """Its own table, then the totals, then the numbers of answers."""
    areas: dict[tuple[str, str], set[str]] = defaultdict(set)
    for exposure in found:
        measure, area, dimension, _level = exposure.cell
        areas[measure, dimension].add(area)
    for (measure, dimension), known in sorted(areas.items()):
        ladder = (
            (measure, dimension),
            (measure, TOTAL[0]),
            (ANSWERED, dimension),
            (ANSWERED, TOTAL[0]),
        )
        any(_darken(quarter, hidden, *step, known) for step in ladder)


def _darken(quarter: Quarter, hidden: Marks, measure: str, dimension: str, areas: set[str]) -> bool:
    """A dimension's whole table of the areas, and of the force with the fewest answers that
    still shows its own; once no force does, the nation's. Whether that hid anything."""
    places = [place for place in quarter.places(measure) if place[1] == dimension]
    shown = {place[0] for place in places if place not in hidden[measure]} - areas - {NATION}
    size = {force: quarter.people.get((measure, force, *TOTAL), 0) for force in shown}
    further = {min(sorted(shown), key=lambda force: size[force])} if shown else {NATION}
    before = len(hidden[measure])
    hidden[measure] |= {place for place in places if place[0] in areas | further}
    return len(hidden[measure]) > before
