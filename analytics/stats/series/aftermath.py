"""What became of a series after something was done: before against after, and beside series of
places where nothing was done. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from analytics.stats.proportions import Interval
from analytics.stats.special import student_quantile
from analytics.stats.suppression import may_tell

WEEKS = 8
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
class ShareChange:
    """The share in the eight weeks before a start and in the eight from it, with the variance of
    their difference by sampling alone."""

    before: float
    after: float
    variance: float

    @property
    def value(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A difference in differences, in shares: the series' own change less that of its siblings.
    `own_variance` is of its own change, `control_variance` of the mean of the siblings; `drift` is
    the variance by which siblings change for reasons of their own."""

    value: float
    own_variance: float
    control_variance: float
    siblings: int

    @property
    def interval(self) -> Interval:
        error = sqrt(self.own_variance + self.control_variance)
        return _around(self.value, error, freedom=self.siblings - 1)


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
    """The change of a series at the week `start`. Where something began within an earlier week,
    `begun`, that week is on neither side.

        v = p₁(1-p₁)/n₁ + p₂(1-p₂)/n₂, with p = (x + 1/2) / (n + 1)

    None where either side may not be told: of an effective base under ten, or of one under twenty
    that all answered alike."""
    known = list(weeks)
    until = start if begun is None else begun
    before = _pooled(week for week in known if until - WEEKS <= week.number < until)
    after = _pooled(week for week in known if start <= week.number < start + WEEKS)
    if not all(may_tell(share=share, base=base) for share, base in (before, after)):
        return None
    return ShareChange(
        before=before[0], after=after[0], variance=_variance(*before) + _variance(*after)
    )


def aftermath_of(own: ShareChange, siblings: Sequence[ShareChange]) -> Aftermath:
    """The change of a series against its forecast and beside its siblings.

    Forecast: the share before, ± t √(v + τ²). The effect is d - d̄ with

        d̄ = Σ wᵢdᵢ / Σ wᵢ,  wᵢ = 1 / (vᵢ + τ²),  Var = v + τ² + 1 / Σ wᵢ

    τ² is by how much more siblings differ in their changes than by sampling (DerSimonian and Laird
    1986): a force moves for reasons of its own, too. Where it misleads: something else that began
    in the same weeks in this place alone is taken for the effect; and a series that was acted on
    because it was at its lowest would partly have risen by itself, which siblings do not show."""
    enough = len(siblings) >= LEAST_SIBLINGS
    drift = _excess_variance(siblings) if enough else 0.0
    error = sqrt(own.variance + drift)
    return Aftermath(
        own=own,
        forecast=_clipped(_around(own.before, error, freedom=len(siblings) - 1 if enough else 0)),
        effect=_effect(own, siblings, drift) if enough else None,
    )


def staggered(effects: Sequence[Effect]) -> Effect | None:
    """One effect of several that began in different weeks, each beside the siblings that were
    untreated in its own weeks (a stacked difference in differences).

        w ∝ 1 / (own variance + τ²),  Var = Σ w²(own variance + τ²) + (Σ w √control variance)²

    The same siblings stand beside several, so their errors are added as if they were one; the
    interval is a little too wide rather than too narrow. None of nothing."""
    if not effects:
        return None
    between = _excess([(each.value, each.own_variance) for each in effects])
    precision = [1 / (each.own_variance + between) for each in effects]
    weights = [one / sum(precision) for one in precision]
    pairs = list(zip(weights, effects, strict=True))
    return Effect(
        value=sum(weight * each.value for weight, each in pairs),
        own_variance=sum(weight**2 * (each.own_variance + between) for weight, each in pairs),
        control_variance=sum(weight * sqrt(each.control_variance) for weight, each in pairs) ** 2,
        siblings=min(each.siblings for each in effects),
    )


def _effect(own: ShareChange, siblings: Sequence[ShareChange], drift: float) -> Effect:
    precision = [1 / (each.variance + drift) for each in siblings]
    mean = sum(w * each.value for w, each in zip(precision, siblings, strict=True)) / sum(precision)
    return Effect(
        value=own.value - mean,
        own_variance=own.variance + drift,
        control_variance=1 / sum(precision),
        siblings=len(siblings),
    )


def _excess_variance(changes: Sequence[ShareChange]) -> float:
    return _excess([(each.value, each.variance) for each in changes])


def _excess(found: Sequence[tuple[float, float]]) -> float:
    """τ² = (Q - (k-1)) / (Σw - Σw²/Σw), at least 0, with w = 1/v and Q = Σ w(d - d̄)²."""
    weights = [1 / variance for _, variance in found]
    total = sum(weights)
    mean = sum(w * value for w, (value, _) in zip(weights, found, strict=True)) / total
    spread = sum(w * (value - mean) ** 2 for w, (value, _) in zip(weights, found, strict=True))
    scale = total - sum(w**2 for w in weights) / total
    return max(0.0, (spread - (len(found) - 1)) / scale) if scale > 0 else 0.0


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
