"""Statistical process control charts by NHS England's Making Data Count rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST_POINTS = 7
LOCKED_POINTS = 12
RUN = 7
OF_MOVING_RANGE = 2.66
SCREENED_AT = 3.267
STEADY = 0.25
"""Bases within this proportion of their mean count as equal."""
MEAN_RANGE_OF_TWO = 1.128
"""d₂: the mean moving range of two, in standard deviations."""


class Signal(StrEnum):
    """The first rule that a point breaks."""

    OUTSIDE = "outside"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"
    SHIFT = "shift"


class ControlVerdict(StrEnum):
    COMMON = "common"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEITHER = "neither"
    """Special-cause variation of a measure for which neither direction is better."""


class Assurance(StrEnum):
    PASSES = "passes"
    FAILS = "fails"
    HIT_AND_MISS = "hit_and_miss"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, kw_only=True)
class ControlPoint:
    """`is_high`: up for a trend, above the centre otherwise."""

    value: float
    centre: float
    lower: float
    upper: float
    signal: Signal | None = None
    is_high: bool | None = None

    def verdict(self, better: Better) -> ControlVerdict:
        if self.signal is None or self.is_high is None:
            return ControlVerdict.COMMON
        if better is Better.NEITHER:
            return ControlVerdict.NEITHER
        is_good = self.is_high is (better is Better.HIGHER)
        return ControlVerdict.IMPROVEMENT if is_good else ControlVerdict.CONCERN


@dataclass(frozen=True, kw_only=True)
class ControlChart:
    """`is_trial`: fewer than twelve points set the limits."""

    points: tuple[ControlPoint, ...]
    is_trial: bool

    def assurance(self, *, target: float, better: Better) -> Assurance | None:
        """Compare the latest limits with `target` (in the chart's unit). None if neither direction
        is better."""
        last = self.points[-1]
        if better is Better.NEITHER:
            return None
        if last.lower <= target <= last.upper:
            return Assurance.HIT_AND_MISS
        is_above = last.lower > target
        return Assurance.PASSES if is_above is (better is Better.HIGHER) else Assurance.FAILS


def xmr_chart(*, values: Sequence[float]) -> ControlChart | None:
    """centre = mean x, limits = centre ± 2.66 · mean |x_t - x_{t-1}| (Wheeler 2000)

     Leaves out, once, moving ranges of 3.267 × their mean or more, as
    NHSRplotthedots does. None under seven points.
    """
    x = np.asarray(values, dtype=float)
    if len(x) < LEAST_POINTS:
        return None
    moving = np.abs(np.diff(x))
    mean_range = float(moving.mean())
    if (kept := moving[moving < SCREENED_AT * mean_range]).size:
        mean_range = float(kept.mean())
    return _chart(values=x, centre=np.full(len(x), _clip_mean(x, float(x.mean()))),
                  reach=np.full(len(x), OF_MOVING_RANGE * mean_range), points=len(x))  # fmt: skip


def share_chart(*, shares: Sequence[float], bases: Sequence[float]) -> ControlChart | None:
    """Return the chart of shares: XmR if every base is within a quarter of their mean, otherwise
    Laney's p′. None under seven points."""
    mean = sum(bases) / max(1, len(bases))
    if all(abs(base - mean) <= STEADY * mean for base in bases):
        return xmr_chart(values=shares)
    return laney_chart(shares=shares, bases=bases)


def laney_chart(
    *,
    shares: Sequence[float],
    bases: Sequence[float],
    baseline: int | None = None,
) -> ControlChart | None:
    """Shares with unequal bases (Laney 2002, Qual Eng 14:531).

        p̄ = Σnp/Σn, s_t = √(p̄(1-p̄)/n_t), z_t = (p_t - p̄)/s_t
        limits = p̄ ± 3 s_t σ_z, σ_z = mean |z_t - z_{t-1}| / 1.128

    The first `baseline` points set the limits. None under seven points.
    """
    p, n = np.asarray(shares, dtype=float), np.asarray(bases, dtype=float)
    if len(p) < LEAST_POINTS:
        return None
    used = slice(baseline)
    pooled = _clip_mean(p[used], float((p[used] * n[used]).sum() / n[used].sum()))
    chance = np.sqrt(pooled * (1 - pooled) / n)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(chance > 0, (p - pooled) / chance, 0.0)[used]
    restless = float(np.abs(np.diff(z)).mean() / MEAN_RANGE_OF_TWO)
    return _chart(values=p, centre=np.full(len(p), pooled), reach=3 * chance * restless,
                  points=len(z))  # fmt: skip


def _clip_mean(values: Array, mean: float) -> float:
    return float(np.clip(mean, values.min(), values.max()))


def _chart(*, values: Array, centre: Array, reach: Array, points: int) -> ControlChart:
    signals = _signals(values=values, centre=centre, reach=reach)
    return ControlChart(
        points=tuple(
            ControlPoint(
                value=float(values[at]),
                centre=float(centre[at]),
                lower=float(centre[at] - reach[at]),
                upper=float(centre[at] + reach[at]),
                signal=found[0] if found else None,
                is_high=found[1] if found else None,
            )
            for at, found in enumerate(signals)
        ),
        is_trial=points < LOCKED_POINTS,
    )


def _signals(*, values: Array, centre: Array, reach: Array) -> list[tuple[Signal, bool] | None]:
    """Mark every point of a run."""
    found: list[tuple[Signal, bool] | None] = [None] * len(values)
    above = np.sign(values - centre).astype(int)
    steps = np.sign(np.diff(values)).astype(int)
    rules = (
        (Signal.OUTSIDE, _outside(values, centre, reach)),
        (Signal.TREND, _runs_of_points(steps)),
        (Signal.NEAR_LIMIT, _near_limits(values, centre, reach)),
        (Signal.SHIFT, _runs(above, RUN)),
    )
    for signal, sides in rules:
        for at, side in sides.items():
            if found[at] is None:
                found[at] = (signal, side > 0)
    return found


def _outside(values: Array, centre: Array, reach: Array) -> dict[int, int]:
    off = values - centre
    return {int(at): int(np.sign(off[at])) for at in np.flatnonzero(np.abs(off) > reach)}


def _runs(sides: NDArray[np.int_], length: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for side, run in groupby(range(len(sides)), key=lambda at: int(sides[at])):
        places = list(run)
        if side and len(places) >= length:
            found |= dict.fromkeys(places, side)
    return found


def _runs_of_points(steps: NDArray[np.int_]) -> dict[int, int]:
    places = {at + end for at in _runs(steps, RUN - 1) for end in (0, 1)}
    return {
        at: 1 if steps[at if at + 1 in places and at < len(steps) else at - 1] > 0 else -1
        for at in places
    }


def _near_limits(values: Array, centre: Array, reach: Array) -> dict[int, int]:
    off = values - centre
    is_near = (np.abs(off) > 2 / 3 * reach) & (np.abs(off) <= reach)
    found: dict[int, int] = {}
    for at in range(len(values) - 2):
        three = slice(at, at + 3)
        if abs(np.sign(off[three]).sum()) == 3 and is_near[three].sum() >= 2:
            side = int(np.sign(off[at]))
            found |= dict.fromkeys((at + np.flatnonzero(is_near[three])).tolist(), side)
    return found
