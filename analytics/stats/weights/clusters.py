from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PersonScores:
    """`people` are unique and ascending."""

    people: NDArray[np.int64]
    sums: Array

    @classmethod
    def of(cls, people: Iterable[int], scores: Array | Sequence[float]) -> "PersonScores":
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
        """Through the people in both; 0 without any."""
        _, mine, theirs = np.intersect1d(
            self.people, other.people, assume_unique=True, return_indices=True
        )
        ours = (self.sums - self.sums.mean(), other.sums - other.sums.mean())
        both = float(ours[0][mine] @ ours[1][theirs])
        size = sqrt(float(ours[0] @ ours[0]) * float(ours[1] @ ours[1]))
        return both / size if size else 0.0


def base_by_people(*, share: float, kish: float, scores: PersonScores) -> float:
    """p(1 - p) / SE², at most Kish's base, which it is if all gave one answer."""
    error = scores.error
    return min(kish, share * (1 - share) / error**2) if 0 < share < 1 and error else kish
