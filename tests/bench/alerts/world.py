"""Weekly series whose changes are known."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.stats.emerging.score import score
from analytics.stats.emerging.tier import Array, FittedSeries, SeriesTier, Whole


@dataclass(frozen=True, kw_only=True)
class World:
    """`as_known` gives the tier at the end of the week with that index. `onset` and `last` are
    indices of weeks, onset -1 where nothing was planted; `is_touched` where something that is no
    issue changed (a jump of the mix, a new wording) by series."""

    name: str
    as_known: Callable[[int], SeriesTier]
    weeks: range
    """Those in which it is scored."""
    onset: Whole
    last: Whole
    is_rise: Array
    size: Array
    """Mean answers a week."""
    is_touched: Array
    is_event: Array
    """By week scored: whether something national happens, that is no series' own."""


def scores_of(world: World) -> Array:
    """By series and week scored, each week warm from the one before; in the direction planted."""
    found = np.empty((len(world.onset), len(world.weeks)))
    last: FittedSeries | None = None
    for at, week in enumerate(world.weeks):
        made = score(world.as_known(week), last)
        found[:, at], last = made.score * world.is_rise, made.fitted
    return found
