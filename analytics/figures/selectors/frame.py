"""Read once for a page."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from analytics.coverage_levels import COVERAGE_LEVELS
from analytics.disclosure.years import quarters_of
from analytics.figures.selectors.shown import Area
from analytics.models import Coverage
from analytics.tables import EVERYBODY, NATIONAL, YEARLY, Dimension
from analytics.weighting import response_rates
from analytics.weighting.response_rates import StepCounts


class CountedPlace(NamedTuple):
    period: str
    force: str
    dimension: str
    level: str
    counts: StepCounts


@dataclass(frozen=True, kw_only=True)
class Frame:
    area: Area
    period: str
    dimensions: tuple[str, ...]
    counts: Mapping[str, Mapping[tuple[str, str], StepCounts]]

    @cached_property
    def total(self) -> dict[tuple[str, str], StepCounts]:
        by_place: dict[tuple[str, str], list[StepCounts]] = defaultdict(list)
        for of_force in self.counts.values():
            for place, counts in of_force.items():
                by_place[place].append(counts)
        return {place: response_rates.summed(counts) for place, counts in by_place.items()}

    def all_victims(self) -> dict[str, StepCounts]:
        return {
            force: of_force[Dimension.ALL, EVERYBODY]
            for force, of_force in self.counts.items()
            if (Dimension.ALL, EVERYBODY) in of_force
        }


def frame_for(
    area: Area, *, period: str, dimensions: Iterable[str] = tuple(COVERAGE_LEVELS)
) -> Frame:
    """Without tables that no case file records, or are national only."""
    wanted = [of for of in dimensions if of not in NATIONAL or not area.line]
    return frames_for(area, periods=(period,), dimensions=wanted)[period]


def frames_for(
    area: Area,
    *,
    periods: Collection[str],
    dimensions: Iterable[str],
    by_sex: Collection[str] = (),
) -> Mapping[str, Frame]:
    wanted = _tables(dimensions)
    tables = Q(dimension__in=wanted) | Q(dimension=Dimension.KIND_SEX, level__in=by_sex)
    rows = counted_places(_area_filter(area) & tables & Q(period__in=periods))
    return _frames(rows, area, periods=periods, dimensions=wanted)


def frame_and_court(
    area: Area, *, period: str, dimensions: Iterable[str], court: Q
) -> tuple[Frame, Sequence[CountedPlace]]:
    """In the same query the rows that `court` selects."""
    wanted = _tables(of for of in dimensions if of not in NATIONAL or not area.line)
    own = _area_filter(area) & Q(dimension__in=wanted, period=period)
    rows = counted_places(own | court)
    of_area = [row for row in rows if row.period == period and row.dimension in wanted
               and (not area.line or row.force in area.line)]  # fmt: skip
    return _frames(of_area, area, periods=(period,), dimensions=wanted)[period], rows


def _tables(dimensions: Iterable[str]) -> tuple[str, ...]:
    every = dict.fromkeys((Dimension.ALL.value, *dimensions))
    return tuple(of for of in every if of in COVERAGE_LEVELS or of in YEARLY)


def _area_filter(area: Area) -> Q:
    return Q(force_id__in=area.line) if area.line else Q()


def _frames(
    rows: Iterable[CountedPlace],
    area: Area,
    *,
    periods: Collection[str],
    dimensions: tuple[str, ...],
) -> Mapping[str, Frame]:
    found: dict[str, dict[str, dict[tuple[str, str], StepCounts]]] = {
        period: defaultdict(dict) for period in periods
    }
    for row in rows:
        found[row.period][row.force][row.dimension, row.level] = row.counts
    return {
        period: Frame(area=area, period=period, dimensions=dimensions, counts=of_period)
        for period, of_period in found.items()
    }


def quarters_for(area: Area, *, period: str, dimension: Dimension) -> Sequence[Frame]:
    """A year's quarters, oldest first, or one."""
    quarters = quarters_of(period)
    wanted = [] if dimension in NATIONAL and area.line else [dimension]
    found = frames_for(area, periods=quarters, dimensions=wanted)
    return [found[quarter] for quarter in quarters]


def counted_places(wanted: Q) -> list[CountedPlace]:
    """As one JSON document: reading five thousand rows takes twice as long."""
    text = Cast("counts", TextField())
    rows = Coverage.objects.filter(wanted)
    found = list(rows.values_list("period", "force_id", "dimension", "level", text))
    documents = json.loads(f"[{','.join([row[-1] for row in found])}]")
    return [
        CountedPlace._make((*row[:-1], counts))
        for row, counts in zip(found, documents, strict=True)
    ]


def frame_of(quarters: Sequence[Frame]) -> Frame:
    """Given oldest first; the result has the last period."""
    found: dict[str, dict[tuple[str, str], list[StepCounts]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for frame in quarters:
        for force, of_force in frame.counts.items():
            for place, counts in of_force.items():
                found[force][place].append(counts)
    summed = {
        force: {place: response_rates.summed(counts) for place, counts in of_force.items()}
        for force, of_force in found.items()
    }
    return replace(quarters[-1], counts=summed)
