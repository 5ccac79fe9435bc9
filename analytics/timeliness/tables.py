"""Stored durations and outcomes of groups of cases."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analytics.disclosure.places import NATION
from analytics.stats.durations import MedianDays, median_days
from analytics.tables import AGAINST_WOMEN_AND_GIRLS, EVERYBODY, Dimension, pair_level
from responses.extract_rows import AGAINST_WOMEN, CaseSpan, CaseStep

OUTCOME_GROUP = "outcome_group"
LEAST_CASES = 10
"""The fewest cases.

These are the force's records, not victims' answers, and the force has them anyway.
"""


@dataclass(frozen=True)
class GroupKey:
    area: str
    step: CaseStep
    dimension: str
    level: str


@dataclass(frozen=True, kw_only=True)
class StepFigures:
    cases: int
    over: int
    days: MedianDays
    judged: int
    in_time: int


@dataclass(frozen=True)
class OutcomePlace:
    area: str
    dimension: str
    level: str


@dataclass
class _Spans:
    over: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    judged: int = 0
    in_time: int = 0

    def add(self, span: CaseSpan, cases: int) -> None:
        (self.over if span.is_over else self.waiting)[span.days] += cases
        if span.in_time is not None:
            self.judged += cases
            self.in_time += cases * span.in_time


def step_figures(spans: Mapping[CaseSpan, int]) -> dict[GroupKey, StepFigures]:
    groups: dict[GroupKey, _Spans] = defaultdict(_Spans)
    for span, cases in spans.items():
        for key in _groups_of(span):
            groups[key].add(span, cases)
    found = {key: _figures(group) for key, group in groups.items()}
    return {key: figures for key, figures in found.items() if figures.cases >= LEAST_CASES}


def outcome_counts(spans: Mapping[CaseSpan, int]) -> dict[OutcomePlace, Mapping[str, int]]:
    found: dict[OutcomePlace, Counter[str]] = defaultdict(Counter)
    for span, cases in spans.items():
        if span.step is CaseStep.OUTCOME and span.is_over:
            for level in _levels_of(span):
                for area in (span.force, NATION):
                    found[OutcomePlace(area, *level)][span.outcome_group] += cases
    return {place: counts for place, counts in found.items() if counts.total() >= LEAST_CASES}


def _groups_of(span: CaseSpan) -> Iterator[GroupKey]:
    levels = _levels_of(span)
    if span.step is CaseStep.TOLD:
        levels.append((OUTCOME_GROUP, span.outcome_group))
    for area in (span.force, NATION):
        yield from (GroupKey(area, span.step, *level) for level in levels)


def _levels_of(span: CaseSpan) -> list[tuple[str, str]]:
    is_against_women = span.crime_kind in AGAINST_WOMEN
    kinds = (span.crime_kind, *((AGAINST_WOMEN_AND_GIRLS,) if is_against_women else ()))
    return [
        (Dimension.ALL.value, EVERYBODY),
        (Dimension.CRIME_GROUP.value, span.crime_group),
        *((Dimension.KIND.value, kind) for kind in kinds),
        *((Dimension.KIND_SEX.value, pair_level(kind, span.sex)) for kind in kinds),
    ]


def _figures(group: _Spans) -> StepFigures:
    over = group.over.total()
    return StepFigures(
        cases=over + group.waiting.total(),
        over=over,
        days=median_days(group.over, group.waiting),
        judged=group.judged,
        in_time=group.in_time,
    )
