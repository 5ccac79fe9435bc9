"""Coverage by quarter, and checks for ways to look better than it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import timing
from analytics.figures.selectors.coverage import scope_of
from analytics.models import Coverage
from analytics.refresh.selectors import quarter_states
from analytics.releases import gaming_checks
from analytics.releases.gaming_checks import CheckedForces, GamingCheck
from analytics.stats.proportions import Proportion
from analytics.stats.series import spc
from analytics.stats.series.spc import ControlPoint
from analytics.tables import EVERYBODY, Dimension
from analytics.weighting import response_rates
from analytics.weighting.response_rates import StepCounts

MOST_QUARTERS = 8
Counts = Mapping[str, Mapping[str, StepCounts]]
"""All stage events, by quarter, oldest first, and force."""


class ReachStep(StrEnum):
    """Each a share of the one before: eligible, asked, answered."""

    COULD_BE_ASKED = "could_be_asked"
    ASKED = "asked"
    ANSWERED = "answered"


@dataclass(frozen=True, kw_only=True)
class ReachPoint:
    period: str
    of: Proportion | None
    is_hidden: bool = False
    habit: ControlPoint | None = None


@dataclass(frozen=True, kw_only=True)
class ForceReach:
    force: Force
    points: Mapping[ReachStep, Sequence[ReachPoint]]


@dataclass(frozen=True, kw_only=True)
class ReachPage:
    """Up to eight, oldest first."""

    quarters: Sequence[str]
    provisional: frozenset[str]
    is_simulated: bool
    forces: Sequence[ForceReach]


@dataclass(frozen=True, kw_only=True)
class ChecksPage:
    period: str | None
    periods: Sequence[str]
    provisional: frozenset[str]
    is_simulated: bool
    forces: Sequence[Force]
    checks: Mapping[GamingCheck, CheckedForces]


def reach_page_for(viewer: Viewer, *, on: date) -> ReachPage:
    counts = _counts(on=on)
    quarters = sorted(counts)[-MOST_QUARTERS:]
    provisional = _provisional(quarters)
    forces = access_selectors.forces_for(viewer)
    return ReachPage(
        quarters=quarters,
        provisional=provisional,
        is_simulated=access_selectors.is_simulated(),
        forces=[
            ForceReach(
                force=force,
                points={
                    step: _points(step, force.code, counts, quarters, provisional)
                    for step in ReachStep
                },
            )
            for force in forces
            if any(force.code in counts[quarter] for quarter in quarters)
        ],
    )


def checks_page_for(viewer: Viewer, *, period: str, on: date) -> ChecksPage:
    counts = _counts(on=on)
    provisional = _provisional(sorted(counts))
    settled = [each for each in counts if each not in provisional]
    latest = max(settled or counts, default=None)
    chosen = period if period in counts else latest
    return ChecksPage(
        period=chosen,
        periods=sorted(counts, reverse=True),
        provisional=provisional,
        is_simulated=access_selectors.is_simulated(),
        forces=access_selectors.forces_for(viewer),
        checks=gaming_checks.checked_forces(counts[chosen], scope_of)
        if chosen in settled and chosen is not None
        else {},
    )


def _counts(*, on: date) -> Counts:
    rows = Coverage.objects.filter(dimension=Dimension.ALL, level=EVERYBODY)
    found: dict[str, dict[str, StepCounts]] = defaultdict(dict)
    for period, force, counts in rows.values_list("period", "force_id", "counts"):
        if timing.is_over(period, on=on):
            found[period][force] = counts
    return found


def _provisional(quarters: Sequence[str]) -> frozenset[str]:
    states = quarter_states.states()
    return frozenset(each for each in quarters if quarter_states.is_provisional(states, each))


def _points(
    step: ReachStep,
    force: str,
    counts: Counts,
    quarters: Sequence[str],
    provisional: frozenset[str],
) -> list[ReachPoint]:
    points = [_point(step, quarter, counts[quarter].get(force, {})) for quarter in quarters]
    charted = [
        (point.period, point.of)
        for point in points
        if point.of is not None and point.period not in provisional
    ]
    chart = spc.laney_chart(
        shares=[of.share for _period, of in charted], bases=[of.trials for _period, of in charted]
    )
    habits = (
        {period: at for (period, _of), at in zip(charted, chart.points, strict=True)}
        if chart
        else {}
    )
    return [
        ReachPoint(
            period=point.period,
            of=point.of,
            is_hidden=point.is_hidden,
            habit=habits.get(point.period),
        )
        for point in points
    ]


def _point(step: ReachStep, period: str, counts: StepCounts) -> ReachPoint:
    if step is ReachStep.COULD_BE_ASKED:
        scope = scope_of(counts)
        return ReachPoint(period=period, of=_proportion(scope.contactable, scope.in_scope))
    if step is ReachStep.ASKED:
        invited = counts.get(response_rates.INVITED, 0)
        return ReachPoint(period=period, of=_proportion(invited, scope_of(counts).contactable))
    asked = response_rates.count_asked(counts)
    if asked > 0 and response_rates.hidden_levels({EVERYBODY: counts}):
        return ReachPoint(period=period, of=None, is_hidden=True)
    return ReachPoint(period=period, of=_proportion(counts.get(response_rates.USABLE, 0), asked))


def _proportion(successes: int, trials: int) -> Proportion | None:
    if trials <= 0:
        return None
    return Proportion(successes=float(min(successes, trials)), trials=float(trials))
