"""Multiple comparisons."""

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return adjusted p-values (Benjamini & Hochberg 1995, JRSS B 57:289).

    in rising order q(i) = min over j ≥ i of m p(j) / j, at most 1
    """
    values = np.asarray(p_values, dtype=float)
    order = np.argsort(values, kind="stable")
    steps = values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return [float(value) for value in adjusted]


def largest_level(p_values: Sequence[float], *, q: float) -> float:
    """Return the largest p that the procedure calls, R q / m; q / m if it calls none, q without
    tests."""
    called = sum(value <= q for value in benjamini_hochberg(p_values))
    return max(called, 1) * q / max(len(p_values), 1)
