import numpy as np

from analytics.stats.emerging.tier import Array, Whole

BETWEEN = 0.02
"""Variance of a week's own move between siblings, on the log odds."""
COMMON = 0.15**2
"""Variance of a week's common move."""


def parent_move(
    *, residual: Array, variance: Array, inflation: Array, item: Whole
) -> tuple[Array, Array]:
    """Return the common move of each series' siblings by week, on the log odds, and its variance.

        c = Σ w r/V / Σ w over the others of the item, w = V / (φ + .02 V)
        var c = 1 / Σ w;  both shrunk by .15² / (.15² + var c)

    Leaves out the series itself; 0 without siblings.
    """
    weight = variance / (inflation + BETWEEN * variance)
    pull = residual / (inflation + BETWEEN * variance)
    items, place = np.unique(item, return_inverse=True)
    of_item = np.zeros((len(items), *residual.shape[1:]))
    pull_of_item = of_item.copy()
    np.add.at(of_item, place, weight)
    np.add.at(pull_of_item, place, pull)
    others = np.maximum(of_item[place] - weight, 0.0)
    safe = np.where(others > 1e-9, others, 1.0)
    uncertain = 1 / safe
    shrunk = np.where(others > 1e-9, COMMON / (COMMON + uncertain), 0.0)
    move = shrunk * (pull_of_item[place] - pull) / safe
    return move, shrunk**2 * uncertain
