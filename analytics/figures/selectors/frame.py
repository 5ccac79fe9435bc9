"""The stage events of a quarter as a page reads them once: how many were asked, and how far they
came. Some of it may not be told; coverage.py says what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.figures.selectors.shown import Area
from analytics.models import Coverage
from analytics.tables import COVERAGE_LEVELS, EVERYBODY, NATIONAL, Dimension
from analytics.weighting import response_rates
from analytics.weighting.response_rates import StepCounts


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Of one quarter, by force, table and level: who was asked and how far they came. Of the
    nation every force."""

    area: Area
    period: str
    dimensions: tuple[str, ...]
    counts: Mapping[str, Mapping[tuple[str, str], StepCounts]]

    def total(self) -> dict[tuple[str, str], StepCounts]:
        """Of the area together."""
        by_place: dict[tuple[str, str], list[StepCounts]] = defaultdict(list)
        for of_force in self.counts.values():
            for place, counts in of_force.items():
                by_place[place].append(counts)
        return {place: response_rates.summed(counts) for place, counts in by_place.items()}

    def of_everybody(self) -> dict[str, StepCounts]:
        """All victims of each force."""
        return {
            force: of_force[Dimension.ALL, EVERYBODY]
            for force, of_force in self.counts.items()
            if (Dimension.ALL, EVERYBODY) in of_force
        }


def frame_for(
    area: Area, *, period: str, dimensions: Iterable[str] = tuple(COVERAGE_LEVELS)
) -> Frame:
    """As far as tables of coverage exist: by what no case file records there is none, and of a
    force none of tables that are of the nation alone."""
    known = COVERAGE_LEVELS.keys() - (NATIONAL if area.line else ())
    wanted = tuple(of for of in dict.fromkeys((Dimension.ALL.value, *dimensions)) if of in known)
    rows = Coverage.objects.filter(period=period, dimension__in=wanted)
    if area.line:
        rows = rows.filter(force_id__in=area.line)
    found: dict[str, dict[tuple[str, str], StepCounts]] = defaultdict(dict)
    for force, dimension, level, counts in rows.values_list(
        "force_id", "dimension", "level", "counts"
    ):
        found[force][dimension, level] = counts
    return Frame(
        area=area,
        period=period,
        dimensions=wanted,
        counts=found,
    )
