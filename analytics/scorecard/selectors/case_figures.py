"""What a scorecard counts of cases and of records, in three queries: of a force that others ended
in the sums of theirs, where each of them that had cases has a number. A median has no sum."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from analytics.disclosure.places import NATION
from analytics.figures.selectors.shown import Area
from analytics.models import RecordedOutcomes, RecordRate, StepTime
from analytics.scorecard.readings import CaseCount
from analytics.tables import Dimension
from analytics.timeliness.tables import LEAST_CASES
from responses.extract_rows import CaseStep

Place = tuple[str, str, str]
"""Quarter, dimension and level."""
Key = TypeVar("Key", bound=tuple[str, ...])
Found = TypeVar("Found")
Present = Mapping[str, Collection[str]]
"""By quarter the forces of the area that had cases."""


@dataclass(frozen=True, kw_only=True)
class CaseFigures:
    """Of one area. `told` are victims, and how many of them were told in time; `outcomes` are of
    each force; `rates` are by quarter and rate, of the quarters in `counted`."""

    days: Mapping[Place, StepTime]
    told: Mapping[Place, CaseCount]
    outcomes: Mapping[Place, Collection[RecordedOutcomes]]
    rates: Mapping[tuple[str, str], CaseCount]
    counted: Collection[str]


def case_figures_for(
    area: Area, *, dimensions: Collection[str], rates: Collection[str], present: Present
) -> CaseFigures:
    """Of the quarters of `present`."""
    codes = area.line or (area.code,)
    here = {"period__in": list(present), "dimension__in": dimensions, "area__in": codes}
    times = list(StepTime.objects.filter(**here))
    to_outcome = [row for row in times if row.step == CaseStep.OUTCOME]
    told = [row for row in times if row.step == CaseStep.TOLD and row.judged >= LEAST_CASES]
    records = list(
        RecordRate.objects.filter(
            period__in=list(present),
            rate__in=rates,
            dimension=Dimension.ALL,
            area__in={*codes, NATION},
        )
    )
    all_present = present if area.is_merged else {}
    days = _whole(((_place(row), row.area, row) for row in to_outcome), all_present)
    in_time = _whole(
        ((_place(row), row.area, CaseCount(row.in_time, row.judged)) for row in told), all_present
    )
    outcomes = _whole(
        ((_place(row), row.area, row) for row in RecordedOutcomes.objects.filter(**here)),
        all_present,
    )
    agreed = _whole(
        (
            ((row.period, row.rate), row.area, CaseCount(row.found, row.people))
            for row in records
            if row.area in codes
        ),
        all_present,
    )
    return CaseFigures(
        days={place: row for place, (row, *others) in days.items() if not others},
        told={place: _sum(counts) for place, counts in in_time.items()},
        outcomes=outcomes,
        rates={key: _sum(counts) for key, counts in agreed.items()},
        counted={row.period for row in records},
    )


def _place(row: StepTime | RecordedOutcomes) -> Place:
    return row.period, row.dimension, row.level


def _whole(
    rows: Iterable[tuple[Key, str, Found]], present: Present
) -> Mapping[Key, Collection[Found]]:
    """What each force has, by a key that begins with the quarter; where one that was present has
    nothing, nothing: the sum would be of the others."""
    found: dict[Key, dict[str, Found]] = defaultdict(dict)
    for key, force, one in rows:
        found[key][force] = one
    return {
        key: list(by_force.values())
        for key, by_force in found.items()
        if by_force.keys() >= set(present.get(key[0], ()))
    }


def _sum(counts: Collection[CaseCount]) -> CaseCount:
    return CaseCount(sum(one.found for one in counts), sum(one.people for one in counts))
