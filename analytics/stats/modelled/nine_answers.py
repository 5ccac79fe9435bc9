"""By how much a modelled figure moves when nine hidden answers are taken away, at the worst: an
upper bound, from sums alone, without fitting again. Pure.

Hidden answers reach a modelled figure through what the nation leaves of their level and quarter,
and through nothing else (`known`). Nine of one kind are taken from one such rest: the heaviest nine
that its sums allow, with the least and the largest effective base that may be left. Those who gave
an answer are taken to weigh as all of the rest do: how they weigh is shown nowhere, and whether a
figure stands must not tell it. What that does to all effects is exact for given variances and
slopes (a change of rank one: Sherman & Morrison 1950, Ann Math Stat 21:124). MARGIN stands over it
for what slopes give way, the more the further logits move; a test fits small worlds again without
nine answers, one by one."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analytics.stats.modelled import known, levels
from analytics.stats.modelled.known import Array
from analytics.stats.modelled.levels import SMALL, Fitted, expit

ANSWERS = 9
MARGIN = 1.25


def moved(fitted: Fitted) -> Array:
    """Bounds in shares by force and level of the last quarter."""
    table = fitted.table
    solved = levels.solve(table, fitted.effects, fitted.sigma)
    common = levels.common_picks(table).reshape(-1, len(solved.common_covariance))
    way = solved.common_covariance @ common.T
    steps = _steps(fitted, said=common @ fitted.effects.common, size=(common * way.T).sum(axis=1))
    each = np.abs(levels.following(table, solved) @ way) * steps
    worst = each.max(axis=-1)
    worst = worst * (MARGIN + worst)
    found: Array = np.maximum(
        expit(fitted.logit + worst) - fitted.share, fitted.share - expit(fitted.logit - worst)
    )
    return found


def heaviest(people: Array, weight: Array, squared: Array) -> tuple[Array, Array, Array]:
    """The most that nine answers can weigh, of so many with this Σw and Σw², and the least and most
    of their own Σw²: of n numbers with sum W and sum of squares Q no nine have more than

        9 W / n + √(9 (n - 9) / n · (Q - W² / n))   (Samuelson 1968, JASA 63:1522, for nine)"""
    count, left = np.maximum(people, 1.0), np.maximum(people - ANSWERS, 0.0)
    spread = np.maximum(squared - weight**2 / count, 0.0)
    most = ANSWERS * weight / count + np.sqrt(ANSWERS * left / count * spread)
    most = np.where(left > 0, np.minimum(most, weight), weight)
    least = np.minimum(most**2 / np.clip(people, 1.0, ANSWERS), squared)
    others = np.where(left > 0, (weight - most) ** 2 / np.maximum(left, 1.0), 0.0)
    return most, least, np.clip(squared - others, least, squared)


def _steps(fitted: Fitted, *, said: Array, size: Array) -> Array:
    """The furthest that the linear system is pushed by each rest losing nine answers."""
    rests = levels.rests_of(fitted.table, fitted.effects, fitted.sigma)
    before, was = rests.weight, rests.left - rests.slope * said
    found = np.zeros_like(said)
    for share, trials in _without_nine(fitted.table.rests.reshape(-1, known.SUMS)):
        after = replace(rests, trials=trials).weight
        left = was + share - known.shares_of(fitted.table.rests).reshape(-1)
        grown = 1 + (after - before) * rests.slope**2 * size
        found = np.maximum(found, np.abs(rests.slope * (after * left - before * was) / grown))
    return found


def _without_nine(sums: Array) -> Iterator[tuple[Array, Array]]:
    """Shares and effective bases of what is left, in each of four ways; and of nothing, where too
    few are left for the model to read."""
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
