"""Modelled shares of combined groups (MAIHDA: Evans et al. 2018, Soc Sci Med 203:64; Merlo 2018,
SSM Popul Health 4:74). Each combination of levels is a stratum, shrunk to its main effects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from analytics.stats.mix_cells import Column
from analytics.stats.proportions import Interval, normal_quantile
from analytics.stats.rounding import whole_points

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

ANSWERS_REMOVED = 9
LEAST_SHARE = 0.005
"""The minimum distance from 0 and 1 of a rounded share, for its logit."""
MOST_STEPS = 50
SETTLED = 1e-10


@dataclass(frozen=True, kw_only=True)
class Strata:
    """By non-empty stratum: Σw and Σw² of answers, those of the nine heaviest, and how many these
    are."""

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
        both = self.positive[:, 0].any() and self.other[:, 0].any()
        return bool(len(self.levels) > 1 and both)

    @property
    def shares(self) -> Array:
        return self.positive[:, 0] / (self.positive + self.other)[:, 0]


@dataclass(frozen=True, kw_only=True)
class Combination:
    """Shares, from the model and from main effects alone (`of_parts`), and the `error` of their
    difference. `moved` is the most that nine answers move any of them: callers must hide those that
    move too far."""

    levels: tuple[str, ...]
    people: int
    share: float
    interval: Interval
    of_parts: float
    error: float
    moved: float


def strata_of(*, levels: Sequence[Column], is_positive: Flags, weight: Array) -> Strata:
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


def model_combinations(strata: Strata) -> tuple[Combination, ...]:
    """Return all strata of one item.

        z = η + (p - p̂) / p̂(1 - p̂), v = 1 / n p̂(1 - p̂), of a logistic model of the levels apart
        on effective bases n; τ² by moments (`variance_left`); β by weights 1 / (v + τ²)
        modelled logit: xβ + B (z - xβ), B = τ² / (τ² + v)
        its variance: B v + (1 - B)² x V x'

    (Raudenbush & Bryk 1985, J Educ Stat 10:75; metafor's blup). Too narrow where τ² is uncertain.
    Needs two levels of each characteristic and both answers.
    """
    columns = [np.ones(len(strata.levels))]
    for number in range(len(strata.levels[0]) if strata.levels else 0):
        names = sorted({level[number] for level in strata.levels})
        columns += [
            np.array([float(level[number] == name) for level in strata.levels])
            for name in names[1:]
        ]
    design = np.column_stack(columns)
    eta, chance = _fit(design, strata.trials, strata.shares)
    world = _World(design=design, eta=eta, slope=chance * (1 - chance))
    shrunk = world.shrunk(strata.shares, strata.trials)
    moved = _largest_moves(strata, world, shrunk)
    return tuple(_combination(strata, shrunk, at, moved=float(moved[at])) for at in range(len(eta)))


def round_combination(one: Combination) -> Combination:
    """Shares in whole points; interval and error follow from these, to disclose no more digits."""
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


def variance_left(z: Array, v: Array, design: Array) -> float:
    """Return the variance τ² of estimates z, of error variances v, about their regression on
    `design`, by moments (DerSimonian & Laird 1986; with moderators Thompson & Sharp 1999, Stat Med
    18:2693).

        τ² = max(0, (Q - (S - K)) / (Σw - tr((X'WX)⁻¹ X'W²X))), Q = Σ w (z - xβ)², w = 1/v

    As metafor's rma(method = "DL").
    """
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
    """On the logit scale, by stratum."""

    z: Array
    v: Array
    parts: Array
    kept: Array
    parts_variance: Array

    @property
    def modelled(self) -> Array:
        return self.parts + self.kept * (self.z - self.parts)

    @property
    def variances(self) -> Array:
        return self.kept * self.v + np.square(1 - self.kept) * self.parts_variance

    @property
    def apart_variances(self) -> Array:
        return self.kept * self.v + np.square(self.kept) * self.parts_variance


@dataclass(frozen=True, kw_only=True)
class _World:
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


def _largest_moves(strata: Strata, world: _World, whole: _Shrunk) -> Array:
    before = _modelled_figures(whole)
    steps, counts = [], []
    for kind, heaviest in enumerate((strata.heaviest_positive, strata.heaviest_other)):
        for at in np.flatnonzero(strata.removable[kind]).tolist():
            shares, trials = _remove_heaviest(strata, heaviest, kind, at)
            after = _modelled_figures(world.shrunk(shares, trials))
            count = int(strata.removable[kind, at])
            steps.append((after - before) / count)
            counts.append(count)
    worst = np.maximum(
        _worst_nine(np.array(steps), np.array(counts)),
        _worst_nine(-np.array(steps), np.array(counts)),
    )
    moved: Array = worst.reshape(4, -1).max(axis=0)
    return moved


def _modelled_figures(of: _Shrunk) -> Array:
    half = normal_quantile(confidence=0.95) * np.sqrt(of.variances)
    logits = of.modelled, of.parts, of.modelled - half, of.modelled + half
    return np.concatenate([_chance(each) for each in logits])


def _worst_nine(steps: Array, counts: NDArray[np.int64]) -> Array:
    order = np.argsort(-steps, axis=0)
    sorted_steps = np.maximum(np.take_along_axis(steps, order, axis=0), 0.0)
    taken = np.minimum(np.cumsum(counts[order], axis=0), ANSWERS_REMOVED)
    used = np.diff(taken, axis=0, prepend=0)
    total: Array = (sorted_steps * used).sum(axis=0)
    return total


def _remove_heaviest(strata: Strata, heaviest: Array, kind: int, at: int) -> tuple[Array, Array]:
    parts = [strata.positive.copy(), strata.other.copy()]
    parts[kind][at] -= heaviest[at]
    both = np.maximum(parts[0] + parts[1], 0.0)
    is_left = both[:, 0] > 1e-9
    shares = np.where(is_left, parts[0][:, 0] / np.where(is_left, both[:, 0], 1.0), strata.shares)
    return np.clip(shares, 0.0, 1.0), np.where(is_left, _trials(both), 0.0)


def _fit(design: Array, trials: Array, shares: Array) -> tuple[Array, Array]:
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
    """Return Kish's effective bases from Σw and Σw²; 0 if empty."""
    found: Array = np.square(sums[:, 0]) / np.where(sums[:, 1] > 0, sums[:, 1], 1.0)
    return found


def _sums(at: NDArray[np.int64], weight: Array, width: int) -> Array:
    return np.column_stack(
        [np.bincount(at, weights=part, minlength=width) for part in (weight, np.square(weight))]
    )


def _heaviest(at: NDArray[np.int64], weight: Array, width: int) -> tuple[Array, NDArray[np.int64]]:
    """Return Σw and Σw² of up to nine heaviest answers of each stratum, and their number."""
    order = np.lexsort((-weight, at))
    sorted_at = at[order]
    starts = np.searchsorted(sorted_at, np.arange(width))
    rank = np.arange(len(order)) - starts[sorted_at]
    kept = order[rank < ANSWERS_REMOVED]
    return _sums(at[kept], weight[kept], width), np.bincount(at[kept], minlength=width)
