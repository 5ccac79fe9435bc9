"""Has a share changed between two windows of time that may share quarters? Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from analytics.stats.proportions import Interval, normal_quantile


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """One quarter of one series: `share` 0 to 1, `sum_w` people of the frame,
    `standard_error` of the share, as a share."""

    share: float
    sum_w: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class WindowChange:
    """Shares, 0 to 1; `value` is after minus before. `p_value` is None where the windows share
    a quarter: their difference may be shown, not tested."""

    before: float
    after: float
    value: float
    standard_error: float
    interval: Interval
    p_value: float | None


def change_between(
    *, quarters: Mapping[str, Quarter], before: Sequence[str], after: Sequence[str]
) -> WindowChange:
    """Difference of the shares of two windows, each some quarters taken together.

        d = Σ_q (a_q - b_q) p_q,   SE² = Σ_q (a_q - b_q)² SE_q²
        a_q, b_q: the quarter's part of Σw in the window after and before

    Quarters are independent, so windows that share none add their variances; a shared quarter
    nearly cancels (two rolling years three quarters apart in one differ by the ends alone).
    The normal interval needs shares away from 0 and 1: under an effective base of 50, or
    outside 5 to 95 %, use Newcombe's. It misleads where a window spans a change of wording.
    """
    parts = {
        name: _part(name, quarters, after) - _part(name, quarters, before) for name in quarters
    }
    value = sum(part * quarters[name].share for name, part in parts.items())
    error = sqrt(sum((part * quarters[name].standard_error) ** 2 for name, part in parts.items()))
    half = normal_quantile(confidence=0.95) * error
    is_shared = not set(before).isdisjoint(after)
    return WindowChange(
        before=sum(_part(name, quarters, before) * quarters[name].share for name in before),
        after=sum(_part(name, quarters, after) * quarters[name].share for name in after),
        value=value,
        standard_error=error,
        interval=Interval(lower=value - half, upper=value + half),
        p_value=None if is_shared or error == 0 else 2 * NormalDist().cdf(-abs(value) / error),
    )


def _part(name: str, quarters: Mapping[str, Quarter], window: Sequence[str]) -> float:
    if name not in window:
        return 0.0
    return quarters[name].sum_w / sum(quarters[one].sum_w for one in window)
