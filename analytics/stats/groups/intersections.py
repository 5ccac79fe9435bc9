"""Do people who stand in several groups at once fare otherwise than those groups apart would have
it? Every combination of levels is a stratum; most have few answers, and each is drawn towards what
its parts alone would give (MAIHDA: Evans et al. 2018, Soc Sci Med 203:64; Merlo 2018, SSM Popul
Health 4:74). Pure.

No figure here is of the answers of one small group: it is of a model of all. Where a few answers
would still move it, `Combination.moved` says by how much, and it is not to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, pi

import numpy as np
from numpy.typing import NDArray

from analytics.stats.mix_cells import Column
from analytics.stats.proportions import Interval, normal_quantile
from analytics.stats.telling import whole_points

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

ANSWERS_REMOVED = 9
LEVEL_1_VARIANCE = pi**2 / 3
"""The variance of a logistic distribution: of one answer on the scale of logits."""
LEAST_SHARE = 0.005
"""A share that is told as 0 or 100 per cent is at least so far from the other."""
OF_VARIATION = 2
"""Numbers told of all strata together."""
MOST_STEPS = 50
SETTLED = 1e-10


@dataclass(frozen=True, kw_only=True)
class Strata:
    """Answers added up, a row a stratum that anybody stands in. `positive` and `other` have Σw and
    Σw²; `heaviest_positive` and `heaviest_other` the same of the nine heaviest of them, or of all
    where there are fewer, and `removable` how many these are."""

    levels: tuple[tuple[str, ...], ...]
    people: NDArray[np.int64]
    positive: Array
    other: Array
    heaviest_positive: Array
    heaviest_other: Array
    removable: NDArray[np.int64]

    @property
    def trials(self) -> Array:
        """Effective bases."""
        return _trials(self.positive + self.other)

    @property
    def is_mixed(self) -> bool:
        """Whether there are two strata at least, and both answers."""
        both = self.positive[:, 0].any() and self.other[:, 0].any()
        return bool(len(self.levels) > 1 and both)

    @property
    def shares(self) -> Array:
        """Weighted shares positive, 0 to 1."""
        return self.positive[:, 0] / (self.positive + self.other)[:, 0]


@dataclass(frozen=True, kw_only=True)
class Combination:
    """`share` is the modelled one with its 95 % interval, `of_parts` what its levels apart would
    give, both 0 to 1; `error` is the standard error of their difference. `moved` is by how much the
    share, an end of its interval, or what the parts give, moves, in shares, when the nine answers
    that weigh most on it are taken away."""

    levels: tuple[str, ...]
    people: int
    share: float
    interval: Interval
    of_parts: float
    error: float
    moved: float


@dataclass(frozen=True, kw_only=True)
class Intersections:
    """`between` is the variance between all strata on the scale of logits, `left` what of it the
    parts leave; `moved` is by how much `partition` or `of_parts` moves when the nine answers that
    weigh most on it are taken away."""

    combinations: tuple[Combination, ...]
    between: float
    left: float
    moved: float = 0.0

    @property
    def partition(self) -> float:
        """VPC: how much of all variation lies between strata, 0 to 1."""
        return _partition(self.between)

    @property
    def of_parts(self) -> float:
        """PCV: which part of the variation between strata their levels apart explain, 0 to 1."""
        return _of_parts(self.between, self.left)


def strata_of(*, levels: Sequence[Column], is_positive: Flags, weight: Array) -> Strata:
    """Put people of the same groups into strata; takes one row an answer."""
    keys = np.zeros(len(weight), dtype=np.int64)
    for column in levels:
        keys = keys * max(len(column.names), 1) + column.codes
    _, first, at = np.unique(keys, return_index=True, return_inverse=True)
    sums = [_sums(at[rows], weight[rows], len(first)) for rows in (is_positive, ~is_positive)]
    heavy = [_heaviest(at[rows], weight[rows], len(first)) for rows in (is_positive, ~is_positive)]
    return Strata(
        levels=tuple(
            tuple(column.names[column.codes[row]] for column in levels) for row in first.tolist()
        ),
        people=np.bincount(at, minlength=len(first)),
        positive=sums[0],
        other=sums[1],
        heaviest_positive=heavy[0][0],
        heaviest_other=heavy[1][0],
        removable=np.stack([heavy[0][1], heavy[1][1]]),
    )


def intersections(strata: Strata) -> Intersections:
    """All strata of one item.

        z = η + (p - p̂) / p̂(1 - p̂),  v = 1 / n p̂(1 - p̂),  of a logistic model of the levels apart
        on effective bases n;  τ² by moments (`variance_left`);  β by weights 1 / (v + τ²)
        modelled logit: xβ + B (z - xβ),  B = τ² / (τ² + v)
        its variance: B v + (1 - B)² x V x'

    This is the best linear prediction of a random-effects regression of the logits (Raudenbush &
    Bryk 1985, J Educ Stat 10:75), as metafor's blup; against a full multilevel model it is fast,
    and rough where strata have a handful of answers, which are then nearly all model. The interval
    takes τ² as known, and is too narrow where it is not (docs/statistics.md says by how much). It
    needs two levels of each characteristic and both answers."""
    design = _design(strata.levels)
    eta, chance = _fit(design, strata.trials, strata.shares)
    world = _World(design=design, eta=eta, slope=chance * (1 - chance))
    shrunk = world.shrunk(strata.shares, strata.trials)
    moved, of_variation = _moved(strata, world, shrunk)
    combinations = tuple(
        _combination(strata, shrunk, at, moved=float(moved[at])) for at in range(len(eta))
    )
    return Intersections(
        combinations=combinations,
        between=shrunk.between,
        left=shrunk.variance,
        moved=of_variation,
    )


def as_told(one: Combination) -> Combination:
    """The same with the share and what the parts give as they are told, in whole points, and with
    an interval and an error made of these: told exactly, each would be one more rounding of one
    number, and all together tell it to a fraction of a point."""
    share, of_parts = whole_points.told(one.share), whole_points.told(one.of_parts)
    centre, lower, upper = (
        _logit(each) for each in (share, one.interval.lower, one.interval.upper)
    )
    half = (upper - lower) / 2
    ends = (float(_chance(np.array(centre + by))) for by in (-half, half))
    slope = share * (1 - share) / (one.share * (1 - one.share))
    return replace(
        one,
        share=share,
        interval=Interval(lower=next(ends), upper=next(ends)),
        of_parts=of_parts,
        error=one.error * slope,
    )


def _logit(share: float) -> float:
    inside = min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)
    return log(inside / (1 - inside))


def _partition(between: float) -> float:
    return between / (between + LEVEL_1_VARIANCE)


def _of_parts(between: float, left: float) -> float:
    return max(0.0, 1 - left / between) if between else 1.0


def variance_left(z: Array, v: Array, design: Array) -> float:
    """The variance τ² of estimates z, of error variances v, about their regression on `design`, by
    the method of moments (DerSimonian & Laird 1986, with moderators as Thompson & Sharp 1999, Stat
    Med 18:2693):

        τ² = max(0, (Q - (S - K)) / (Σw - tr((X'WX)⁻¹ X'W²X))),  Q = Σ w (z - xβ)²,  w = 1/v

    as metafor's rma(method = "DL"); nought where there are no more estimates than columns."""
    weight = 1 / v
    inverse = np.linalg.pinv(design.T @ (design * weight[:, None]))
    beta = inverse @ (design.T @ (weight * z))
    spread = float(weight @ np.square(z - design @ beta))
    free = len(z) - int(np.linalg.matrix_rank(design))
    room = float(weight.sum() - np.trace(inverse @ (design.T @ (design * weight[:, None] ** 2))))
    if free <= 0 or room <= 0:
        return 0.0
    return max(0.0, (spread - free) / room)


@dataclass(frozen=True, kw_only=True)
class _Shrunk:
    """On the scale of logits, a row a stratum."""

    z: Array
    v: Array
    variance: float
    parts: Array
    kept: Array
    parts_variance: Array

    @property
    def between(self) -> float:
        return variance_left(self.z, self.v, np.ones((len(self.z), 1)))

    @property
    def modelled(self) -> Array:
        return self.parts + self.kept * (self.z - self.parts)

    @property
    def variances(self) -> Array:
        """The variances of the modelled logits."""
        return self.kept * self.v + np.square(1 - self.kept) * self.parts_variance

    @property
    def apart_variances(self) -> Array:
        """The variances of the modelled logits less those of the parts."""
        return self.kept * self.v + np.square(self.kept) * self.parts_variance


@dataclass(frozen=True, kw_only=True)
class _World:
    """The model of the levels apart, about which logits are taken."""

    design: Array
    eta: Array
    slope: Array

    def shrunk(self, shares: Array, trials: Array) -> _Shrunk:
        chance = _chance(self.eta)
        z = self.eta + (shares - chance) / self.slope
        v = 1 / (np.maximum(trials, 1e-6) * self.slope)
        variance = variance_left(z, v, self.design)
        weight = 1 / (v + variance)
        inverse = np.linalg.pinv(self.design.T @ (self.design * weight[:, None]))
        return _Shrunk(
            z=z,
            v=v,
            variance=variance,
            parts=self.design @ (inverse @ (self.design.T @ (weight * z))),
            kept=variance / (variance + v),
            parts_variance=np.einsum("ij,jk,ik->i", self.design, inverse, self.design),
        )


def _combination(strata: Strata, shrunk: _Shrunk, at: int, *, moved: float) -> Combination:
    logit, parts = float(shrunk.modelled[at]), float(shrunk.parts[at])
    half = normal_quantile(confidence=0.95) * float(shrunk.variances[at]) ** 0.5
    share, lower, upper, of_parts = (
        float(_chance(np.array(each))) for each in (logit, logit - half, logit + half, parts)
    )
    return Combination(
        levels=strata.levels[at],
        people=int(strata.people[at]),
        share=share,
        interval=Interval(lower=lower, upper=upper),
        of_parts=of_parts,
        error=share * (1 - share) * float(shrunk.apart_variances[at]) ** 0.5,
        moved=moved,
    )


def _moved(strata: Strata, world: _World, whole: _Shrunk) -> tuple[Array, float]:
    """By how much each modelled share, an end of its interval, or what its parts give, moves when
    nine answers are taken away, and what is said of the variation, at the worst: those that move it
    most in one direction, from whatever strata. What one answer does is taken from the world
    without the nine heaviest of its stratum and kind, or without all of them. A stratum of few
    weighs on its parts nearly as one of many does, where strata differ much, so that few may move
    what parts give and hardly any share."""
    before = _told(whole)
    steps, counts = [], []
    for kind, heaviest in enumerate((strata.heaviest_positive, strata.heaviest_other)):
        for at in np.flatnonzero(strata.removable[kind]).tolist():
            shares, trials = _without(strata, heaviest, kind, at)
            after = _told(world.shrunk(shares, trials))
            count = int(strata.removable[kind, at])
            steps.append((after - before) / count)
            counts.append(count)
    worst = np.maximum(
        _worst_nine(np.array(steps), np.array(counts)),
        _worst_nine(-np.array(steps), np.array(counts)),
    )
    moved: Array = worst[:-OF_VARIATION].reshape(4, -1).max(axis=0)
    return moved, float(worst[-OF_VARIATION:].max())


def _told(of: _Shrunk) -> Array:
    """The modelled shares, after them what the parts give, the ends of intervals, and of all how
    much lies between strata and how much of that the parts explain."""
    half = normal_quantile(confidence=0.95) * np.sqrt(of.variances)
    logits = of.modelled, of.parts, of.modelled - half, of.modelled + half
    of_all = [_partition(of.between), _of_parts(of.between, of.variance)]
    return np.concatenate([*map(_chance, logits), of_all])


def _worst_nine(steps: Array, counts: NDArray[np.int64]) -> Array:
    """Of each column the nine largest steps added up, each as often as there are
    answers that make it."""
    order = np.argsort(-steps, axis=0)
    sorted_steps = np.maximum(np.take_along_axis(steps, order, axis=0), 0.0)
    taken = np.minimum(np.cumsum(counts[order], axis=0), ANSWERS_REMOVED)
    used = np.diff(taken, axis=0, prepend=0)
    total: Array = (sorted_steps * used).sum(axis=0)
    return total


def _without(strata: Strata, heaviest: Array, kind: int, at: int) -> tuple[Array, Array]:
    """Shares and effective bases without the heaviest answers of one kind in one stratum; one that
    is left with none says what it did and weighs nothing."""
    parts = [strata.positive.copy(), strata.other.copy()]
    parts[kind][at] -= heaviest[at]
    both = np.maximum(parts[0] + parts[1], 0.0)
    is_left = both[:, 0] > 1e-9
    shares = np.where(is_left, parts[0][:, 0] / np.where(is_left, both[:, 0], 1.0), strata.shares)
    return np.clip(shares, 0.0, 1.0), np.where(is_left, _trials(both), 0.0)


def _design(levels: Sequence[tuple[str, ...]]) -> Array:
    """An intercept, and a column for each level but the first of its characteristic."""
    columns = [np.ones(len(levels))]
    for number in range(len(levels[0]) if levels else 0):
        names = sorted({level[number] for level in levels})
        columns += [
            np.array([float(level[number] == name) for level in levels]) for name in names[1:]
        ]
    return np.column_stack(columns)


def _fit(design: Array, trials: Array, shares: Array) -> tuple[Array, Array]:
    """Logits and chances of the levels apart, by Fisher scoring."""
    eta = np.zeros(len(trials))
    for _ in range(MOST_STEPS):
        chance = _chance(eta)
        weight = trials * chance * (1 - chance)
        information = design.T @ (design * weight[:, None])
        score = design.T @ (weight * eta + trials * (shares - chance))
        before, eta = eta, design @ (np.linalg.pinv(information) @ score)
        eta = np.clip(eta, -10, 10)
        if float(np.abs(eta - before).max()) < SETTLED:
            break
    return eta, _chance(eta)


def _chance(logit: Array) -> Array:
    chance: Array = 1 / (1 + np.exp(-logit))
    return chance


def _trials(sums: Array) -> Array:
    """Kish's effective bases of Σw and Σw²; nought without answers."""
    found: Array = np.square(sums[:, 0]) / np.where(sums[:, 1] > 0, sums[:, 1], 1.0)
    return found


def _sums(at: NDArray[np.int64], weight: Array, width: int) -> Array:
    return np.column_stack(
        [np.bincount(at, weights=part, minlength=width) for part in (weight, np.square(weight))]
    )


def _heaviest(at: NDArray[np.int64], weight: Array, width: int) -> tuple[Array, NDArray[np.int64]]:
    """Σw and Σw² of the nine heaviest answers of each stratum, and how many they are."""
    order = np.lexsort((-weight, at))
    sorted_at = at[order]
    starts = np.searchsorted(sorted_at, np.arange(width))
    rank = np.arange(len(order)) - starts[sorted_at]
    kept = order[rank < ANSWERS_REMOVED]
    return _sums(at[kept], weight[kept], width), np.bincount(at[kept], minlength=width)
