"""Shapley shares of R²: Lindeman, Merenda & Gold (1980), "lmg" in R's relaimpo (Grömping 2006, J
Stat Softw 17): the gain in R² when a predictor is added, averaged over all orders. They show
association, not cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_PREDICTORS = 10
"""More have too many subsets: ten have 1,024."""
FEWEST_PAIRS = 200
"""Predictors with fewer complete pairs are left out (statistics.md, 5.3)."""
LEAST_EIGENVALUE = 1e-3
"""Below this, pairwise correlations are not those of any real answers."""
STEP = 1e-4


@dataclass(frozen=True, kw_only=True)
class Moments:
    """By pair (i, j), over complete pairs: people, Σw, Σw·xᵢ, Σw·xᵢ² and Σw·xᵢ·xⱼ."""

    people: Array
    weight: Array
    sums: Array
    squares: Array
    products: Array

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(**{name: getattr(self, name) + getattr(other, name) for name in PARTS})

    def __sub__(self, other: "Moments") -> "Moments":
        return Moments(**{name: getattr(self, name) - getattr(other, name) for name in PARTS})

    def of(self, kept: Sequence[int]) -> "Moments":
        at = np.ix_(kept, kept)
        return Moments(**{name: getattr(self, name)[at] for name in PARTS})

    @property
    def correlations(self) -> Array:
        """Pearson's over complete pairs. NaN if either variable is constant."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.sums / self.weight
            variance = np.maximum(self.squares / self.weight - mean**2, 0)
            covariance = self.products / self.weight - mean * mean.T
            found = covariance / np.sqrt(variance * variance.T)
        np.fill_diagonal(found, 1.0)
        return np.asarray(found)


PARTS = ("people", "weight", "sums", "squares", "products")


def moments_of(answers: Array, weights: Array) -> Moments:
    """Sum over people (rows) and questions (columns); NaN marks a missing answer."""
    given = (~np.isnan(answers)).astype(float)
    values = np.where(given > 0, answers, 0.0)
    weighed = values * weights[:, None]
    return Moments(
        people=given.T @ given,
        weight=(given * weights[:, None]).T @ given,
        sums=weighed.T @ given,
        squares=(weighed * values).T @ given,
        products=weighed.T @ values,
    )


def usable_columns(moments: Moments, *, fewest: int = FEWEST_PAIRS) -> tuple[int, ...]:
    """Return columns whose pairs all have enough people and vary, dropping the column with the
    fewest answers first. Empty if the outcome, the first, is not usable."""
    kept = list(range(len(moments.people)))
    while len(kept) > 1:
        part = moments.of(kept)
        is_short = (part.people < fewest) | np.isnan(part.correlations)
        if not is_short.any():
            return tuple(kept)
        if is_short[0, 0]:
            return ()
        worst = max(range(1, len(kept)), key=lambda at: (is_short[at].sum(), -part.people[at, at]))
        del kept[worst]
    return ()


@dataclass(frozen=True, kw_only=True)
class Importance:
    """`parts` add up to R² (`explained`); `signs` are those of the correlations with the
    outcome."""

    explained: float
    parts: Array
    signs: Array

    @property
    def shares(self) -> Array:
        return self.parts / self.explained


def importance(correlations: Array) -> Importance | None:
    """Return None if the matrix is not positive definite or nothing is explained."""
    if np.linalg.eigvalsh(correlations)[0] < LEAST_EIGENVALUE:
        return None
    parts = shapley_parts(correlations[None])[0]
    explained = float(parts.sum())
    if explained <= 0:
        return None
    return Importance(explained=explained, parts=parts, signs=np.sign(correlations[0, 1:]))


