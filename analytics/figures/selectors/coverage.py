"""STAT-1."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache

from access.models import Force
from analytics.coverage_levels import COVERAGE_LEVELS
from analytics.disclosure import timing
from analytics.disclosure.funnel_steps import RESPONDENT_STEPS, CoverageStep
from analytics.figures.selectors.frame import Frame
from analytics.models import Coverage
from analytics.stats.suppression import HIDDEN_LEVELS, HIDDEN_PEOPLE
from analytics.tables import EVERYBODY, UNKNOWN, Dimension
from analytics.weighting import response_rates
from analytics.weighting.response_rates import LEAST_SHOWN, ScopeCounts, StepCounts
from responses import extract

INVITE = "INVITE"
STILL_ASKED = extract.in_frame()
"""Decisions about eligible people: invited, not yet, or left out by a known probability."""


@dataclass(frozen=True, kw_only=True)
class Drop:
    code: str
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CoverageFunnelStep:
    step: CoverageStep
    count: int | None
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reach:
    level: str
    recorded: int
    in_scope: int
    contactable: int
    invited: int
    coverage: float | None
    response: float | None
    is_response_hidden: bool


@dataclass(frozen=True, kw_only=True)
class ForceCoverage:
    force: Force | None
    period: str
    is_over: bool
    steps: tuple[CoverageFunnelStep, ...]
    total: Reach | None
    guarded: int
    """Victims who may be asked only with an agreed passphrase or by a code."""
    guarded_invited: int
    """Guarded victims who were asked."""
    by_dimension: Mapping[str, tuple[Reach, ...]]
    """By case-file characteristics and by mode of invitation."""

    @property
    def is_empty(self) -> bool:
        return self.total is None


def periods() -> list[str]:
    return list(Coverage.objects.values_list("period", flat=True).distinct().order_by("period"))


def coverage_of(frame: Frame, *, on: date) -> ForceCoverage:
    """By case-file and invitation characteristics (decision 17), as far as published on a day."""
    told, counts = published_coverage(frame, on=on), frame.total
    total = counts.get((Dimension.ALL, EVERYBODY))
    steps_told = _publishable_steps(frame, total) if total and not told.is_all_hidden else ()
    return ForceCoverage(
        force=frame.area.force,
        period=frame.period,
        is_over=timing.is_over(frame.period, on=on),
        steps=_steps(total, told=steps_told) if total else (),
        total=told.total,
        guarded=(total or {}).get(response_rates.GUARDED, 0),
        guarded_invited=(total or {}).get(response_rates.GUARDED_INVITED, 0),
        by_dimension=told.by_dimension,
    )


@dataclass(frozen=True, kw_only=True)
class PublishedCoverage:
    total: Reach | None
    by_dimension: Mapping[str, tuple[Reach, ...]]
    is_all_hidden: bool


def published_coverage(frame: Frame, *, on: date) -> PublishedCoverage:
    counts, hidden = frame.total, _hidden_levels(frame)
    is_of_force = frame.area.force is not None
    may_tell = timing.is_over(frame.period, on=on) and (is_of_force or not _reveals_force(frame))
    return PublishedCoverage(
        total=next(_reaches(counts, Dimension.ALL, hidden, may_tell=may_tell), None),
        by_dimension={
            dimension: tuple(_reaches(counts, dimension, hidden, may_tell=may_tell))
            for dimension in frame.dimensions
            if dimension != Dimension.ALL
        },
        is_all_hidden=not may_tell or EVERYBODY in hidden.get(Dimension.ALL, ()),
    )


def reaches_of(frame: Frame) -> dict[str, Reach]:
    counts, hidden = frame.total, _hidden_levels(frame)
    reaches = [reach for of in frame.dimensions for reach in _reaches(counts, of, hidden)]
    return {reach.level: reach for reach in reaches}


def _reveals_force(frame: Frame) -> bool:
    answered = [counts.get(CoverageStep.USABLE, 0) for counts in frame.all_victims().values()]
    small = [people for people in answered if 0 < people < LEAST_SHOWN]
    return bool(small) and (len(small) < HIDDEN_LEVELS or sum(small) < HIDDEN_PEOPLE)


def _publishable_steps(frame: Frame, total: StepCounts) -> frozenset[str]:
    told = response_rates.showable_steps(total)
    if len(frame.area.line) == 1 or not told:
        return told
    dark = {
        step: [
            of_force
            for of_force in frame.all_victims().values()
            if of_force.get(step) and step not in response_rates.showable_steps(of_force)
        ]
        for step in told
    }
    return frozenset(step for step in told if not _reveals_one(step, dark[step]))


def _reveals_one(step: str, dark: Sequence[StepCounts]) -> bool:
    together = response_rates.showable_steps(response_rates.summed(dark))
    return bool(dark) and (len(dark) < HIDDEN_LEVELS or step not in together)


def _steps(counts: StepCounts, *, told: Collection[str]) -> tuple[CoverageFunnelStep, ...]:
    left_out = extract.out_of_scope()
    stages: dict[CoverageStep, Callable[[str], bool]] = {
        CoverageStep.IN_SCOPE: lambda code: code in left_out,
        CoverageStep.NOT_EXCLUDED: lambda code: (
            code not in {*left_out, *response_rates.NO_CONTACT, *STILL_ASKED}
        ),
        CoverageStep.CONTACTABLE: lambda code: code in response_rates.NO_CONTACT,
        CoverageStep.SELECTED: lambda code: code in STILL_ASKED - {INVITE},
    }
    remaining = counts["recorded"]
    steps = [CoverageFunnelStep(step=CoverageStep.RECORDED, count=remaining)]
    for step, is_dropped in stages.items():
        drops = tuple(
            Drop(code=code, reason=reason, count=counts[code])
            for code, reason in extract.decision_reasons().items()
            if is_dropped(code) and counts.get(code)
        )
        remaining -= sum(drop.count for drop in drops)
        steps.append(CoverageFunnelStep(step=step, count=remaining, drops=drops))
    return (
        *steps,
        *(
            CoverageFunnelStep(step=step, count=_published_count(step, counts, told))
            for step in AFTER_SELECTION
        ),
    )


AFTER_SELECTION = (
    CoverageStep.INVITED,
    CoverageStep.DELIVERED,
    CoverageStep.OPENED,
    CoverageStep.STARTED,
    CoverageStep.USABLE,
    CoverageStep.COMPLETED,
)


def _published_count(step: CoverageStep, counts: StepCounts, told: Collection[str]) -> int | None:
    may_tell = step not in RESPONDENT_STEPS or step in told
    return counts.get(step.value, 0) if may_tell else None


def _reaches(
    counts: Mapping[tuple[str, str], StepCounts],
    dimension: str,
    also_hidden: Mapping[str, Set[str]],
    *,
    may_tell: bool = True,
) -> Iterator[Reach]:
    levels = {
        level: counts[dimension, level]
        for level in _levels(counts, dimension)
        if (dimension, level) in counts
    }
    hidden = response_rates.hidden_levels(levels) if may_tell else set(levels)
    hidden |= also_hidden.get(dimension, set())
    for level, found in levels.items():
        yield reach_of(level, found, is_hidden=level in hidden)


def _levels(counts: Mapping[tuple[str, str], StepCounts], dimension: str) -> Iterable[str]:
    if dimension in COVERAGE_LEVELS:
        return COVERAGE_LEVELS[dimension]
    return sorted(
        (level for of, level in counts if of == dimension), key=lambda at: (at == UNKNOWN, at)
    )


def _hidden_levels(frame: Frame) -> dict[str, set[str]]:
    line = frame.area.line
    hidden: dict[str, set[str]] = defaultdict(set)
    for code in line if len(line) > 1 else ():
        by_dimension: dict[str, dict[str, StepCounts]] = defaultdict(dict)
        for (dimension, level), counts in frame.counts.get(code, {}).items():
            by_dimension[dimension][level] = counts
        for dimension, levels in by_dimension.items():
            hidden[dimension] |= response_rates.hidden_levels(levels)
    return hidden


@cache
def _excluded() -> frozenset[str]:
    return frozenset(extract.decision_reasons()) - STILL_ASKED


def scope_of(counts: StepCounts) -> ScopeCounts:
    out_of_scope = sum(counts.get(code, 0) for code in extract.out_of_scope())
    excluded = sum(counts[code] for code in _excluded() & counts.keys())
    recorded = counts.get(CoverageStep.RECORDED, 0)
    return ScopeCounts(in_scope=recorded - out_of_scope, contactable=recorded - excluded)


def reach_of(level: str, counts: StepCounts, *, is_hidden: bool) -> Reach:
    scope = scope_of(counts)
    in_scope, contactable = scope.in_scope, scope.contactable
    asked = response_rates.count_asked(counts)
    return Reach(
        level=level,
        recorded=counts["recorded"],
        in_scope=in_scope,
        contactable=contactable,
        invited=counts.get(CoverageStep.INVITED, 0),
        coverage=contactable / in_scope if in_scope else None,
        response=counts.get(CoverageStep.USABLE, 0) / asked
        if asked > 0 and not is_hidden
        else None,
        is_response_hidden=is_hidden and asked > 0,
    )
