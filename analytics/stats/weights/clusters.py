"""Errors where one person answered more than once: what is said twice tells less than two people
would have said. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PersonScores:
    """What each person adds to an estimate, as a line through the truth: `sums` in the order of
    `people`, which are in rising order and stand once each."""

    people: NDArray[np.int64]
    sums: Array

    @classmethod
    def of(cls, people: Iterable[int], scores: Array | Sequence[float]) -> "PersonScores":
        """The clusters of people, from one score an answer."""
        known, at = np.unique(np.fromiter(people, dtype=np.int64), return_inverse=True)
        sums = np.bincount(at, weights=scores, minlength=len(known))
        return cls(known, sums.astype(np.float64))

    @property
    def error(self) -> float:
        """√(n/(n - 1) Σ(s - s̄)²), of n people (Kish & Frankel 1974, JRSS B 36:1)."""
        n = len(self.sums)
        off = self.sums - self.sums.mean()
        return sqrt(float(off @ off) * n / (n - 1)) if n > 1 else abs(float(self.sums.sum()))

    def correlation(self, other: "PersonScores") -> float:
        """The correlation of two estimates, by the people who are in both; 0 where nobody is, or
        where one never varies."""
        _, mine, theirs = np.intersect1d(
            self.people, other.people, assume_unique=True, return_indices=True
        )
        ours = (self.sums - self.sums.mean(), other.sums - other.sums.mean())
        both = float(ours[0][mine] @ ours[1][theirs])
        size = sqrt(float(ours[0] @ ours[0]) * float(ours[1] @ ours[1]))
        return both / size if size else 0.0


def base_by_people(*, share: float, kish: float, scores: PersonScores) -> float:
    """The number of different people with equal weights that would give the same error:
    p(1 - p) / SE², and never more than Kish's base; where all said the same, Kish's is taken."""
    error = scores.error
    return min(kish, share * (1 - share) / error**2) if 0 < share < 1 and error else kish
