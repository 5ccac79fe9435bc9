"""Disclosure control of rates."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from analytics.disclosure.places import NATION
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks, added_up
from analytics.records.places import FLOOR, Counts, RatePlace
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import Dimension

STAFF = POLICY[Audience.STAFF, Topic.ORDINARY]
Rates = Mapping[RatePlace, Counts]
"""Includes the nation's sums."""


def shown_places(
    counts: Rates,
    *,
    parent: Rates | None = None,
    twins: Mapping[str, str] | None = None,
    hidden: Collection[RatePlace] = (),
) -> set[RatePlace]:
    """`parent` is the rate of the answer that leads to the question."""
    shown = {place for place, one in counts.items() if one.is_enough} - {*hidden}
    if not shown:
        return shown
    tables = _Tables(counts, parent)
    both = {**(twins or {}), **{other: one for one, other in (twins or {}).items()}}
    while True:
        marks = gate.protect(tables.item, tables.marks(shown)).marks
        left = tables.shown(marks) & shown
        alone = {place for place in left if _twin(place, both) not in left}
        if not alone:
            return left
        shown = left - alone


def _twin(place: RatePlace, twins: Mapping[str, str]) -> RatePlace:
    dimension = twins.get(place.dimension, place.dimension)
    return RatePlace(area=place.area, dimension=dimension, level=place.level)


def hidden_beside_parent(
    counts: Rates, parent: Rates, shown: Collection[RatePlace]
) -> set[RatePlace]:
    return {
        place
        for place, one in counts.items()
        if place not in shown or 0 < parent.get(place, Counts()).people - one.people < FLOOR
    }


def hidden_beside_whole(whole: Rates, part: Rates) -> set[RatePlace]:
    totals = {place: one for place, one in part.items() if place.is_whole}
    left_out = {place: whole[place] - one for place, one in totals.items()}
    return _hidden_of(left_out)


def levels_of_few_found(rate: Rates, *, dimension: str) -> set[RatePlace]:
    """People in the rate's numerator are few or all alike: record holders know them by name."""
    found = {place: one.found for place, one in rate.items() if place.is_whole}
    return {
        RatePlace(area=place.area, dimension=dimension, level=level)
        for level in {place.level for place in rate if place.dimension == dimension}
        for place in _hidden_of(
            {
                total: Counts(people, _at(rate, total, dimension, level).found)
                for total, people in found.items()
            }
        )
    }


def _at(rate: Rates, total: RatePlace, dimension: str, level: str) -> Counts:
    place = RatePlace(area=total.area, dimension=dimension, level=level)
    return rate.get(place, Counts())


def _hidden_of(totals: Rates) -> set[RatePlace]:
    anybody = {place: one for place, one in totals.items() if one.people}
    return {*anybody} - shown_places(anybody)


class _Tables:
    def __init__(self, counts: Rates, parent: Rates | None) -> None:
        self.counts, self.people = counts, counts if parent is None else parent
        self.is_asked = parent is not None
        forces = sorted({place.area for place in self.people} - {NATION})
        self.areas = Areas(tuple(forces), {})
        self.levels: dict[str, Sequence[str]] = {}
        for place in sorted(self.people, key=lambda place: (place.dimension, place.level)):
            if place.level not in (known := self.levels.get(place.dimension, ())):
                self.levels[place.dimension] = (*known, place.level)
        tables = {name: self._table(name) for name in self.levels}
        self.item = ItemTables(
            areas=self.areas, everybody=tables.pop(Dimension.ALL.value), by_dimension=tables
        )

    def _table(self, dimension: str) -> AnswerTable:
        levels = tuple(self.levels[dimension])
        rows = [
            [
                self._answers_at(RatePlace(area=force, dimension=dimension, level=level))
                for level in levels
            ]
            for force in self.areas.forces
        ]
        people, *given = (added_up(of, self.areas) for of in np.moveaxis(np.array(rows), 2, 0))
        return AnswerTable(
            levels=levels,
            people=people,
            given=np.stack(given),
            may_show=np.ones(people.shape, dtype=bool),
            policy=STAFF,
        )

    def _answers_at(self, place: RatePlace) -> tuple[int, ...]:
        one, people = self.counts.get(place, Counts()), self.people.get(place, Counts()).people
        asked = (one.people,) if self.is_asked else ()
        return people, one.found, one.people - one.found, *asked

    def marks(self, shown: Collection[RatePlace]) -> Marks:
        places = {name: self._flags(name, shown) for name in self.levels}
        totals = places.pop(Dimension.ALL.value)[:, 0]
        marks = Marks(totals=totals.copy(), places=places)
        for area in np.flatnonzero(~totals):
            marks.hide_total(int(area))
        return marks

    def _flags(self, dimension: str, shown: Collection[RatePlace]) -> Flags:
        return np.array(
            [
                [RatePlace(area=area, dimension=dimension, level=level) in shown
                 for level in self.levels[dimension]]
                for area in self.areas.codes
            ]
        )  # fmt: skip

    def shown(self, marks: Marks) -> set[RatePlace]:
        return {*self._shown_places(marks)}

    def _shown_places(self, marks: Marks) -> Iterator[RatePlace]:
        each = {Dimension.ALL.value: marks.totals[:, None], **marks.places}
        for dimension, flags in each.items():
            for area, level in np.argwhere(flags):
                yield RatePlace(
                    area=self.areas.codes[area],
                    dimension=dimension,
                    level=self.levels[dimension][level],
                )
