"""Case and record figures of a scorecard, in three queries.

For a merged force they are sums, if each predecessor with cases has a number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q

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
"""By quarter, the forces of the area that had cases."""


@dataclass(frozen=True, kw_only=True)
class CaseFigures:
    days: Mapping[Place, StepTime]
    told: Mapping[Place, CaseCount]
    outcomes: Mapping[Place, Collection[RecordedOutcomes]]
    rates: Mapping[tuple[str, str], CaseCount]
    counted: Collection[str]
    measured: Collection[str]


def case_figures_for(
    area: Area, *, places: Collection[tuple[str, str]], rates: Collection[str], present: Present
) -> CaseFigures:
    codes = area.line or (area.code,)
    quarters, all_present = list(present), present if area.is_merged else {}
    # A card uses only a few levels of most tables.
    tables, levels = {table for table, _ in places}, {level for _, level in places}
    own = Q(area__in=codes, dimension__in=tables, level__in=levels)
    wanted = Q(period__in=quarters) & (own | Q(area=NATION, dimension=Dimension.ALL))
    times, outcomes = StepTime.objects.filter(wanted), RecordedOutcomes.objects.filter(wanted)
    records = RecordRate.objects.filter(
        period__in=quarters, rate__in=rates, dimension=Dimension.ALL, area__in={*codes, NATION}
    )
    days, told = _times([row for row in times if row.area in codes], all_present)
    decided = ((_place(row), row.area, row) for row in outcomes if row.area in codes)
    agreed = (
        ((row.period, row.rate), row.area, CaseCount(row.found, row.people))
        for row in records
        if row.area in codes
    )
    return CaseFigures(
        days=days,
        told=told,
        outcomes=_whole(decided, all_present),
        rates={key: _sum(counts) for key, counts in _whole(agreed, all_present).items()},
        counted={row.period for row in records},
        measured={row.period for row in times} | {row.period for row in outcomes},
    )


def _times(
    rows: Sequence[StepTime], present: Present
) -> tuple[Mapping[Place, StepTime], Mapping[Place, CaseCount]]:
    days = ((_place(row), row.area, row) for row in rows if row.step == CaseStep.OUTCOME)
    told = (
        (_place(row), row.area, CaseCount(row.in_time, row.judged))
        for row in rows
        if row.step == CaseStep.TOLD and row.judged >= LEAST_CASES
    )
    return (
        {place: row for place, (row, *others) in _whole(days, present).items() if not others},
        {place: _sum(counts) for place, counts in _whole(told, present).items()},
    )


def _place(row: StepTime | RecordedOutcomes) -> Place:
    return row.period, row.dimension, row.level


def _whole(
    rows: Iterable[tuple[Key, str, Found]], present: Present
) -> Mapping[Key, Collection[Found]]:
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
