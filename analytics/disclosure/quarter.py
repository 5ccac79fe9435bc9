"""Disclosure control of one quarter: which figures are hidden so that all that is shown, read
together, tells of no small group how many they are. Pure.

Every page, file and call of a quarter shows the same places: of a measure (an item, or how many
answered at all), an area (a force, or the nation) and a level of a dimension. They hang together
four ways: the nation is its forces; a total is its levels (and those who did not say); the stages
and crimes of the figures are those of the response rates; who answered an item has answered."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.goals import Goal, goal_for
from analytics.disclosure.methods.linked_tables import (
    AtMost,
    Cell,
    LinkedTables,
    Sum,
    Told,
    exactly,
)
from analytics.modes import WEB_MODES
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import (
    COVERED,
    EVERYBODY,
    LEVELS,
    MODE,
    OF_THE_CASE,
    OWN_WORD,
    RECORDED_TOO,
    SAID_ALONE,
    TABLES,
    UNKNOWN,
    Dimension,
)

ANSWERED = "answered"
"""The measure of how many answered at all: response times those who were asked."""
UNSAID = "unsaid"
"""The level of those who did not say. No page has it."""

Place = tuple[str, str, str]
"""Area, dimension, level."""
Hidden = Mapping[str, Set[Place]]
"""By measure."""
Marks = dict[str, set[Place]]
"""The same while it is being chosen."""
NOTHING: Hidden = {}


def small_under(dimension: str) -> int:
    """Of fewer people than staff may see at a level of a table, nobody may learn how many they
    are: ten, and fifty of a special topic."""
    topic = TABLES[Dimension(dimension)].topic if dimension in SAID_ALONE else Topic.ORDINARY
    return POLICY[Audience.STAFF, topic].hide_below


def by_case_file(dimension: str) -> str:
    """The table of response rates by what coverage is told by. Of the characteristics that
    people give themselves the case file has its own table; the others are the same."""
    return f"case_{dimension}" if dimension in RECORDED_TOO else str(dimension)


def levels_of(measure: str) -> dict[str, tuple[str, ...]]:
    """The levels of every table of a measure, those that no page shows included."""
    levels = {d.value: LEVELS[d] for d in OF_THE_CASE}
    levels |= {d.value: (*LEVELS[d], UNSAID) for d in OWN_WORD}
    if measure == ANSWERED:
        levels |= {by_case_file(d): (*LEVELS[d], UNKNOWN) for d in RECORDED_TOO}
        levels |= {MODE: WEB_MODES}
    return levels


TOTAL = (Dimension.ALL.value, EVERYBODY)


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """What the product knows of a quarter and mostly does not show."""

    forces: tuple[str, ...]
    items: tuple[str, ...]
    people: Mapping[Cell, int]
    """(measure, area, dimension, level); what is missing is nobody."""
    asked: Mapping[Place, int]
    """By area, and by what the case file knows: shown to all, and never fewer than answered."""

    @property
    def measures(self) -> tuple[str, ...]:
        return (ANSWERED, *self.items)

    def places(self, measure: str) -> Iterator[Place]:
        """Those that some page shows, if it may."""
        for dimension, levels in self.tables(measure).items():
            if measure == ANSWERED and dimension in {each.value for each in OWN_WORD}:
                continue
            for level in levels:
                if level != UNSAID:
                    for area in (*self.forces, NATION):
                        if self.has_table(area, dimension):
                            yield area, dimension, level

    def most(self, measure: str, place: Place, hidden: Hidden) -> float:
        """How many there can be by what the case file and the response say themselves."""
        area, dimension, _level = place
        known = place if dimension in self.dimensions_asked else (area, *TOTAL)
        if measure != ANSWERED and known not in hidden[ANSWERED]:
            return self.people.get((ANSWERED, *known), 0)
        return self.asked.get(known, 0)

    @property
    def dimensions_asked(self) -> frozenset[str]:
        return frozenset(by_case_file(dimension) for dimension in COVERED)

    @cached_property
    def areas_by_mode(self) -> frozenset[str]:
        """Those whose coverage was counted by mode: what was filled before modes were told, and
        stands, has no such table."""
        return frozenset(area for area, dimension, _level in self.asked if dimension == MODE)

    def has_table(self, area: str, dimension: str) -> bool:
        return dimension != MODE or area in self.areas_by_mode

    @cached_property
    def said(self) -> frozenset[str]:
        """What anybody said of herself. A version of the instrument that did not ask leaves no
        table, not one of noughts."""
        return frozenset(cell[2] for cell, people in self.people.items() if people)

    def tables(self, measure: str) -> dict[str, tuple[str, ...]]:
        """The levels of every table of a measure that this quarter has."""
        tables = {TOTAL[0]: (TOTAL[1],), **levels_of(measure)}
        missing = {dimension.value for dimension in SAID_ALONE} - self.said
        return {name: levels for name, levels in tables.items() if name not in missing}


def links(quarter: Quarter) -> tuple[tuple[Sum, ...], tuple[AtMost, ...]]:
    """How the cells of a quarter hang together."""
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
            if dimension != TOTAL[0]:
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


def as_read(quarter: Quarter, hidden: Hidden, known: Hidden = NOTHING) -> LinkedTables:
    """The quarter as its readers know it. A base is always shown whole beside its figure.
    `known` are places that were shown earlier and have not changed."""
    told: dict[Cell, Told] = {}
    for measure in quarter.measures:
        for place in quarter.places(measure):
            cell = (measure, *place)
            people = quarter.people.get(cell, 0)
            if place not in hidden[measure] or place in known.get(measure, ()):
                told[cell] = exactly(people)
            elif measure == ANSWERED and place[0] != NATION:
                told[cell] = Told(upper=max(people, quarter.asked.get(place, 0)))
    sums, at_most = links(quarter)
    return LinkedTables(told=told, sums=sums, at_most=at_most)


def goals(quarter: Quarter, hidden: Hidden) -> list[Goal]:
    """Every group of one to nine people, and of a special topic of one to forty-nine."""
    return [
        goal_for((measure, *place), people, most=quarter.most(measure, place, hidden))
        for measure in quarter.measures
        for place in quarter.places(measure)
        if 0 < (people := quarter.people.get((measure, *place), 0)) < small_under(place[1])
    ]
