"""How much of a variance goes with each of several things at once: Shapley shares of R². Pure.

Lindeman, Merenda & Gold (1980), as R's relaimpo has them ("lmg"; Grömping 2006, J Stat Softw 17):
of each thing, how much R² grows when it is added to the others, averaged over every order in which
they can be added. The shares add up to R². They say what goes together, and never why: what people
feel about the whole colours what they say of each part, so that all of them are rather too large,
and whatever was not asked is in none."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_PREDICTORS = 10
"""Of more, the subsets are too many: 1,024 of ten."""
FEWEST_PAIRS = 200
"""So many people answered each pair, or the thing is left out (statistics.md, 5.3)."""
LEAST_EIGENVALUE = 1e-3
"""Correlations of different people may not belong to any real answers; below this they do not."""
STEP = 1e-4


@dataclass(frozen=True, kw_only=True)
class Moments:
    """Of each pair (i, j), over those who answered both: how many, Σw, Σw·xᵢ, Σw·xᵢ² and Σw·xᵢ·xⱼ.
    They add up over people, forces and quarters. Each is a square table."""

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
        """The moments of some of the columns alone, in this order."""
        at = np.ix_(kept, kept)
        return Moments(**{name: getattr(self, name)[at] for name in PARTS})

    @property
    def correlations(self) -> Array:
        """Pearson's, each over those who answered both. NaN where one of the two never varies."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.sums / self.weight
            variance = np.maximum(self.squares / self.weight - mean**2, 0)
            covariance = self.products / self.weight - mean * mean.T
            found = covariance / np.sqrt(variance * variance.T)
        np.fill_diagonal(found, 1.0)
        return np.asarray(found)


PARTS = ("people", "weight", "sums", "squares", "products")


def moments_of(answers: Array, weights: Array) -> Moments:
    """Of people in rows and questions in columns; NaN where somebody gave no answer that counts."""
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
    """Which columns can stand together: each pair was answered by enough people and varies. The one
    with the fewest answers in a pair goes first, one at a time; the first column is the outcome,
    and none is usable without it."""
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
    """`parts` add up to `explained` (R²); `signs` are 1 where more of the thing goes with more of
    the outcome, and -1 where with less."""

    explained: float
    parts: Array
    signs: Array

    @property
    def shares(self) -> Array:
        """The part of each in what all together explain; these add up to 1."""
        return self.parts / self.explained


def importance(correlations: Array) -> Importance | None:
    """Of each column but the first, which is the outcome. None where the correlations, each of
    other people, cannot be those of any answers, or nothing is explained."""
    if np.linalg.eigvalsh(correlations)[0] < LEAST_EIGENVALUE:
        return None
    parts = shapley_parts(correlations[None])[0]
    explained = float(parts.sum())
    if explained <= 0:
        return None
    return Importance(explained=explained, parts=parts, signs=np.sign(correlations[0, 1:]))


def shapley_parts(correlations: Array) -> Array:
    """Of each of several tables of correlations at once (tables × columns × columns), exactly:

        part of k = Σ over the sets S without k  |S|! (p - |S| - 1)! / p! · (R²(S, k) - R²(S))

    where R²(S) = r' R⁻¹ r, r the correlations of S with the outcome and R among them."""
    tables, columns = correlations.shape[0], correlations.shape[1] - 1
    if columns > MOST_PREDICTORS:
        message = f"{columns} predictors have too many subsets: {MOST_PREDICTORS} at most."
        raise ValueError(message)
    explained = {frozenset[int](): np.zeros(tables)}
    for size in range(1, columns + 1):
        for chosen in combinations(range(1, columns + 1), size):
            explained[frozenset(chosen)] = _r_squared(correlations, chosen)
    parts = np.zeros((tables, columns))
    for chosen_set, r_squared in explained.items():
        for each in chosen_set:
            gain = r_squared - explained[chosen_set - {each}]
            weight = 1 / (columns * comb(columns - 1, len(chosen_set) - 1))
            parts[:, each - 1] += weight * gain
    return parts


def _r_squared(correlations: Array, chosen: tuple[int, ...]) -> Array:
    among = correlations[:, chosen][:, :, chosen]
    outcome = correlations[:, chosen, :1]
    solved = np.linalg.solve(among, outcome)
    return np.asarray((outcome * solved).sum(axis=(1, 2)))


def jackknifed_shares(groups: Sequence[Moments], total: Moments) -> Array:
    """The shares without each group of people in turn (groups × things)."""
    tables = np.stack([(total - group).correlations for group in groups])
    parts = shapley_parts(tables)
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def jackknife_error(without: Array) -> float:
    """The standard error of an estimate, from its values without each of G groups drawn by chance:

    √((G - 1) / G · Σ (θ without g - their mean)²)   (Wolter 2007, 4.2)"""
    count = len(without)
    return sqrt((count - 1) / count * float(((without - without.mean()) ** 2).sum()))


def largest_moves(answers: Array, weights: Array, *, people: int) -> Array:
    """How far each share, and R² last, could move if so many people were left out, whoever they
    are: those who pull it most one way. By the influence of each person, so to the first order.

        influence on r of i and j = w (zᵢzⱼ - r (zᵢ² + zⱼ²) / 2) / Σw

    with z the scores standardised over those who answered both. And where those who pull most move
    it further when they are left out in truth, so far."""
    moments = moments_of(answers, weights)
    pulls = _pulls(answers, weights, moments) @ _slopes(moments.correlations)
    order = np.argsort(pulls, axis=0)
    worst = np.hstack([order[:people], order[-people:]]).T
    by_influence = np.abs(pulls[worst, np.tile(np.arange(pulls.shape[1]), 2)[:, None]].sum(axis=1))
    without = [moments - moments_of(answers[gone], weights[gone]) for gone in worst]
    told = _told(np.stack([moments.correlations, *(each.correlations for each in without)]))
    moved = np.nan_to_num(np.abs(told[1:] - told[0]), nan=np.inf).max(axis=0)
    return np.asarray(np.maximum(by_influence.reshape(2, -1).max(axis=0), moved))


def _pairs(columns: int) -> list[tuple[int, int]]:
    return list(combinations(range(columns), 2))


def _slopes(correlations: Array) -> Array:
    """How each share, and R² last, changes with each correlation (pairs × things)."""
    pairs = _pairs(len(correlations))
    moved = []
    for i, j in pairs:
        for step in (STEP, -STEP):
            table = correlations.copy()
            table[i, j] = table[j, i] = table[i, j] + step
            moved.append(table)
    told = _told(np.stack(moved))
    return np.asarray((told[::2] - told[1::2]) / (2 * STEP))


def _told(correlations: Array) -> Array:
    """The shares and R² of several tables."""
    parts = shapley_parts(correlations)
    r_squared = parts.sum(axis=1, keepdims=True)
    return np.hstack([parts / r_squared, r_squared])


def _pulls(answers: Array, weights: Array, moments: Moments) -> Array:
    """The influence of each person on each correlation (people × pairs)."""
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
