"""Weekly series whose changes are known."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.stats.emerging.score import score
from analytics.stats.emerging.tier import Array, FittedSeries, SeriesTier, Whole


@dataclass(frozen=True, kw_only=True)
class World:
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
    score: Array
    information: Array


def scores_of(world: World) -> WorldScores:
    found, information = np.empty((2, len(world.onset), len(world.weeks)))
    last: FittedSeries | None = None
    for at, week in enumerate(world.weeks):
        made = score(world.as_known(week), last)
        found[:, at], information[:, at] = made.score * world.is_rise, made.information
        last = made.fitted
    return WorldScores(score=found, information=information)
