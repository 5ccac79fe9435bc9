"""How long something takes when some of it is not over yet. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import normal_quantile


@dataclass(frozen=True, kw_only=True)
class MedianDays:
    """`lower` and `upper` bound the median with 95 % confidence. The median is None where fewer
    than half are over as far as is known, and a bound where it lies beyond what was seen."""

    median: int | None
    lower: int | None
    upper: int | None


Curve = NDArray[np.float64]


def median_days(over: Mapping[int, int], waiting: Mapping[int, int]) -> MedianDays:
    """By days, how many took so long and how many have waited so long without an end.

    The survival curve is Kaplan and Meier's (1958, JASA 53:457): S(t) = Π (1 - d/n) over the days
    with ends. The median is the first day with S ≤ ½; its interval are the days on which the limits
    of S by Greenwood's variance on the log-log scale come to ½ (Brookmeyer and Crowley 1982). As
    R's survfit(conf.type = "log-log"). It misleads where those who wait differ from those who do
    not, and where several cases of one victim end together."""
    days = np.array(sorted({*over, *waiting}), dtype=np.int64)
    ended = np.array([over.get(int(day), 0) for day in days], dtype=np.float64)
    gone = ended + np.array([waiting.get(int(day), 0) for day in days], dtype=np.float64)
    at_risk = gone[::-1].cumsum()[::-1]
    is_end = ended > 0
    if not is_end.any():
        return MedianDays(median=None, lower=None, upper=None)
    days, ended, at_risk = days[is_end], ended[is_end], at_risk[is_end]
    survival = np.cumprod(1 - ended / at_risk)
    lower, upper = _limits(survival, ended, at_risk)
    return MedianDays(
        median=_first_at_half(days, survival),
        lower=_first_at_half(days, lower),
        upper=_first_at_half(days, upper),
    )


def _limits(survival: Curve, ended: Curve, at_risk: Curve) -> tuple[Curve, Curve]:
    """S to the power of exp(±z se), se that of log(-log S)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ended / (at_risk * (at_risk - ended)))
        error = np.sqrt(greenwood) / np.abs(np.log(survival))
        stretch = np.exp(normal_quantile(confidence=0.95) * error)
        lower, upper = survival**stretch, survival ** (1 / stretch)
    # Where all are over at once the variance has no value, and neither has the limit.
    return np.nan_to_num(lower, nan=1.0), np.nan_to_num(upper, nan=1.0)


def _first_at_half(days: NDArray[np.int64], curve: Curve) -> int | None:
    reached = np.flatnonzero(curve <= 0.5)
    return int(days[reached[0]]) if reached.size else None
