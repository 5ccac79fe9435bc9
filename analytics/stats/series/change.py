"""Has a series changed lately by more than chance and its usual variation explain? Pure.

The latest 1, 2, 4 and 8 weeks are each compared with the 52 weeks of the same series that end 13
weeks earlier, so that a problem that has grown for a quarter is not part of its own baseline."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.stats.multiplicity import benjamini_hochberg
from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.special import binomial_cdf
from analytics.stats.suppression import may_compare

WINDOWS = (1, 2, 4, 8)
BASELINE_WEEKS = 52
GUARD_WEEKS = 13
LEAST_BASELINE_WEEKS = 26
MATERIAL_ODDS_RATIO = 1.3
FALSE_SHARE = 0.1

Array = NDArray[np.float64]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of one series: `number` counts weeks from any fixed Monday, `share` is the weighted
    share positive (0 to 1), `effective_base` and `base` are in people."""

    number: int
    share: float
    base: int
    effective_base: float


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """`share` is the expected share, `dispersion` φ by length of window, at least 1: how much more
    than a binomial the baseline varies when taken in windows of that many weeks."""

    share: float
    effective_base: float
    dispersion: Mapping[int, float]


@dataclass(frozen=True, kw_only=True)
class SeriesChange:
    """The window of a series with the smallest p-value. `interval` is of the observed share;
    `p_value` is corrected for the number of windows tried, not for the number of series."""

    window_weeks: int
    base: int
    effective_base: float
    observed: float
    expected: float
    interval: Interval
    odds_ratio: float
    p_value: float

    @property
    def is_rise(self) -> bool:
        return self.observed > self.expected

    @property
    def is_material(self) -> bool:
        ratio = max(self.odds_ratio, 1 / self.odds_ratio)
        return ratio >= MATERIAL_ODDS_RATIO


def baseline_of(*, weeks: Sequence[Week], latest: int) -> Baseline | None:
    """The baseline of a series: the 52 weeks that end 13 weeks before `latest`.

        p₀ = Σ nₜpₜ / Σ nₜ over m weeks
        φ₁ = Σ nₜ(pₜ - p₀)² / (p₀(1-p₀)(m-1)), and φₖ the same of all runs of k weeks

    n is the effective base. None where fewer than half of the weeks have answers, or the effective
    base is under 50. Eight weeks move together with a season or a drift more than one week does, so
    each window is tested with the dispersion of its own length. A drift that continues after the
    baseline still counts as a change."""
    first = latest - GUARD_WEEKS - BASELINE_WEEKS
    used = [
        week
        for week in weeks
        if first < week.number <= latest - GUARD_WEEKS and week.effective_base > 0
    ]
    total = sum(week.effective_base for week in used)
    if len(used) < LEAST_BASELINE_WEEKS or not may_compare(effective_base=total):
        return None
    bases = np.array([week.effective_base for week in used])
    positive = bases * np.array([week.share for week in used])
    expected = float(positive.sum() / total)
    weekly = _dispersion(positive=positive, bases=bases, expected=expected, window=1)
    return Baseline(
        share=expected,
        effective_base=total,
        dispersion={
            window: max(
                1.0,
                weekly,
                _dispersion(positive=positive, bases=bases, expected=expected, window=window),
            )
            for window in WINDOWS
        },
    )


def window_p_value(
    *, share: float, effective_base: float, window: int, baseline: Baseline
) -> float:
    """Two-sided p of a share against the baseline, with the uncertainty of the baseline.

        n* = 1 / (φ(1/n + 1/N)),  p = 2 · min(mid-p below, mid-p above) of Binomial(n*, p₀)

    The binomial is continued to real counts by the incomplete beta function; the deflated n* gives
    it the variance φp₀(1-p₀)(1/n + 1/N). Unlike a normal test it keeps the skew at high shares. φ
    is taken as known, so p is slightly too small with short baselines."""
    dispersion = baseline.dispersion[window]
    trials = 1 / (dispersion * (1 / effective_base + 1 / baseline.effective_base))
    # Half an answer is kept off either end: a baseline of 100 % does not make one "no" impossible.
    edge = 0.5 / baseline.effective_base
    expected = min(max(baseline.share, edge), 1 - edge)
    successes = share * trials
    below = _mid_p_below(successes=successes, trials=trials, expected=expected)
    return 2 * min(below, 1 - below)


def largest_change(*, weeks: Sequence[Week], latest: int) -> SeriesChange | None:
    """The window ending with week `latest` that has the smallest p-value.

    p is min(1, number of windows tried × smallest p). Windows under an effective base of 50 are not
    tried; None where there is no such window or no baseline."""
    baseline = baseline_of(weeks=weeks, latest=latest)
    if baseline is None:
        return None
    tried = [
        change
        for window in WINDOWS
        if (change := _window(weeks=weeks, latest=latest, window=window, baseline=baseline))
    ]
    if not tried:
        return None
    best = min(tried, key=lambda change: change.p_value)
    return SeriesChange(**(vars(best) | {"p_value": min(1.0, len(tried) * best.p_value)}))


def raised(
    *, changes: Mapping[Key, SeriesChange | None], false_share: float = FALSE_SHARE
) -> list[Key]:
    """The series of one tier (the nation, the forces) that raise an alert this week, in the order
    given: those with a small p-value among all that were tested (Benjamini-Hochberg at
    `false_share`) and a change large enough to matter."""
    tested = {key: change for key, change in changes.items() if change is not None}
    adjusted = benjamini_hochberg([change.p_value for change in tested.values()])
    return [
        key
        for (key, change), value in zip(tested.items(), adjusted, strict=True)
        if value <= false_share and change.is_material
    ]


def _window(
    *, weeks: Sequence[Week], latest: int, window: int, baseline: Baseline
) -> SeriesChange | None:
    used = [week for week in weeks if latest - window < week.number <= latest]
    total = sum(week.effective_base for week in used)
    if not may_compare(effective_base=total):
        return None
    observed = sum(week.share * week.effective_base for week in used) / total
    deflated = total / baseline.dispersion[window]
    return SeriesChange(
        window_weeks=window,
        base=sum(week.base for week in used),
        effective_base=total,
        observed=observed,
        expected=baseline.share,
        interval=wilson_interval(successes=observed * deflated, trials=deflated),
        odds_ratio=_odds(share=observed, base=total)
        / _odds(share=baseline.share, base=baseline.effective_base),
        p_value=window_p_value(
            share=observed, effective_base=total, window=window, baseline=baseline
        ),
    )


def _dispersion(*, positive: Array, bases: Array, expected: float, window: int) -> float:
    """Pearson's χ² of all runs of `window` weeks, over its expectation if only chance were at
    work."""
    if not 0 < expected < 1:
        return 1.0
    runs = np.ones(window)
    satisfied, answers = np.convolve(positive, runs, "valid"), np.convolve(bases, runs, "valid")
    pearson = np.square(satisfied - answers * expected) / (answers * expected * (1 - expected))
    return float(pearson.mean() / (1 - window / len(bases)))


def _odds(*, share: float, base: float) -> float:
    """Odds with half an answer added to either side, finite at 0 and 100 % (Haldane 1956)."""
    return (share * base + 0.5) / ((1 - share) * base + 0.5)


def _mid_p_below(*, successes: float, trials: float, expected: float) -> float:
    """P(R < x) + ½P(R = x), as the mean of P(R ≤ x - 1) and P(R ≤ x)."""
    return 0.5 * sum(
        binomial_cdf(count=count, trials=trials, probability=expected)
        for count in (successes - 1, successes)
    )
