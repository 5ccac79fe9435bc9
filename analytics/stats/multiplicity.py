"""How many of many comparisons may be called at once. Pure."""

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values (Benjamini & Hochberg 1995, JRSS B 57:289), in the order given.

        in rising order  q(i) = min over j ≥ i of  m p(j) / j,  at most 1

    Calling all with an adjusted value ≤ q makes the expected share of false calls ≤ q, for
    independent or positively dependent tests. It promises nothing of a single call.
    """
    values = np.asarray(p_values, dtype=float)
    order = np.argsort(values, kind="stable")
    steps = values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return [float(value) for value in adjusted]


def largest_level(p_values: Sequence[float], *, q: float) -> float:
    """The p up to which that procedure calls at q: R q / m, where it calls R of m; q / m where it
    calls none, which no p is then below; q of no comparison at all."""
    called = sum(value <= q for value in benjamini_hochberg(p_values))
    return max(called, 1) * q / max(len(p_values), 1)
