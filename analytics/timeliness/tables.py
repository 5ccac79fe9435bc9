"""From the spans of cases to what is stored of each group of them. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analytics.disclosure.places import NATION
from analytics.stats.durations import MedianDays, median_days
from analytics.tables import EVERYBODY, Dimension
from responses.extract_rows import CaseSpan, CaseStep

OUTCOME_GROUP = "outcome_group"
LEAST_CASES = 10
"""Of fewer cases nothing is told. These are records of the force, and no answers of victims; their
own force knows them anyhow."""


@dataclass(frozen=True)
class GroupKey:
    area: str
    step: CaseStep
    dimension: str
    level: str


@dataclass(frozen=True, kw_only=True)
class StepFigures:
    """`judged` are the cases of which it is decided whether the victim was told in time."""

    cases: int
    over: int
    days: MedianDays
    judged: int
    in_time: int


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
    """Of every group that is large enough, for each force and the nation."""
    groups: dict[GroupKey, _Spans] = defaultdict(_Spans)
    for span, cases in spans.items():
        for key in _groups_of(span):
            groups[key].add(span, cases)
    found = {key: _figures(group) for key, group in groups.items()}
    return {key: figures for key, figures in found.items() if figures.cases >= LEAST_CASES}


def _groups_of(span: CaseSpan) -> Iterator[GroupKey]:
    levels = [(Dimension.ALL.value, EVERYBODY), (Dimension.CRIME_GROUP.value, span.crime_group)]
    if span.step is CaseStep.TOLD:
        levels.append((OUTCOME_GROUP, span.outcome_group))
    for area in (span.force, NATION):
        yield from (GroupKey(area, span.step, *level) for level in levels)


def _figures(group: _Spans) -> StepFigures:
    over = group.over.total()
    return StepFigures(
        cases=over + group.waiting.total(),
        over=over,
        days=median_days(group.over, group.waiting),
        judged=group.judged,
        in_time=group.in_time,
    )
