import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.emerging.tier import Array
from analytics.stats.judgement import benjamini_hochberg

USUAL_CHANGE = 0.5
"""The prior standard deviation of changes, in logits."""
MATERIAL_ODDS_RATIO, MATERIAL_EXCESS = 1.3, 5.0
AMBER_LINE, AMBER_A_NATION, AMBER_A_FORCE = 1.96, 10, 5
SIZES = (4.0, 12.0, 40.0)
"""Bounds of the size tiers, in answers a week."""
BIN, BINS = 0.1, 161
"""Scores are tallied by tenths from -8 to 8."""
NORMAL_WIDTH, ALLOWED = 3.29, 1.1
"""The 5th to 95th percentile range of a standard normal, and the tolerated ratio."""
LEAST_TALLIED = 400


@dataclass(frozen=True, kw_only=True)
class RedLine:
    """The false discovery rate of calls, and the Bayes factor needed unless `many` are called."""

    false_share: float
    evidence: float = 0.0
    many: int = 0


ONCE = RedLine(false_share=0.2)
TWICE = RedLine(false_share=0.3, evidence=30.0, many=10)
"""For calls that need two weeks running."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`score` is positive for a rise; `odds_ratio` and `excess` (answers) compare the window with
    the expected; `area` is None for the nation."""

    score: float
    odds_ratio: float
    excess: float
    area: str | None
    evidence: float = 0.0


def size_tiers(bases: Array) -> NDArray[np.int64]:
    """Return by series 0 (under four answers a week) to 3 (40 or more)."""
    tiers: NDArray[np.int64] = np.digitize(bases.mean(axis=1), SIZES)
    return tiers


def tally(scores: Array) -> list[int]:
    known = scores[np.isfinite(scores)]
    places = np.clip(np.rint(known / BIN).astype(int) + BINS // 2, 0, BINS - 1)
    return [int(count) for count in np.bincount(places, minlength=BINS)]


def divisor(tallies: Sequence[Sequence[int]]) -> float:
    """Return max(1, (q95 - q05) / 3.29 / 1.1), by which to divide scores that vary more than a
    normal."""
    counts = np.sum([np.zeros(BINS), *map(np.asarray, tallies)], axis=0)
    if counts.sum() < LEAST_TALLIED:
        return 1.0
    share = counts.cumsum() / counts.sum()
    lower, upper = (int(np.searchsorted(share, at)) for at in (0.05, 0.95))
    return max(1.0, (upper - lower) * BIN / NORMAL_WIDTH / ALLOWED)


def p_value(score: float) -> float:
    return math.erfc(abs(score) / math.sqrt(2))


def evidence(score: float, information: float) -> float:
    """Return the Bayes factor for changes normal about 0 with a standard deviation of half a logit.

    exp(k/(1+k) Z²/2) / √(1+k), k = .25 · information
    """
    known = USUAL_CHANGE**2 * information
    return math.exp(known / (1 + known) * score**2 / 2) / math.sqrt(1 + known)


def red(standings: Mapping[int, Standing], line: RedLine = ONCE) -> list[int]:
    """Return the keys of a tier called by Benjamini & Hochberg with an odds ratio of at least 1.3
    and an excess of at least five answers. If fewer than `many` are called, each also needs the
    Bayes factor."""
    adjusted = benjamini_hochberg([p_value(each.score) for each in standings.values()])
    called = [
        key
        for (key, each), value in zip(standings.items(), adjusted, strict=True)
        if value <= line.false_share and _is_material(each)
    ]
    if len(called) >= line.many > 0:
        return called
    return [key for key in called if standings[key].evidence >= line.evidence]


def amber(standings: Mapping[int, Standing]) -> list[int]:
    """Return the largest scores beyond 1.96: ten for the nation and five for each force. Some are
    chance."""
    left: dict[str | None, int] = {}
    chosen = []
    for key, each in sorted(standings.items(), key=lambda pair: -abs(pair[1].score)):
        budget = AMBER_A_NATION if each.area is None else AMBER_A_FORCE
        if abs(each.score) > AMBER_LINE and left.setdefault(each.area, budget) > 0:
            left[each.area] -= 1
            chosen.append(key)
    return chosen


def _is_material(each: Standing) -> bool:
    ratio = max(each.odds_ratio, 1 / each.odds_ratio)
    return ratio >= MATERIAL_ODDS_RATIO and abs(each.excess) >= MATERIAL_EXCESS
