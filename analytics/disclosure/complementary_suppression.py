"""Secondary (complementary) suppression of a quarter: from the places that the primary rules
suppress to those that must be suppressed to protect them, with an audit that proves it enough.
Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.complement import Counts, Flags, Grid, Need
from analytics.disclosure.methods.goals import PROTECTION, Exposure, Goal
from analytics.disclosure.methods.linked_tables import Cell
from analytics.disclosure.quarter import (
    ANSWERED,
    NO_PLACES,
    NOT_STATED,
    TOTAL,
    Hidden,
    MutableHidden,
    Place,
    QuarterTables,
    protection_goals,
    small_group_limit,
    tables_for_reader,
)
from analytics.tables import CASE_DIMENSIONS, EVERYBODY, SELF_REPORTED, Dimension


@dataclass(frozen=True, kw_only=True)
class AuditedSuppression:
    """What a quarter suppresses, by measure. `rounds` counts how often the audit asked for more;
    `remaining` are the cells that nothing could protect."""

    hidden: Hidden
    rounds: int
    remaining: tuple[Exposure, ...]


def protect_and_audit(
    quarter: QuarterTables, first: Hidden, known: Hidden = NO_PLACES
) -> AuditedSuppression:
    """Suppress more than the rules' `first` until the audit finds no small group exposed. `known`
    are places shown before that have not changed: suppressing them protects nothing."""
    # Linear programmes take seconds to import, and simulated people need none.
    from analytics.disclosure.methods.audit import exposures

    hidden = suppress_complementary(quarter, first, known)
    wanted = protection_goals(quarter, hidden)
    rounds, found = 0, exposures(tables_for_reader(quarter, hidden, known), wanted)
    already_disclosed = _disclosed_before(quarter, known, found, wanted)
    found = [exposure for exposure in found if exposure.cell not in already_disclosed]
    while found and _repair_exposures(quarter, hidden, known, found):
        rounds += 1
        # A goal that is met stays met: suppressing more only widens what is possible.
        missed = {exposure.cell for exposure in found}
        found = exposures(
            tables_for_reader(quarter, hidden, known),
            [goal for goal in wanted if goal.cell in missed],
        )
    return AuditedSuppression(
        hidden=hidden, rounds=rounds, remaining=(*already_disclosed.values(), *found)
    )


def _disclosed_before(
    quarter: QuarterTables, known: Hidden, found: Sequence[Exposure], wanted: Sequence[Goal]
) -> dict[Cell, Exposure]:
    """The exposures that follow from the places shown before alone, even if all else were
    suppressed. They cannot be undone, and trying would suppress the whole quarter for nothing."""
    if not found or not any(known.values()):
        return {}
    from analytics.disclosure.methods.audit import exposures

    missed = {exposure.cell for exposure in found}
    darkness = {measure: set(quarter.places(measure)) for measure in quarter.measures}
    alone = exposures(
        tables_for_reader(quarter, darkness, known),
        [goal for goal in wanted if goal.cell in missed],
    )
    return {exposure.cell: exposure for exposure in alone}


def suppress_complementary(
    quarter: QuarterTables, first: Hidden, known: Hidden = NO_PLACES
) -> MutableHidden:
    """The quick choice, without audit: table by table, first for all measures together and then for
    each."""
    hidden = {measure: set(first.get(measure, ())) for measure in quarter.measures}
    _propagate(quarter, hidden)
    for table in _tables(quarter, known):
        table.hide_alike(hidden)
        for measure in table.measures:
            table.hide_for(measure, hidden)
        _propagate(quarter, hidden)
    return hidden


def _propagate(quarter: QuarterTables, hidden: MutableHidden) -> None:
    """Suppress what follows: the levels of a suppressed total, which add up to it; and where
    numbers of answers are suppressed, the bases of the items, which are close to them."""
    for item in quarter.items:
        hidden[item] |= hidden[ANSWERED] & set(quarter.places(item))
    for measure, places in hidden.items():
        dark = {area for area, *table in places if tuple(table) == TOTAL}
        places |= {place for place in quarter.places(measure) if place[0] in dark - {NATION}}


@dataclass(frozen=True, kw_only=True)
class _SuppressionTable:
    """Forces by the levels of one dimension, for every measure that is shown by it."""

    quarter: QuarterTables
    dimension: str
    levels: tuple[str, ...]
    measures: tuple[str, ...]
    known: Hidden

    @property
    def small_group_limit(self) -> int:
        return small_group_limit(self.dimension)

    def people(self, measure: str) -> Counts:
        """The counts of a measure; those who did not state their level are the total less the
        levels."""
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
        if NOT_STATED in self.levels:
            totals = [quarter.people.get((measure, force, *TOTAL), 0) for force in quarter.forces]
            counts[:, -1] = np.maximum(np.array(totals) - counts.sum(axis=1), 0)
        return counts

    def answered(self) -> Counts:
        """How many answered at all; where no page shows that, the largest number that answered any
        item."""
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
        """The places as flags. Those who did not state their level are on no page: always
        suppressed, never known."""
        forces, levels = self.quarter.forces, self.levels
        flags = [[(force, self.dimension, level) in places for level in levels] for force in forces]
        return np.array(flags, dtype=bool).reshape(len(forces), len(levels))

    def grid(self, people: Counts, spare: Counts, hidden: Flags, marks: MutableHidden) -> Grid:
        """The grid for all the measures of the marks together."""
        alike = set.intersection(*marks.values())
        known = set().union(*(self.known.get(measure, set()) for measure in marks))
        unsaid = np.array([level == NOT_STATED for level in self.levels])
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
        """The forces whose total is suppressed, so that only their levels limit it."""
        is_total = self.dimension == Dimension.ALL.value
        return np.array([is_total or (f, *TOTAL) in places for f in self.quarter.forces])

    def hide_alike(self, hidden: MutableHidden) -> None:
        """Protect levels where few answered at all. All measures change together there, so one
        choice of places serves them all."""
        answered = self.answered()
        each = [self.people(measure) for measure in self.measures]
        least = np.min([people for people in each if people.any()] or each, axis=0)
        small = (answered > 0) & (answered < self.small_group_limit)
        spare = np.maximum(self.asked() - answered, 0)
        grid = self.grid(least, spare, small, {one: hidden[one] for one in self.measures})
        grid.hide_for(self._needs(answered, spare, small))
        for measure in self.measures:
            self._mark(grid, hidden[measure])

    def hide_for(self, measure: str, hidden: MutableHidden) -> None:
        """Protect what one measure needs for itself, with the other measures as they are."""
        people, answered = self.people(measure), self.answered()
        spare = self.asked() - people if measure == ANSWERED else answered - people
        spare = np.maximum(spare, 0)
        small = (people > 0) & (people < self.small_group_limit)
        grid = self.grid(people, spare, small, {measure: hidden[measure]})
        is_met_up = (
            (answered < self.small_group_limit) if measure != ANSWERED else np.zeros_like(small)
        )
        grid.hide_for(self._needs(people, np.where(is_met_up, 0, spare), small))
        self._mark(grid, hidden[measure])

    def _needs(self, people: Counts, spare: Counts, small: Flags) -> Iterator[Need]:
        for row, column in np.argwhere(small):
            if self.levels[column] != NOT_STATED:
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
            if self.levels[column] != NOT_STATED
        }


def _tables(quarter: QuarterTables, known: Hidden) -> Iterator[_SuppressionTable]:
    own = {dimension.value for dimension in SELF_REPORTED}
    yield _SuppressionTable(
        quarter=quarter,
        dimension=Dimension.ALL.value,
        levels=(EVERYBODY,),
        measures=quarter.measures,
        known=known,
    )
    for dimension, levels in quarter.tables(ANSWERED).items():
        if dimension == Dimension.ALL.value:
            continue
        if dimension in own:
            measures: tuple[str, ...] = quarter.items
        elif dimension in {each.value for each in CASE_DIMENSIONS}:
            measures = quarter.measures
        else:
            measures = (ANSWERED,)
        yield _SuppressionTable(
            quarter=quarter, dimension=dimension, levels=levels, measures=measures, known=known
        )


def _repair_exposures(
    quarter: QuarterTables, hidden: MutableHidden, known: Hidden, found: Sequence[Exposure]
) -> bool:
    """For each exposed cell, suppress what must change with it; where that suppresses nothing,
    suppress the tables around them. False if there was nothing left to suppress."""
    from analytics.disclosure.exposure_repair import repair_exposure

    before = sum(map(len, hidden.values()))
    for exposure in found:
        repair_exposure(quarter, hidden, known, exposure)
    if sum(map(len, hidden.values())) == before:
        _suppress_around(quarter, hidden, found)
    if sum(map(len, hidden.values())) == before:
        # The last resort, for a quarter with very few answers: suppress everything.
        for measure in quarter.measures:
            hidden[measure] |= set(quarter.places(measure))
    _propagate(quarter, hidden)
    return sum(map(len, hidden.values())) > before


def _suppress_around(
    quarter: QuarterTables, hidden: MutableHidden, found: Sequence[Exposure]
) -> None:
    """Suppress more around the exposed cells: their own table, then the totals, then the numbers of
    answers."""
    areas: dict[tuple[str, str], set[str]] = defaultdict(set)
    for exposure in found:
        measure, area, dimension, _level = exposure.cell
        areas[measure, dimension].add(area)
    for (measure, dimension), known in sorted(areas.items()):
        ladder = (
            (measure, dimension),
            (measure, Dimension.ALL.value),
            (ANSWERED, dimension),
            (ANSWERED, Dimension.ALL.value),
        )
        any(_suppress_table(quarter, hidden, *step, known) for step in ladder)


def _suppress_table(
    quarter: QuarterTables, hidden: MutableHidden, measure: str, dimension: str, areas: set[str]
) -> bool:
    """Suppress a dimension's whole table in the areas, and in the force with the fewest answers
    that still shows it; the nation's once no force does. Whether anything was suppressed."""
    places = [place for place in quarter.places(measure) if place[1] == dimension]
    shown = {place[0] for place in places if place not in hidden[measure]} - areas - {NATION}
    size = {force: quarter.people.get((measure, force, *TOTAL), 0) for force in shown}
    further = {min(sorted(shown), key=lambda force: size[force])} if shown else {NATION}
    before = len(hidden[measure])
    hidden[measure] |= {place for place in places if place[0] in areas | further}
    return len(hidden[measure]) > before
