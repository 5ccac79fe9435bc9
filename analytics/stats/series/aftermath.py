"""What became of a series after something was done: before against after, and beside series of
places where nothing was done. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from analytics.stats.proportions import Interval
from analytics.stats.series import recovery
from analytics.stats.series.recovery import Recovery, ShareChange
from analytics.stats.special import student_quantile
from analytics.stats.suppression import may_tell

WEEKS = 8
USUAL_WEEKS = 44
"""How many weeks before the eight make the usual level: together a year."""

LEAST_BASE = 10.0
LEAST_SIBLINGS = 3


class WeekOfAnswers(Protocol):
    """One week of one series; `number` counts weeks, `share` is 0 to 1."""

    @property
    def number(self) -> int: ...
    @property
    def share(self) -> float: ...
    @property
    def effective_base(self) -> float: ...


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A difference in differences, in shares: what the series became less what its siblings led to
    expect. `own_variance` is of its own change, with what forces do for reasons of their own;
    `control_variance` of what the siblings led to expect."""

    value: float
    own_variance: float
    control_variance: float
    siblings: int
    freedom: int

    @property
    def interval(self) -> Interval:
        error = sqrt(self.own_variance + self.control_variance)
        return _around(self.value, error, freedom=self.freedom)


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """`forecast` is the share that the weeks before led to expect, with the interval in which the
    weeks after would lie had nothing changed; `effect` is None where fewer than three siblings have
    answers enough."""

    own: ShareChange
    forecast: Interval
    effect: Effect | None


def change_of(
    weeks: Iterable[WeekOfAnswers], *, start: int, begun: int | None = None
) -> ShareChange | None:
    """The change of a series at the week `start`, each share with the variance

        v = p(1-p)/n, with p = (x + 1/2) / (n + 1)

    Where something began within an earlier week, `begun`, that week is on neither side. None where
    either side may not be told: of an effective base under ten, or of one under twenty that all
    answered alike. Without a usual level where the weeks before that have a base under ten."""
    known = list(weeks)
    until = start if begun is None else begun
    before = _pooled(week for week in known if until - WEEKS <= week.number < until)
    after = _pooled(week for week in known if start <= week.number < start + WEEKS)
    first = until - WEEKS - USUAL_WEEKS
    usual = _pooled(week for week in known if first <= week.number < until - WEEKS)
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
    """The change of a series against its forecast and beside its siblings, those with a usual level
    alone. The effect is what it became less what the siblings led to expect of a series that lay so
    far off its usual level (recovery.beside_siblings): something is begun where a series lies low,
    and a part of that would have come back by itself.

    Where it misleads: something else that began in the same weeks in this place alone is taken for
    the effect; and a usual level that an earlier action moved is not the usual one."""
    beside = [each for each in siblings if each.usual is not None]
    if own.usual is None or len(beside) < LEAST_SIBLINGS:
        error = sqrt(own.before_variance + own.after_variance)
        return Aftermath(
            own=own, forecast=_clipped(_around(own.before, error, freedom=0)), effect=None
        )
    found = recovery.beside_siblings(own, beside)
    forecast = _around(found.expected, sqrt(found.own_variance), freedom=found.freedom)
    return Aftermath(
        own=own, forecast=_clipped(forecast), effect=_effect(found, siblings=len(beside))
    )


def _effect(found: Recovery, *, siblings: int) -> Effect:
    return Effect(
        value=found.value,
        own_variance=found.own_variance,
        control_variance=found.control_variance,
        siblings=siblings,
        freedom=found.freedom,
    )


def staggered(effects: Sequence[Effect]) -> Effect | None:
    """One effect of several that began in different weeks, each beside the siblings that were
    untreated in its own weeks (a stacked difference in differences).

        w ∝ 1 / (own variance + τ²),  Var = Σ w²(own variance + τ²) + (Σ w √control variance)²

    The same siblings stand beside several, so their errors are added as if they were one; the
    interval is a little too wide rather than too narrow. None of nothing."""
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


def _pooled(weeks: Iterable[WeekOfAnswers]) -> tuple[float, float]:
    """Share and effective base of several weeks."""
    known = list(weeks)
    base = sum(week.effective_base for week in known)
    positive = sum(week.effective_base * week.share for week in known)
    return (positive / base if base else 0.0), base


def _variance(share: float, base: float) -> float:
    smooth = (share * base + 0.5) / (base + 1)
    return smooth * (1 - smooth) / base


def _around(value: float, error: float, *, freedom: int) -> Interval:
    reach = student_quantile(freedom=freedom) * error
    return Interval(lower=value - reach, upper=value + reach)


def _clipped(interval: Interval) -> Interval:
    return Interval(lower=max(0.0, interval.lower), upper=min(1.0, interval.upper))
