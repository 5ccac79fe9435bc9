"""Every force's coverage over the quarters, and the checks of what could make one look better than
it serves its victims. For national viewers."""

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
"""By quarter, oldest first, and force: all its stage events."""


class ReachStep(StrEnum):
    """Each is a share of the one before: of the stages in scope which could be asked about, of
    these which were, of the invitations that arrived which were answered."""

    COULD_BE_ASKED = "could_be_asked"
    ASKED = "asked"
    ANSWERED = "answered"


@dataclass(frozen=True, kw_only=True)
class ReachPoint:
    """A force in a quarter. `of` is None where there is nothing to take a share of, or the share
    may not be told (`is_hidden`). `habit` is its place beside the limits of its own series, None
    where the quarter is provisional or the series is short."""

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
    """`quarters` are those shown, oldest first, up to eight, of which `provisional` may still
    change; none while there are none."""

    quarters: Sequence[str]
    provisional: frozenset[str]
    is_simulated: bool
    forces: Sequence[ForceReach]


@dataclass(frozen=True, kw_only=True)
class ChecksPage:
    """`period` is None while no quarter is over. Of one that is provisional there are no
    `checks`."""

    period: str | None
    periods: Sequence[str]
    provisional: frozenset[str]
    is_simulated: bool
    forces: Sequence[Force]
    checks: Mapping[GamingCheck, CheckedForces]


def reach_page_for(viewer: Viewer, *, on: date) -> ReachPage:
    """The forces that the viewer may see."""
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
    """All forces, since each is held against all. A quarter that is not over stands for the latest
    that is over and not provisional."""
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
    """Of the quarters that are over."""
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
    """With the habit of the quarters that have settled (Laney's chart): one that is hidden or
    provisional has no place on it."""
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
    """How many answered is told as on the force's own page."""
    if step is ReachStep.COULD_BE_ASKED:
        scope = scope_of(counts)
        return ReachPoint(period=period, of=_proportion(scope.contactable, scope.in_scope))
    if step is ReachStep.ASKED:
        invited = counts.get(response_rates.INVITED, 0)
        return ReachPoint(period=period, of=_proportion(invited, scope_of(counts).contactable))
    asked = response_rates.asked(counts)
    if asked > 0 and response_rates.hidden_levels({EVERYBODY: counts}):
        return ReachPoint(period=period, of=None, is_hidden=True)
    return ReachPoint(period=period, of=_proportion(counts.get(response_rates.USABLE, 0), asked))


def _proportion(successes: int, trials: int) -> Proportion | None:
    if trials <= 0:
        return None
    return Proportion(successes=float(min(successes, trials)), trials=float(trials))
