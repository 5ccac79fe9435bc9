"""Which scores of a week are told, and how loudly. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.emerging.tier import Array
from analytics.stats.multiplicity import benjamini_hochberg

USUAL_CHANGE = 0.5
"""How large changes are: the standard deviation, in logits."""
MATERIAL_ODDS_RATIO, MATERIAL_EXCESS = 1.3, 5.0
AMBER_LINE, AMBER_A_NATION, AMBER_A_FORCE = 1.96, 10, 5
SIZES = (4.0, 12.0, 40.0)
"""Bounds of the size tiers, in answers a week."""
BIN, BINS = 0.1, 161
"""A tally of scores is by tenths, from -8 to 8."""
NORMAL_WIDTH, ALLOWED = 3.29, 1.1
"""Between the 5th and the 95th percentile of a standard normal; how much more is let pass."""
LEAST_TALLIED = 400


@dataclass(frozen=True, kw_only=True)
class RedLine:
    """What is called: `false_share` of those called in a look, and how many times likelier a score
    must be where there is a change than where there is none, unless `many` are called together."""

    false_share: float
    evidence: float = 0.0
    many: int = 0


ONCE = RedLine(false_share=0.2)
TWICE = RedLine(false_share=0.3, evidence=30.0, many=10)
"""Where a call takes two weeks running: chance seldom gives two, and in a quiet week seldom ten of
one tier."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One series in one week: `score` a rise where positive, `odds_ratio` of the window to what was
    expected, `excess` in answers, either way; `area` whose list it stands on, None for the nation.
    `evidence` is nought where none is worked out."""

    score: float
    odds_ratio: float
    excess: float
    area: str | None
    evidence: float = 0.0


def size_tiers(bases: Array) -> NDArray[np.int64]:
    """By series, 0 (under four answers a week) to 3 (40 and more)."""
    tiers: NDArray[np.int64] = np.digitize(bases.mean(axis=1), SIZES)
    return tiers


def tally(scores: Array) -> list[int]:
    """How many scores lie in each tenth; those that are not numbers are left out."""
    known = scores[np.isfinite(scores)]
    places = np.clip(np.rint(known / BIN).astype(int) + BINS // 2, 0, BINS - 1)
    return [int(count) for count in np.bincount(places, minlength=BINS)]


def divisor(tallies: Sequence[Sequence[int]]) -> float:
    """max(1, spread / 1.1), spread = (q95 - q05) / 3.29 over the weeks given, usually 52 of a size
    tier: where quiet scores lie wider than a normal's, all are drawn in. 1 on little to go by."""
    counts = np.sum([np.zeros(BINS), *map(np.asarray, tallies)], axis=0)
    if counts.sum() < LEAST_TALLIED:
        return 1.0
    share = counts.cumsum() / counts.sum()
    lower, upper = (int(np.searchsorted(share, at)) for at in (0.05, 0.95))
    return max(1.0, (upper - lower) * BIN / NORMAL_WIDTH / ALLOWED)


def p_value(score: float) -> float:
    """Two-sided, of a standard normal."""
    return math.erfc(abs(score) / math.sqrt(2))


def evidence(score: float, information: float) -> float:
    """How many times likelier the score is where there is a change than where there is none: the
    Bayes factor of changes that are normal about nought, with a standard deviation of half a logit.

        exp(k/(1+k) Z²/2) / √(1+k),  k = .25 · information

    Few answers cannot say much, however far out they lie; of many a score of 3 says little, because
    a change of that size would be too small to be one."""
    known = USUAL_CHANGE**2 * information
    return math.exp(known / (1 + known) * score**2 / 2) / math.sqrt(1 + known)


def red(standings: Mapping[int, Standing], line: RedLine = ONCE) -> list[int]:
    """Of one tier, those called by Benjamini & Hochberg that are large enough to matter: an odds
    ratio of 1.3 either way, and five answers more or fewer than expected. Where few are called,
    which is what chance does, those alone for which there is evidence."""
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
    """A budget, never a rate: the ten furthest from nought of the nation and five of each force,
    among those beyond 1.96. A list to look at; some of it is chance every week."""
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
