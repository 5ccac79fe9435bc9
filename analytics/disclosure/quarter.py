"""The linked tables of one quarter: which figures exist, how they add up, and what a reader who
puts all of them together knows. Pure.

Every page, file and API call of a quarter shows the same places. A place is an area (a force or the
nation) and a level of a dimension; a measure is an item, or the number who answered at all. They
are linked in four ways: the nation is the sum of its forces; a total is the sum of its levels and
of those who did not state theirs; the stages and crimes of figures and of response rates are the
same; and everybody who answered an item has answered."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.goals import Goal, goal_for
from analytics.disclosure.methods.linked_tables import (
    AtMost,
    Cell,
    CellBounds,
    LinkedTables,
    Sum,
    exact,
)
from analytics.modes import WEB_MODES
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import (
    ALSO_RECORDED,
    CASE_DIMENSIONS,
    COVERAGE_LEVELS,
    EVERYBODY,
    LEVELS,
    MODE,
    ONLY_SELF_REPORTED,
    SELF_REPORTED,
    TABLES,
    UNKNOWN,
    Dimension,
)

ANSWERED = "answered"
"""The measure of how many answered at all: response rate × number asked."""
NOT_STATED = "unsaid"
"""The level of those who did not state theirs. No page shows it."""

Place = tuple[str, str, str]
"""Area, dimension, level."""
Hidden = Mapping[str, Set[Place]]
"""By measure."""
MutableHidden = dict[str, set[Place]]
"""The same while it is being chosen."""
NO_PLACES: Hidden = {}


def small_group_limit(dimension: str) -> int:
    """The smallest number of people that may be known at a level of a table: ten, and fifty for a
    special topic."""
    topic = (
        TABLES[Dimension(dimension)].topic if dimension in ONLY_SELF_REPORTED else Topic.ORDINARY
    )
    return POLICY[Audience.STAFF, topic].hide_below


def coverage_dimension(dimension: str) -> str:
    """The name of the table of response rates for a dimension of coverage. For characteristics that
    people also state themselves the case file has a table of its own; the others are the same
    table."""
    return f"case_{dimension}" if dimension in ALSO_RECORDED else str(dimension)


def levels_of(measure: str) -> dict[str, tuple[str, ...]]:
    """The levels of every table of a measure, with those that no page shows."""
    levels = {d.value: LEVELS[d] for d in CASE_DIMENSIONS}
    levels |= {d.value: (*LEVELS[d], NOT_STATED) for d in SELF_REPORTED}
    if measure == ANSWERED:
        levels |= {coverage_dimension(d): (*LEVELS[d], UNKNOWN) for d in ALSO_RECORDED}
        levels |= {MODE: WEB_MODES}
    return levels


TOTAL = (Dimension.ALL.value, EVERYBODY)


@dataclass(frozen=True, kw_only=True)
class QuarterTables:
    """The counts of a quarter, most of which are not shown as numbers."""

    forces: tuple[str, ...]
    items: tuple[str, ...]
    people: Mapping[Cell, int]
    """(measure, area, dimension, level); what is missing is nobody."""
    asked: Mapping[Place, int]
    """By area and by what the case file knows: shown to everybody, and never fewer than
    answered."""

    @property
    def measures(self) -> tuple[str, ...]:
        return (ANSWERED, *self.items)

    def places(self, measure: str) -> Sequence[Place]:
        """The places of a measure that some page shows unless they are suppressed."""
        return self._places[measure]

    @cached_property
    def _places(self) -> Mapping[str, Sequence[Place]]:
        return {measure: tuple(self._places_of(measure)) for measure in self.measures}

    def _places_of(self, measure: str) -> Iterator[Place]:
        own = {each.value for each in SELF_REPORTED}
        for dimension, levels in self.tables(measure).items():
            if measure == ANSWERED and dimension in own:
                continue
            areas = [area for area in (*self.forces, NATION) if self.has_table(area, dimension)]
            for level in levels:
                if level != NOT_STATED:
                    yield from ((area, dimension, level) for area in areas)

    def upper_limit(self, measure: str, place: Place, hidden: Hidden) -> float:
        """The largest number of people the place can have by what is shown about the case files and
        the response."""
        area, dimension, _level = place
        known = place if dimension in self.dimensions_asked else (area, *TOTAL)
        if measure != ANSWERED and known not in hidden[ANSWERED]:
            return self.people.get((ANSWERED, *known), 0)
        return self.asked.get(known, 0)

    @property
    def dimensions_asked(self) -> frozenset[str]:
        return frozenset(coverage_dimension(dimension) for dimension in COVERAGE_LEVELS)

    @cached_property
    def areas_by_mode(self) -> frozenset[str]:
        """The areas whose coverage was counted by mode. Quarters filled before there were modes
        have no such table."""
        return frozenset(area for area, dimension, _level in self.asked if dimension == MODE)

    def has_table(self, area: str, dimension: str) -> bool:
        return dimension != MODE or area in self.areas_by_mode

    @cached_property
    def dimensions_answered(self) -> frozenset[str]:
        """The dimensions in which anybody stated a level. A version of the instrument that did not
        ask leaves no table, rather than a table of noughts."""
        return frozenset(cell[2] for cell, people in self.people.items() if people)

    def tables(self, measure: str) -> dict[str, tuple[str, ...]]:
        """The levels of every table of a measure that this quarter has."""
        tables = {Dimension.ALL.value: (EVERYBODY,), **levels_of(measure)}
        missing = {dimension.value for dimension in ONLY_SELF_REPORTED} - self.dimensions_answered
        return {name: levels for name, levels in tables.items() if name not in missing}


def links(quarter: QuarterTables) -> tuple[tuple[Sum, ...], tuple[AtMost, ...]]:
    """The sums and inclusions that link the cells of a quarter."""
    sums: list[Sum] = []
    for measure in quarter.measures:
        for dimension, levels in quarter.tables(measure).items():
            sums += [
                Sum(
                    whole=(measure, NATION, dimension, level),
                    parts=tuple((measure, force, dimension, level) for force in quarter.forces),
                )
                for level in levels
            ]
            if dimension != Dimension.ALL.value:
                sums += [
                    Sum(
                        whole=(measure, area, *TOTAL),
                        parts=tuple((measure, area, dimension, level) for level in levels),
                    )
                    for area in quarter.forces
                    if quarter.has_table(area, dimension)
                ]
    at_most = [
        AtMost(cell=(item, force, dimension, level), of=(ANSWERED, force, dimension, level))
        for item in quarter.items
        for dimension, levels in quarter.tables(item).items()
        for level in levels
        for force in quarter.forces
    ]
    return tuple(sums), tuple(at_most)


def tables_for_reader(
    quarter: QuarterTables, hidden: Hidden, known: Hidden = NO_PLACES
) -> LinkedTables:
    """The quarter as its readers know it: the exact base of every figure that is shown, and limits
    for the others. `known` are places that were shown earlier and have not changed."""
    published: dict[Cell, CellBounds] = {}
    for measure in quarter.measures:
        for place in quarter.places(measure):
            cell = (measure, *place)
            people = quarter.people.get(cell, 0)
            if place not in hidden[measure] or place in known.get(measure, ()):
                published[cell] = exact(people)
            elif measure == ANSWERED and place[0] != NATION:
                published[cell] = CellBounds(upper=max(people, quarter.asked.get(place, 0)))
    sums, at_most = links(quarter)
    return LinkedTables(published=published, sums=sums, at_most=at_most)


def protection_goals(quarter: QuarterTables, hidden: Hidden) -> list[Goal]:
    """A goal for every group of one to nine people, and of a special topic of one to forty-nine."""
    return [
        goal_for((measure, *place), people, most=quarter.upper_limit(measure, place, hidden))
        for measure in quarter.measures
        for place in quarter.places(measure)
        if 0 < (people := quarter.people.get((measure, *place), 0)) < small_group_limit(place[1])
    ]
