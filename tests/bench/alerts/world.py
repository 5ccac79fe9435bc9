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


@dataclass(frozen=True, kw_only=True)
class WorldScores:
    """By series and week scored: the score in the direction planted, and how much a change of one
    logit would move it, squared."""

    score: Array
    information: Array


def scores_of(world: World) -> WorldScores:
    """Each week warm from the one before."""
    found, information = np.empty((2, len(world.onset), len(world.weeks)))
    last: FittedSeries | None = None
    for at, week in enumerate(world.weeks):
        made = score(world.as_known(week), last)
        found[:, at], information[:, at] = made.score * world.is_rise, made.information
        last = made.fitted
    return WorldScores(score=found, information=information)
