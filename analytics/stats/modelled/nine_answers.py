"""An upper bound on how far a modelled figure moves without nine hidden answers. These affect it
only through the rest of their level, so the heaviest nine that its sums allow are removed. Exact
for given variances and slopes (Sherman & Morrison 1950, Ann Math Stat 21:124); MARGIN allows for
changed slopes."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analytics.stats.modelled import known, levels
from analytics.stats.modelled.known import Array
from analytics.stats.modelled.levels import SMALL, Fitted, expit

ANSWERS = 9
MARGIN = 1.25


def moved(fitted: Fitted) -> Array:
    """In shares by force and level of the last quarter."""
    table = fitted.table
    solved = levels.solve(table, fitted.effects, fitted.sigma)
    common = levels.common_picks(table).reshape(-1, len(solved.common_covariance))
    way = solved.common_covariance @ common.T
    said = common @ fitted.effects.common
    size = (common * way.T).sum(axis=1)
    rests = levels.rests_of(fitted.table, fitted.effects, fitted.sigma)
    before, was = rests.weight, rests.left - rests.slope * said
    steps = np.zeros_like(said)
    for share, trials in _without_nine(fitted.table.rests.reshape(-1, known.SUMS)):
        after = replace(rests, trials=trials).weight
        left = was + share - known.shares_of(fitted.table.rests).reshape(-1)
        grown = 1 + (after - before) * rests.slope**2 * size
        steps = np.maximum(steps, np.abs(rests.slope * (after * left - before * was) / grown))
    each = np.abs(levels.following(table, solved) @ way) * steps
    worst = each.max(axis=-1)
    worst = worst * (MARGIN + worst)
    found: Array = np.maximum(
        expit(fitted.logit + worst) - fitted.share, fitted.share - expit(fitted.logit - worst)
    )
    return found


def heaviest(people: Array, weight: Array, squared: Array) -> tuple[Array, Array, Array]:
    """With n weights, sum W and sum of squares Q, nine have at most

    9 W / n + √(9 (n - 9) / n · (Q - W² / n)) (Samuelson 1968, JASA 63:1522, for nine)
    """
    count, left = np.maximum(people, 1.0), np.maximum(people - ANSWERS, 0.0)
    spread = np.maximum(squared - weight**2 / count, 0.0)
    most = ANSWERS * weight / count + np.sqrt(ANSWERS * left / count * spread)
    most = np.where(left > 0, np.minimum(most, weight), weight)
    least = np.minimum(most**2 / np.clip(people, 1.0, ANSWERS), squared)
    others = np.where(left > 0, (weight - most) ** 2 / np.maximum(left, 1.0), 0.0)
    return most, least, np.clip(squared - others, least, squared)


def _without_nine(sums: Array) -> Iterator[tuple[Array, Array]]:
    """Shares and effective bases after removal in each of four ways, and without the rest if too
    few remain."""
    share = known.shares_of(sums)
    for of, is_positive in ((share, 1.0), (1 - share, 0.0)):
        people, weight, squares = (of * sums[..., at] for at in range(known.POSITIVE))
        most, least_squared, most_squared = heaviest(people, weight, squares)
        for squared in (least_squared, most_squared):
            rest = sums.copy()
            rest[..., known.WEIGHT] -= most
            rest[..., known.POSITIVE] -= is_positive * most
            rest[..., known.SQUARED] -= squared
            rest = np.where(rest > SMALL, rest, 0.0)
            yield known.shares_of(rest), known.trials_of(rest)
    is_read = sums[..., known.PEOPLE] - ANSWERS >= known.LEAST_REST
    yield known.shares_of(sums), np.where(is_read, known.trials_of(sums), 0.0)
