"""Adjusted p-values for many comparisons at once. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values (Benjamini & Hochberg 1995, JRSS B 57:289), in the order given.

        in rising order  q(i) = min over j ≥ i of  m p(j) / j,  at most 1

    Calling all with an adjusted value ≤ q makes the expected share of false calls ≤ q, for
    independent or positively dependent tests. It promises nothing of a single call.
    """
    return _adjusted(p_values, factor=1.0)


def benjamini_yekutieli(p_values: Sequence[float]) -> list[float]:
    """The same for tests that may depend on each other in any way, as the items of one
    questionnaire do (Benjamini & Yekutieli 2001, Ann Stat 29:1165): times 1 + 1/2 + … + 1/m.
    Safe and blunt: with forty items it asks for p four times smaller."""
    return _adjusted(p_values, factor=sum(1 / rank for rank in range(1, len(p_values) + 1)))


def _adjusted(p_values: Sequence[float], *, factor: float) -> list[float]:
    values = np.asarray(p_values, dtype=float)
    order = np.argsort(values, kind="stable")
    steps = factor * values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return [float(value) for value in adjusted]