def shapley_parts(correlations: Array) -> Array:
    """Return the exact parts for several matrices (tables × columns × columns) at once.

        part of k = Σ over the sets S without k  |S|! (p - |S| - 1)! / p! · (R²(S, k) - R²(S))

    where R²(S) = r' R⁻¹ r, r the correlations of S with the outcome and R among them. Raises
    ValueError for over MOST_PREDICTORS."""
    tables, columns = correlations.shape[0], correlations.shape[1] - 1
    if columns > MOST_PREDICTORS:
        message = f"{columns} predictors have too many subsets: {MOST_PREDICTORS} at most."
        raise ValueError(message)
    explained = {frozenset[int](): np.zeros(tables)}
    for size in range(1, columns + 1):
        for chosen in combinations(range(1, columns + 1), size):
            among = correlations[:, chosen][:, :, chosen]
            outcome = correlations[:, chosen, :1]
            solved = np.linalg.solve(among, outcome)
            explained[frozenset(chosen)] = np.asarray((outcome * solved).sum(axis=(1, 2)))
    parts = np.zeros((tables, columns))
    for chosen_set, r_squared in explained.items():
        for each in chosen_set:
            gain = r_squared - explained[chosen_set - {each}]
            weight = 1 / (columns * comb(columns - 1, len(chosen_set) - 1))
            parts[:, each - 1] += weight * gain
    return parts


def jackknifed_shares(groups: Sequence[Moments], total: Moments) -> Array:
    """Groups × predictors."""
    tables = np.stack([(total - group).correlations for group in groups])
    parts = shapley_parts(tables)
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def jackknife_error(without: Array) -> float:
    """√((G - 1) / G · Σ (θ without g - their mean)²) (Wolter 2007, 4.2)"""
    count = len(without)
    return sqrt((count - 1) / count * float(((without - without.mean()) ** 2).sum()))


def largest_moves(answers: Array, weights: Array, *, people: int) -> Array:
    """Return how far each share, and R² last, moves without the most influential `people`: the
    larger of first-order influence and refit.

        influence on r of i and j = w (zᵢzⱼ - r (zᵢ² + zⱼ²) / 2) / Σw

    z is standardised over complete pairs.
    """
    moments = moments_of(answers, weights)
    pulls = _pulls(answers, weights, moments) @ _slopes(moments.correlations)
    order = np.argsort(pulls, axis=0)
    worst = np.hstack([order[:people], order[-people:]]).T
    by_influence = np.abs(pulls[worst, np.tile(np.arange(pulls.shape[1]), 2)[:, None]].sum(axis=1))
    without = [moments - moments_of(answers[gone], weights[gone]) for gone in worst]
    told = _shares_and_r_squared(
        np.stack([moments.correlations, *(each.correlations for each in without)])
    )
    moved = np.nan_to_num(np.abs(told[1:] - told[0]), nan=np.inf).max(axis=0)
    return np.asarray(np.maximum(by_influence.reshape(2, -1).max(axis=0), moved))


def _pairs(columns: int) -> list[tuple[int, int]]:
    return list(combinations(range(columns), 2))


def _slopes(correlations: Array) -> Array:
    """Return the derivative of each share, and R² last, in each correlation (pairs ×
    predictors)."""
    pairs = _pairs(len(correlations))
    moved = []
    for i, j in pairs:
        for step in (STEP, -STEP):
            table = correlations.copy()
            table[i, j] = table[j, i] = table[i, j] + step
            moved.append(table)
    told = _shares_and_r_squared(np.stack(moved))
    return np.asarray((told[::2] - told[1::2]) / (2 * STEP))


def _shares_and_r_squared(correlations: Array) -> Array:
    parts = shapley_parts(correlations)
    r_squared = parts.sum(axis=1, keepdims=True)
    return np.hstack([parts / r_squared, r_squared])


def _pulls(answers: Array, weights: Array, moments: Moments) -> Array:
    correlations = moments.correlations
    mean = moments.sums / moments.weight
    spread = np.sqrt(moments.squares / moments.weight - mean**2)
    found = []
    for i, j in _pairs(answers.shape[1]):
        first = (answers[:, i] - mean[i, j]) / spread[i, j]
        second = (answers[:, j] - mean[j, i]) / spread[j, i]
        pull = first * second - correlations[i, j] * (first**2 + second**2) / 2
        found.append(np.nan_to_num(weights * pull / moments.weight[i, j]))
    return np.column_stack(found)
