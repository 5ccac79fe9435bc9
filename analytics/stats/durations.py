from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import normal_quantile


@dataclass(frozen=True, kw_only=True)
class MedianDays:
    """With 95% confidence limits; values beyond the data are None."""

    median: int | None
    lower: int | None
    upper: int | None


Curve = NDArray[np.float64]


def median_days(over: Mapping[int, int], waiting: Mapping[int, int]) -> MedianDays:
    """Return the median, from counts by days of those `over` and those censored (`waiting`). Kaplan
    & Meier (1958, JASA 53:457): S(t) = Π (1 - d/n); the median is the first day with S ≤ ½. The
    interval is Brookmeyer and Crowley's (1982) with Greenwood's variance on the log-log scale, as
    R's survfit(conf.type = "log-log")."""
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
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ended / (at_risk * (at_risk - ended)))
        error = np.sqrt(greenwood) / np.abs(np.log(survival))
        stretch = np.exp(normal_quantile(confidence=0.95) * error)
        lower, upper = survival**stretch, survival ** (1 / stretch)
    # If all durations end at once, neither the variance nor the limit is defined.
    return np.nan_to_num(lower, nan=1.0), np.nan_to_num(upper, nan=1.0)


def _first_at_half(days: NDArray[np.int64], curve: Curve) -> int | None:
    reached = np.flatnonzero(curve <= 0.5)
    return int(days[reached[0]]) if reached.size else None
