from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from analytics.stats.proportions import Interval
from analytics.stats.series import recovery
from analytics.stats.series.recovery import ShareChange
from analytics.stats.special import student_quantile
from analytics.stats.suppression import may_tell

WEEKS = 8
USUAL_WEEKS = 44
"""Weeks before the eight that set the usual level; together a year."""

LEAST_BASE = 10.0
LEAST_SIBLINGS = 3


class WeekOfAnswers(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def share(self) -> float: ...
    @property
    def effective_base(self) -> float: ...


@dataclass(frozen=True, kw_only=True)
class Effect:
    """`own_variance` includes forces' independent movements; `control_variance` is that of the
    change expected from the siblings."""

    value: float
    own_variance: float
    control_variance: float
    siblings: int
    freedom: int

    @property
    def interval(self) -> Interval:
        error = sqrt(self.own_variance + self.control_variance)
        return _interval_around(self.value, error, freedom=self.freedom)


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """`forecast` is the share expected after, with the interval of no change. `effect` is None with
    fewer than three siblings."""

    own: ShareChange
    forecast: Interval
    effect: Effect | None


def change_of(
    weeks: Iterable[WeekOfAnswers], *, start: int, begun: int | None = None
) -> ShareChange | None:
    """The variance of each share is

        v = p(1-p)/n, with p = (x + 1/2) / (n + 1)

    Weeks from `begun` to `start` count on neither side.
    """
    known = list(weeks)
    until = start if begun is None else begun
    before = _pool_weeks(week for week in known if until - WEEKS <= week.number < until)
    after = _pool_weeks(week for week in known if start <= week.number < start + WEEKS)
    first = until - WEEKS - USUAL_WEEKS
    usual = _pool_weeks(week for week in known if first <= week.number < until - WEEKS)
    if not all(may_tell(share=share, base=base) for share, base in (before, after)):
        return None
    has_usual = usual[1] >= LEAST_BASE
    return ShareChange(
        before=before[0],
        after=after[0],
        before_variance=_variance(*before),
        after_variance=_variance(*after),
        usual=usual[0] if has_usual else None,
        usual_variance=_variance(*usual) if has_usual else 0.0,
    )


def aftermath_of(own: ShareChange, siblings: Sequence[ShareChange]) -> Aftermath:
    """Compare with the forecast and with siblings that have a usual level
    (recovery.compare_with_siblings). Misleads if something else begins in the same place and weeks.
    """
    beside = [each for each in siblings if each.usual is not None]
    if own.usual is None or len(beside) < LEAST_SIBLINGS:
        error = sqrt(own.before_variance + own.after_variance)
        return Aftermath(
            own=own,
            forecast=_clip_interval(_interval_around(own.before, error, freedom=0)),
            effect=None,
        )
    found = recovery.compare_with_siblings(own, beside)
    forecast = _interval_around(found.expected, sqrt(found.own_variance), freedom=found.freedom)
    return Aftermath(
        own=own,
        forecast=_clip_interval(forecast),
        effect=Effect(
            value=found.value,
            own_variance=found.own_variance,
            control_variance=found.control_variance,
            siblings=len(beside),
            freedom=found.freedom,
        ),
    )


def staggered(effects: Sequence[Effect]) -> Effect | None:
    """Pool actions begun in different weeks, each against its own siblings.

        w ∝ 1 / (own variance + τ²), Var = Σ w²(own variance + τ²) + (Σ w √control variance)²

    Actions share siblings: control errors are added as if perfectly correlated.
    """
    if not effects:
        return None
    between = recovery.excess_variance([(each.value, each.own_variance) for each in effects])
    precision = [1 / (each.own_variance + between) for each in effects]
    weights = [one / sum(precision) for one in precision]
    pairs = list(zip(weights, effects, strict=True))
    return Effect(
        value=sum(weight * each.value for weight, each in pairs),
        own_variance=sum(weight**2 * (each.own_variance + between) for weight, each in pairs),
        control_variance=sum(weight * sqrt(each.control_variance) for weight, each in pairs) ** 2,
        siblings=min(each.siblings for each in effects),
        freedom=min(each.freedom for each in effects),
    )


def _pool_weeks(weeks: Iterable[WeekOfAnswers]) -> tuple[float, float]:
    known = list(weeks)
    base = sum(week.effective_base for week in known)
    positive = sum(week.effective_base * week.share for week in known)
    return (positive / base if base else 0.0), base


def _variance(share: float, base: float) -> float:
    smooth = (share * base + 0.5) / (base + 1)
    return smooth * (1 - smooth) / base


def _interval_around(value: float, error: float, *, freedom: int) -> Interval:
    reach = student_quantile(freedom=freedom) * error
    return Interval(lower=value - reach, upper=value + reach)


def _clip_interval(interval: Interval) -> Interval:
    return Interval(lower=max(0.0, interval.lower), upper=min(1.0, interval.upper))
